//! `RateLimiter`: a rate limit of the user's own, such as one that a fleet shares.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::BoxError;
use crate::hooks::{Event, Observe};
use crate::transport::BoxFuture;

/// What a limit applies to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LimitKey {
    /// Scheme, host and port.
    pub upstream: String,
    /// The path template of the operation.
    pub path: &'static str,
}

impl LimitKey {
    /// Creates a key from an upstream (scheme, host and port) and a path template, to test a limiter.
    pub fn new(upstream: impl Into<String>, path: &'static str) -> Self {
        Self { upstream: upstream.into(), path }
    }
}

/// Limits how often attempts start, in addition to the client's own limits.
///
/// It is asked before each attempt. Implement it for a limit that several processes share.
pub trait RateLimiter: Send + Sync + 'static {
    /// Reserves `cost` tokens, and returns how long the attempt has to wait for them.
    ///
    /// # Errors
    ///
    /// Fails if there are no tokens before `until`. The call then fails, and nothing was sent.
    fn reserve(
        &self,
        key: &LimitKey,
        cost: u32,
        until: Instant,
    ) -> BoxFuture<Result<Reservation, LimitError>>;

    /// Receives what reports the limiter's own events to the observers of a client. It is called when the client is built.
    fn report_to(&self, reporter: LimitReporter) {
        let _ = reporter;
    }
}

/// Reports to the observers of a client what happens to a limit that several processes share.
#[derive(Clone)]
pub struct LimitReporter(Arc<[Arc<dyn Observe>]>);

impl LimitReporter {
    pub(crate) fn new(observers: &[Arc<dyn Observe>]) -> Self {
        Self(observers.into())
    }

    /// Reports that the shared limit is out of reach, so that the client applies its own share of it.
    pub fn fell_back(&self, limit: &str, cause: &(dyn std::error::Error + 'static)) {
        self.report(&Event::LimitFellBack { limit, cause });
    }

    /// Reports that the shared limit applies again, after a time.
    pub fn recovered(&self, limit: &str, after: Duration) {
        self.report(&Event::LimitRecovered { limit, after });
    }

    fn report(&self, event: &Event<'_>) {
        self.0.iter().for_each(|observer| observer.event(event));
    }
}

impl fmt::Debug for LimitReporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LimitReporter").field("observers", &self.0.len()).finish()
    }
}

/// Why there are no tokens.
#[derive(Debug)]
#[non_exhaustive]
pub enum LimitError {
    /// There are none in time. The attempt could start after this time.
    Exhausted(Duration),
    /// The limiter failed.
    Failed(BoxError),
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exhausted(after) => write!(f, "the rate limit is exhausted for {after:?}"),
            Self::Failed(_) => f.write_str("the rate limiter failed"),
        }
    }
}

impl std::error::Error for LimitError {}

/// Reserved tokens. They go back if the attempt does not start.
#[must_use = "the tokens go back when it is dropped"]
pub struct Reservation {
    wait: Duration,
    refund: Option<Box<dyn FnOnce() + Send>>,
}

impl Reservation {
    /// Creates a reservation of tokens that are there after `wait`.
    pub fn new(wait: Duration) -> Self {
        Self { wait, refund: None }
    }

    /// Sets what returns the tokens if the attempt does not start.
    pub fn or_refund(mut self, refund: impl FnOnce() + Send + 'static) -> Self {
        self.refund = Some(Box::new(refund));
        self
    }

    /// Returns how long the attempt has to wait for the tokens.
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// Uses the tokens: they do not go back.
    pub fn commit(mut self) {
        self.refund = None;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if let Some(refund) = self.refund.take() {
            refund();
        }
    }
}

impl fmt::Debug for Reservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation").field("wait", &self.wait).finish_non_exhaustive()
    }
}
