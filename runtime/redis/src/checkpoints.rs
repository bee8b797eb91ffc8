//! `RedisCheckpoints`: the states of syncs in Redis.
//!
//! Takes and returns states by name. It must not know how a list is read.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redis::RedisResult;
use renkei_runtime::hooks::StoreReporter;
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{BoxError, CheckpointStore, SyncState};
use tokio::sync::Mutex as AsyncMutex;

use crate::connection::Redis;
use crate::fallback::{Fallback, Store, fall_back};

/// Keeps the state of each sync in a key of Redis, so that a sync can continue on another machine.
///
/// A sync goes on while Redis is lost, restarts or responds too slowly: its latest state is kept in memory, and saved when Redis
/// is back. Observers of the client that started a sync last receive
/// [`StoreFellBack`](renkei_runtime::hooks::Event::StoreFellBack) and
/// [`StoreRecovered`](renkei_runtime::hooks::Event::StoreRecovered). After a crash in this time, the sync continues from the state
/// before, so it returns more items again and loses none.
///
/// Two steps need Redis: the start of a sync, which must know its position, and its end, because a state that is not removed
/// would be the start of the next sync. At the end, [`ListSync::try_next`](renkei_runtime::ListSync::try_next) returns an error,
/// and the next call tries again.
///
/// A state is as durable as the server's writes (`appendfsync`).
///
/// # Examples
///
/// ```
/// use renkei_redis::{Redis, RedisCheckpoints};
///
/// let redis = Redis::open("redis://127.0.0.1:6379")?;
/// let store = RedisCheckpoints::new(&redis, "crm");
/// // let sync = client.contacts().list_contacts().items().sync(Arc::new(store), "contacts").await?;
/// # let _ = store;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct RedisCheckpoints(Arc<Inner>);

struct Inner {
    redis: Redis,
    prefix: String,
    fallback: Fallback,
    /// The states that are not in Redis yet, by key.
    kept: Mutex<HashMap<String, Vec<u8>>>,
    /// One write at a time, so that none replaces a later one.
    writes: AsyncMutex<()>,
}

impl RedisCheckpoints {
    /// Creates a store whose keys start with `renkei:`, the name, and `:sync:`. Nothing is sent.
    pub fn new(redis: &Redis, name: impl fmt::Display) -> Self {
        Self(Arc::new(Inner {
            redis: redis.clone(),
            prefix: format!("renkei:{name}:sync:"),
            fallback: Fallback::new(name.to_string()),
            kept: Mutex::default(),
            writes: AsyncMutex::default(),
        }))
    }

    /// Returns whether all states are in Redis.
    pub fn is_shared(&self) -> bool {
        !self.0.fallback.is_active()
    }
}

impl Inner {
    async fn load(self: Arc<Self>, key: String) -> Result<Option<SyncState>, BoxError> {
        let kept = self.kept().get(&key).cloned();
        let stored: Option<Vec<u8>> = match kept {
            Some(kept) => Some(kept),
            None => self.redis.run(redis::cmd("GET").arg(key)).await?,
        };
        Ok(stored.map(|bytes| serde_json::from_slice(&bytes)).transpose()?)
    }

    async fn save(self: Arc<Self>, key: String, state: SyncState) -> Result<(), BoxError> {
        let bytes = serde_json::to_vec(&state)?;
        let _write = self.writes.lock().await;
        self.kept().insert(key.clone(), bytes.clone());
        if let Err(error) = self.write(&key, &bytes).await {
            fall_back(&self, &error);
        }
        Ok(())
    }

    /// Writes a state that is kept.
    async fn write(&self, key: &str, bytes: &[u8]) -> RedisResult<()> {
        self.redis.run::<()>(redis::cmd("SET").arg(key).arg(bytes)).await?;
        self.kept().remove(key);
        Ok(())
    }

    async fn remove(self: Arc<Self>, key: String) -> Result<(), BoxError> {
        let _write = self.writes.lock().await;
        self.redis.run::<()>(redis::cmd("DEL").arg(&key)).await?;
        self.kept().remove(&key);
        Ok(())
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Vec<u8>>> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Inner {
    fn fallback(&self) -> &Fallback {
        &self.fallback
    }

    async fn transfer(&self) -> Result<(), BoxError> {
        let _write = self.writes.lock().await;
        let kept: Vec<_> = self.kept().iter().map(|(key, it)| (key.clone(), it.clone())).collect();
        for (key, bytes) in kept {
            self.write(&key, &bytes).await?;
        }
        Ok(())
    }
}

impl CheckpointStore for RedisCheckpoints {
    fn load(&self, name: &str) -> BoxFuture<Result<Option<SyncState>, BoxError>> {
        Box::pin(self.0.clone().load(format!("{}{name}", self.0.prefix)))
    }

    fn save(&self, name: &str, state: SyncState) -> BoxFuture<Result<(), BoxError>> {
        Box::pin(self.0.clone().save(format!("{}{name}", self.0.prefix), state))
    }

    fn remove(&self, name: &str) -> BoxFuture<Result<(), BoxError>> {
        Box::pin(self.0.clone().remove(format!("{}{name}", self.0.prefix)))
    }

    fn report_to(&self, reporter: StoreReporter) {
        self.0.fallback.report_only_to(reporter);
    }
}

impl fmt::Debug for RedisCheckpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisCheckpoints")
            .field("prefix", &self.0.prefix)
            .field("is_shared", &self.is_shared())
            .finish_non_exhaustive()
    }
}
