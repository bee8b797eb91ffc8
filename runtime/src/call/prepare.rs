//! Prepares the request of a call once, before the first attempt.
//!
//! Takes a [`Call`]; returns a [`Prepared`] request without credentials. It must not know attempts.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION, USER_AGENT,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::encode::literal;
use super::{Call, Operation, SchemeKind};
use crate::attempt::Random;
use crate::client::{Settings, exposes, same_origin};
use crate::error::{Error, ErrorKind};
use crate::transport::Payload;

/// The length that most paths with their queries have at most.
const PATH_CAPACITY: usize = 128;

/// The request that every attempt sends, without credentials.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Payload,
    pub(crate) safety: Safety,
    /// Whether the client's credentials may be sent to this URI.
    pub(crate) credentials: bool,
    /// The idempotency key among the headers.
    pub(crate) idempotency_key: Option<HeaderValue>,
    /// Whether the server is declared to honour the key.
    pub(crate) is_key_honoured: bool,
    pub(crate) destination: Destination,
}

/// Which server a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// That of the call, which no canary could have received instead.
    Base,
    /// That of the call, although the canary could have received it.
    BaseBesideCanary,
    Canary,
    /// It is a copy, and nobody waits for its response.
    Shadow,
}

/// The effect of repeating a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Safety {
    /// None: a safe method, PUT, DELETE, or declared idempotent.
    Safe,
    /// None, because it carries a key that the server is declared to honour.
    Keyed,
    /// Possibly a duplicate.
    Unsafe,
}

