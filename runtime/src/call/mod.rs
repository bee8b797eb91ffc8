//! `Call`: one request as a value, filled by generated code.
//!
//! Takes parameters and a body; serializes each at once and records the first error. It must not
//! know attempts, limits or connections.

mod body;
mod check;
mod edit;
pub(crate) mod encode;
mod file_part;
mod form;
mod look_up;
mod operation;
mod options;
mod pending;
mod prepare;
mod progress;
mod redacted_url;
mod request;
mod set;
mod style;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

pub use self::body::Body;
pub use self::file_part::FilePart;
pub use self::form::FieldEncoding;
pub(crate) use self::operation::is_safe;
pub use self::operation::{Envelope, Operation, SchemeKind, SecurityScheme};
pub use self::options::CallOptions;
pub(crate) use self::options::is_framing;
pub use self::pending::{FullPending, Pending};
pub(crate) use self::pending::{InFlight, Running, typed, undecodable};
pub(crate) use self::prepare::{Destination, Prepared, Safety, add_pairs};
pub(crate) use self::set::json_body;
#[cfg(feature = "xml")]
pub(crate) use self::set::parameter_value;
pub use self::set::strings;
use self::style::PercentEncoding;
pub use self::style::Style;
use crate::attempt;
use crate::check::{Checks, RequestPart};
use crate::client::Core;
use crate::decode::{Decode, RawResponse};
use crate::error::Violation;
use crate::media_type::MediaType;
use crate::stream::{FullStreaming, OpenedStream, Streaming};
use crate::transport::Payload;

/// The media type of a urlencoded form.
const FORM: &str = "application/x-www-form-urlencoded";

/// One request under construction.
pub struct Call {
    core: Core,
    operation: &'static Operation,
    parts: Box<Parts>,
}

/// The parts that were set. Each list has one entry per name, in the order in which they were first
/// set.
#[derive(Default)]
struct Parts {
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cookies: Vec<(&'static str, String)>,
    body: Option<(HeaderValue, Payload)>,
    /// The complete URL, if a response provided it.
    url: Option<String>,
    /// Whether that URL may have another origin, which receives no credentials.
    any_origin: bool,
    /// Whether it follows another request, which was sent to the base URL.
    is_pinned: bool,
    /// The media type of the response stream.
    stream_accept: Option<&'static str>,
    options: CallOptions,
    /// The idempotency key that is sent if the caller sets none. It belongs to the request value, so clones share it.
    generated_key: Option<HeaderValue>,
    /// Whether a clone has the same generated key.
    has_clone: AtomicBool,
    error: Option<String>,
    /// The constraints of the parts, and their violations.
    checks: Checks,
    violations: Vec<Violation>,
}

impl Clone for Call {
    /// Returns the same request, with the same idempotency key.
    fn clone(&self) -> Self {
        let mut clone = self.page_copy();
        clone.parts.is_pinned = self.parts.is_pinned;
        self.parts.has_clone.store(true, Ordering::Relaxed);
        clone.parts.has_clone.store(true, Ordering::Relaxed);
        clone
    }
}

impl Call {
    /// Creates an empty request for an operation.
    pub fn new(core: &Core, operation: &'static Operation) -> Self {
        let generated_key = prepare::generated_key(operation, core.random());
        let parts = Parts { generated_key, ..Parts::default() };
        Self { core: core.clone(), operation, parts: Box::new(parts) }
    }

    /// Creates an empty request whose parameters and body are validated as they are set.
    pub fn checked(core: &Core, operation: &'static Operation, checks: Checks) -> Self {
        let mut call = Self::new(core, operation);
        call.parts.checks = checks;
        call
    }

    /// Sets a path parameter in the default style (`simple`).
    pub fn path<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let value = self.check_parameter(RequestPart::Path(name), set::parameter_value(value));
        self.set_path(name, (Style::Simple, false), PercentEncoding::Percent, value);
    }

