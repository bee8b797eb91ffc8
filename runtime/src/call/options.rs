//! `CallOptions`: settings of a single call, over those of its client.

use std::fmt;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use crate::client::normalise;
use crate::telemetry::TraceContext;

/// Settings of a single call, which override those of the client. Pass them with `.with(…)`.
///
/// # Examples
///
/// ```
/// use renkei_runtime::CallOptions;
/// use std::time::Duration;
///
/// let options =
///     CallOptions::new().attempts(1).deadline(Duration::from_secs(2)).idempotency_key("order-17");
/// # let _ = options;
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempts: Option<u32>,
    pub(crate) body_idle: Option<Duration>,
    pub(crate) base_url: Option<String>,
    pub(crate) credentials_anywhere: bool,
    pub(crate) idempotency_key: Option<HeaderValue>,
    pub(crate) without_key: bool,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) confirm_within: Option<Duration>,
    pub(crate) trace_context: Option<TraceContext>,
    /// Whether a journal has recorded the call before, in this process or in another.
    pub(crate) is_resumed: bool,
    pub(crate) error: Option<String>,
}

impl CallOptions {
    /// Creates options that override nothing.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long one attempt may take.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Sets how long the call may take in all, including waits between attempts.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Sets the number of attempts in all. 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// Sets how long a stream waits for the next bytes.
    pub fn body_idle(mut self, limit: Duration) -> Self {
        self.body_idle = Some(limit);
        self
    }

    /// Sets the base URL, in place of the client's and the operation's own.
    ///
    /// Use it where a response says where to send the next request. If its scheme, host or port
    /// differs from that of the URL that the operation would use, the client's credentials are not sent;
    /// [`send_credentials_anywhere`](Self::send_credentials_anywhere) sends them. A URL that is not
    /// absolute http or https fails when the call is sent.
    pub fn base_url(mut self, url: &str) -> Self {
        match normalise(url) {
            Ok(url) => self.base_url = Some(url),
            Err(what) => self.fail(&what),
        }
        self
    }

    /// Sends the client's credentials to the URL of [`base_url`](Self::base_url), whatever its origin.
    ///
    /// Use it only for a URL that you chose yourself: whoever chooses the URL receives the credentials.
    pub fn send_credentials_anywhere(mut self) -> Self {
        self.credentials_anywhere = true;
        self
    }

    /// Sets the idempotency key, in place of a generated one.
    ///
    /// The key is sent with any method. A pager sends it with the first page only, because other
    /// pages are different requests. A key that a header cannot hold fails when the call is sent.
    pub fn idempotency_key(mut self, key: &str) -> Self {
        match HeaderValue::from_str(key) {
            Ok(mut key) => {
                // A key is unique to its call, so indexing it in HTTP/2's header table (RFC 7541 §
                // 7.1.3) is useless.
                key.set_sensitive(true);
                self.idempotency_key = Some(key);
            }
            Err(_) => self.fail("the idempotency key has characters that are invalid in a header"),
        }
        self
    }

    /// Sets for how long a look-up may find out whether the request took effect, if the document declares one and the
    /// response is lost. Zero makes no look-up.
    ///
    /// The time begins when the call has failed, and is not part of its [`deadline`](Self::deadline).
    pub fn confirm_within(mut self, limit: Duration) -> Self {
        self.confirm_within = Some(limit);
        self
    }

    /// Sends no generated idempotency key, for a server that rejects the header. A write is not retried then, unless that is safe
    /// without a key.
    pub fn without_idempotency_key(mut self) -> Self {
        self.without_key = true;
        self
    }

    /// Sets the idempotency key to one that is made of business ids, so that it is the same after a restart of the program.
    ///
    /// `id` is a string, a number, a boolean, or a list or tuple of these: `("order", 17)` is the key `order:17`. Name the
    /// purpose in it, because another request with the same key is an error. A key of over 255 characters fails when the call is sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use renkei_runtime::CallOptions;
    ///
    /// let options = CallOptions::new().key_from(("charge", 17));
    /// # let _ = options;
    /// ```
    pub fn key_from(mut self, id: impl Serialize) -> Self {
        match business_key(&id) {
            Some(key) => self.idempotency_key(&key),
            None => {
                self.fail("an idempotency key is made of strings, numbers and booleans, and has at most 255 characters");
                self
            }
        }
    }

