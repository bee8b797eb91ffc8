//! The connections of one host as data. Nothing here waits, locks or spawns.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{Http1Connection, Http2Shard, Lease, PoolSettings};
use crate::transport::connect::{ConnectError, Protocol};

/// After how long to look again for unused connections while all are in use.
const LONGEST_LOOK: Duration = Duration::from_secs(1);

/// What a waiting request receives.
pub(super) type Granted = Result<Lease, ConnectError>;

/// The connections of a host, and the requests that wait for one.
pub(super) struct State {
    /// Unused HTTP/1 connections, the most recently used last.
    #[expect(clippy::vec_box, reason = "a large value moves between the pool and requests")]
    idle: Vec<Box<Http1Connection>>,
    /// HTTP/2 connections that accept streams.
    shards: Vec<ShardEntry>,
    waiters: VecDeque<oneshot::Sender<Granted>>,
    /// How many connections there are, including those that are being established.
    open: usize,
    /// How many are being established.
    connecting: usize,
    /// The protocol of the host, once it is known.
    protocol: Option<Protocol>,
    /// When another HTTP/2 connection may be tried after one has failed.
    next_shard_at: Option<Instant>,
    pub(super) is_reaping: bool,
    /// The runtime of the last request.
    pub(super) runtime: Option<Handle>,
    /// Removed connections. They are dropped when the lock is released, because dropping one locks.
    pub(super) discarded: Vec<Discarded>,
}

/// The numbers that tests check.
#[cfg(test)]
#[derive(Debug)]
pub(in crate::transport) struct Counts {
    pub(in crate::transport) open: usize,
    pub(in crate::transport) connecting: usize,
    pub(in crate::transport) idle: usize,
    pub(in crate::transport) shards: usize,
    pub(in crate::transport) streams: usize,
    pub(in crate::transport) waiting: usize,
    /// Whether the task runs that closes unused connections.
    pub(in crate::transport) reaping: bool,
}

#[cfg(test)]
impl Counts {
    /// The number of HTTP/1 connections that a request uses.
    pub(in crate::transport) fn in_use(&self) -> usize {
        self.open - self.connecting - self.idle - self.shards
    }
}

struct ShardEntry {
    shard: Arc<Http2Shard>,
    unused_since: Instant,
}

/// A connection that was removed. It is only dropped.
pub(super) enum Discarded {
    #[expect(dead_code, reason = "it is only dropped")]
    Http1(Box<Http1Connection>),
    #[expect(dead_code, reason = "it is only dropped")]
    Http2(Arc<Http2Shard>),
}

impl State {
    pub(super) fn new(protocol: Option<Protocol>) -> Self {
        Self {
            idle: Vec::new(),
            shards: Vec::new(),
            waiters: VecDeque::new(),
            open: 0,
            connecting: 0,
            protocol,
            next_shard_at: None,
            is_reaping: false,
            runtime: None,
            discarded: Vec::new(),
        }
    }

    pub(super) fn is_unused(&self) -> bool {
        self.open == 0 && self.waiters.is_empty()
    }

    #[cfg(test)]
    pub(super) fn counts(&mut self) -> Counts {
        self.forget_closed_waiters();
        Counts {
            open: self.open,
            connecting: self.connecting,
            idle: self.idle.len(),
            shards: self.shards.len(),
            streams: self.shards.iter().map(|it| it.shard.streams()).sum(),
            waiting: self.waiters.len(),
            reaping: self.is_reaping,
        }
    }

    /// Takes the most recently used connection.
    pub(super) fn take_idle(&mut self, now: Instant) -> Option<Box<Http1Connection>> {
        let connection = self.idle.pop()?;
        if connection.expires > now {
            return Some(connection);
        }
        // The others were used even earlier, but may be kept for longer.
        self.discarded.push(Discarded::Http1(connection));
        self.take_idle(now)
    }

    /// Keeps a connection for later, and discards the least recently used one if there are too many.
    pub(super) fn keep(&mut self, connection: Box<Http1Connection>, settings: &PoolSettings) {
        if settings.max_idle == 0 {
            self.discarded.push(Discarded::Http1(connection));
            return;
        }
        if self.idle.len() >= settings.max_idle {
            let oldest = self.idle.remove(0);
            self.discarded.push(Discarded::Http1(oldest));
        }
        self.idle.push(connection);
    }

    /// Reserves a stream on the connection with the fewest.
    pub(super) fn reserve_stream(&mut self) -> Option<Arc<Http2Shard>> {
        self.discard_shards(|entry| entry.shard.is_dead());
        let free = self.shards.iter().filter(|it| it.shard.has_room());
        let shard = &free.min_by_key(|it| it.shard.streams())?.shard;
        shard.add_stream();
        Some(shard.clone())
    }

