//! The spans and values of a call, made by hand: what libraries of telemetry cost without this one.

use opentelemetry::metrics::{Histogram, MeterProvider as _};
use opentelemetry::propagation::{Injector, TextMapPropagator};
use opentelemetry::trace::{
    FutureExt as _, SpanBuilder, SpanKind, TraceContextExt, Tracer as _, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use renkei_runtime::CallOptions;
use tracing::field::Empty;
use tracing::{Instrument, Span, info_span};

const METHOD: &str = "GET";
const PATH: &str = "/v1/orders/{order_id}";
const ADDRESS: &str = "127.0.0.1";
const PORT: u16 = 80;

/// Runs a call within two spans of the crate `tracing`, with the fields of this library's.
pub(crate) async fn within_spans<T>(call: impl Future<Output = T>) -> T {
    let outer = info_span!(
        "call",
        otel.name = "getOrder",
        otel.kind = "internal",
        otel.status_code = Empty,
        http.request.method = METHOD,
        url.template = PATH,
        server.address = ADDRESS,
        server.port = PORT,
        error.type = Empty,
    );
    let inner = info_span!(
        parent: &outer,
        "attempt",
        otel.name = display(format_args!("{METHOD} {PATH}")),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = METHOD,
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        url.full = format!("http://{ADDRESS}:{PORT}/v1/orders/REDACTED"),
        url.template = PATH,
        server.address = ADDRESS,
        server.port = PORT,
        error.type = Empty,
    );
    let attempt = async {
        let result = call.await;
        Span::current().record("http.response.status_code", 200);
        result
    };
    attempt.instrument(inner).instrument(outer).await
}

/// The SDK of OpenTelemetry, with what a call needs of it.
pub(crate) struct Sdk {
    tracer: SdkTracer,
    propagator: TraceContextPropagator,
    _spans: SdkTracerProvider,
    _metrics: SdkMeterProvider,
    histograms: [(Histogram<f64>, Vec<KeyValue>); 4],
}

impl Sdk {
    pub(crate) fn new() -> Self {
        let (spans, metrics) =
            (SdkTracerProvider::builder().build(), SdkMeterProvider::builder().build());
        let meter = metrics.meter("cost");
        let histogram = |name: &'static str| {
            let mut attributes = attributes();
            attributes.push(KeyValue::new("url.scheme", "http"));
            if name == "request" {
                attributes.push(KeyValue::new("http.response.status_code", 200));
            }
            (meter.f64_histogram(name).build(), attributes)
        };
        let histograms = ["request", "call", "attempts", "wait"].map(histogram);
        let (tracer, propagator) = (spans.tracer("cost"), TraceContextPropagator::new());
        Self { tracer, propagator, _spans: spans, _metrics: metrics, histograms }
    }

    /// Runs a call within two spans, which are current while it is polled, and records its values. Its request has the context of
    /// the inner one.
    pub(crate) async fn run<F: Future>(&self, call: impl FnOnce(CallOptions) -> F) -> F::Output {
        let outer = self.span("getOrder".into(), SpanKind::Internal, attributes(), &Context::new());
        let outer = Context::new().with_span(outer);
        let mut more = attributes();
        more.push(KeyValue::new("url.full", format!("http://{ADDRESS}:{PORT}/v1/orders/REDACTED")));
        let name = format!("{METHOD} {PATH}");
        let inner = outer.with_span(self.span(name, SpanKind::Client, more, &outer));
        let mut headers = Headers(CallOptions::new());
        self.propagator.inject_context(&inner, &mut headers);
        let attempt = call(headers.0).with_context(inner.clone());
        let result = attempt.with_context(outer.clone()).await;
        inner.span().set_attribute(KeyValue::new("http.response.status_code", 200));
        inner.span().end();
        outer.span().end();
        for (histogram, attributes) in &self.histograms {
            histogram.record(0.001, attributes);
        }
        result
    }

    fn span(
        &self,
        name: String,
        kind: SpanKind,
        attributes: Vec<KeyValue>,
        parent: &Context,
    ) -> opentelemetry_sdk::trace::Span {
        let builder = SpanBuilder::from_name(name).with_kind(kind).with_attributes(attributes);
        self.tracer.build_with_context(builder, parent)
    }
}

/// Headers that a propagator adds to a call.
struct Headers(CallOptions);

impl Injector for Headers {
    fn set(&mut self, name: &str, value: String) {
        // The propagator writes an empty `tracestate`.
        if !value.is_empty() {
            self.0 = std::mem::take(&mut self.0).header(name, &value);
        }
    }
}

fn attributes() -> Vec<KeyValue> {
    vec![
        KeyValue::new("http.request.method", METHOD),
        KeyValue::new("server.address", ADDRESS),
        KeyValue::new("server.port", i64::from(PORT)),
        KeyValue::new("url.template", PATH),
    ]
}
