//! The share of a limit that one process applies while Redis is away.
//!
//! Takes what the shared limit returned last; returns places, and the debts that the shared limit does not know. It must not
//! know how Redis is reached.
//!
//! A share begins with its part of the tokens that the shared limit had left, so all of them together begin with no more than
//! the burst. What other processes have taken since the last response is not known: each process that was idle may use its
//! part of the burst a second time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Rate;
use super::bucket::{Buckets, Debts, Share, Told};

/// For how long a process still applies its own share after the shared limit has come back, in microseconds. The other processes
/// reconnect within this time, and until then the shared limit does not know their attempts.
const RECOVERY: f64 = 2e6;

/// The limits of one process, by key. Times are microseconds since the epoch.
#[derive(Debug)]
pub(super) struct LocalShare {
    shares: Vec<Share>,
    processes: f64,
    epoch: Instant,
    limits: Mutex<HashMap<String, Limit>>,
}

/// What the shared limit returned.
#[derive(Debug)]
pub(super) struct SharedLevel {
    /// Identifies the creation of the limit. The server has another one if it has lost what it knew.
    pub(super) creation: u64,
    /// For each rate, the time until the shared bucket is full.
    pub(super) debts: Vec<f64>,
}

#[derive(Debug, Default)]
struct Limit {
    /// What the shared limit returned last, and when.
    shared: Option<(f64, SharedLevel)>,
    /// Whether the last attempt was admitted without the shared limit.
    is_away: bool,
    /// When the shared limit came back.
    recovered_at: f64,
    /// `None` while the shared limit applies alone.
    buckets: Option<Buckets>,
}

/// A reservation that can be taken back.
pub(super) struct LocalReservation {
    share: Arc<LocalShare>,
    key: String,
    before: Buckets,
    after: Buckets,
}

/// The debts that a process has made without the shared limit, in the time of the shared buckets. They are owed again when the
/// value is dropped before [`settle`](Self::settle).
pub(super) struct LocalDebts {
    share: Arc<LocalShare>,
    key: String,
    before: Option<Told>,
    /// The creation of the limit that the process knows.
    pub(super) creation: u64,
    pub(super) debts: Debts,
}

impl LocalShare {
    pub(super) fn new(rates: &[Rate], processes: u32) -> Self {
        let processes = f64::from(processes);
        let shares = rates.iter().map(|rate| Share::new(rate, processes)).collect();
        Self { shares, processes, epoch: Instant::now(), limits: Mutex::default() }
    }

    /// Notes what the shared limit returned.
    pub(super) fn note_shared(&self, key: &str, level: SharedLevel) {
        let now = self.now();
        let mut limits = self.limits();
        // Looked up first, because inserting needs a copy of the key.
        if !limits.contains_key(key) {
            limits.insert(key.to_owned(), Limit::default());
        }
        if let Some(limit) = limits.get_mut(key) {
            limit.shared = Some((now, level));
            if std::mem::take(&mut limit.is_away) {
                limit.recovered_at = now;
            } else if now >= limit.recovered_at + RECOVERY {
                limit.buckets = None;
            }
        }
    }

    /// Takes the debts that the shared limit does not know. Returns `None` if there are none.
    pub(super) fn take_debts(self: &Arc<Self>, key: &str) -> Option<LocalDebts> {
        let mut limits = self.limits();
        let limit = limits.get_mut(key)?;
        let buckets = limit.buckets.as_mut()?;
        let mut debts = buckets.debts(self.now());
        if debts.all.iter().all(|debt| *debt <= 0.0) {
            return None;
        }
        debts.unknown.iter_mut().chain(&mut debts.all).for_each(|debt| *debt /= self.processes);
        let before = Some(buckets.tell());
        let creation = limit.shared.as_ref().map_or(0, |(_, level)| level.creation);
        Some(LocalDebts { share: self.clone(), key: key.to_owned(), before, creation, debts })
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
        let now = self.now();
        let mut limits = self.limits();
        let limit = limits.entry(key.to_owned()).or_default();
        let first = || self.first_buckets(limit.shared.as_ref(), now);
        let buckets = limit.buckets.get_or_insert_with(first);
        if !std::mem::replace(&mut limit.is_away, true) {
            buckets.forget_other();
        }
        let place = buckets.place(&self.shares, cost, now);
        let wait = duration(place.start - now);
        if wait > longest {
            return Err(wait);
        }
        let before = buckets.clone();
        buckets.reserve(place);
        Ok((wait, self.reservation(key, before, buckets)))
    }

