//! Requests that share an idempotency key: one flight, one response, one request.

use std::future::IntoFuture;
use std::time::Duration;

use renkei_runtime::codegen::{self, Operation, serde};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{
    Advice, CallOptions, Class, ClientBuilder, EventStream, FilePart, Maybe, Outcome,
};

use crate::orders_client::{Client, Order};
use crate::server::{Server, Step, json, respond, status, then};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

fn order(amount: i64) -> Order {
    Order { id: "7".to_owned(), amount, note: Maybe::Absent }
}

fn keyed(key: &str) -> CallOptions {
    CallOptions::new().idempotency_key(key)
}

fn builder(server: &Server) -> ClientBuilder<Client> {
    Client::builder().base_url(server.url()).backoff(Duration::ZERO, Duration::ZERO)
}

/// A response after a while, so that others arrive meanwhile.
fn slowly(steps: Vec<Step>) -> Vec<Step> {
    let mut steps = steps;
    steps.insert(1, Step::Wait(Duration::from_millis(100)));
    steps
}

#[tokio::test]
async fn concurrent_calls_with_one_key_share_one_flight() {
    let server = Server::start(vec![slowly(json(ORDER)), json(ORDER)]).await;
    let client = builder(&server).build().unwrap();
    let call = || client.orders().create_order(&order(1)).with(keyed("k")).into_future();
    let calls: Vec<_> = (0..50).map(|_| tokio::spawn(call())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().id, "7");
    }
    assert_eq!(server.requests().len(), 1);

    let request = client.orders().create_order(&order(2));
    let (one, two) = tokio::join!(request.clone().into_future(), request.into_future());
    assert_eq!((one.unwrap().id, two.unwrap().id), ("7".to_owned(), "7".to_owned()));
    assert_eq!(server.requests().len(), 2, "clones have one key");
}

static UPLOAD: Operation = Operation {
    id: "upload",
    path: "/v1/photos",
    accept: "application/json",
    idempotency_header: Some("Idempotency-Key"),
    ..Operation::POST
};
static ASK: Operation = Operation { id: "ask", path: "/v1/answers", ..UPLOAD };

#[derive(serde::Serialize)]
#[serde(crate = "renkei_runtime::codegen::serde")]
struct Photo {
    name: &'static str,
    file: FilePart,
}

fn upload(client: &Client, photo: &Photo, key: &str) -> codegen::Pending<Order> {
    let mut call = codegen::Call::new(client.core(), &UPLOAD);
    call.multipart("multipart/form-data", photo, &[]);
    call.options(keyed(key));
    call.send(codegen::Decode { ok: codegen::json, err: codegen::no_error })
}

/// The boundary of a multipart body is not a part of the request's identity.
#[tokio::test]
async fn a_multipart_body_that_is_made_again_is_the_same_request() {
    let server = Server::start(vec![slowly(json(ORDER)), json(ORDER)]).await;
    let client = builder(&server).build().unwrap();
    let photo = |bytes: &'static str| Photo { name: "cat", file: FilePart::bytes(bytes) };
    let (one, two) =
        tokio::join!(upload(&client, &photo("x"), "k"), upload(&client, &photo("x"), "k"));
    assert_eq!((one.unwrap().id, two.unwrap().id), ("7".to_owned(), "7".to_owned()));
    assert_eq!(upload(&client, &photo("x"), "k").await.unwrap().id, "7");
    assert_eq!(server.requests().len(), 1);

    let error = upload(&client, &photo("y"), "k").await.unwrap_err();
    assert_eq!((error.class(), error.outcome()), (Class::Local, Outcome::NotSent), "{error}");
    upload(&client, &photo("y"), "other").await.unwrap();
    let boundaries = server.header("content-type");
    assert_ne!(boundaries[0], boundaries[1]);
}

