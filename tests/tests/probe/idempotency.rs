//! `--check-idempotency`: what three writes show.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde_json::json;

use crate::scripted::Scripted;
use crate::server::Server;
use crate::{json_of, probe};

#[test]
fn idempotency_keys_are_checked_by_three_writes() {
    let server = Server::start();
    let check = |mode: &str| {
        let arguments =
            "--check-idempotency createOrder --body order.json --allow-writes --format json";
        probe(&format!("{}/{mode}", server.url), arguments)
    };
    for (mode, verdict, code, created) in [
        ("good", "honoured", 0, 2),
        ("ignoring", "not_honoured", 1, 3),
        ("refusing", "refused", 1, 2),
        ("constant", "inconclusive", 1, 0),
        ("traced", "honoured", 0, 2),
        ("echoing", "inconclusive", 1, 3),
    ] {
        let before = server.seen.lock().unwrap().created;
        let run = check(mode);
        assert_eq!(json_of(&run)["verdict"], verdict, "{mode}");
        assert_eq!(json_of(&run)["keyHeader"], "Idempotency-Key");
        assert_eq!(run.code, code, "{mode}");
        assert_eq!(server.seen.lock().unwrap().created - before, created, "{mode}");
    }
    assert_eq!(server.requests().len(), 18, "three requests each");
    assert_eq!(server.requests()[0], "POST order \"open\"");
    let failing = check("failing");
    assert_eq!(failing.code, 2);
    assert!(failing.stderr.contains("failed with status 400"), "{}", failing.stderr);
}

#[test]
fn a_body_that_conflicts_says_nothing_about_the_key() {
    let server = Server::start();
    let arguments =
        "--check-idempotency createOrder --body order.json --allow-writes --format json";
    let run = probe(&format!("{}/unique", server.url), arguments);
    assert_eq!((run.code, json_of(&run)["verdict"].as_str()), (1, Some("inconclusive")));
    let message = json_of(&run)["message"].as_str().unwrap().to_owned();
    assert!(message.contains("another key fails too (status 409)"), "{message}");
}

#[test]
fn a_check_without_a_response_has_no_verdict() {
    let server = Scripted::start(|number| {
        let wait = if number == 1 { Duration::from_secs(3) } else { Duration::ZERO };
        (wait, (StatusCode::CREATED, Json(json!({"id": number}))).into_response())
    });
    let arguments = "--check-idempotency createOrder --body order.json --allow-writes --timeout 1s";
    let run = probe(&server.url, arguments);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let expected = "the repeated request failed: no response within 1000 ms";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
    assert_eq!(server.arrivals().len(), 2);
    let refused = probe("http://127.0.0.1:1", arguments);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("the first request failed: the connection failed"));
}
