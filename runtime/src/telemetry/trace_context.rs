//! `TraceContext`: the headers `traceparent` and `tracestate` of W3C Trace Context, level 1.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
static TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The most members that a `tracestate` may have (§ 3.3.1.1).
const MAX_MEMBERS: usize = 32;

/// A trace, and the span in it that requests belong to: the headers `traceparent` and `tracestate` of
/// [W3C Trace Context](https://www.w3.org/TR/trace-context-1/).
///
/// [`CallOptions::trace_context`](crate::CallOptions::trace_context) makes a call part of a trace. A server that handles a
/// request passes the context of that request, which [`from_headers`](Self::from_headers) reads.
///
/// # Examples
///
/// ```
/// use renkei_runtime::telemetry::TraceContext;
///
/// let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// let context: TraceContext = header.parse()?;
/// assert!(context.is_sampled());
/// assert_eq!(context.traceparent(), header);
/// # Ok::<_, renkei_runtime::telemetry::TraceContextError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TraceContext(Arc<Inner>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Inner {
    trace_id: u128,
    span_id: u64,
    is_sampled: bool,
    /// The value of `traceparent`. It is made once, because many requests may send it.
    parent: HeaderValue,
    state: Option<Box<str>>,
}

impl fmt::Debug for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceContext")
            .field("traceparent", &self.0.parent)
            .field("tracestate", &self.0.state)
            .finish()
    }
}

/// A text is not a `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceContextError;

impl fmt::Display for TraceContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the trace context is not a valid traceparent")
    }
}

impl std::error::Error for TraceContextError {}

impl TraceContext {
    /// Creates a context from the ids of a trace and of a span in it.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them is 0, which is invalid (§ 3.2.2.3 and § 3.2.2.4).
    pub fn new(trace_id: u128, span_id: u64, is_sampled: bool) -> Result<Self, TraceContextError> {
        if trace_id == 0 || span_id == 0 {
            return Err(TraceContextError);
        }
        let parent = Bytes::from(traceparent(trace_id, span_id, is_sampled));
        let parent = HeaderValue::from_maybe_shared(parent).map_err(|_| TraceContextError)?;
        Ok(Self(Arc::new(Inner { trace_id, span_id, is_sampled, parent, state: None })))
    }

    /// Reads the context of a request that a server has received. Returns `None` if there is none, or an invalid one.
    ///
    /// An invalid `tracestate` is dropped without the `traceparent` (§ 3.3.1.4).
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut parents = headers.get_all(&TRACEPARENT).iter();
        let parent: Self = parents.next()?.to_str().ok()?.parse().ok()?;
        // Two of them contradict each other.
        if parents.next().is_some() {
            return None;
        }
        let lines: Option<Vec<_>> =
            headers.get_all(&TRACESTATE).iter().map(|it| it.to_str().ok()).collect();
        Some(parent.with_state(&lines.map_or_else(String::new, |lines| lines.join(","))))
    }

    /// Sets the value of `tracestate`. An empty or invalid one removes it.
    #[must_use]
    pub fn with_state(mut self, state: &str) -> Self {
        if !state.is_empty() || self.0.state.is_some() {
            Arc::make_mut(&mut self.0).state = valid_state(state).map(Box::from);
        }
        self
    }

    /// Whether the caller may have recorded the trace (§ 3.2.2.5.1).
    pub fn is_sampled(&self) -> bool {
        self.0.is_sampled
    }

    /// Returns the id of the trace.
    pub fn trace_id(&self) -> u128 {
        self.0.trace_id
    }

    /// Returns the id of the span that requests belong to.
    pub fn span_id(&self) -> u64 {
        self.0.span_id
    }

    /// Returns the value of the header `tracestate`, if there is one.
    pub fn state(&self) -> Option<&str> {
        self.0.state.as_deref()
    }

    /// Returns the value of the header `traceparent`, in version 00.
    pub fn traceparent(&self) -> String {
        self.0.parent.as_bytes().iter().copied().map(char::from).collect()
    }

    /// Writes both headers. A `tracestate` without its `traceparent` means nothing, so an old one is removed.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        headers.insert(&TRACEPARENT, self.0.parent.clone());
        match self.state().map(HeaderValue::from_str) {
            Some(Ok(state)) => drop(headers.insert(&TRACESTATE, state)),
            // Few requests have one, and to compare a few names costs less than to hash one.
            _ if headers.keys().any(|it| *it == TRACESTATE) => drop(headers.remove(&TRACESTATE)),
            _ => {}
        }
    }
}

