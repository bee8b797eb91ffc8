//! `Shadow`: a server that receives copies of requests, and whose responses are dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A server that receives copies of a share of the calls of safe operations, such as GET. Its responses are dropped, and no
/// call waits for them.
///
/// A copy is one request without retries. No copies are sent while the calls to the base URL do not meet the targets of
/// [`ClientBuilder::slo`](crate::ClientBuilder::slo), while that server limits the rate, or while the circuit breaker of either
/// server is not closed. The shadow receives the client's credentials, and its copies belong to the traces of their calls.
///
/// # Examples
///
/// ```
/// use renkei_runtime::Shadow;
///
/// let shadow = Shadow::new("https://next.example.com", 0.1);
/// // let client = Client::builder().shadow(shadow).build()?;
/// # let _ = shadow;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Shadow {
    url: String,
    share: f64,
    most_in_flight: usize,
}

impl Shadow {
    /// Creates a shadow at a base URL, with the share of calls that are copied, between 0 and 1.
    pub fn new(url: impl Into<String>, share: f64) -> Self {
        Self { url: url.into(), share, most_in_flight: 32 }
    }

    /// Sets how many copies are in flight at most. Others are not sent. Defaults to 32.
    pub fn max_in_flight(mut self, copies: usize) -> Self {
        self.most_in_flight = copies;
        self
    }

    /// Returns the shadow as a client uses it, or why that is impossible.
    pub(crate) fn activate(self) -> Result<ActiveShadow, String> {
        let base = super::validate(&self.url)?;
        if !(self.share > 0.0 && self.share <= 1.0) {
            return Err("the share of a shadow is above 0 and at most 1".to_owned());
        }
        let Self { share, most_in_flight, .. } = self;
        Ok(ActiveShadow { base, share, most_in_flight, in_flight: Arc::default() })
    }
}

/// The shadow of a client.
#[derive(Debug)]
pub(crate) struct ActiveShadow {
    base: String,
    share: f64,
    most_in_flight: usize,
    in_flight: Arc<AtomicUsize>,
}

impl ActiveShadow {
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn share(&self) -> f64 {
        self.share
    }

    /// Returns the place of a copy, if there may be another one.
    pub(crate) fn begin(&self) -> Option<ShadowPlace> {
        let place = ShadowPlace(self.in_flight.clone());
        let before = self.in_flight.fetch_add(1, Ordering::AcqRel);
        (before < self.most_in_flight).then_some(place)
    }
}

/// A copy in flight.
#[derive(Debug)]
pub(crate) struct ShadowPlace(Arc<AtomicUsize>);

impl Drop for ShadowPlace {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_in_flight_are_limited() {
        let shadow = Shadow::new("https://next.test", 0.5).max_in_flight(2).activate().unwrap();
        let (one, two) = (shadow.begin(), shadow.begin());
        assert!(one.is_some() && two.is_some() && shadow.begin().is_none());
        drop(one);
        assert!(shadow.begin().is_some());
        for share in [0.0, 1.5, f64::NAN] {
            assert!(Shadow::new("https://next.test", share).activate().is_err());
        }
    }
}
