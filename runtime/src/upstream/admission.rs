//! Admission: how an attempt starts, and what it leaves when it ends.
//!
//! [`Admission`] holds everything that an attempt has taken: its permit, its probes and its token. If it
//! is dropped before it is settled, the attempt was cancelled, and all of it goes back. So a call may
//! be dropped at any await point.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use super::breaker::BreakerChange;
use super::gate::{GateStep, Pause, Turn};
use super::limiter::{LimitError, LimitKey, RateLimiter, Reservation};
use super::{Cost, Quota, Upstream};
use crate::error::{AdmissionLimit, Error, ErrorKind};

/// What an attempt asks for.
pub(crate) struct AdmissionRequest<'a> {
    /// The deadline of its call.
    pub(crate) until: Instant,
    /// The user's own limit.
    pub(crate) limiter: Option<&'a dyn RateLimiter>,
    /// The path template of the operation.
    pub(crate) path: &'static str,
}

/// How an attempt ended, as far as its upstream is concerned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum AttemptResult {
    /// With a success.
    Success,
    /// With a response that does not speak against the upstream: a 4xx.
    Answered,
    /// With 5xx, without a connection, or without a response in time.
    Failed,
    /// With 429. The gate closes.
    Throttled(Pause),
    /// Without having reached the upstream.
    Unsent,
}

/// What an attempt tells its upstream when it ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settlement {
    pub(crate) result: AttemptResult,
    /// What it cost, if it was a retry.
    pub(crate) paid: Option<Cost>,
    /// What the server said to remain.
    pub(crate) quota: Option<Quota>,
}

/// The end of an attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptEnd {
    pub(crate) at: Instant,
    /// How long it took since it began.
    pub(crate) duration: Duration,
}

/// What an attempt changed for others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Changes {
    pub(crate) breaker: Option<BreakerChange>,
    /// For how long the gate was closed.
    pub(crate) gate_closed: Option<Duration>,
}

