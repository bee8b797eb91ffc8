//! A hundred tasks against a server that serves ten requests a second: how many it rejects with 429.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use renkei_runtime::bytes::Bytes;
use renkei_runtime::http::{Request, Response};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError,
};
use renkei_runtime::{AdmissionLimit, CallOptions, Error, ErrorKind};
use tokio::time::{Instant, sleep};

use crate::orders_client::Client;

const ORDER: &[u8] = br#"{"id":"7","amount":1200}"#;
const TASKS: usize = 100;
/// Served requests per second, and at once.
const RATE: u32 = 10;
const ROUND_TRIP: Duration = Duration::from_millis(50);

/// What the server says about its limit.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Says {
    Nothing,
    RetryAfter,
    RateLimit,
    XRateLimit,
}

/// How the server counts.
#[derive(Clone, Copy, Debug)]
enum Counts {
    /// The generic cell rate algorithm, with a burst of one second.
    Cells,
    /// Ten in each second of the clock.
    Windows,
}

/// A server with a limit. The clock is virtual.
#[derive(Clone)]
struct Limited {
    says: Says,
    counts: Counts,
    state: Arc<Mutex<State>>,
}

struct State {
    epoch: Instant,
    /// For cells: when the bucket is full again.
    full_at: Instant,
    /// For windows: the second, and what it has served.
    window: (u64, u32),
    served: usize,
    rejected: usize,
}

impl Limited {
    fn new(says: Says, counts: Counts) -> Self {
        let now = Instant::now();
        let state = State { epoch: now, full_at: now, window: (0, 0), served: 0, rejected: 0 };
        Self { says, counts, state: Arc::new(Mutex::new(state)) }
    }

    /// Returns whether a request is served, how many more would be, and for how long that holds.
    fn admit(&self) -> (bool, u32, Duration) {
        let mut state = self.state.lock().unwrap();
        let now = Instant::now();
        let (served, left, reset) = match self.counts {
            Counts::Cells => {
                let (interval, burst) = (Duration::from_secs(1) / RATE, Duration::from_secs(1));
                let next = state.full_at.max(now) + interval;
                let served = next <= now + burst;
                if served {
                    state.full_at = next;
                }
                let free = (now + burst).saturating_duration_since(state.full_at);
                let left = (free.as_millis() / interval.as_millis()) as u32;
                (served, left, interval)
            }
            Counts::Windows => {
                let elapsed = now - state.epoch;
                let second = elapsed.as_secs();
                if state.window.0 != second {
                    state.window = (second, 0);
                }
                let served = state.window.1 < RATE;
                state.window.1 += u32::from(served);
                (served, RATE - state.window.1, Duration::from_secs(second + 1) - elapsed)
            }
        };
        if served {
            state.served += 1;
        } else {
            state.rejected += 1;
        }
        (served, left, reset)
    }
}