impl FromStr for TraceContext {
    type Err = TraceContextError;

    /// Parses a `traceparent`. A version after 00 may have more fields, which are ignored (§ 4.3).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut fields = text.split('-');
        let mut field = |length| {
            let field = fields.next().filter(|it| it.len() == length);
            // Upper case is invalid, and so is the sign that `from_str_radix` accepts.
            field.filter(|it| it.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
        };
        let parsed = (|| {
            let version = u8::from_str_radix(field(2)?, 16).ok()?;
            let trace_id = u128::from_str_radix(field(32)?, 16).ok()?;
            let span_id = u64::from_str_radix(field(16)?, 16).ok()?;
            Some((version, trace_id, span_id, u8::from_str_radix(field(2)?, 16).ok()?))
        })();
        let (version, trace_id, span_id, flags) = parsed.ok_or(TraceContextError)?;
        if version == 0xff || (version == 0 && fields.next().is_some()) {
            return Err(TraceContextError);
        }
        // Version 00 defines one flag; others are sent as 0 (§ 3.2.2.5.2).
        Self::new(trace_id, span_id, flags & 1 == 1)
    }
}

/// Returns the value of `traceparent`, which is visible ASCII.
fn traceparent(trace_id: u128, span_id: u64, is_sampled: bool) -> Vec<u8> {
    let (trace_id, span_id) = (trace_id.to_be_bytes().map(hex), span_id.to_be_bytes().map(hex));
    let flags: &[u8] = if is_sampled { b"-01" } else { b"-00" };
    [b"00-", trace_id.as_flattened(), b"-", span_id.as_flattened(), flags].concat()
}

/// Returns the hexadecimal digits of a byte.
fn hex(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 0xf].map(|digit| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 })
}

/// Returns a `tracestate` in normal form: its members (§ 3.3.1.3) separated by commas. Returns `None` if it is invalid or empty.
fn valid_state(state: &str) -> Option<String> {
    let members: Vec<&str> = state
        .split(',')
        .map(|it| it.trim_matches([' ', '\t']))
        .filter(|it| !it.is_empty())
        .collect();
    let mut keys: Vec<&str> =
        members.iter().map(|it| valid_member(it)).collect::<Option<Vec<_>>>()?;
    keys.sort_unstable();
    let has_duplicate = keys.windows(2).any(|pair| pair.first() == pair.last());
    let is_valid = !members.is_empty() && members.len() <= MAX_MEMBERS && !has_duplicate;
    is_valid.then(|| members.join(","))
}

