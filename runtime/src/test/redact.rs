//! Removes secrets from what is recorded.
//!
//! Takes names and values of headers, queries and bodies; returns them with [`REDACTED`] in the place of secrets. A request
//! that is replayed is redacted in the same way, so it matches.

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderName};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::call::encode;

/// What is written in the place of a secret.
pub(super) const REDACTED: &str = "REDACTED";

/// The shortest secret that is searched for elsewhere. A shorter one would match by chance.
const MIN_SEARCHED: usize = 6;

/// Headers whose values are recorded. All others are redacted: a header can have any name and contain a key.
const PLAIN_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "age",
    "allow",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "deprecation",
    "etag",
    "expires",
    "idempotency-key",
    "idempotent-replayed",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "last-event-id",
    "last-modified",
    "link",
    "location",
    "prefer",
    "preference-applied",
    "range",
    "ratelimit",
    "ratelimit-limit",
    "ratelimit-policy",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "server",
    "sunset",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "x-correlation-id",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
    "x-should-retry",
];

/// Names of secrets, without signs and in lower case.
const SECRET_NAMES: &[&str] = &[
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "cvc",
    "cvv",
    "jwt",
    "key",
    "otp",
    "pin",
    "pwd",
    "sig",
    "session",
    "sessionid",
    "sid",
    "token",
];

/// Endings of names of secrets.
const SECRET_ENDINGS: &[&str] = &[
    "accesskey",
    "accesskeyid",
    "accesstoken",
    "apikey",
    "apitoken",
    "assertion",
    "authkey",
    "authtoken",
    "bearertoken",
    "cardnumber",
    "clientsecret",
    "csrftoken",
    "devicetoken",
    "idtoken",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
    "securitytoken",
    "sessiontoken",
    "signature",
    "signingkey",
];

/// What is removed from a recording.
///
/// By default: the values of all headers but well-known harmless ones, of query parameters and members of JSON and form
/// bodies that are named like a secret, and user info in URLs. A value that was removed once is removed wherever else it
/// occurs in the same exchange, such as in a response that repeats it.
///
/// # Examples
///
/// ```
/// use renkei_runtime::test::Redaction;
///
/// let redaction = Redaction::new()
///     .keep_header("x-tenant")
///     .name("voucher")
///     .secret("a value that must not be recorded anywhere");
/// # assert!(!format!("{redaction:?}").contains("a value"));
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Redaction {
    kept_headers: Vec<String>,
    names: Vec<String>,
    secrets: Vec<SecretString>,
}

impl Redaction {
    /// Creates the default rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records the values of this header.
    pub fn keep_header(mut self, name: &str) -> Self {
        self.kept_headers.push(name.to_ascii_lowercase());
        self
    }

    /// Removes the values of query parameters and of members of bodies with this name.
    pub fn name(mut self, name: &str) -> Self {
        self.names.push(plain(name));
        self
    }

    /// Removes this value wherever it occurs, also percent-encoded and in Base64.
    pub fn secret(mut self, value: impl Into<SecretString>) -> Self {
        self.secrets.push(value.into());
        self
    }

    /// Starts the redaction of one exchange.
    pub(super) fn scope(&self) -> Scope<'_> {
        let mut scope = Scope { rules: self, names: Vec::new(), found: BTreeSet::new() };
        for secret in &self.secrets {
            scope.note(secret.expose_secret());
        }
        scope
    }

    fn is_secret_name(&self, name: &str) -> bool {
        let name = plain(name);
        SECRET_NAMES.contains(&name.as_str())
            || SECRET_ENDINGS.iter().any(|it| name.ends_with(it))
            || self.names.contains(&name)
    }

    fn is_plain_header(&self, name: &HeaderName) -> bool {
        let name = name.as_str();
        PLAIN_HEADERS.contains(&name) || self.kept_headers.iter().any(|it| it == name)
    }
}

impl std::fmt::Debug for Redaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redaction")
            .field("kept_headers", &self.kept_headers)
            .field("names", &self.names)
            .field("secrets", &self.secrets.len())
            .finish()
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}

/// The redaction of one exchange, which remembers what it has removed.
pub(super) struct Scope<'a> {
    rules: &'a Redaction,
    /// Names of secrets of this exchange.
    names: Vec<String>,
    /// Secrets in every form in which they may occur again.
    found: BTreeSet<String>,
}

