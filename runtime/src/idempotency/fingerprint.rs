//! What distinguishes two requests with the same idempotency key.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use http::HeaderName;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use crate::call::Prepared;

/// The hash of a request: method, URI, content type and body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// Returns the fingerprint of a request; `None` if its body is not in memory.
    pub(crate) fn of(prepared: &Prepared, state: &RandomState) -> Option<Self> {
        let body = prepared.body.to_bytes()?;
        let mut hasher = state.build_hasher();
        prepared.uri.query().hash(&mut hasher);
        let content_type = prepared.headers.get(CONTENT_TYPE);
        content_type.map(|it| it.as_bytes()).hash(&mut hasher);
        body.hash(&mut hasher);
        Some(Self(hasher.finish()))
    }

    /// Returns the hash of what a key belongs to: method, URI without the query, and all headers except those of the
    /// body. A header can name an account or contain a credential, and two accounts may use one key. The client's own
    /// credentials are the same for all of its calls.
    pub(crate) fn of_scope(prepared: &Prepared, key: &[u8], state: &RandomState) -> u128 {
        let hash = |part: u8| {
            let mut hasher = state.build_hasher();
            part.hash(&mut hasher);
            prepared.method.hash(&mut hasher);
            prepared.uri.scheme().hash(&mut hasher);
            prepared.uri.authority().hash(&mut hasher);
            prepared.uri.path().hash(&mut hasher);
            for (name, value) in prepared.headers.iter().filter(|(name, _)| !is_of_body(name)) {
                name.hash(&mut hasher);
                value.as_bytes().hash(&mut hasher);
            }
            key.hash(&mut hasher);
            u128::from(hasher.finish())
        };
        hash(0) << 64 | hash(1)
    }
}

/// Whether a header describes the body, which the fingerprint compares.
fn is_of_body(name: &HeaderName) -> bool {
    *name == CONTENT_TYPE || *name == CONTENT_LENGTH
}
