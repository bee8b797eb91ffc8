//! `RedisCheckpoints`: the states of syncs in Redis.
//!
//! Takes and returns states by name. It must not know how a list is read.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use redis::{RedisResult, Script};
#[cfg(feature = "encryption")]
use renkei_runtime::EncryptionKey;
use renkei_runtime::hooks::StoreReporter;
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{BoxError, CheckpointStore, SyncState};
use tokio::sync::Mutex as AsyncMutex;

use crate::connection::Redis;
use crate::fallback::{Fallback, Store, fall_back};
use crate::random::random;

static TRANSFER: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("transfer.lua")));

/// Keeps the state of each sync in a key of Redis, so that a sync can continue on another machine.
///
/// A sync goes on while Redis is lost, restarts or responds too slowly: its latest state is kept in memory, and saved when Redis
/// is back. Observers of the client that started a sync last receive
/// [`StoreFellBack`](renkei_runtime::hooks::Event::StoreFellBack) and
/// [`StoreRecovered`](renkei_runtime::hooks::Event::StoreRecovered). After a crash in this time, the sync continues from the state
/// before, so it returns more items again and loses none. A state that was kept is dropped if another process has replaced or removed
/// the one in Redis meanwhile. Only of a sync that had no state in Redis yet, it is not known whether another process has finished it.
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
    #[cfg(feature = "encryption")]
    encryption: Option<EncryptionKey>,
    /// Tells the versions of this store from those of others.
    writer: String,
    writes_begun: AtomicU64,
    state: Mutex<State>,
    /// One write at a time, so that none replaces a later one.
    writes: AsyncMutex<()>,
}

#[derive(Default)]
struct State {
    /// The states that are not in Redis yet, by key. Each begins with its version.
    kept: HashMap<String, Vec<u8>>,
    /// The versions that Redis had last, by key; empty for none.
    versions: HashMap<String, String>,
}

impl RedisCheckpoints {
    /// Creates a store whose keys start with `renkei:`, the name, and `:sync:`. Nothing is sent.
    pub fn new(redis: &Redis, name: impl fmt::Display) -> Self {
        Self(Arc::new(Inner::new(redis, &name)))
    }

    /// Creates a store like [`new`](Self::new) whose states are encrypted with AES-256-GCM. A state without encryption is an error,
    /// and one with another key too.
    #[cfg(feature = "encryption")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
    pub fn encrypted(redis: &Redis, name: impl fmt::Display, key: EncryptionKey) -> Self {
        Self(Arc::new(Inner { encryption: Some(key), ..Inner::new(redis, &name) }))
    }

    /// Returns whether all states are in Redis.
    pub fn is_shared(&self) -> bool {
        !self.0.fallback.is_active()
    }
}

impl Inner {
    fn new(redis: &Redis, name: &dyn fmt::Display) -> Self {
        Self {
            redis: redis.clone(),
            prefix: format!("renkei:{name}:sync:"),
            fallback: Fallback::new(name.to_string()),
            #[cfg(feature = "encryption")]
            encryption: None,
            writer: format!("{:016x}-", random()),
            writes_begun: AtomicU64::new(0),
            state: Mutex::default(),
            writes: AsyncMutex::default(),
        }
    }

    async fn load(self: Arc<Self>, key: String) -> Result<Option<SyncState>, BoxError> {
        let _write = self.writes.lock().await;
        let stored: Option<Vec<u8>> = self.redis.run(redis::cmd("GET").arg(&key)).await?;
        let Some(latest) = self.latest(key, stored) else { return Ok(None) };
        Ok(Some(serde_json::from_slice(&self.decrypted(split(&latest).1)?)?))
    }

