//! `RedisJournal`: the keyed writes of a client in Redis.
//!
//! Takes intents and settlements; returns what is unsettled. It must not know what an intent means.

mod memory;

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use redis::{RedisResult, Script};
use renkei_runtime::hooks::StoreReporter;
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{BoxError, Intent, Journal, Settlement};
use tokio::sync::Mutex as AsyncMutex;

use self::memory::MemoryJournal;
use crate::connection::{Redis, is_unsent};
use crate::fallback::{Fallback, Store, fall_back};

static INTEND: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("intend.lua")));

/// A journal in a hash of Redis, for processes without a disk of their own.
///
/// Each running process needs a name of its own, such as that of its replica: what another process is sending right now is
/// unsettled too. The process that takes over a name sends again what the one before it left.
///
/// No call fails because of Redis. While it is lost, restarts or responds too slowly, writes are recorded in the memory of the
/// process, and transferred when Redis is back; observers receive
/// [`StoreFellBack`](renkei_runtime::hooks::Event::StoreFellBack) and
/// [`StoreRecovered`](renkei_runtime::hooks::Event::StoreRecovered). A crash in this time loses those records. Set a
/// [`fallback`](Self::fallback) that survives it, such as a file.
///
/// A record is as durable as the server's writes: with `appendfsync always` it survives a loss of power of the server. A
/// failover to a replica can lose the last records, because Redis replicates asynchronously.
///
/// # Examples
///
/// ```
/// use renkei_redis::{Redis, RedisJournal};
///
/// let redis = Redis::open("redis://127.0.0.1:6379")?;
/// let journal = RedisJournal::new(&redis, "payments-0");
/// // let client = Client::builder().journal(journal).build()?;
/// # let _ = journal;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct RedisJournal(Arc<Inner>);

struct Inner {
    redis: Redis,
    key: String,
    fallback: Fallback,
    /// What is recorded while Redis is away.
    local: Arc<dyn Journal>,
    state: Mutex<State>,
    /// One transfer runs at a time.
    transfer: AsyncMutex<()>,
}

#[derive(Default)]
struct State {
    /// The ids of unsettled writes that Redis has, or may have.
    recorded: HashSet<String>,
    /// The ids of unsettled writes in the local journal.
    local: HashSet<String>,
    /// The ids of settled writes that Redis may still have.
    settled: HashSet<String>,
}

impl RedisJournal {
    /// Creates a journal in the key `renkei:`, the name, and `:journal`. Nothing is sent.
    pub fn new(redis: &Redis, name: impl fmt::Display) -> Self {
        Self::with_local(redis, &name, Arc::new(MemoryJournal::default()))
    }

    /// Creates a journal like [`new`](Self::new) that records writes in another journal while Redis is away, so that a crash in
    /// this time loses nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use renkei_redis::{Redis, RedisJournal};
    /// use renkei_runtime::FileJournal;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # let folder = std::env::temp_dir().join(format!("renkei-redis-journal-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("payments.journal");
    /// let redis = Redis::open("redis://127.0.0.1:6379")?;
    /// let journal = RedisJournal::fallback(&redis, "payments-0", FileJournal::open(path)?);
    /// # drop(journal);
    /// # std::fs::remove_dir_all(folder)
    /// # }
    /// ```
    pub fn fallback(redis: &Redis, name: impl fmt::Display, local: impl Journal) -> Self {
        Self::with_local(redis, &name, Arc::new(local))
    }

    fn with_local(redis: &Redis, name: &dyn fmt::Display, local: Arc<dyn Journal>) -> Self {
        Self(Arc::new(Inner {
            redis: redis.clone(),
            key: format!("renkei:{name}:journal"),
            fallback: Fallback::new(name.to_string()),
            local,
            state: Mutex::default(),
            transfer: AsyncMutex::default(),
        }))
    }

    /// Returns whether writes are recorded in Redis.
    pub fn is_shared(&self) -> bool {
        !self.0.fallback.is_active()
    }
}

