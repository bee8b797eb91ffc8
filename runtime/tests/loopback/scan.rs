//! Looks for the planted secret in everything that is emitted, over the whole suite: the events of every client, errors with
//! their causes, Debug output, metrics, stored files, and what dependencies trace.
//!
//! The secret is planted in a header of every request of [`Client::builder`](crate::orders_client::Client::builder) and of every
//! response of the servers. Single tests plant it in URLs, bodies, credentials and tokens, too.

use std::fmt::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once};

use renkei_runtime::hooks::{Event, Observe};
use renkei_runtime::telemetry::Metrics;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use renkei_runtime::{codegen, http};
use tracing::field::{Field, Visit};
use tracing::span;

use crate::http2_server::{Http2Server, Reply, replies};
use crate::orders_client::Client;

pub const PLANTED: &str = "s3cret";

/// The header that contains the secret.
pub const HEADER: &str = "x-planted";

/// How many records of dependencies were scanned.
static TRACED: AtomicUsize = AtomicUsize::new(0);

/// What receives a text that contains the secret.
type OnLeak = Arc<dyn Fn(&str) + Send + Sync>;

/// Ends the whole suite: a panic would be lost in the task of a connection.
#[allow(clippy::print_stderr)]
fn end_the_suite(text: &str) {
    eprintln!("the planted secret was emitted: {text}");
    std::process::exit(101);
}

/// Scans what clients emit.
pub struct Scan {
    on_leak: OnLeak,
    metrics: Metrics,
}

impl Scan {
    /// A scan that ends the suite at the first leak.
    pub fn new() -> Self {
        static TRACING: Once = Once::new();
        TRACING.call_once(|| {
            let scan = TracingScan(Arc::new(end_the_suite));
            tracing::subscriber::set_global_default(scan).unwrap();
        });
        Self::with(Arc::new(end_the_suite))
    }

    fn with(on_leak: OnLeak) -> Self {
        Self { on_leak, metrics: Metrics::new() }
    }

    fn check(&self, text: &str) {
        if text.contains(PLANTED) {
            (self.on_leak)(text);
        }
    }
}

impl Observe for Scan {
    fn event(&self, event: &Event<'_>) {
        self.metrics.event(event);
        self.check(&format!("{event:?} {event:#?}"));
        let (Event::AttemptEnded { error: Some(error), .. }
        | Event::CallEnded { error: Some(error), .. }) = event
        else {
            return;
        };
        let mut cause: Option<&dyn std::error::Error> = Some(*error);
        while let Some(error) = cause {
            self.check(&format!("{error} {error:?}"));
            cause = error.source();
        }
        self.check(&format!("{:?} {:?}", error.kind(), error.advice()));
    }
}

/// The metrics of a client end with it.
impl Drop for Scan {
    fn drop(&mut self) {
        self.check(&self.metrics.prometheus());
        self.check(&format!("{:?}", self.metrics.snapshot()));
    }
}

/// Scans the files of a folder.
pub fn scan_files(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        if text.contains(PLANTED) {
            end_the_suite(&format!("{}: {text}", path.display()));
        }
    }
}

/// A subscriber of every record at every level.
struct TracingScan(OnLeak);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl TracingScan {
    fn check(&self, name: &str, record: impl FnOnce(&mut Fields)) {
        TRACED.fetch_add(1, Ordering::Relaxed);
        let mut fields = Fields(name.to_owned());
        record(&mut fields);
        if fields.0.contains(PLANTED) {
            (self.0)(&fields.0);
        }
    }
}

impl tracing::Subscriber for TracingScan {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        self.check(span.metadata().name(), |fields| span.record(fields));
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        self.check("span", |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        self.check(event.metadata().target(), |fields| event.record(fields));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Collects leaks.
fn collect() -> (Arc<Mutex<Vec<String>>>, OnLeak) {
    let leaks: Arc<Mutex<Vec<String>>> = Arc::default();
    let to = leaks.clone();
    (leaks, Arc::new(move |text: &str| to.lock().unwrap().push(text.to_owned())))
}

/// A transport of a user whose errors contain a secret.
struct Leaking;

impl Transport for Leaking {
    fn send(
        &self,
        _: http::Request<RequestBody>,
        _: Attempt,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        let cause = format!("the key {PLANTED} was refused");
        let error = TransportError::with_source(TransportErrorKind::Broken, cause);
        Box::pin(std::future::ready(Err(error)))
    }
}

#[tokio::test]
async fn a_leak_is_found() {
    let (leaks, on_leak) = collect();
    tracing::subscriber::with_default(TracingScan(on_leak), || {
        tracing::trace!(header = PLANTED, "sent");
        tracing::trace!(header = "public", "sent");
        tracing::trace_span!("request", header = PLANTED).in_scope(|| ());
    });
    assert_eq!(leaks.lock().unwrap().len(), 2, "{leaks:?}");

    let (leaks, on_leak) = collect();
    let builder = || codegen::ClientBuilder::<Client>::new().base_url("https://api.test");
    let client = builder().transport(Leaking).observe(Scan::with(on_leak.clone())).attempts(1);
    client.build().unwrap().orders().get_order("7").await.unwrap_err();
    assert!(!leaks.lock().unwrap().is_empty());

    let (leaks, on_leak) = collect();
    let transport = ScriptedTransport::new().json(500, PLANTED);
    let client = builder().transport(transport).observe(Scan::with(on_leak)).attempts(1);
    client.build().unwrap().orders().get_order("7").await.unwrap_err();
    assert!(leaks.lock().unwrap().is_empty(), "{leaks:?}");
}

/// HTTP/2 is the part of the transport whose library traces.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_of_dependencies_are_scanned() {
    let server = Http2Server::start(vec![replies(&[Reply::Order])]).await;
    let client = Client::builder().base_url(server.url()).root_certificate(&server.pem);
    let before = TRACED.load(Ordering::Relaxed);
    client.build().unwrap().orders().get_order("7").await.unwrap();
    let records = TRACED.load(Ordering::Relaxed) - before;
    assert!(records > 50, "{records} records");
    assert_eq!(server.planted(), 1, "the request had the secret");
}
