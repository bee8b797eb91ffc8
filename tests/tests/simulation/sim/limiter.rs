//! A rate limiter that counts its tokens.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{LimitError, LimitKey, RateLimiter, Reservation};
use tokio::time::Instant;

use super::Planted;

/// A bucket whose used tokens come back after a second.
#[derive(Clone)]
pub(super) struct CountingLimiter {
    tokens: Arc<Mutex<u32>>,
    pub(super) capacity: Option<u32>,
    leaks: bool,
}

impl CountingLimiter {
    pub(super) fn new(capacity: Option<u32>, planted: Planted) -> Self {
        let tokens = Arc::new(Mutex::new(capacity.unwrap_or(0)));
        Self { tokens, capacity, leaks: planted == Planted::LeakedReservation }
    }

    pub(super) fn left(&self) -> u32 {
        *self.tokens.lock().expect("nothing panics while the lock is held")
    }
}

impl RateLimiter for CountingLimiter {
    fn reserve(
        &self,
        _: &LimitKey,
        cost: u32,
        _: Instant,
    ) -> BoxFuture<Result<Reservation, LimitError>> {
        let (tokens, leaks) = (self.tokens.clone(), self.leaks);
        Box::pin(async move {
            // A shared limit is asked over a network.
            tokio::time::sleep(Duration::from_millis(1)).await;
            {
                let mut left = tokens.lock().expect("nothing panics while the lock is held");
                if *left < cost {
                    return Err(LimitError::Exhausted(Duration::from_secs(1)));
                }
                *left -= cost;
            }
            let (refunded, used) = (tokens.clone(), Used(Some((tokens, cost))));
            let wait = Duration::from_millis(2);
            Ok(Reservation::new(wait).or_refund(move || {
                used.cancel();
                if !leaks {
                    *refunded.lock().expect("nothing panics while the lock is held") += cost;
                }
            }))
        })
    }
}

/// Tokens that were taken. Used ones come back after a second.
struct Used(Option<(Arc<Mutex<u32>>, u32)>);

impl Used {
    fn cancel(mut self) {
        self.0 = None;
    }
}

impl Drop for Used {
    fn drop(&mut self) {
        if let Some((tokens, cost)) = self.0.take() {
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                *tokens.lock().expect("nothing panics while the lock is held") += cost;
            });
        }
    }
}
