//! `Sign`: signs each attempt, as HMAC schemes, AWS Signature Version 4 and DPoP (RFC 9449) require.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::request::Parts;

use crate::error::BoxError;

/// The body to be signed.
#[derive(Clone, Default)]
pub struct BodyDigest {
    bytes: Option<Bytes>,
}

impl BodyDigest {
    pub(crate) fn new(bytes: Option<Bytes>) -> Self {
        Self { bytes }
    }

    /// Returns the body, if it is in memory. A file or a stream is not: its scheme has to support an
    /// unsigned payload.
    pub fn bytes(&self) -> Option<&Bytes> {
        self.bytes.as_ref()
    }
}

impl fmt::Debug for BodyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyDigest").field("len", &self.bytes.as_ref().map(Bytes::len)).finish()
    }
}

/// Signs each attempt, after everything else of the request is complete.
pub trait Sign: Send + Sync + 'static {
    /// Adds the signature to the head of the request. It has the time of its attempt, like the exchange after it.
    ///
    /// # Errors
    ///
    /// Any reason why the request cannot be signed. The call then fails, and nothing was sent. The root
    /// cause is shown, so it must not contain a secret.
    fn sign<'a>(
        &'a self,
        parts: &'a mut Parts,
        body: &'a BodyDigest,
    ) -> Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send + 'a>>;
}
