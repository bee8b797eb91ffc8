//! What an episode is like: settings of the client, and how often each fault occurs.

use std::time::Duration;

use fastrand::Rng;

/// The settings of an episode.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// How many calls run at once at most.
    pub(super) concurrency: u32,
    pub(super) in_flight: usize,
    pub(super) queued: usize,
    pub(super) attempts: u32,
    pub(super) deadline: Duration,
    pub(super) attempt_timeout: Duration,
    pub(super) breaker: bool,
    /// The client's own rate limit, in attempts a second.
    pub(super) rate: Option<f64>,
    /// The tokens of the user's limiter, if there is one.
    pub(super) tokens: Option<u32>,
    /// Whether calls need a token, which is fetched over the same network.
    pub(super) has_tokens: bool,
    /// How many of 100 requests meet a fault.
    pub(super) faults: u32,
    /// The weights of the faults.
    pub(super) weights: [u32; FAULTS.len()],
}

impl Settings {
    pub(super) fn draw(rng: &mut Rng) -> Self {
        let choose = |rng: &mut Rng, from: &[u64]| from[rng.usize(..from.len())];
        let millis = |rng: &mut Rng, from: &[u64]| Duration::from_millis(choose(rng, from));
        Self {
            concurrency: [1, 4, 16, 64][rng.usize(..4)],
            in_flight: [1, 2, 8, 256][rng.usize(..4)],
            queued: [0, 4, 1024][rng.usize(..3)],
            attempts: rng.u32(1..=5),
            deadline: millis(rng, &[1_000, 10_000, 30_000]),
            attempt_timeout: millis(rng, &[200, 1_000, 3_000]),
            breaker: rng.bool(),
            rate: (rng.u8(..) < 64).then(|| [5.0, 50.0, 500.0][rng.usize(..3)]),
            tokens: (rng.u8(..) < 64).then(|| rng.u32(1..=64)),
            has_tokens: rng.bool(),
            faults: [0, 5, 20, 50, 90][rng.usize(..5)],
            // Some episodes lack a fault, and in some one fault is frequent.
            weights: FAULTS.map(|_| [0, 1, 1, 1, 10][rng.usize(..5)]),
        }
    }

    /// Draws what happens to a request.
    pub(super) fn fault(&self, rng: &mut Rng) -> Fault {
        let total: u32 = self.weights.iter().sum();
        if rng.u32(..100) >= self.faults || total == 0 {
            return Fault::None;
        }
        let mut at = rng.u32(..total);
        for (fault, weight) in FAULTS.into_iter().zip(self.weights) {
            if at < weight {
                return fault;
            }
            at -= weight;
        }
        Fault::None
    }
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fault {
    None,
    /// There is no connection.
    Refused,
    /// There is no connection, and the transport notices after its own limit.
    ConnectTimeout,
    /// There is no connection, and nobody notices.
    ConnectHangs,
    /// The server's certificate is wrong.
    Tls,
    /// The connection closes before the request is sent.
    Unsent,
    /// A reused connection closes, before or after the server has read the request.
    Stale,
    /// The connection breaks before the server has read the request.
    BrokenBefore,
    /// The connection breaks after the server has performed the request.
    BrokenAfter,
    /// The request is performed, and no response ever arrives.
    LostResponse,
    /// The request arrives after the client has given up.
    Late,
    /// The response head is malformed.
    Malformed,
    /// A success whose body breaks.
    BrokenBody,
    /// A success whose body stops.
    StalledBody,
    /// A success that is not JSON.
    Garbage,
    /// A success that is too large.
    Oversized,
    /// The server fails, before or after it has performed the request.
    Failure,
    /// A proxy fails, after the server has performed the request.
    BadGateway,
    /// The server has no capacity, and says when to return.
    Unavailable,
    /// There are too many requests.
    Throttled,
    /// The same for longer than anybody waits.
    ThrottledForLong,
    /// The server rejects the token.
    Unauthorized,
    /// The server rejects the request.
    Invalid,
}

pub(super) const FAULTS: [Fault; 22] = [
    Fault::Refused,
    Fault::ConnectTimeout,
    Fault::ConnectHangs,
    Fault::Tls,
    Fault::Unsent,
    Fault::Stale,
    Fault::BrokenBefore,
    Fault::BrokenAfter,
    Fault::LostResponse,
    Fault::Late,
    Fault::Malformed,
    Fault::BrokenBody,
    Fault::StalledBody,
    Fault::Garbage,
    Fault::Oversized,
    Fault::Failure,
    Fault::BadGateway,
    Fault::Unavailable,
    Fault::Throttled,
    Fault::ThrottledForLong,
    Fault::Unauthorized,
    Fault::Invalid,
];
