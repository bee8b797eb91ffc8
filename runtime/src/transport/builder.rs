//! `TransportBuilder`: the settings of the default transport.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::connect::tls::TlsConfig;
use super::connect::{ConnectSettings, Connector, HttpVersions, Proxy, Resolve};
use super::exchange::{Http2Settings, HttpTransport};
use super::pool::{Pool, PoolSettings};
use crate::error::Error;

/// Configures the [default transport](HttpTransport).
///
/// ```
/// # fn main() -> Result<(), renkei_runtime::Error> {
/// use std::time::Duration;
/// use renkei_runtime::transport::{HttpTransport, Proxy};
///
/// let transport = HttpTransport::builder()
///     .connect_timeout(Duration::from_secs(1))
///     .max_connections(64)
///     .proxy(Proxy::off())
///     .build()?;
/// # let _ = transport;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct TransportBuilder {
    connect: ConnectSettings,
    pool: PoolSettings,
    tls: TlsConfig,
    raw_tls: Option<rustls::ClientConfig>,
    error: Option<Error>,
}

/// The window of a stream, and of a connection.
const STREAM_WINDOW: u32 = 2 << 20;
const CONNECTION_WINDOW: u32 = 5 << 20;
/// The largest window (RFC 9113 § 6.9.1).
const MAX_WINDOW: u32 = (1 << 31) - 1;

impl Default for TransportBuilder {
    fn default() -> Self {
        Self {
            connect: ConnectSettings {
                timeout: Duration::from_secs(2),
                versions: HttpVersions::default(),
                proxy: Proxy::from_env(),
                resolver: None,
                unix_socket: None,
                local_address: None,
                tcp_keep_alive: None,
            },
            pool: PoolSettings {
                max_connections: 256,
                max_idle: 32,
                idle_timeout: Duration::from_secs(15),
                max_shards: 4,
                http2: Http2Settings {
                    stream_window: STREAM_WINDOW,
                    connection_window: CONNECTION_WINDOW,
                    max_header_list: 64 * 1024,
                    ping_interval: Some(Duration::from_secs(10)),
                    ping_timeout: Duration::from_secs(5),
                },
            },
            tls: TlsConfig::default(),
            raw_tls: None,
            error: None,
        }
    }
}

impl TransportBuilder {
    /// Builds the transport without connecting.
    ///
    /// # Errors
    ///
    /// Returns a [`Build`](crate::ErrorKind::Build) error if a setting is invalid, or the TLS
    /// library rejects its configuration.
    pub fn build(self) -> Result<HttpTransport, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let tls = match self.raw_tls {
            Some(tls) if self.tls.is_default() => tls,
            Some(_) => {
                let what = "`tls_config` replaces all of TLS: set roots and identity there";
                return Err(Error::build(what.to_owned()));
            }
            None => self.tls.into_config().map_err(Error::build)?,
        };
        Ok(HttpTransport::with_pool(Pool::new(Connector::new(self.connect, tls), self.pool)))
    }

    /// Sets how long DNS, TCP, a proxy and TLS together may take. Defaults to 2 s.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect.timeout = limit;
        self
    }

    /// Sets the HTTP versions. By default the server selects one by ALPN.
    pub fn http_versions(mut self, versions: HttpVersions) -> Self {
        self.connect.versions = versions;
        self
    }

    /// Sets the proxy. Defaults to [`Proxy::from_env`].
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.connect.proxy = proxy;
        self
    }

    /// Sets how names are resolved. Defaults to the operating system.
    pub fn resolver(mut self, resolver: impl Resolve) -> Self {
        self.connect.resolver = Some(Arc::new(resolver));
        self
    }

    /// Connects to a Unix socket in place of the host of each URL.
    pub fn unix_socket(mut self, path: impl Into<PathBuf>) -> Self {
        if cfg!(unix) {
            self.connect.unix_socket = Some(path.into());
            return self;
        }
        self.fail("Unix sockets are not available on this system")
    }

    /// Sets the local address of connections. Addresses of the other family ignore it.
    pub fn local_address(mut self, address: IpAddr) -> Self {
        self.connect.local_address = Some(address);
        self
    }

    /// Sends TCP keep-alive probes on connections that are silent for this time. Defaults to none.
    pub fn tcp_keep_alive(mut self, time: Duration) -> Self {
        self.connect.tcp_keep_alive = Some(time);
        self
    }

    /// Sets the maximum number of connections to one host, in use or not. Defaults to 256.
    ///
    /// A request over it waits, as a part of connecting.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.pool.max_connections = connections;
        if connections == 0 { self.fail("`max_connections` is 0") } else { self }
    }

    /// Sets the maximum number of unused connections to one host. Defaults to 32; with 0 no
    /// connection is reused.
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.pool.max_idle = connections;
        self
    }

    /// Sets how long an unused connection is kept. Defaults to 15 s.
    ///
    /// `Keep-Alive: timeout=N` of the server shortens it to one second less than N.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.pool.idle_timeout = limit;
        self
    }

    /// Sets the maximum number of HTTP/2 connections to one host. Defaults to 4.
    ///
    /// Another one is opened when the peer's limit of streams is reached.
    pub fn max_http2_connections(mut self, connections: usize) -> Self {
        self.pool.max_shards = connections;
        if connections == 0 { self.fail("`max_http2_connections` is 0") } else { self }
    }

    /// Sets how many bytes may be in flight to this side on a stream and on a connection of HTTP/2.
    /// Defaults to 2 MiB and 5 MiB.
    pub fn http2_windows(mut self, stream: u32, connection: u32) -> Self {
        self.pool.http2.stream_window = stream;
        self.pool.http2.connection_window = connection;
        if stream > MAX_WINDOW || connection > MAX_WINDOW {
            return self.fail("an HTTP/2 window is larger than 2^31 - 1");
        }
        self
    }

    /// Sends an HTTP/2 PING on connections in use that are silent for `interval`, and closes them
    /// if nothing arrives within `timeout`. Defaults to 10 s and 5 s; `None` switches it off.
    pub fn http2_keep_alive(mut self, interval: Option<Duration>, timeout: Duration) -> Self {
        self.pool.http2.ping_interval = interval;
        self.pool.http2.ping_timeout = timeout;
        self
    }

    /// Sets the maximum size of an HTTP/2 response head, in bytes. Defaults to 64 KiB.
    pub fn http2_max_head(mut self, bytes: u32) -> Self {
        self.pool.http2.max_header_list = bytes;
        self
    }

    /// Trusts the certificates in this PEM as roots, in addition to the default ones.
    pub fn root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        match self.tls.add_roots(pem.as_ref()) {
            Ok(()) => self,
            Err(what) => self.fail(what),
        }
    }

    /// Sets a client certificate for mutual TLS, in PEM: its chain, and its key (PKCS #8, PKCS #1
    /// or SEC 1).
    pub fn identity(mut self, chain: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        match self.tls.set_identity(chain.as_ref(), key.as_ref()) {
            Ok(()) => self,
            Err(what) => self.fail(what),
        }
    }

    /// Replaces the whole TLS configuration, with its roots, identity and crypto provider. The
    /// transport sets the protocols of ALPN.
    pub fn tls_config(mut self, config: rustls::ClientConfig) -> Self {
        self.raw_tls = Some(config);
        self
    }

    pub(crate) fn tls(mut self, tls: TlsConfig) -> Self {
        self.tls = tls;
        self
    }

    fn fail(mut self, what: impl Into<String>) -> Self {
        self.error.get_or_insert_with(|| Error::build(what.into()));
        self
    }
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBuilder").field("pool", &self.pool).finish_non_exhaustive()
    }
}
