//! `Redis`: a connection that is opened again when it is lost.
//!
//! Takes commands; returns responses, or fails at once while Redis is away. A task in the background reconnects. It must
//! not know what the commands are for.

use std::fmt;
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, RedisError, RedisResult, Script,
    ServerErrorKind, ToRedisArgs, Value,
};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// How long a response may take.
const RESPONSE_TIMEOUT: Duration = Duration::from_millis(100);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// The wait between attempts to reconnect: it doubles, up to the second value.
const RECONNECT: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// The detail of an error before a command was sent.
const NOT_SENT: &str = "there is no connection, and nothing was sent";

/// A Redis server, which several limits may share.
///
/// Nothing is sent before the first use. A connection that is lost is opened again in the background, so a program needs
/// Redis neither to start nor to go on.
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
    /// Whether Redis is out of reach, so that nobody waits for it.
    is_away: bool,
    /// The task that connects.
    connecting: Option<JoinHandle<()>>,
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
    /// A server that takes longer counts as lost, so that it does not slow down the calls that it limits.
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
        let (mut connection, generation) = self.connection().await?;
        let result = command.query_async(&mut connection).await;
        result.inspect_err(|error| self.note(error, generation))
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
                let loaded = script.load_async(&mut connection).await;
                loaded.inspect_err(|error| self.note(error, generation))?;
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
        let lost = || RedisError::from((ErrorKind::Io, "Redis is away", NOT_SENT.to_owned()));
        self.current().ok_or_else(lost)
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
            state.connecting = Some(self.reconnect());
        }
        !state.is_away
    }

    /// Notes an error: after most of them, the connection is not used again.
    fn note(&self, error: &RedisError, generation: u64) {
        if is_of_command(error) {
            return;
        }
        let mut state = self.0.state();
        if state.generation == generation && state.connection.take().is_some() {
            state.is_away = true;
            state.connecting = Some(self.reconnect());
        }
    }

    fn reconnect(&self) -> JoinHandle<()> {
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            let (mut wait, longest) = RECONNECT;
            while let Some(inner) = inner.upgrade() {
                if inner.connect().await {
                    return;
                }
                drop(inner);
                sleep(wait).await;
                wait = (wait * 2).min(longest);
            }
        })
    }
}

impl Inner {
    /// Connects once, and returns whether there is a connection.
    async fn connect(&self) -> bool {
        let connection = self.usable_connection().await;
        let mut state = self.state();
        state.is_away = connection.is_err();
        if let Ok(connection) = connection {
            state.connection = Some(connection);
            state.generation += 1;
        }
        let is_connected = !state.is_away;
        drop(state);
        self.changed.notify_waiters();
        is_connected
    }

    /// Connects to a server that is ready and may be written to. After a failover, the former one is read-only.
    async fn usable_connection(&self) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(self.response_timeout));
        let mut connection =
            self.client.get_multiplexed_async_connection_with_config(&config).await?;
        redis::cmd("PING").exec_async(&mut connection).await?;
        let role: RedisResult<Vec<Value>> = redis::cmd("ROLE").query_async(&mut connection).await;
        match role.as_deref() {
            Ok([Value::BulkString(role), ..]) if role.as_slice() != b"master" => {
                Err(RedisError::from((ErrorKind::Client, "the server is read-only")))
            }
            // A user that may not ask for the role can still write.
            _ => Ok(connection),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