    /// Sets a header, in place of one that the client or the operation sets under that name.
    ///
    /// An invalid header fails when the call is sent, and so does one that frames the message (`Connection`,
    /// `Content-Length`, `Host`, `Transfer-Encoding`), which only the transport may set.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(_)) if is_framing(&name) => {
                self.fail(&format!("{name:?} is set by the transport"))
            }
            (Ok(name), Ok(mut value)) => {
                // The value may be a secret, and this mark hides it from `Debug` of whatever holds
                // it.
                value.set_sensitive(true);
                self.headers.push((name, value));
            }
            _ => {
                self.fail(&format!("{name:?} is not a valid header name, or its value is invalid"))
            }
        }
        self
    }

    /// Makes the call part of a trace: each of its attempts sends `traceparent` and `tracestate` (W3C Trace Context).
    ///
    /// If the client has a [`Tracer`](crate::hooks::Tracer) that makes spans of its own in that trace, the attempts send the ids
    /// of these spans. Otherwise they send this context unchanged.
    ///
    /// # Examples
    ///
    /// ```
    /// use renkei_runtime::{CallOptions, http::HeaderMap, telemetry::TraceContext};
    ///
    /// fn options(incoming: &HeaderMap) -> CallOptions {
    ///     match TraceContext::from_headers(incoming) {
    ///         Some(context) => CallOptions::new().trace_context(context),
    ///         None => CallOptions::new(),
    ///     }
    /// }
    /// ```
    #[inline]
    pub fn trace_context(mut self, context: TraceContext) -> Self {
        self.trace_context = Some(context);
        self
    }

    fn fail(&mut self, what: &str) {
        self.error.get_or_insert_with(|| what.to_owned());
    }

    /// Merges `later` over these options.
    pub(crate) fn merge(&mut self, later: Self) {
        replace(&mut self.attempt_timeout, later.attempt_timeout);
        replace(&mut self.deadline, later.deadline);
        replace(&mut self.attempts, later.attempts);
        replace(&mut self.body_idle, later.body_idle);
        replace(&mut self.base_url, later.base_url);
        self.credentials_anywhere |= later.credentials_anywhere;
        replace(&mut self.idempotency_key, later.idempotency_key);
        self.without_key |= later.without_key;
        if !later.headers.is_empty() {
            self.headers.extend(later.headers);
        }
        replace(&mut self.confirm_within, later.confirm_within);
        replace(&mut self.trace_context, later.trace_context);
        self.is_resumed |= later.is_resumed;
        if self.error.is_none() {
            self.error = later.error;
        }
    }
}

/// Replaces an option by a later one, if that is set. Most are not, and are not written.
fn replace<T>(option: &mut Option<T>, later: Option<T>) {
    if later.is_some() {
        *option = later;
    }
}

impl fmt::Debug for CallOptions {
    /// Shows no URL, key or header value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("attempt_timeout", &self.attempt_timeout)
            .field("deadline", &self.deadline)
            .field("attempts", &self.attempts)
            .field("body_idle", &self.body_idle)
            .field("has_base_url", &self.base_url.is_some())
            .field("has_idempotency_key", &self.idempotency_key.is_some())
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Returns the parts of an id as one key. Reserved characters in a part are percent-encoded, so that different ids have different keys.
fn business_key(id: &impl Serialize) -> Option<String> {
    let parts = match serde_json::to_value(id).ok()? {
        Value::Array(parts) => parts,
        part => vec![part],
    };
    let text = |part: Value| match part {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let parts: Vec<_> = parts.into_iter().map(text).collect::<Option<_>>()?;
    let encoded: Vec<_> =
        parts.iter().map(|part| utf8_percent_encode(part, KEPT).to_string()).collect();
    let key = encoded.join(":");
    (!key.is_empty() && key.len() <= 255).then_some(key)
}

/// What a part of a key has as it is: the unreserved characters (RFC 3986 § 2.3).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Whether a header frames the message (RFC 9112 §§ 3.2, 6 and 9). A wrong value would truncate or smuggle requests.
pub(crate) fn is_framing(name: &HeaderName) -> bool {
    [CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING].contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_business_ids() {
        for (key, expected) in [
            (business_key(&("order", 17)), Some("order:17")),
            (business_key(&"ord_17"), Some("ord_17")),
            (business_key(&17), Some("17")),
            (business_key(&("a:b", "c", true)), Some("a%3Ab:c:true")),
            (business_key(&("a", "b:c", true)), Some("a:b%3Ac:true")),
            (business_key(&"注文 7"), Some("%E6%B3%A8%E6%96%87%207")),
            (business_key(&"x".repeat(256)), None),
            (business_key(&("", "")), Some(":")),
            (business_key(&""), None),
            (business_key(&None::<u8>), None),
            (business_key(&(1, vec![2])), None),
        ] {
            assert_eq!(key.as_deref(), expected);
        }
        assert!(CallOptions::new().key_from(None::<u8>).error.is_some());
    }
}
