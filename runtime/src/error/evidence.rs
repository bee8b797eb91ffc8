//! `Evidence`: the times and the connection of an attempt that failed.

use std::fmt;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

/// The times and the connection of an attempt that failed, for the support of an API. `Display` is one line.
///
/// It contains no header, body or URL. The connection is only known from the
/// [default transport](crate::transport::HttpTransport).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// When the attempt began, by the clock of this machine.
    pub started_at: SystemTime,
    /// How long the attempt had waited for credentials and limits before.
    pub waited: Duration,
    /// The time until the request was assigned to a connection, if it was. A reused connection takes no time.
    pub connected_after: Option<Duration>,
    /// The time until the head of the response arrived, if it did.
    pub responded_after: Option<Duration>,
    /// The time until the attempt ended.
    pub duration: Duration,
    /// The connection, if the request was assigned to one.
    pub connection: Option<ConnectionEvidence>,
}

/// The connection of an attempt, and what it transferred meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionEvidence {
    /// The address of the server, or of the proxy in front of it. A Unix socket has none.
    pub peer: Option<SocketAddr>,
    /// Whether the connection has served an earlier request.
    pub is_reused: bool,
    /// The bytes that were written during the attempt, before TLS. Those of other requests on an HTTP/2 connection count, too.
    pub bytes_sent: u64,
    /// The bytes that were read during the attempt, after TLS.
    pub bytes_received: u64,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::try_from(self.started_at) {
            Ok(started_at) => write!(f, "began at {started_at:.3}")?,
            Err(_) => f.write_str("began at an unknown time")?,
        }
        write!(f, " after a wait of {:?}", self.waited)?;
        match self.connected_after {
            Some(after) => write!(f, ", connected after {after:?}")?,
            None => f.write_str(", not connected")?,
        }
        if let Some(after) = self.responded_after {
            write!(f, ", response after {after:?}")?;
        }
        write!(f, ", ended after {:?}", self.duration)?;
        let Some(connection) = &self.connection else { return Ok(()) };
        if let Some(peer) = connection.peer {
            write!(f, "; peer {peer}")?;
        }
        let kind = if connection.is_reused { "reused" } else { "new" };
        let ConnectionEvidence { bytes_sent, bytes_received, .. } = connection;
        write!(f, "; {kind} connection, {bytes_sent} bytes sent, {bytes_received} received")
    }
}
