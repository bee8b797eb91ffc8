//! The upstreams of a client, by scheme, host and port, and by path template if each has its own limits.

use std::sync::{Arc, PoisonError, RwLock};

use http::Uri;
use http::uri::Authority;

use super::{Upstream, UpstreamLimits, UpstreamSnapshot};

/// How many upstreams are kept. A response can name any URL, so there may be many.
const KEPT: usize = 256;

/// All upstreams that a client has called.
pub(crate) struct Upstreams {
    limits: UpstreamLimits,
    /// Usually one or two, so a list is the fastest map.
    known: RwLock<Vec<(Origin, Arc<Upstream>)>>,
}

struct Origin {
    is_https: bool,
    /// As the first URI wrote it. Most URIs write it the same.
    authority: Option<Authority>,
    host: String,
    port: u16,
    path: Option<&'static str>,
}

impl Origin {
    fn is_of(&self, uri: &Uri, path: Option<&str>) -> bool {
        let is_same = || {
            let known = self.authority.as_ref().map(Authority::as_str);
            known == uri.authority().map(Authority::as_str)
        };
        let is_equal = || self.port == port(uri) && host(uri).eq_ignore_ascii_case(&self.host);
        self.path == path && self.is_https == is_https(uri) && (is_same() || is_equal())
    }
}

fn is_https(uri: &Uri) -> bool {
    uri.scheme() == Some(&http::uri::Scheme::HTTPS)
}

/// Returns the host. Absolute URLs have one, and a call has no other.
fn host(uri: &Uri) -> &str {
    uri.host().unwrap_or_default()
}

fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(if is_https(uri) { 443 } else { 80 })
}

impl Upstreams {
    pub(crate) fn new(limits: UpstreamLimits) -> Self {
        Self { limits, known: RwLock::default() }
    }

    /// Returns the upstream of a URI and a path template.
    pub(crate) fn of(&self, uri: &Uri, path: &'static str) -> Arc<Upstream> {
        let path = self.limits.by_path.then_some(path);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, upstream)) = known.iter().find(|(origin, _)| origin.is_of(uri, path)) {
            return upstream.clone();
        }
        drop(known);
        self.add(uri, path)
    }

    #[cold]
    fn add(&self, uri: &Uri, path: Option<&'static str>) -> Arc<Upstream> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, upstream)) = known.iter().find(|(origin, _)| origin.is_of(uri, path)) {
            return upstream.clone();
        }
        // Forget the oldest one that no call uses.
        if known.len() >= KEPT {
            if let Some(unused) = known.iter().position(|(_, it)| Arc::strong_count(it) == 1) {
                known.remove(unused);
            }
        }
        let host = host(uri).to_ascii_lowercase();
        let authority = uri.authority().cloned();
        let origin = Origin { is_https: is_https(uri), authority, host, port: port(uri), path };
        let scheme = if origin.is_https { "https" } else { "http" };
        let text = format!("{scheme}://{}:{}", origin.host, origin.port);
        let upstream = Upstream::new(text, path, self.limits);
        known.push((origin, upstream.clone()));
        upstream
    }

    /// Returns the state of each upstream.
    pub(crate) fn snapshots(&self) -> Vec<UpstreamSnapshot> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().map(|(_, upstream)| upstream.snapshot()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upstream_is_scheme_host_and_port() {
        let upstreams = Upstreams::new(UpstreamLimits::default());
        let of = |uri: &str| upstreams.of(&uri.parse().unwrap(), "/x");
        let first = of("https://API.test/a");
        assert!(Arc::ptr_eq(&first, &of("https://api.test:443/b?c")));
        for other in ["http://api.test/", "https://api.test:444/", "https://other.test/"] {
            assert!(!Arc::ptr_eq(&first, &of(other)), "{other}");
        }
        assert_eq!(first.origin(), "https://api.test:443");
        for port in 1..1000 {
            of(&format!("http://api.test:{port}/"));
        }
        assert!(upstreams.snapshots().len() <= KEPT);
        assert!(Arc::ptr_eq(&first, &of("https://api.test/")), "it is in use");
    }

    #[test]
    fn each_path_template_may_be_an_upstream() {
        let limits = UpstreamLimits { by_path: true, ..UpstreamLimits::default() };
        let upstreams = Upstreams::new(limits);
        let of = |uri: &str, path| upstreams.of(&uri.parse().unwrap(), path);
        let first = of("https://api.test/orders/1", "/orders/{id}");
        assert!(Arc::ptr_eq(&first, &of("https://api.test/orders/2", "/orders/{id}")));
        assert!(!Arc::ptr_eq(&first, &of("https://api.test/search", "/search")));
        assert_eq!(upstreams.snapshots()[0].path, Some("/orders/{id}"));
    }
}
