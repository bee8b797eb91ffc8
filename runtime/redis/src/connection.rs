//! `Redis`: a connection that is opened again when it is lost.
//!
//! Takes commands; returns responses, or fails at once while Redis is away. A task in the background reconnects. It must
//! not know what the commands are for.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    Arg, AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, RedisError, RedisResult,
    Script, ServerErrorKind, ToRedisArgs, Value,
};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::random::random;

/// How long a response may take.
const RESPONSE_TIMEOUT: Duration = Duration::from_millis(100);
/// How much longer it may take for each KiB of its command.
const TIME_PER_KIB: Duration = Duration::from_millis(1);
/// How much longer a response may take whose size is not known.
const LONG_READ: Duration = Duration::from_secs(5);
/// About how many fields of a hash are read at once.
const PAGE: u32 = 32;
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// The wait between attempts to reconnect: it doubles, up to the second value. A connection that was used for longer than that begins
/// anew, so no error opens more than about one connection a second.
const RECONNECT: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Why Redis is away.
const LOST: &str = "Redis is away";
const READ_ONLY: &str = "the server of Redis is read-only";
const CLUSTER: &str = "a cluster of Redis with several shards is not supported";

/// The detail of an error before a command was sent.
const NOT_SENT: &str = "there is no connection, and nothing was sent";

/// A Redis server, which several limits may share.
///
/// Nothing is sent before the first use. A connection that is lost is opened again in the background, so a program needs
/// Redis neither to start nor to go on. All commands share one connection.
///
/// A cluster with several shards is not supported, and counts as lost. Use the address of one server or of a proxy.
///
/// # Examples
///
/// ```
/// use renkei_redis::Redis;
///
/// let redis = Redis::open("redis://127.0.0.1:6379")?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Redis(Arc<Inner>);

struct Inner {
    client: Client,
    response_timeout: Duration,
    state: Mutex<State>,
    /// Wakes those who wait for the first connection.
    changed: Notify,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    /// Tells a connection from the one before it.
    generation: u64,
    /// Why Redis is out of reach, so that nobody waits for it.
    away: Option<&'static str>,
    /// The task that connects.
    connecting: Option<JoinHandle<()>>,
    /// When the connection was opened, and how long the task waited before.
    opened_at: Option<Instant>,
    wait: Duration,
    /// When the server responded last.
    responded_at: Option<Instant>,
    /// When the commands were sent whose responses may take longer, and are not there yet.
    long: Vec<Instant>,
}

/// A command whose response may take longer, until it is there.
struct LongCommand<'a> {
    inner: &'a Inner,
    sent_at: Instant,
}

impl Drop for LongCommand<'_> {
    fn drop(&mut self) {
        let long = &mut self.inner.state().long;
        if let Some(at) = long.iter().position(|it| *it == self.sent_at) {
            long.swap_remove(at);
        }
    }
}

impl Redis {
    /// Creates a connection to a server: `redis://[user:password@]host[:port][/database]`, or `unix:///path`. With the
    /// feature `tls`, `rediss://` too.
    ///
    /// # Errors
    ///
    /// Fails if the URL is invalid. Nothing is sent.
    pub fn open(url: &str) -> io::Result<Self> {
        Self::with_response_timeout(url, RESPONSE_TIMEOUT)
    }

    /// Creates a connection whose responses may take this long. Defaults to 100 ms.
    ///
    /// A server that takes longer counts as lost, so that it does not slow down the calls that it limits. Commands of several KiB have
    /// more time, as have reads of a journal.
    ///
    /// # Errors
    ///
    /// Fails if the URL is invalid. Nothing is sent.
    pub fn with_response_timeout(url: &str, limit: Duration) -> io::Result<Self> {
        // The cause is not shown, because it may contain the URL and so a password.
        let invalid =
            |_| io::Error::new(io::ErrorKind::InvalidInput, "the URL of Redis is invalid");
        let client = Client::open(url).map_err(invalid)?;
        let (state, changed) = (Mutex::default(), Notify::new());
        Ok(Self(Arc::new(Inner { client, response_timeout: limit, state, changed })))
    }

    /// Runs a command.
    pub(crate) async fn run<T: FromRedisValue>(&self, command: &Cmd) -> RedisResult<T> {
        let size: usize =
            command.args_iter().map(|it| if let Arg::Simple(it) = it { it.len() } else { 0 }).sum();
        let kib = u32::try_from(size / 1024).unwrap_or(u32::MAX);
        self.run_within(self.0.response_timeout + TIME_PER_KIB * kib, command).await
    }

