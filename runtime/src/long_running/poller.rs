//! `Poller`: a long-running operation as a future of its result and a stream of its states.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use super::descriptor::LongRunning;
use super::driver::Driver;
use super::machine::Machine;
use super::{PollerState, PollerToken};
use crate::call::{Call, Operation, typed, undecodable};
use crate::decode::{Decode, decode_here};
use crate::error::OpError;

/// A long-running operation: a future of its result, and a stream of its states.
///
/// Nothing is sent before it is polled. The first request starts the operation; others ask for its state until it ends.
/// The wait between them is what the server asks for with `Retry-After`, otherwise the
/// [interval](Self::interval). After a failed request for the state the operation goes on, and the next poll asks again.
///
/// The URL of the state comes from a response. If it has another origin than the base URL, no credentials are sent.
///
/// # Errors
///
/// An operation that ends without a result is an error of [`ErrorKind::LongRunning`](crate::ErrorKind::LongRunning), whose
/// typed body is that of the operation's errors, if the last state has one. The outcome of every error after the start is
/// [`Outcome::Applied`](crate::Outcome::Applied): do not start the operation again, but
/// [resume](Self::token) it.
#[must_use = "nothing is sent until it is polled"]
pub struct Poller<T, E = Infallible> {
    driver: Driver,
    operation: &'static Operation,
    decode: Decode<T, E>,
}

impl<T, E> Poller<T, E> {
    pub(crate) fn new(call: Call, spec: &'static LongRunning, decode: Decode<T, E>) -> Self {
        let operation = call.operation();
        Self { driver: Driver::new(Machine::start(call, spec)), operation, decode }
    }

    pub(crate) fn resumed(
        call: Call,
        spec: &'static LongRunning,
        decode: Decode<T, E>,
        token: PollerToken,
    ) -> Self {
        let operation = call.operation();
        Self { driver: Driver::new(Machine::resume(call, spec, token)), operation, decode }
    }

    /// Sets how long to wait between two requests for the state, unless the server asks for a time. By default, the wait
    /// is a second at first and doubles up to 30 seconds.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.driver.pace.interval = Some(interval);
        self
    }

    /// Sets how long the operation may take in all, from the first poll. The default is an hour.
    ///
    /// After the deadline the poller fails with [`ErrorKind::Timeout`](crate::ErrorKind::Timeout). The operation goes on at
    /// the server, and its token can be resumed.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.driver.pace.deadline = limit;
        self
    }

    /// Returns the token that resumes the operation, after the server has accepted it. There is none if the first response
    /// was the result.
    pub fn token(&self) -> Option<&PollerToken> {
        self.driver.token()
    }

    /// Returns the next state, or `None` after the last. The result is then what awaiting the poller returns.
    ///
    /// # Errors
    ///
    /// Fails if a request fails, and if the operation fails.
    pub async fn try_next(&mut self) -> Result<Option<PollerState>, OpError<E>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }
}

impl<T, E> Future for Poller<T, E> {
    type Output = Result<T, OpError<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let decode = self.decode;
        Poll::Ready(match ready!(self.driver.poll_result(cx)) {
            Ok(raw) => match decode_here(raw, decode.ok) {
                (_, Ok(value)) => Ok(value),
                (raw, Err(error)) => Err(undecodable(self.operation, raw, error).into()),
            },
            Err(error) => Err(typed(error, decode.err)),
        })
    }
}

impl<T, E> Stream for Poller<T, E> {
    type Item = Result<PollerState, OpError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let err = self.decode.err;
        let state = ready!(self.driver.poll_state(cx));
        Poll::Ready(state.map(|state| state.map_err(|error| typed(error, err))))
    }
}

impl<T, E> fmt::Debug for Poller<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poller").field("driver", &self.driver).finish_non_exhaustive()
    }
}
