//! What servers say about retries, and what an error says about itself.

use std::time::{Duration, Instant};

use renkei_runtime::codegen::{self, Operation};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{CallOptions, Class, Outcome};

use crate::orders_client::{Client, Order};
use crate::server::{Server, json, respond, status, then};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

fn order() -> Order {
    Order { id: "7".to_owned(), amount: 1200, note: renkei_runtime::Maybe::Absent }
}

async fn start(script: &[Vec<crate::server::Step>]) -> (Server, Client) {
    let server = Server::start(vec![then(script)]).await;
    let builder = Client::builder().base_url(server.url());
    let client = builder.backoff(Duration::ZERO, Duration::ZERO);
    (server, client.throttle_backoff(Duration::ZERO, Duration::ZERO).build().unwrap())
}

#[tokio::test]
async fn a_server_can_forbid_a_retry() {
    for (line, headers, requests) in [
        ("500 Oh", "x-should-retry: false\r\n", 1),
        ("503 Oh", "X-Should-Retry: FALSE\r\nretry-after: 0\r\n", 1),
        ("429 Oh", "stripe-should-retry: false\r\n", 1),
        ("500 Oh", "idempotent-replayed: true\r\n", 1),
        ("500 Oh", "idempotent-replayed: false\r\n", 2),
        ("429 Oh", "idempotent-replayed: true\r\n", 2),
        ("500 Oh", "x-should-retry: true\r\n", 2),
        ("400 No", "x-should-retry: true\r\n", 1),
    ] {
        let (server, client) = start(&[respond(line, headers, ""), json(ORDER)]).await;
        let result = client.orders().create_order(&order()).await;
        assert_eq!(
            (server.requests().len(), result.is_ok()),
            (requests, requests == 2),
            "{headers}"
        );
    }
}