impl Call {
    pub(crate) fn prepare(&self) -> Result<Prepared, Error> {
        let error = self.parts.error.as_ref().or(self.parts.options.error.as_ref());
        if let Some(error) = error {
            return Err(Error::local(error.clone()));
        }
        if !self.parts.violations.is_empty() {
            return Err(Error::new(ErrorKind::Invalid(self.parts.violations.clone())));
        }
        let settings = self.core.settings();
        let mut headers = self.headers(settings)?;
        let name = key_header(self.operation, settings)?;
        let key = self.key().cloned().or_else(|| headers.get(&name).cloned());
        let honoured = self.operation.idempotency_header.is_some() || settings.idempotency_honoured;
        let keyed = key.is_some() && honoured;
        if let Some(key) = &key {
            headers.insert(name, key.clone());
        }
        let body = self.parts.body.as_ref();
        let body = body.map_or_else(Payload::default, |(_, payload)| payload.clone());
        let safety = match (self.operation.repeatable, keyed) {
            (true, _) => Safety::Safe,
            (false, true) => Safety::Keyed,
            (false, false) => Safety::Unsafe,
        };
        let (method, uri) = (self.method()?, self.uri()?);
        if self.parts.body.is_none() && matches!(method, Method::POST | Method::PUT | Method::PATCH)
        {
            // A request with such a method anticipates a body (RFC 9110 § 8.6), and many servers answer 411 without it.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let credentials = !self.is_elsewhere();
        if exposes(&uri) {
            self.check_exposed(&headers)?;
        }
        Ok(Prepared {
            method,
            uri,
            headers,
            body,
            safety,
            credentials,
            idempotency_key: key,
            is_key_honoured: keyed,
            destination: Destination::Base,
        })
    }

    /// Whether the call's own base URL has another origin than the operation's, which must not receive
    /// the client's credentials.
    pub(super) fn is_elsewhere(&self) -> bool {
        if let Some(url) = self.parts.url.as_ref().filter(|_| self.parts.any_origin) {
            return !self.is_own_origin(url);
        }
        let options = &self.parts.options;
        let Some(url) = options.base_url.as_ref().filter(|_| !options.credentials_anywhere) else {
            return false;
        };
        let own = self.core.base_urls().of(self.operation).ok().and_then(|it| it.parse().ok());
        let url = url.parse::<Uri>().ok();
        !own.zip(url).is_some_and(|(own, url)| same_origin(&own, &url))
    }

    /// Whether a URL has the origin that receives the client's credentials.
    pub(super) fn is_own_origin(&self, url: &str) -> bool {
        let own = match &self.parts.options.base_url {
            Some(url) if self.parts.options.credentials_anywhere => Ok(Cow::Borrowed(url.as_str())),
            _ => self.core.base_urls().of(self.operation),
        };
        let own = own.ok().and_then(|it| it.parse::<Uri>().ok());
        own.zip(url.parse().ok()).is_some_and(|(own, url)| same_origin(&own, &url))
    }

    /// Fails if a header that carries a credential would be sent in clear text.
    fn check_exposed(&self, headers: &HeaderMap) -> Result<(), Error> {
        let declared = |name: &str| {
            self.operation.schemes().any(|it| {
                matches!(it.kind, SchemeKind::ApiKeyHeader(key) if key.eq_ignore_ascii_case(name))
            })
        };
        let secret = |name: &&HeaderName| is_credential(name) || declared(name.as_str());
        match headers.keys().find(secret) {
            Some(name) => Err(Error::local(format!(
                "the header {name:?} is not sent over plain http, except to this machine: use https"
            ))),
            None => Ok(()),
        }
    }

    fn method(&self) -> Result<Method, Error> {
        let name = self.operation.method;
        Method::from_bytes(name.as_bytes())
            .map_err(|_| Error::local(format!("{name:?} is not a method (RFC 9110 § 9.1)")))
    }

    /// Removes an idempotency key that the caller set in any way, so that this request gets its
    /// own.
    pub(crate) fn clear_idempotency_key(&mut self) {
        // An invalid header name is reported when the call is sent.
        let Ok(name) = key_header(self.operation, self.core.settings()) else { return };
        let key = generated_key(self.operation, self.core.random());
        let parts = &mut self.parts;
        parts.options.idempotency_key = None;
        parts.options.headers.retain(|(set, _)| *set != name);
        parts.headers.retain(|(set, _)| *set != name);
        parts.generated_key = key;
    }

    /// Returns the idempotency key that the caller set, in this order: by its own option, as a header or as a header
    /// parameter. Otherwise returns the generated one.
    pub(super) fn key(&self) -> Option<&HeaderValue> {
        let parts = &self.parts;
        let name = key_header(self.operation, self.core.settings()).ok()?;
        let mut set = parts.options.headers.iter().rev().chain(parts.headers.iter().rev());
        let set = set.find(|(it, _)| *it == name).map(|(_, value)| value);
        parts.options.idempotency_key.as_ref().or(set).or_else(|| {
            let settings = self.core.settings();
            let is_declared = self.operation.idempotency_header.is_some();
            let is_off = parts.options.without_key || !(settings.idempotency_keys || is_declared);
            let is_default = settings.headers.contains_key(&name);
            parts.generated_key.as_ref().filter(|_| !is_off && !is_default)
        })
    }

    pub(crate) fn uri(&self) -> Result<Uri, Error> {
        if let Some(url) = &self.parts.url {
            return self.given_uri(url);
        }
        self.uri_below(&self.base()?)
    }

    /// Returns the URI of the request below a base URL.
    pub(crate) fn uri_below(&self, base: &str) -> Result<Uri, Error> {
        let mut path = String::with_capacity(PATH_CAPACITY);
        fill(self.operation.path, &self.parts.path, &mut path)?;
        for (_, pairs) in &self.parts.query {
            add_pairs(&mut path, pairs);
        }
        let uri = self.core.base_urls().join(base, &path);
        uri.ok_or_else(|| Error::local("base URL, path and query do not form a valid URI"))
    }

    /// Whether the request may go to another server: it is a whole request of a safe operation to the base URL of the client.
    pub(crate) fn may_be_routed(&self) -> bool {
        let parts = &self.parts;
        let is_whole = parts.url.is_none() && parts.options.base_url.is_none() && !parts.is_pinned;
        let is_own = || self.base().is_ok_and(|it| self.core.base_urls().is_own(&it));
        self.operation.is_read() && is_whole && is_own()
    }

    /// Returns the base URL: the call's, or else the client's.
    pub(super) fn base(&self) -> Result<Cow<'_, str>, Error> {
        match &self.parts.options.base_url {
            Some(url) => Ok(Cow::Borrowed(url)),
            None => self.core.base_urls().of(self.operation),
        }
    }

    /// Parses a URL from a response, possibly of another process. It must have the origin of the
    /// base URL.
    fn given_uri(&self, url: &str) -> Result<Uri, Error> {
        let base = self.base()?.parse::<Uri>();
        match (base, url.parse::<Uri>()) {
            (Ok(base), Ok(url)) if same_origin(&base, &url) => Ok(url),
            (_, Ok(url)) if self.parts.any_origin && url.authority().is_some() => Ok(url),
            _ => Err(Error::local("the URL of the next page has another origin than the base URL")),
        }
    }

