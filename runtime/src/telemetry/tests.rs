//! Metrics from events that are written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::Metrics;
use crate::error::{Error, ErrorKind};
use crate::hooks::{Event, Observe};
use crate::transport::TransportErrorKind;

const UPSTREAM: &str = "https://api.test:443";

fn ended(
    path: &'static str,
    upstream: &str,
    status: Option<u16>,
    error: Option<&Error>,
) -> Metrics {
    let metrics = Metrics::new();
    record(&metrics, path, upstream, status, error);
    metrics
}

fn record(
    metrics: &Metrics,
    path: &'static str,
    upstream: &str,
    status: Option<u16>,
    error: Option<&Error>,
) {
    let (operation, method, duration) = ("getOrder", "GET", Duration::from_millis(30));
    let waited = Duration::ZERO;
    let attempt = 1;
    metrics.event(&Event::AttemptEnded {
        operation,
        method,
        path,
        attempt,
        upstream,
        waited,
        status,
        error,
        duration,
    });
    let attempts = 1;
    metrics.event(&Event::CallEnded {
        operation,
        method,
        path,
        upstream,
        attempts,
        error,
        duration,
    });
}

/// A sample: its name, its labels and its value.
type Sample = (String, BTreeMap<String, String>, f64);

/// Parses each line as the format demands, and fails on anything else.
fn parse(text: &str) -> Vec<Sample> {
    let mut types = BTreeMap::new();
    let mut samples = Vec::new();
    let mut seen = BTreeSet::new();
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (keyword, name, rest) =
                (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            match keyword {
                "HELP" => assert!(!rest.contains('\\')),
                "TYPE" => {
                    assert!(["counter", "gauge", "histogram"].contains(&rest), "{line}");
                    assert!(types.insert(name.to_owned(), rest.to_owned()).is_none(), "{line}");
                }
                _ => panic!("{line}"),
            }
            continue;
        }
        let (name, rest) = line.split_once('{').unwrap();
        let (labels, rest) = parse_labels(rest);
        let value: f64 = rest.strip_prefix(' ').unwrap().parse().unwrap();
        let family = types.keys().find(|family| {
            name.strip_prefix(family.as_str())
                .is_some_and(|it| ["", "_bucket", "_sum", "_count"].contains(&it))
        });
        assert!(family.is_some(), "{line} has no type");
        assert!(seen.insert((name.to_owned(), labels.clone())), "{line} is a duplicate");
        samples.push((name.to_owned(), labels, value));
    }
    samples
}

fn parse_labels(text: &str) -> (BTreeMap<String, String>, &str) {
    let (mut labels, mut rest) = (BTreeMap::new(), text);
    loop {
        let (name, after) = rest.split_once("=\"").unwrap();
        assert!(name.chars().all(|it| it.is_ascii_lowercase() || it == '_'), "{name}");
        let (mut value, mut chars) = (String::new(), after.char_indices());
        let end = loop {
            match chars.next().unwrap() {
                (_, '\\') => value.push(match chars.next().unwrap().1 {
                    'n' => '\n',
                    char @ ('"' | '\\') => char,
                    char => panic!("\\{char}"),
                }),
                (at, '"') => break at,
                (_, char) => value.push(char),
            }
        };
        assert!(labels.insert(name.to_owned(), value).is_none(), "{name} is a duplicate");
        rest = &after[end + 1..];
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => return (labels, rest.strip_prefix('}').unwrap()),
        }
    }
}

#[test]
fn labels_are_escaped() {
    let path = "/a/{\"x\\y\nz\"}";
    let metrics = ended(path, "http://[::1]:8080", Some(200), None);
    for (name, labels, _) in parse(&metrics.prometheus()) {
        assert_eq!(labels["url_template"], path, "{name}");
        assert_eq!((&*labels["server_address"], &*labels["server_port"]), ("::1", "8080"));
        assert_eq!((&*labels["url_scheme"], &*labels["http_request_method"]), ("http", "GET"));
    }
}

