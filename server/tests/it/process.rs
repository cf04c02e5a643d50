//! The real binary: starting, stopping, being killed, and the memory it takes.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use domain::Settings;
use store::{EndpointRow, Options, Store, Which};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

use crate::creel::new_endpoint;
use crate::wire::{PATIENCE, Wire};

fn command(folder: &Path, flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_creel"));
    command
        .env("CREEL_LISTEN", "127.0.0.1:0")
        .arg("--data")
        .arg(folder)
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A running binary, killed when dropped.
struct Running {
    child: Child,
    address: SocketAddr,
    out: BufReader<ChildStdout>,
}

impl Running {
    async fn start(folder: &Path, flags: &[&str]) -> Self {
        let mut child = command(folder, flags)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let reading = spawn_blocking(|| {
            let (mut out, mut line) = (out, String::new());
            out.read_line(&mut line).unwrap();
            (out, line)
        });
        let (out, line) = timeout(PATIENCE, reading)
            .await
            .expect("a line in time")
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .expect(&line);
        Self {
            address: address.parse().unwrap(),
            child,
            out,
        }
    }

    /// A signal by name, sent as an operator would.
    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Highest memory so far, in bytes.
    fn peak_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib * 1024
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        self.child.wait().unwrap();
    }
}

/// Runs a command to its end.
async fn output(mut command: Command) -> Output {
    let running = spawn_blocking(move || command.output().unwrap());
    timeout(PATIENCE, running)
        .await
        .expect("an end in time")
        .unwrap()
}

/// Opens the database of a folder while no server runs on it.
fn open(folder: &Path) -> Store {
    let options = Options {
        path: folder.to_owned(),
        durability: store::Durability::Full,
        limits: store::Limits::default(),
        clock: Arc::new(server::clock::now),
    };
    Store::open(options, Arc::new(|_| {})).unwrap()
}

async fn make_endpoint(folder: &Path) -> EndpointRow {
    let store = open(folder);
    let row = store
        .create_endpoint(new_endpoint(Settings::default()))
        .await
        .unwrap();
    store.close().await.unwrap();
    row
}