    /// Reserves tokens that the shared limit reserves too, while other processes may still be without it. Returns `None` if one of
    /// the two limits applies alone, or if the own share has no place in time: the shared one is used then.
    pub(super) fn reserve_recovering(
        self: &Arc<Self>,
        key: &str,
        cost: u32,
        longest: Duration,
    ) -> Option<(Duration, LocalReservation)> {
        let now = self.now();
        let mut limits = self.limits();
        let limit = limits.get_mut(key).filter(|limit| !limit.is_away)?;
        let buckets = limit.buckets.as_mut()?;
        let place = buckets.place(&self.shares, cost, now);
        let wait = duration(place.start - now);
        if wait > longest {
            return None;
        }
        let before = buckets.clone();
        buckets.reserve_known(place);
        Some((wait, self.reservation(key, before, buckets)))
    }

    /// Returns how long to wait until the shared limit applies alone, if the own share has no place before that and there is time.
    pub(super) fn recovery_left(
        &self,
        key: &str,
        cost: u32,
        longest: Duration,
    ) -> Option<Duration> {
        let now = self.now();
        let limits = self.limits();
        let limit = limits.get(key).filter(|limit| !limit.is_away)?;
        let place = limit.buckets.as_ref()?.place(&self.shares, cost, now);
        let left = duration(limit.recovered_at + RECOVERY - now);
        (duration(place.start - now) > left && left < longest).then_some(left)
    }

    /// Returns buckets with the part of the process in what the shared ones had left. If those had only places ahead, the other
    /// processes have gone on reserving since: as long as the wait was if they are as busy as it was, and not at all if nobody calls.
    fn first_buckets(&self, shared: Option<&(f64, SharedLevel)>, now: f64) -> Buckets {
        let full = |at: usize, share: &Share| {
            let (noted, level) = shared?;
            let debt = *level.debts.get(at)?;
            let wait = (debt - share.burst).max(0.0);
            Some(noted + debt + (now - noted).min(wait))
        };
        let shares = self.shares.iter().enumerate();
        Buckets::new(shares.map(|(at, share)| full(at, share).unwrap_or(now).max(now)).collect())
    }

    fn reservation(
        self: &Arc<Self>,
        key: &str,
        before: Buckets,
        after: &Buckets,
    ) -> LocalReservation {
        LocalReservation { share: self.clone(), key: key.to_owned(), before, after: after.clone() }
    }

    fn now(&self) -> f64 {
        self.epoch.elapsed().as_secs_f64() * 1e6
    }

    fn limits(&self) -> MutexGuard<'_, HashMap<String, Limit>> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LocalReservation {
    /// Takes the reservation back, unless there was another one after it.
    pub(super) fn refund(&self) {
        let mut limits = self.share.limits();
        let buckets = limits.get_mut(&self.key).and_then(|limit| limit.buckets.as_mut());
        if let Some(buckets) = buckets.filter(|it| **it == self.after) {
            buckets.clone_from(&self.before);
        }
    }
}

impl LocalDebts {
    /// Notes that the shared limit knows them.
    pub(super) fn settle(mut self) {
        self.before = None;
    }
}

impl Drop for LocalDebts {
    fn drop(&mut self) {
        let Some(before) = self.before.take() else { return };
        let mut limits = self.share.limits();
        if let Some(buckets) = limits.get_mut(&self.key).and_then(|it| it.buckets.as_mut()) {
            buckets.untell(&before);
        }
    }
}

/// Returns a time of microseconds as a duration: zero if it is negative, and the longest one if it is longer.
fn duration(micros: f64) -> Duration {
    Duration::try_from_secs_f64(micros.max(0.0) / 1e6).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests;
