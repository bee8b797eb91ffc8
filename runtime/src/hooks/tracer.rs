//! `Tracer`: makes spans of calls and attempts.

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use crate::call::Call;
use crate::error::Error;
use crate::telemetry::{TraceContext, error_type};
use crate::upstream::Upstream;

/// Makes a span for each call, and one in it for each attempt.
///
/// With the feature `tracing`, a client has [`telemetry::Tracing`](crate::telemetry::Tracing) by default;
/// [`ClientBuilder::tracer`](crate::ClientBuilder::tracer) sets another one. A call that is dropped drops its spans without
/// [`end`](Span::end).
pub trait Tracer: Send + Sync + 'static {
    /// Starts the span of a call. Returns `None` if it is not recorded; then its attempts have no spans either.
    fn start_call(&self, call: &SpanStart<'_>) -> Option<Box<dyn Span>>;
}

/// The span of a call or of an attempt.
pub trait Span: Send + Sync {
    /// Starts the span of an attempt within this one, which is that of its call.
    fn start_attempt(&self, attempt: &SpanStart<'_>) -> Option<Box<dyn Span>>;

    /// Returns the context that requests of this span carry in the header `traceparent`. `None` sends that of the call, if it
    /// has one.
    fn context(&self) -> Option<TraceContext>;

    /// Calls `poll` once, with this span as the current one.
    fn enter(&self, poll: &mut dyn FnMut());

    /// Ends the span.
    fn end(self: Box<Self>, end: &SpanEnd<'_>);
}

/// What is known when a span starts. Nothing in it is a secret.
#[derive(Clone, Copy)]
pub struct SpanStart<'a> {
    call: &'a Call,
    upstream: &'a Upstream,
    attempt: Option<u32>,
}

impl<'a> SpanStart<'a> {
    pub(crate) fn new(call: &'a Call, upstream: &'a Upstream, attempt: Option<u32>) -> Self {
        Self { call, upstream, attempt }
    }

    /// Returns the operation's id.
    pub fn operation(&self) -> &'static str {
        self.call.operation().id
    }

    /// Returns the method.
    pub fn method(&self) -> &'static str {
        self.call.operation().method
    }

    /// Returns the path template. It is empty for the requests that poll a long-running operation.
    pub fn path(&self) -> &'static str {
        self.call.operation().path
    }

    /// Returns the number of the attempt, from 1. The span of a call has none.
    pub fn attempt(&self) -> Option<u32> {
        self.attempt
    }

    /// Returns the host of the server, without the brackets of an IPv6 address.
    pub fn server_address(&self) -> &'a str {
        self.upstream.address().0
    }

    /// Returns the port of the server.
    pub fn server_port(&self) -> u16 {
        self.upstream.address().1
    }

    /// Returns the URL with `REDACTED` for each value of a parameter, because any of them may be personal or secret.
    pub fn redacted_url(&self) -> String {
        self.call.redacted_url(self.upstream.origin())
    }

    /// Returns the trace that the call was made part of with [`CallOptions::trace_context`](crate::CallOptions::trace_context).
    pub fn parent(&self) -> Option<&'a TraceContext> {
        self.call.call_options().trace_context.as_ref()
    }
}

impl fmt::Debug for SpanStart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanStart")
            .field("operation", &self.operation())
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// How a call or an attempt ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SpanEnd<'a> {
    /// The status of the response of an attempt, if there was one. A call has none.
    pub status: Option<u16>,
    /// Why it failed; `None` for a success.
    pub error: Option<&'a Error>,
}

impl SpanEnd<'_> {
    /// Returns the attribute `error.type` of the semantic conventions of OpenTelemetry: a status of 400 or more, or else a name of
    /// the failure, such as `connect`. The set of names is small.
    pub fn error_type(&self) -> Option<Cow<'static, str>> {
        let error = self.error?;
        let status = self.status.or_else(|| error.status().map(|it| it.as_u16()));
        Some(match status.filter(|it| *it >= 400) {
            Some(status) => Cow::Owned(status.to_string()),
            None => Cow::Borrowed(error_type(error)),
        })
    }
}

/// Runs a future within a span, if there is one. The future is pinned by the caller: a parameter that is pinned here would take its
/// place twice.
pub(crate) async fn within<F: Future>(
    span: Option<&dyn Span>,
    mut future: Pin<&mut F>,
) -> F::Output {
    poll_fn(|context| {
        let Some(span) = span else { return future.as_mut().poll(context) };
        let mut polled = Poll::Pending;
        span.enter(&mut || polled = future.as_mut().poll(context));
        polled
    })
    .await
}
