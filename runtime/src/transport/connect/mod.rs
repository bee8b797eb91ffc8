//! The connector: DNS, TCP, proxies and TLS within one time limit.
//!
//! Takes a [`Target`]; returns a [`Connected`] stream with its statistics. It must not know requests.

mod error;
mod happy_eyeballs;
mod proxy;
mod proxy_rules;
mod resolve;
mod socks;
mod stream;
pub(super) mod tls;

use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::uri::Authority;
use http::{HeaderValue, Uri};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

pub(super) use self::error::ConnectError;
use self::happy_eyeballs::{SocketOptions, connect_any};
pub use self::proxy::Proxy;
use self::proxy::{ProxyServer, Scheme};
pub use self::resolve::Resolve;
use self::stream::Stream;
pub(super) use self::stream::{ConnectionStats, MonitoredStream, ReceivedAlert};
use super::TransportErrorKind;

/// The HTTP versions that a transport uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpVersions {
    /// HTTP/2 if the server selects it by ALPN (RFC 7301), otherwise HTTP/1.1.
    #[default]
    Negotiated,
    /// HTTP/1.1 only.
    Http1,
    /// HTTP/2 only, also over plain TCP (prior knowledge, RFC 9113 § 3.3).
    Http2,
}

/// The protocol of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// Where to connect.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) is_https: bool,
    pub(super) authority: Authority,
    uri: Uri,
}

impl Target {
    /// Returns the target of an absolute URI with the scheme http or https.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let is_https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?.clone();
        let mut parts = http::uri::Parts::default();
        parts.scheme = uri.scheme().cloned();
        parts.authority = Some(authority.clone());
        parts.path_and_query = Some(http::uri::PathAndQuery::from_static("/"));
        let uri = Uri::from_parts(parts).ok()?;
        Some(Self { is_https, authority, uri })
    }

    fn host(&self) -> &str {
        self.authority.host()
    }

    fn port(&self) -> u16 {
        self.authority.port_u16().unwrap_or(if self.is_https { 443 } else { 80 })
    }
}

/// A connection that is ready for HTTP.
pub(super) struct Connected {
    pub(super) stream: MonitoredStream,
    pub(super) protocol: Protocol,
    /// The proxy that forwards the requests, if it is not a tunnel.
    pub(super) forwarding: Option<Forwarding>,
}

/// A proxy that receives whole requests, with the absolute URI.
#[derive(Clone, Debug)]
pub(super) struct Forwarding {
    pub(super) authorization: Option<HeaderValue>,
}

/// How to connect.
#[derive(Clone)]
pub(super) struct ConnectSettings {
    pub(super) timeout: Duration,
    pub(super) versions: HttpVersions,
    pub(super) proxy: Proxy,
    pub(super) resolver: Option<Arc<dyn Resolve>>,
    pub(super) unix_socket: Option<PathBuf>,
    pub(super) local_address: Option<IpAddr>,
    pub(super) tcp_keep_alive: Option<Duration>,
}

/// Connects to targets.
pub(super) struct Connector {
    settings: ConnectSettings,
    socket: Arc<SocketOptions>,
    /// With the protocols to offer.
    tls: TlsConnector,
    /// For a proxy, with HTTP/1.1 only.
    proxy_tls: TlsConnector,
}

impl Connector {
    pub(super) fn new(settings: ConnectSettings, mut tls: rustls::ClientConfig) -> Self {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let proxy_tls = TlsConnector::from(Arc::new(tls.clone()));
        tls.alpn_protocols = match settings.versions {
            HttpVersions::Negotiated => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            HttpVersions::Http1 => vec![b"http/1.1".to_vec()],
            HttpVersions::Http2 => vec![b"h2".to_vec()],
        };
        let (local_address, keep_alive) = (settings.local_address, settings.tcp_keep_alive);
        let socket = Arc::new(SocketOptions { local_address, keep_alive });
        Self { settings, socket, tls: TlsConnector::from(Arc::new(tls)), proxy_tls }
    }

    /// Returns the protocol of every connection to a target, if that is known before.
    pub(super) fn protocol(&self, target: &Target) -> Option<Protocol> {
        match self.settings.versions {
            HttpVersions::Http1 => Some(Protocol::Http1),
            HttpVersions::Http2 => Some(Protocol::Http2),
            HttpVersions::Negotiated if !target.is_https => Some(Protocol::Http1),
            HttpVersions::Negotiated => None,
        }
    }

    /// Connects within the time limit.
    pub(super) async fn connect(&self, target: &Target) -> Result<Connected, ConnectError> {
        match timeout(self.settings.timeout, self.connect_untimed(target)).await {
            Ok(connected) => connected,
            Err(_) => Err(ConnectError::timed_out()),
        }
    }

