//! The table of failures, enumerated: method × key × failure, each with what is sent and how it ends.

use std::time::Duration;

use renkei_runtime::codegen::{self, Operation};
use renkei_runtime::http::Response;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind as Kind;
use renkei_runtime::{Advice, CallOptions, Error, Outcome, Outcome::*, Phase};

use crate::orders_client::Client;

/// The classes of operations: safe to repeat, keyed, neither.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Class {
    S,
    K,
    N,
}

/// Whether a request has a key, and whether its server is declared to honour it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Generated,
    Declared,
    Own,
    OwnDeclared,
}

const KEYS: [Key; 4] = [Key::Generated, Key::Declared, Key::Own, Key::OwnDeclared];

macro_rules! operations {
    ($($name:ident $declared:ident $usual:expr;)*) => {
        $(static $name: Operation = Operation { id: "op", path: "/x", ..$usual };
        static $declared: Operation =
            Operation { id: "op", path: "/x", idempotency_header: Some("Idempotency-Key"), ..$usual };)*
        static OPERATIONS: &[(&Operation, &Operation)] = &[$((&$name, &$declared)),*];
    };
}

operations! {
    GET GET_K Operation::GET;
    HEAD HEAD_K Operation::HEAD;
    OPTIONS OPTIONS_K Operation::OPTIONS;
    TRACE TRACE_K Operation::TRACE;
    QUERY QUERY_K Operation::QUERY;
    PUT PUT_K Operation::PUT;
    DELETE DELETE_K Operation::DELETE;
    POST POST_K Operation::POST;
    PATCH PATCH_K Operation::PATCH;
    COPY COPY_K Operation::named("COPY");
}

/// The class of an operation, by the words of the specification and not by the runtime's.
fn class(method: &str, key: Key) -> Class {
    match (method, key) {
        ("GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY" | "PUT" | "DELETE", _) => Class::S,
        (_, Key::Declared | Key::OwnDeclared) => Class::K,
        _ => Class::N,
    }
}

#[derive(Clone, Debug)]
enum Failure {
    Transport(Kind),
    Hang,
    Status(u16, &'static [(&'static str, &'static str)], &'static str),
}

const YES: [bool; 3] = [true; 3];
const NO: [bool; 3] = [false; 3];
const SAFE: [bool; 3] = [true, true, false];
const KEYED: [bool; 3] = [false, true, false];

fn status(code: u16) -> Failure {
    Failure::Status(code, &[], "")
}

/// Failure, whether S, K and N are sent again, outcome, phase.
fn table() -> Vec<(Failure, [bool; 3], Outcome, Phase)> {
    let transport = |kind| Failure::Transport(kind);
    let mut rows = vec![
        (transport(Kind::Connect), YES, NotSent, Phase::Connect),
        (transport(Kind::ConnectTimeout), YES, NotSent, Phase::Connect),
        (transport(Kind::Tls), NO, NotSent, Phase::Connect),
        (transport(Kind::Unsent), YES, NotSent, Phase::Exchange),
        (transport(Kind::Stale), SAFE, Unknown, Phase::Exchange),
        (transport(Kind::Broken), SAFE, Unknown, Phase::Exchange),
        (transport(Kind::MalformedHead), NO, Unknown, Phase::Exchange),
        (transport(Kind::BodyBroken), SAFE, Applied, Phase::Body),
        (transport(Kind::Unsupported), NO, NotSent, Phase::Prepare),
        (Failure::Hang, SAFE, Unknown, Phase::Exchange),
        (Failure::Status(503, &[("retry-after", "0")], ""), YES, Rejected, Phase::Decode),
        (Failure::Status(503, &[("x-should-retry", "false")], ""), NO, Unknown, Phase::Decode),
        (Failure::Status(500, &[("idempotent-replayed", "true")], ""), NO, Unknown, Phase::Decode),
        (Failure::Status(409, &[], "request in progress"), KEYED, Rejected, Phase::Decode),
        (Failure::Status(200, &[], "<html>"), NO, Applied, Phase::Decode),
    ];
    for code in 400..600 {
        let (again, outcome) = match code {
            429 => (YES, Rejected),
            408 | 425 => (SAFE, Unknown),
            501 | 505 | 506 | 508 | 510 | 511 => (NO, Rejected),
            500..=599 => (SAFE, Unknown),
            _ => (NO, Rejected),
        };
        rows.push((status(code), again, outcome, Phase::Decode));
    }
    rows
}

