//! A client with a journal that is killed at random, again and again, until a server has performed all writes.
//!
//! The client is this program itself in another process, which [`become_client`] makes of it.

use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use renkei_runtime::transport::{BoxFuture, Transport};
use renkei_runtime::{
    BoxError, ClientBuilder, FileJournal, Intent, Journal, Recorded, Recover, Settlement, codegen,
};
use tokio::process::Command;
use tokio::time::sleep;

use crate::server::Server;

/// The variable that makes this program a client: the URL, whether its journal is forgetful, and the path of the journal.
const CLIENT: &str = "RENKEI_CRASH_CLIENT";
/// How many requests a client makes at most before it is killed. A write has two.
const MOST_REQUESTS: u64 = 160;
/// How many writes of a client run at a time.
const TASKS: usize = 8;
/// A forgetful journal loses one of this many records.
const FORGOTTEN: u32 = 2;

static NEXT: codegen::Operation =
    codegen::Operation { id: "next", path: "/next", ..codegen::Operation::GET };
static RESUMED: codegen::Operation =
    codegen::Operation { id: "resumed", path: "/resumed", ..codegen::Operation::GET };
static WRITE: codegen::Operation = codegen::Operation {
    id: "write",
    path: "/writes",
    accept: "application/json",
    idempotency_header: Some("Idempotency-Key"),
    ..codegen::Operation::POST
};

#[derive(Clone)]
pub(crate) struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

impl AsRef<codegen::Core> for Client {
    fn as_ref(&self) -> &codegen::Core {
        &self.0
    }
}

impl Client {
    pub(crate) fn new(url: &str, journal: Option<impl Journal>) -> Self {
        Self::build(ClientBuilder::new().base_url(url), journal)
    }

    #[allow(dead_code, reason = "only the command counts instructions")]
    pub(crate) fn with_transport(transport: impl Transport, journal: Option<FileJournal>) -> Self {
        Self::build(ClientBuilder::new().base_url("http://localhost").transport(transport), journal)
    }

    fn build(builder: ClientBuilder<Self>, journal: Option<impl Journal>) -> Self {
        // Every tenth response is lost, so the budget for the retries of all calls would soon be used up.
        let builder = builder.backoff(Duration::from_millis(2), Duration::from_millis(20));
        let builder = builder.circuit_breaker(false);
        match journal {
            Some(journal) => builder.journal(journal).build().unwrap(),
            None => builder.build().unwrap(),
        }
    }

    async fn get(&self, operation: &'static codegen::Operation) -> Option<u32> {
        let decode = codegen::Decode { ok: codegen::json, err: codegen::no_error };
        codegen::Call::new(&self.0, operation).send(decode).await.unwrap()
    }

    pub(crate) async fn write(&self, number: u32) -> bool {
        let decode = codegen::Decode::<u32, std::convert::Infallible> {
            ok: codegen::json,
            err: codegen::no_error,
        };
        let mut call = codegen::Call::new(&self.0, &WRITE);
        call.bytes("application/json", number.to_string().into());
        call.send(decode).await.is_ok()
    }
}

/// Runs this process as a client, if its parent asks for it.
pub(crate) fn become_client() -> bool {
    let Ok(settings) = std::env::var(CLIENT) else { return false };
    let (url, settings) = settings.split_once(' ').unwrap();
    let (is_forgetful, path) = settings.split_once(' ').unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let file = FileJournal::open(path).unwrap();
        let client = match is_forgetful {
            "true" => Client::new(url, Some(ForgetfulJournal { file, count: AtomicU32::new(1) })),
            _ => Client::new(url, Some(file)),
        };
        make_writes(client).await;
    });
    true
}

/// A journal that loses records, for the control.
struct ForgetfulJournal {
    file: FileJournal,
    count: AtomicU32,
}

impl Journal for ForgetfulJournal {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>> {
        match self.count.fetch_add(1, Ordering::Relaxed) % FORGOTTEN {
            0 => Box::pin(async { Ok(Recorded::First) }),
            _ => self.file.intend(intent),
        }
    }

