//! Calls over a network whose latency has a heavy tail, under virtual time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;
use http::{Request, Response};
use renkei_runtime::hooks::Event;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError,
};
use renkei_runtime::{ClientBuilder, codegen};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

static READ: codegen::Operation = codegen::Operation {
    id: "getThing",
    path: "/v1/things/{id}",
    accept: "application/json",
    ..codegen::Operation::GET
};
/// A keyed write, which could be repeated without harm. It is not hedged in any case.
static WRITE: codegen::Operation = codegen::Operation {
    id: "createThing",
    path: "/v1/things",
    accept: "application/json",
    idempotency_header: Some("Idempotency-Key"),
    ..codegen::Operation::POST
};

/// The calls that arrive in a second.
const RATE: f64 = 200.0;
/// One call of so many is a write.
const WRITES: u64 = 10;

/// How long requests take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Log-normal with a median of 20 ms and a 99th percentile of 103 ms.
    LogNormal,
    /// The same, and 1 % of requests stall for 1 to 2 s.
    Stalls,
    /// Log-normal, ten times as slow in one of ten seconds.
    Slowdown,
}

impl Tail {
    fn latency(self, rng: &mut Rng, since_start: Duration) -> Duration {
        let (a, b) = (1.0 - rng.f64(), rng.f64());
        let normal = (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos();
        let usual = 0.020 * (0.7 * normal).exp();
        let is_stalled = rng.f64() < 0.01;
        let stall = 1.0 + rng.f64();
        Duration::from_secs_f64(match self {
            Self::Stalls if is_stalled => stall,
            Self::Slowdown if since_start.as_secs() % 10 == 9 => usual * 10.0,
            _ => usual,
        })
    }
}

/// What a run has seen.
#[derive(Clone, Debug, Default)]
#[allow(dead_code, reason = "the test and the example read different fields")]
pub(crate) struct Report {
    pub(crate) calls: u64,
    pub(crate) reads: u64,
    pub(crate) writes: u64,
    pub(crate) failed: u64,
    /// The requests that the server received.
    pub(crate) requests: u64,
    /// The second requests.
    pub(crate) hedges: u64,
    /// The second requests whose response was used.
    pub(crate) faster: u64,
    /// The keys that the server received more than once.
    pub(crate) repeated_writes: u64,
    /// Quantiles of the durations of reads.
    pub(crate) p50: Duration,
    pub(crate) p95: Duration,
    pub(crate) p99: Duration,
    pub(crate) p999: Duration,
    /// By how long requests were ahead of the rate limit at most (the generic cell rate algorithm).
    pub(crate) ahead: Duration,
}

/// What a client limits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    /// The share of extra requests for hedging.
    pub(crate) share: Option<f64>,
    /// The requests per second and the burst.
    pub(crate) rate: Option<(f64, u32)>,
}

/// The network and the server.
#[derive(Clone)]
struct Network(Arc<State>);

struct State {
    tail: Tail,
    start: Instant,
    rng: Mutex<Rng>,
    arrivals: Mutex<Vec<Instant>>,
    keys: Mutex<BTreeMap<Vec<u8>, u64>>,
}

impl Transport for Network {
    fn send(
        &self,
        request: Request<RequestBody>,
        _: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let state = &self.0;
        let now = Instant::now();
        state.arrivals.lock().expect("nothing panics while it is locked").push(now);
        if let Some(key) = request.headers().get("idempotency-key") {
            let mut keys = state.keys.lock().expect("nothing panics while it is locked");
            *keys.entry(key.as_bytes().to_vec()).or_insert(0) += 1;
        }
        let mut rng = state.rng.lock().expect("nothing panics while it is locked");
        let latency = state.tail.latency(&mut rng, state.start.elapsed());
        Box::pin(async move {
            sleep(latency).await;
            let body = ResponseBody::from(Bytes::from_static(b"{}"));
            let response =
                Response::builder().header("content-type", "application/json").body(body);
            Ok(response.expect("a response"))
        })
    }
}

#[derive(Clone)]
struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