/// Returns the key of a valid member.
fn valid_member(member: &str) -> Option<&str> {
    let (key, value) = member.split_once('=')?;
    let is_key = |b: u8| {
        b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'*' | b'/')
    };
    let fits = |it: &str, longest, is_first: fn(&u8) -> bool| {
        it.len() <= longest && it.as_bytes().first().is_some_and(is_first) && it.bytes().all(is_key)
    };
    // Only the key of a tenant may begin with a digit (§ 3.3.1.3.1).
    let has_valid_key = match key.split_once('@') {
        None => fits(key, 256, u8::is_ascii_lowercase),
        Some((tenant, system)) => {
            fits(tenant, 241, |it| it.is_ascii_lowercase() || it.is_ascii_digit())
                && fits(system, 14, u8::is_ascii_lowercase)
        }
    };
    let is_value = |b: u8| matches!(b, b' '..=b'~') && !matches!(b, b',' | b'=');
    let has_valid_value =
        (1..=256).contains(&value.len()) && !value.ends_with(' ') && value.bytes().all(is_value);
    (has_valid_key && has_valid_value).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

    #[test]
    fn reads_the_examples_of_the_standard() {
        for flags in ["00", "01"] {
            let text = format!("00-{TRACE}-{flags}");
            let context: TraceContext = text.parse().unwrap();
            assert_eq!((context.traceparent(), context.is_sampled()), (text, flags == "01"));
            assert_eq!(context.trace_id(), 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736);
            assert_eq!(context.span_id(), 0x00f0_67aa_0ba9_02b7);
        }
        let later: TraceContext = format!("cc-{TRACE}-03-what-the-future-adds").parse().unwrap();
        assert_eq!(later.traceparent(), format!("00-{TRACE}-01"));
    }

    #[test]
    fn rejects_what_is_invalid() {
        let zero = "0".repeat(32);
        for text in [
            String::new(),
            format!("00-{TRACE}"),
            format!("00-{TRACE}-01-x"),
            format!("ff-{TRACE}-01"),
            format!("00-{TRACE}-1"),
            format!("00-{}-01", TRACE.to_uppercase()),
            format!("00-{}-01", TRACE.replace("4bf9", "+bf9")),
            format!("00-{zero}-00f067aa0ba902b7-01"),
            format!("00-4bf92f3577b34da6a3ce929d0e0e4736-{}-01", &zero[..16]),
        ] {
            assert_eq!(text.parse::<TraceContext>(), Err(TraceContextError), "{text}");
        }
    }

    #[test]
    fn states_of_vendors() {
        let most: Vec<_> = (0..MAX_MEMBERS).map(|it| format!("k{it}=v")).collect();
        let most = most.join(",");
        for (state, expected) in [
            ("rojo=00f067aa0ba902b7", Some("rojo=00f067aa0ba902b7")),
            ("rojo=1 , congo=t61rcWkgMzE", Some("rojo=1,congo=t61rcWkgMzE")),
            ("a=1,,b=2", Some("a=1,b=2")),
            ("fw529a3039@dt=FfAAA", Some("fw529a3039@dt=FfAAA")),
            ("4a@dt=1", Some("4a@dt=1")),
            ("4a=1", None),
            ("a@4dt=1", None),
            (&most, Some(&most)),
            ("", None),
            ("rojo", None),
            ("Rojo=1", None),
            ("rojo=", None),
            ("a=1,a=2", None),
            ("a=b=c", None),
            ("a=\u{e9}", None),
            (&format!("{most},one=more"), None),
        ] {
            assert_eq!(valid_state(state).as_deref(), expected, "{state}");
        }
    }

    #[test]
    fn headers_are_read_and_written() {
        let mut headers = HeaderMap::new();
        assert_eq!(TraceContext::from_headers(&headers), None);
        headers.insert("traceparent", HeaderValue::try_from(format!("00-{TRACE}-01")).unwrap());
        headers.append("tracestate", HeaderValue::from_static("a=1"));
        headers.append("tracestate", HeaderValue::from_static("b=2"));
        let context = TraceContext::from_headers(&headers).unwrap();
        assert_eq!(context.state(), Some("a=1,b=2"));
        let mut written = HeaderMap::new();
        context.write(&mut written);
        assert_eq!(written["traceparent"], headers["traceparent"]);
        assert_eq!(written["tracestate"], "a=1,b=2");
        context.with_state("A=invalid").write(&mut written);
        assert_eq!(written.len(), 1);
        headers.append("traceparent", HeaderValue::from_static("x"));
        assert_eq!(TraceContext::from_headers(&headers), None);
    }
}
