//! The server: it has an outage, a capacity and a queue.

use std::ops::Range;

use fastrand::Rng;

/// How long a request and its response are on their way, in microseconds.
const LATENCY: u64 = 20_000;
/// How long a request waits in the queue at most, in microseconds. Any more are rejected.
const LONGEST_WAIT: u64 = 5_000_000;
/// Later than any client waits, in microseconds.
const NEVER: u64 = 60_000_000;

/// What a server does in its outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outage {
    /// It rejects every request at once.
    Rejects,
    /// It accepts connections, and never responds.
    Hangs,
    /// It rejects two of five requests at once, so no circuit breaker opens.
    RejectsSome,
}

/// A server. Times are microseconds since the start.
pub(crate) struct Server {
    outage: Range<u64>,
    kind: Outage,
    /// How long the server works on a request.
    work: u64,
    free_at: u64,
    /// How many requests arrived in each second.
    pub(crate) requests: Vec<u64>,
    rng: Rng,
}

impl Server {
    /// Creates a server that performs so many requests a second, except during its outage.
    pub(crate) fn new(outage: Range<u64>, kind: Outage, per_second: u64) -> Self {
        let (work, rng) = (1_000_000 / per_second, Rng::with_seed(4));
        Self { outage, kind, work, free_at: 0, requests: Vec::new(), rng }
    }

    /// Receives a request. Returns when it responds, and whether with a success.
    ///
    /// The server does not notice that a client has given up, so it performs the request in any case.
    pub(crate) fn receive(&mut self, now: u64) -> (u64, bool) {
        let second = usize::try_from(now / 1_000_000).unwrap();
        if self.requests.len() <= second {
            self.requests.resize(second + 1, 0);
        }
        self.requests[second] += 1;
        let start = self.free_at.max(now);
        let is_rejected = match self.kind {
            _ if !self.outage.contains(&now) => false,
            Outage::Hangs => return (self.outage.end.max(now + NEVER), false),
            Outage::Rejects => true,
            Outage::RejectsSome => self.rng.f64() < 0.4,
        };
        if is_rejected || start - now > LONGEST_WAIT {
            return (now + LATENCY, false);
        }
        self.free_at = start + self.work;
        (self.free_at + LATENCY, true)
    }
}
