//! Spans and events of the crate `tracing`, with the names of the semantic conventions of OpenTelemetry.

use std::sync::Arc;

use ::tracing::field::Empty;
use ::tracing::level_filters::LevelFilter;
use ::tracing::{debug, info, info_span, warn};

use super::{SpanName, TraceContext, known_method, original_method};
use crate::hooks::{CallEvents, Event, Observe, Span, SpanEnd, SpanStart, Tracer};
use crate::slo::SloReport;

type CurrentContext = dyn Fn() -> Option<TraceContext> + Send + Sync;

/// Makes spans and events of the crate `tracing`. Clients have it by default with the feature `tracing`.
///
/// A call is a span `call` of kind internal, and each attempt a span `attempt` of kind client in it, both of level info and of the
/// target `renkei_runtime`. Their fields are attributes of the semantic conventions of OpenTelemetry; `otel.name`, `otel.kind` and
/// `otel.status_code` are for a bridge to it. No field contains a value of a parameter, a header or a body. Without a subscriber
/// for level info, there are no spans, not even as records of the crate `log`.
///
/// `tracing` has no ids that another process understands. To send `traceparent`, give the function that reads the current
/// context of your bridge:
///
/// ```
/// use renkei_runtime::telemetry::{TraceContext, Tracing};
///
/// # fn current() -> Option<TraceContext> { None }
/// let tracing = Tracing::new().propagate(current);
/// // let client = Client::builder().tracer(tracing).build()?;
/// # let _ = tracing;
/// ```
#[derive(Clone, Default)]
pub struct Tracing {
    current: Option<Arc<CurrentContext>>,
}

impl Tracing {
    /// Creates a tracer that sends no `traceparent` of its own.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the function that returns the context of the current span. It is called within the span of each attempt.
    #[must_use]
    pub fn propagate(
        mut self,
        current: impl Fn() -> Option<TraceContext> + Send + Sync + 'static,
    ) -> Self {
        self.current = Some(Arc::new(current));
        self
    }

    /// Whether a subscriber wants events of level debug.
    pub(crate) fn is_debug_enabled() -> bool {
        ::tracing::enabled!(target: "renkei_runtime", ::tracing::Level::DEBUG)
    }
}

impl std::fmt::Debug for Tracing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tracing").field("propagates", &self.current.is_some()).finish()
    }
}

impl Tracer for Tracing {
    fn start_call(&self, call: &SpanStart<'_>) -> Option<Box<dyn Span>> {
        // Without a subscriber, or with one that wants warnings only, nothing is prepared.
        if LevelFilter::current() < LevelFilter::INFO {
            return None;
        }
        let span = info_span!(
            target: "renkei_runtime",
            "call",
            otel.name = call.operation(),
            otel.kind = "internal",
            otel.status_code = Empty,
            http.request.method = known_method(call.method()),
            url.template = template(call.path()),
            server.address = call.server_address(),
            server.port = call.server_port(),
            error.type = Empty,
        );
        TracingSpan::of(span, &self.current)
    }
}

struct TracingSpan {
    span: ::tracing::Span,
    current: Option<Arc<CurrentContext>>,
}

impl TracingSpan {
    fn of(span: ::tracing::Span, current: &Option<Arc<CurrentContext>>) -> Option<Box<dyn Span>> {
        let current = current.clone();
        (!span.is_disabled()).then(|| Box::new(Self { span, current }) as Box<dyn Span>)
    }
}

impl Span for TracingSpan {
    fn start_attempt(&self, attempt: &SpanStart<'_>) -> Option<Box<dyn Span>> {
        let (method, path) = (attempt.method(), attempt.path());
        let span = info_span!(
            target: "renkei_runtime",
            parent: &self.span,
            "attempt",
            otel.name = display(SpanName { method, path }),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = known_method(method),
            http.request.method_original = Empty,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            url.full = attempt.redacted_url(),
            url.template = template(path),
            server.address = attempt.server_address(),
            server.port = attempt.server_port(),
            error.type = Empty,
        );
        if let Some(method) = original_method(method) {
            span.record("http.request.method_original", method);
        }
        if let Some(resends) = attempt.attempt().and_then(|it| it.checked_sub(2)) {
            span.record("http.request.resend_count", resends + 1);
        }
        Self::of(span, &self.current)
    }

    fn context(&self) -> Option<TraceContext> {
        let current = self.current.as_ref()?;
        self.span.in_scope(|| current())
    }

    fn enter(&self, poll: &mut dyn FnMut()) {
        self.span.in_scope(poll);
    }

    fn end(self: Box<Self>, end: &SpanEnd<'_>) {
        if let Some(status) = end.status {
            self.span.record("http.response.status_code", status);
        }
        if let Some(name) = end.error_type() {
            self.span.record("otel.status_code", "ERROR");
            self.span.record("error.type", &*name);
        }
    }
}

/// Returns a path template, unless it is empty: the requests that poll a long-running operation have none.
fn template(path: &'static str) -> Option<&'static str> {
    (!path.is_empty()).then_some(path)
}

/// What a person may want to know about a client. Calls and attempts are spans.
impl Observe for Tracing {
    fn call_events(&self) -> CallEvents {
        CallEvents::None
    }

    fn event(&self, event: &Event<'_>) {
        match *event {
            Event::RetryScheduled { operation, attempt, wait } => {
                debug!(target: "renkei_runtime", operation, attempt, ?wait, "another attempt follows");
            }
            Event::NotAdmitted { operation, upstream, limit, .. } => {
                let limit = limit.as_str();
                debug!(target: "renkei_runtime", operation, upstream, limit, "an attempt was not sent");
            }
            Event::BudgetExhausted { operation, upstream, .. } => {
                warn!(target: "renkei_runtime", operation, upstream, "the retry budget is exhausted");
            }
            Event::GateClosed { upstream, pause, .. } => {
                info!(target: "renkei_runtime", upstream, ?pause, "the server limits the rate");
            }
            Event::BreakerOpened { upstream, pause, .. } => {
                warn!(target: "renkei_runtime", upstream, ?pause, "the circuit breaker has opened");
            }
            Event::BreakerClosed { upstream, .. } => {
                info!(target: "renkei_runtime", upstream, "the circuit breaker has closed");
            }
            // The cause may quote a URL with a password.
            Event::LimitFellBack { limit, .. } => {
                warn!(target: "renkei_runtime", limit, "a shared limit is out of reach");
            }
            Event::LimitRecovered { limit, after } => {
                info!(target: "renkei_runtime", limit, ?after, "a shared limit applies again");
            }
            Event::Drifted { operation, upstream, drift, .. } => {
                debug!(target: "renkei_runtime", operation, upstream, ?drift, "the server has drifted");
            }
            Event::LookedUp { operation, confirmation, .. } => {
                info!(target: "renkei_runtime", operation, ?confirmation, "a write was looked up");
            }
            Event::SloViolated { report } => {
                let SloReport { upstream, calls, failures, p95, .. } = report;
                warn!(target: "renkei_runtime", upstream, calls, failures, ?p95, "the targets are not met");
            }
            Event::SloMet { report } => {
                info!(target: "renkei_runtime", upstream = report.upstream, "the targets are met again");
            }
            Event::CanaryRaised { upstream, share } => {
                info!(target: "renkei_runtime", upstream, share, "the canary gets more calls");
            }
            Event::CanaryWithdrawn { report } => {
                warn!(target: "renkei_runtime", upstream = report.upstream, "the canary is withdrawn");
            }
            _ => {}
        }
    }
}
