//! HTTP message signatures (RFC 9421), with HMAC-SHA256 and Ed25519.
//!
//! Takes a message and keys; adds or verifies `Signature-Input`, `Signature` and `Content-Digest` (RFC 9530). It must not know
//! attempts. Nothing here prints a secret or a signature.

mod base;
mod fields;
mod sign;
mod verify;

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, Method, Uri};
use ring::digest::{SHA256, digest};

pub use self::sign::MessageSigner;
pub use self::verify::{MessageVerifier, VerifiedSignature};
use crate::call::encode;

/// The parts of a message that a signature can cover.
#[derive(Clone, Copy)]
struct Message<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
}

/// Why a message cannot be signed, or its signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The key is invalid.
    Key(&'static str),
    /// The message has no signature.
    Missing,
    /// A header is malformed.
    Header(&'static str),
    /// A component cannot be determined: the message does not have it, has it twice, or it has unsupported parameters.
    Component(String),
    /// No signature has a known key with its algorithm.
    UnknownKey,
    /// The signature does not cover a component that it has to.
    NotCovered(String),
    /// The signature is not valid: the key is wrong, or the message was changed.
    Mismatch,
    /// The body does not have the digest of `Content-Digest`.
    Digest,
    /// The signature is valid, but it has no time of creation.
    NoTime,
    /// The signature is valid, but too old or expired.
    TooOld {
        /// By how much.
        by: Duration,
    },
    /// The signature is valid, but from too far in the future.
    TooNew {
        /// How far it is ahead.
        by: Duration,
    },
    /// The signature is valid, but the same message was accepted before.
    Replayed,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(what) => write!(f, "the key {what}"),
            Self::Missing => f.write_str("the message has no signature"),
            Self::Header(name) => write!(f, "the header `{name}` is malformed"),
            Self::Component(name) => write!(f, "the message has no single value of {name}"),
            Self::UnknownKey => f.write_str("no signature has a known key with its algorithm"),
            Self::NotCovered(name) => write!(f, "the signature does not cover {name}"),
            Self::Mismatch => f.write_str("the signature is not valid"),
            Self::Digest => f.write_str("the body does not match `Content-Digest`"),
            Self::NoTime => f.write_str("the signature has no time of creation"),
            Self::TooOld { by } => write!(f, "the signature is {} s too old", by.as_secs()),
            Self::TooNew { by } => write!(f, "the signature is {} s in the future", by.as_secs()),
            Self::Replayed => f.write_str("the message was accepted before"),
        }
    }
}

impl std::error::Error for SignatureError {}

/// Returns the value of `Content-Digest` for a body (RFC 9530 § 2).
fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", encode::base64(digest(&SHA256, body).as_ref()))
}

#[cfg(test)]
mod tests;