impl Upstream {
    /// Waits until the gate is open, and fails if the breaker is. It takes nothing, so credentials can
    /// be resolved after it without holding up others.
    pub(crate) async fn pass_gate(&self, until: Instant) -> Result<(), Error> {
        while !self.is_calm() {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            match self.peek()? {
                Some(GateStep::WaitUntil(opens)) => {
                    wait_until(opens, until, AdmissionLimit::Gate).await?
                }
                Some(_) if timeout_at(until, changed).await.is_err() => {
                    return Err(not_admitted(AdmissionLimit::Gate, None));
                }
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    fn peek(&self) -> Result<Option<GateStep>, Error> {
        let now = Instant::now();
        let mut state = self.state();
        state.breaker.peek(now).map_err(breaker_open)?;
        Ok(state.gate.closed(now))
    }

    /// Admits an attempt that has to wait for nothing. Returns `None` if [`admit`](Self::admit) must decide.
    pub(crate) fn admit_at_once(
        self: &Arc<Self>,
        request: &AdmissionRequest<'_>,
    ) -> Option<Admission> {
        if request.limiter.is_some() || !self.is_calm() {
            return None;
        }
        let mut admission = Admission::new(self.clone());
        // While it is calm there is neither a closed gate nor an open breaker.
        if !admission.take_token_at_once() || !admission.try_permit() || !self.is_calm() {
            return None;
        }
        admission.count();
        Some(admission)
    }

    /// Admits an attempt: with a token, a permit and a claim on the breaker.
    pub(crate) async fn admit(
        self: &Arc<Self>,
        request: &AdmissionRequest<'_>,
    ) -> Result<Admission, Error> {
        let mut admission = Admission::new(self.clone());
        loop {
            admission.take_tokens(request).await?;
            if !admission.try_permit() {
                // Others may use the token meanwhile.
                admission.return_tokens();
                admission.wait_for_permit(request.until).await?;
                admission.take_tokens(request).await?;
            }
            if self.is_calm() {
                admission.count();
                return Ok(admission);
            }
            if self.take_turn(&mut admission, request).await? {
                return Ok(admission);
            }
            admission.give_back();
            self.pass_gate(request.until).await?;
        }
    }

    /// Waits for a turn at the gate, in the order of arrival. Returns `false` if the gate closed between
    /// the turn and its time.
    async fn take_turn(
        &self,
        admission: &mut Admission,
        request: &AdmissionRequest<'_>,
    ) -> Result<bool, Error> {
        let until = request.until;
        let late = || not_admitted(AdmissionLimit::Gate, None);
        let Ok(Ok(place)) = timeout_at(until, self.turnstile.acquire()).await else {
            return Err(late());
        };
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            match admission.claim(until)? {
                GateStep::Pass | GateStep::Probe => return Ok(true),
                GateStep::StartAt(start, turn) => {
                    drop(place);
                    wait_until(start, until, AdmissionLimit::Gate).await?;
                    return Ok(admission.confirm(turn, until));
                }
                // It keeps its place, so that later calls do not overtake it. Its tokens are free meanwhile.
                GateStep::WaitUntil(start) => {
                    admission.return_tokens();
                    wait_until(start, until, AdmissionLimit::Gate).await?;
                    admission.take_tokens(request).await?;
                }
                GateStep::WaitForProbe => {
                    admission.return_tokens();
                    if timeout_at(until, changed).await.is_err() {
                        return Err(late());
                    }
                    admission.take_tokens(request).await?;
                }
                GateStep::WaitForChange(most) => {
                    let wakes = most.min(until);
                    if timeout_at(wakes, changed).await.is_err() && wakes == until {
                        return Err(late());
                    }
                }
            }
        }
    }
}

/// An attempt that was admitted. Dropping it returns what it has taken.
#[derive(Debug)]
pub(crate) struct Admission {
    upstream: Arc<Upstream>,
    has_token: bool,
    reservation: Option<Reservation>,
    has_permit: bool,
    /// Whether it is one of those in flight.
    is_counted: bool,
    gate_probe: bool,
    breaker_probe: bool,
    began: Option<Instant>,
}

impl Admission {
    fn new(upstream: Arc<Upstream>) -> Self {
        Self {
            upstream,
            has_token: false,
            reservation: None,
            has_permit: false,
            is_counted: false,
            gate_probe: false,
            breaker_probe: false,
            began: None,
        }
    }

    /// Takes a token of the local limit, if there is a limit. Returns `false` if there is no token now.
    fn take_token_at_once(&mut self) -> bool {
        let Some(mut bucket) = self.upstream.bucket() else { return true };
        self.has_token = bucket.take(Instant::now());
        self.has_token
    }

    /// Takes a token of the local limit, and of the user's own, and waits for both.
    async fn take_tokens(&mut self, request: &AdmissionRequest<'_>) -> Result<(), Error> {
        let now = Instant::now();
        let start = self.upstream.bucket().map(|mut it| it.reserve(now, request.until));
        if let Some(start) = start {
            let start = start.ok_or_else(|| not_admitted(AdmissionLimit::RateLimit, None))?;
            self.has_token = true;
            if start > now {
                sleep_until(start).await;
            }
        }
        let Some(limiter) = request.limiter else { return Ok(()) };
        let key = LimitKey { upstream: self.upstream.origin.clone(), path: request.path };
        let reserved = limiter.reserve(&key, 1, request.until).await;
        let reservation = self.reservation.insert(reserved.map_err(limited)?);
        let start = Instant::now().checked_add(reservation.wait());
        let start = start.ok_or_else(|| not_admitted(AdmissionLimit::RateLimit, None))?;
        wait_until(start, request.until, AdmissionLimit::RateLimit).await
    }

    fn return_tokens(&mut self) {
        self.reservation = None;
        if std::mem::take(&mut self.has_token) {
            if let Some(mut bucket) = self.upstream.bucket() {
                bucket.refund();
            }
        }
    }

    fn try_permit(&mut self) -> bool {
        if let Ok(permit) = self.upstream.permits.try_acquire() {
            permit.forget();
            self.has_permit = true;
        }
        self.has_permit
    }

    async fn wait_for_permit(&mut self, until: Instant) -> Result<(), Error> {
        let _place = QueuePlace::take(&self.upstream)?;
        match timeout_at(until, self.upstream.permits.acquire()).await {
            Ok(Ok(permit)) => permit.forget(),
            _ => return Err(not_admitted(AdmissionLimit::Queue, None)),
        }
        self.has_permit = true;
        Ok(())
    }

    /// Claims a turn at the gate and at the breaker.
    fn claim(&mut self, until: Instant) -> Result<GateStep, Error> {
        let upstream = self.upstream.clone();
        let mut state = upstream.state();
        let arrival = upstream.arrival(until);
        let step = state.gate.enter(arrival);
        self.gate_probe = step == GateStep::Probe;
        if matches!(step, GateStep::Pass | GateStep::Probe | GateStep::StartAt(..)) {
            self.breaker_probe = state.breaker.claim(arrival.now).map_err(breaker_open)?;
        }
        // Those that wait for their turn are not in flight.
        if matches!(step, GateStep::Pass | GateStep::Probe) {
            self.count();
        }
        Ok(step)
    }

    /// Whether the turn of the attempt is valid now that it has come.
    fn confirm(&mut self, turn: Turn, until: Instant) -> bool {
        let upstream = self.upstream.clone();
        let mut state = upstream.state();
        let is_valid = state.gate.confirm(turn, upstream.arrival(until));
        if is_valid {
            self.count();
        }
        is_valid
    }

    /// Counts the attempt among those in flight.
    fn count(&mut self) {
        self.upstream.in_flight.fetch_add(1, Ordering::AcqRel);
        self.is_counted = true;
    }

    /// Notes that the exchange begins now, and returns this time: its tokens are used.
    pub(crate) fn begin(&mut self) -> Instant {
        self.has_token = false;
        if let Some(reservation) = self.reservation.take() {
            reservation.commit();
        }
        *self.began.insert(Instant::now())
    }

    /// Settles the attempt.
    pub(crate) fn settle(mut self, settlement: &Settlement, end: AttemptEnd) -> Changes {
        let (upstream, now) = (self.upstream.clone(), end.at);
        let result = settlement.result;
        let mut state = upstream.state();
        let mut changes = Changes::default();
        let mut wakes = matches!(result, AttemptResult::Throttled(_));
        if result != AttemptResult::Unsent {
            state.statistics.attempts += 1;
            let failed = result == AttemptResult::Failed;
            state.statistics.failures += u64::from(failed);
            if upstream.limits.breaker {
                changes.breaker = state.breaker.record(now, self.breaker_probe, failed);
                self.breaker_probe = false;
            }
            if !failed && self.began.is_some() {
                state.statistics.record(end.duration);
            }
        }
        if result == AttemptResult::Success {
            state.budget.refund(now, settlement.paid);
        }
        match result {
            AttemptResult::Throttled(pause) => {
                state.statistics.throttled += 1;
                let (began, longest) = (self.began.unwrap_or(now), upstream.limits.longest_pause);
                changes.gate_closed = state.gate.close(now, began, pause, longest);
            }
            AttemptResult::Success | AttemptResult::Answered => {
                state.gate.count_served(now);
                if std::mem::take(&mut self.gate_probe) {
                    state.gate.settle_probe(now, true);
                    wakes = true;
                }
            }
            AttemptResult::Failed | AttemptResult::Unsent => {}
        }
        if let Some(quota) = settlement.quota.filter(|_| upstream.limits.quota_headers) {
            let (most, longest) = (upstream.limits.in_flight, upstream.limits.longest_pause);
            let closed = state.gate.note_quota(now, quota, most, longest);
            changes.gate_closed = changes.gate_closed.or(closed);
        } else if result != AttemptResult::Unsent {
            state.gate.use_quota();
        }
        wakes |= state.gate.has_waiting();
        upstream.note_calm(&state);
        drop(state);
        self.give_back();
        if wakes {
            upstream.changed.notify_waiters();
        }
        changes
    }

    /// Returns everything that is left.
    fn give_back(&mut self) {
        self.return_tokens();
        if std::mem::take(&mut self.is_counted) {
            self.upstream.in_flight.fetch_sub(1, Ordering::AcqRel);
        }
        if std::mem::take(&mut self.has_permit) {
            self.upstream.concurrency.release(&self.upstream.permits);
        }
        let (gate, breaker) = (self.gate_probe, self.breaker_probe);
        if gate || breaker {
            (self.gate_probe, self.breaker_probe) = (false, false);
            let mut state = self.upstream.state();
            if gate {
                state.gate.settle_probe(Instant::now(), false);
            }
            if breaker {
                state.breaker.release();
            }
            self.upstream.note_calm(&state);
            drop(state);
        }
        // A dropped attempt also leaves its place to those that wait for others to be settled.
        if gate || !self.upstream.is_calm() {
            self.upstream.changed.notify_waiters();
        }
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        self.give_back();
    }
}

/// A place in the queue.
struct QueuePlace<'a>(&'a Upstream);

impl<'a> QueuePlace<'a> {
    fn take(upstream: &'a Upstream) -> Result<Self, Error> {
        if upstream.queued.fetch_add(1, Ordering::Relaxed) >= upstream.limits.queued {
            upstream.queued.fetch_sub(1, Ordering::Relaxed);
            return Err(not_admitted(AdmissionLimit::Queue, None));
        }
        Ok(Self(upstream))
    }
}

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        self.0.queued.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Waits, unless that takes longer than the call has.
async fn wait_until(start: Instant, until: Instant, limit: AdmissionLimit) -> Result<(), Error> {
    if start > until {
        return Err(not_admitted(limit, Some(start.saturating_duration_since(Instant::now()))));
    }
    sleep_until(start).await;
    Ok(())
}

fn not_admitted(limit: AdmissionLimit, after: Option<Duration>) -> Error {
    Error::new(ErrorKind::NotAdmitted(limit)).with_retry_after(after)
}

fn breaker_open(after: Duration) -> Error {
    not_admitted(AdmissionLimit::Breaker, Some(after))
}

fn limited(error: LimitError) -> Error {
    match error {
        LimitError::Exhausted(after) => not_admitted(AdmissionLimit::RateLimit, Some(after)),
        LimitError::Failed(cause) => {
            not_admitted(AdmissionLimit::RateLimit, None).with_source(Some(cause))
        }
    }
}