    /// Reads a hash in pages, so that other commands do not wait for all of it.
    pub(crate) async fn hash(&self, key: &str) -> RedisResult<HashMap<Vec<u8>, Vec<u8>>> {
        let limit = self.0.response_timeout + LONG_READ;
        let (mut cursor, mut fields) = (0_u64, HashMap::new());
        loop {
            let mut command = redis::cmd("HSCAN");
            command.arg(key).arg(cursor).arg("COUNT").arg(PAGE);
            let (next, page): (u64, HashMap<Vec<u8>, Vec<u8>>) =
                self.run_within(limit, &command).await?;
            fields.extend(page);
            if next == 0 {
                return Ok(fields);
            }
            cursor = next;
        }
    }

    async fn run_within<T: FromRedisValue>(
        &self,
        limit: Duration,
        command: &Cmd,
    ) -> RedisResult<T> {
        let (mut connection, generation) = self.connection().await?;
        let sent_at = Instant::now();
        let long = (limit > 2 * self.0.response_timeout).then(|| self.0.begin_long(sent_at));
        connection.set_response_timeout(limit);
        let result = command.query_async(&mut connection).await;
        drop(long);
        self.note(result, generation, sent_at)
    }

    /// Runs a script, which the server compiles once.
    pub(crate) async fn run_script<T: FromRedisValue>(
        &self,
        script: &Script,
        key: &str,
        arguments: &[impl ToRedisArgs],
    ) -> RedisResult<T> {
        let mut command = redis::cmd("EVALSHA");
        command.arg(script.get_hash()).arg(1).arg(key).arg(arguments);
        match self.run(&command).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                let (mut connection, generation) = self.connection().await?;
                let sent_at = Instant::now();
                let loaded = script.load_async(&mut connection).await;
                self.note(loaded, generation, sent_at)?;
                self.run(&command).await
            }
            result => result,
        }
    }

    /// Returns the connection. Waits for the first one, and fails at once if Redis is away.
    async fn connection(&self) -> RedisResult<(MultiplexedConnection, u64)> {
        let mut changed = pin!(self.0.changed.notified());
        if let Some(connection) = self.current() {
            return Ok(connection);
        }
        changed.as_mut().enable();
        if self.start_connecting() {
            let _ = timeout(self.0.response_timeout, changed).await;
        }
        let away = || self.0.state().away.unwrap_or(LOST);
        self.current().ok_or_else(|| (ErrorKind::Io, away(), NOT_SENT.to_owned()).into())
    }

    fn current(&self) -> Option<(MultiplexedConnection, u64)> {
        let state = self.0.state();
        state.connection.clone().map(|it| (it, state.generation))
    }

    /// Connects in the background, unless a task already does. Returns whether to wait for it.
    fn start_connecting(&self) -> bool {
        let mut state = self.0.state();
        // A task is gone without a connection if its async runtime has ended.
        let is_gone = state.connecting.as_ref().is_none_or(JoinHandle::is_finished);
        if state.connection.is_none() && is_gone {
            state.connecting = Some(self.reconnect(state.wait));
        }
        state.away.is_none()
    }

    /// Notes a result: after most errors, the connection is not used again.
    fn note<T>(&self, result: RedisResult<T>, generation: u64, sent_at: Instant) -> RedisResult<T> {
        let mut state = self.0.state();
        match &result {
            Err(error) if error.is_timeout() && state.is_busy(sent_at) => {}
            Err(error) if !is_of_command(error) => {
                if state.generation == generation && state.connection.take().is_some() {
                    state.away = Some(LOST);
                    let was_short = state.opened_at.is_some_and(|it| it.elapsed() < RECONNECT.1);
                    state.wait = if was_short { longer(state.wait) } else { Duration::ZERO };
                    state.connecting = Some(self.reconnect(state.wait));
                }
            }
            _ => state.responded_at = Some(Instant::now()),
        }
        drop(state);
        result
    }

    /// Connects in the background, after a wait.
    fn reconnect(&self, mut wait: Duration) -> JoinHandle<()> {
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                sleep(jittered(wait)).await;
                let Some(inner) = inner.upgrade() else { return };
                if inner.connect(wait).await {
                    return;
                }
                wait = longer(wait);
            }
        })
    }
}

impl State {
    /// Whether the connection is in use, although a response is late: the server has responded since the command was sent, or a
    /// longer one was sent before it.
    fn is_busy(&self, sent_at: Instant) -> bool {
        self.responded_at.is_some_and(|it| it > sent_at) || self.long.iter().any(|it| *it < sent_at)
    }
}

impl Inner {
    /// Connects once, and returns whether there is a connection.
    async fn connect(&self, waited: Duration) -> bool {
        let connection = self.usable_connection().await;
        let mut state = self.state();
        state.away = connection.as_ref().err().copied();
        if let Ok(connection) = connection {
            state.connection = Some(connection);
            state.generation += 1;
            state.opened_at = Some(Instant::now());
            state.wait = waited;
        }
        let is_connected = state.away.is_none();
        drop(state);
        self.changed.notify_waiters();
        is_connected
    }

