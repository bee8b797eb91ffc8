//! `OpenTelemetryTracer`: spans of calls and attempts.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use opentelemetry::global::{self, BoxedTracer};
use opentelemetry::trace::{
    SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId,
    TraceState,
};
use opentelemetry::{Context, KeyValue};

use super::scope;
use crate::hooks::{Span, SpanEnd, SpanStart, Tracer};
use crate::telemetry::{SpanName, TraceContext, known_method, original_method};

/// Makes spans with a tracer of OpenTelemetry: one of kind internal for each call, and one of kind client in it for each
/// attempt, by the semantic conventions for HTTP client spans.
///
/// Each attempt sends `traceparent` and `tracestate` of its span. The parent of a call is that of
/// [`CallOptions::trace_context`](crate::CallOptions::trace_context), or else the current span. No attribute contains a value
/// of a parameter, a header or a body.
pub struct OpenTelemetryTracer<T = BoxedTracer>(Arc<T>);

impl OpenTelemetryTracer {
    /// Uses the global provider as it is now: set it first.
    pub fn global() -> Self {
        Self::new(global::tracer_with_scope(scope()))
    }
}

impl<T> OpenTelemetryTracer<T>
where
    T: opentelemetry::trace::Tracer + Send + Sync + 'static,
    T::Span: Send + Sync + 'static,
{
    /// Uses this tracer.
    pub fn new(tracer: T) -> Self {
        Self(Arc::new(tracer))
    }
}

impl<T> fmt::Debug for OpenTelemetryTracer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenTelemetryTracer").finish_non_exhaustive()
    }
}

impl<T> Tracer for OpenTelemetryTracer<T>
where
    T: opentelemetry::trace::Tracer + Send + Sync + 'static,
    T::Span: Send + Sync + 'static,
{
    fn start_call(&self, call: &SpanStart<'_>) -> Option<Box<dyn Span>> {
        let current = Context::current();
        let parent = match call.parent() {
            Some(context) => current.with_remote_span_context(remote(context)),
            None => current,
        };
        let builder = SpanBuilder::from_name(call.operation())
            .with_kind(SpanKind::Internal)
            .with_attributes(common_attributes(call));
        let span = self.0.build_with_context(builder, &parent);
        Some(Box::new(ActiveSpan { tracer: self.0.clone(), context: parent.with_span(span) }))
    }
}

/// A span in the context that is current while it is polled.
struct ActiveSpan<T> {
    tracer: Arc<T>,
    context: Context,
}

impl<T> Span for ActiveSpan<T>
where
    T: opentelemetry::trace::Tracer + Send + Sync + 'static,
    T::Span: Send + Sync + 'static,
{
    fn start_attempt(&self, attempt: &SpanStart<'_>) -> Option<Box<dyn Span>> {
        let parent = self.context.span();
        // The context is sent in any case, so that the next process does not sample on its own.
        if !parent.is_recording() {
            let context = self.context.clone();
            return Some(Box::new(Self { tracer: self.tracer.clone(), context }));
        }
        let name = SpanName { method: attempt.method(), path: attempt.path() }.to_string();
        let mut attributes = common_attributes(attempt);
        if let Some(method) = original_method(attempt.method()) {
            attributes.push(KeyValue::new("http.request.method_original", method));
        }
        attributes.push(KeyValue::new("url.full", attempt.redacted_url()));
        if let Some(resends) = attempt.attempt().and_then(|it| it.checked_sub(2)) {
            attributes.push(KeyValue::new("http.request.resend_count", i64::from(resends) + 1));
        }
        let builder =
            SpanBuilder::from_name(name).with_kind(SpanKind::Client).with_attributes(attributes);
        let span = self.tracer.build_with_context(builder, &self.context);
        let context = self.context.with_span(span);
        Some(Box::new(Self { tracer: self.tracer.clone(), context }))
    }

    fn context(&self) -> Option<TraceContext> {
        let span = self.context.span();
        let context = span.span_context();
        let trace_id = u128::from_be_bytes(context.trace_id().to_bytes());
        let span_id = u64::from_be_bytes(context.span_id().to_bytes());
        let read = TraceContext::new(trace_id, span_id, context.is_sampled()).ok()?;
        Some(read.with_state(&context.trace_state().header()))
    }

    fn enter(&self, poll: &mut dyn FnMut()) {
        let _guard = self.context.clone().attach();
        poll();
    }

    fn end(self: Box<Self>, end: &SpanEnd<'_>) {
        let span = self.context.span();
        if let Some(status) = end.status {
            span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
        }
        if let Some(name) = end.error_type() {
            span.set_attribute(KeyValue::new("error.type", name));
            // The description is empty, because the attribute says it (semantic conventions, "Status").
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

/// Returns the attributes that a call and its attempts have.
fn common_attributes(start: &SpanStart<'_>) -> Vec<KeyValue> {
    // An attempt has more.
    let mut attributes = Vec::with_capacity(8);
    attributes.push(KeyValue::new("http.request.method", known_method(start.method())));
    attributes.push(KeyValue::new("server.address", start.server_address().to_owned()));
    attributes.push(KeyValue::new("server.port", i64::from(start.server_port())));
    if !start.path().is_empty() {
        attributes.push(KeyValue::new("url.template", start.path()));
    }
    attributes
}

/// Returns the context of a span in another process.
fn remote(context: &TraceContext) -> SpanContext {
    let flags = if context.is_sampled() { TraceFlags::SAMPLED } else { TraceFlags::default() };
    // It is valid, because `TraceContext` has checked it.
    let state = context.state().and_then(|it| TraceState::from_str(it).ok());
    SpanContext::new(
        TraceId::from_bytes(context.trace_id().to_be_bytes()),
        SpanId::from_bytes(context.span_id().to_be_bytes()),
        flags,
        true,
        state.unwrap_or(TraceState::NONE),
    )
}