/// A stream is for one caller, so each call is sent; but a key belongs to one request.
#[tokio::test]
async fn a_key_of_a_stream_with_another_request_is_an_error() {
    let events = || respond("200 OK", "content-type: text/event-stream\r\n", "data: [DONE]\n\n");
    let server = Server::start(vec![then(&[events(), events()])]).await;
    let client = builder(&server).build().unwrap();
    let ask = |question: &str| -> codegen::Streaming<EventStream<String>> {
        let mut call = codegen::Call::new(client.core(), &ASK);
        call.json("application/json", question);
        call.options(keyed("k"));
        call.stream("text/event-stream", codegen::events, codegen::no_error)
    };
    for _ in 0..2 {
        let mut events = ask("why?").await.unwrap();
        assert!(events.try_next().await.unwrap().is_none());
    }
    let error = ask("how?").await.unwrap_err();
    assert_eq!((error.class(), error.outcome()), (Class::Local, Outcome::NotSent), "{error}");
    assert_eq!(server.header("idempotency-key"), ["k", "k"]);
}

#[tokio::test]
async fn a_failed_flight_fails_for_all_and_the_next_call_is_sent() {
    let server = Server::start(vec![then(&[
        slowly(respond("422 No", "content-type: application/json\r\n", r#"{"code":"c"}"#)),
        json(ORDER),
    ])])
    .await;
    let client = builder(&server).build().unwrap();
    let call = || client.orders().create_order(&order(1)).with(keyed("k")).into_future();
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(call())).collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(
            (error.outcome(), error.body().unwrap().code.as_str()),
            (Outcome::Rejected, "c")
        );
        assert_eq!((error.attempts(), error.idempotency_key()), (1, Some("k")));
    }
    assert_eq!(server.requests().len(), 1);
    call().await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_repeated_key_is_answered_from_the_first_response() {
    let transport = ScriptedTransport::new().json(200, ORDER).json(200, ORDER).json(200, ORDER);
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    let client = builder.build().unwrap();
    let call = |key| client.orders().create_order(&order(1)).with(keyed(key)).send_full();
    let first = call("k").await.unwrap();
    let second = call("k").await.unwrap();
    assert_eq!((first.value, first.status), (second.value.clone(), second.status));
    assert_eq!(second.idempotency_key(), Some("k"));
    assert_eq!(transport.requests().len(), 1);
    call("other").await.unwrap();
    assert_eq!(transport.requests().len(), 2);
    tokio::time::advance(Duration::from_secs(601)).await;
    call("k").await.unwrap();
    assert_eq!(transport.requests().len(), 3, "it is forgotten after ten minutes");
}

#[tokio::test]
async fn a_key_with_another_request_is_an_error() {
    let server =
        Server::start(vec![then(&[json(ORDER), json(ORDER), status("400 No"), json(ORDER)])]);
    let server = server.await;
    let client = builder(&server).build().unwrap();
    let call = |amount, key: &str| client.orders().create_order(&order(amount)).with(keyed(key));
    call(1, "k").await.unwrap();
    let error = call(2, "k").await.unwrap_err();
    assert_eq!(
        (error.class(), error.outcome(), error.attempts()),
        (Class::Local, Outcome::NotSent, 0)
    );
    assert!(
        error.to_string().contains("with another request") && !error.to_string().contains("\"k\"")
    );
    // Another operation is another scope.
    client.orders().note_order("7").with(keyed("k")).await.unwrap();
    // A key that the caller learns from an error belongs to the request that failed.
    let failed = client.orders().create_order(&order(3)).await.unwrap_err();
    let key = failed.idempotency_key().unwrap().to_owned();
    assert_eq!(call(4, &key).await.unwrap_err().class(), Class::Local);
    call(3, &key).await.unwrap();
    assert_eq!(server.header("idempotency-key")[2..], [key.clone(), key]);
}

/// Headers such as an account or an API key say for whom a request is: two accounts may use one business id as a key.
#[tokio::test]
async fn requests_with_other_headers_do_not_share_a_key() {
    let server = Server::start(vec![then(&[json(ORDER), json(ORDER), json(ORDER)])]).await;
    let client = builder(&server).build().unwrap();
    let call = |header: &'static str, value: &'static str| {
        client.orders().create_order(&order(1)).with(keyed("k").header(header, value)).into_future()
    };
    call("x-account", "a").await.unwrap();
    call("x-account", "b").await.unwrap();
    call("x-api-key", "b").await.unwrap();
    assert_eq!(server.requests().len(), 3, "each account's order is sent");
    call("x-account", "a").await.unwrap();
    assert_eq!(server.requests().len(), 3, "and answered from then on");
}

#[tokio::test]
async fn a_dropped_flight_is_taken_over() {
    let server = Server::start(vec![slowly(json(ORDER)), json(ORDER)]).await;
    let client = builder(&server).build().unwrap();
    let call = || client.orders().create_order(&order(1)).with(keyed("k")).into_future();
    let leader = tokio::spawn(call());
    while server.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let follower = tokio::spawn(call());
    tokio::time::sleep(Duration::from_millis(10)).await;
    leader.abort();
    assert_eq!(follower.await.unwrap().unwrap().id, "7");
    let keys = server.header("idempotency-key");
    assert_eq!(keys, ["k", "k"]);
}

#[tokio::test]
async fn a_follower_keeps_its_own_deadline() {
    let server = Server::start(vec![slowly(json(ORDER))]).await;
    let client = builder(&server).build().unwrap();
    let call = |options| client.orders().create_order(&order(1)).with(options).into_future();
    let leader = tokio::spawn(call(keyed("k")));
    tokio::time::sleep(Duration::from_millis(10)).await;
    let error = call(keyed("k").deadline(Duration::from_millis(20))).await.unwrap_err();
    assert_eq!((error.class(), error.attempts()), (Class::Timeout, 0));
    // The other call has sent the request, so it may take effect.
    assert_eq!((error.outcome(), error.idempotency_key()), (Outcome::Unknown, Some("k")));
    assert_eq!(error.advice(), Advice::Retry { after_ms: None });
    leader.await.unwrap().unwrap();
}

/// Nothing was sent by the call that takes over, but the dropped one has sent the request.
#[tokio::test(start_paused = true)]
async fn the_outcome_of_a_flight_that_was_taken_over_is_that_of_both() {
    let refused = TransportErrorKind::Connect;
    let transport = ScriptedTransport::new().hang().error(refused).error(refused).error(refused);
    let client = Client::builder().base_url("http://api.test").transport(transport.clone());
    let client = client.build().unwrap();
    let call = || client.orders().create_order(&order(1)).with(keyed("k")).into_future();
    let leader = tokio::spawn(call());
    tokio::time::sleep(Duration::from_secs(1)).await;
    let follower = tokio::spawn(call());
    tokio::time::sleep(Duration::from_secs(1)).await;
    leader.abort();
    let error = follower.await.unwrap().unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 3), "{error}");
    assert_eq!(error.advice(), Advice::Retry { after_ms: None });
}