    /// Connects to a server that is ready and may be written to. After a failover, the former one is read-only.
    ///
    /// # Errors
    ///
    /// Fails with the reason.
    async fn usable_connection(&self) -> Result<MultiplexedConnection, &'static str> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(self.response_timeout));
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await;
        let mut connection = connection.map_err(|_| LOST)?;
        redis::cmd("PING").exec_async(&mut connection).await.map_err(|_| LOST)?;
        // A user that may not ask for the role or the cluster can still write.
        let role: RedisResult<Vec<Value>> = redis::cmd("ROLE").query_async(&mut connection).await;
        if matches!(role.as_deref(), Ok([Value::BulkString(role), ..]) if role != b"master") {
            return Err(READ_ONLY);
        }
        let mut command = redis::cmd("CLUSTER");
        let cluster: RedisResult<String> = command.arg("INFO").query_async(&mut connection).await;
        if cluster.is_ok_and(|it| !has_one_shard(&it)) {
            return Err(CLUSTER);
        }
        Ok(connection)
    }

    fn begin_long(&self, sent_at: Instant) -> LongCommand<'_> {
        self.state().long.push(sent_at);
        LongCommand { inner: self, sent_at }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the wait after one that was too short.
fn longer(wait: Duration) -> Duration {
    (wait * 2).clamp(RECONNECT.0, RECONNECT.1)
}

/// Returns between half of a wait and all of it, so that the processes of a fleet do not connect at once.
fn jittered(wait: Duration) -> Duration {
    let part = u32::try_from(random() % 1000).unwrap_or(0);
    wait / 2 + wait / 2000 * part
}

/// Whether all keys are on one server, by the information about a cluster.
fn has_one_shard(cluster: &str) -> bool {
    cluster.lines().any(|line| line.trim_end() == "cluster_size:1")
}

/// Whether a command was certainly not sent.
pub(crate) fn is_unsent(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Io && error.detail() == Some(NOT_SENT)
}

/// Whether an error concerns one command, so that the connection can be used for the next one.
fn is_of_command(error: &RedisError) -> bool {
    match error.kind() {
        ErrorKind::Extension | ErrorKind::UnexpectedReturnType | ErrorKind::Client => true,
        ErrorKind::Server(kind) => matches!(
            kind,
            ServerErrorKind::ResponseError
                | ServerErrorKind::NoScript
                | ServerErrorKind::ExecAbort
                | ServerErrorKind::NoPerm
                | ServerErrorKind::CrossSlot
        ),
        _ => false,
    }
}

impl fmt::Debug for Redis {
    /// Shows no URL, which may contain a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.0.state();
        f.debug_struct("Redis")
            .field("is_connected", &state.connection.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_response_does_not_end_a_connection_in_use() {
        let sent = Instant::now();
        let at = |millis: u64| sent + Duration::from_millis(millis);
        let state = |responded_at, long: &[u64]| State {
            responded_at,
            long: long.iter().map(|it| at(*it)).collect(),
            ..State::default()
        };
        for (state, is_busy) in [
            (state(None, &[]), false),
            (state(Some(at(9)), &[]), false),
            (state(Some(at(11)), &[]), true),
            (state(None, &[9]), true),
            (state(None, &[11]), false),
        ] {
            assert_eq!(state.is_busy(at(10)), is_busy, "{:?} {:?}", state.responded_at, state.long);
        }
    }

    #[test]
    fn waits_grow_and_are_spread() {
        let mut wait = Duration::ZERO;
        let waits = [(); 7].map(|()| {
            wait = longer(wait);
            wait.as_millis()
        });
        assert_eq!(waits, [50, 100, 200, 400, 800, 1000, 1000]);
        assert_eq!(jittered(Duration::ZERO), Duration::ZERO);
        let found = [(); 100].map(|()| jittered(Duration::from_secs(1)).as_millis());
        assert!(found.iter().all(|it| (500..=1000).contains(it)), "{found:?}");
        assert!(found.iter().any(|it| *it < 700) && found.iter().any(|it| *it > 800), "{found:?}");
    }

    #[test]
    fn a_cluster_needs_one_shard() {
        let info = "cluster_enabled:1\r\ncluster_size:N\r\ncluster_known_nodes:3\r\n";
        for (size, is_usable) in [("1", true), ("0", false), ("3", false), ("12", false)] {
            assert_eq!(has_one_shard(&info.replace('N', size)), is_usable, "{size}");
        }
    }
}
