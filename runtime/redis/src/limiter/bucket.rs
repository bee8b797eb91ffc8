//! The buckets of one process, and what the shared limit knows of them.
//!
//! Takes costs and times; returns places and debts. It must not know when Redis is away. Times are microseconds.

use super::Rate;

/// The part of a rate that one process has.
#[derive(Debug)]
pub(super) struct Share {
    /// The time that a token takes.
    interval: f64,
    /// The time that its part of the burst takes, which is that of the burst in the shared bucket: both are divided by the same
    /// number.
    pub(super) burst: f64,
    /// How many tokens there are after a pause: at least one, because no attempt could start otherwise.
    capacity: f64,
}

impl Share {
    pub(super) fn new(rate: &Rate, processes: f64) -> Self {
        let interval = rate.interval() * processes;
        let tokens = f64::from(rate.size()) / processes;
        Self { interval, burst: tokens * interval, capacity: tokens.max(1.0) }
    }

    /// Returns the time of the tokens that are there after a pause in addition to the part of the burst.
    fn surplus(&self) -> f64 {
        self.capacity * self.interval - self.burst
    }

    /// Returns when an attempt can start.
    fn start(&self, full: f64, cost: f64) -> f64 {
        full + self.surplus() - (self.capacity - cost).max(0.0) * self.interval
    }

    /// Returns when the bucket is full after an attempt.
    fn after(&self, full: f64, start: f64, cost: f64) -> f64 {
        full.max(start - self.surplus()) + cost * self.interval
    }
}

/// For each rate, when its bucket is full.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Buckets {
    full: Vec<f64>,
    told: Told,
}

/// The same without what the shared limit does not know.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    /// The limit that the process knows.
    known: Vec<f64>,
    /// Another one, which the server has created because it had lost the first.
    other: Vec<f64>,
}

/// The place of an attempt: when it starts, and when each bucket is full before and after it.
pub(super) struct Place {
    pub(super) start: f64,
    before: Vec<f64>,
    after: Vec<f64>,
}

/// For each rate, a debt that the shared limit does not know, in the time of one process.
pub(super) struct Debts {
    /// Not known to the limit that the process knows.
    pub(super) unknown: Vec<f64>,
    /// Not known to another one.
    pub(super) all: Vec<f64>,
}

impl Buckets {
    /// Creates buckets whose state the shared limit knows.
    pub(super) fn new(full: Vec<f64>) -> Self {
        let told = Told { known: full.clone(), other: vec![0.0; full.len()] };
        Self { full, told }
    }

    /// Returns the place of an attempt, as the script does.
    pub(super) fn place(&self, shares: &[Share], cost: u32, now: f64) -> Place {
        let cost = f64::from(cost);
        let idle = |(full, share): (&f64, &Share)| full.max(now - share.surplus());
        let before: Vec<f64> = self.full.iter().zip(shares).map(idle).collect();
        let rates = || before.iter().zip(shares);
        let start = rates().map(|(full, share)| share.start(*full, cost)).fold(now, f64::max);
        let after = rates().map(|(full, share)| share.after(*full, start, cost)).collect();
        Place { start, before, after }
    }

    /// Reserves a place that the shared limit does not know.
    pub(super) fn reserve(&mut self, place: Place) {
        self.full = place.after;
    }

    /// Reserves a place that the shared limit has reserved too.
    pub(super) fn reserve_known(&mut self, place: Place) {
        for told in [&mut self.told.known, &mut self.told.other] {
            let changes = place.after.iter().zip(&place.before);
            told.iter_mut()
                .zip(changes)
                .for_each(|(told, (after, before))| *told += after - before);
        }
        self.full = place.after;
    }

    /// Notes that the server may have lost everything.
    pub(super) fn forget_other(&mut self) {
        self.told.other.fill(0.0);
    }

    /// Returns what the shared limit does not know.
    pub(super) fn debts(&self, now: f64) -> Debts {
        let since = |told: &[f64]| {
            let pairs = self.full.iter().zip(told);
            pairs.map(|(full, told)| (full.max(now) - told.max(now)).max(0.0)).collect()
        };
        Debts { unknown: since(&self.told.known), all: since(&self.told.other) }
    }

    /// Notes that the shared limit is told everything. Returns what it was told before.
    pub(super) fn tell(&mut self) -> Told {
        let told = Told { known: self.full.clone(), other: self.full.clone() };
        std::mem::replace(&mut self.told, told)
    }

    /// Notes that the shared limit was not told more than before.
    pub(super) fn untell(&mut self, before: &Told) {
        let earlier = |told: &mut [f64], before: &[f64]| {
            told.iter_mut().zip(before).for_each(|(told, before)| *told = told.min(*before));
        };
        earlier(&mut self.told.known, &before.known);
        earlier(&mut self.told.other, &before.other);
    }
}