impl Inner {
    async fn intend(self: Arc<Self>, intent: Intent) -> Result<(), BoxError> {
        let id = intent.id();
        let mut _transfer = None;
        if self.state().settled.contains(&id) {
            // Its removal from Redis must not come after the new record.
            _transfer = Some(self.transfer.lock().await);
            self.state().settled.remove(&id);
        }
        match self.record(&intent).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(same_key()),
            Err(error) => {
                self.state().local.insert(id.clone());
                fall_back(&self, &error);
                let recorded = self.local.intend(intent).await;
                if recorded.is_err() {
                    self.state().local.remove(&id);
                }
                recorded
            }
        }
    }

    /// Records a write in Redis. Returns `false` if an unsettled write has its key and another body.
    async fn record(&self, intent: &Intent) -> RedisResult<bool> {
        // `Intent::to_bytes` never fails for an intent of a call.
        let bytes = intent.to_bytes()?;
        let (id, fingerprint) = (intent.id(), intent.fingerprint());
        let arguments = [id.as_bytes(), fingerprint.as_bytes(), &bytes];
        let recorded = self.redis.run_script(&INTEND, &self.key, &arguments).await;
        if recorded.as_ref().map_or_else(|error| !is_unsent(error), |is_own| *is_own) {
            self.state().recorded.insert(id);
        }
        recorded
    }

    async fn settle(self: Arc<Self>, id: String, settlement: Settlement) -> Result<(), BoxError> {
        let is_local = self.state().local.remove(&id);
        if is_local {
            self.local.settle(id.clone(), settlement).await?;
        }
        // A transfer may be about to record in Redis what it has read from the local journal.
        if is_local && self.transfer.try_lock().is_err() {
            self.state().settled.insert(id);
        } else if self.state().recorded.contains(&id) {
            if let Err(error) = self.remove(&id).await {
                self.state().settled.insert(id);
                fall_back(&self, &error);
            }
        }
        Ok(())
    }

    async fn remove(&self, id: &str) -> RedisResult<()> {
        self.redis.run::<()>(redis::cmd("HDEL").arg(&self.key).arg(id)).await?;
        self.state().recorded.remove(id);
        Ok(())
    }

    async fn unsettled(self: Arc<Self>) -> Result<Vec<Intent>, BoxError> {
        self.transfer().await?;
        let stored: Vec<Vec<u8>> = self.redis.run(redis::cmd("HVALS").arg(&self.key)).await?;
        let mut intents =
            stored.iter().map(|it| stored_intent(it)).collect::<Result<Vec<_>, _>>()?;
        intents.sort_by_key(Intent::created_ms);
        self.state().recorded.extend(intents.iter().map(Intent::id));
        Ok(intents)
    }

    /// Moves the records of the local journal to Redis, and removes from Redis what is settled.
    async fn move_records(&self) -> Result<(), BoxError> {
        for intent in self.local.unsettled().await? {
            let id = intent.id();
            // If Redis has an unsettled write with the key and another body, that one stays: a server performs the first request
            // with a key.
            self.record(&intent).await?;
            // If it was settled meanwhile, it is removed from Redis below.
            self.state().local.remove(&id);
            self.local.settle(id, Settlement::NotApplied).await?;
        }
        let settled: Vec<String> = self.state().settled.iter().cloned().collect();
        for id in settled {
            self.remove(&id).await?;
            self.state().settled.remove(&id);
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Inner {
    fn fallback(&self) -> &Fallback {
        &self.fallback
    }

    async fn transfer(&self) -> Result<(), BoxError> {
        let _transfer = self.transfer.lock().await;
        self.move_records().await
    }
}

/// Reads what the script has stored: the fingerprint in hexadecimal, and the intent, which is a JSON object.
fn stored_intent(stored: &[u8]) -> io::Result<Intent> {
    let start = stored.iter().position(|byte| *byte == b'{');
    Intent::from_bytes(start.and_then(|start| stored.get(start..)).unwrap_or(stored))
}

/// The error of a key that is used again too early.
fn same_key() -> BoxError {
    let what =
        "an unsettled write has the same key and another body: each request needs its own key";
    io::Error::new(io::ErrorKind::InvalidInput, what).into()
}

impl Journal for RedisJournal {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<(), BoxError>> {
        Box::pin(self.0.clone().intend(intent))
    }

    fn settle(&self, id: String, settlement: Settlement) -> BoxFuture<Result<(), BoxError>> {
        Box::pin(self.0.clone().settle(id, settlement))
    }

    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>> {
        Box::pin(self.0.clone().unsettled())
    }

    fn report_to(&self, reporter: StoreReporter) {
        self.0.fallback.report_to(reporter);
    }
}

impl fmt::Debug for RedisJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisJournal")
            .field("key", &self.0.key)
            .field("is_shared", &self.is_shared())
            .finish_non_exhaustive()
    }
}