impl Transport for Limited {
    fn send(
        &self,
        _request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let server = self.clone();
        Box::pin(async move {
            sleep(ROUND_TRIP / 2).await;
            let (served, left, reset) = server.admit();
            let seconds = reset.as_secs_f64().ceil() as u64;
            let response = match server.says {
                Says::Nothing => Response::builder(),
                Says::RetryAfter if served => Response::builder(),
                Says::RetryAfter => Response::builder().header("retry-after", seconds),
                Says::RateLimit => Response::builder()
                    .header("ratelimit-policy", r#""burst";q=10;w=1"#)
                    .header("ratelimit", format!(r#""burst";r={left};t={seconds}"#)),
                Says::XRateLimit => Response::builder()
                    .header("x-ratelimit-remaining", left)
                    .header("x-ratelimit-reset", seconds),
            };
            sleep(ROUND_TRIP / 2).await;
            let (status, body) = if served { (200, ORDER) } else { (429, &[][..]) };
            let body = ResponseBody::from(Bytes::from_static(body));
            Ok(response.status(status).body(body).unwrap())
        })
    }
}

/// What a hundred tasks with so many calls each have done.
#[derive(Debug)]
struct Report {
    failed: usize,
    requests: usize,
    rejected: usize,
    took: Duration,
}

impl Report {
    fn rejected_share(&self) -> f64 {
        self.rejected as f64 / self.requests as f64
    }

    /// How much longer it took than the limit requires.
    fn slowdown(&self) -> f64 {
        let served = (self.requests - self.rejected) as f64;
        self.took.as_secs_f64() / ((served - f64::from(RATE)) / f64::from(RATE))
    }
}

async fn storm(says: Says, counts: Counts, calls: usize, deadline: Duration) -> Report {
    let server = Limited::new(says, counts);
    let builder = Client::builder().base_url("https://api.test").transport(server.clone());
    let client = builder.build().unwrap();
    let started = Instant::now();
    let options = CallOptions::new().deadline(deadline);
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (client, options) = (client.clone(), options.clone());
            tokio::spawn(async move {
                let mut failed = Vec::<Error>::new();
                for _ in 0..calls {
                    let call = client.orders().get_order("7").with(options.clone());
                    failed.extend(call.await.err().map(Error::from));
                }
                failed
            })
        })
        .collect();
    let mut failed = 0;
    for task in tasks {
        let errors = task.await.unwrap();
        failed += errors.len();
        if let Some(error) = errors.first() {
            println!("{error}");
        }
    }
    let now = client.core().upstreams().remove(0);
    assert_eq!((now.in_flight, now.queued), (0, 0), "{now:?}");
    let state = server.state.lock().unwrap();
    let requests = state.served + state.rejected;
    Report { failed, requests, rejected: state.rejected, took: started.elapsed() }
}

/// The deadline is three times what the limit requires for the calls of all tasks: 10 s.
const DEADLINE: Duration = Duration::from_secs(30);

async fn check(calls: usize) {
    for says in [Says::Nothing, Says::RetryAfter, Says::RateLimit, Says::XRateLimit] {
        for counts in [Counts::Cells, Counts::Windows] {
            let report = storm(says, counts, calls, DEADLINE).await;
            let (share, slowdown) = (report.rejected_share(), report.slowdown());
            println!("{says:?} {counts:?}: {:.1} %, {slowdown:.2} times {report:?}", share * 100.0);
            assert_eq!(report.failed, 0, "{says:?} {counts:?} {report:?}");
            assert!(share <= 0.05, "{says:?} {counts:?} {report:?}");
            assert!(slowdown < 1.5, "{says:?} {counts:?} {slowdown} {report:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn tasks_that_call_again_and_again_are_rarely_rejected() {
    check(20).await;
}

#[tokio::test(start_paused = true)]
async fn tasks_that_call_once_are_rarely_rejected() {
    check(1).await;
}

/// An order, after which no request remains for 30 s.
fn exhausted() -> Response<Bytes> {
    let response = Response::builder().header("ratelimit", r#""default";r=0;t=30"#);
    response.body(Bytes::from_static(ORDER)).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_quota_that_is_used_up_closes_the_gate_of_the_upstream_or_of_the_path() {
    for (by_path, heeded) in [(false, true), (true, true), (false, false)] {
        let page = br#"{"items":[]}"#;
        let transport = ScriptedTransport::new().response(exhausted()).json(200, &page[..]);
        let builder = Client::builder().base_url("https://api.test").transport(transport);
        let client = builder.limits_by_path(by_path).rate_limit_headers(heeded).build().unwrap();
        client.orders().get_order("7").await.unwrap();
        if heeded {
            let error = client.orders().get_order("7").await.unwrap_err();
            let is_gate = matches!(error.kind(), ErrorKind::NotAdmitted(AdmissionLimit::Gate));
            assert!(is_gate, "{error}");
            assert!(error.retry_after().is_some_and(|it| it > Duration::from_secs(25)));
        }
        let page = client.orders().list_orders().await;
        assert_eq!(page.is_ok(), by_path || !heeded, "{by_path} {heeded} {page:?}");
        assert_eq!(client.core().upstreams().len(), 1 + usize::from(by_path));
    }
}

/// A server without a limit, which rejects one in five hundred requests all the same.
#[derive(Clone)]
struct Moody {
    /// Whether it rejects any, and how long it asks to wait, in milliseconds.
    rejects: Option<Option<u64>>,
    random: Arc<Mutex<fastrand::Rng>>,
    served: Arc<Mutex<Vec<Instant>>>,
}

impl Transport for Moody {
    fn send(
        &self,
        _request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let server = self.clone();
        Box::pin(async move {
            sleep(Duration::from_millis(20)).await;
            let is_rejected = server.random.lock().unwrap().u16(..500) == 0;
            let response = match server.rejects {
                Some(wait) if is_rejected => {
                    let response = Response::builder().status(429);
                    let response = match wait {
                        Some(wait) => response.header("retry-after-ms", wait),
                        None => response,
                    };
                    return Ok(response.body(ResponseBody::from(Bytes::new())).unwrap());
                }
                _ => Response::builder(),
            };
            server.served.lock().unwrap().push(Instant::now());
            Ok(response.body(ResponseBody::from(Bytes::from_static(ORDER))).unwrap())
        })
    }
}

/// Returns how many requests of a hundred tasks are served in each second.
async fn throughput(rejects: Option<Option<u64>>, seconds: u64, seed: u64) -> Vec<usize> {
    let random = Arc::new(Mutex::new(fastrand::Rng::with_seed(seed)));
    let server = Moody { rejects, random, served: Arc::default() };
    let builder = Client::builder().base_url("https://api.test").transport(server.clone());
    let client = builder.build().unwrap();
    let started = Instant::now();
    let ends = started + Duration::from_secs(seconds);
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                while Instant::now() < ends {
                    client.orders().get_order("7").await.unwrap();
                    sleep(Duration::from_millis(250)).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut served = vec![0; seconds as usize];
    for at in server.served.lock().unwrap().iter() {
        if let Some(count) = served.get_mut((*at - started).as_secs() as usize) {
            *count += 1;
        }
    }
    served
}

/// All calls succeed, and after a few seconds the throughput is what it is without a 429.
#[tokio::test(start_paused = true)]
async fn rare_rejections_that_are_unrelated_to_the_rate_cost_little() {
    const SECONDS: usize = 40;
    const FIRST: usize = 5;
    let rate =
        |served: &[usize]| served[FIRST..].iter().sum::<usize>() as f64 / (SECONDS - FIRST) as f64;
    let unlimited = rate(&throughput(None, SECONDS as u64, 1).await);
    for wait in [Some(20), None] {
        for seed in [1, 3] {
            let served = throughput(Some(wait), SECONDS as u64, seed).await;
            let share = rate(&served) / unlimited;
            println!("{wait:?} {seed}: {share:.3} of {unlimited:.0} a second: {served:?}");
            assert!(share >= 0.85, "{wait:?} {seed}: {share:.3} of {unlimited:.0} a second");
        }
    }
}
