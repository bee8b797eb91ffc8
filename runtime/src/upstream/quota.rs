//! `Quota`: what a server says to remain.

use std::time::Duration;

/// How many requests remain, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) remaining: u64,
    /// The time until the quota is renewed.
    pub(crate) reset: Duration,
}
