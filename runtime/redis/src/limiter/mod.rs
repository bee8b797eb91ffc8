//! `RedisLimiter`: one rate limit for many processes.
//!
//! Takes what an attempt costs and how long it can wait; returns its place. One script reserves atomically, by the server's
//! clock. While Redis is away, the process applies its own share.

mod bucket;
mod builder;
mod local;
mod rate;

use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::{RedisError, RedisResult, Script};
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{LimitError, LimitKey, LimitReporter, RateLimiter, Reservation};
use tokio::time::{Instant, sleep};

pub use self::builder::RedisLimiterBuilder;
use self::local::{LocalDebts, LocalShare, SharedLevel};
pub use self::rate::Rate;
use crate::connection::Redis;

static RESERVE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("reserve.lua")));
static REFUND: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("refund.lua")));

/// What a limit counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum LimitScope {
    /// All attempts of all clients with this limiter: the limit of an account.
    #[default]
    All,
    /// The attempts to one scheme, host and port.
    Upstream,
    /// The attempts to one path template of an upstream.
    Path,
}

/// A rate limit that many processes share through Redis.
///
/// Each attempt reserves its place before it starts, in one round trip. While Redis is lost, restarts, or responds too slowly,
/// each process applies its own share: the rates and bursts divided by the number of processes. It begins with its part of the
/// tokens that were left. So a call never fails because of Redis, as long as its share has a place before the deadline: choose
/// bursts of at least the number of processes, so that each can always start an attempt. For 2 s after Redis has come back, both limits
/// apply, since other processes may reconnect later. What was used without Redis counts when it is back, even if it has lost
/// its memory.
///
/// The fleet stays below each rate plus its burst. When Redis is lost, it may use up to one burst more, once: processes that were
/// idle do not know what the others have used since, and a server that all processes have lost and that goes on refills
/// meanwhile.
///
/// A rate is identified by its interval and burst, so the processes of two versions with different rates can share a limit during
/// a deployment. Each waits for its own rates, and its attempts count for those of the others. A rate that is new begins with its
/// burst.
///
/// A place that is not used goes back, unless there was a later reservation, because that one's place depends on it.
/// Otherwise its tokens are lost, which is safe.
///
/// The observers of the client receive
/// [`LimitFellBack`](renkei_runtime::hooks::Event::LimitFellBack) and
/// [`LimitRecovered`](renkei_runtime::hooks::Event::LimitRecovered).
///
/// A client waits for its place within the deadline of its call. If the place is later, the call fails with
/// [`AdmissionLimit::RateLimit`](renkei_runtime::AdmissionLimit::RateLimit); nothing was sent.
///
/// # Examples
///
/// ```
/// use renkei_redis::{Rate, Redis, RedisLimiter};
///
/// # fn main() -> std::io::Result<()> {
/// let redis = Redis::open("redis://127.0.0.1:6379")?;
/// // The carrier allows 50 requests a second to an account, and we run four processes.
/// let limiter = RedisLimiter::builder(&redis, "carrier")
///     .rate(Rate::per_second(50).burst(5))
///     .processes(4)
///     .build()?;
/// // let client = Client::builder().rate_limiter(limiter).build()?;
/// # let _ = limiter;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisLimiter(Arc<Inner>);

struct Inner {
    redis: Redis,
    name: String,
    scope: LimitScope,
    processes: u32,
    /// The arguments of the script that describe each rate.
    rates: Vec<[String; 2]>,
    local: Arc<LocalShare>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    reporters: Vec<LimitReporter>,
    /// Since when the process applies its own share.
    local_since: Option<Instant>,
}

/// The wait, the value after the reservation, the value before, the creation of the limit, and the debts of the rates.
type Reserved = (u64, Option<String>, Option<String>, u64, Vec<f64>);

/// The stored values that take a reservation back.
struct Refund {
    after: String,
    before: Option<String>,
}

/// Why the shared limit has reserved nothing.
enum SharedError {
    Limit(LimitError),
    Redis(RedisError),
}

impl RedisLimiter {
    /// Returns whether the shared limit applied to the last reservation.
    pub fn is_shared(&self) -> bool {
        self.0.state().local_since.is_none()
    }
}

