//! `RedisJournal`: the keyed writes of a client in Redis.
//!
//! Takes intents and settlements; returns what is unsettled. It must not know what an intent means.

mod memory;
mod stored_form;

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use redis::{RedisResult, Script, Value};
#[cfg(feature = "encryption")]
use renkei_runtime::EncryptionKey;
use renkei_runtime::hooks::StoreReporter;
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{BoxError, Intent, Journal, Recorded, Settlement};
use tokio::sync::Mutex as AsyncMutex;

use self::memory::MemoryJournal;
use self::stored_form::StoredForm;
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
/// While Redis is away, a process that has not read the journal yet cannot tell whether an earlier one has left a write. So a call
/// with a key that its caller has set is then recorded as [`Repeated`](Recorded::Repeated): if it fails without a response of the
/// server, its outcome is unknown. Read the journal at the start (`client.resume()`).
///
/// Each record has the URL, headers and body of its request, without credentials. They are stored in clear, unless the journal
/// is created with `RedisJournal::encrypted` (feature `encryption`).
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
    form: StoredForm,
    fallback: Fallback,
    /// What is recorded while Redis is away.
    local: Arc<dyn Journal>,
    state: Mutex<State>,
    /// One transfer runs at a time.
    transfer: AsyncMutex<()>,
    /// Held while a transfer works on one record.
    step: AsyncMutex<()>,
}

#[derive(Default)]
struct State {
    /// The ids of unsettled writes that Redis has, or may have.
    recorded: HashSet<String>,
    /// Whether these are all that Redis has, also of earlier processes.
    knows_all: bool,
    /// The ids of unsettled writes in the local journal.
    local: HashSet<String>,
    /// Whether these are all that it has, also of earlier processes.
    knows_local: bool,
    /// The ids of settled writes that Redis may still have.
    settled: HashSet<String>,
    /// The ids of the writes that were settled during the transfer that is running.
    ended: Option<HashSet<String>>,
}

impl RedisJournal {
    /// Creates a journal in the key `renkei:`, the name, and `:journal`. Nothing is sent.
    pub fn new(redis: &Redis, name: impl fmt::Display) -> Self {
        Self::build(redis, &name, Arc::new(MemoryJournal::default()), StoredForm::default())
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
        Self::build(redis, &name, Arc::new(local), StoredForm::default())
    }

    /// Creates a journal like [`new`](Self::new) whose records are encrypted with AES-256-GCM. The names of the hash's fields are
    /// HMACs. Records with another key or without encryption make [`unsettled`](Journal::unsettled) fail.
    ///
    /// # Examples
    ///
    /// ```
    /// use renkei_redis::{Redis, RedisJournal};
    /// use renkei_runtime::EncryptionKey;
    ///
    /// # fn example(secret: &[u8; 32]) -> std::io::Result<()> {
    /// let redis = Redis::open("redis://127.0.0.1:6379")?;
    /// let journal = RedisJournal::encrypted(&redis, "payments-0", EncryptionKey::new(secret)?);
    /// # drop(journal);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "encryption")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
    pub fn encrypted(redis: &Redis, name: impl fmt::Display, key: EncryptionKey) -> Self {
        let local = Arc::new(MemoryJournal::default());
        Self::build(redis, &name, local, StoredForm::encrypted(key))
    }

    /// Creates a journal like [`encrypted`](Self::encrypted) that records writes in another journal while Redis is away. That one
    /// is encrypted on its own, such as with `FileJournal::open_encrypted`.
    #[cfg(feature = "encryption")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
    pub fn encrypted_fallback(
        redis: &Redis,
        name: impl fmt::Display,
        key: EncryptionKey,
        local: impl Journal,
    ) -> Self {
        Self::build(redis, &name, Arc::new(local), StoredForm::encrypted(key))
    }

    fn build(
        redis: &Redis,
        name: &dyn fmt::Display,
        local: Arc<dyn Journal>,
        form: StoredForm,
    ) -> Self {
        Self(Arc::new(Inner {
            redis: redis.clone(),
            form,
            key: format!("renkei:{name}:journal"),
            fallback: Fallback::new(name.to_string()),
            local,
            state: Mutex::default(),
            transfer: AsyncMutex::default(),
            step: AsyncMutex::default(),
        }))
    }