impl Scope<'_> {
    /// Remembers a secret.
    fn note(&mut self, secret: &str) {
        if secret.len() < MIN_SEARCHED || secret == REDACTED {
            return;
        }
        self.found.insert(secret.to_owned());
        self.found.insert(encode::component(secret));
        self.found.insert(encode::base64(secret.as_bytes()).trim_end_matches('=').to_owned());
        if let Ok(escaped) = serde_json::to_string(secret) {
            self.found.insert(escaped.trim_matches('"').to_owned());
        }
    }

    /// Adds credentials of the query, as `name=value`.
    pub(super) fn add_pairs(&mut self, pairs: &[String]) {
        for (name, value) in pairs.iter().filter_map(|it| it.split_once('=')) {
            let decoded = |text: &str| encode::decoded(text).unwrap_or_else(|| text.to_owned());
            self.names.push(plain(&decoded(name)));
            self.note(&decoded(value));
        }
    }

    fn is_secret_name(&self, name: &str) -> bool {
        self.rules.is_secret_name(name) || self.names.contains(&plain(name))
    }

    /// Remembers the secrets in a header: the whole value, and the part after a scheme such as `Bearer`.
    fn note_header(&mut self, value: &str) {
        self.note(value);
        for part in value.split([' ', ';', ',']) {
            let secret = part.split_once('=').map_or(part, |(_, secret)| secret).trim_matches('"');
            self.note(secret);
        }
        if let Some(pair) = value.strip_prefix("Basic ").and_then(encode::from_base64) {
            for part in String::from_utf8_lossy(&pair).splitn(2, ':').skip(1) {
                self.note(part);
            }
        }
    }

    /// Returns the headers, sorted by name.
    pub(super) fn headers(&mut self, headers: &HeaderMap) -> Vec<(String, String)> {
        let mut list = Vec::new();
        for (name, value) in headers {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let is_plain = self.rules.is_plain_header(name) && !value.is_sensitive();
            let is_key = name.as_str() == "idempotency-key";
            let shown = if is_plain || is_key {
                text
            } else {
                self.note_header(&text);
                REDACTED.to_owned()
            };
            list.push((name.as_str().to_owned(), shown));
        }
        list.sort();
        list
    }

    /// Returns a URL without user info and without secrets in its query.
    pub(super) fn url(&mut self, url: &str) -> String {
        let (before, query) =
            url.split_once('?').map_or((url, None), |(it, query)| (it, Some(query)));
        let mut text = match before.split_once("://") {
            Some((scheme, rest)) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                let host = authority.rsplit_once('@').map_or(authority, |(info, host)| {
                    self.note(info.split_once(':').map_or(info, |(_, password)| password));
                    host
                });
                format!("{scheme}://{host}{path}")
            }
            None => before.to_owned(),
        };
        if let Some(query) = query {
            text.push('?');
            text.push_str(&self.form(query));
        }
        text
    }

    /// Returns a query or a urlencoded form without secrets.
    pub(super) fn form(&mut self, text: &str) -> String {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=')?;
            let decoded = encode::decoded(name).unwrap_or_else(|| name.to_owned());
            if !self.is_secret_name(&decoded) {
                return None;
            }
            if let Some(secret) = encode::decoded(value) {
                self.note(&secret);
            }
            self.note(value);
            Some(format!("{name}={REDACTED}"))
        };
        let mut pair = pair;
        let pairs: Vec<_> =
            text.split('&').map(|it| pair(it).unwrap_or_else(|| it.to_owned())).collect();
        pairs.join("&")
    }

    /// Removes the secrets of a JSON value.
    pub(super) fn json(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if self.is_secret_name(name) {
                        self.wipe(member);
                    } else {
                        self.json(member);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|it| self.json(it)),
            _ => {}
        }
    }

    /// Replaces every string below a secret name. Other values keep their type, so that the body still decodes.
    fn wipe(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => {
                self.note(text);
                REDACTED.clone_into(text);
            }
            Value::Number(number) => {
                self.note(&number.to_string());
                *value = 0.into();
            }
            Value::Array(items) => items.iter_mut().for_each(|it| self.wipe(it)),
            Value::Object(members) => members.values_mut().for_each(|it| self.wipe(it)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Removes every secret of the exchange from a text, the longest first.
    pub(super) fn scrub(&self, text: &str) -> String {
        let mut found: Vec<&String> = self.found.iter().collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.len()));
        found.iter().fold(text.to_owned(), |text, secret| match text.contains(secret.as_str()) {
            true => text.replace(secret.as_str(), REDACTED),
            false => text,
        })
    }

    /// Whether bytes that are not text contain a secret.
    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        let contains =
            |secret: &String| bytes.windows(secret.len()).any(|it| it == secret.as_bytes());
        self.found.iter().any(contains)
    }
}
