//! HTTP: one GET for a URL, with an end to time, size and redirects.

use std::net::IpAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use renkei::source::RemoteError;
use ureq::http::Uri;
use ureq::{Agent, Error};

/// How large one document may be, in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How long one document may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long all of a run may take together.
const ALL_PATIENCE: Duration = Duration::from_secs(300);

/// RFC 9110 section 15.4 asks only for an end.
const MAX_REDIRECTS: u32 = 5;

#[derive(Debug)]
pub(super) struct Fetcher {
    /// For the web, by https and nothing else, redirects included.
    web: Agent,
    /// For servers of this machine, which may be without TLS, and lead nowhere else.
    own: Agent,
    until: Instant,
}

impl Fetcher {
    pub(super) fn new() -> Self {
        let name = concat!("renkei/", env!("CARGO_PKG_VERSION"));
        let config = || Agent::config_builder().user_agent(name).http_status_as_error(false);
        let web = config().https_only(true).max_redirects(MAX_REDIRECTS).build();
        let own = config().proxy(None).max_redirects(0).build();
        Self { web: web.into(), own: own.into(), until: Instant::now() + ALL_PATIENCE }
    }

    pub(super) fn fetch(
        &self,
        url: &str,
        named_by: Option<&Path>,
        limit: u64,
    ) -> Result<Vec<u8>, RemoteError> {
        let uri = allowed(url, named_by)?;
        let agent = if is_loopback(&uri) { &self.own } else { &self.web };
        let left = self.until.saturating_duration_since(Instant::now()).min(PATIENCE);
        if left.is_zero() {
            return Err(failed(format!(
                "the time of {} s for all is over",
                ALL_PATIENCE.as_secs()
            )));
        }
        let request = agent.get(uri).config().timeout_global(Some(left)).build();
        let mut response = request.call().map_err(|error| failed(words(&error)))?;
        let status = response.status();
        if !status.is_success() {
            return Err(failed(format!("the server answers with {status}")));
        }
        let limit = limit.min(MAX_BYTES);
        if response.body().content_length().is_some_and(|length| length > limit) {
            return Err(failed(words(&Error::BodyExceedsLimit(limit))));
        }
        let body = response.body_mut().with_config().limit(limit);
        body.read_to_vec().map_err(|error| failed(words(&error)))
    }
}

/// A URL that may be fetched.
fn allowed(url: &str, named_by: Option<&Path>) -> Result<Uri, RemoteError> {
    let wrong = |message: &str, help| RemoteError { message: message.to_owned(), help };
    let Ok(uri) = url.parse::<Uri>() else {
        return Err(wrong("it is not a URL", "correct it (RFC 3986)"));
    };
    if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
        let help = "take user and password out; what needs them can be downloaded first";
        return Err(wrong("it holds credentials, which the lock file would show", help));
    }
    let loopback = is_loopback(&uri);
    if uri.scheme_str() != Some("https") && !loopback {
        return Err(wrong("it is not fetched without TLS", "write `https://`"));
    }
    // A document from elsewhere must not reach what only this machine can reach.
    let named_by = named_by.and_then(Path::to_str).filter(|it| it.contains("://"));
    let from_web = named_by.and_then(|it| it.parse().ok()).is_some_and(|it| !is_loopback(&it));
    if loopback && from_web {
        let help = "download the document that refers to it";
        return Err(wrong("a document on the network must not lead to this machine", help));
    }
    Ok(uri)
}

fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback())
}

fn failed(message: String) -> RemoteError {
    let help = "try it again, or download it, and refer to it by a relative path";
    RemoteError { message, help }
}

fn words(error: &Error) -> String {
    match error {
        Error::Timeout(_) => format!("no whole answer within {} s", PATIENCE.as_secs()),
        Error::BodyExceedsLimit(limit) => format!("it has more than {limit} bytes"),
        Error::RequireHttpsOnly(_) => "a redirect leads away from TLS".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str, named_by: Option<&str>) -> Option<String> {
        allowed(url, named_by.map(Path::new)).err().map(|error| error.message)
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
            assert_eq!(refused(url, Some("specs/api.yaml")), None, "{url}");
        }
        let cases = [
            ("http://a.example/", "without TLS"),
            ("http://127.0.0.1.a.example/", "without TLS"),
            ("https://me:secret@a.example/", "credentials"),
            ("https:// a", "not a URL"),
        ];
        for (url, words) in cases {
            assert!(refused(url, None).is_some_and(|it| it.contains(words)), "{url}");
        }
    }

    #[test]
    fn what_comes_from_elsewhere_does_not_reach_this_machine() {
        for url in ["http://127.0.0.1/", "https://localhost/", "http://[::1]:8080/"] {
            assert!(refused(url, Some("https://a.example/")).is_some(), "{url}");
            assert_eq!(refused(url, Some("http://localhost:9/")), None, "{url}");
        }
    }
}
