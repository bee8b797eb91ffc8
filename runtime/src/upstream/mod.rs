//! An upstream: one scheme, host and port, and everything that the calls to it share.
//!
//! Takes the results of attempts; decides whether another attempt may start, and when. It owns the
//! gate that a 429 closes, the rate limit, the bulkhead with its queue, the circuit breaker, the retry
//! budget and the statistics. It must not know operations or requests.
//!
//! All of it is behind one lock, which is held for a few instructions, and never across an await.

mod admission;
mod breaker;
mod budget;
mod gate;
mod hedger;
mod limiter;
mod meter;
mod objective;
mod pace;
mod quota;
mod rate;
mod registry;
mod slow_start;
mod snapshot;
mod statistics;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

pub(crate) use self::admission::{
    Admission, AdmissionRequest, AttemptEnd, AttemptResult, Settlement,
};
use self::breaker::Breaker;
pub(crate) use self::breaker::BreakerChange;
pub(crate) use self::budget::{Budget, Cost};
pub(crate) use self::gate::Pause;
use self::gate::{Arrival, Gate};
pub(crate) use self::hedger::Hedger;
pub use self::limiter::{LimitError, LimitKey, LimitReporter, RateLimiter, Reservation};
pub(crate) use self::objective::SloChange;
use self::objective::{Concurrency, Objective};
pub(crate) use self::quota::Quota;
pub(crate) use self::rate::RateLimit;
use self::rate::TokenBucket;
pub(crate) use self::registry::Upstreams;
pub use self::snapshot::{BreakerState, UpstreamSnapshot};
use self::statistics::Statistics;
use crate::slo::Slo;
use crate::telemetry::split_origin;

/// The limits of each upstream of a client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UpstreamLimits {
    /// How many attempts are in flight at most.
    pub(crate) in_flight: usize,
    /// How many attempts wait at most.
    pub(crate) queued: usize,
    /// Whether there is a circuit breaker.
    pub(crate) breaker: bool,
    /// How often an attempt may start.
    pub(crate) rate: Option<RateLimit>,
    /// For how long a 429 closes the gate at most.
    pub(crate) longest_pause: Duration,
    /// Whether the first attempts are held back until others have a response.
    pub(crate) slow_start: bool,
    /// Whether `RateLimit` headers are heeded.
    pub(crate) quota_headers: bool,
    /// Whether each path template has all of this for itself.
    pub(crate) by_path: bool,
    /// The share of extra requests that hedging may cause.
    pub(crate) hedged_share: Option<f64>,
    /// The targets for calls.
    pub(crate) slo: Option<Slo>,
}

impl Default for UpstreamLimits {
    fn default() -> Self {
        let longest_pause = Duration::from_secs(60);
        Self {
            in_flight: 256,
            queued: 1024,
            breaker: true,
            rate: None,
            longest_pause,
            slow_start: true,
            quota_headers: true,
            by_path: false,
            hedged_share: None,
            slo: None,
        }
    }
}

/// What the calls to one origin share.
pub(crate) struct Upstream {
    /// Scheme, host and port.
    origin: String,
    /// The host without the brackets of an IPv6 address.
    address: String,
    port: u16,
    /// The path template, if each has its own limits.
    path: Option<&'static str>,
    limits: UpstreamLimits,
    state: Mutex<State>,
    /// Whether neither gate nor breaker can delay an attempt. Then an attempt starts without the lock of the state.
    calm: AtomicBool,
    bucket: Option<Mutex<TokenBucket>>,
    permits: Semaphore,
    /// The attempts that were admitted and are not settled.
    in_flight: AtomicUsize,
    queued: AtomicUsize,
    /// One attempt at a time asks the gate for its turn, in the order of arrival.
    turnstile: Semaphore,
    /// Wakes those who wait at the gate.
    changed: Notify,
    hedger: Option<Hedger>,
    /// The attempts that may have told the server's time.
    clock_readings: AtomicUsize,
    concurrency: Concurrency,
    objective: Option<Objective>,
}