    /// Releases a stream.
    pub(super) fn release_stream(&mut self, shard: &Arc<Http2Shard>, now: Instant) {
        shard.remove_stream();
        if let Some(entry) = self.shards.iter_mut().find(|it| Arc::ptr_eq(&it.shard, shard)) {
            entry.unused_since = now;
        }
    }

    pub(super) fn add_shard(&mut self, shard: Arc<Http2Shard>, now: Instant) {
        self.shards.push(ShardEntry { shard, unused_since: now });
    }

    /// Ensures that a connection receives no new streams.
    pub(super) fn retire_shard(&mut self, shard: &Arc<Http2Shard>) {
        self.discard_shards(|entry| Arc::ptr_eq(&entry.shard, shard));
    }

    fn discard_shards(&mut self, is_discarded: impl Fn(&ShardEntry) -> bool) {
        let mut at = 0;
        while let Some(entry) = self.shards.get(at) {
            if is_discarded(entry) {
                let entry = self.shards.swap_remove(at);
                self.discarded.push(Discarded::Http2(entry.shard));
            } else {
                at += 1;
            }
        }
    }

    /// Adds a request that waits.
    pub(super) fn wait(&mut self) -> oneshot::Receiver<Granted> {
        let (sender, receiver) = oneshot::channel();
        self.waiters.push_back(sender);
        receiver
    }

    /// Returns the request that has waited longest.
    pub(super) fn next_waiter(&mut self) -> Option<oneshot::Sender<Granted>> {
        self.forget_closed_waiters();
        self.waiters.pop_front()
    }

    pub(super) fn has_waiters(&mut self) -> bool {
        self.forget_closed_waiters();
        !self.waiters.is_empty()
    }

    fn forget_closed_waiters(&mut self) {
        while self.waiters.front().is_some_and(oneshot::Sender::is_closed) {
            self.waiters.pop_front();
        }
    }

    /// Decides whether to establish another connection, and counts it.
    pub(super) fn begin_connecting(&mut self, settings: &PoolSettings, now: Instant) -> bool {
        if !self.has_waiters() || self.open >= settings.max_connections {
            return false;
        }
        let is_wanted = match self.protocol {
            Some(Protocol::Http1) => self.connecting < self.waiters.len(),
            // The first connection shows the protocol: one of HTTP/2 serves all who wait.
            None => self.connecting == 0,
            Some(Protocol::Http2) => {
                self.connecting == 0
                    && self.shards.len() < settings.max_shards
                    && self.shards.iter().all(|it| it.shard.is_full())
                    && self.next_shard_at.is_none_or(|at| at <= now)
            }
        };
        if is_wanted {
            self.open += 1;
            self.connecting += 1;
        }
        is_wanted
    }

    /// Counts an established connection.
    pub(super) fn end_connecting(&mut self, protocol: Protocol) {
        self.connecting = self.connecting.saturating_sub(1);
        self.protocol = Some(protocol);
    }

    /// Counts a failed connection. Returns the requests that fail with it: one, unless all wait for
    /// the same connection.
    pub(super) fn fail_connecting(
        &mut self,
        retry_at: Instant,
    ) -> VecDeque<oneshot::Sender<Granted>> {
        self.connecting = self.connecting.saturating_sub(1);
        if !self.shards.is_empty() {
            self.next_shard_at = Some(retry_at);
            return VecDeque::new();
        }
        match self.protocol {
            Some(Protocol::Http1) => self.next_waiter().into_iter().collect(),
            None | Some(Protocol::Http2) => std::mem::take(&mut self.waiters),
        }
    }

    /// Counts a closed connection.
    pub(super) fn close_one(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    /// Discards what has been unused for too long. Returns when to look again; `None` if nothing is left that is unused or in use.
    pub(super) fn discard_expired(
        &mut self,
        now: Instant,
        settings: &PoolSettings,
    ) -> Option<Instant> {
        let mut next: Option<Instant> = None;
        let mut at = 0;
        while let Some(connection) = self.idle.get(at) {
            if connection.expires <= now {
                let expired = self.idle.remove(at);
                self.discarded.push(Discarded::Http1(expired));
            } else {
                next = Some(next.map_or(connection.expires, |it| it.min(connection.expires)));
                at += 1;
            }
        }
        let idle = settings.idle_timeout;
        self.discard_shards(|it| it.shard.streams() == 0 && it.unused_since + idle <= now);
        for entry in &self.shards {
            let unused_since = if entry.shard.streams() == 0 { entry.unused_since } else { now };
            let end = unused_since + idle;
            next = Some(next.map_or(end, |it| it.min(end)));
        }
        // A connection that is in use is returned soon. If the task ended meanwhile, most calls would start one.
        let in_use = self.open.saturating_sub(self.connecting + self.discarded.len());
        if next.is_none() && in_use > 0 {
            next = now.checked_add(idle.min(LONGEST_LOOK));
        }
        // Under the lock, so that a connection that is returned from now on starts the task again.
        self.is_reaping = next.is_some();
        next
    }
}
