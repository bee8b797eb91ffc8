//! Clients of the runtime with their defaults, under virtual time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use renkei_runtime::codegen;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError,
};
use renkei_runtime::{ClientBuilder, bytes::Bytes, http};
use tokio::time::{Instant, sleep_until};

use super::server::Server;
use super::{Scenario, Timeline};

static READ: codegen::Operation =
    codegen::Operation { id: "read", path: "/read", ..codegen::Operation::GET };

struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

/// A connection to the simulated server.
#[derive(Clone)]
struct Link {
    server: Arc<Mutex<Server>>,
    epoch: Instant,
}

impl Transport for Link {
    fn send(
        &self,
        _: http::Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        let link = self.clone();
        Box::pin(async move {
            attempt.progress.set_connected();
            let now = micros(link.epoch.elapsed());
            let (at, is_success) = link.server.lock().unwrap().receive(now);
            sleep_until(link.epoch + Duration::from_micros(at)).await;
            let mut response = http::Response::new(ResponseBody::from(Bytes::new()));
            if !is_success {
                *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            }
            Ok(response)
        })
    }
}

/// Runs all calls of a scenario.
pub(crate) fn simulate(scenario: &Scenario) -> Timeline {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(run(scenario))
}

async fn run(scenario: &Scenario) -> Timeline {
    let link = Link { server: Arc::new(Mutex::new(scenario.server())), epoch: Instant::now() };
    let timeline = Arc::new(Mutex::new(Timeline::new(scenario)));
    let client = |seed| -> Client {
        let builder = ClientBuilder::new().base_url("http://api.test").random_seed(seed);
        builder.transport(link.clone()).build().unwrap()
    };
    let clients: Vec<Client> = (0..scenario.clients as u64).map(client).collect();
    for (started, number) in scenario.calls() {
        sleep_until(link.epoch + Duration::from_micros(started)).await;
        let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
        let call = codegen::Call::new(&clients[number].0, &READ).send(decode);
        let (timeline, epoch) = (timeline.clone(), link.epoch);
        tokio::spawn(async move {
            if call.await.is_ok() {
                timeline.lock().unwrap().succeeded(started, micros(epoch.elapsed()));
            }
        });
    }
    // Calls end after their deadline at the latest.
    tokio::time::sleep(Duration::from_secs(30)).await;
    let mut timeline = std::mem::take(&mut *timeline.lock().unwrap());
    timeline.requests = std::mem::take(&mut link.server.lock().unwrap().requests);
    timeline
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap()
}
