//! HTTP: fetches one document, with limits for time, size and redirects.

use std::net::IpAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use renkei::source::RemoteError;
use ureq::http::Uri;
use ureq::{Agent, Error};

/// The size limit of one document, in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The time limit for one document.
const DOCUMENT_TIMEOUT: Duration = Duration::from_secs(30);

/// The time limit for all documents of a run.
const RUN_TIMEOUT: Duration = Duration::from_secs(300);

/// RFC 9110, section 15.4: a client should detect cyclical redirections.
const MAX_REDIRECTS: u32 = 5;

#[derive(Debug)]
pub(super) struct Fetcher {
    /// For public servers: HTTPS only, also after a redirect.
    public: Agent,
    /// For servers on this machine: without TLS, proxy and redirects.
    loopback: Agent,
    deadline: Instant,
}

impl Fetcher {
    pub(super) fn new() -> Self {
        let name = concat!("renkei/", env!("CARGO_PKG_VERSION"));
        let config = || Agent::config_builder().user_agent(name).http_status_as_error(false);
        let public = config().https_only(true).max_redirects(MAX_REDIRECTS).build();
        let loopback = config().proxy(None).max_redirects(0).build();
        Self {
            public: public.into(),
            loopback: loopback.into(),
            deadline: Instant::now() + RUN_TIMEOUT,
        }
    }

    pub(super) fn fetch(
        &self,
        url: &str,
        named_by: Option<&Path>,
        limit: u64,
    ) -> Result<Vec<u8>, RemoteError> {
        let uri = check_url(url, named_by)?;
        let agent = if is_loopback(&uri) { &self.loopback } else { &self.public };
        let timeout = self.deadline.saturating_duration_since(Instant::now()).min(DOCUMENT_TIMEOUT);
        if timeout.is_zero() {
            return Err(failed(format!(
                "the time limit of {} s for all remote documents has passed",
                RUN_TIMEOUT.as_secs()
            )));
        }
        let request = agent.get(uri).config().timeout_global(Some(timeout)).build();
        let mut response = request.call().map_err(|error| failed(describe(&error)))?;
        let status = response.status();
        if !status.is_success() {
            return Err(failed(format!("the server responded with {status}")));
        }
        let limit = limit.min(MAX_BYTES);
        if response.body().content_length().is_some_and(|length| length > limit) {
            return Err(failed(describe(&Error::BodyExceedsLimit(limit))));
        }
        let body = response.body_mut().with_config().limit(limit);
        body.read_to_vec().map_err(|error| failed(describe(&error)))
    }
}

/// Checks that a URL may be fetched.
fn check_url(url: &str, named_by: Option<&Path>) -> Result<Uri, RemoteError> {
    let refuse = |message: &str, help| RemoteError { message: message.to_owned(), help };
    let Ok(uri) = url.parse::<Uri>() else {
        return Err(refuse("the URL is invalid", "use a URL as RFC 3986 defines it"));
    };
    if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
        let help = "remove them; if the server needs them, download the document and use its path";
        return Err(refuse("the URL contains credentials, which the lock file would reveal", help));
    }
    let loopback = is_loopback(&uri);
    if uri.scheme_str() != Some("https") && !loopback {
        return Err(refuse("the URL does not use TLS", "use `https://`"));
    }
    // A public document must not reach servers that only this machine can reach.
    let named_by = named_by.and_then(Path::to_str).filter(|it| it.contains("://"));
    let is_public = named_by.and_then(|it| it.parse().ok()).is_some_and(|it| !is_loopback(&it));
    if loopback && is_public {
        let help = "download the referring document and use its path";
        return Err(refuse("a remote document must not refer to this machine", help));
    }
    Ok(uri)
}

/// Whether a URL names this machine.
pub(crate) fn is_loopback(uri: &Uri) -> bool {
    let Some(host) = uri.host() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback())
}

fn failed(message: String) -> RemoteError {
    let help = "try again, or download the document and use its path";
    RemoteError { message, help }
}

fn describe(error: &Error) -> String {
    match error {
        Error::Timeout(_) => {
            format!("no complete response within {} s", DOCUMENT_TIMEOUT.as_secs())
        }
        Error::BodyExceedsLimit(limit) => format!("the document has more than {limit} bytes"),
        Error::RequireHttpsOnly(_) => "the server redirected to a URL without TLS".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str, named_by: Option<&str>) -> Option<String> {
        check_url(url, named_by.map(Path::new)).err().map(|error| error.message)
    }

    #[test]
    fn only_safe_urls_are_fetched() {
        for url in [
            "https://a.example/b",
            "https://10.0.0.1/b",
            "http://127.0.0.1:80/",
            "http://[::1]/",
            "http://localhost:1/",
        ] {
            assert_eq!(refusal(url, Some("specs/api.yaml")), None, "{url}");
        }
        let cases = [
            ("http://a.example/", "not use TLS"),
            ("http://127.0.0.1.a.example/", "not use TLS"),
            ("https://me:secret@a.example/", "credentials"),
            ("https:// a", "URL is invalid"),
        ];
        for (url, words) in cases {
            assert!(refusal(url, None).is_some_and(|it| it.contains(words)), "{url}");
        }
    }

    #[test]
    fn public_documents_do_not_reach_this_machine() {
        for url in ["http://127.0.0.1/", "https://localhost/", "http://[::1]:8080/"] {
            assert!(refusal(url, Some("https://a.example/")).is_some(), "{url}");
            assert_eq!(refusal(url, Some("http://localhost:9/")), None, "{url}");
        }
    }
}
