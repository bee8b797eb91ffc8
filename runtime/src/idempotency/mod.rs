//! Calls that share an idempotency key: concurrent ones share one flight, and a later one receives the
//! response of the first. A key with another request is an error.
//!
//! Takes keys and fingerprints of requests; returns responses. It must not know attempts.

mod fingerprint;
mod flights;
mod shared;

pub(crate) use self::fingerprint::Fingerprint;
pub(crate) use self::flights::Flights;
pub use self::shared::ResponseCache;
pub(crate) use self::shared::SharedResponses;
use crate::error::Error;

/// The maximum size of a response that is remembered, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// The error of a key that was used with another request.
fn other_request() -> Error {
    Error::local(
        "the idempotency key was used with another request: each request needs its own key",
    )
}