    /// Builds the headers. The call's override the operation's, and those override the client's.
    fn headers(&self, settings: &Settings) -> Result<HeaderMap, Error> {
        let mut headers = settings.headers.clone();
        if self.is_elsewhere() {
            CREDENTIALS.iter().for_each(|name| drop(headers.remove(name)));
            let declared = self.operation.security.into_iter().flatten().copied().flatten();
            for scheme in declared {
                if let SchemeKind::ApiKeyHeader(name) = scheme.kind {
                    headers.remove(name);
                }
            }
        }
        headers.insert(USER_AGENT, settings.user_agent.clone());
        let accept = self.parts.stream_accept.unwrap_or(self.operation.accept);
        if !accept.is_empty() {
            let value = HeaderValue::from_maybe_shared(Bytes::from_static(accept.as_bytes()));
            let value = value.map_err(|_| {
                Error::local(format!("the media types {accept:?} are not a valid header value"))
            })?;
            headers.insert(ACCEPT, value);
        }
        if let Some((content_type, _)) = &self.parts.body {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        if !self.parts.cookies.is_empty() {
            let pairs: Vec<_> = self.parts.cookies.iter().map(|(_, pair)| pair.as_str()).collect();
            if let Ok(cookies) = HeaderValue::try_from(pairs.join("; ")) {
                headers.insert(COOKIE, cookies);
            }
        }
        for (name, value) in self.parts.headers.iter().chain(&self.parts.options.headers) {
            headers.insert(name.clone(), value.clone());
        }
        Ok(headers)
    }
}

/// The headers whose values are credentials, whatever the document says (RFC 9110 § 11).
const CREDENTIALS: [HeaderName; 3] = [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION];

fn is_credential(name: &HeaderName) -> bool {
    [AUTHORIZATION, PROXY_AUTHORIZATION].contains(name)
}

/// Appends pairs to the query of a URI. A path template may already contain a query
/// (`/x?action=y`), and a value in it may end with `?`.
pub(crate) fn add_pairs(text: &mut String, pairs: &str) {
    match text.find('?') {
        None => text.push('?'),
        Some(start) if start + 1 == text.len() || text.ends_with('&') => {}
        Some(_) => text.push('&'),
    }
    text.push_str(pairs);
}

/// Writes a path template with its parameters into `text`.
///
/// Characters that a URI cannot have, such as `<`, are percent-encoded (RFC 3986 § 2). `#` is
/// encoded too: a fragment is never sent (§ 3.5), so the query after it would be lost.
fn fill(template: &str, values: &[(&'static str, String)], text: &mut String) -> Result<(), Error> {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        // `{+path}` is reserved expansion (RFC 6570 § 3.2.3), which the parameter's own encoding does.
        let name = name.strip_prefix('+').unwrap_or(name);
        let value = values.iter().find(|(set, _)| *set == name).map(|(_, value)| value.as_str());
        literal(before, text);
        text.push_str(
            value.ok_or_else(|| Error::local(format!("path parameter `{name}` has no value")))?,
        );
        rest = after;
    }
    literal(rest, text);
    Ok(())
}

/// Returns the name of the idempotency header of an operation.
pub(super) fn key_header(operation: &Operation, settings: &Settings) -> Result<HeaderName, Error> {
    match operation.idempotency_header {
        Some(name) => HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::local(format!("`{name}` is not a header name"))),
        None => Ok(settings.idempotency_header.clone()),
    }
}

/// Generates the idempotency key of a request. Safe methods (RFC 9110 § 9.2.1) need none.
pub(super) fn generated_key(operation: &Operation, random: &Random) -> Option<HeaderValue> {
    if operation.is_read() {
        return None;
    }
    let mut key = HeaderValue::try_from(random.uuid().to_string()).ok()?;
    // A key is unique to its call, so indexing it in HTTP/2's header table (RFC 7541 § 7.1.3) is useless.
    key.set_sensitive(true);
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        let values = [("id", "7".to_owned()), ("ext", "json".to_owned())];
        for (template, expected) in [
            ("/v1/orders", Some("/v1/orders")),
            ("/v1/orders/{id}", Some("/v1/orders/7")),
            ("/f/{id}.{ext}/x", Some("/f/7.json/x")),
            ("/{nope}", None),
            ("/v1/{+id}", Some("/v1/7")),
            ("/odd{", Some("/odd%7B")),
            ("/a#b/{id}#?c=#", Some("/a%23b/7%23?c=%23")),
            ("/<upload url>/é%20", Some("/%3Cupload%20url%3E/%C3%A9%20")),
            ("/x?action=y", Some("/x?action=y")),
        ] {
            let mut text = String::new();
            let filled = fill(template, &values, &mut text).is_ok();
            assert_eq!(filled.then_some(text.as_str()), expected);
        }
    }

    #[test]
    fn queries_are_appended() {
        for (path, expected) in [
            ("/x", "/x?a=1&b=2"),
            ("/x?", "/x?a=1&b=2"),
            ("/x?action=y", "/x?action=y&a=1&b=2"),
            ("/x?action=y&", "/x?action=y&a=1&b=2"),
            ("/x?q=what?", "/x?q=what?&a=1&b=2"),
        ] {
            let mut text = path.to_owned();
            add_pairs(&mut text, "a=1");
            add_pairs(&mut text, "b=2");
            assert_eq!(text, expected);
        }
    }
}
