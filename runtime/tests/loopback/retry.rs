//! The document's settings for retries, and the user's overrides.

use std::time::Duration;

use renkei_runtime::codegen::{self, Operation};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{CallOptions, ClientBuilder};

use crate::orders_client::Client;

const JOBS: Operation =
    Operation { path: "/jobs", attempts: Some(5), retry_on: &[409], ..Operation::GET };
static READ: Operation = JOBS;
static WRITE: Operation =
    Operation { path: "/jobs", attempts: Some(5), retry_on: &[409], ..Operation::POST };
static KEYED: Operation = Operation {
    path: "/jobs",
    idempotency_header: Some("Idempotency-Key"),
    attempts: Some(5),
    retry_on: &[409],
    ..Operation::POST
};
static ONCE: Operation = Operation { path: "/jobs", attempts: Some(1), ..Operation::GET };
static USUAL: Operation = Operation { path: "/jobs", ..Operation::GET };

/// The number of requests of a call whose every response has this status.
async fn made(
    operation: &'static Operation,
    status: u16,
    set: fn(ClientBuilder<Client>) -> ClientBuilder<Client>,
    options: CallOptions,
) -> usize {
    let transport = (0..9).fold(ScriptedTransport::new(), |it, _| it.json(status, "{}"));
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    let client = set(builder.backoff(Duration::ZERO, Duration::ZERO)).build().unwrap();
    let mut call = codegen::Call::new(client.core(), operation);
    call.options(options);
    let sent = call.send(codegen::Decode { ok: codegen::empty, err: codegen::no_error }).await;
    assert!(sent.is_err());
    transport.requests().len()
}

#[tokio::test]
async fn the_document_sets_attempts_and_statuses() {
    for (operation, status, expected) in [
        (&USUAL, 500, 3),
        (&USUAL, 409, 1),
        (&READ, 500, 5),
        (&READ, 409, 5),
        (&READ, 404, 1),
        (&KEYED, 409, 5),
        // An unsafe write is never repeated, whatever statuses are declared.
        (&WRITE, 409, 1),
        (&WRITE, 500, 1),
        (&ONCE, 500, 1),
    ] {
        let count = made(operation, status, |it| it, CallOptions::new()).await;
        assert_eq!(count, expected, "{operation:?} {status}");
    }
}

#[tokio::test]
async fn the_user_overrides_the_document() {
    let few = |it: ClientBuilder<Client>| it.attempts(2);
    let many = |it: ClientBuilder<Client>| it.attempts(8);
    assert_eq!(made(&READ, 500, few, CallOptions::new()).await, 2);
    assert_eq!(made(&READ, 500, many, CallOptions::new()).await, 5);
    assert_eq!(made(&ONCE, 500, many, CallOptions::new()).await, 1);
    assert_eq!(made(&ONCE, 500, few, CallOptions::new().attempts(4)).await, 4);
}
