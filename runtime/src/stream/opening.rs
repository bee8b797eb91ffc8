//! The future of a request for a stream.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::incoming::Incoming;
use crate::attempt;
use crate::call::{Call, Operation, typed};
use crate::decode::RawResponse;
use crate::error::{Error, OpError};
use crate::response::Response;
use crate::transport::BoxFuture;
use crate::typed_headers::TypedHeaders;

/// A success whose body is unread.
#[derive(Debug)]
pub struct OpenedStream {
    pub(super) incoming: Incoming,
    /// The call, if it may be repeated to resume the stream.
    pub(super) call: Option<Call>,
    pub(super) max_item: usize,
}

/// A call that yields the head of its response.
pub(super) type Opening = BoxFuture<Result<OpenedStream, Error>>;

/// Opens a stream, with the retries of the call. There are none after the head.
pub(super) fn open(call: Call) -> Opening {
    Box::pin(async move {
        let open = attempt::open(&call).await?;
        let settings = call.core().settings();
        let idle = call.call_options().body_idle.unwrap_or(settings.body_idle);
        let max_item = settings.max_item;
        let incoming = Incoming::new(call.operation().id, open, idle);
        let again = call.operation().method == "GET" && call.operation().repeatable;
        Ok(OpenedStream { incoming, max_item, call: again.then_some(call) })
    })
}

/// A call in flight whose success is a stream. Nothing is sent before it is polled, and dropping it
/// cancels the call.
#[must_use = "nothing is sent until it is awaited"]
pub struct Streaming<S, E = Infallible> {
    operation: &'static Operation,
    opening: Opening,
    make: fn(OpenedStream) -> S,
    err: fn(&RawResponse) -> Option<E>,
}

/// A call in flight whose success is a stream with status and headers.
#[must_use = "nothing is sent until it is awaited"]
pub struct FullStreaming<S, E = Infallible, H = ()>(Streaming<S, E>, PhantomData<fn() -> H>);

impl<S, E> Streaming<S, E> {
    pub(crate) fn new(
        call: Call,
        make: fn(OpenedStream) -> S,
        err: fn(&RawResponse) -> Option<E>,
    ) -> Self {
        Self { operation: call.operation(), opening: open(call), make, err }
    }

    /// Adds status and headers to the result.
    pub(crate) fn full<H>(self) -> FullStreaming<S, E, H> {
        FullStreaming(self, PhantomData)
    }

    fn poll_opened(&mut self, cx: &mut Context<'_>) -> Poll<Result<OpenedStream, OpError<E>>> {
        let opened = ready!(self.opening.as_mut().poll(cx));
        Poll::Ready(opened.map_err(|error| typed(error, self.err)))
    }
}

impl<S, E> Future for Streaming<S, E> {
    type Output = Result<S, OpError<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let make = self.make;
        self.poll_opened(cx).map_ok(make)
    }
}

impl<S, E, H: TypedHeaders> Future for FullStreaming<S, E, H> {
    type Output = Result<Response<S, H>, OpError<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let make = self.0.make;
        self.0.poll_opened(cx).map_ok(|opened| {
            let head = opened.incoming.head().clone();
            Response::new(make(opened), head)
        })
    }
}

impl<S, E> fmt::Debug for Streaming<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Streaming({})", self.operation.id)
    }
}

impl<S, E, H> fmt::Debug for FullStreaming<S, E, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FullStreaming({})", self.0.operation.id)
    }
}
