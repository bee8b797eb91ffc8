//! Processes that call a vendor's server under one limit in Redis.
//!
//! Takes the sizes of a run; returns what the server and the processes counted. The processes are this program itself,
//! which [`become_worker`] turns into one of them.

use std::collections::VecDeque;
use std::io;
use std::net::TcpListener;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use renkei_redis::{Rate, Redis, RedisLimiter};
use renkei_runtime::hooks::Event;
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{
    ClientBuilder, Error, LimitError, LimitKey, LimitReporter, RateLimiter, Reservation, codegen,
};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// The variable that makes this program a worker: its settings, separated by commas.
const WORKER: &str = "RENKEI_FLEET_WORKER";
/// How many calls of a worker run at a time.
const TASKS: usize = 8;

/// The sizes of a run.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub(crate) processes: u32,
    /// Attempts a second that the vendor allows.
    pub(crate) limit: u32,
    /// How many of them may start at once, in the shared limit.
    pub(crate) burst: u32,
    pub(crate) seconds: u64,
    /// Whether Redis is killed after a third of the time, and restarts a second later.
    pub(crate) kill: bool,
}

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) accepted: u64,
    pub(crate) throttled: u64,
    /// The highest number of requests within any second.
    pub(crate) busiest_second: usize,
    /// When it ended, since the first request.
    pub(crate) busiest_at: Duration,
    /// The part of the quota that was used.
    pub(crate) used: f64,
    pub(crate) calls: u64,
    pub(crate) failed: u64,
    /// The longest time from the restart of Redis to the shared limit, of all processes.
    pub(crate) recovered: Option<Duration>,
    /// How many processes have applied their own share, and the shared limit again.
    pub(crate) recoveries: usize,
}

/// How long the processes have to start and to open their connections, which would delay their first calls.
const START: Duration = Duration::from_secs(2);

static PING: codegen::Operation =
    codegen::Operation { id: "ping", path: "/ping", ..codegen::Operation::GET };
/// A request that the vendor does not count.
static WARM_UP: codegen::Operation =
    codegen::Operation { id: "warmUp", path: "/warm-up", ..codegen::Operation::GET };

struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

impl Client {
    async fn call(&self, operation: &'static codegen::Operation) -> Result<(), Error> {
        let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
        codegen::Call::new(&self.0, operation).send(decode).await.map_err(Error::from)
    }
}

/// The shared limit, from a certain time.
struct LaterLimit {
    limiter: RedisLimiter,
    from: u64,
}

impl RateLimiter for LaterLimit {
    fn reserve(
        &self,
        key: &LimitKey,
        cost: u32,
        until: tokio::time::Instant,
    ) -> BoxFuture<Result<Reservation, LimitError>> {
        if now() < self.from {
            return Box::pin(async { Ok(Reservation::new(Duration::ZERO)) });
        }
        self.limiter.reserve(key, cost, until)
    }

    fn report_to(&self, reporter: LimitReporter) {
        self.limiter.report_to(reporter);
    }
}

/// Runs this process as a worker, if its parent asks for it.
pub(crate) fn become_worker() -> bool {
    let Ok(settings) = std::env::var(WORKER) else { return false };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(work(&settings.split(',').collect::<Vec<_>>()));
    true
}

