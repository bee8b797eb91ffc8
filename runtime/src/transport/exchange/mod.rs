//! The default transport: HTTP/1.1, and HTTP/2 by h2, over connections of a pool.
//!
//! Takes a request; returns the response. It classifies errors by the statistics of the
//! connection. It must not know retries.

#[cfg(test)]
mod dropped_tests;
mod failure;
mod http1;
mod http2;
mod http2_body;
mod http2_exchange;
mod http2_upload;
mod keep_alive;
mod ping;
mod request_head;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};

pub(super) use self::failure::ConnectionUse;
pub(super) use self::http1::Http1Connection;
pub(super) use self::http2::{Http2Settings, Http2Shard};
pub(super) use self::request_head::host_header;
use super::builder::TransportBuilder;
use super::pool::{Lease, Pool};
use super::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use crate::error::Error;

/// How many dead connections one request may meet. Each of them costs nothing.
const MAX_DEAD_CONNECTIONS: usize = 64;

/// HTTP/1.1 and HTTP/2 (by ALPN) over TCP and TLS 1.2 or newer, with a connection pool.
///
/// It works on any tokio runtime with I/O and time enabled. Clones share the pool.
#[derive(Clone)]
pub struct HttpTransport {
    pool: Arc<Pool>,
}

impl HttpTransport {
    /// Creates a transport that connects (DNS, TCP and TLS together) within `connect_timeout`.
    ///
    /// # Errors
    ///
    /// Returns a [`Build`](crate::ErrorKind::Build) error if the TLS library rejects its
    /// configuration.
    pub fn new(connect_timeout: Duration) -> Result<Self, Error> {
        Self::builder().connect_timeout(connect_timeout).build()
    }

    /// Configures a transport.
    pub fn builder() -> TransportBuilder {
        TransportBuilder::default()
    }

    pub(super) fn with_pool(pool: Pool) -> Self {
        Self { pool: Arc::new(pool) }
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpTransport")
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        Box::pin(send(self.pool.clone(), request, attempt))
    }
}

/// Why a request has no response.
enum SendError {
    /// The connection had ended before. Nothing was sent.
    Unsent(Box<Request<RequestBody>>),
    Failed(TransportError),
}

impl From<TransportError> for SendError {
    fn from(error: TransportError) -> Self {
        Self::Failed(error)
    }
}

async fn send(
    pool: Arc<Pool>,
    mut request: Request<RequestBody>,
    attempt: Attempt,
) -> Result<Response<ResponseBody>, TransportError> {
    attempt.progress.set_connecting();
    request.body().check_files().await?;
    let Some(host) = pool.host(request.uri()) else {
        let what = "the URI has no host, or its scheme is neither http nor https";
        return Err(TransportError::with_source(TransportErrorKind::Unsupported, what));
    };
    for _ in 0..MAX_DEAD_CONNECTIONS {
        let sent = match host.acquire().await? {
            Lease::Http1(lease) => http1::exchange(lease, request, &attempt.progress).await,
            Lease::Http2(lease) => http2_exchange::exchange(lease, request, &attempt).await,
        };
        match sent {
            Ok(response) => return Ok(response),
            Err(SendError::Failed(error)) => return Err(error),
            Err(SendError::Unsent(unsent)) => request = *unsent,
        }
    }
    Err(TransportError::new(TransportErrorKind::Unsent))
}
