//! Look-ups of writes whose response is lost: a server on loopback that loses responses, and what the caller gets.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::Client;
use api::types::{NewOrder, OrderUpdate};
use renkei_runtime::hooks::Event;
use renkei_runtime::{Advice, Auth, CallOptions, Confirmation, Error, OpError, Outcome};
use renkei_tests::script::{Reply, Server};

mod api {
    renkei_runtime::include_client!("confirm");
}

const FOUND: Reply = Reply::Json(200, r#"{"data":[{"id":"7","status":"open"}]}"#);
const EMPTY: Reply = Reply::Json(200, r#"{"data":[]}"#);
const ORDER: Reply = Reply::Json(200, r#"{"id":"7","status":"paid"}"#);
const MISSING: Reply = Reply::Json(404, "{}");

/// A client that looks for a second: at once, after 200 ms and after 600 ms.
fn client(server: &Server) -> Client {
    let builder = Client::builder().base_url(server.url()).auth(Auth::bearer("token"));
    builder.confirm_within(Duration::from_secs(1)).build().unwrap()
}

/// What the caller is told, and the requests of the server.
#[derive(Debug, PartialEq)]
struct Told {
    confirmation: Option<Confirmation>,
    outcome: Outcome,
    advice: Advice,
    requests: Vec<String>,
}

fn told<E>(error: OpError<E>, server: &Server) -> Told {
    let error: Error = error.into();
    let requests = server.requests().into_iter().map(|it| it.line).collect();
    let (confirmation, outcome, advice) = (error.confirmation(), error.outcome(), error.advice());
    Told { confirmation, outcome, advice, requests }
}

async fn order_lost(replies: Vec<Reply>) -> (Told, Server) {
    let server = Server::start(replies);
    let order = client(&server).orders().create_order(&NewOrder::new("r 1")).await;
    (told(order.unwrap_err(), &server), server)
}

#[tokio::test]
async fn a_write_that_is_found_took_effect() {
    let (told, server) = order_lost(vec![Reply::Close, FOUND]).await;
    assert_eq!(told.requests, ["POST /orders", "GET /orders?reference=r%201"]);
    assert_eq!((told.confirmation, told.outcome), (Some(Confirmation::Applied), Outcome::Applied));
    assert_eq!(told.advice, Advice::GiveUp);
    let look_up = &server.requests()[1];
    assert_eq!(look_up.header("content-type"), None);
    assert_eq!(look_up.header("idempotency-key"), None);
}

#[tokio::test]
async fn a_write_that_is_found_late_took_effect() {
    let (told, _) = order_lost(vec![Reply::Close, EMPTY, EMPTY, FOUND]).await;
    assert_eq!((told.requests.len(), told.outcome), (4, Outcome::Applied));
}

#[tokio::test]
async fn a_write_that_is_never_found_may_be_sent_again() {
    let began = Instant::now();
    let (told, _) = order_lost(vec![Reply::Close, EMPTY, EMPTY, EMPTY]).await;
    let expected = (Some(Confirmation::NotApplied), Outcome::Rejected);
    assert_eq!((told.confirmation, told.outcome), expected);
    assert_eq!((told.requests.len(), told.advice), (4, Advice::Retry { after_ms: None }));
    // One look-up is too early to say so.
    assert!(began.elapsed() >= Duration::from_millis(600));
}

#[tokio::test]
async fn a_look_up_that_fails_says_nothing() {
    let broken = Reply::Json(403, "{}");
    let odd = Reply::Raw(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<html>".to_vec());
    for replies in [
        vec![Reply::Close, broken.clone(), broken.clone(), broken.clone()],
        vec![Reply::Close, odd.clone(), odd.clone(), odd],
        // The last one decides.
        vec![Reply::Close, EMPTY, EMPTY, broken.clone()],
        // Once is too few.
        vec![Reply::Close, broken.clone(), broken, EMPTY],
        // Nobody listens any more.
        vec![Reply::Close],
    ] {
        let (told, _) = order_lost(replies).await;
        let expected = (Some(Confirmation::Inconclusive), Outcome::Unknown);
        assert_eq!((told.confirmation, told.outcome), expected);
        assert_eq!(told.advice, Advice::Confirm);
    }
}

#[tokio::test]
async fn a_failure_that_is_certain_is_not_looked_up() {
    for (reply, outcome) in
        [(Reply::Json(422, "{}"), Outcome::Rejected), (Reply::Json(201, "no"), Outcome::Applied)]
    {
        let (told, _) = order_lost(vec![reply, FOUND]).await;
        assert_eq!((told.confirmation, told.outcome), (None, outcome));
        assert_eq!(told.requests.len(), 1);
    }
}

#[tokio::test]
async fn an_update_is_confirmed_by_its_value() {
    for (status, outcome) in [("paid", Outcome::Applied), ("late", Outcome::Unknown)] {
        let server = Server::start(vec![Reply::Close, ORDER, ORDER, ORDER]);
        let update = OrderUpdate::new().with_status(status);
        let result = client(&server).orders().update_order("a/b", &update).await;
        let told = told(result.unwrap_err(), &server);
        assert_eq!((told.outcome, told.requests[1].as_str()), (outcome, "GET /orders/a%2Fb"));
        assert_eq!(server.requests()[1].header("authorization"), Some("Bearer token"));
    }
    // The request has nothing to compare.
    let server = Server::start(vec![Reply::Close, ORDER]);
    let result = client(&server).orders().update_order("7", &OrderUpdate::new()).await;
    let told = told(result.unwrap_err(), &server);
    assert_eq!((told.confirmation, told.requests.len()), (None, 1));
}

#[tokio::test]
async fn a_removal_is_confirmed_by_what_is_gone() {
    let replies = [
        (vec![Reply::Close, MISSING], Outcome::Applied),
        (vec![Reply::Close, ORDER, ORDER, ORDER], Outcome::Rejected),
    ];
    for (replies, outcome) in replies {
        let server = Server::start(replies);
        let result = client(&server).orders().delete_order("7").await;
        assert_eq!(told(result.unwrap_err(), &server).outcome, outcome);
    }
}

#[tokio::test]
async fn a_write_with_a_key_is_repeated_first_and_then_found_by_its_key() {
    let found = Reply::Raw(b"HTTP/1.1 204 There\r\nconnection: close\r\n\r\n".to_vec());
    let server = Server::start(vec![Reply::Close, Reply::Close, Reply::Close, found]);
    let body = api::payments::CreatePaymentBody::new(5);
    let options = CallOptions::new().idempotency_key("key-1").deadline(Duration::from_secs(9));
    let request = client(&server).payments().create_payment("me", &body).with(options);
    let told = told(request.await.unwrap_err(), &server);
    assert_eq!((told.outcome, told.requests.len()), (Outcome::Applied, 4));
    assert_eq!(told.requests[3], "HEAD /payments/key-1?scope=all");
    assert_eq!(server.requests()[3].header("x-tenant"), Some("me"));
}

#[tokio::test]
async fn a_field_of_a_form_is_looked_up() {
    let server = Server::start(vec![Reply::Close, Reply::Json(200, "a report")]);
    let body = api::reports::CreateReportBody::new("a b&c");
    let told = told(client(&server).reports().create_report(&body).await.unwrap_err(), &server);
    assert_eq!(
        (told.outcome, told.requests[1].as_str()),
        (Outcome::Applied, "GET /reports/a%20b%26c")
    );
}

#[tokio::test]
async fn look_ups_can_be_switched_off() {
    let server = Server::start(vec![Reply::Close, Reply::Close, FOUND]);
    let off = CallOptions::new().confirm_within(Duration::ZERO);
    let request = client(&server).orders().create_order(&NewOrder::new("r"));
    let error = request.with(off).await.unwrap_err();
    assert_eq!((error.confirmation(), error.outcome()), (None, Outcome::Unknown));
    let builder = Client::builder().base_url(server.url()).confirm_within(Duration::ZERO);
    let request = builder.build().unwrap().orders().create_order(&NewOrder::new("r"));
    let on = CallOptions::new().confirm_within(Duration::from_secs(1));
    assert_eq!(request.with(on).await.unwrap_err().outcome(), Outcome::Applied);
}

#[tokio::test]
async fn observers_learn_what_a_look_up_said() {
    let server = Server::start(vec![Reply::Close, FOUND]);
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&seen);
    let builder = Client::builder().base_url(server.url()).observe(move |event: &Event<'_>| {
        let line = match event {
            Event::CallEnded { operation, .. } => (*operation).to_owned(),
            Event::LookedUp { operation, confirmation, .. } => {
                format!("{operation} {confirmation:?}")
            }
            _ => return,
        };
        log.lock().unwrap().push(line);
    });
    let order = builder.build().unwrap().orders().create_order(&NewOrder::new("r")).await;
    assert!(order.is_err());
    assert_eq!(*seen.lock().unwrap(), ["createOrder", "listOrders", "createOrder Applied"]);
}

#[tokio::test]
async fn a_look_up_has_time_after_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let _silent = listener.accept().unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let body = r#"{"data":[{}]}"#;
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 13\r\n\r\n";
        let _ = stream.read(&mut [0; 1024]).unwrap();
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    });
    let client = Client::builder().base_url(url).build().unwrap();
    let order = client.orders().create_order(&NewOrder::new("r"));
    let error = order.with(CallOptions::new().deadline(Duration::from_millis(50))).await;
    let text = error.unwrap_err().to_string();
    assert!(
        text.contains("(1 attempt; a look-up confirmed that the request took effect)"),
        "{text}"
    );
}
