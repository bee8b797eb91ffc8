//! What the pool lends: a whole HTTP/1 connection, or a stream of an HTTP/2 connection. Dropping a
//! lease returns it, so a request can be dropped at any point.

use std::sync::Arc;

use super::{Host, Http1Connection, Http2Shard};

/// A connection for one request.
pub(in crate::transport) enum Lease {
    Http1(Http1Lease),
    Http2(StreamLease),
}

/// An HTTP/1 connection. It returns to the pool if it can serve another request, and is closed
/// otherwise.
pub(in crate::transport) struct Http1Lease {
    /// `None` once it was taken.
    connection: Option<Box<Http1Connection>>,
    host: Arc<Host>,
}

impl Http1Lease {
    pub(super) fn new(connection: Box<Http1Connection>, host: Arc<Host>) -> Self {
        Self { connection: Some(connection), host }
    }

    /// Returns the connection and its host.
    pub(in crate::transport) fn parts(&mut self) -> Option<(&mut Http1Connection, &Host)> {
        Some((self.connection.as_deref_mut()?, &self.host))
    }

    /// Takes the connection out, so that it does not return to the pool.
    pub(in crate::transport) fn into_connection(mut self) -> Option<Box<Http1Connection>> {
        self.connection.take()
    }
}

impl Drop for Http1Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|it| it.is_reusable()) {
            self.host.put_back(connection);
        }
    }
}

/// The right to open one stream.
pub(in crate::transport) struct StreamLease {
    shard: Arc<Http2Shard>,
    host: Arc<Host>,
}

impl StreamLease {
    pub(super) fn new(shard: Arc<Http2Shard>, host: Arc<Host>) -> Self {
        Self { shard, host }
    }

    pub(in crate::transport) fn shard(&self) -> &Arc<Http2Shard> {
        &self.shard
    }

    /// Ensures that the connection receives no new streams.
    pub(in crate::transport) fn retire_connection(&self) {
        self.host.retire_shard(&self.shard);
    }
}

impl Drop for StreamLease {
    fn drop(&mut self) {
        self.host.release_stream(&self.shard);
    }
}
