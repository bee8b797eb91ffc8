//! The attribute `error.type` of the semantic conventions of OpenTelemetry.

use crate::error::{Error, ErrorKind};
use crate::transport::TransportErrorKind;

/// The name of an attempt that was dropped before it ended.
pub(super) const CANCELLED: &str = "cancelled";

/// Returns the name of a failure, for failures that are not an HTTP status. The set of names is small and fixed.
pub(crate) fn error_type(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Transport(kind) => match kind {
            TransportErrorKind::Connect => "connect",
            TransportErrorKind::ConnectTimeout => "connect_timeout",
            TransportErrorKind::Tls => "tls",
            TransportErrorKind::Unsent => "unsent",
            TransportErrorKind::Stale => "stale_connection",
            TransportErrorKind::Broken => "connection_broken",
            TransportErrorKind::MalformedHead => "malformed_head",
            TransportErrorKind::BodyBroken => "body_broken",
            TransportErrorKind::BodyCoding => "body_coding",
            TransportErrorKind::RequestBody => "request_body",
            TransportErrorKind::Unsupported => "unsupported",
        },
        kind => kind.class().as_str(),
    }
}