async fn work(settings: &[&str]) {
    let [url, redis, limit, burst, processes, from, until] = settings else {
        panic!("{settings:?}")
    };
    let (from, until): (u64, u64) = (from.parse().unwrap(), until.parse().unwrap());
    // Other programs of the machine delay responses, and that is not what is measured. A killed server is noticed at once.
    let redis = Redis::with_response_timeout(redis, Duration::from_secs(1)).unwrap();
    let rate = Rate::per_second(limit.parse().unwrap()).burst(burst.parse().unwrap());
    let limiter = RedisLimiter::builder(&redis, "vendor");
    let limiter = limiter.rate(rate).processes(processes.parse().unwrap()).build().unwrap();
    let recovered = Arc::new(AtomicU64::new(0));
    let seen = recovered.clone();
    let client: Client = ClientBuilder::new()
        .base_url(*url)
        .deadline(Duration::from_secs(60))
        .rate_limiter(LaterLimit { limiter: limiter.clone(), from })
        .observe(move |event: &Event<'_>| {
            if let Event::LimitRecovered { .. } = event {
                seen.store(now(), Ordering::SeqCst);
            }
        })
        .build()
        .unwrap();
    let client = Arc::new(client);
    warm_up(&client, &limiter).await;
    sleep(Duration::from_millis(from.saturating_sub(now()))).await;
    let tasks = (0..TASKS).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            let (mut calls, mut failed) = (0, 0);
            while now() < until {
                calls += 1;
                if let Err(error) = client.call(&PING).await {
                    eprintln!("{error}");
                    failed += 1;
                }
            }
            (calls, failed)
        })
    });
    let (mut calls, mut failed) = (0, 0);
    for task in tasks.collect::<Vec<_>>() {
        let done: (u64, u64) = task.await.unwrap();
        (calls, failed) = (calls + done.0, failed + done.1);
    }
    println!("{WORKER} {calls} {failed} {}", recovered.load(Ordering::SeqCst));
}

/// Opens the connections of all tasks, and the one to Redis.
async fn warm_up(client: &Arc<Client>, limiter: &RedisLimiter) {
    let until = tokio::time::Instant::now() + Duration::from_secs(1);
    drop(limiter.reserve(&LimitKey::new("", ""), 1, until).await);
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call(&WARM_UP).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

/// Milliseconds since the epoch, which all processes agree on.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

/// Runs the processes; `arguments` make this program call [`become_worker`]. Returns `None` without `redis-server`.
pub(crate) async fn run(run: Run, arguments: &[&str]) -> Option<Report> {
    let (port, mut server) = start_redis().await?;
    let vendor = Vendor::start(run.limit, 2 * run.burst).await.unwrap();
    let redis = format!("redis://127.0.0.1:{port}");
    let from = now() + u64::try_from(START.as_millis()).unwrap();
    let until = from + run.seconds * 1000;
    let settings = format!(
        "{},{redis},{},{},{},{from},{until}",
        vendor.url, run.limit, run.burst, run.processes
    );
    let worker = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let command = command.args(arguments).env(WORKER, &settings).stdout(Stdio::piped());
        command.kill_on_drop(true).spawn().unwrap()
    };
    let workers: Vec<Child> = (0..run.processes).map(|_| worker()).collect();
    let mut restarted = 0;
    if run.kill {
        sleep(START + Duration::from_secs(run.seconds) / 3).await;
        server.kill().await.unwrap();
        sleep(Duration::from_secs(1)).await;
        server = redis_server(port);
        restarted = now();
    }
    let mut report = Report::default();
    for worker in workers {
        let output = worker.wait_with_output().await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().find_map(|line| line.split_once(WORKER)).expect("a worker's line");
        let numbers: Vec<u64> =
            line.1.split_whitespace().map(|word| word.parse().unwrap()).collect();
        report.calls += numbers[0];
        report.failed += numbers[1];
        if numbers[2] > 0 {
            report.recoveries += 1;
            let after = Duration::from_millis(numbers[2].saturating_sub(restarted));
            report.recovered = report.recovered.max(Some(after));
        }
    }
    drop(server);
    vendor.count(&mut report);
    Some(report)
}

/// How long reservations and bare `PING`s in turns took, in the order of size.
pub(crate) struct ReservationTimes {
    pub(crate) reservations: Vec<Duration>,
    pub(crate) pings: Vec<Duration>,
}

