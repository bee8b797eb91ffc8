//! `Response`: a decoded response with its status and headers.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode};

use crate::decode::RawResponse;
use crate::typed_headers::TypedHeaders;

/// A decoded value with the status and headers of its response, as `.send_full()` returns it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T, H = ()> {
    /// The decoded body.
    pub value: T,
    /// The status: in the 200s, or in the 300s if the document declares a redirect and no other
    /// success.
    pub status: StatusCode,
    /// The headers as received.
    pub headers: HeaderMap,
    /// The headers that the document declares, typed; `()` if it declares none. A missing or
    /// malformed header is `None`, and never turns a success into an error.
    pub typed_headers: H,
    idempotency_key: Option<HeaderValue>,
    attempts: u32,
    duration: Duration,
}

impl<T, H> Response<T, H> {
    /// Combines a value with the head of its response.
    pub(crate) fn new(value: T, head: RawResponse) -> Self
    where
        H: TypedHeaders,
    {
        let (attempts, duration) = (head.attempts(), head.duration());
        let (status, headers, idempotency_key) = head.into_head();
        let typed_headers = H::read(&headers);
        Self { value, status, headers, typed_headers, idempotency_key, attempts, duration }
    }

    /// Returns the idempotency key of the request, if it had one.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_ref()?.to_str().ok()
    }

    /// Returns the number of attempts that the call made, at least 1.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns how long the call took, with all attempts and waits. For a stream it ends with the head of the response.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// Returns the value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: fmt::Debug, H> fmt::Debug for Response<T, H> {
    /// Shows the names of headers only: their values may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("value", &self.value)
            .finish()
    }
}
