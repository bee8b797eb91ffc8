//! The futures of a request.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::Operation;
use crate::decode::{
    Decode, DecodeError, Decoding, Job, RawResponse, Received, decode_failure, job,
};
use crate::error::{Error, ErrorKind, OpError, Outcome, PollerError};
use crate::response::Response;
use crate::transport::BoxFuture;
use crate::typed_headers::TypedHeaders;

/// A running call that yields an undecoded response: one type for all operations.
pub(crate) type Running = BoxFuture<Result<RawResponse, Error>>;

/// A call in flight. Nothing is sent before it is polled, and dropping it cancels the call.
#[must_use = "nothing is sent until it is awaited"]
pub struct Pending<T, E = Infallible> {
    in_flight: InFlight,
    decode: Decode<T, E>,
}

/// A call in flight whose result includes status and headers.
#[must_use = "nothing is sent until it is awaited"]
pub struct FullPending<T, E = Infallible, H = ()> {
    in_flight: InFlight,
    decode: Decode<T, E>,
    headers: PhantomData<fn() -> H>,
}

/// A running call and its operation.
pub(crate) struct InFlight {
    operation: &'static Operation,
    running: Running,
    decoding: Decoding,
}

impl InFlight {
    pub(crate) fn new(operation: &'static Operation, running: Running) -> Self {
        Self { operation, running, decoding: Decoding::default() }
    }

    fn poll_decoded<T: Send + 'static, E>(
        &mut self,
        cx: &mut Context<'_>,
        decode: Decode<T, E>,
    ) -> Poll<Result<(T, RawResponse), OpError<E>>> {
        let received = match ready!(self.poll_received(cx, &|it| job(it, decode.ok))) {
            Ok(received) => received,
            Err(error) => return Poll::Ready(Err(typed(error, decode.err))),
        };
        Poll::Ready(match received.decode(decode.ok) {
            (raw, Ok(value)) => Ok((value, raw)),
            (raw, Err(error)) => Err(undecodable(self.operation, raw, error).into()),
        })
    }

    /// The part that does not depend on the types.
    fn poll_received(
        &mut self,
        cx: &mut Context<'_>,
        job: &dyn Fn(RawResponse) -> Job,
    ) -> Poll<Result<Received, Error>> {
        let Self { running, decoding, .. } = self;
        decoding.poll(cx, |cx| running.as_mut().poll(cx), job)
    }
}

/// Adds the typed body to an error, if the response has one.
pub(crate) fn typed<E>(mut error: Error, decode: fn(&RawResponse) -> Option<E>) -> OpError<E> {
    let reporter = error.take_drift_reporter();
    let body = typed_response(&error).and_then(|it| decode_failure(it, reporter, decode));
    OpError::new(error, body)
}

/// Returns the response whose body the document may declare.
fn typed_response(error: &Error) -> Option<&RawResponse> {
    let has_body = matches!(
        error.kind(),
        ErrorKind::Status { .. }
            | ErrorKind::Throttled { .. }
            | ErrorKind::Domain { .. }
            | ErrorKind::LongRunning(PollerError::Failed { .. })
    );
    error.response().filter(|_| has_body)
}

/// Creates the error of a success that cannot be decoded. Its outcome is `Applied`, because the
/// server reported success.
pub(crate) fn undecodable(operation: &Operation, raw: RawResponse, error: DecodeError) -> Error {
    let kind = ErrorKind::Decode { error, status: raw.status_code(), body: raw.body().clone() };
    Error::new(kind)
        .of(operation.id)
        .with_outcome(Outcome::Applied)
        .with_attempts(raw.attempts())
        .with_response(raw)
}

impl<T, E> Pending<T, E> {
    pub(super) fn new(in_flight: InFlight, decode: Decode<T, E>) -> Self {
        Self { in_flight, decode }
    }
}

impl<T: Send + 'static, E> Future for Pending<T, E> {
    type Output = Result<T, OpError<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { in_flight, decode } = &mut *self;
        in_flight.poll_decoded(cx, *decode).map_ok(|(value, _)| value)
    }
}

impl<T, E, H> FullPending<T, E, H> {
    pub(super) fn new(in_flight: InFlight, decode: Decode<T, E>) -> Self {
        Self { in_flight, decode, headers: PhantomData }
    }
}

impl<T: Send + 'static, E, H: TypedHeaders> Future for FullPending<T, E, H> {
    type Output = Result<Response<T, H>, OpError<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { in_flight, decode, .. } = &mut *self;
        in_flight.poll_decoded(cx, *decode).map_ok(|(value, raw)| Response::new(value, raw))
    }
}

impl<T, E> fmt::Debug for Pending<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pending({})", self.in_flight.operation.id)
    }
}

impl<T, E, H> fmt::Debug for FullPending<T, E, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FullPending({})", self.in_flight.operation.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn futures_are_send_whatever_they_decode() {
        fn travels<T: Send + Unpin + 'static>() {}
        // A type that is not `Send`: only function pointers mention it.
        travels::<Pending<std::rc::Rc<()>, std::rc::Rc<()>>>();
        travels::<FullPending<std::rc::Rc<()>, std::rc::Rc<()>>>();
        travels::<crate::Pages<(), ()>>();
    }
}