    /// Sets a path parameter in another style.
    pub fn path_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: &T,
    ) {
        let value = self.check_parameter(RequestPart::Path(name), set::parameter_value(value));
        self.set_path(name, (style, explode), PercentEncoding::Percent, value);
    }

    /// Sets a path parameter whose reserved characters are not encoded (`allowReserved`), so that it may be several
    /// segments. Dot segments are an error; `?` and `#`, which would end the path, are encoded.
    pub fn path_reserved<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: &T,
    ) {
        let value = self.check_parameter(RequestPart::Path(name), set::parameter_value(value));
        self.set_path(name, (style, explode), PercentEncoding::Path, value);
    }

    /// Sets a path parameter that is declared with JSON content.
    pub fn path_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let text = self.check_json_parameter(RequestPart::Path(name), set::parameter_json(value));
        self.set_path(name, (Style::Simple, false), PercentEncoding::Percent, text);
    }

    /// Sets a query parameter in the default style (`form`, exploded).
    pub fn query<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let value = self.check_parameter(RequestPart::Query(name), set::parameter_value(value));
        self.set_query(name, Style::Form, true, PercentEncoding::Percent, value);
    }

    /// Sets a query parameter in another style.
    pub fn query_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: &T,
    ) {
        let value = self.check_parameter(RequestPart::Query(name), set::parameter_value(value));
        self.set_query(name, style, explode, PercentEncoding::Percent, value);
    }

    /// Sets a query parameter whose reserved characters are not encoded (`allowReserved`).
    pub fn query_reserved<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: &T,
    ) {
        let value = self.check_parameter(RequestPart::Query(name), set::parameter_value(value));
        self.set_query(name, style, explode, PercentEncoding::Reserved, value);
    }

    /// Sets a query parameter that is declared with JSON content.
    pub fn query_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let text = self.check_json_parameter(RequestPart::Query(name), set::parameter_json(value));
        self.set_query(name, Style::Form, false, PercentEncoding::Percent, text);
    }

    /// Sets a header parameter in the default style (`simple`).
    pub fn header<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let value = self.check_parameter(RequestPart::Header(name), set::parameter_value(value));
        self.set_header(name, false, value);
    }

    /// Sets a header parameter. An exploded object is written as `key=value`.
    pub fn header_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) {
        let value = self.check_parameter(RequestPart::Header(name), set::parameter_value(value));
        self.set_header(name, explode, value);
    }

    /// Sets a header parameter that is declared with JSON content.
    pub fn header_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let text = self.check_json_parameter(RequestPart::Header(name), set::parameter_json(value));
        self.set_header(name, false, text);
    }

    /// Sets a cookie parameter.
    pub fn cookie<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let value = self.check_parameter(RequestPart::Cookie(name), set::parameter_value(value));
        self.set_cookie(name, value);
    }

    /// Sets a cookie parameter that is not encoded.
    pub fn cookie_plain<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) {
        let value = self.check_parameter(RequestPart::Cookie(name), set::parameter_value(value));
        self.set_plain_cookie(name, explode, value);
    }

    /// Sets a cookie parameter that is declared with JSON content.
    pub fn cookie_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let text = self.check_json_parameter(RequestPart::Cookie(name), set::parameter_json(value));
        self.set_cookie(name, text);
    }

    /// Sets a urlencoded form as the body. `encodings` override the default style of a field:
    /// `form`, exploded, or `field[key]=…` for objects.
    pub fn form<T: Serialize + ?Sized>(&mut self, body: &T, encodings: &[FieldEncoding]) {
        let written = self.check_body(FORM, set::form_body(body));
        self.set_form(written, encodings);
    }

    /// Sets a multipart body. Each field is a part, and each item of a list is a part of its own.
    pub fn multipart<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        body: &T,
        encodings: &[FieldEncoding],
    ) {
        let (written, files) = file_part::collect(|| set::form_body(body));
        let written = self.check_body(content_type, written);
        self.set_multipart(content_type, written, &files, encodings);
    }

    /// Sets a text body.
    pub fn text(&mut self, content_type: &'static str, body: String) {
        self.check_text(content_type, &body);
        self.bytes(content_type, body.into());
    }

    /// Sets a body of bytes.
    pub fn bytes(&mut self, content_type: &str, body: Bytes) {
        self.payload(content_type, body.into());
    }

    /// Sets a body of bytes from any source.
    pub fn body(&mut self, content_type: &str, body: Body) {
        match body.into_payload() {
            Ok(payload) => self.payload(content_type, payload),
            Err(what) => self.fail(what),
        }
    }

    /// Sets a body of several JSON values: JSON Lines, or a JSON text sequence (RFC 7464).
    pub fn json_lines<T: Serialize>(
        &mut self,
        content_type: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        let sequence = MediaType::parse(content_type).is_some_and(MediaType::is_json_sequence);
        let mut text = Vec::new();
        for value in values {
            if sequence {
                text.push(0x1e);
            }
            match set::json_body(&value) {
                Ok(line) => text.extend_from_slice(&line),
                Err(cause) => {
                    return self.fail(format!("cannot serialize the body as JSON: {cause}"));
                }
            }
            text.push(b'\n');
        }
        self.bytes(content_type, text.into());
    }

    fn payload(&mut self, content_type: &str, body: Payload) {
        match HeaderValue::from_str(content_type) {
            Ok(content_type) => self.parts.body = Some((content_type, body)),
            Err(_) => self.fail("the content type is not a valid header value".to_owned()),
        }
    }

    /// Returns the idempotency key that is sent, if there is one. A clone of the request has the same key.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.key()?.to_str().ok()
    }

    /// Merges options over those set before.
    pub fn options(&mut self, options: CallOptions) {
        self.parts.options.merge(options);
    }

    /// Returns a future of the decoded value.
    pub fn send<T, E>(self, decode: Decode<T, E>) -> Pending<T, E> {
        Pending::new(self.in_flight(), decode)
    }

    /// Returns a future of the decoded value with status and headers.
    pub fn send_full<T, E, H>(self, decode: Decode<T, E>) -> FullPending<T, E, H> {
        FullPending::new(self.in_flight(), decode)
    }

    /// Returns a future of a stream, which `make` creates from the response.
    pub fn stream<S, E>(
        mut self,
        accept: &'static str,
        make: fn(OpenedStream) -> S,
        err: fn(&RawResponse) -> Option<E>,
    ) -> Streaming<S, E> {
        self.parts.stream_accept = Some(accept);
        Streaming::new(self, make, err)
    }

    /// Returns a future of a stream with status and headers.
    pub fn stream_full<S, E, H>(
        self,
        accept: &'static str,
        make: fn(OpenedStream) -> S,
        err: fn(&RawResponse) -> Option<E>,
    ) -> FullStreaming<S, E, H> {
        self.stream(accept, make, err).full()
    }
}

