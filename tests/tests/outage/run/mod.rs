//! Clients call a server that has an outage.
//!
//! Takes the sizes of a scenario; returns what the server received and which calls succeeded, in each second.

pub(crate) mod client;
pub(crate) mod models;
pub(crate) mod server;

use std::ops::Range;

use self::server::{Outage, Server};

const SECOND: u64 = 1_000_000;
/// How long an attempt may take, in microseconds.
const ATTEMPT_TIMEOUT: u64 = 3 * SECOND;
/// How long after its start a call must have succeeded to count as goodput, in microseconds.
const USEFUL: u64 = 10 * SECOND;

/// The sizes of a run. Times are seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) clients: usize,
    /// Calls of each client in a second.
    pub(crate) rate: u64,
    pub(crate) before: u64,
    pub(crate) outage: u64,
    pub(crate) after: u64,
    pub(crate) kind: Outage,
}

impl Scenario {
    fn seconds(&self) -> u64 {
        self.before + self.outage + self.after
    }

    /// The seconds of the outage.
    fn outage(&self) -> Range<u64> {
        self.before..self.before + self.outage
    }

    fn calls_a_second(&self) -> u64 {
        self.clients as u64 * self.rate
    }

    /// The server has half as much capacity again as the clients need.
    fn server(&self) -> Server {
        let outage = self.outage();
        let outage = outage.start * SECOND..outage.end * SECOND;
        Server::new(outage, self.kind, self.calls_a_second() * 3 / 2)
    }

    /// Returns the start of each call, in microseconds, and its client. The calls of a client are evenly spread.
    fn calls(&self) -> impl Iterator<Item = (u64, usize)> {
        let (clients, all) = (self.clients, self.calls_a_second());
        (0..self.seconds() * all)
            .map(move |number| (number * SECOND / all, usize::try_from(number).unwrap() % clients))
    }
}

/// What happened in each second.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timeline {
    pub(crate) calls: u64,
    /// Requests that arrived at the server.
    pub(crate) requests: Vec<u64>,
    /// Calls that started in the second, and succeeded in time.
    pub(crate) goodput: Vec<u64>,
    outage: Range<u64>,
}

impl Timeline {
    fn new(scenario: &Scenario) -> Self {
        let seconds = usize::try_from(scenario.seconds()).unwrap();
        let (calls, outage) = (scenario.calls_a_second(), scenario.outage());
        Self { calls, requests: Vec::new(), goodput: vec![0; seconds], outage }
    }

    fn succeeded(&mut self, started: u64, now: u64) {
        if now <= started + USEFUL {
            self.goodput[usize::try_from(started / SECOND).unwrap()] += 1;
        }
    }

    /// Returns how many requests the server received for each call of the outage.
    pub(crate) fn load(&self) -> f64 {
        let outage =
            usize::try_from(self.outage.start).unwrap()..usize::try_from(self.outage.end).unwrap();
        let requests: u64 = self.requests[outage.clone()].iter().sum();
        requests as f64 / (self.calls * outage.len() as u64) as f64
    }

    /// Returns the share of the calls in the outage that succeeded in time.
    pub(crate) fn goodput(&self) -> f64 {
        let outage =
            usize::try_from(self.outage.start).unwrap()..usize::try_from(self.outage.end).unwrap();
        let succeeded: u64 = self.goodput[outage.clone()].iter().sum();
        succeeded as f64 / (self.calls * outage.len() as u64) as f64
    }

    /// Returns the highest number of requests in a second, for each call of a second.
    pub(crate) fn peak(&self) -> f64 {
        self.requests.iter().copied().max().unwrap_or(0) as f64 / self.calls as f64
    }

    /// Returns after how many seconds at least 99 % of the calls of each second succeed. `None` if they never do.
    pub(crate) fn recovery(&self) -> Option<u64> {
        let end = usize::try_from(self.outage.end).unwrap();
        let bad = |count: &u64| *count * 100 < self.calls * 99;
        let after = &self.goodput[end..];
        let last_bad = after.iter().rposition(bad).map_or(0, |at| at + 1);
        (last_bad < after.len()).then_some(last_bad as u64)
    }
}
