//! Servers under virtual time, by host, and a client that calls them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;
use http::{Request, Response};
use renkei_runtime::hooks::{Event, Observe};
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError,
};
use renkei_runtime::{CallOptions, ClientBuilder, codegen};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

static READ: codegen::Operation = codegen::Operation {
    id: "getThing",
    path: "/v1/things/{id}",
    accept: "application/json",
    ..codegen::Operation::GET
};
static WRITE: codegen::Operation = codegen::Operation {
    id: "createThing",
    path: "/v1/things",
    accept: "application/json",
    idempotency_header: Some("Idempotency-Key"),
    ..codegen::Operation::POST
};

/// A request as its server sees it.
pub(crate) struct Seen {
    pub(crate) since_start: Duration,
    pub(crate) in_flight: u32,
    /// A random number from 0 to 1.
    pub(crate) chance: f64,
}

/// How long a server takes, and its status.
pub(crate) type Behaviour = fn(Seen) -> (u64, u16);

/// What a server has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    /// The requests in each second.
    pub(crate) seconds: BTreeMap<u64, u64>,
    pub(crate) requests: u64,
    pub(crate) writes: u64,
    in_flight: u32,
    pub(crate) most_in_flight: u32,
}

impl Log {
    /// Returns the requests from one second to another.
    pub(crate) fn between(&self, from: u64, to: u64) -> u64 {
        self.seconds.range(from..to).map(|(_, it)| it).sum()
    }
}

#[derive(Clone)]
pub(crate) struct Servers(Arc<State>);

struct State {
    start: Instant,
    behaviours: BTreeMap<&'static str, Behaviour>,
    /// The bodies of servers that do not answer with `{}`.
    bodies: BTreeMap<&'static str, &'static str>,
    logs: Mutex<BTreeMap<String, Log>>,
    rng: Mutex<Rng>,
}

impl Servers {
    pub(crate) fn new(behaviours: &[(&'static str, Behaviour)]) -> Self {
        Self::with_bodies(behaviours, &[])
    }

    pub(crate) fn with_bodies(
        behaviours: &[(&'static str, Behaviour)],
        bodies: &[(&'static str, &'static str)],
    ) -> Self {
        Self(Arc::new(State {
            start: Instant::now(),
            behaviours: behaviours.iter().copied().collect(),
            bodies: bodies.iter().copied().collect(),
            logs: Mutex::default(),
            rng: Mutex::new(Rng::with_seed(3)),
        }))
    }

    /// Returns the time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.0.start.elapsed()
    }

    pub(crate) fn log(&self, host: &str) -> Log {
        self.0.logs.lock().unwrap().get(host).cloned().unwrap_or_default()
    }
}

/// A request in flight.
struct InFlight(Servers, String);

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(log) = self.0.0.logs.lock().unwrap().get_mut(&self.1) {
            log.in_flight -= 1;
        }
    }
}

impl Transport for Servers {
    fn send(
        &self,
        request: Request<RequestBody>,
        _: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let (state, host) = (&self.0, request.uri().host().unwrap().to_owned());
        let since_start = state.start.elapsed();
        let in_flight = {
            let mut logs = state.logs.lock().unwrap();
            let log = logs.entry(host.clone()).or_default();
            *log.seconds.entry(since_start.as_secs()).or_insert(0) += 1;
            log.requests += 1;
            log.writes += u64::from(request.method() == http::Method::POST);
            log.in_flight += 1;
            log.most_in_flight = log.most_in_flight.max(log.in_flight);
            log.in_flight
        };
        let chance = state.rng.lock().unwrap().f64();
        let (millis, status) =
            state.behaviours[host.as_str()](Seen { since_start, in_flight, chance });
        let text = state.bodies.get(host.as_str()).copied().unwrap_or("{}");
        let guard = InFlight(self.clone(), host);
        Box::pin(async move {
            sleep(Duration::from_millis(millis)).await;
            drop(guard);
            let body = ResponseBody::from(Bytes::from_static(text.as_bytes()));
            Ok(Response::builder().status(status).body(body).unwrap())
        })
    }
}

#[derive(Clone)]
pub(crate) struct Client(pub(crate) codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

impl Client {
    pub(crate) fn builder(servers: &Servers) -> ClientBuilder<Self> {
        let short = Duration::from_millis(1);
        ClientBuilder::new()
            .base_url("https://base.test")
            .random_seed(5)
            .backoff(short, short)
            .transport(servers.clone())
    }

    pub(crate) async fn read(&self) -> bool {
        self.call(&READ, CallOptions::new()).await
    }

    pub(crate) async fn read_with_key(&self) -> bool {
        self.call(&READ, CallOptions::new().idempotency_key("k")).await
    }

    pub(crate) async fn write(&self) -> bool {
        self.call(&WRITE, CallOptions::new()).await
    }

    async fn call(&self, operation: &'static codegen::Operation, options: CallOptions) -> bool {
        let mut call = codegen::Call::new(&self.0, operation);
        if operation.path.contains('{') {
            call.path("id", "7");
        }
        call.options(options);
        let decode: codegen::Decode<serde_json::Value> =
            codegen::Decode { ok: codegen::json, err: codegen::no_error };
        call.send(decode).await.is_ok()
    }

    /// Makes `rate` calls a second, of which each tenth is a write. Returns how many succeeded.
    pub(crate) async fn run(&self, rate: u64, seconds: u64) -> u64 {
        let (mut tasks, mut succeeded) = (JoinSet::new(), 0);
        for number in 0..rate * seconds {
            sleep(Duration::from_micros(1_000_000 / rate)).await;
            let client = self.clone();
            tasks.spawn(async move {
                if number % 10 == 0 { client.write().await } else { client.read().await }
            });
            while let Some(done) = tasks.try_join_next() {
                succeeded += u64::from(done.unwrap());
            }
        }
        while let Some(done) = tasks.join_next().await {
            succeeded += u64::from(done.unwrap());
        }
        succeeded
    }
}

/// The names of the events that are about targets and servers.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<Mutex<Vec<String>>>);

impl Names {
    pub(crate) fn get(&self) -> Vec<String> {
        let mut names = self.0.lock().unwrap().clone();
        names.dedup();
        names
    }
}

impl Observe for Names {
    fn event(&self, event: &Event<'_>) {
        let name = match event {
            Event::SloViolated { .. } => "violated".to_owned(),
            Event::SloMet { .. } => "met".to_owned(),
            Event::BreakerOpened { .. } => "opened".to_owned(),
            Event::CanaryRaised { share, .. } => format!("raised {share}"),
            Event::CanaryWithdrawn { .. } => "withdrawn".to_owned(),
            _ => return,
        };
        self.0.lock().unwrap().push(name);
    }
}
