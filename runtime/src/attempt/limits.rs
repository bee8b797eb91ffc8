//! The limits of a call and of each of its attempts.

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, SystemTime};

use tokio::time::{Instant, timeout_at};

use super::hedge::HedgeTimer;
use crate::call::Call;
use crate::error::{Error, ErrorKind, Evidence, Phase, TimeLimit};
use crate::transport::Progress;

/// The limits of one call: the client's, overridden by the call's own.
pub(super) struct CallLimits {
    pub(super) deadline: Duration,
    pub(super) ends_at: Instant,
    pub(super) attempt_timeout: Duration,
    pub(super) attempts: u32,
}

impl CallLimits {
    pub(super) fn of(call: &Call) -> Self {
        let settings = call.core().settings();
        let options = call.call_options();
        let deadline = options.deadline.unwrap_or(settings.deadline);
        Self {
            deadline,
            ends_at: later(deadline),
            attempt_timeout: options.attempt_timeout.unwrap_or(settings.attempt_timeout),
            attempts: attempts(call),
        }
    }

    /// Whether an attempt that needs at least `least` has enough time after a wait.
    pub(super) fn has_time_after(&self, wait: Duration, least: Duration) -> bool {
        let ends = Instant::now().checked_add(wait).and_then(|it| it.checked_add(least));
        ends.is_some_and(|ends| ends < self.ends_at)
    }

    /// Returns the time budget of an attempt that starts now.
    pub(super) fn time(&self) -> TimeBudget<'static> {
        let until = later(self.attempt_timeout);
        let (ends_at, deadline) = (self.ends_at, self.deadline);
        let time = TimeBudget {
            until,
            limit: TimeLimit::Attempt,
            after: self.attempt_timeout,
            ends_at,
            deadline,
            late: None,
            progress: None,
            responded_at: None,
        };
        time.within_deadline()
    }
}

/// Returns the number of attempts of a call: the call's own setting, or else the smaller one of the
/// document's and the client's. The user bounds what a document allows.
pub(crate) fn attempts(call: &Call) -> u32 {
    const USUAL: u32 = 3;
    let usual = match (call.operation().attempts, call.core().settings().attempts) {
        (Some(document), Some(client)) => document.min(client),
        (one, other) => one.or(other).unwrap_or(USUAL),
    };
    call.call_options().attempts.unwrap_or(usual).max(1)
}

/// Returns a point in time. A wait too long for the clock counts as forever.
pub(crate) fn later(wait: Duration) -> Instant {
    const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    let now = Instant::now();
    now.checked_add(wait).unwrap_or(now + FOREVER)
}

/// When an attempt must end, and by which limit.
///
/// The attempt timeout is for buffered bodies. While a file or a stream is sent, it restarts with
/// each chunk, because the time to send depends on the size. The deadline always applies.
#[derive(Clone, Debug)]
pub(super) struct TimeBudget<'a> {
    pub(super) until: Instant,
    limit: TimeLimit,
    after: Duration,
    ends_at: Instant,
    deadline: Duration,
    /// When it is late, and what is told so.
    late: Option<(Instant, &'a HedgeTimer)>,
    /// How far the exchange got.
    pub(super) progress: Option<Progress>,
    /// When the head of the response arrived.
    pub(super) responded_at: Option<Instant>,
}

impl<'a> TimeBudget<'a> {
    /// Tells `timer` when the attempt is late. That needs no timer besides the one that ends the attempt.
    pub(super) fn with_hedge_timer(self, timer: Option<&'a HedgeTimer>) -> Self {
        Self { late: timer.and_then(|it| Some((it.late_at()?, it))), ..self }
    }

    /// Returns the times and the connection of the attempt, which arrived at its limits, began and ended at these times.
    pub(super) fn evidence(&self, arrived: Instant, began: Instant, ended: Instant) -> Evidence {
        let since = |at: Instant| at.saturating_duration_since(began);
        let duration = since(ended);
        let started_at = SystemTime::now().checked_sub(duration).unwrap_or(SystemTime::UNIX_EPOCH);
        let progress = self.progress.as_ref();
        Evidence {
            started_at,
            waited: began.saturating_duration_since(arrived),
            connected_after: progress.and_then(Progress::connected_at).map(since),
            responded_after: self.responded_at.map(since),
            duration,
            connection: progress.and_then(Progress::connection),
        }
    }

    pub(super) fn timed_out(&self, phase: Phase) -> Error {
        Error::new(ErrorKind::Timeout { phase, limit: self.limit, after: self.after })
    }

    /// Returns the value of the future, or `None` when the time is up.
    pub(super) async fn wait<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        loop {
            let late_at = self.late.map(|it| it.0).filter(|it| *it < self.until);
            let until = late_at.unwrap_or(self.until);
            if let Ok(value) = timeout_at(until, future.as_mut()).await {
                return Some(value);
            }
            if let (Some(_), Some((_, timer))) = (late_at, self.late) {
                self.late = None;
                timer.set_late();
            } else if !self.extend() {
                return None;
            }
        }
    }

    /// Extends the time if the upload has made progress. Returns whether there is time left.
    fn extend(&mut self) -> bool {
        let moved = self.progress.as_ref().and_then(Progress::last_progress);
        let Some(until) = moved.and_then(|it| it.checked_add(self.after)) else { return false };
        if self.limit != TimeLimit::Attempt || until <= self.until {
            return false;
        }
        self.until = until;
        *self = self.clone().within_deadline();
        true
    }

    fn within_deadline(self) -> Self {
        if self.until < self.ends_at {
            return self;
        }
        Self { until: self.ends_at, limit: TimeLimit::Deadline, after: self.deadline, ..self }
    }
}