/// Runs a command that must fail: exit code, and the one line it says.
async fn fails(folder: &Path, flags: &[&str]) -> (i32, String) {
    let output = output(command(folder, flags)).await;
    assert!(output.stdout.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    (output.status.code().unwrap(), said)
}

#[tokio::test]
async fn says_one_line_and_stops_on_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let row = make_endpoint(folder.path()).await;
    let mut running = Running::start(folder.path(), &[]).await;
    let mut wire = Wire::connect(running.address).await;
    wire.send(format!(
        "POST /{} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi",
        row.id
    ))
    .await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
    running.signal("TERM");
    assert!(wire.rest().await.is_empty());
    let mut rest = String::new();
    running.out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    assert!(running.child.wait().unwrap().success());
    let store = open(folder.path());
    assert!(store.hit(row.num, Which::Seq(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn failing_to_start_takes_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path(), &[]).await;
    let port = running.address.to_string();
    let other = tempfile::tempdir().unwrap();

    let (code, said) = fails(other.path(), &["--listen", &port]).await;
    assert!(
        code == 1 && said.contains("port is taken") && said.contains(&port),
        "{said}"
    );
    let (code, said) = fails(folder.path(), &[]).await;
    assert!(
        code == 1 && said.contains("in use by another creel process"),
        "{said}"
    );

    let file = other.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let (code, said) = fails(&file.join("data"), &[]).await;
    assert!(code == 1 && said.contains("cannot be opened"), "{said}");

    let database = other.path().join("creel.db");
    std::fs::write(&database, b"this is somebody's letter, not a database").unwrap();
    let (code, said) = fails(other.path(), &[]).await;
    assert!(code == 1 && said.contains("not a Creel database"), "{said}");
    assert_eq!(
        std::fs::read(&database).unwrap(),
        b"this is somebody's letter, not a database"
    );

    let (code, said) = fails(folder.path(), &["--max-in-flight", "1KiB"]).await;
    assert!(code == 2 && said.contains("--max-in-flight"), "{said}");
}

#[tokio::test]
async fn backup_and_check_work_beside_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let row = make_endpoint(folder.path()).await;
    let running = Running::start(folder.path(), &[]).await;
    let mut wire = Wire::connect(running.address).await;
    wire.send(format!("GET /{} HTTP/1.1\r\n\r\n", row.id)).await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("creel.db");
    let creel = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_creel"));
        command.args(arguments).arg("--data").arg(folder.path());
        command
    };
    let backup = ["backup", file.to_str().unwrap()];
    assert!(output(creel(&backup)).await.status.success());
    assert_eq!(
        output(creel(&backup)).await.status.code(),
        Some(1),
        "never over a file"
    );
    let checked = output(creel(&["check"])).await;
    assert!(checked.status.success());
    assert!(
        String::from_utf8_lossy(&checked.stdout).contains("1 hits"),
        "{checked:?}"
    );
    let checked = output(creel(&["check", file.to_str().unwrap()])).await;
    assert!(checked.status.success(), "{checked:?}");
    assert_eq!(
        std::fs::read_dir(copy.path()).unwrap().count(),
        1,
        "nothing is written beside the copy"
    );
    let copied = open(copy.path());
    assert!(copied.hit(row.num, Which::Seq(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_check_lists_what_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let row = make_endpoint(folder.path()).await;
    let running = Running::start(folder.path(), &[]).await;
    for _ in 0..20 {
        let mut wire = Wire::connect(running.address).await;
        let body = "x".repeat(20_000);
        wire.send(format!(
            "POST /{} HTTP/1.1\r\nContent-Length: 20000\r\n\r\n{body}",
            row.id
        ))
        .await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
    }
    let copy = folder.path().join("copy.db");
    let creel = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_creel"));
        command.args(arguments).arg("--data").arg(folder.path());
        command
    };
    let copy_name = copy.to_str().unwrap();
    let made = output(creel(&["backup", copy_name])).await;
    assert!(made.status.success(), "{made:?}");
    // The pages of hits in the middle; what opening looks at is whole.
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 100_000].fill(0xff);
    std::fs::write(&copy, bytes).unwrap();
    let checked = output(creel(&["check", copy_name])).await;
    assert_eq!(checked.status.code(), Some(1), "{checked:?}");
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(
        said.lines().all(|line| line.starts_with("creel: ")),
        "{said}"
    );
    assert!(
        said.lines().count() >= 1 && !said.contains("panicked"),
        "{said}"
    );
}

/// Posts numbered bodies one after the other until the server is gone. Returns what was
/// acknowledged: the number of the hit, and the body sent.
async fn post_until_killed(address: SocketAddr, id: String, sender: usize) -> Vec<(u64, String)> {
    let mut acknowledged = Vec::new();
    let Ok(stream) = tokio::net::TcpStream::connect(address).await else {
        return acknowledged;
    };
    let mut stream = tokio::io::BufReader::new(stream);
    for place in 0.. {
        let body = format!("{sender}:{place}:{}", "x".repeat(place * 37 % 3000));
        let request = format!(
            "POST /{id} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        if stream.write_all(request.as_bytes()).await.is_err() {
            break;
        }
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            match stream.read_line(&mut head).await {
                Ok(1..) => {}
                Ok(0) | Err(_) => return acknowledged,
            }
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let seq = head
            .split("x-creel-hit: ")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap();
        acknowledged.push((seq.parse().unwrap(), body));
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn sigkill_at_any_moment_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let row = make_endpoint(folder.path()).await;
    let mut all = Vec::new();
    for round in 0..20u64 {
        let mut running = Running::start(folder.path(), &[]).await;
        let senders: Vec<_> = (0..16)
            .map(|sender| {
                tokio::spawn(post_until_killed(
                    running.address,
                    row.id.to_string(),
                    sender,
                ))
            })
            .collect();
        // Moments spread over the first third of a second.
        tokio::time::sleep(Duration::from_millis(20 + round * 7919 % 311)).await;
        running.child.kill().unwrap();
        for sender in senders {
            all.extend(sender.await.unwrap());
        }
    }
    assert!(all.len() > 200, "only {} hits were acknowledged", all.len());
    let store = open(folder.path());
    let mut last = 0;
    all.sort_unstable();
    for (seq, body) in &all {
        assert!(*seq > last, "number {seq} was given twice");
        last = *seq;
        let hit = store.hit(row.num, Which::Seq(*seq)).await.unwrap();
        let hit = hit.unwrap_or_else(|| panic!("hit {seq} was acknowledged and is lost"));
        assert_eq!(hit.body, body.as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_senders_of_ten_mebibytes_fit_in_memory() {
    const BODY: usize = 10 << 20;
    let folder = tempfile::tempdir().unwrap();
    let row = make_endpoint(folder.path()).await;
    let flags = [
        "--in-flight-wait",
        "10m",
        "--body-timeout",
        "10m",
        "--durability",
        "process",
    ];
    let running = Running::start(folder.path(), &flags).await;
    let body = Arc::new(vec![b'x'; BODY]);
    let mut senders = JoinSet::new();
    for place in 0..200 {
        let (address, id, body) = (running.address, row.id, Arc::clone(&body));
        senders.spawn(async move {
            let mut wire = Wire::connect(address).await;
            let framing = if place % 2 == 0 {
                format!("Content-Length: {BODY}\r\n\r\n")
            } else {
                format!("Transfer-Encoding: chunked\r\n\r\n{BODY:x}\r\n")
            };
            wire.send(format!("POST /{id} HTTP/1.1\r\n{framing}")).await;
            wire.send(&*body).await;
            if place % 2 == 1 {
                wire.send("\r\n0\r\n\r\n").await;
            }
            wire.answer_within(PATIENCE * 4).await.unwrap().status
        });
    }
    // All of them press all the time; what some need is what all need.
    for _ in 0..40 {
        let answered = timeout(PATIENCE * 4, senders.join_next()).await.unwrap();
        assert_eq!(answered.unwrap().unwrap(), 200);
    }
    let peak = running.peak_memory() >> 20;
    assert!(peak < 256, "{peak} MiB");
}

/// A body of 30 MiB in less than a kilobyte: zstd blocks of one byte repeated.
fn bomb() -> Vec<u8> {
    let mut bomb = b"\x28\xb5\x2f\xfd\x00\x38".to_vec();
    for last in (0..240).map(|place| place == 239) {
        let header: u32 = 131_072 << 3 | 1 << 1 | u32::from(last);
        bomb.extend_from_slice(&header.to_le_bytes()[..3]);
        bomb.push(b'x');
    }
    bomb
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_read_large_hits_fit_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path(), &["--durability", "process"]).await;
    let ask = async |request: Vec<u8>| {
        let mut wire = Wire::connect(running.address).await;
        wire.send(request).await;
        wire.answer_within(PATIENCE * 4).await.unwrap()
    };
    let made = ask(b"POST /api/endpoints HTTP/1.1\r\n\r\n".to_vec()).await;
    let made: domain::Endpoint = serde_json::from_slice(&made.body).unwrap();
    let (id, key) = (made.id, made.key.unwrap());
    for (coding, body) in [("identity", vec![0; 4 << 20]), ("zstd", bomb())] {
        let length = body.len();
        let head = format!(
            "POST /{id} HTTP/1.1\r\nContent-Encoding: {coding}\r\nContent-Length: {length}\r\n\r\n"
        );
        assert_eq!(ask([head.as_bytes(), &body].concat()).await.status, 200);
    }
    let mut readers = JoinSet::new();
    // As JSON, the first takes six bytes for each of its own; the second unpacks.
    for path in ["1", "2/view?limit=9", "2/body?decoded=1", "1/raw"].repeat(12) {
        let request = format!(
            "GET /api/endpoints/{id}/hits/{path} HTTP/1.1\r\nAuthorization: Bearer {key}\r\n\r\n"
        );
        let address = running.address;
        readers.spawn(async move {
            let mut wire = Wire::connect(address).await;
            wire.send(request).await;
            wire.answer_within(PATIENCE * 4).await.unwrap()
        });
    }
    let mut whole = 0;
    while let Some(answer) = readers.join_next().await {
        let answer = answer.unwrap();
        match answer.status {
            200 => whole += 1,
            503 => assert!(answer.header("retry-after").is_some()),
            status => panic!("{status}: {}", answer.text()),
        }
    }
    assert!(whole > 12, "only {whole} were answered");
    // All at once they would take over a gigabyte. What the allocator keeps for each thread comes on top
    // of the bound, and depends on how they fall together.
    let peak = running.peak_memory() >> 20;
    assert!(peak < 700, "{peak} MiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_idle_connections_do_not_hurt_others() {
    let files = net::raise_file_limit().unwrap_or(1024);
    let idle = 5000.min(usize::try_from(files).unwrap().saturating_sub(200));
    let folder = tempfile::tempdir().unwrap();
    let row = make_endpoint(folder.path()).await;
    let running = Running::start(folder.path(), &["--head-timeout", "10m"]).await;
    let request = format!("POST /{} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", row.id);
    let mut waiting = Vec::new();
    for place in 0..idle {
        let mut wire = Wire::connect(running.address).await;
        // Some have said nothing, some are inside a head, some wait after an answer.
        match place % 3 {
            0 => {}
            1 => wire.send(&request[..20]).await,
            _ => {
                wire.send(&request).await;
                assert_eq!(wire.answer().await.unwrap().status, 200);
            }
        }
        waiting.push(wire);
    }
    let began = std::time::Instant::now();
    for _ in 0..20 {
        let mut wire = Wire::connect(running.address).await;
        wire.send(&request).await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
    }
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let peak = running.peak_memory() >> 20;
    assert!(peak < 256, "{peak} MiB with {idle} connections");
    // And none of them was dropped.
    for wire in waiting.iter_mut().skip(1).step_by(3) {
        wire.send(&request[20..]).await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
    }
}
