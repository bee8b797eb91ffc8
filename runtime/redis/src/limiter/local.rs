//! The share of a limit that one process applies while Redis is away.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Rate;

/// The buckets of one process, by the key of their limit.
#[derive(Debug)]
pub(super) struct LocalShare {
    rates: Vec<Rate>,
    processes: u32,
    epoch: Instant,
    buckets: Mutex<HashMap<String, Bucket>>,
}

/// For each rate, when its bucket is full again, in microseconds since the epoch.
type Bucket = Vec<f64>;

/// A reservation that can be taken back.
pub(super) struct LocalReservation {
    share: Arc<LocalShare>,
    key: String,
    before: Bucket,
    after: Bucket,
}

impl LocalShare {
    pub(super) fn new(rates: Vec<Rate>, processes: u32) -> Self {
        Self { rates, processes, epoch: Instant::now(), buckets: Mutex::default() }
    }

    /// Forgets what was reserved. The buckets then start empty, because the processes may just have used the shared burst.
    pub(super) fn clear(&self) {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Reserves tokens as the script does.
    ///
    /// # Errors
    ///
    /// Fails with the wait, if it is longer than `longest`.
    pub(super) fn reserve(
        self: &Arc<Self>,
        key: &str,
        cost: u32,
        longest: Duration,
    ) -> Result<(Duration, LocalReservation), Duration> {
        let now = self.epoch.elapsed().as_secs_f64() * 1e6;
        let cost = f64::from(cost);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let empty = || self.rates.iter().map(|rate| now + self.burst(rate) * self.interval(rate));
        let bucket = buckets.entry(key.to_owned()).or_insert_with(|| empty().collect());
        let before = bucket.clone();
        let full: Vec<f64> = bucket.iter().map(|full| full.max(now)).collect();
        let rates = || full.iter().zip(&self.rates);
        let starts = rates()
            .map(|(full, rate)| full - (self.burst(rate) - cost).max(0.0) * self.interval(rate));
        let start = starts.fold(now, f64::max);
        let wait = Duration::from_secs_f64((start - now).max(0.0) / 1e6);
        if wait > longest {
            return Err(wait);
        }
        let after: Bucket =
            rates().map(|(full, rate)| full.max(start) + cost * self.interval(rate)).collect();
        bucket.clone_from(&after);
        Ok((wait, LocalReservation { share: self.clone(), key: key.to_owned(), before, after }))
    }

    fn interval(&self, rate: &Rate) -> f64 {
        rate.interval() * f64::from(self.processes)
    }

    fn burst(&self, rate: &Rate) -> f64 {
        f64::from((rate.size() / self.processes).max(1))
    }
}

impl LocalReservation {
    /// Takes the reservation back, unless there was another one after it.
    pub(super) fn refund(self) {
        let mut buckets = self.share.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(&self.key).filter(|it| **it == self.after) {
            *bucket = self.before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_share_is_the_rate_by_the_number_of_processes() {
        let rates = vec![Rate::per_second(100).burst(20), Rate::per_hour(1_000_000).burst(1000)];
        let share = Arc::new(LocalShare::new(rates, 10));
        let reserve = |cost| share.reserve("a", cost, Duration::from_secs(1));
        let wait = |cost| reserve(cost).map(|(wait, _)| wait.as_millis());
        // It starts empty: a tenth of 100 a second is one in 100 ms.
        assert_eq!([wait(1), wait(1), wait(2)], [Ok(100), Ok(200), Ok(400)]);
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!([wait(1), wait(1), wait(1)], [Ok(0), Ok(0), Ok(100)]);
        let (_, last) = reserve(1).unwrap();
        let (_, after) = reserve(1).unwrap();
        last.refund();
        assert_eq!(wait(1), Ok(400), "a reservation after it depends on it");
        after.refund();
        let (_, last) = reserve(1).unwrap();
        last.refund();
        assert_eq!(wait(1), Ok(500));
        assert!(reserve(9).is_ok() && reserve(1).is_err());
    }
}
