//! One host: lends connections, takes them back, and closes those that are unused.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use http::HeaderValue;
use http::uri::Authority;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use super::state::{Granted, State};
use super::{Http1Connection, Http1Lease, Http2Shard, Lease, PoolSettings, StreamLease};
use crate::transport::connect::{ConnectError, Connector, Target};
use crate::transport::exchange::host_header;

/// The connections to one scheme and authority.
pub(in crate::transport) struct Host {
    target: Target,
    host_header: HeaderValue,
    connector: Arc<Connector>,
    settings: Arc<PoolSettings>,
    state: Mutex<State>,
}

/// A connection, or a place in the queue for one.
enum Turn {
    Now(Lease),
    Later(oneshot::Receiver<Granted>),
}

impl Host {
    pub(super) fn new(
        target: Target,
        connector: Arc<Connector>,
        settings: Arc<PoolSettings>,
    ) -> Option<Arc<Self>> {
        let host_header = host_header(&target.authority, target.is_https)?;
        let state = Mutex::new(State::new(connector.protocol(&target)));
        Some(Arc::new(Self { target, host_header, connector, settings, state }))
    }

    pub(in crate::transport) fn host_header(&self) -> &HeaderValue {
        &self.host_header
    }

    /// Whether it is the host of a URI.
    pub(super) fn is_at(&self, is_https: bool, authority: &Authority) -> bool {
        let own = &self.target.authority;
        let is_same = own.as_str() == authority.as_str() || own == authority;
        self.target.is_https == is_https && is_same
    }

    /// How many connections, requests that wait, and streams there are.
    #[cfg(test)]
    pub(in crate::transport) fn counts(&self) -> super::state::Counts {
        self.with_state(|state| state.counts())
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    pub(super) fn connector(&self) -> &Connector {
        &self.connector
    }

    pub(super) fn settings(&self) -> &PoolSettings {
        &self.settings
    }

    /// Whether it has neither connections nor requests that wait.
    pub(in crate::transport) fn is_unused(&self) -> bool {
        self.with_state(|state| state.is_unused())
    }

    /// Runs `change` under the lock, and drops what it discards after that.
    pub(super) fn with_state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let value = change(&mut state);
        let discarded = std::mem::take(&mut state.discarded);
        drop(state);
        drop(discarded);
        value
    }

    /// Lends a connection, as soon as there is one. The server may have closed it.
    pub(in crate::transport) async fn acquire(self: &Arc<Self>) -> Result<Lease, ConnectError> {
        match self.take_turn() {
            Turn::Now(lease) => Ok(lease),
            Turn::Later(granted) => {
                granted.await.unwrap_or_else(|_| Err(ConnectError::abandoned()))
            }
        }
    }

    fn take_turn(self: &Arc<Self>) -> Turn {
        enum Found {
            Http1(Box<Http1Connection>),
            Http2(Arc<Http2Shard>),
            Nothing(oneshot::Receiver<Granted>),
        }
        let found = self.with_state(|state| {
            if let Some(connection) = state.take_idle(Instant::now()) {
                return Found::Http1(connection);
            }
            // Who came first is served first.
            if !state.has_waiters() {
                if let Some(shard) = state.reserve_stream() {
                    return Found::Http2(shard);
                }
            }
            if state.runtime.is_none() {
                state.runtime = Handle::try_current().ok();
            }
            Found::Nothing(state.wait())
        });
        match found {
            Found::Http1(connection) => {
                Turn::Now(Lease::Http1(Http1Lease::new(connection, self.clone())))
            }
            Found::Http2(shard) => Turn::Now(Lease::Http2(StreamLease::new(shard, self.clone()))),
            Found::Nothing(granted) => {
                self.connect_if_needed();
                Turn::Later(granted)
            }
        }
    }

    /// Lends a connection to the next request that waits, or keeps it.
    pub(super) fn put_back(self: &Arc<Self>, mut connection: Box<Http1Connection>) {
        connection.set_unused(Instant::now(), self.settings.idle_timeout);
        loop {
            let waiter = self.with_state(|state| state.next_waiter());
            let Some(waiter) = waiter else {
                self.with_state(|state| state.keep(connection, &self.settings));
                return self.start_reaping();
            };
            let lease = Lease::Http1(Http1Lease::new(connection, self.clone()));
            let Err(Ok(Lease::Http1(lease))) = waiter.send(Ok(lease)) else { return };
            let Some(returned) = lease.into_connection() else { return };
            connection = returned;
        }
    }

    /// Gives streams to the requests that wait.
    pub(in crate::transport) fn grant_streams(self: &Arc<Self>) {
        let mut returned = None;
        while self.with_state(|state| state.has_waiters()) {
            let reserve = || {
                let shard = self.with_state(|state| state.reserve_stream())?;
                Some(StreamLease::new(shard, self.clone()))
            };
            let Some(lease) = returned.take().or_else(reserve) else { break };
            let Some(waiter) = self.with_state(|state| state.next_waiter()) else {
                returned = Some(lease);
                break;
            };
            if let Err(Ok(Lease::Http2(lease))) = waiter.send(Ok(Lease::Http2(lease))) {
                returned = Some(lease);
            }
        }
        drop(returned);
        self.connect_if_needed();
    }

    pub(super) fn release_stream(self: &Arc<Self>, shard: &Arc<Http2Shard>) {
        let has_waiters = self.with_state(|state| {
            state.release_stream(shard, Instant::now());
            state.has_waiters()
        });
        if has_waiters {
            self.grant_streams();
        }
    }

    pub(in crate::transport) fn retire_shard(self: &Arc<Self>, shard: &Arc<Http2Shard>) {
        self.with_state(|state| state.retire_shard(shard));
        self.connect_if_needed();
    }

    /// Starts the task that closes unused connections, unless it runs.
    pub(super) fn start_reaping(self: &Arc<Self>) {
        let runtime = self.with_state(|state| {
            if state.is_reaping {
                return None;
            }
            let runtime = Handle::try_current().ok().or_else(|| state.runtime.clone());
            state.is_reaping = runtime.is_some();
            runtime
        });
        if let Some(runtime) = runtime {
            runtime.spawn(reap(Reaping(Arc::downgrade(self))));
        }
    }
}

/// The running task that closes unused connections.
struct Reaping(Weak<Host>);

async fn reap(mut reaping: Reaping) {
    loop {
        let Some(host) = reaping.0.upgrade() else { return };
        let now = Instant::now();
        let Some(next) = host.with_state(|it| it.discard_expired(now, &host.settings)) else {
            // Another task may have been started since.
            reaping.0 = Weak::new();
            return;
        };
        drop(host);
        sleep_until(next).await;
    }
}

impl Drop for Reaping {
    /// Only a runtime that shuts down ends the task while it is needed.
    fn drop(&mut self) {
        if let Some(host) = self.0.upgrade() {
            host.with_state(|state| state.is_reaping = false);
        }
    }
}
