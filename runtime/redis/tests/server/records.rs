//! A client whose records are in Redis, and what its observers saw.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use renkei_runtime::codegen;
use renkei_runtime::hooks::Event;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{CallOptions, Error};

use crate::redis_server::RedisServer;

pub(crate) struct Client(pub(crate) codegen::Core);

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

/// The changes of a store: `-` when the client does without it, and `+` when it is used again.
#[derive(Clone, Default)]
pub(crate) struct Changes(Arc<Mutex<Vec<String>>>);

impl Changes {
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until there are so many.
    pub(crate) async fn wait_for(&self, count: usize) {
        let what = format!("{count} changes of the store");
        eventually(&what, || async { (self.0.lock().unwrap().len() >= count).then_some(()) }).await;
    }
}

pub(crate) fn builder(
    transport: &ScriptedTransport,
    changes: &Changes,
) -> codegen::ClientBuilder<Client> {
    let changes = changes.0.clone();
    let builder = codegen::ClientBuilder::new().base_url("https://api.test").attempts(1);
    builder.transport(transport.clone()).observe(move |event: &Event<'_>| match event {
        Event::StoreFellBack { store, .. } => changes.lock().unwrap().push(format!("- {store}")),
        Event::StoreRecovered { store, .. } => changes.lock().unwrap().push(format!("+ {store}")),
        _ => {}
    })
}

pub(crate) static CREATE: codegen::Operation = codegen::Operation {
    id: "create",
    path: "/orders",
    idempotency_header: Some("Idempotency-Key"),
    ..codegen::Operation::POST
};

/// Creates an order, and returns the response's body.
pub(crate) async fn create(
    client: &Client,
    options: CallOptions,
    body: &'static str,
) -> Result<String, Error> {
    let mut call = codegen::Call::new(&client.0, &CREATE);
    call.bytes("application/json", body.into());
    call.options(options);
    let decode = codegen::Decode { ok: codegen::text, err: codegen::no_error };
    call.send(decode).await.map_err(Error::from)
}

/// Repeats until there is a value, for five seconds.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut attempt: impl FnMut() -> F,
) -> T {
    let started = Instant::now();
    loop {
        if let Some(value) = attempt().await {
            return value;
        }
        assert!(started.elapsed() < Duration::from_secs(5), "not in 5 s: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Returns how many keys Redis has.
pub(crate) fn keys(server: &RedisServer) -> u32 {
    redis::cmd("DBSIZE").query(&mut server.connection()).unwrap()
}
