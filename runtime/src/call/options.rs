//! `CallOptions`: what one call instead of its client's settings.

use std::time::Duration;

use http::{HeaderName, HeaderValue};

use crate::client::normalise;

/// What one call instead of its client's settings; given to a request with `.with(…)`.
///
/// ```
/// use renkei_runtime::CallOptions;
/// use std::time::Duration;
///
/// let options =
///     CallOptions::new().attempts(1).deadline(Duration::from_secs(2)).idempotency_key("order-17");
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CallOptions {
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempts: Option<u32>,
    pub(crate) body_idle: Option<Duration>,
    pub(crate) base_url: Option<String>,
    pub(crate) idempotency_key: Option<HeaderValue>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) error: Option<String>,
}

impl CallOptions {
    /// Options that override nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// How long the call may take in all, waits between attempts included.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// How many attempts to make in all; 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// How long a stream waits for the next bytes.
    pub fn body_idle(mut self, limit: Duration) -> Self {
        self.body_idle = Some(limit);
        self
    }

    /// The base URL to which the path is appended, in place of the client's and of the operation's own:
    /// for an answer that says where to send the next request. Credentials go there too, over https or
    /// to this machine. One that is no absolute http or https URL fails when the call is sent.
    pub fn base_url(mut self, url: &str) -> Self {
        match normalise(url) {
            Ok(url) => self.base_url = Some(url),
            Err(what) => self.fail(&what),
        }
        self
    }

    /// The idempotency key to send, in place of one made up. It is sent whatever the method. A
    /// pager sends it with the first page only; the other pages are requests of their own. A key
    /// that a header cannot hold fails when the call is sent.
    pub fn idempotency_key(mut self, key: &str) -> Self {
        match HeaderValue::from_str(key) {
            Ok(mut key) => {
                // Unique to the call, so HTTP/2 had better not index it.
                key.set_sensitive(true);
                self.idempotency_key = Some(key);
            }
            Err(_) => self.fail("the idempotency key has characters that a header cannot hold"),
        }
        self
    }

    /// A header to send, in place of any that the client or the operation sets under that name. One
    /// that is not a header fails when the call is sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(mut value)) => {
                // It may be a secret, and marking it keeps it out of the Debug of whatever holds
                // it.
                value.set_sensitive(true);
                self.headers.push((name, value));
            }
            _ => self.fail(&format!(
                "{name:?} is not a header name, or its value cannot stand in a header"
            )),
        }
        self
    }

    fn fail(&mut self, what: &str) {
        self.error.get_or_insert_with(|| what.to_owned());
    }

    /// Lays `later` over these options.
    pub(crate) fn merge(&mut self, later: Self) {
        self.attempt_timeout = later.attempt_timeout.or(self.attempt_timeout);
        self.deadline = later.deadline.or(self.deadline);
        self.attempts = later.attempts.or(self.attempts);
        self.body_idle = later.body_idle.or(self.body_idle);
        self.base_url = later.base_url.or(self.base_url.take());
        self.idempotency_key = later.idempotency_key.or(self.idempotency_key.take());
        self.headers.extend(later.headers);
        self.error = self.error.take().or(later.error);
    }
}