struct State {
    budget: Budget,
    gate: Gate,
    breaker: Breaker,
    statistics: Statistics,
}

impl Upstream {
    fn new(origin: String, path: Option<&'static str>, limits: UpstreamLimits) -> Arc<Self> {
        let state = State {
            budget: Budget::default(),
            gate: Gate::new(limits.slow_start),
            breaker: Breaker::default(),
            statistics: Statistics::default(),
        };
        let (_, address, port) = split_origin(&origin);
        Arc::new(Self {
            address: address.to_owned(),
            port,
            origin,
            path,
            limits,
            state: Mutex::new(state),
            calm: AtomicBool::new(!limits.slow_start),
            bucket: limits.rate.map(|it| Mutex::new(TokenBucket::new(it))),
            permits: Semaphore::new(limits.in_flight.min(Semaphore::MAX_PERMITS)),
            in_flight: AtomicUsize::new(0),
            queued: AtomicUsize::new(0),
            turnstile: Semaphore::new(1),
            changed: Notify::new(),
            hedger: limits.hedged_share.map(Hedger::new),
            clock_readings: AtomicUsize::new(0),
            concurrency: Concurrency::new(limits.in_flight.min(Semaphore::MAX_PERMITS)),
            objective: limits.slo.map(Objective::new),
        })
    }

    /// Returns the path template, if each has its own limits.
    pub(crate) fn path(&self) -> Option<&'static str> {
        self.path
    }

    /// Returns scheme, host and port as text.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the host, without the brackets of an IPv6 address, and the port.
    pub(crate) fn address(&self) -> (&str, u16) {
        (&self.address, self.port)
    }

    /// Pays for a retry. Returns `false` if the budget has too few tokens.
    pub(crate) fn pay(&self, cost: Cost) -> bool {
        self.state().budget.pay(Instant::now(), cost)
    }

    /// Records that a call failed with a failure of this upstream.
    pub(crate) fn record_failed_call(&self) -> Option<BreakerChange> {
        if !self.limits.breaker {
            return None;
        }
        let mut state = self.state();
        let change = state.breaker.record_failed_call(Instant::now());
        self.note_calm(&state);
        change
    }

    /// Whether the clock of the server is to be compared with this one: at the first of 256 attempts, because dates are costly to read.
    pub(crate) fn is_clock_due(&self) -> bool {
        self.clock_readings.fetch_add(1, Ordering::Relaxed) % 256 == 0
    }

    /// Returns what decides on second requests, if there may be any.
    pub(crate) fn hedger(&self) -> Option<&Hedger> {
        self.hedger.as_ref()
    }

    /// Returns the median duration of the last attempts, if there were any.
    pub(crate) fn median(&self) -> Option<Duration> {
        self.state().statistics.quantile(0.5)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn arrival(&self, until: Instant) -> Arrival {
        Arrival { now: Instant::now(), in_flight: self.in_flight.load(Ordering::Acquire), until }
    }

    /// Returns the bucket of the rate limit, if there is one.
    fn bucket(&self) -> Option<MutexGuard<'_, TokenBucket>> {
        // Nothing panics while the lock is held, so a poisoned bucket is consistent.
        self.bucket.as_ref().map(|it| it.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether nothing delays an attempt that starts now: the gate is open, the breaker closed, and there is a token of the rate
    /// limit.
    pub(crate) fn has_capacity(&self) -> bool {
        self.is_calm() && self.bucket().is_none_or(|it| it.has_token(Instant::now()))
    }

    /// Whether neither gate nor breaker can delay an attempt.
    pub(crate) fn is_calm(&self) -> bool {
        self.calm.load(Ordering::Acquire)
    }

    /// Updates whether an attempt may start without the lock.
    fn note_calm(&self, state: &State) {
        let calm = state.gate.is_open() && state.breaker.is_closed();
        self.calm.store(calm, Ordering::Release);
    }
}

impl std::fmt::Debug for Upstream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upstream").field("origin", &self.origin).finish_non_exhaustive()
    }
}