    /// Returns whether writes are recorded in Redis.
    pub fn is_shared(&self) -> bool {
        !self.0.fallback.is_active()
    }
}

impl Inner {
    async fn intend(self: Arc<Self>, intent: Intent) -> Result<Recorded, BoxError> {
        self.read_local().await?;
        let id = intent.id();
        // What a transfer does with an earlier record of the write must not come after the new one.
        let is_known = self.state().knows(&id);
        let _step = if is_known { Some(self.step.lock().await) } else { None };
        if self.state().local.contains(&id) {
            // The earlier record stays there until it is transferred.
            return self.local.intend(intent).await;
        }
        let (replaces, may_be_repeated) = self.state().begin(&id);
        match self.record(&intent, replaces).await {
            Ok(recorded) => recorded.ok_or_else(same_key),
            Err(error) => {
                self.state().fall_back(&id, replaces);
                fall_back(&self, &error);
                let recorded = self.local.intend(intent).await;
                if recorded.is_err() {
                    self.state().local.remove(&id);
                }
                recorded.map(|it| match it {
                    Recorded::First if may_be_repeated => Recorded::Repeated { created_ms: None },
                    it => it,
                })
            }
        }
    }

    /// Reads once what an earlier process has left in the local journal.
    async fn read_local(&self) -> Result<(), BoxError> {
        if self.state().knows_local {
            return Ok(());
        }
        let left = self.local.unsettled().await?;
        let mut state = self.state();
        // Another call may have read it meanwhile, and settled a write since.
        if !state.knows_local {
            state.knows_local = true;
            state.local.extend(left.iter().map(Intent::id));
        }
        Ok(())
    }

    /// Records a write in Redis, in place of a settled one if `replaces`. Returns `None` if an unsettled write has its key and
    /// another body.
    async fn record(&self, intent: &Intent, replaces: bool) -> RedisResult<Option<Recorded>> {
        // It never fails for an intent of a call, unless the system has no random numbers.
        let bytes = self.form.bytes(intent)?;
        let id = intent.id();
        let (field, fingerprint) = (self.form.name(&id), self.form.name(intent.fingerprint()));
        let replaces: &[u8] = if replaces { b"1" } else { b"0" };
        let arguments = [field.as_bytes(), fingerprint.as_bytes(), &bytes, replaces];
        let recorded: RedisResult<Value> =
            self.redis.run_script(&INTEND, &self.key, &arguments).await;
        let recorded = recorded.map(|it| match it {
            Value::Int(0) => None,
            Value::BulkString(earlier) => {
                let created_ms = self.form.read(&earlier).ok().map(|it| it.created_ms());
                Some(Recorded::Repeated { created_ms })
            }
            _ => Some(Recorded::First),
        });
        if recorded.as_ref().map_or_else(|error| !is_unsent(error), Option::is_some) {
            self.state().recorded.insert(id);
        }
        recorded
    }

    async fn settle(self: Arc<Self>, id: String, settlement: Settlement) -> Result<(), BoxError> {
        let (is_local, is_transferring) = self.state().settle(&id);
        if is_local {
            self.local.settle(id.clone(), settlement).await?;
        }
        if is_local && is_transferring {
            // The transfer may be recording it in Redis. It removes it at its end.
            return Ok(());
        }
        if self.state().recorded.contains(&id) {
            if let Err(error) = self.remove(&id).await {
                self.state().settled.insert(id);
                fall_back(&self, &error);
            }
        }
        Ok(())
    }

    async fn remove(&self, id: &str) -> RedisResult<()> {
        self.redis.run::<()>(redis::cmd("HDEL").arg(&self.key).arg(self.form.name(id))).await?;
        self.state().recorded.remove(id);
        Ok(())
    }

    async fn unsettled(self: Arc<Self>) -> Result<Vec<Intent>, BoxError> {
        self.transfer().await?;
        let stored = self.redis.hash(&self.key).await?;
        let intents = stored.values().map(|it| self.form.read(it)).collect::<io::Result<Vec<_>>>();
        let mut intents = intents
            .map_err(|error| format!("{} in Redis has an unreadable record: {error}", self.key))?;
        intents.sort_by_key(Intent::created_ms);
        let mut state = self.state();
        state.recorded.extend(intents.iter().map(Intent::id));
        state.knows_all = true;
        drop(state);
        Ok(intents)
    }

