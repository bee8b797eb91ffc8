//! `RawResponse`: a complete response that is not decoded.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};

use crate::hooks::DriftReporter;
use crate::media_type::MediaType;

/// A response with its whole body.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    attempts: u32,
    duration: Duration,
    idempotency_key: Option<HeaderValue>,
    drift: Option<DriftReporter>,
}

impl RawResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let duration = Duration::ZERO;
        Self { status, headers, body, attempts: 1, duration, idempotency_key: None, drift: None }
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.body = body;
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Adds what is known when the call has ended: the key of the request, how long it took, and who is told of drift.
    pub(crate) fn complete(
        &mut self,
        key: Option<HeaderValue>,
        duration: Duration,
        reporter: Option<DriftReporter>,
    ) {
        (self.idempotency_key, self.duration, self.drift) = (key, duration, reporter);
    }

    pub(crate) fn with_idempotency_key(mut self, key: Option<HeaderValue>) -> Self {
        self.idempotency_key = key;
        self
    }

    /// Sets who is told what its types do not know of the body.
    pub(crate) fn with_drift_reporter(mut self, reporter: Option<DriftReporter>) -> Self {
        self.drift = reporter;
        self
    }

    /// Takes what reports drift, before the body is decoded.
    pub(crate) fn take_drift_reporter(&mut self) -> Option<DriftReporter> {
        self.drift.take()
    }

    /// Returns a copy for another caller. The drift of a response is reported once.
    pub(crate) fn copy(&self) -> Self {
        self.clone().with_drift_reporter(None)
    }

    /// The idempotency key of the request.
    pub(crate) fn idempotency_key(&self) -> Option<&HeaderValue> {
        self.idempotency_key.as_ref()
    }

    /// The attempt that received this response, from 1.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The time from the start of the call to this response.
    pub(crate) fn duration(&self) -> Duration {
        self.duration
    }

    /// Splits off status, headers and the idempotency key of the request.
    pub(crate) fn into_head(self) -> (StatusCode, HeaderMap, Option<HeaderValue>) {
        (self.status, self.headers, self.idempotency_key)
    }

    pub(crate) fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Returns the status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the headers as received.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns `Content-Type` with its parameters, if it is present and ASCII text.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns `Content-Type`, if it is present and a media type.
    pub(crate) fn media_type(&self) -> Option<MediaType<'_>> {
        MediaType::parse(self.content_type()?)
    }

    /// Returns the body as received.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body without a byte order mark, which some servers send before JSON and a parser
    /// may ignore (RFC 8259 § 8.1).
    pub(crate) fn json_text(&self) -> &[u8] {
        self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body)
    }

    /// Whether there is nothing to decode. 204 and 205 never have content (RFC 9110 §§ 15.3.5 and
    /// 15.3.6).
    pub(crate) fn is_empty(&self) -> bool {
        self.body.is_empty() || self.is_bodiless()
    }

    /// Whether the status excludes content.
    pub(crate) fn is_bodiless(&self) -> bool {
        matches!(self.status(), 204 | 205)
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_len", &self.body.len())
            .finish()
    }
}
