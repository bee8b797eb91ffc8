//! Sends one request, without retries and redirects, and measures how long it takes.

use std::time::{Duration, Instant};

use renkei::probe::ProbeRequest;
use ureq::http::{Request, Uri};
use ureq::{Agent, Error};

use super::access::Credentials;
use crate::remote::is_loopback;

/// The size limit of a response, in bytes.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// The headers that mark a repeated response, if they are `true`.
const REPLAYED: [&str; 2] = ["idempotent-replayed", "x-idempotent-replayed"];

/// Sends requests to servers.
pub(super) struct Sender {
    agent: Agent,
    /// For servers on this machine.
    loopback: Agent,
    timeout: Duration,
}

/// A response.
#[derive(Default)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) location: Option<String>,
    pub(super) deprecation: Option<String>,
    pub(super) sunset: Option<String>,
    /// Whether it has `Idempotent-Replayed: true`.
    pub(super) is_replayed: bool,
    pub(super) body: Vec<u8>,
}

impl Response {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// A request that can be sent: its server, its credentials, and what a write has.
pub(super) struct Prepared {
    pub(super) request: ProbeRequest,
    pub(super) server: String,
    pub(super) credentials: Credentials,
}

/// What a write adds to a request.
pub(super) struct Write<'a> {
    pub(super) key: (&'a str, &'a str),
    pub(super) media_type: &'a str,
    pub(super) body: &'a [u8],
}

impl Sender {
    pub(super) fn new(timeout: Duration) -> Self {
        let config = || {
            let config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
            let name = concat!("renkei-probe/", env!("CARGO_PKG_VERSION"));
            config.user_agent(name).timeout_global(Some(timeout))
        };
        let loopback = config().proxy(None).build();
        Self { agent: config().build().into(), loopback: loopback.into(), timeout }
    }

    /// Sends a request. The message of an error has neither the URL nor a header.
    pub(super) fn send(
        &self,
        prepared: &Prepared,
        write: Option<&Write<'_>>,
    ) -> (Duration, Result<Response, String>) {
        let started = Instant::now();
        let result = self.exchange(prepared, write);
        (started.elapsed(), result)
    }

    fn exchange(&self, prepared: &Prepared, write: Option<&Write<'_>>) -> Result<Response, String> {
        let Prepared { request, server, credentials } = prepared;
        let mut url = format!("{server}{}", request.path);
        for parameter in with_credentials(&request.query, &credentials.query) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(parameter);
        }
        let is_local = url.parse::<Uri>().is_ok_and(|it| is_loopback(&it));
        let agent = if is_local { &self.loopback } else { &self.agent };
        let mut builder = Request::builder().method(request.method.as_str()).uri(url);
        for (name, value) in headers(request, credentials) {
            builder = builder.header(name, value);
        }
        let invalid = |_| "the request is invalid: a value cannot be sent".to_owned();
        let response = match write {
            None => agent.run(builder.body(()).map_err(invalid)?),
            Some(write) => {
                let (name, key) = write.key;
                builder = builder.header(name, key).header("content-type", write.media_type);
                agent.run(builder.body(write.body).map_err(invalid)?)
            }
        };
        let mut response = response.map_err(|error| self.describe(&error))?;
        let header = |name: &str| {
            response.headers().get(name).and_then(|it| it.to_str().ok()).map(str::to_owned)
        };
        let mut received = Response {
            status: response.status().as_u16(),
            content_type: header("content-type"),
            location: header("location"),
            deprecation: header("deprecation"),
            sunset: header("sunset"),
            is_replayed: REPLAYED
                .iter()
                .filter_map(|it| header(it))
                .any(|it| it.eq_ignore_ascii_case("true")),
            body: Vec::new(),
        };
        let body = response.body_mut().with_config().limit(MAX_BYTES);
        received.body = body.read_to_vec().map_err(|error| self.describe(&error))?;
        Ok(received)
    }

    fn describe(&self, error: &Error) -> String {
        match error {
            Error::Timeout(_) => format!("no response within {} ms", self.timeout.as_millis()),
            Error::HostNotFound => "the host was not found".to_owned(),
            Error::ConnectionFailed => "the connection failed".to_owned(),
            Error::Io(error) => format!("the connection failed: {}", error.kind()),
            Error::BodyExceedsLimit(limit) => format!("the response has more than {limit} bytes"),
            Error::Rustls(error) => format!("the TLS connection failed: {error}"),
            _ => "the exchange failed".to_owned(),
        }
    }
}

/// Returns the headers of a request. A credential replaces a parameter with its name, and all cookies are in one header (RFC 6265
/// section 5.4).
fn headers(request: &ProbeRequest, credentials: &Credentials) -> Vec<(String, String)> {
    let is_replaced = |name: &str| {
        credentials.headers.iter().any(|(credential, _)| credential.eq_ignore_ascii_case(name))
    };
    let parameters = request.headers.iter().filter(|(name, _)| !is_replaced(name));
    let mut headers: Vec<_> = parameters.chain(&credentials.headers).cloned().collect();
    let cookies = with_credentials(&request.cookies, &credentials.cookies);
    if !cookies.is_empty() {
        headers.push(("cookie".to_owned(), cookies.join("; ")));
    }
    headers
}

/// Returns parameters and credentials, each as `name=value`. A credential replaces the parameters with its name.
fn with_credentials<'a>(parameters: &'a [String], credentials: &'a [String]) -> Vec<&'a str> {
    let name = |pair: &'a String| pair.split_once('=').map(|(name, _)| name);
    let is_replaced = |pair: &'a String| credentials.iter().any(|it| name(it) == name(pair));
    let kept = parameters.iter().filter(|it| !is_replaced(it));
    kept.chain(credentials).map(String::as_str).collect()
}
