//! One exchange between recording and file: redacted, and in the form in which requests are compared.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::Value;

use super::har::{Content, Pair, PostData, Request, Response};
use super::redact::{REDACTED, Redaction, Scope};
use crate::call::encode;
use crate::media_type::MediaType;
use crate::transport::{SecretQuery, TransportErrorKind};

/// What was sent and received.
pub(super) struct Exchange {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The pairs of the query that are credentials.
    pub(super) secrets: Vec<String>,
    pub(super) received: Received,
}

/// What was received.
#[derive(Default)]
pub(super) struct Received {
    pub(super) status: Option<StatusCode>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// How the exchange failed, before the head or within the body.
    pub(super) error: Option<TransportErrorKind>,
}

impl Exchange {
    /// Creates an exchange without a response. A body is kept up to `max_body` bytes.
    pub(super) fn new(head: &Parts, body: &Bytes, max_body: usize) -> Self {
        let secrets = head.extensions.get::<SecretQuery>().map_or_else(Vec::new, |it| it.0.clone());
        Self {
            method: head.method.clone(),
            uri: head.uri.clone(),
            headers: head.headers.clone(),
            body: body.slice(..body.len().min(max_body)),
            secrets,
            received: Received::default(),
        }
    }

    /// Returns the redacted request and response.
    pub(super) fn redacted(&self, redaction: &Redaction) -> (Request, Response) {
        let mut scope = redaction.scope();
        let mut request = request(&mut scope, self);
        let mut response = response(&mut scope, &self.received);
        // What was removed at one place may occur at another.
        let all = request.headers.iter_mut().chain(&mut response.headers);
        all.for_each(|it| it.value = scope.scrub(&it.value));
        request.url = scope.scrub(&request.url);
        response.redirect_url = scope.scrub(&response.redirect_url);
        if let Some(data) = &mut request.post_data {
            data.text = cleaned(&scope, &data.text, data.encoding.is_some());
        }
        if let Some(text) = &mut response.content.text {
            *text = cleaned(&scope, text, response.content.encoding.is_some());
        }
        request.query_string = pairs(&request.url);
        (request, response)
    }
}

/// Removes secrets from a body. Bytes that contain one are removed as a whole.
fn cleaned(scope: &Scope<'_>, text: &str, is_base64: bool) -> String {
    if !is_base64 {
        return scope.scrub(text);
    }
    match encode::from_base64(text) {
        Some(bytes) if !scope.is_in(&bytes) => text.to_owned(),
        _ => encode::base64(REDACTED.as_bytes()),
    }
}

fn request(scope: &mut Scope<'_>, it: &Exchange) -> Request {
    scope.add_pairs(&it.secrets);
    let headers = scope.headers(&it.headers);
    let url = scope.url(&it.uri.to_string());
    let content_type = content_type(&it.headers);
    let post_data = (!it.body.is_empty()).then(|| {
        let (text, encoding) = body(scope, &content_type, &it.body);
        let (mime_type, text) = without_boundary(&content_type, text);
        PostData { mime_type, text, encoding }
    });
    Request {
        method: it.method.as_str().to_owned(),
        url,
        http_version: "HTTP/1.1".to_owned(),
        cookies: Vec::new(),
        headers: headers.into_iter().map(|it| without_own_boundary(it, &content_type)).collect(),
        query_string: Vec::new(),
        post_data,
        headers_size: -1,
        body_size: i64::try_from(it.body.len()).unwrap_or(-1),
    }
}

fn response(scope: &mut Scope<'_>, it: &Received) -> Response {
    let headers = scope.headers(&it.headers);
    let content_type = content_type(&it.headers);
    let (text, encoding) = body(scope, &content_type, &it.body);
    let redirect = it.headers.get("location").and_then(|it| it.to_str().ok()).unwrap_or("");
    let redirect_url = scope.url(redirect);
    let status = it.status.map_or(0, |it| it.as_u16());
    let list = headers.into_iter().map(|(name, value)| match name.as_str() {
        "location" => Pair { name, value: redirect_url.clone() },
        "link" => Pair { value: scope.url_list(&value), name },
        _ => Pair { name, value },
    });
    Response {
        headers: list.collect(),
        status,
        status_text: it.status.and_then(|it| it.canonical_reason()).unwrap_or("").to_owned(),
        http_version: "HTTP/1.1".to_owned(),
        cookies: Vec::new(),
        content: Content {
            size: u64::try_from(it.body.len()).unwrap_or(u64::MAX),
            mime_type: content_type,
            text: (!it.body.is_empty()).then_some(text),
            encoding,
        },
        redirect_url,
        headers_size: -1,
        body_size: -1,
        error: it.error.map(|it| format!("{it:?}")),
    }
}

