//! `Keep-Alive: timeout=N`: how long the server keeps a connection.

use std::time::Duration;

use http::HeaderMap;

/// How much earlier than the server to close: a request could be in flight when the server closes.
const EARLIER: Duration = Duration::from_secs(1);

/// Returns how long a connection may stay unused after this response, if the server states it.
pub(super) fn time_kept(headers: &HeaderMap) -> Option<Duration> {
    Some(timeout(headers)?.saturating_sub(EARLIER))
}

/// Reads the `timeout` parameter, in seconds (RFC 2068 § 19.7.1.1).
fn timeout(headers: &HeaderMap) -> Option<Duration> {
    let parameters = headers.get("keep-alive")?.to_str().ok()?.split(',');
    let seconds = parameters.filter_map(|one| one.split_once('=')).find_map(|(name, value)| {
        name.trim().eq_ignore_ascii_case("timeout").then(|| value.trim().parse().ok()).flatten()
    })?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts() {
        for (value, expected) in [
            ("timeout=5", Some(5)),
            ("max=10, Timeout = 7", Some(7)),
            ("max=10", None),
            ("timeout=x", None),
            ("", None),
        ] {
            let headers =
                [("keep-alive".parse().unwrap(), value.parse().unwrap())].into_iter().collect();
            assert_eq!(timeout(&headers), expected.map(Duration::from_secs), "{value}");
        }
    }
}
