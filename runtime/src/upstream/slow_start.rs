//! Slow start: how many attempts are in flight before an upstream has shown what it can take.

use std::time::Duration;

use tokio::time::Instant;

/// How many attempts are in flight at first.
const FIRST: usize = 12;
/// With this many in flight the start is over.
const LAST: usize = 128;
/// For how long attempts are held back at most.
const LONGEST: Duration = Duration::from_millis(250);
/// The same after a 429, of an upstream whose rate could not be measured.
const LONGEST_AFTER_429: Duration = Duration::from_secs(2);

/// Each response allows one more attempt in flight, so that the number doubles with each round trip. A
/// server with a limit then rejects a few of many calls and not nearly all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum SlowStart {
    /// No attempt was made.
    #[default]
    Waiting,
    Running {
        in_flight: usize,
        until: Instant,
    },
    Over,
}

impl SlowStart {
    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::Over)
    }

    /// Starts again, at one attempt in flight.
    pub(super) fn restart(&mut self, now: Instant) {
        *self = Self::Running { in_flight: 1, until: now + LONGEST_AFTER_429 };
    }

    /// Returns until when an attempt has to wait at most, while so many are in flight.
    pub(super) fn wait(&mut self, now: Instant, in_flight: usize) -> Option<Instant> {
        if matches!(self, Self::Waiting) {
            *self = Self::Running { in_flight: FIRST, until: now + LONGEST };
        }
        match *self {
            Self::Running { until, .. } if until <= now => {
                *self = Self::Over;
                None
            }
            Self::Running { in_flight: allowed, until } => (in_flight >= allowed).then_some(until),
            Self::Waiting | Self::Over => None,
        }
    }

    /// Notes a response. A success or a 4xx allows one more attempt.
    pub(super) fn grow(&mut self) {
        if let Self::Running { in_flight, .. } = self {
            *in_flight += 1;
            if *in_flight >= LAST {
                *self = Self::Over;
            }
        }
    }
}
