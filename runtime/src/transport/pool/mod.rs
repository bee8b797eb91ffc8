//! The connection pool: one [`Host`] for each scheme and authority.
//!
//! Takes a URI; returns the host, which lends connections. It must not know requests.

mod connecting;
mod host;
mod lease;
mod state;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Uri;
use http::uri::Authority;

pub(super) use self::connecting::Permit as ConnectionPermit;
pub(super) use self::host::Host;
pub(super) use self::lease::{Http1Lease, Lease, StreamLease};
use super::connect::{Connector, Target};
use super::exchange::{Http1Connection, Http2Settings, Http2Shard};

/// The limits of a pool. Each applies to one host.
#[derive(Clone, Debug)]
pub(super) struct PoolSettings {
    /// The maximum number of connections, in use or not.
    pub(super) max_connections: usize,
    /// The maximum number of unused HTTP/1 connections.
    pub(super) max_idle: usize,
    /// How long an unused connection is kept.
    pub(super) idle_timeout: Duration,
    /// The maximum number of HTTP/2 connections.
    pub(super) max_shards: usize,
    pub(super) http2: Http2Settings,
}

/// The number of hosts above which unused ones are forgotten.
const MANY_HOSTS: usize = 64;

/// All hosts of a transport.
pub(super) struct Pool {
    connector: Arc<Connector>,
    settings: Arc<PoolSettings>,
    hosts: Mutex<HashMap<(bool, Authority), Arc<Host>>>,
}

impl Pool {
    pub(super) fn new(connector: Connector, settings: PoolSettings) -> Self {
        Self {
            connector: Arc::new(connector),
            settings: Arc::new(settings),
            hosts: Mutex::default(),
        }
    }

    /// Returns the host of an absolute URI, or `None` if its scheme is not http or https.
    pub(super) fn host(&self, uri: &Uri) -> Option<Arc<Host>> {
        let key = (uri.scheme_str() == Some("https"), uri.authority()?.clone());
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get(&key) {
            return Some(host.clone());
        }
        if hosts.len() >= MANY_HOSTS {
            hosts.retain(|_, host| !host.is_unused());
        }
        let target = Target::of(uri)?;
        let host = Host::new(target, self.connector.clone(), self.settings.clone())?;
        hosts.insert(key, host.clone());
        Some(host)
    }
}
