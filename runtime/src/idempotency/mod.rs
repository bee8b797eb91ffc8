//! Calls that share an idempotency key: concurrent ones share one flight, and a later one receives the
//! response of the first. A key with another request is an error.
//!
//! Takes keys and fingerprints of requests; returns responses. It must not know attempts.

mod fingerprint;
mod flights;

pub(crate) use self::fingerprint::Fingerprint;
pub(crate) use self::flights::Flights;