    /// Returns the state that was kept, if Redis still has the one before it; otherwise that of Redis.
    fn latest(&self, key: String, stored: Option<Vec<u8>>) -> Option<Vec<u8>> {
        let version = stored.as_ref().map_or("", |it| split(it).0);
        let mut state = self.state();
        let is_own = version.starts_with(&self.writer);
        let is_known = is_own || state.versions.get(&key).is_some_and(|it| it == version);
        if let Some(kept) = state.kept.get(&key).filter(|_| is_known) {
            return Some(kept.clone());
        }
        state.kept.remove(&key);
        state.versions.insert(key, version.to_owned());
        stored
    }

    async fn save(self: Arc<Self>, key: String, state: SyncState) -> Result<(), BoxError> {
        let contents = self.encrypted(serde_json::to_vec(&state)?)?;
        let number = self.writes_begun.fetch_add(1, Ordering::Relaxed);
        let version = format!("{}{number:x}", self.writer);
        let bytes = [version.as_bytes(), b" ", &contents].concat();
        let _write = self.writes.lock().await;
        self.state().kept.insert(key.clone(), bytes.clone());
        match self.redis.run::<()>(redis::cmd("SET").arg(&key).arg(&bytes)).await {
            Ok(()) => self.note_written(key, version),
            Err(error) => fall_back(&self, &error),
        }
        Ok(())
    }

    fn note_written(&self, key: String, version: String) {
        let mut state = self.state();
        state.kept.remove(&key);
        state.versions.insert(key, version);
    }

    /// Writes a state that was kept, or drops it if another process has changed the one in Redis.
    async fn transfer_kept(&self, key: String, kept: &[u8]) -> RedisResult<()> {
        // Without a load there was no state.
        let before = self.state().versions.get(&key).map_or_else(String::new, String::clone);
        let arguments = [self.writer.as_bytes(), before.as_bytes(), kept];
        let is_written: bool = self.redis.run_script(&TRANSFER, &key, &arguments).await?;
        let version = if is_written { split(kept).0.to_owned() } else { before };
        self.note_written(key, version);
        Ok(())
    }

    async fn remove(self: Arc<Self>, key: String) -> Result<(), BoxError> {
        let _write = self.writes.lock().await;
        self.redis.run::<()>(redis::cmd("DEL").arg(&key)).await?;
        self.note_written(key, String::new());
        Ok(())
    }

    #[cfg(feature = "encryption")]
    fn encrypted(&self, contents: Vec<u8>) -> io::Result<Vec<u8>> {
        match &self.encryption {
            Some(key) => key.encrypt(&contents),
            None => Ok(contents),
        }
    }

    #[cfg(not(feature = "encryption"))]
    fn encrypted(&self, contents: Vec<u8>) -> io::Result<Vec<u8>> {
        Ok(contents)
    }

    #[cfg(feature = "encryption")]
    fn decrypted(&self, contents: &[u8]) -> io::Result<Vec<u8>> {
        match &self.encryption {
            Some(key) => key.decrypt(contents),
            None => Ok(contents.to_vec()),
        }
    }

    #[cfg(not(feature = "encryption"))]
    fn decrypted(&self, contents: &[u8]) -> io::Result<Vec<u8>> {
        Ok(contents.to_vec())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Splits what is stored into its version, which is empty if there is none, and its contents.
fn split(stored: &[u8]) -> (&str, &[u8]) {
    let is_version = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    let end = stored.iter().position(|byte| !is_version(byte));
    let parts = end.and_then(|end| stored.split_at_checked(end));
    let version = parts.and_then(|(version, rest)| {
        Some((std::str::from_utf8(version).ok()?, rest.strip_prefix(b" ")?))
    });
    version.unwrap_or(("", stored))
}

impl Store for Inner {
    fn fallback(&self) -> &Fallback {
        &self.fallback
    }

    async fn transfer(&self) -> Result<(), BoxError> {
        let _write = self.writes.lock().await;
        let kept: Vec<_> =
            self.state().kept.iter().map(|(key, it)| (key.clone(), it.clone())).collect();
        for (key, bytes) in kept {
            self.transfer_kept(key, &bytes).await?;
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
