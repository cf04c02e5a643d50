//! A whole server in this process, on a folder of its own.

use std::net::SocketAddr;

use clap::Parser;
use domain::{ReplyRule, Settings, Slug, Timestamp};
use server::clock;
use server::config::ServeArgs;
use server::net::bind;
use server::run::Server;
use store::{EndpointRow, NewEndpointRow, Store, StoredHit, Which};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::wire::{Answer, PATIENCE, Wire};

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    serve: ServeArgs,
}

/// A running server with one endpoint.
pub(crate) struct Creel {
    pub(crate) address: SocketAddr,
    pub(crate) store: Store,
    pub(crate) endpoint: EndpointRow,
    stop: CancellationToken,
    done: JoinHandle<()>,
    _folder: TempDir,
}

impl Creel {
    pub(crate) async fn start() -> Self {
        Self::with(&[], Settings::default()).await
    }

    /// With these flags, and an endpoint with these settings.
    pub(crate) async fn with(flags: &[&str], settings: Settings) -> Self {
        Self::tuned(flags, settings, |_| {}).await
    }

    /// With limits that no flag sets.
    pub(crate) async fn tuned(
        flags: &[&str],
        settings: Settings,
        tune: impl FnOnce(&mut server::config::Settings),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap();
        let fixed = ["creel", "--listen", "127.0.0.1:0", "--data", data];
        let flags = Flags::try_parse_from(fixed.iter().chain(flags)).unwrap();
        let stop = CancellationToken::new();
        let mut config = flags.serve.settings().unwrap();
        tune(&mut config);
        let listener = bind(config.listen).unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server::open(config, stop.clone()).await.unwrap();
        let store = server.store().clone();
        let endpoint = store.create_endpoint(new_endpoint(settings)).await.unwrap();
        let done = tokio::spawn(async { server.run(listener).await.unwrap() });
        Self {
            address,
            store,
            endpoint,
            stop,
            done,
            _folder: folder,
        }
    }

    /// With an endpoint that replies like this.
    pub(crate) async fn replying(reply: ReplyRule) -> Self {
        Self::with(
            &[],
            Settings {
                reply,
                ..Settings::default()
            },
        )
        .await
    }

    pub(crate) async fn connect(&self) -> Wire {
        Wire::connect(self.address).await
    }

    /// The text with `{ID}` replaced by the id of the endpoint.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("{ID}", &self.endpoint.id.to_string())
    }

    /// Sends one request on a connection of its own, and reads the answer.
    pub(crate) async fn send(&self, request: &str) -> Answer {
        let request = self.fill(request);
        let mut wire = self.connect().await;
        wire.send(&request).await;
        wire.answer_to(request.split(' ').next().unwrap())
            .await
            .expect("an answer")
    }

    /// The newest hit.
    pub(crate) async fn latest(&self) -> StoredHit {
        self.store
            .hit(self.endpoint.num, Which::Latest)
            .await
            .unwrap()
            .expect("a hit")
    }

    /// A hit by number, or nothing.
    pub(crate) async fn hit(&self, seq: u64) -> Option<StoredHit> {
        self.store
            .hit(self.endpoint.num, Which::Seq(seq))
            .await
            .unwrap()
    }

    /// Waits until a hit of this number is there: one that is stored without an answer.
    pub(crate) async fn wait_for(&self, seq: u64) -> StoredHit {
        let there = async {
            loop {
                if let Some(hit) = self.hit(seq).await {
                    return hit;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, there)
            .await
            .expect("a hit in time")
    }

    /// Stops the server in order.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        tokio::time::timeout(PATIENCE, self.done)
            .await
            .unwrap()
            .unwrap();
    }
}

/// An endpoint to be created.
pub(crate) fn new_endpoint(settings: Settings) -> NewEndpointRow {
    NewEndpointRow {
        id: Uuid::new_v4(),
        slug: None,
        label: None,
        visibility: domain::Visibility::Private,
        expires_at: None,
        settings,
        key_hash: [0; 32],
        owner_hash: None,
        creator: None,
        now: clock::now(),
    }
}

/// The same with a slug and an end.
pub(crate) fn named(slug: &str, expires_at: Option<Timestamp>) -> NewEndpointRow {
    let slug = Some(Slug::parse(slug).unwrap());
    NewEndpointRow {
        slug,
        expires_at,
        ..new_endpoint(Settings::default())
    }
}