impl Inner {
    async fn reserve(
        self: Arc<Self>,
        key: String,
        cost: u32,
        until: Instant,
    ) -> Result<Reservation, LimitError> {
        let left = || until.saturating_duration_since(Instant::now());
        if let Some(recovery) = self.local.recovery_left(&key, cost, left()) {
            sleep(recovery).await;
        }
        let longest = left();
        let own = self.local.reserve_recovering(&key, cost, longest);
        let own_wait = own.as_ref().map_or(Duration::ZERO, |it| it.0);
        let shared = self.reserve_shared(&key, cost, longest, own_wait).await;
        if let (Err(_), Some((_, reserved))) = (&shared, &own) {
            reserved.refund();
        }
        match shared {
            Ok((wait, refund)) => {
                // If Redis has just come back, the own share applies from now on.
                let own = own.or_else(|| self.local.reserve_recovering(&key, cost, left()));
                let Some((own_wait, reserved)) = own else {
                    return Ok(Reservation::new(wait).or_refund(|| self.refund(key, refund)));
                };
                let refund_both = move || {
                    reserved.refund();
                    self.refund(key, refund);
                };
                Ok(Reservation::new(wait.max(own_wait)).or_refund(refund_both))
            }
            Err(SharedError::Limit(error)) => Err(error),
            Err(SharedError::Redis(error)) => {
                self.note_local(&error);
                let reserved = self.local.reserve(&key, cost, left());
                let (wait, reserved) = reserved.map_err(LimitError::Exhausted)?;
                Ok(Reservation::new(wait).or_refund(move || reserved.refund()))
            }
        }
    }

    /// Reserves tokens of the shared limit, for an attempt that does not start before `own_wait`, and tells the limit what was used
    /// without it.
    async fn reserve_shared(
        &self,
        key: &str,
        cost: u32,
        longest: Duration,
        own_wait: Duration,
    ) -> Result<(Duration, Option<Refund>), SharedError> {
        let debts = self.local.take_debts(key);
        let arguments = self.arguments(cost, [longest, own_wait], debts.as_ref());
        let reserved = self.redis.run_script(&RESERVE, key, &arguments).await;
        let (wait, after, before, creation, left): Reserved =
            reserved.map_err(SharedError::Redis)?;
        self.note_shared();
        self.local.note_shared(key, SharedLevel { creation, debts: left });
        // The value before does not have the debts.
        let is_refundable = debts.is_none();
        debts.into_iter().for_each(LocalDebts::settle);
        let wait = Duration::from_micros(wait);
        let after = after.ok_or(SharedError::Limit(LimitError::Exhausted(wait)))?;
        Ok((wait, is_refundable.then_some(Refund { after, before })))
    }

    fn arguments(
        &self,
        cost: u32,
        waits: [Duration; 2],
        debts: Option<&LocalDebts>,
    ) -> Vec<String> {
        let mut arguments = Vec::with_capacity(5 + 4 * self.rates.len());
        let creation = debts.map_or(0, |debts| debts.creation);
        let [longest, own_wait] = waits.map(|it| it.as_micros().to_string());
        arguments.extend([cost.to_string(), longest, own_wait, creation.to_string()]);
        arguments.push(self.processes.to_string());
        let debt = |of: Option<&f64>| of.map_or_else(|| "0".to_owned(), f64::to_string);
        for (at, words) in self.rates.iter().enumerate() {
            arguments.extend_from_slice(words);
            arguments.push(debt(debts.and_then(|it| it.debts.unknown.get(at))));
            arguments.push(debt(debts.and_then(|it| it.debts.all.get(at))));
        }
        arguments
    }

    /// Takes a reservation back in the background: it is dropped where nothing can wait.
    fn refund(self: Arc<Self>, key: String, refund: Option<Refund>) {
        let Some(refund) = refund else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                // An empty value before means none.
                let arguments = [refund.after.as_str(), refund.before.as_deref().unwrap_or("")];
                // A token that is not returned is only not used.
                let _: RedisResult<i64> = self.redis.run_script(&REFUND, &key, &arguments).await;
            });
        }
    }

    fn note_shared(&self) {
        let mut state = self.state();
        let Some(since) = state.local_since.take() else { return };
        let reporters = state.reporters.clone();
        drop(state);
        reporters.iter().for_each(|it| it.recovered(&self.name, since.elapsed()));
    }

    fn note_local(&self, cause: &RedisError) {
        let mut state = self.state();
        if state.local_since.is_none() {
            state.local_since = Some(Instant::now());
            let reporters = state.reporters.clone();
            drop(state);
            reporters.iter().for_each(|it| it.fell_back(&self.name, cause));
        }
    }

    fn key(&self, of: &LimitKey) -> String {
        // The braces make all keys of a limit one slot of a cluster.
        let name = &self.name;
        match self.scope {
            LimitScope::All => format!("renkei:limit:{{{name}}}"),
            LimitScope::Upstream => format!("renkei:limit:{{{name}}}:{}", of.upstream),
            LimitScope::Path => format!("renkei:limit:{{{name}}}:{} {}", of.upstream, of.path),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RateLimiter for RedisLimiter {
    fn reserve(
        &self,
        key: &LimitKey,
        cost: u32,
        until: Instant,
    ) -> BoxFuture<Result<Reservation, LimitError>> {
        Box::pin(self.0.clone().reserve(self.0.key(key), cost, until))
    }

    fn report_to(&self, reporter: LimitReporter) {
        self.0.state().reporters.push(reporter);
    }
}

impl fmt::Debug for RedisLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisLimiter")
            .field("name", &self.0.name)
            .field("scope", &self.0.scope)
            .field("is_shared", &self.is_shared())
            .finish_non_exhaustive()
    }
}
