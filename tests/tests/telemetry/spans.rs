//! Spans of the crate `tracing`, as a subscriber sees them.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::conventions::{CLIENT_SPAN, Ended, Type, Values, check};
use crate::loopback::Server;
use crate::{ORDER, SECRET, builder, call, failing_server};

/// The fields that bridges from `tracing` to OpenTelemetry read. They are no attributes.
const BRIDGE: [&str; 3] = ["otel.kind", "otel.name", "otel.status_code"];

#[derive(Clone, Debug, Default)]
struct Span {
    name: &'static str,
    parent: Option<u64>,
    values: Values,
    is_closed: bool,
}

/// Collects the spans of the runtime. The id of a span is its place in the list, from 1.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    spans: Vec<Span>,
    references: Vec<u32>,
    current: Vec<u64>,
    events: Vec<(Level, Values)>,
}

struct Visitor<'a>(&'a mut Values);

impl Visitor<'_> {
    fn add(&mut self, field: &Field, kind: Type, value: String) {
        self.0.insert(field.name().to_owned(), (kind, value));
    }
}

impl Visit for Visitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field, Type::Str, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, Type::Str, value.to_owned());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, Type::Int, value.to_string());
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "renkei_runtime"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut state = self.0.lock().unwrap();
        let current = state.current.last().copied();
        let parent = attributes.parent().map(Id::into_u64).or(current);
        let mut span = Span { name: attributes.metadata().name(), parent, ..Span::default() };
        attributes.record(&mut Visitor(&mut span.values));
        state.spans.push(span);
        state.references.push(1);
        Id::from_u64(state.spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut state = self.0.lock().unwrap();
        values.record(&mut Visitor(&mut state.spans[id.into_u64() as usize - 1].values));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut values = Values::new();
        event.record(&mut Visitor(&mut values));
        self.0.lock().unwrap().events.push((*event.metadata().level(), values));
    }

    fn enter(&self, id: &Id) {
        self.0.lock().unwrap().current.push(id.into_u64());
    }

    fn exit(&self, id: &Id) {
        assert_eq!(self.0.lock().unwrap().current.pop(), Some(id.into_u64()));
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.0.lock().unwrap().references[id.into_u64() as usize - 1] += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut state = self.0.lock().unwrap();
        let index = id.into_u64() as usize - 1;
        state.references[index] -= 1;
        let is_closed = state.references[index] == 0;
        state.spans[index].is_closed |= is_closed;
        is_closed
    }
}

impl Collector {
    fn spans(&self) -> Vec<Span> {
        self.0.lock().unwrap().spans.clone()
    }
}

fn text(span: &Span) -> BTreeMap<&str, &str> {
    span.values.iter().map(|(name, (_, value))| (name.as_str(), value.as_str())).collect()
}

/// Returns what the conventions know.
fn attributes(span: &Span) -> Values {
    let mut values = span.values.clone();
    values.retain(|name, _| !BRIDGE.contains(&name.as_str()));
    values
}

#[tokio::test]
async fn a_span_for_the_call_and_one_for_each_attempt() {
    let server = failing_server();
    let collector = Collector::default();
    let _guard = tracing::subscriber::set_default(collector.clone());
    assert!(!call(&builder(&server.url).build().unwrap()).await);

    let spans = collector.spans();
    assert_eq!(spans.iter().map(|it| it.name).collect::<Vec<_>>(), ["call", "attempt", "attempt"]);
    assert_eq!(spans.iter().map(|it| it.parent).collect::<Vec<_>>(), [None, Some(1), Some(1)]);
    let (address, port) = server.url.strip_prefix("http://").unwrap().split_once(':').unwrap();
    let mut expected = BTreeMap::from([
        ("error.type", "503"),
        ("http.request.method", "GET"),
        ("otel.kind", "internal"),
        ("otel.name", "getOrder"),
        ("otel.status_code", "ERROR"),
        ("server.address", address),
        ("server.port", port),
        ("url.template", "/v1/orders/{orderId}"),
    ]);
    assert_eq!(text(&spans[0]), expected);
    let url = format!("{}/v1/orders/REDACTED", server.url);
    expected.insert("otel.kind", "client");
    expected.insert("otel.name", "GET /v1/orders/{orderId}");
    expected.insert("http.response.status_code", "503");
    expected.insert("url.full", &url);
    assert_eq!(text(&spans[1]), expected);
    expected.insert("http.request.resend_count", "1");
    assert_eq!(text(&spans[2]), expected);

    for (span, is_resent) in [(&spans[1], false), (&spans[2], true)] {
        let ended = Ended { has_failed: true, has_response: true, is_resent };
        check(&attributes(span), &CLIENT_SPAN, ended);
    }
    let state = collector.0.lock().unwrap();
    assert!(spans.iter().all(|it| it.is_closed) && state.current.is_empty());
    let events: Vec<_> =
        state.events.iter().map(|(level, it)| (*level, &*it["message"].1)).collect();
    assert_eq!(events, [(Level::DEBUG, "another attempt follows")]);
    let all = format!("{spans:?}{:?}", state.events);
    assert!(!all.contains(SECRET), "{all}");
}

#[tokio::test]
async fn a_success_and_a_failure_without_a_response() {
    let server = Server::json(ORDER);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for (url, ended, error) in [
        (&server.url, Ended { has_response: true, ..Ended::default() }, None),
        (&closed, Ended { has_failed: true, ..Ended::default() }, Some("connect")),
    ] {
        let collector = Collector::default();
        let _guard = tracing::subscriber::set_default(collector.clone());
        let client = builder(url).attempts(1).build().unwrap();
        assert_eq!(client.orders().get_order("7").await.is_err(), ended.has_failed);
        let spans = collector.spans();
        assert_eq!(spans.len(), 2);
        check(&attributes(&spans[1]), &CLIENT_SPAN, ended);
        for span in &spans {
            assert_eq!(span.values.get("error.type").map(|(_, it)| it.as_str()), error);
            assert_eq!(span.values.contains_key("otel.status_code"), ended.has_failed);
        }
    }
}

/// A call that is dropped closes its spans, and what it polls is within them.
#[tokio::test]
async fn a_dropped_call_closes_its_spans() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let collector = Collector::default();
    let _guard = tracing::subscriber::set_default(collector.clone());
    let client = builder(&url).build().unwrap();
    let call = client.orders().get_order("7").into_future();
    let time = std::time::Duration::from_millis(50);
    assert!(tokio::time::timeout(time, call).await.is_err());
    let spans = collector.spans();
    assert_eq!(spans.len(), 2);
    assert!(spans.iter().all(|it| it.is_closed), "{spans:?}");
}
