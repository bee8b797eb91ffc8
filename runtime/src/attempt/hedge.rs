//! Hedging: a second request of a safe operation, when the first takes longer than most.
//!
//! The first success wins, and the other request is dropped. A write is never sent twice at once.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::OnceLock;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::call_state::CallState;
use super::retry_loop::Run;
use super::settlement;
use super::single_attempt::AttemptResponse;
use crate::auth::UsedTokens;
use crate::error::Error;
use crate::hooks::{Event, Span};
use crate::upstream::{AttemptResult, Hedger};

type Attempted = Result<AttemptResponse, Error>;

/// When an attempt was sent.
pub(super) type SentAt = OnceLock<Instant>;

impl Run<'_> {
    /// Returns the hedger, if a second request of this call may be sent: the operation is safe (RFC 9110 § 9.2.1), its body is in
    /// memory, and no attempt was made before.
    pub(super) fn hedger(&self, state: &CallState) -> Option<&Hedger> {
        let call = self.call;
        let is_hedgeable = call.operation().is_read()
            && !call.operation().path.is_empty()
            && call.stream_accept().is_none()
            && state.attempts == 1
            && self.limits.attempts > 1
            && self.prepared.body.is_buffered();
        self.upstream.hedger().filter(|_| is_hedgeable)
    }

    /// Makes the first attempt, and a second one if that is late.
    pub(super) async fn hedged_attempt(
        &self,
        hedger: &Hedger,
        state: &mut CallState,
        used: &mut UsedTokens,
        span: Option<&dyn Span>,
    ) -> Attempted {
        let path = self.call.operation().path;
        let delay = hedger.begin(path);
        let sent = SentAt::new();
        let mut number = state.attempts;
        let result = {
            let mut first = pin!(self.attempt(state, used, span, Some(&sent)));
            match delay {
                None => first.await,
                Some(delay) => match until_late(first.as_mut(), &sent, delay).await {
                    Some(result) => result,
                    None if !self.may_hedge(hedger) => first.await,
                    None => {
                        number += 1;
                        self.race(hedger, first, number, span).await
                    }
                },
            }
        };
        state.attempts = state.attempts.max(number);
        if let Some(sent) = sent.get() {
            hedger.record(path, sent.elapsed());
        }
        result
    }

    /// Whether the upstream is well and the budget allows a second request.
    fn may_hedge(&self, hedger: &Hedger) -> bool {
        self.upstream.is_calm() && self.upstream.meets_targets() && hedger.take()
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
        let (mut used, sent) = (UsedTokens::default(), SentAt::new());
        let mut second = pin!(self.attempt(&mut state, &mut used, span, Some(&sent)));
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
        if sent.get().is_none() {
            hedger.put_back();
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
        let said = settlement::of(result.as_ref(), settings, None).result;
        matches!(said, AttemptResult::Success | AttemptResult::Answered)
    }
}

/// Waits for an attempt until it is late: `delay` after it was sent. Returns `None` then.
async fn until_late(
    mut attempt: Pin<&mut impl Future<Output = Attempted>>,
    sent: &SentAt,
    delay: Duration,
) -> Option<Attempted> {
    // What has not been sent is not late: it waits for limits, which hold for a second attempt too.
    let mut timer = pin!(sleep_until(Instant::now() + delay));
    poll_fn(|context| {
        loop {
            if let Poll::Ready(result) = attempt.as_mut().poll(context) {
                return Poll::Ready(Some(result));
            }
            if timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            let late = sent.get().map_or_else(Instant::now, |it| *it) + delay;
            if sent.get().is_some() && late <= Instant::now() {
                return Poll::Ready(None);
            }
            timer.as_mut().reset(late);
        }
    })
    .await
}
