//! Changes to a complete call: a pager sets the cursor or the whole URL, and a stream sets the
//! property of the body that requests streaming.

use bytes::Bytes;
use http::header::{
    AUTHORIZATION, COOKIE, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
    PROXY_AUTHORIZATION, RANGE,
};
use http::{HeaderName, HeaderValue, Uri};
use serde::de::IgnoredAny;
use serde_json::Value;
use tokio::time::Instant;

use super::prepare::{add_pairs, key_header};
use super::style::PercentEncoding;
use super::{Call, CallOptions, Operation, SchemeKind, SecurityScheme, Style, encode};
use crate::attempt::join;
use crate::client::same_origin;
use crate::json;
use crate::paging::{Target, is_header_text};
use crate::upstream::Cost;

/// Headers of the request that starts a long-running operation which are not sent with requests for its state.
pub(super) const FIRST_ONLY: [HeaderName; 6] = [
    IF_MATCH,
    IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
    IF_UNMODIFIED_SINCE,
    RANGE,
    HeaderName::from_static("prefer"),
];

impl Call {
    /// Returns the cursor that the caller set: the text of a parameter, or the JSON of a body property.
    pub(crate) fn current_cursor(&self, target: Target) -> Option<String> {
        match target {
            Target::Query(name) => {
                let (_, pairs) = self.parts.query.iter().find(|(set, _)| *set == name)?;
                let (_, value) = pairs.split_once('=')?;
                encode::decoded(value)
            }
            Target::Header(name) => {
                let mut set = self.parts.options.headers.iter().rev().chain(&self.parts.headers);
                let (_, value) = set.find(|(set, _)| set.as_str().eq_ignore_ascii_case(name))?;
                value.to_str().ok().filter(|it| !it.is_empty()).map(str::to_owned)
            }
            Target::Body(path) => {
                let (_, payload) = self.parts.body.as_ref()?;
                let value = json::text_at(payload.in_memory()?, path)?;
                let value = std::str::from_utf8(value).ok()?;
                (value != "null").then(|| value.to_owned())
            }
        }
    }

    /// Sets the cursor of the page to fetch, in the form that [`Call::current_cursor`] returns.
    pub(crate) fn set_cursor(&mut self, target: Target, cursor: &str) {
        match target {
            Target::Query(name) => {
                let cursor = Value::String(cursor.to_owned());
                self.set_query(name, Style::Form, true, PercentEncoding::Percent, Ok(cursor));
            }
            Target::Header(name) => self.set_in_header(name, cursor),
            Target::Body(path) => self.set_in_body(path, cursor),
        }
    }

    /// Replaces a header, however the caller set it.
    fn set_in_header(&mut self, name: &'static str, cursor: &str) {
        if !is_header_text(cursor) {
            return self.fail(format!(
                "the checkpoint's cursor is not visible ASCII, as the header `{name}` needs it"
            ));
        }
        self.parts.options.headers.retain(|(set, _)| !set.as_str().eq_ignore_ascii_case(name));
        self.set_header(name, false, Ok(Value::String(cursor.to_owned())));
    }

    /// Edits the text of the body, so that everything but the cursor stays as the caller wrote it.
    fn set_in_body(&mut self, path: &[&str], cursor: &str) {
        if serde_json::from_str::<IgnoredAny>(cursor).is_err() {
            return self.fail("the checkpoint's cursor is not JSON".to_owned());
        }
        let body = match self.parts.body.as_ref().map(|(_, it)| it.in_memory()) {
            None => Some(&b"{}"[..]),
            Some(bytes) => bytes.map(|it| &it[..]),
        };
        let Some(text) = body.and_then(|body| json::with_value(body, path, cursor)) else {
            return self.fail("a cursor needs a JSON body".to_owned());
        };
        match &mut self.parts.body {
            Some((_, payload)) => *payload = Bytes::from(text).into(),
            None => self.bytes("application/json", text.into()),
        }
    }

    /// Sets a property of the body to `true`, if the body is a JSON object.
    pub fn switch_on(&mut self, name: &'static str) {
        let Some((_, payload)) = &mut self.parts.body else { return };
        let Some(text) = payload.in_memory() else { return };
        if !text.trim_ascii_start().starts_with(b"{") {
            return;
        }
        // Edit the text, so that properties keep their order and numbers every digit.
        if json::text_at(text, &[name]) != Some(b"true") {
            if let Some(body) = json::with_value(text, &[name], "true") {
                *payload = Bytes::from(body).into();
            }
        }
    }

    /// Visits the parts that distinguish this request from another one of its operation, except the
    /// cursor and secrets.
    pub(crate) fn each_part(&self, cursor: Option<Target>, visit: &mut dyn FnMut(&[u8])) {
        let is_cursor = |name: &str| matches!(cursor, Some(Target::Query(it)) if it == name);
        for (name, text) in &self.parts.path {
            visit(name.as_bytes());
            visit(text.as_bytes());
        }
        let query = self.parts.query.iter();
        for (name, pairs) in query.filter(|(it, _)| !is_cursor(it) && !self.is_secret(it)) {
            visit(name.as_bytes());
            visit(pairs.as_bytes());
        }
        let body = self.parts.body.as_ref().and_then(|(_, payload)| payload.in_memory());
        let Some(body) = body else { return };
        let plain = match cursor {
            Some(Target::Body(path)) => json::with_value(body, path, "null"),
            _ => None,
        };
        visit(plain.as_deref().unwrap_or(body));
    }

