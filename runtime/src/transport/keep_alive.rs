//! `Keep-Alive: timeout=N`: closes a connection before the server does.
//!
//! Takes the headers of a response and its connection. The pool has one idle timeout for all
//! connections, so a timer removes a connection that the server keeps for less.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use hyper_util::client::legacy::connect::CaptureConnection;
use tokio::time::{Instant, sleep_until};

use super::connector::ConnectionStats;

/// How much earlier than the server to close: a request could be in flight when the server closes.
const EARLIER: Duration = Duration::from_secs(1);

/// Ensures that the connection is not reused once the server may close it. `idle` is the idle
/// timeout of the pool; a longer time needs no timer.
pub(super) fn apply(
    headers: &HeaderMap,
    stats: &Arc<ConnectionStats>,
    capture: &CaptureConnection,
    idle: Duration,
) {
    let Some(kept) = timeout(headers).map(|kept| kept.saturating_sub(EARLIER)) else { return };
    if kept >= idle {
        return;
    }
    if kept.is_zero() {
        return poison(capture);
    }
    // One timer per connection, however many responses it carries.
    if stats.keep_until(Instant::now() + kept) {
        tokio::spawn(watch(stats.clone(), capture.clone()));
    }
}

async fn watch(stats: Arc<ConnectionStats>, capture: CaptureConnection) {
    while let Some(until) = stats.kept_until().filter(|until| *until > Instant::now()) {
        sleep_until(until).await;
    }
    poison(&capture);
}

fn poison(capture: &CaptureConnection) {
    if let Some(connected) = capture.connection_metadata().as_ref() {
        connected.poison();
    }
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