/// A script in which every attempt fails in this way.
fn script(failure: &Failure) -> ScriptedTransport {
    let fail = |it: ScriptedTransport| match failure {
        Failure::Transport(kind) => it.error(*kind),
        Failure::Hang => it.hang(),
        Failure::Status(code, headers, body) => {
            let mut response = Response::builder().status(*code);
            for (name, value) in *headers {
                response = response.header(*name, *value);
            }
            it.response(response.body((*body).into()).unwrap())
        }
    };
    (0..3).fold(ScriptedTransport::new(), |it, _| fail(it))
}

/// The error of a call, and the number of its requests.
async fn fail(operation: &'static Operation, key: Key, failure: &Failure) -> (Error, usize) {
    let transport = script(failure);
    let client = Client::builder()
        .base_url("https://api.test")
        .transport(transport.clone())
        .backoff(Duration::ZERO, Duration::ZERO)
        .throttle_backoff(Duration::ZERO, Duration::ZERO)
        .attempts(2)
        .build()
        .unwrap();
    let mut call = codegen::Call::new(client.core(), operation);
    if matches!(key, Key::Own | Key::OwnDeclared) {
        call.options(CallOptions::new().idempotency_key("mine"));
    }
    let decode = codegen::Decode { ok: codegen::json::<u8>, err: codegen::no_error };
    let error = call.send(decode).await.unwrap_err();
    (error.into(), transport.requests().len())
}

#[tokio::test(start_paused = true)]
async fn every_method_key_and_failure() {
    let table = table();
    let mut rows = 0;
    for (plain, declared) in OPERATIONS.iter().copied() {
        for key in KEYS {
            let is_declared = matches!(key, Key::Declared | Key::OwnDeclared);
            let operation = if is_declared { declared } else { plain };
            let class = class(operation.method, key);
            for (failure, again, outcome, phase) in &table {
                let name = format!("{} {key:?} {failure:?}", operation.method);
                let (error, requests) = fail(operation, key, failure).await;
                let expected = if again[class as usize] { 2 } else { 1 };
                assert_eq!(
                    (requests, error.outcome(), error.phase()),
                    (expected, *outcome, *phase),
                    "{name}"
                );
                check_advice(class, &error, &name);
                rows += 1;
            }
        }
    }
    assert_eq!(rows, 10 * 4 * table.len());
}

/// What the advice never is.
#[track_caller]
fn check_advice(class: Class, error: &Error, name: &str) {
    let advice = error.advice();
    match error.outcome() {
        // A second charge is worse than none.
        Unknown if class == Class::N => assert_eq!(advice, Advice::Confirm, "{name}"),
        // The same key fails again, and another one may charge again. Reads charge nothing.
        Unknown if name.contains("x-should-retry") || name.contains("idempotent-replayed") => {
            let is_read = ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"];
            let is_read = is_read.iter().any(|it| name.starts_with(it));
            let expected = if is_read { Advice::GiveUp } else { Advice::Confirm };
            assert_eq!(advice, expected, "{name}");
        }
        Unknown => assert!(matches!(advice, Advice::Retry { .. }), "{name}"),
        Applied => assert!(!matches!(advice, Advice::Confirm | Advice::FixRequest), "{name}"),
        NotSent | Rejected => assert_ne!(advice, Advice::Confirm, "{name}"),
    }
    if class == Class::N && error.outcome() == Applied {
        assert_eq!(advice, Advice::GiveUp, "{name}");
    }
    let text = codegen::serde_json::to_string(&advice).unwrap();
    assert_eq!(codegen::serde_json::from_str::<Advice>(&text).unwrap(), advice);
}