    /// Whether a query parameter contains a credential, by its name.
    fn is_secret(&self, name: &str) -> bool {
        const KNOWN: [&str; 5] = ["access_token", "api_key", "apikey", "api-key", "client_secret"];
        let declared =
            |it: &SecurityScheme| matches!(it.kind, SchemeKind::ApiKeyQuery(it) if it == name);
        let is_declared = self.operation.schemes().any(declared);
        is_declared || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Returns a URL without the credentials in its query, to be stored.
    pub(crate) fn url_without_secrets(&self, url: &str) -> String {
        let Some((base, query)) = url.split_once('?') else { return url.to_owned() };
        let name =
            |pair: &str| encode::decoded(pair.split_once('=').map_or(pair, |(name, _)| name));
        let is_kept = |pair: &&str| !name(pair).is_some_and(|name| self.is_secret(&name));
        let kept: Vec<_> = query.split('&').filter(is_kept).collect();
        if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) }
    }

    /// Adds the secrets that the caller set as parameters to a stored URL. Each attempt adds the
    /// client's credentials.
    pub(crate) fn url_with_secrets(&self, mut url: String) -> String {
        for (_, pairs) in self.parts.query.iter().filter(|(name, _)| self.is_secret(name)) {
            add_pairs(&mut url, pairs);
        }
        url
    }

    /// Returns the call's own headers, without credentials and its key, to be stored; `None` if one of them is no text. A cookie is
    /// a credential, because its name does not tell whether it is that of a session.
    pub(crate) fn plain_headers(&self) -> Option<Vec<(String, String)>> {
        let plain = self.own_headers().filter(|(name, _)| !self.is_credential(name));
        let text = |(name, value): &(HeaderName, HeaderValue)| {
            let value = std::str::from_utf8(value.as_bytes()).ok()?;
            Some((name.as_str().to_owned(), value.to_owned()))
        };
        plain.map(text).collect()
    }

    /// Returns the headers that the caller has set for this call, except its idempotency key.
    fn own_headers(&self) -> impl Iterator<Item = &(HeaderName, HeaderValue)> {
        let key = key_header(self.operation, self.core.settings()).ok();
        let set = self.parts.headers.iter().chain(&self.parts.options.headers);
        set.filter(move |(name, _)| key.as_ref() != Some(name))
    }

    /// Whether the caller has set a credential for this call.
    pub(crate) fn has_own_credentials(&self) -> bool {
        self.own_headers().any(|(name, _)| self.is_credential(name))
            || !self.parts.cookies.is_empty()
            || self.parts.query.iter().any(|(name, _)| self.is_secret(name))
    }

    /// Whether a header contains a credential, by its name.
    fn is_credential(&self, name: &HeaderName) -> bool {
        const PARTS: [&str; 5] = ["api-key", "apikey", "secret", "signature", "token"];
        let declared = |it: &SecurityScheme| matches!(it.kind, SchemeKind::ApiKeyHeader(it) if name.as_str().eq_ignore_ascii_case(it));
        [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name)
            || PARTS.iter().any(|part| name.as_str().contains(part))
            || self.operation.schemes().any(declared)
    }

    /// Returns the content type of the body, if there is one.
    pub(crate) fn content_type(&self) -> Option<&str> {
        self.parts.body.as_ref()?.0.to_str().ok()
    }

    /// Pays for opening a stream again from the retry budget. Returns `false` if there is too little.
    pub(crate) fn pay_reconnection(&self) -> bool {
        self.uri()
            .is_ok_and(|uri| self.core.upstream(&uri, self.operation.path).pay(Cost::Transient))
    }

    /// Replaces the URL that is made from path and query.
    pub(crate) fn set_url(&mut self, url: &str) {
        self.parts.url = Some(url.to_owned());
    }

    /// Returns the request for the state of this operation at a URL that a response named.
    ///
    /// It has the caller's options and headers, if the URL has the origin of the base URL. Conditions and preferences apply
    /// to the first request only.
    pub(crate) fn state_request(
        &self,
        operation: &'static Operation,
        url: &str,
        ends_at: Instant,
    ) -> Self {
        let mut call = Self::new(&self.core, operation);
        let left = ends_at.saturating_duration_since(Instant::now());
        let own = &self.parts.options;
        let deadline = own.deadline.unwrap_or(self.core.settings().deadline).min(left);
        call.parts.options = CallOptions {
            deadline: Some(deadline),
            idempotency_key: None,
            headers: Vec::new(),
            ..own.clone()
        };
        call.parts.url = Some(self.url_with_secrets_of_origin(url));
        call.parts.any_origin = true;
        if !call.is_elsewhere() {
            let key = key_header(self.operation, self.core.settings()).ok();
            let is_kept = |(name, _): &&(HeaderName, HeaderValue)| {
                !FIRST_ONLY.contains(name) && key.as_ref() != Some(name)
            };
            call.parts.headers = self.parts.headers.iter().filter(is_kept).cloned().collect();
            call.parts.options.headers = own.headers.iter().filter(is_kept).cloned().collect();
            call.clear_idempotency_key();
        }
        call
    }

    /// Adds the secrets that the caller set as parameters, if the URL has the origin of the base URL.
    fn url_with_secrets_of_origin(&self, url: &str) -> String {
        let is_own = self.is_own_origin(url);
        if is_own { self.url_with_secrets(self.url_without_secrets(url)) } else { url.to_owned() }
    }

    /// Resolves a reference against this call's URL. Returns `None` if it points to another origin.
    pub(crate) fn resolved(&self, reference: &str) -> Option<String> {
        let own: Uri = self.uri().ok()?;
        let url = join(&own, reference)?;
        same_origin(&own, &url).then(|| url.to_string())
    }
}