    async fn connect_untimed(&self, target: &Target) -> Result<Connected, ConnectError> {
        let proxy = match self.settings.unix_socket {
            Some(_) => None,
            None => self.settings.proxy.proxy_for(&target.uri).map_err(ConnectError::network)?,
        };
        let (stream, forwarding) = match proxy {
            None => (self.direct(target).await?, None),
            Some(proxy) => self.through(proxy, target).await?,
        };
        if !target.is_https {
            let protocol = self.protocol(target).unwrap_or(Protocol::Http1);
            return Ok(Connected { stream: MonitoredStream::new(stream), protocol, forwarding });
        }
        let (stream, protocol) = self.secure(stream, target).await?;
        Ok(Connected { stream: MonitoredStream::new(stream), protocol, forwarding: None })
    }

    async fn direct(&self, target: &Target) -> Result<Stream, ConnectError> {
        match &self.settings.unix_socket {
            Some(path) => unix_socket(path).await.map_err(ConnectError::network),
            None => {
                let tcp = self.tcp(target.host(), target.port()).await;
                tcp.map(Stream::Tcp).map_err(ConnectError::network)
            }
        }
    }

    async fn tcp(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let addresses = resolve::resolve(self.settings.resolver.as_ref(), host).await?;
        connect_any(addresses, port, &self.socket).await
    }

    /// Connects through a proxy. Plain requests are forwarded by it, others pass a tunnel.
    async fn through(
        &self,
        proxy: &ProxyServer,
        target: &Target,
    ) -> Result<(Stream, Option<Forwarding>), ConnectError> {
        let tcp = self.tcp(&proxy.host, proxy.port).await.map_err(ConnectError::network)?;
        let mut stream = Stream::Tcp(tcp);
        if proxy.scheme == Scheme::Https {
            stream = handshake(&self.proxy_tls, stream, &proxy.host).await?;
        }
        match proxy.scheme {
            Scheme::Socks { remote_names } => {
                self.socks(&mut stream, remote_names, proxy, target)
                    .await
                    .map_err(ConnectError::network)?;
            }
            Scheme::Http | Scheme::Https if target.is_https => {
                let authorization = proxy.authorization.as_ref();
                proxy::open_tunnel(&mut stream, target.host(), target.port(), authorization)
                    .await
                    .map_err(ConnectError::network)?;
            }
            Scheme::Http | Scheme::Https => {
                let authorization = proxy.authorization.clone();
                return Ok((stream, Some(Forwarding { authorization })));
            }
        }
        Ok((stream, None))
    }

    async fn socks(
        &self,
        stream: &mut Stream,
        remote_names: bool,
        proxy: &ProxyServer,
        target: &Target,
    ) -> io::Result<()> {
        let host = target.host().trim_matches(['[', ']']);
        let destination = match host.parse() {
            Ok(address) => socks::Destination::Address(address),
            Err(_) if remote_names => socks::Destination::Name(host),
            Err(_) => {
                let found = resolve::resolve(self.settings.resolver.as_ref(), host).await?;
                let none = || io::Error::new(io::ErrorKind::NotFound, "the host has no address");
                socks::Destination::Address(found.into_iter().next().ok_or_else(none)?)
            }
        };
        socks::connect(stream, destination, target.port(), proxy.login.as_ref()).await
    }

    /// Establishes TLS, and returns the protocol that the server selected.
    async fn secure(
        &self,
        stream: Stream,
        target: &Target,
    ) -> Result<(Stream, Protocol), ConnectError> {
        let stream = handshake(&self.tls, stream, target.host()).await?;
        let selected_h2 = match &stream {
            Stream::Tls(stream) => stream.get_ref().1.alpn_protocol() == Some(b"h2"),
            _ => false,
        };
        let protocol = match self.settings.versions {
            HttpVersions::Http2 if !selected_h2 => {
                let what = "the server does not offer HTTP/2";
                return Err(ConnectError::new(TransportErrorKind::Tls, what));
            }
            _ if selected_h2 => Protocol::Http2,
            _ => Protocol::Http1,
        };
        Ok((stream, protocol))
    }
}

async fn handshake(tls: &TlsConnector, stream: Stream, host: &str) -> Result<Stream, ConnectError> {
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
        .map_err(|error| ConnectError::new(TransportErrorKind::Tls, error))?;
    let stream = tls.connect(name, stream).await.map_err(ConnectError::tls)?;
    Ok(Stream::Tls(Box::new(stream)))
}

#[cfg(unix)]
async fn unix_socket(path: &std::path::Path) -> io::Result<Stream> {
    Ok(Stream::Unix(tokio::net::UnixStream::connect(path).await?))
}

#[cfg(not(unix))]
async fn unix_socket(_: &std::path::Path) -> io::Result<Stream> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "Unix sockets are not available"))
}