#[tokio::test(start_paused = true)]
async fn advice_by_failure() {
    let retry = |after_ms| Advice::Retry { after_ms };
    for (operation, failure, advice) in [
        (&POST, status(422), Advice::FixRequest),
        (&POST, status(401), Advice::Authenticate),
        (&POST, status(403), Advice::FixRequest),
        (&POST, status(501), Advice::GiveUp),
        (&POST, status(500), Advice::Confirm),
        (&POST_K, status(500), retry(None)),
        (&POST_K, Failure::Status(500, &[("idempotent-replayed", "true")], ""), Advice::Confirm),
        (&POST_K, Failure::Status(500, &[("idempotent-replayed", "false")], ""), retry(None)),
        (&POST_K, Failure::Status(503, &[("x-should-retry", "false")], ""), Advice::Confirm),
        (&POST_K, Failure::Status(429, &[("x-should-retry", "false")], ""), Advice::GiveUp),
        (&GET, status(500), retry(None)),
        (&POST, Failure::Status(429, &[("retry-after", "90")], ""), retry(Some(90_000))),
        (&POST_K, Failure::Status(409, &[], "request in progress"), retry(None)),
        (&POST_K, status(409), Advice::FixRequest),
        (&POST, Failure::Transport(Kind::Connect), retry(None)),
        (&POST, Failure::Transport(Kind::Tls), retry(None)),
        (&POST, Failure::Transport(Kind::BodyBroken), Advice::GiveUp),
        (&POST_K, Failure::Transport(Kind::BodyBroken), retry(None)),
        (&POST_K, Failure::Status(200, &[], "<html>"), Advice::GiveUp),
        (&POST, Failure::Transport(Kind::Unsupported), Advice::FixRequest),
    ] {
        let (error, _) = fail(operation, Key::Generated, &failure).await;
        assert_eq!(error.advice(), advice, "{failure:?} {error}");
    }
}

/// What a server that performed a write responds when the lost request is repeated.
#[tokio::test(start_paused = true)]
async fn a_rejection_after_a_lost_response_says_that_the_write_took_effect() {
    let condition = ("if-match", "\"v1\"");
    for (operation, header, lost, code, outcome) in [
        (&DELETE, None, Kind::Broken, 404, Applied),
        (&DELETE, None, Kind::Broken, 410, Applied),
        (&DELETE, None, Kind::Stale, 404, Applied),
        (&PUT, Some(condition), Kind::Broken, 412, Applied),
        (&PUT, Some(("if-none-match", "*")), Kind::Broken, 409, Applied),
        (&PUT, Some(("if-unmodified-since", "x")), Kind::Broken, 412, Applied),
        (&POST_K, Some(condition), Kind::Broken, 412, Applied),
        // The first request was never sent, or says nothing.
        (&DELETE, None, Kind::Connect, 404, Rejected),
        (&DELETE, None, Kind::Unsent, 410, Rejected),
        (&PUT, Some(condition), Kind::Connect, 412, Rejected),
        (&PUT, None, Kind::Broken, 412, Unknown),
        (&PUT, None, Kind::Broken, 404, Unknown),
        (&DELETE, None, Kind::Broken, 403, Unknown),
        (&GET, Some(condition), Kind::Broken, 412, Unknown),
    ] {
        let transport = ScriptedTransport::new().error(lost).json(code, "");
        let client = Client::builder().base_url("http://api.test").transport(transport);
        let client = client.attempts(2).build().unwrap();
        let mut call = codegen::Call::new(client.core(), operation);
        if let Some((name, value)) = header {
            call.options(CallOptions::new().header(name, value));
        }
        let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
        let error = call.send(decode).await.unwrap_err();
        let name = format!("{} {header:?} {lost:?} {code}", operation.method);
        assert_eq!((error.outcome(), error.attempts()), (outcome, 2), "{name}");
        if outcome == Applied {
            assert_eq!(error.advice(), Advice::GiveUp, "{name}");
        }
    }
}

/// The highest outcome counts, and the last failure says whether another response may be complete.
#[tokio::test(start_paused = true)]
async fn the_response_of_a_repeatable_request_that_took_effect_can_be_fetched_again() {
    for last in [Kind::Broken, Kind::Stale, Kind::Connect, Kind::BodyBroken] {
        let transport = ScriptedTransport::new().error(Kind::BodyBroken).error(last);
        let client = Client::builder().base_url("http://api.test").transport(transport);
        let client = client.attempts(2).build().unwrap();
        let call = codegen::Call::new(client.core(), &POST_K);
        let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
        let error = call.send(decode).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Applied, 2), "{last:?}");
        assert_eq!(error.advice(), Advice::Retry { after_ms: None }, "{last:?}");
    }
}
