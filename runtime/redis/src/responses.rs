//! `RedisResponses`: the responses of keyed calls in Redis.
//!
//! Takes and returns responses by id. It must not know what they contain.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::RedisResult;
use renkei_runtime::hooks::StoreReporter;
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{BoxError, ResponseCache};

use crate::connection::Redis;
use crate::fallback::{Fallback, Store, fall_back};

/// How long a response is remembered, unless it is set.
const RETENTION: Duration = Duration::from_secs(10 * 60);

/// Remembers the responses of calls whose idempotency key their caller has set, so that a repeated call is answered without a
/// request, whichever process makes it.
///
/// No call fails because of Redis. While it is lost, restarts or responds too slowly, calls are sent; observers receive
/// [`StoreFellBack`](renkei_runtime::hooks::Event::StoreFellBack) and
/// [`StoreRecovered`](renkei_runtime::hooks::Event::StoreRecovered). The server then recognises the key itself.
///
/// A response is stored as JSON, not encrypted, without cookies.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use renkei_redis::{Redis, RedisResponses};
///
/// let redis = Redis::open("redis://127.0.0.1:6379")?;
/// // The name of the account: another account may use the same keys.
/// let responses = RedisResponses::new(&redis, "acct-17").retention(Duration::from_secs(60 * 60));
/// // let client = Client::builder().response_cache(responses).build()?;
/// # let _ = responses;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct RedisResponses {
    store: Arc<Inner>,
    retention: Duration,
}

struct Inner {
    redis: Redis,
    prefix: String,
    fallback: Fallback,
}

impl RedisResponses {
    /// Creates a cache whose keys start with `renkei:`, the name, and `:response:`. Nothing is sent.
    pub fn new(redis: &Redis, name: impl fmt::Display) -> Self {
        let store = Inner {
            redis: redis.clone(),
            prefix: format!("renkei:{name}:response:"),
            fallback: Fallback::new(name.to_string()),
        };
        Self { store: Arc::new(store), retention: RETENTION }
    }

    /// Sets how long a response is remembered. Defaults to ten minutes. Less than a millisecond counts as one.
    ///
    /// Set at most the time for which the server remembers keys.
    #[must_use]
    pub fn retention(mut self, retention: Duration) -> Self {
        self.retention = retention;
        self
    }

    /// Returns whether responses are shared.
    pub fn is_shared(&self) -> bool {
        !self.store.fallback.is_active()
    }
}

impl Inner {
    fn key(&self, id: &str) -> String {
        format!("{}{id}", self.prefix)
    }

    /// Notes whether Redis is away.
    fn noted<T>(self: &Arc<Self>, result: RedisResult<T>) -> Result<T, BoxError> {
        Ok(result.inspect_err(|error| fall_back(self, error))?)
    }
}

impl Store for Inner {
    fn fallback(&self) -> &Fallback {
        &self.fallback
    }

    /// Nothing is kept meanwhile. Redis is back when it responds.
    async fn transfer(&self) -> Result<(), BoxError> {
        Ok(self.redis.run(&redis::cmd("PING")).await?)
    }
}

impl ResponseCache for RedisResponses {
    fn load(&self, id: String) -> BoxFuture<Result<Option<Vec<u8>>, BoxError>> {
        let store = self.store.clone();
        Box::pin(async move {
            let loaded = store.redis.run(redis::cmd("GET").arg(store.key(&id))).await;
            store.noted(loaded)
        })
    }

    fn store(&self, id: String, response: Vec<u8>) -> BoxFuture<Result<(), BoxError>> {
        let (store, retention) = (self.store.clone(), self.retention.as_millis().max(1));
        Box::pin(async move {
            let mut command = redis::cmd("SET");
            command.arg(store.key(&id)).arg(response).arg("PX").arg(retention.to_string());
            let stored = store.redis.run(&command).await;
            store.noted(stored)
        })
    }

    fn report_to(&self, reporter: StoreReporter) {
        self.store.fallback.report_to(reporter);
    }
}

impl fmt::Debug for RedisResponses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisResponses")
            .field("prefix", &self.store.prefix)
            .field("retention", &self.retention)
            .field("is_shared", &self.is_shared())
            .finish_non_exhaustive()
    }
}
