//! Proxies: which one a request uses, and tunnels through it (CONNECT, RFC 9110 § 9.3.6).

use std::fmt;
use std::io;
use std::sync::Arc;

use http::{HeaderValue, Uri};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::proxy_rules::{ProxyRules, Unsupported};
use super::stream::Stream;

/// Which proxy the requests of a transport use.
///
/// `http`, `https`, `socks5` and `socks5h` URLs are supported. A user name and a password in the
/// URL authenticate to the proxy.
#[derive(Clone, Default)]
pub struct Proxy(Option<Arc<ProxyRules>>);

impl Proxy {
    /// Uses no proxy.
    pub fn off() -> Self {
        Self(None)
    }

    /// Uses the proxies of the environment variables `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and
    /// `NO_PROXY`, in upper or lower case, as curl reads them. This is the default.
    ///
    /// Requests to this machine use none of them. If a variable is not the URL of a supported proxy, its requests fail.
    pub fn from_env() -> Self {
        Self(Some(Arc::new(ProxyRules::of_variables(|name| std::env::var(name).ok()))))
    }

    /// Uses the proxy at `url` for every request, except to the hosts in `except`: names that
    /// include their subdomains, addresses and networks, separated by commas. `*` is every host.
    ///
    /// # Errors
    ///
    /// Returns a [`Build`](crate::ErrorKind::Build) error if `url` is no URL of a supported proxy.
    pub fn all(url: &str, except: &str) -> Result<Self, crate::Error> {
        match ProxyRules::all(url, except) {
            Ok(rules) => Ok(Self(Some(Arc::new(rules)))),
            Err(Unsupported) => Err(crate::Error::build(
                "the proxy is not an http, https, socks5 or socks5h URL".to_owned(),
            )),
        }
    }

    /// Returns the proxy for a URI.
    pub(super) fn proxy_for(&self, uri: &Uri) -> io::Result<Option<&ProxyServer>> {
        let Some(rules) = self.0.as_ref().filter(|_| !crate::client::is_loopback(uri)) else {
            return Ok(None);
        };
        rules.proxy_for(uri).map_err(|Unsupported| {
            let what = "the proxy of the environment is not an http, https, socks5 or socks5h URL";
            io::Error::new(io::ErrorKind::Unsupported, what)
        })
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Proxy(..)" } else { "Proxy(off)" })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Https,
    /// `socks5` resolves names here, `socks5h` at the proxy.
    Socks {
        remote_names: bool,
    },
}

/// One proxy.
#[derive(Clone)]
pub(super) struct ProxyServer {
    pub(super) scheme: Scheme,
    pub(super) host: String,
    pub(super) port: u16,
    /// The value of `Proxy-Authorization`.
    pub(super) authorization: Option<HeaderValue>,
    /// The user name and password for SOCKS.
    pub(super) login: Option<(String, String)>,
}

/// The longest response to CONNECT.
const MAX_HEAD: usize = 8 * 1024;

/// Opens a tunnel to `host:port` through an HTTP proxy.
pub(super) async fn open_tunnel(
    stream: &mut Stream,
    host: &str,
    port: u16,
    authorization: Option<&HeaderValue>,
) -> io::Result<()> {
    let mut head =
        format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n").into_bytes();
    if let Some(value) = authorization {
        head.extend_from_slice(b"Proxy-Authorization: ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    stream.write_all(&head).await?;
    stream.flush().await?;
    check_tunnel(&read_head(stream).await?)
}

/// Reads a head byte by byte, because what follows it belongs to the tunnel.
async fn read_head(stream: &mut Stream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == MAX_HEAD {
            return Err(io::Error::other("the response of the proxy is too long"));
        }
        head.push(stream.read_u8().await?);
    }
    Ok(head)
}

fn check_tunnel(head: &[u8]) -> io::Result<()> {
    let head = String::from_utf8_lossy(head);
    let line = head.split_once('\r').map_or(&*head, |(line, _)| line);
    let (version, rest) = line.split_once(' ').unwrap_or((line, ""));
    let status = rest.split_once(' ').map_or(rest, |(status, _)| status);
    if version.starts_with("HTTP/1.") && status.len() == 3 && status.starts_with('2') {
        return Ok(());
    }
    // Only the status is shown: the rest is text of the proxy.
    let status: String = status.chars().filter(char::is_ascii_digit).take(3).collect();
    Err(io::Error::other(format!("the proxy refuses the tunnel with status {status:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_to_connect() {
        for (head, accepted) in [
            ("HTTP/1.1 200 OK\r\n\r\n", true),
            ("HTTP/1.0 299 \r\n\r\n", true),
            ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", false),
            ("HTTP/1.1 2000 OK\r\n\r\n", false),
            ("SSH-2.0 200 x\r\n\r\n", false),
            ("", false),
        ] {
            assert_eq!(check_tunnel(head.as_bytes()).is_ok(), accepted, "{head}");
        }
    }

    #[test]
    fn proxies() {
        for (url, valid) in [
            ("http://proxy.test:3128", true),
            ("proxy.test", true),
            ("https://user:s3cret@proxy.test", true),
            ("socks5h://user:s3cret@proxy.test", true),
            ("socks4://proxy.test", false),
            ("ftp://proxy.test", false),
            ("", false),
        ] {
            let proxy = Proxy::all(url, "");
            assert_eq!(proxy.is_ok(), valid, "{url}");
            assert!(!format!("{proxy:?}").contains("s3cret"));
        }
        let proxy = Proxy::all("http://proxy.test", "api.test, 10.0.0.0/8").unwrap();
        for (uri, used) in [
            ("https://other.test/", true),
            ("https://www.api.test/", false),
            ("http://10.1.2.3/", false),
            ("http://127.0.0.1:80/", false),
            ("http://localhost/", false),
        ] {
            let found = proxy.proxy_for(&Uri::from_static(uri)).unwrap();
            assert_eq!(found.is_some(), used, "{uri}");
        }
    }
}