impl Call {
    /// Returns a copy that is sent in place of this request, such as for a page of it. It goes to the base URL.
    pub(crate) fn page_copy(&self) -> Self {
        let parts = &self.parts;
        let parts = Parts {
            path: parts.path.clone(),
            query: parts.query.clone(),
            headers: parts.headers.clone(),
            cookies: parts.cookies.clone(),
            body: parts.body.clone(),
            url: parts.url.clone(),
            any_origin: parts.any_origin,
            is_pinned: true,
            stream_accept: parts.stream_accept,
            options: parts.options.clone(),
            generated_key: parts.generated_key.clone(),
            has_clone: AtomicBool::new(parts.has_clone.load(Ordering::Relaxed)),
            error: parts.error.clone(),
            checks: parts.checks,
            violations: parts.violations.clone(),
        };
        Self { core: self.core.clone(), operation: self.operation, parts: Box::new(parts) }
    }

    /// Whether another call may have the same idempotency key: the caller has set it, or a clone has
    /// it too.
    pub(crate) fn shares_key(&self) -> bool {
        let generated = self.parts.generated_key.as_ref();
        self.parts.has_clone.load(Ordering::Relaxed) || self.key() != generated
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The media type of the response stream, if the call requests one.
    pub(crate) fn stream_accept(&self) -> Option<&'static str> {
        self.parts.stream_accept
    }

    pub(crate) fn call_options(&self) -> &CallOptions {
        &self.parts.options
    }

    pub(crate) fn in_flight(self) -> InFlight {
        let operation = self.operation;
        InFlight::new(operation, self.run())
    }

    /// Runs the call. This is the one non-generic function behind every operation.
    pub(crate) fn run(self) -> Running {
        Box::pin(attempt::run(self))
    }
}

impl fmt::Debug for Call {
    /// Shows names only, never values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |list: &[(&'static str, String)]| {
            list.iter().map(|(name, _)| *name).collect::<Vec<_>>()
        };
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("path", &names(&self.parts.path))
            .field("query", &names(&self.parts.query))
            .field("headers", &self.parts.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("cookies", &names(&self.parts.cookies))
            .field("body_len", &self.parts.body.as_ref().map(|(_, payload)| payload.len()))
            .finish_non_exhaustive()
    }
}