/// Measures what a reservation costs, beside the way to Redis and back.
pub(crate) async fn reservations(count: usize) -> Option<ReservationTimes> {
    let (port, _server) = start_redis().await?;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let redis = Redis::open(&format!("redis://127.0.0.1:{port}")).unwrap();
    let limiter = RedisLimiter::builder(&redis, "cost").processes(1);
    let limiter = limiter.rate(Rate::per_second(1_000_000).burst(1_000)).build().unwrap();
    let key = LimitKey::new("https://api.test:443", "/");
    let mut times = ReservationTimes { reservations: Vec::new(), pings: Vec::new() };
    for number in 0..count + 1000 {
        let started = Instant::now();
        let until = tokio::time::Instant::now() + Duration::from_secs(1);
        limiter.reserve(&key, 1, until).await.unwrap().commit();
        let reserved = started.elapsed();
        stream.write_all(b"PING\r\n").await.unwrap();
        stream.read_exact(&mut [0; 7]).await.unwrap();
        // The first ones open the connection and load the script.
        if number >= 1000 {
            times.reservations.push(reserved);
            times.pings.push(started.elapsed() - reserved);
        }
    }
    assert!(limiter.is_shared());
    times.reservations.sort_unstable();
    times.pings.sort_unstable();
    Some(times)
}

async fn start_redis() -> Option<(u16, Child)> {
    if Command::new("redis-server").arg("--version").output().await.is_err() {
        eprintln!("!! SKIPPED: redis-server is not installed (apt-get install redis-server)");
        return None;
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = redis_server(port);
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert!(started.elapsed() < Duration::from_secs(10), "redis-server does not respond");
        sleep(Duration::from_millis(10)).await;
    }
    Some((port, server))
}

fn redis_server(port: u16) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
    command.stdout(Stdio::null()).kill_on_drop(true).spawn().unwrap()
}

/// The vendor's server, whose limit is a bucket.
struct Vendor {
    url: String,
    log: Arc<Mutex<Log>>,
    limit: u32,
}

/// When requests arrived, and whether they were accepted.
type Log = Vec<(Instant, bool)>;

impl Vendor {
    async fn start(limit: u32, burst: u32) -> io::Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let log = Arc::new(Mutex::new(Log::new()));
        let accepts = Arc::new(Mutex::new(bucket(limit, burst)));
        let own = log.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, accepts) = (own.clone(), accepts.clone());
                tokio::spawn(async move {
                    let (read, mut write) = stream.into_split();
                    let mut lines = BufReader::new(read).lines();
                    let mut is_counted = true;
                    while let Ok(Some(line)) = lines.next_line().await {
                        if !line.is_empty() {
                            is_counted &= !line.contains(WARM_UP.path);
                            continue;
                        }
                        let now = Instant::now();
                        let accepted = !is_counted || (accepts.lock().unwrap())(now);
                        if std::mem::replace(&mut is_counted, true) {
                            log.lock().unwrap().push((now, accepted));
                        } else {
                            // All of them are open at once, so each needs a connection of its own.
                            sleep(Duration::from_millis(200)).await;
                        }
                        let status = if accepted {
                            "200 OK\r\n"
                        } else {
                            "429 Too Many Requests\r\nretry-after: 1\r\n"
                        };
                        let response = format!("HTTP/1.1 {status}content-length: 0\r\n\r\n");
                        if write.write_all(response.as_bytes()).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Ok(Self { url, log, limit })
    }

    fn count(&self, report: &mut Report) {
        let log = self.log.lock().unwrap();
        report.accepted = log.iter().filter(|(_, accepted)| *accepted).count() as u64;
        report.throttled = log.len() as u64 - report.accepted;
        let mut second = VecDeque::new();
        for (at, _) in log.iter() {
            second.push_back(*at);
            while at.duration_since(second[0]) >= Duration::from_secs(1) {
                second.pop_front();
            }
            if second.len() > report.busiest_second {
                report.busiest_second = second.len();
                report.busiest_at = at.duration_since(log[0].0);
            }
        }
        let (first, last) = (log.first().unwrap().0, log.last().unwrap().0);
        let quota = last.duration_since(first).as_secs_f64() * f64::from(self.limit);
        report.used = report.accepted as f64 / quota;
    }
}

/// Returns whether a request at a time is within a rate and a burst.
fn bucket(limit: u32, burst: u32) -> impl FnMut(Instant) -> bool {
    let interval = Duration::from_secs(1) / limit;
    let mut full_at: Option<Instant> = None;
    move |now| {
        let full = full_at.map_or(now, |it| it.max(now));
        let accepted = full <= now + interval * (burst - 1);
        if accepted {
            full_at = Some(full + interval);
        }
        accepted
    }
}
