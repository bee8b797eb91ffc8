//! Names to addresses.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use crate::transport::BoxFuture;

/// Resolves host names to addresses.
///
/// The default asks the operating system. The addresses are tried in the order of RFC 8305, so
/// their own order matters only within each family.
pub trait Resolve: Send + Sync + 'static {
    /// Returns the addresses of `host`, which is a name without a port.
    ///
    /// # Errors
    ///
    /// An error, like an empty list, means that there is no connection: nothing was sent.
    fn resolve(&self, host: &str) -> BoxFuture<io::Result<Vec<IpAddr>>>;
}

/// Returns the addresses of a host, which may be an IP address itself.
pub(super) async fn resolve(
    resolver: Option<&Arc<dyn Resolve>>,
    host: &str,
) -> io::Result<Vec<IpAddr>> {
    if let Ok(address) = host.trim_matches(['[', ']']).parse() {
        return Ok(vec![address]);
    }
    match resolver {
        Some(resolver) => resolver.resolve(host).await,
        None => Ok(tokio::net::lookup_host((host, 0)).await?.map(|it| it.ip()).collect()),
    }
}
