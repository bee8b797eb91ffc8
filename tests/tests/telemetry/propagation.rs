//! The headers `traceparent` and `tracestate` of requests.

use renkei_runtime::CallOptions;
use renkei_runtime::telemetry::{TraceContext, Tracing};

use crate::builder;
use crate::failing_server;

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[tokio::test]
async fn a_given_context_is_sent_with_each_attempt() {
    let server = failing_server();
    let client = builder(&server.url).attempts(2).build().unwrap();
    let context: TraceContext = PARENT.parse().unwrap();
    let context = context.with_state("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
    let options = CallOptions::new().trace_context(context);
    client.orders().get_order("7").with(options).await.unwrap_err();
    client.orders().get_order("7").await.unwrap_err();
    let requests = server.requests();
    let (first, second) = requests.split_at(2);
    for request in first {
        assert!(request.contains(&format!("traceparent: {PARENT}\r\n")), "{request}");
        assert!(request.contains("tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE\r\n"));
    }
    assert!(second.iter().all(|it| !it.contains("traceparent") && !it.contains("tracestate")));
}

#[tokio::test]
async fn a_bridge_of_tracing_tells_the_context_of_each_attempt() {
    /// A subscriber that records everything and keeps nothing.
    struct All;

    impl tracing::Subscriber for All {
        fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
            tracing::span::Id::from_u64(1)
        }
        fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
        fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
        fn event(&self, _: &tracing::Event<'_>) {}
        fn enter(&self, _: &tracing::span::Id) {
            SPANS.with(|it| it.set(it.get() + 1));
        }
        fn exit(&self, _: &tracing::span::Id) {
            SPANS.with(|it| it.set(it.get() - 1));
        }
    }

    thread_local! { static SPANS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) }; }
    let server = failing_server();
    // The call is the first span, the attempt the second.
    let current = || TraceContext::new(7, SPANS.with(std::cell::Cell::get), true).ok();
    let tracing = Tracing::new().propagate(current);
    let client = builder(&server.url).attempts(1).tracer(tracing).build().unwrap();
    let _guard = tracing::subscriber::set_default(All);
    client.orders().get_order("7").await.unwrap_err();
    let expected = format!("traceparent: 00-{:032x}-{:016x}-01\r\n", 7, 2);
    assert!(server.requests()[0].contains(&expected), "{:?}", server.requests());
}
