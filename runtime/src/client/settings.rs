//! The settings of a client and their defaults.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The validated settings of a client.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Duration,
    /// `None` if the user has not set it.
    pub(crate) attempts: Option<u32>,
    pub(crate) backoff: Backoff,
    pub(crate) throttle_backoff: Backoff,
    pub(crate) retry_after_cap: Duration,
    pub(crate) max_body: usize,
    pub(crate) max_error_body: usize,
    pub(crate) max_item: usize,
    pub(crate) body_idle: Duration,
    pub(crate) max_pages: usize,
    pub(crate) headers: HeaderMap,
    pub(crate) user_agent: HeaderValue,
    pub(crate) idempotency_header: HeaderName,
    /// Whether operations that declare no key have one, too.
    pub(crate) idempotency_keys: bool,
    pub(crate) idempotency_honoured: bool,
    pub(crate) idempotency_retention: Duration,
    /// For how long look-ups may find out whether a write took effect; zero for none.
    pub(crate) confirm_within: Duration,
}

/// The growth of waits between attempts: up to `base` before the second attempt, doubled before
/// each further one, and at most `cap`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    pub(crate) base: Duration,
    pub(crate) cap: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(2),
            attempt_timeout: Duration::from_secs(3),
            deadline: Duration::from_secs(10),
            attempts: None,
            backoff: Backoff { base: Duration::from_millis(100), cap: Duration::from_secs(2) },
            throttle_backoff: Backoff { base: Duration::from_secs(1), cap: Duration::from_secs(8) },
            retry_after_cap: Duration::from_secs(60),
            max_body: 8 * 1024 * 1024,
            max_error_body: 64 * 1024,
            max_item: 8 * 1024 * 1024,
            body_idle: Duration::from_secs(10),
            max_pages: 100_000,
            headers: HeaderMap::new(),
            user_agent: HeaderValue::from_static("renkei"),
            idempotency_header: HeaderName::from_static("idempotency-key"),
            idempotency_keys: true,
            idempotency_honoured: false,
            idempotency_retention: Duration::from_secs(24 * 60 * 60),
            confirm_within: Duration::from_secs(5),
        }
    }
}
