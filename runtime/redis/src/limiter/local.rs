//! The share of a limit that one process applies while Redis is away.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Rate;

/// For how long a process still applies its own share after the shared limit has come back. The other processes reconnect within this
/// time, and until then the shared limit does not know their attempts.
const RECOVERY: Duration = Duration::from_secs(2);

/// The buckets of one process, by the key of their limit.
#[derive(Debug)]
pub(super) struct LocalShare {
    rates: Vec<Rate>,
    processes: u32,
    epoch: Instant,
    limits: Mutex<HashMap<String, Limit>>,
}

/// One limit. Times are microseconds since the epoch.
#[derive(Debug, Default)]
struct Limit {
    /// When the last admitted attempt starts.
    last_start: f64,
    /// When the shared limit was last asked, and the wait that it returned.
    shared_at: f64,
    shared_wait: f64,
    /// Whether the last attempt was admitted without the shared limit.
    is_away: bool,
    /// When the shared limit came back.
    recovered_at: f64,
    /// `None` while the shared limit applies alone.
    bucket: Option<Bucket>,
}

impl Limit {
    /// Returns when the places end that were shared, those of other processes too. They have gone on reserving since this process
    /// did: as long as its wait if they are as busy as it was, and not at all if nobody calls.
    fn shared_end(&self, now: f64) -> f64 {
        let since = (now - self.shared_at).min(self.shared_wait);
        self.shared_at + self.shared_wait + since
    }
}

/// For each rate, when its bucket is full again.
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
        Self { rates, processes, epoch: Instant::now(), limits: Mutex::default() }
    }

    /// Notes that the shared limit applies, the wait that it returned, and whether it has admitted the attempt.
    pub(super) fn note_shared(&self, key: &str, wait: Duration, is_admitted: bool) {
        let (now, wait) = (self.now(), wait.as_secs_f64() * 1e6);
        let mut limits = self.limits();
        // Looked up first, because inserting needs a copy of the key.
        if !limits.contains_key(key) {
            limits.insert(key.to_owned(), Limit::default());
        }
        if let Some(limit) = limits.get_mut(key) {
            let start = if is_admitted { now + wait } else { now };
            limit.last_start = limit.last_start.max(start);
            (limit.shared_at, limit.shared_wait) = (now, wait);
            if std::mem::take(&mut limit.is_away) {
                limit.recovered_at = now;
            } else if now > limit.recovered_at + RECOVERY.as_secs_f64() * 1e6 {
                limit.bucket = None;
            }
        }
    }

    /// Returns for how long the attempts go on that were admitted without the shared limit.
    pub(super) fn backlog(&self, key: &str) -> Duration {
        let limits = self.limits();
        let local = limits.get(key).filter(|limit| limit.is_away);
        let left = local.map_or(0.0, |limit| limit.last_start - self.now());
        Duration::from_secs_f64(left.max(0.0) / 1e6)
    }

    /// Reserves tokens while the shared limit is out of reach.
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
        self.limits().entry(key.to_owned()).or_default().is_away = true;
        self.reserve_share(key, cost, longest)
    }

    /// Reserves tokens while other processes may still be without the shared limit. Returns `None` if it applies alone.
    ///
    /// # Errors
    ///
    /// Fails with the wait, if it is longer than `longest`.
    pub(super) fn reserve_recovering(
        self: &Arc<Self>,
        key: &str,
        cost: u32,
        longest: Duration,
    ) -> Option<Result<(Duration, LocalReservation), Duration>> {
        let is_recovering = self.limits().get(key)?.bucket.is_some();
        is_recovering.then(|| self.reserve_share(key, cost, longest))
    }

    /// Reserves tokens as the script does. At first the bucket is empty, since the processes may just have used the shared burst;
    /// and it begins where the places end that were shared, those of other processes too.
    fn reserve_share(
        self: &Arc<Self>,
        key: &str,
        cost: u32,
        longest: Duration,
    ) -> Result<(Duration, LocalReservation), Duration> {
        let (now, cost) = (self.now(), f64::from(cost));
        let mut limits = self.limits();
        let limit = limits.entry(key.to_owned()).or_default();
        let begin = limit.shared_end(now).max(limit.last_start).max(now);
        let empty = || self.rates.iter().map(|rate| begin + self.burst(rate) * self.interval(rate));
        let before = limit.bucket.get_or_insert_with(|| empty().collect()).clone();
        let full: Vec<f64> = before.iter().map(|full| full.max(now)).collect();
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
        limit.bucket = Some(after.clone());
        limit.last_start = limit.last_start.max(start);
        Ok((wait, LocalReservation { share: self.clone(), key: key.to_owned(), before, after }))
    }

    fn now(&self) -> f64 {
        self.epoch.elapsed().as_secs_f64() * 1e6
    }

    fn limits(&self) -> MutexGuard<'_, HashMap<String, Limit>> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut limits = self.share.limits();
        let bucket = limits.get_mut(&self.key).and_then(|limit| limit.bucket.as_mut());
        if let Some(bucket) = bucket.filter(|it| **it == self.after) {
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

    #[tokio::test(start_paused = true)]
    async fn a_share_still_applies_until_the_other_processes_are_back() {
        let share = Arc::new(LocalShare::new(vec![Rate::per_second(100)], 10));
        let (longest, millis) = (Duration::from_secs(9), Duration::from_millis);
        let recovering = || {
            share.note_shared("a", millis(5), true);
            let reserved = share.reserve_recovering("a", 1, longest);
            reserved.map(|it| it.map(|(wait, _)| wait.as_millis()))
        };
        assert_eq!(recovering(), None, "it was never away");
        assert!(share.reserve("a", 1, longest).is_ok());
        assert!(share.backlog("a") >= millis(100));
        let first = recovering().unwrap().unwrap();
        assert!((200..220).contains(&first), "{first}");
        assert_eq!(share.backlog("a"), Duration::ZERO, "the shared limit knows it now");
        tokio::time::advance(millis(1_000)).await;
        assert_eq!((recovering(), recovering()), (Some(Ok(0)), Some(Ok(100))));
        tokio::time::advance(millis(1_001)).await;
        assert_eq!(recovering(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_share_begins_after_the_places_of_other_processes() {
        let share = Arc::new(LocalShare::new(vec![Rate::per_second(100)], 10));
        let wait = |key: &str| {
            let reserved = share.reserve(key, 1, Duration::from_secs(9));
            reserved.map(|(wait, _)| wait.as_millis())
        };
        let millis = Duration::from_millis;
        for (key, shared_wait, later, expected) in [
            ("idle", 0, 5_000, 100),
            // The others have reserved for 50 ms more, so their places end 400 ms from now.
            ("busy", 400, 50, 500),
            ("busy at its last place", 400, 400, 500),
            ("idle since", 400, 700, 200),
            ("idle for long", 400, 900, 100),
        ] {
            share.note_shared(key, millis(shared_wait), true);
            tokio::time::advance(millis(later)).await;
            assert_eq!(wait(key), Ok(expected), "{key}");
        }
        share.note_shared("exhausted", millis(3_000), false);
        assert_eq!(wait("exhausted"), Ok(3_100));
        assert_eq!(share.backlog("exhausted"), millis(3_100));
    }
}
