//! `RedisLimiter`: one rate limit for many processes.
//!
//! Takes what an attempt costs and how long it can wait; returns its place. One script reserves atomically, by the server's
//! clock. While Redis is away, the process applies its own share.

mod builder;
mod local;
mod rate;

use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::{RedisResult, Script};
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{LimitError, LimitKey, LimitReporter, RateLimiter, Reservation};
use tokio::time::Instant;

pub use self::builder::RedisLimiterBuilder;
use self::local::LocalShare;
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
/// each process applies its own share: the rates divided by the number of processes. So a call never fails because of Redis. For 2 s after
/// Redis has come back, both limits apply, since other processes may reconnect later.
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
    /// The arguments of the script that describe the rates.
    rates: Vec<String>,
    local: Arc<LocalShare>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    reporters: Vec<LimitReporter>,
    /// Since when the process applies its own share.
    local_since: Option<Instant>,
}

/// The wait, the value after the reservation, and the value before.
type Reserved = (i64, Option<String>, Option<String>);

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
        longest: Duration,
    ) -> Result<Reservation, LimitError> {
        match self.reserve_shared(&key, cost, longest).await {
            Ok((wait, after, before)) => {
                let wait = Duration::from_micros(u64::try_from(wait).unwrap_or(0));
                self.note_shared();
                self.local.note_shared(&key, wait, after.is_some());
                let Some(after) = after else { return Err(LimitError::Exhausted(wait)) };
                let own = self.local.reserve_recovering(&key, cost, longest);
                let refund = move || self.refund(key, after, before);
                match own {
                    None => Ok(Reservation::new(wait).or_refund(refund)),
                    Some(Ok((own_wait, reserved))) => {
                        let refund_both = move || {
                            reserved.refund();
                            refund();
                        };
                        Ok(Reservation::new(wait.max(own_wait)).or_refund(refund_both))
                    }
                    Some(Err(own_wait)) => {
                        refund();
                        Err(LimitError::Exhausted(wait.max(own_wait)))
                    }
                }
            }
            Err(error) => {
                self.note_local(&error);
                let reserved = self.local.reserve(&key, cost, longest);
                let (wait, reserved) = reserved.map_err(LimitError::Exhausted)?;
                Ok(Reservation::new(wait).or_refund(|| reserved.refund()))
            }
        }
    }

    async fn reserve_shared(
        &self,
        key: &str,
        cost: u32,
        longest: Duration,
    ) -> RedisResult<Reserved> {
        let mut arguments = Vec::with_capacity(3 + self.rates.len());
        let backlog = self.local.backlog(key).as_micros();
        arguments.extend([cost.to_string(), longest.as_micros().to_string(), backlog.to_string()]);
        arguments.extend_from_slice(&self.rates);
        self.redis.run_script(&RESERVE, key, &arguments).await
    }

    /// Takes a reservation back in the background: it is dropped where nothing can wait.
    fn refund(self: Arc<Self>, key: String, after: String, before: Option<String>) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let arguments = [after, before.as_deref().unwrap_or("").to_owned()];
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

    fn note_local(&self, cause: &redis::RedisError) {
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
        let longest = until.saturating_duration_since(Instant::now());
        Box::pin(self.0.clone().reserve(self.0.key(key), cost, longest))
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
