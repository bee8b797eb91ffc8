//! Clients call a server with faults under virtual time: one without time limits and retries, a retry loop, and renkei's.
//!
//! Takes a fault rate; returns what callers saw and what the server received.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;
use renkei_runtime::codegen;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use renkei_runtime::{ClientBuilder, bytes::Bytes, http};
use tokio::time::{Instant, sleep, timeout};

/// How many calls run at a time.
const TASKS: u32 = 100;
/// The median of the server's latency, and the standard deviation of its logarithm.
const LATENCY: (f64, f64) = (0.04, 0.5);
/// After how long a gateway gives up on a server that stalls, and responds with 504.
const STALL: Duration = Duration::from_secs(30);

static READ: codegen::Operation =
    codegen::Operation { id: "read", path: "/read", ..codegen::Operation::GET };

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A client without a time limit and without retries, as HTTP libraries are by default.
    Naive,
    /// Three seconds for an attempt, and three retries after 100, 200 and 400 ms.
    Loop,
    /// A client of renkei with its defaults.
    Renkei,
}

/// What callers saw, and what the server received.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// The times of all calls, in seconds, sorted.
    times: Vec<f64>,
    failed: usize,
    requests: u64,
}

impl Report {
    /// Returns a percentile of the time of a call, in seconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        self.times[(self.times.len() * percent / 100).min(self.times.len() - 1)]
    }

    /// Returns the part of calls that failed.
    pub(crate) fn failures(&self) -> f64 {
        self.failed as f64 / self.times.len() as f64
    }

    /// Returns the requests for each call.
    pub(crate) fn load(&self) -> f64 {
        self.requests as f64 / self.times.len() as f64
    }
}

struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

/// The server and the way to it. A part of the requests meets a fault: two thirds of them stall, a sixth is answered with 503 at
/// once, and a sixth loses its connection.
#[derive(Clone)]
struct Upstream(Arc<Mutex<State>>);

struct State {
    rng: Rng,
    fault_rate: f64,
    requests: u64,
}

enum Fault {
    None,
    Stall,
    Unavailable,
    Closed,
}

impl Upstream {
    fn new(fault_rate: f64) -> Self {
        Self(Arc::new(Mutex::new(State { rng: Rng::with_seed(1), fault_rate, requests: 0 })))
    }

    fn draw(&self) -> (Fault, Duration) {
        let mut state = self.0.lock().unwrap();
        state.requests += 1;
        // A normal variable (Box and Muller).
        let radius = (-2.0 * (1.0 - state.rng.f64()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * state.rng.f64()).cos();
        let (median, deviation) = LATENCY;
        let latency = Duration::from_secs_f64(median * (deviation * normal).exp());
        let fault = match state.rng.f64() / state.fault_rate {
            it if it < 4.0 / 6.0 => Fault::Stall,
            it if it < 5.0 / 6.0 => Fault::Unavailable,
            it if it < 1.0 => Fault::Closed,
            _ => Fault::None,
        };
        (fault, latency)
    }

    /// Returns the status of a response, or `None` if the connection is closed without one.
    async fn request(&self) -> Option<u16> {
        let (fault, latency) = self.draw();
        match fault {
            Fault::Stall => {
                sleep(STALL).await;
                return Some(504);
            }
            Fault::Unavailable => return Some(503),
            Fault::Closed | Fault::None => sleep(latency).await,
        }
        matches!(fault, Fault::None).then_some(200)
    }
}

impl Transport for Upstream {
    fn send(
        &self,
        _: http::Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        let upstream = self.clone();
        Box::pin(async move {
            attempt.progress.set_connected();
            let Some(status) = upstream.request().await else {
                return Err(TransportError::new(TransportErrorKind::Broken));
            };
            let mut response = http::Response::new(ResponseBody::from(Bytes::new()));
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
            Ok(response)
        })
    }
}

/// Runs calls, 100 at a time.
pub(crate) fn run(caller: Caller, fault_rate: f64, calls: u32) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(run_tasks(caller, fault_rate, calls))
}

async fn run_tasks(caller: Caller, fault_rate: f64, calls: u32) -> Report {
    let upstream = Upstream::new(fault_rate);
    let builder = ClientBuilder::new().base_url("http://api.test").random_seed(1);
    let client: Client = builder.transport(upstream.clone()).build().unwrap();
    let client = Arc::new(client);
    let tasks = (0..TASKS).map(|_| {
        let (client, upstream) = (client.clone(), upstream.clone());
        tokio::spawn(async move {
            let mut results = Vec::new();
            for _ in 0..calls / TASKS {
                let started = Instant::now();
                let is_success = call(caller, &client, &upstream).await;
                results.push((started.elapsed().as_secs_f64(), is_success));
            }
            results
        })
    });
    let (mut times, mut failed) = (Vec::new(), 0);
    for task in tasks.collect::<Vec<_>>() {
        for (time, is_success) in task.await.unwrap() {
            times.push(time);
            failed += usize::from(!is_success);
        }
    }
    times.sort_unstable_by(f64::total_cmp);
    let requests = upstream.0.lock().unwrap().requests;
    Report { times, failed, requests }
}

/// Makes a call. Returns whether it succeeded.
async fn call(caller: Caller, client: &Client, upstream: &Upstream) -> bool {
    match caller {
        Caller::Naive => upstream.request().await == Some(200),
        Caller::Loop => {
            for wait in [100, 200, 400, 0] {
                if timeout(Duration::from_secs(3), upstream.request()).await == Ok(Some(200)) {
                    return true;
                }
                sleep(Duration::from_millis(wait)).await;
            }
            false
        }
        Caller::Renkei => {
            let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
            codegen::Call::new(&client.0, &READ).send(decode).await.is_ok()
        }
    }
}