#[tokio::test]
async fn a_request_with_this_key_may_be_in_progress() {
    let draft = r#"{"type":"https://developer.example.com/idempotency","title":"A request is outstanding for this Idempotency-Key","detail":"A request with the same Idempotency-Key for the same operation is being processed or is outstanding."}"#;
    let stripe = r#"{"error":{"code":"idempotency_key_in_use","type":"idempotency_error"}}"#;
    let adyen =
        r#"{"status":422,"errorCode":"704","message":"request already processed or in progress"}"#;
    for (line, body, requests) in [
        ("409 Conflict", draft, 2),
        ("409 Conflict", stripe, 2),
        ("409 Conflict", r#"{"message":"request in progress"}"#, 2),
        ("422 No", adyen, 2),
        ("422 No", r#"{"message":"the refund is in progress"}"#, 1),
        ("409 Conflict", r#"{"message":"the name is taken"}"#, 1),
    ] {
        let (server, client) = start(&[respond(line, "", body), json(ORDER)]).await;
        let result = client.orders().create_order(&order()).await;
        assert_eq!((server.requests().len(), result.is_ok()), (requests, requests == 2), "{body}");
        if let Err(error) = result {
            assert_eq!(error.outcome(), Outcome::Rejected);
        }
        // Without a key the same words mean nothing.
        let (server, client) = start(&[respond(line, "", body), json(ORDER)]).await;
        client.orders().get_order("7").await.unwrap_err();
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_error_has_the_status_whose_body_broke() {
    let head = "HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"id\"";
    let broken = vec![crate::server::Step::Read, crate::server::Step::Write(head.to_owned())];
    let (_server, client) = start(&[broken]).await;
    let error = client.orders().note_order("7").await.unwrap_err();
    assert_eq!(
        (error.status().map(|it| it.as_u16()), error.outcome()),
        (Some(201), Outcome::Applied)
    );
    assert_eq!(error.class(), Class::Network);

    let large = format!("content-type: application/json\r\nx-large: {}\r\n", "a".repeat(9));
    let (_server, client) = start(&[respond("201 Created", &large, &"x".repeat(100))]).await;
    let core = client.core();
    let small = Client::builder().base_url(_server.url()).max_body(10).build().unwrap();
    assert!(format!("{core:?}").contains("Core"));
    let error = small.orders().note_order("7").await.unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(201), "{error}");
}

#[tokio::test]
async fn a_connect_timeout_is_a_timeout() {
    let transport = ScriptedTransport::new().error(TransportErrorKind::ConnectTimeout);
    let builder = Client::builder().base_url("https://api.test").transport(transport);
    let client = builder.attempts(1).build().unwrap();
    let error = client.orders().get_order("7").await.unwrap_err();
    assert_eq!((error.class(), error.outcome()), (Class::Timeout, Outcome::NotSent));
}

#[tokio::test]
async fn a_write_that_was_not_sent_stays_so_near_the_deadline() {
    // The first attempt is refused; little time is left for a second one.
    let transport = || {
        let refused = ScriptedTransport::new().error(TransportErrorKind::Connect);
        refused.hang().hang()
    };
    let call = |left: u64| {
        let builder = Client::builder().base_url("https://api.test").transport(transport());
        let wait = Duration::from_millis(200);
        let client = builder.backoff(wait, wait).fixed_jitter(1.0).build().unwrap();
        let deadline = Duration::from_millis(220 + left);
        client.orders().note_order("7").with(CallOptions::new().deadline(deadline))
    };
    let started = Instant::now();
    let error = call(15).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{error}");
    assert!(started.elapsed() < Duration::from_millis(150), "it fails without a wait");
    let error = call(100).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 2), "{error}");
}

#[tokio::test]
async fn a_question_mark_of_a_value_is_sent() {
    const KEY: codegen::SecurityScheme =
        codegen::SecurityScheme { id: "key", kind: codegen::SchemeKind::ApiKeyQuery("k") };
    static SEARCH: Operation =
        Operation { path: "/search", security: Some(&[&[KEY]]), ..Operation::GET };
    let transport = ScriptedTransport::new().json(200, "{}").json(200, "{}");
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    let client = builder.auth(renkei_runtime::Auth::api_key("k1")).build().unwrap();
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    for names in [&["q"][..], &["q", "r"]] {
        let mut call = codegen::Call::new(client.core(), &SEARCH);
        for name in names {
            call.query_reserved(name, codegen::Style::Form, true, "what?");
        }
        call.send(decode).await.unwrap();
    }
    let uris: Vec<_> = transport.requests().iter().map(|it| it.uri().to_string()).collect();
    assert_eq!(
        uris,
        ["https://api.test/search?q=what?&k=k1", "https://api.test/search?q=what?&r=what?&k=k1"]
    );
}

#[tokio::test]
async fn other_origins_receive_no_credentials() {
    let own = Server::start(vec![then(&[json(ORDER)])]).await;
    let other = Server::start(vec![then(&[status("401 No"), json(ORDER)])]).await;
    let client = Client::builder()
        .base_url(own.url())
        .auth(renkei_runtime::Auth::api_key("own-key"))
        .default_header("authorization", "Basic own-key")
        .build()
        .unwrap();
    let at = |url: String| CallOptions::new().base_url(&url);
    let error = client.orders().secret().with(at(other.url())).await.unwrap_err();
    assert_eq!(error.class(), Class::Auth);
    assert!(!other.requests()[0].contains("own-key"), "{:?}", other.requests());

    let asked = at(other.url()).send_credentials_anywhere();
    client.orders().secret().with(asked).await.unwrap();
    assert_eq!(other.header("x-api-key"), ["", "own-key"]);

    client.orders().secret().with(at(own.url() + "/v2")).await.unwrap();
    assert_eq!(own.header("x-api-key"), ["own-key"]);
    assert_eq!(own.header("authorization"), ["Basic own-key"]);
}

#[tokio::test]
async fn no_header_of_a_call_carries_a_credential_over_plain_http() {
    let transport = ScriptedTransport::new();
    let builder = Client::builder().base_url("http://192.0.2.1").transport(transport.clone());
    let client = builder.build().unwrap();
    for (name, secret) in [("Authorization", true), ("X-Api-Key", true), ("X-Trace", false)] {
        let options = CallOptions::new().header(name, "s3cret");
        let error = client.orders().secret().with(options).await.unwrap_err();
        assert_eq!(error.to_string().contains("plain http"), secret, "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
    assert!(transport.requests().is_empty());
}

/// What the support of an API asks for.
#[tokio::test]
async fn an_error_has_the_times_and_the_connection_of_its_last_attempt() {
    let (server, client) = start(&[json(ORDER), status("404 Not Found")]).await;
    let full = client.orders().get_order("7").send_full().await.unwrap();
    assert_eq!(full.attempts(), 1);
    assert!(full.duration() > Duration::ZERO && full.duration() < Duration::from_secs(5));
    let error = client.orders().get_order("8").await.unwrap_err();
    let evidence = error.evidence().unwrap();
    let connection = evidence.connection.as_ref().unwrap();
    assert_eq!((connection.peer, connection.is_reused), (Some(server.address), true));
    assert_eq!(connection.bytes_sent, server.requests()[1].len() as u64);
    let written = status("404 Not Found").into_iter().map(|step| match step {
        crate::server::Step::Write(text) => text.len() as u64,
        _ => 0,
    });
    assert_eq!(connection.bytes_received, written.sum::<u64>());
    let (connected, responded) = (evidence.connected_after.unwrap(), evidence.responded_after);
    assert!(connected <= responded.unwrap() && responded.unwrap() <= evidence.duration);
    assert!(evidence.started_at.elapsed().unwrap() < Duration::from_secs(5));
    let text = evidence.to_string();
    for part in ["began at 20", "after a wait of", "peer 127.0.0.1:", "reused connection"] {
        assert!(text.contains(part), "{text}");
    }

    // The last attempt counts, and it never had a connection.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = Client::builder().base_url(format!("http://{free}"));
    let refused = refused.backoff(Duration::ZERO, Duration::ZERO).build().unwrap();
    let error = refused.orders().get_order("7").await.unwrap_err();
    let evidence = error.evidence().unwrap();
    assert_eq!((error.attempts(), evidence.connected_after), (3, None));
    assert_eq!((evidence.responded_after, &evidence.connection), (None, &None));
    assert!(evidence.to_string().contains("not connected"), "{evidence}");

    let local = client.orders().get_order("").await.unwrap_err();
    assert_eq!((local.attempts(), local.evidence()), (0, None));
}
