//! Orders through a server that drops connections, and the comparison of their results with the server's log.

mod http2;
mod server;
#[path = "../../../examples/support/tls.rs"]
mod tls;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use renkei_runtime::hooks::Event;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{Advice, ClientBuilder, Error, ErrorKind, Outcome, codegen};

use self::server::{Log, Server};

/// How many orders are sent at once.
const CONCURRENCY: u64 = 32;

const JSON: &str = "application/json";

static KEYED: codegen::Operation = codegen::Operation {
    id: "createOrder",
    path: "/v1/orders",
    accept: JSON,
    idempotency_header: Some("Idempotency-Key"),
    ..codegen::Operation::POST
};
static UNKEYED: codegen::Operation = codegen::Operation {
    id: "createOrder",
    path: "/v1/orders",
    accept: JSON,
    ..codegen::Operation::POST
};

/// Whether the server honours idempotency keys, and the client knows that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    Honoured,
    None,
}

/// The version of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http1,
    /// Over TLS.
    Http2,
}

/// What happened to all orders.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    /// Orders that the server performed.
    pub(crate) performed: u64,
    /// Orders whose call succeeded.
    pub(crate) succeeded: u64,
    /// Calls that failed, by outcome.
    pub(crate) not_sent: u64,
    pub(crate) unknown: u64,
    pub(crate) applied: u64,
    /// Calls that the caller made again, with the same key.
    pub(crate) repeated: u64,
    /// Attempts that met a reused connection that was closing.
    pub(crate) stale: u64,
    /// Connections that the server dropped.
    pub(crate) dropped: u64,
}

#[derive(Clone)]
struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

/// Sends orders, each until it succeeds if that is safe, and compares the results with the server's log.
///
/// # Errors
///
/// The first order whose result is not true, or that was performed twice.
pub(crate) async fn run(
    orders: u64,
    keys: Keys,
    protocol: Protocol,
    seed: u64,
) -> Result<Report, String> {
    let server = Server::start(seed, keys, protocol).await;
    let stale = Arc::new(AtomicU64::new(0));
    let counter = stale.clone();
    let mut builder = ClientBuilder::<Client>::new();
    if let Some(certificate) = &server.certificate {
        builder = builder.root_certificate(certificate);
    }
    let client = builder
        .base_url(server.url())
        .backoff(Duration::from_micros(100), Duration::from_millis(2))
        .circuit_breaker(false)
        .observe(move |event: &Event<'_>| {
            let Event::AttemptEnded { error: Some(error), .. } = event else { return };
            if matches!(error.kind(), ErrorKind::Transport(TransportErrorKind::Stale)) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        })
        .build()
        .map_err(|error| error.to_string())?;
    let mut report = Report::default();
    let mut next = 0;
    while next < orders {
        let wave = (next..orders.min(next + CONCURRENCY)).map(|number| {
            let client = client.clone();
            tokio::spawn(async move { (number, order(&client, number, keys).await) })
        });
        for task in wave.collect::<Vec<_>>() {
            let (number, ended) = task.await.map_err(|panic| panic.to_string())?;
            check(number, &ended, &server.log(number), keys)?;
            report.count(&ended);
        }
        next += CONCURRENCY;
    }
    if server.most_performed() > 1 {
        return Err("an order was performed again after its call had ended".to_owned());
    }
    report.performed = server.performed();
    report.dropped = server.dropped();
    report.stale = stale.load(Ordering::Relaxed);
    Ok(report)
}

/// How an order ended.
#[derive(Debug)]
struct Ended {
    /// The highest outcome of all failed calls, and the last error; `None` if the last call succeeded.
    failure: Option<(Outcome, String)>,
    repetitions: u64,
}

async fn order(client: &Client, number: u64, keys: Keys) -> Ended {
    let operation = if keys == Keys::Honoured { &KEYED } else { &UNKEYED };
    let mut call = codegen::Call::new(&client.0, operation);
    call.json(JSON, &number);
    let mut repetitions = 0;
    loop {
        let decode = codegen::Decode { ok: codegen::json::<u64>, err: codegen::no_error };
        let error: Error = match call.clone().send(decode).await {
            Ok(_) => return Ended { failure: None, repetitions },
            Err(error) => error.into(),
        };
        // An order without a key is sent by one call.
        if keys == Keys::None || !matches!(error.advice(), Advice::Retry { .. }) {
            return Ended { failure: Some((error.outcome(), error.to_string())), repetitions };
        }
        repetitions += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn check(number: u64, ended: &Ended, log: &Log, keys: Keys) -> Result<(), String> {
    let context = || format!("order {number}: {ended:?}, {log:?}");
    if log.performed > 1 {
        return Err(format!("performed {} times, {}", log.performed, context()));
    }
    let is_true = match &ended.failure {
        None | Some((Outcome::Applied, _)) => log.performed == 1,
        Some((Outcome::NotSent, _)) => log.complete == 0 && log.performed == 0,
        Some((Outcome::Rejected, _)) => false,
        Some((Outcome::Unknown, _)) => keys == Keys::None,
    };
    if is_true { Ok(()) } else { Err(format!("the outcome is not true, {}", context())) }
}

impl Report {
    fn count(&mut self, ended: &Ended) {
        self.repeated += ended.repetitions;
        match ended.failure {
            None => self.succeeded += 1,
            Some((Outcome::NotSent, _)) => self.not_sent += 1,
            Some((Outcome::Applied, _)) => self.applied += 1,
            Some((Outcome::Unknown | Outcome::Rejected, _)) => self.unknown += 1,
        }
    }
}