    fn settle(&self, id: String, settlement: Settlement) -> BoxFuture<Result<(), BoxError>> {
        self.file.settle(id, settlement)
    }

    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>> {
        self.file.unsettled()
    }
}

async fn make_writes(client: Client) {
    loop {
        // What a call has left with an unknown outcome is sent again, too.
        while !client.resume().await.unwrap().iter().all(|write| write.result.is_ok()) {}
        client.get(&RESUMED).await;
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move {
                    let (mut count, mut is_clean) = (0, true);
                    while let Some(number) = client.get(&NEXT).await {
                        count += 1;
                        is_clean &= client.write(number).await;
                    }
                    (count, is_clean)
                })
            })
            .collect();
        let mut is_done = true;
        for task in tasks {
            let (count, is_clean) = task.await.unwrap();
            is_done &= count == 0 && is_clean;
        }
        if is_done {
            return;
        }
    }
}

/// What happened until all writes were made.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) kills: u32,
    /// Writes that were performed once, and more than once.
    pub(crate) once: usize,
    pub(crate) more: usize,
    pub(crate) lost_responses: u32,
    pub(crate) replayed: u32,
    /// Writes that were begun before a kill or a lost response, and that the client did not complete.
    pub(crate) forgotten: usize,
    /// Writes that the journal still has.
    pub(crate) unsettled: usize,
}

/// Kills the client until it has made all writes; `arguments` make this program call [`become_client`].
pub(crate) async fn run(writes: u32, seed: u64, arguments: &[&str]) -> Report {
    run_with(writes, seed, arguments, false).await
}

/// Kills a client whose journal loses records, as a control: the report must have forgotten writes.
pub(crate) async fn run_control(writes: u32, seed: u64, arguments: &[&str]) -> Report {
    run_with(writes, seed, arguments, true).await
}

async fn run_with(writes: u32, seed: u64, arguments: &[&str], is_forgetful: bool) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("writes.journal");
    let server = Server::start(writes, true, seed).await.unwrap();
    let mut kills = 0;
    loop {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let settings = format!("{} {is_forgetful} {}", server.url, path.display());
        command.args(arguments).env(CLIENT, settings).stdout(Stdio::null()).kill_on_drop(true);
        let mut client = command.spawn().unwrap();
        tokio::select! {
            status = client.wait() => {
                assert!(status.unwrap().success());
                break;
            }
            () = some_requests(&server) => {}
        }
        client.kill().await.unwrap();
        kills += 1;
        assert!(kills < 100_000, "it makes no progress");
    }
    let unsettled = left(&path).await;
    let state = server.state();
    let (once, more) = state.performed.values().partition::<Vec<u32>, _>(|count| **count == 1);
    Report {
        kills,
        once: once.len(),
        more: more.len(),
        lost_responses: state.lost,
        replayed: state.replayed,
        forgotten: state.forgotten.len(),
        unsettled,
    }
}

/// Waits until the server has received some more requests, so that how often clients are killed does not depend on the machine.
async fn some_requests(server: &Server) {
    let end = {
        let mut state = server.state();
        state.received + state.below(MOST_REQUESTS)
    };
    while server.state().received < end {
        sleep(Duration::from_micros(200)).await;
    }
    let wait = server.state().below(2000);
    sleep(Duration::from_micros(wait)).await;
}

async fn left(path: &Path) -> usize {
    let client = Client::new("http://127.0.0.1:1", Some(FileJournal::open(path).unwrap()));
    client.unsettled().await.unwrap().len()
}

/// Returns how long a write takes with a journal, in the order of size.
pub(crate) async fn cost(
    count: u32,
    open: impl FnOnce(&Path) -> Option<FileJournal>,
) -> Vec<Duration> {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(0, false, 1).await.unwrap();
    let client = Client::new(&server.url, open(&folder.path().join("cost.journal")));
    let mut times = Vec::new();
    for number in 0..count {
        let started = Instant::now();
        assert!(client.write(number).await);
        times.push(started.elapsed());
        // Writes of a real client do not follow each other at once.
        sleep(Duration::from_micros(100)).await;
    }
    times.sort_unstable();
    times
}