#[test]
fn the_duration_has_the_attributes_and_buckets_of_the_conventions() {
    let metrics = ended("/x", UPSTREAM, Some(200), None);
    let broken = Error::new(ErrorKind::Transport(TransportErrorKind::Broken));
    record(&metrics, "/x", UPSTREAM, None, Some(&broken));
    let body = crate::Bytes::new();
    let status = http::StatusCode::BAD_GATEWAY;
    let failed = Error::new(ErrorKind::Status { status, body });
    record(&metrics, "/x", UPSTREAM, Some(502), Some(&failed));
    let samples = parse(&metrics.prometheus());
    let of = |error: Option<&str>, name: &str| -> Vec<(String, f64)> {
        let name = format!("http_client_request_duration_seconds{name}");
        let error = error.map(str::to_owned);
        let chosen =
            samples.iter().filter(|it| it.0 == name && it.1.get("error_type") == error.as_ref());
        chosen.map(|it| (it.1.get("le").cloned().unwrap_or_default(), it.2)).collect()
    };
    let bounds =
        ["0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1", "2.5"];
    let bounds: Vec<&str> = bounds.into_iter().chain(["5", "7.5", "10", "+Inf"]).collect();
    for error in [None, Some("connection_broken"), Some("502")] {
        let buckets = of(error, "_bucket");
        assert_eq!(buckets.iter().map(|it| &*it.0).collect::<Vec<_>>(), bounds);
        let expected =
            |bound: &str| if ["0.005", "0.01", "0.025"].contains(&bound) { 0.0 } else { 1.0 };
        assert!(buckets.iter().all(|(bound, count)| *count == expected(bound)), "{buckets:?}");
        assert_eq!(of(error, "_count")[0].1, 1.0);
        assert_eq!(of(error, "_sum")[0].1, 0.03);
    }
    let statuses = samples.iter().filter_map(|it| it.1.get("http_response_status_code"));
    assert_eq!(statuses.collect::<BTreeSet<_>>(), BTreeSet::from([&"200".into(), &"502".into()]));
}

#[test]
fn memory_is_bounded() {
    let metrics = Metrics::new();
    for port in 0..Metrics::MAX_PATHS + 50 {
        let upstream = format!("http://api.test:{port}");
        record(&metrics, "/x", &upstream, Some(200), None);
        let pause = Duration::from_secs(1);
        metrics.event(&Event::BreakerOpened { upstream: &upstream, path: None, pause });
    }
    for status in 200..300 {
        record(&metrics, "/x", "http://api.test:0", Some(status), None);
    }
    let snapshot = metrics.snapshot();
    assert_eq!(snapshot.paths.len(), Metrics::MAX_PATHS + 1);
    assert_eq!(snapshot.upstreams.len(), 256);
    let calls: u64 = snapshot.paths.iter().map(|it| it.calls).sum();
    assert_eq!(calls as usize, Metrics::MAX_PATHS + 150, "none is lost");
    let overflow: Vec<_> = snapshot.paths.iter().filter(|it| it.is_overflow).collect();
    assert_eq!((overflow.len(), overflow[0].calls, overflow[0].upstream.as_str()), (1, 50, ""));
    let samples = parse(&metrics.prometheus());
    let counted = samples.iter().filter(|it| it.0 == "http_client_request_duration_seconds_count");
    assert_eq!(counted.clone().map(|it| it.2).sum::<f64>() as usize, Metrics::MAX_PATHS + 150);
    let beyond = counted.filter(|it| it.1.contains_key("otel_metric_overflow"));
    // 32 of 100 statuses have a series each.
    assert_eq!(beyond.map(|it| it.2).collect::<Vec<_>>(), [68.0, 50.0]);
}

#[test]
fn a_snapshot_is_plain_data() {
    let metrics = ended("/x", UPSTREAM, Some(200), None);
    let json = serde_json::to_value(metrics.snapshot()).unwrap();
    let path = &json["paths"][0];
    assert_eq!((&path["path"], &path["calls"]), (&"/x".into(), &1.into()));
    let p95 = path["duration"]["p95"].as_f64().unwrap();
    assert!((p95 / 0.03 - 1.0).abs() < 0.02, "{p95}");
    assert_eq!(path["wait"]["p99"], 0.0);
}