impl Client {
    async fn call(self, is_write: bool) -> bool {
        let mut call = codegen::Call::new(&self.0, if is_write { &WRITE } else { &READ });
        if !is_write {
            call.path("id", "7");
        }
        let decode: codegen::Decode<serde_json::Value> =
            codegen::Decode { ok: codegen::json, err: codegen::no_error };
        call.send(decode).await.is_ok()
    }
}

/// Makes calls that arrive at random times.
pub(crate) fn run(tail: Tail, limits: Limits, calls: u64, seed: u64) -> Report {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(simulate(tail, limits, calls, seed))
}

/// What the client reports.
#[derive(Clone, Default)]
struct Counters {
    hedges: Arc<AtomicU64>,
    faster: Arc<AtomicU64>,
}

fn client(network: &Network, limits: Limits, seed: u64, counters: Counters) -> Client {
    let builder = ClientBuilder::<Client>::new()
        .base_url("https://api.test")
        .random_seed(seed)
        .transport(network.clone())
        .observe(move |event: &Event<'_>| {
            if let Event::Hedged { is_faster, .. } = event {
                counters.hedges.fetch_add(1, Ordering::Relaxed);
                counters.faster.fetch_add(u64::from(*is_faster), Ordering::Relaxed);
            }
        });
    let builder = match limits.share {
        Some(share) => builder.hedging(share),
        None => builder,
    };
    let builder = match limits.rate {
        Some((per_second, burst)) => builder.rate_limit(per_second, burst),
        None => builder,
    };
    builder.build().expect("a client")
}

async fn simulate(tail: Tail, limits: Limits, calls: u64, seed: u64) -> Report {
    let network = Network(Arc::new(State {
        tail,
        start: Instant::now(),
        rng: Mutex::new(Rng::with_seed(seed)),
        arrivals: Mutex::default(),
        keys: Mutex::default(),
    }));
    let counters = Counters::default();
    let client = client(&network, limits, seed, counters.clone());
    let (mut arrivals, mut tasks) = (Rng::with_seed(seed + 1), JoinSet::new());
    let mut report = Report { calls, ..Report::default() };
    let mut durations = Vec::new();
    let mut finish = |(is_write, is_ok, duration): (bool, bool, Duration)| {
        report.failed += u64::from(!is_ok);
        report.writes += u64::from(is_write);
        if !is_write {
            durations.push(duration);
        }
    };
    for number in 0..calls {
        sleep(Duration::from_secs_f64(-(1.0 - arrivals.f64()).ln() / RATE)).await;
        let (client, is_write) = (client.clone(), number % WRITES == 0);
        tasks.spawn(async move {
            let started = Instant::now();
            let is_ok = client.call(is_write).await;
            (is_write, is_ok, started.elapsed())
        });
        while let Some(done) = tasks.try_join_next() {
            finish(done.expect("no task panics"));
        }
    }
    while let Some(done) = tasks.join_next().await {
        finish(done.expect("no task panics"));
    }
    durations.sort_unstable();
    let quantile = |part: f64| durations[((durations.len() - 1) as f64 * part).round() as usize];
    let keys = network.0.keys.lock().expect("nothing panics while it is locked");
    let arrivals = network.0.arrivals.lock().expect("nothing panics while it is locked").clone();
    Report {
        reads: durations.len() as u64,
        requests: arrivals.len() as u64,
        ahead: limits.rate.map_or(Duration::ZERO, |(per_second, _)| ahead(&arrivals, per_second)),
        hedges: counters.hedges.load(Ordering::Relaxed),
        faster: counters.faster.load(Ordering::Relaxed),
        repeated_writes: keys.values().filter(|it| **it > 1).count() as u64,
        p50: quantile(0.5),
        p95: quantile(0.95),
        p99: quantile(0.99),
        p999: quantile(0.999),
        ..report
    }
}

fn ahead(arrivals: &[Instant], per_second: f64) -> Duration {
    let interval = Duration::from_secs_f64(1.0 / per_second);
    let (mut full_at, mut ahead) = (arrivals[0], Duration::ZERO);
    for arrival in arrivals {
        ahead = ahead.max(full_at.saturating_duration_since(*arrival));
        full_at = full_at.max(*arrival) + interval;
    }
    ahead
}
