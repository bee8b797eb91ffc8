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
    hosts: Mutex<Hosts>,
}

#[derive(Default)]
struct Hosts {
    by_origin: HashMap<(bool, Authority), Arc<Host>>,
    /// The host of the last request. Most transports have one.
    last: Option<Arc<Host>>,
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
        let (is_https, authority) = (uri.scheme_str() == Some("https"), uri.authority()?);
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.last.as_ref().filter(|it| it.is_at(is_https, authority)) {
            return Some(host.clone());
        }
        let key = (is_https, authority.clone());
        let known = hosts.by_origin.get(&key).cloned();
        let host = match known {
            Some(host) => host,
            None => {
                if hosts.by_origin.len() >= MANY_HOSTS {
                    hosts.by_origin.retain(|_, host| !host.is_unused());
                }
                let target = Target::of(uri)?;
                let host = Host::new(target, self.connector.clone(), self.settings.clone())?;
                hosts.by_origin.insert(key, host.clone());
                host
            }
        };
        hosts.last = Some(host.clone());
        Some(host)
    }
}
