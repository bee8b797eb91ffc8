//! Hedging: a second request of a safe operation, when the first takes longer than most.
//!
//! The first success wins, and the other request is dropped. A write is never sent twice at once.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::call_state::CallState;
use super::retry_loop::Run;
use super::settlement;
use super::single_attempt::AttemptResponse;
use crate::auth::UsedTokens;
use crate::error::Error;
use crate::hooks::{Event, Span};
use crate::upstream::{AttemptResult, Hedger};

type Attempted = Result<AttemptResponse, Error>;

/// When an attempt was sent, and whether it is late. The time budget of the attempt wakes it up when it becomes late, so no further
/// timer is needed.
#[derive(Debug, Default)]
pub(super) struct HedgeTimer {
    /// How long after it was sent an attempt is late; `None` if it never is.
    delay: Option<Duration>,
    sent_at: OnceLock<Instant>,
    is_late: AtomicBool,
}

impl HedgeTimer {
    /// Notes that the attempt is sent now. What has not been sent is not late: it waits for limits, which hold for a second attempt
    /// too.
    pub(super) fn start(&self, now: Instant) {
        // It is sent once.
        let _ = self.sent_at.set(now);
    }

    /// Returns when the attempt is late, if it was sent.
    pub(super) fn late_at(&self) -> Option<Instant> {
        self.sent_at.get()?.checked_add(self.delay?)
    }

    pub(super) fn set_late(&self) {
        self.is_late.store(true, Ordering::Relaxed);
    }

    fn is_late(&self) -> bool {
        self.is_late.load(Ordering::Relaxed)
    }
}

/// What a first attempt needs for a second one.
pub(super) struct Hedge<'a> {
    hedger: &'a Hedger,
    path: &'static str,
    pub(super) timer: HedgeTimer,
}

impl Hedge<'_> {
    /// Records how long the first attempt took, or how long it had been waited for when the second one was faster.
    pub(super) fn record(&self) {
        if let Some(sent_at) = self.timer.sent_at.get() {
            self.hedger.record(self.path, sent_at.elapsed());
        }
    }
}

impl Run<'_> {
    /// Returns the hedge of the next attempt, if there may be one: the operation is safe (RFC 9110 § 9.2.1), its body is in memory,
    /// and no attempt was made before.
    pub(super) fn hedge(&self, state: &CallState) -> Option<Hedge<'_>> {
        let hedger = self.upstream.hedger()?;
        let (call, path) = (self.call, self.call.operation().path);
        let is_hedgeable = call.operation().is_read()
            && !path.is_empty()
            && call.stream_accept().is_none()
            && state.attempts == 1
            && self.limits.attempts > 1
            && self.prepared.body.is_buffered();
        is_hedgeable.then(|| {
            let timer = HedgeTimer { delay: hedger.begin(path), ..HedgeTimer::default() };
            Hedge { hedger, path, timer }
        })
    }

    /// Waits for the first attempt, and makes a second one if that is late. Returns also the number of the last attempt.
    pub(super) async fn hedged(
        &self,
        hedge: &Hedge<'_>,
        mut first: Pin<&mut impl Future<Output = Attempted>>,
        number: u32,
        span: Option<&dyn Span>,
    ) -> (Attempted, u32) {
        let in_time = poll_fn(|context| match first.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending if hedge.timer.is_late() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        });
        match in_time.await {
            Some(result) => (result, number),
            None if !self.may_hedge(hedge.hedger) => (first.await, number),
            // Boxed, because few calls do this, and a future is as large as its largest branch.
            None => (Box::pin(self.race(hedge.hedger, first, number + 1, span)).await, number + 1),
        }
    }

    /// Whether the upstream is well, its limits delay nothing, and the budget allows a second request.
    fn may_hedge(&self, hedger: &Hedger) -> bool {
        self.upstream.has_capacity() && self.upstream.meets_targets() && hedger.take()
    }

    /// Makes the second attempt next to the first. The first of them with a result that another attempt would not change wins.
    async fn race(
        &self,
        hedger: &Hedger,
        mut first: Pin<&mut impl Future<Output = Attempted>>,
        number: u32,
        span: Option<&dyn Span>,
    ) -> Attempted {
        let mut state = CallState::numbered(number);
        let (mut used, timer) = (UsedTokens::default(), HedgeTimer::default());
        let mut second = pin!(self.attempt(&mut state, &mut used, span, Some(&timer)));
        let mut failures: [Option<Attempted>; 2] = [None, None];
        let (result, is_hedge) = poll_fn(|context| {
            let [one, other] = &mut failures;
            if one.is_none() {
                if let Poll::Ready(result) = first.as_mut().poll(context) {
                    if self.is_final(&result) {
                        return Poll::Ready((result, false));
                    }
                    *one = Some(result);
                }
            }
            if other.is_none() {
                if let Poll::Ready(result) = second.as_mut().poll(context) {
                    if self.is_final(&result) {
                        return Poll::Ready((result, true));
                    }
                    *other = Some(result);
                }
            }
            match (one.take(), &other) {
                (Some(result), Some(_)) => Poll::Ready((result, false)),
                (result, _) => {
                    *one = result;
                    Poll::Pending
                }
            }
        })
        .await;
        if timer.sent_at.get().is_none() {
            hedger.put_back();
            return result;
        }
        let operation = self.call.operation();
        self.call.core().hooks().report(|| Event::Hedged {
            operation: operation.id,
            method: operation.method,
            path: operation.path,
            upstream: self.upstream.origin(),
            is_faster: is_hedge,
        });
        result
    }

    /// Whether a result is a response to the request, and not a failure that the other attempt may not have.
    fn is_final(&self, result: &Attempted) -> bool {
        let settings = self.call.core().settings();
        let said = settlement::attempt_result(result.as_ref().err(), settings);
        matches!(said, AttemptResult::Success | AttemptResult::Answered)
    }
}
