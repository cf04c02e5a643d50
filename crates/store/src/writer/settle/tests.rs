use std::sync::Mutex;

use super::*;
use crate::health::Health;
use crate::options::Limits;
use crate::writer::command::{Inbox, queue};
use crate::writer::tx::Tx;

/// Passes its outcome on.
struct Told(SyncSender<Result<(), WriteError>>);

impl Job for Told {
    fn run(&mut self, _: &mut Tx<'_>) -> Result<(), WriteError> {
        Ok(())
    }

    fn finish(self: Box<Self>, outcome: Result<(), WriteError>) {
        self.0.send(outcome).unwrap();
    }
}

struct Rig {
    settling: Settling,
    inbox: Inbox,
    health: Arc<HealthCell>,
    published: Arc<Mutex<usize>>,
}

impl Rig {
    fn new(log: File) -> Self {
        let (queue, inbox) = queue(&Limits::default());
        let health = Arc::new(HealthCell::default());
        let published = Arc::new(Mutex::new(0));
        let count = Arc::clone(&published);
        let publish: Publish = Arc::new(move |_| *count.lock().unwrap() += 1);
        let settling = Settling::spawn(Some(log), publish, Arc::clone(&health), queue.sender());
        Self {
            settling: settling.unwrap(),
            inbox,
            health,
            published,
        }
    }

    /// What somebody is told who waits for a batch.
    fn outcome(&self, failure: Option<WriteError>) -> Result<(), WriteError> {
        let endpoint = EndpointRef {
            num: 1,
            id: uuid::Uuid::nil(),
        };
        let (told, outcome) = sync_channel(1);
        let batch = Batch {
            jobs: vec![Box::new(Told(told))],
            changes: vec![Pending::EndpointDeleted(endpoint)],
            failure,
            ..Batch::default()
        };
        assert!(self.settling.hand_over(batch));
        // The writer waits for this, and for nothing after it.
        assert!(self.inbox.more(&self.settling).is_none());
        outcome.try_recv().unwrap()
    }
}

#[test]
fn a_batch_is_answered_once_it_is_synced() {
    let rig = Rig::new(tempfile::tempfile().unwrap());
    assert_eq!(rig.outcome(None), Ok(()));
    assert_eq!(rig.health.get(), Health::Ready);
    assert_eq!(*rig.published.lock().unwrap(), 1);
    assert_eq!(
        rig.outcome(Some(WriteError::DiskFull)),
        Err(WriteError::DiskFull)
    );
    assert_ne!(rig.health.get(), Health::Ready);
    assert_eq!(*rig.published.lock().unwrap(), 1);
    assert_eq!(rig.outcome(None), Ok(()));
    assert_eq!(rig.health.get(), Health::Ready);
    rig.settling.stop();
}

#[cfg(target_os = "linux")]
#[test]
fn after_a_failed_sync_nobody_is_told_of_success_until_the_log_is_mended() {
    // Devices like this one cannot be synced.
    let rig = Rig::new(File::open("/dev/null").unwrap());
    let first = rig.outcome(None);
    assert!(matches!(first, Err(WriteError::Io(_))), "{first:?}");
    assert!(rig.settling.is_torn());
    assert_ne!(rig.health.get(), Health::Ready);
    // Readers see it, so it is published.
    assert_eq!(*rig.published.lock().unwrap(), 1);
    let earlier = WriteError::Io("an earlier sync failed".to_owned());
    assert_eq!(rig.outcome(None), Err(earlier));
    rig.settling.mended();
    assert_eq!(rig.outcome(None), first);
    rig.settling.stop();
}