/// A call that takes over a flight has no more time than it had left.
#[tokio::test(start_paused = true)]
async fn a_follower_that_takes_over_keeps_its_own_deadline() {
    let transport = ScriptedTransport::new().hang().hang();
    let client = Client::builder().base_url("http://api.test").transport(transport.clone());
    let client = client.attempt_timeout(Duration::from_secs(60)).build().unwrap();
    let call = || client.orders().create_order(&order(1)).with(keyed("k")).into_future();
    let leader = tokio::spawn(call());
    tokio::time::sleep(Duration::from_secs(1)).await;
    let started = tokio::time::Instant::now();
    let follower = tokio::spawn(call());
    tokio::time::sleep(Duration::from_secs(8)).await;
    leader.abort();
    let error = follower.await.unwrap().unwrap_err();
    assert_eq!(error.class(), Class::Timeout);
    assert_eq!(started.elapsed().as_secs(), 10, "{error}");
    assert_eq!(transport.requests().len(), 2);
}

#[tokio::test]
async fn generated_keys_can_be_switched_off() {
    let server = Server::start(vec![then(&[(); 3].map(|()| json(ORDER))); 2]).await;
    for (on, expected) in [(true, [true, true, false]), (false, [false, true, false])] {
        let client = builder(&server).idempotency_keys(on).build().unwrap();
        let start = server.requests().len();
        let without = CallOptions::new().without_idempotency_key();
        let (undeclared, declared) =
            (client.orders().note_order("7"), client.orders().create_order(&order(1)));
        let off = declared.clone().with(without);
        for call in [undeclared, declared, off] {
            let _ = call.await;
        }
        let keys = server.header("idempotency-key");
        let sent: Vec<_> = keys[start..].iter().map(|it| !it.is_empty()).collect();
        assert_eq!(sent, expected, "{on}");
    }
}