/// Returns a body as text without secrets, or in Base64.
fn body(scope: &mut Scope<'_>, content_type: &str, bytes: &[u8]) -> (String, Option<String>) {
    let media_type = MediaType::parse(content_type);
    let is = |name: &str| media_type.as_ref().is_some_and(|it| it.is(name));
    let Ok(text) = std::str::from_utf8(bytes) else {
        return (encode::base64(bytes), Some("base64".to_owned()));
    };
    if is("application/x-www-form-urlencoded") {
        return (scope.form(text), None);
    }
    // Also lines of JSON, and JSON under another media type.
    if let Some(text) = redacted_json(scope, text) {
        return (text, None);
    }
    (text.to_owned(), None)
}

/// Returns JSON without secrets, or lines of it or events with it. `None` if the text has no JSON.
fn redacted_json(scope: &mut Scope<'_>, text: &str) -> Option<String> {
    if let Ok(before) = serde_json::from_str::<Value>(text) {
        let mut value = before.clone();
        scope.json(&mut value);
        // The text is kept as it is if it has no secret: digits of numbers and spaces stay.
        return Some(if value == before { text.to_owned() } else { value.to_string() });
    }
    let mut any = false;
    let line = |line: &str| {
        let (prefix, json) = line.split_at(line.find(['{', '['])?);
        let mut value = serde_json::from_str::<Value>(json.trim_end()).ok()?;
        scope.json(&mut value);
        Some(format!("{prefix}{value}"))
    };
    let mut line = line;
    let lines: Vec<String> = text
        .split('\n')
        .map(|it| {
            let redacted = line(it);
            any |= redacted.is_some();
            redacted.unwrap_or_else(|| it.to_owned())
        })
        .collect();
    any.then(|| lines.join("\n"))
}

fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    value.unwrap_or("").to_owned()
}

/// The boundary of a multipart body is random, so it is replaced by a fixed one.
fn without_boundary(content_type: &str, text: String) -> (String, String) {
    match boundary(content_type) {
        Some(boundary) => {
            (content_type.replace(boundary, "boundary"), text.replace(boundary, "boundary"))
        }
        None => (content_type.to_owned(), text),
    }
}

fn without_own_boundary(pair: (String, String), content_type: &str) -> Pair {
    match boundary(content_type) {
        Some(boundary) => Pair { name: pair.0, value: pair.1.replace(boundary, "boundary") },
        None => pair.into(),
    }
}

fn boundary(content_type: &str) -> Option<&str> {
    let (_, parameter) = content_type.split_once("boundary=")?;
    let end = parameter.find(';').unwrap_or(parameter.len());
    let boundary = parameter.get(..end)?.trim().trim_matches('"');
    (!boundary.is_empty()).then_some(boundary)
}

fn pairs(url: &str) -> Vec<Pair> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let decoded = |text: &str| encode::decoded(text).unwrap_or_else(|| text.to_owned());
    let pairs = query.split('&').filter(|it| !it.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Pair { name: decoded(name), value: decoded(value) }
        })
        .collect()
}

impl Scope<'_> {
    /// Redacts the URLs of a `Link` header (RFC 8288).
    fn url_list(&mut self, text: &str) -> String {
        let mut redacted = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let Some((url, after)) = after.split_once('>') else { break };
            redacted.push_str(before);
            redacted.push('<');
            redacted.push_str(&self.url(url));
            redacted.push('>');
            rest = after;
        }
        redacted.push_str(rest);
        redacted
    }
}
