//! What holds after each call, after each wave of calls, and at the end.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use renkei_runtime::Outcome;
use tokio::time::Instant;

use super::CallResult;
use super::api::{Client, Finished, Kind, Request};
use super::limiter::CountingLimiter;
use super::network::Network;
use super::plan::Settings;
use super::server::LogEntry;

#[derive(Clone)]
pub(super) struct Checker {
    client: Client,
    network: Network,
    limiter: CountingLimiter,
    settings: Settings,
    ended: Arc<Mutex<Ended>>,
    started: Instant,
}

/// The calls that have ended.
#[derive(Default)]
struct Ended {
    /// Their results, which the log of the server still has to bear out at the end.
    results: BTreeMap<u64, (Request, CallResult)>,
    /// Which request a key belongs to.
    keys: HashMap<String, u64>,
    /// How often a request was sent by its caller.
    sendings: u64,
    successes: u64,
}

impl Checker {
    pub(super) fn new(
        client: &Client,
        network: &Network,
        limiter: &CountingLimiter,
        settings: &Settings,
    ) -> Self {
        Self {
            client: client.clone(),
            network: network.clone(),
            limiter: limiter.clone(),
            settings: settings.clone(),
            ended: Arc::default(),
            started: Instant::now(),
        }
    }

    pub(super) fn after_call(&self, request: &Request, it: &Finished) -> Result<(), String> {
        let entry = self.network.entry(request.number);
        let context = || {
            format!("request {} ({:?}), {}, {entry:?}", request.number, request.kind, it.shown())
        };
        truth(request, it.result, &entry).map_err(|what| format!("{what}: {}", context()))?;
        self.one_key(request, &entry).map_err(|what| format!("{what}: {}", context()))?;
        let most = self.settings.attempts * (it.repetitions + 1);
        // A connection that closed unused, and one that was stale, are replaced at once and count as attempts.
        if it.attempts > most {
            return Err(format!("more than {most} attempts: {}", context()));
        }
        if it.longest > self.settings.deadline + Duration::from_millis(20) {
            return Err(format!("it took longer than its deadline: {}", context()));
        }
        self.bounded().map_err(|what| format!("{what}: {}", context()))?;
        let mut ended = self.ended.lock().expect("nothing panics while the lock is held");
        ended.results.insert(request.number, (request.clone(), it.result));
        ended.sendings += u64::from(it.repetitions) + 1;
        ended.successes += u64::from(it.result == CallResult::Success);
        let most = ended.most_retries(self.started.elapsed());
        match self.client.retries() {
            retries if retries > most => {
                Err(format!("{retries} retries of at most {most}: {}", context()))
            }
            _ => Ok(()),
        }
    }

    /// All sendings of a request have one key, and no other request has it.
    fn one_key(&self, request: &Request, entry: &LogEntry) -> Result<(), String> {
        if entry.lacks_token {
            return Err("an attempt had no token".to_owned());
        }
        let Some(key) = entry.keys.first() else { return Ok(()) };
        if entry.keys.iter().any(|it| it != key) {
            return Err("the key has changed".to_owned());
        }
        if request.kind != Kind::Read && entry.keys.len() != entry.history.len() {
            return Err("an attempt had no key".to_owned());
        }
        let mut ended = self.ended.lock().expect("nothing panics while the lock is held");
        match ended.keys.insert(key.clone(), request.number) {
            Some(other) if other != request.number => Err(format!("request {other} has its key")),
            _ => Ok(()),
        }
    }

    /// The limits of the upstream are respected at any time.
    fn bounded(&self) -> Result<(), String> {
        for it in self.client.core.upstreams() {
            if it.in_flight > self.settings.in_flight {
                return Err(format!("{} attempts are in flight", it.in_flight));
            }
            if it.queued > self.settings.queued {
                return Err(format!("{} attempts are queued", it.queued));
            }
            if !(0.0..=1.0).contains(&it.retry_budget) {
                return Err(format!("the retry budget is {}", it.retry_budget));
            }
        }
        if self.limiter.left() > self.limiter.capacity.unwrap_or(0) {
            return Err("a token was returned twice".to_owned());
        }
        Ok(())
    }

    /// Nothing is held when no call runs.
    pub(super) fn after_wave(&self) -> Result<(), String> {
        for it in self.client.core.upstreams() {
            if (it.in_flight, it.queued) != (0, 0) {
                return Err(format!("without a call, permits or places are taken: {it:?}"));
            }
        }
        self.bounded()
    }

    /// Requests that were still on their way have arrived, and every result is still true.
    pub(super) fn at_end(&self) -> Result<(), String> {
        self.after_wave()?;
        let (left, all) = (self.limiter.left(), self.limiter.capacity.unwrap_or(0));
        if left != all {
            return Err(format!("{left} of {all} tokens are left"));
        }
        let ended = self.ended.lock().expect("nothing panics while the lock is held");
        for (number, (request, result)) in &ended.results {
            let entry = self.network.entry(*number);
            truth(request, *result, &entry).map_err(|what| {
                format!("{what}, at the end: {request:?}, {result:?}, {entry:?}")
            })?;
        }
        Ok(())
    }
}

impl Ended {
    /// The retries that the budget allows: it starts full, is refilled by time and successes, and a retry costs at least
    /// 5 tokens. Two retries of each call are free: after a connection that was closing, and with a new token. Calls that
    /// run have not ended yet.
    fn most_retries(&self, elapsed: Duration) -> u64 {
        let running = 64;
        let tokens = 500 + 5 * (elapsed.as_secs() + 1) + 14 * (self.successes + running);
        tokens / 5 + 2 * (self.sendings + running)
    }
}

/// Compares what the caller was told with what the server knows.
fn truth(request: &Request, result: CallResult, entry: &LogEntry) -> Result<(), String> {
    let counts = matches!(request.kind, Kind::Keyed | Kind::Unkeyed);
    if counts && entry.effects > 1 {
        return Err(format!("it took effect {} times", entry.effects));
    }
    let is_true = match result {
        CallResult::Success | CallResult::Failed(Outcome::Applied) => entry.effects > 0,
        CallResult::Failed(Outcome::NotSent) => entry.received == 0,
        CallResult::Failed(Outcome::Rejected) => entry.effects == 0 && entry.received > 0,
        // It says little, so there has to be a reason: a request left the client, or another task may have sent it.
        CallResult::Failed(Outcome::Unknown) => {
            !entry.history.is_empty() || request.second.is_some()
        }
        CallResult::Cancelled => true,
    };
    if is_true { Ok(()) } else { Err("the outcome is not true".to_owned()) }
}