    /// Moves the records of the local journal to Redis, and removes from Redis what is settled.
    async fn move_records(&self) -> Result<(), BoxError> {
        for intent in self.local.unsettled().await? {
            self.move_record(intent).await?;
        }
        loop {
            let next = self.state().next_settled();
            let Some(id) = next else { return Ok(()) };
            self.remove_settled(&id).await?;
        }
    }

    async fn move_record(&self, intent: Intent) -> Result<(), BoxError> {
        let _step = self.step.lock().await;
        let id = intent.id();
        let Some(replaces) = self.state().begin_move(&id) else { return Ok(()) };
        // If Redis has an unsettled write with the key and another body, that one stays: a server performs the first request
        // with a key.
        if let Err(error) = self.record(&intent, replaces).await {
            self.state().end_move(&id, replaces, false);
            return Err(error.into());
        }
        if self.state().end_move(&id, replaces, true) {
            self.local.settle(id, Settlement::NotApplied).await?;
        }
        Ok(())
    }

    async fn remove_settled(&self, id: &str) -> RedisResult<()> {
        let _step = self.step.lock().await;
        let is_settled = self.state().settled.contains(id);
        if is_settled {
            self.remove(id).await?;
            self.state().settled.remove(id);
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether there is an earlier record of a write that a transfer may work on.
    fn knows(&self, id: &str) -> bool {
        self.settled.contains(id) || self.local.contains(id)
    }

    /// Notes that a write is about to be recorded. Returns whether the record in Redis is settled, and whether there may be one
    /// that is not.
    fn begin(&mut self, id: &str) -> (bool, bool) {
        let replaces = self.settled.remove(id);
        (replaces, !replaces && (!self.knows_all || self.recorded.contains(id)))
    }

    /// Notes that a write is about to be recorded in the local journal.
    fn fall_back(&mut self, id: &str, is_settled: bool) {
        self.local.insert(id.to_owned());
        if is_settled {
            self.settled.insert(id.to_owned());
        }
    }

    /// Notes that a write is settled. Returns whether the local journal has it, and whether a transfer is running.
    fn settle(&mut self, id: &str) -> (bool, bool) {
        let is_local = self.local.remove(id);
        if let Some(ended) = &mut self.ended {
            ended.insert(id.to_owned());
            if is_local {
                self.settled.insert(id.to_owned());
            }
        }
        (is_local, self.ended.is_some())
    }

    /// Notes that a record is about to be moved to Redis. Returns whether it replaces a settled one; `None` if it was settled
    /// since the transfer has begun.
    fn begin_move(&mut self, id: &str) -> Option<bool> {
        match self.ended.as_ref().is_some_and(|it| it.contains(id)) {
            true => None,
            false => Some(self.settled.remove(id)),
        }
    }

    /// Notes that a record was moved, or that it was not. Returns whether the local journal still has it.
    fn end_move(&mut self, id: &str, replaced: bool, is_moved: bool) -> bool {
        if !is_moved {
            if replaced {
                self.settled.insert(id.to_owned());
            }
            return true;
        }
        let was_settled = self.ended.as_ref().is_some_and(|it| it.contains(id));
        if !was_settled {
            self.local.remove(id);
        }
        !was_settled
    }

    /// Returns a settled write that Redis may still have. If there is none, the transfer has ended.
    fn next_settled(&mut self) -> Option<String> {
        let next = self.settled.iter().next().cloned();
        if next.is_none() {
            self.ended = None;
        }
        next
    }
}

impl Store for Inner {
    fn fallback(&self) -> &Fallback {
        &self.fallback
    }

    async fn transfer(&self) -> Result<(), BoxError> {
        let _transfer = self.transfer.lock().await;
        self.read_local().await?;
        self.state().ended = Some(HashSet::new());
        let moved = self.move_records().await;
        self.state().ended = None;
        moved
    }
}

/// The error of a key that is used again too early.
fn same_key() -> BoxError {
    let what = "an unsettled write has the same key and another body or other credentials: each request needs its own key";
    io::Error::new(io::ErrorKind::InvalidInput, what).into()
}

impl Journal for RedisJournal {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>> {
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
