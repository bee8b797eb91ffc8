//! What is sent and what is never sent: redirects, credentials, keys.

use std::time::Duration;

use renkei_runtime::{
    Auth, CallOptions, Class, ErrorKind, Maybe, Outcome, RedirectRefusal, codegen,
};

use crate::orders_client::{Client, Order};
use crate::server::{Server, json, respond, status, then};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

fn order() -> Order {
    Order { id: "7".to_owned(), amount: 1200, note: Maybe::Absent }
}

fn redirect(to: &str) -> Vec<crate::server::Step> {
    respond("302 Found", &format!("location: {to}\r\n"), "")
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_with_credentials() {
    let server = Server::start(vec![then(&[redirect("/v2/secret?x=1"), json(ORDER)])]).await;
    let client =
        Client::builder().base_url(server.url()).auth(Auth::api_key("s3cret")).build().unwrap();
    client.orders().secret().await.unwrap();
    assert!(server.requests()[1].starts_with("GET /v2/secret?x=1 "));
    assert_eq!(server.header("x-api-key"), ["s3cret", "s3cret"]);
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_refused() {
    let stranger = Server::start(vec![json(ORDER)]).await;
    let server = Server::start(vec![redirect(&stranger.url())]).await;
    let client =
        Client::builder().base_url(server.url()).auth(Auth::api_key("s3cret")).build().unwrap();
    let error = client.orders().secret().await.unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Redirect { refusal: RedirectRefusal::OtherOrigin, .. }
    ));
    assert_eq!(stranger.connections(), 0);
}

#[tokio::test]
async fn redirects_end() {
    let last = "location: /v1/secret\r\nx-request-id: sixth\r\n";
    let last = respond("307 Temporary Redirect", last, "");
    let script = then(&[vec![redirect("/v1/secret"); 5].concat(), last, json(ORDER)]);
    let server = Server::start(vec![script]).await;
    let client = Client::builder().base_url(server.url()).auth(Auth::api_key("k")).build().unwrap();
    let error = client.orders().secret().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Redirect { refusal: RedirectRefusal::TooMany, .. }));
    assert_eq!(error.status().unwrap().as_u16(), 307);
    assert_eq!(error.request_id(), Some("sixth"));
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_write_is_not_redirected() {
    for (status, outcome) in [
        ("302 Found", Outcome::Unknown),
        ("303 See Other", Outcome::Applied),
        ("307 Temporary Redirect", Outcome::Rejected),
    ] {
        let elsewhere = respond(status, "location: /v2/orders\r\n", "");
        let server = Server::start(vec![then(&[elsewhere, json(ORDER)])]).await;
        let client = Client::builder().base_url(server.url()).build().unwrap();
        let error = client.orders().create_order(&order()).await.unwrap_err();
        let refusal = RedirectRefusal::Write;
        assert!(matches!(error.kind(), ErrorKind::Redirect { refusal: r, .. } if *r == refusal));
        assert_eq!((error.outcome(), server.requests().len()), (outcome, 1), "{status}");
    }
}

#[tokio::test]
async fn a_key_is_generated_once_or_set_by_the_caller() {
    let script = then(&[status("500 Oh"), status("500 Oh"), json(ORDER), json(ORDER), json(ORDER)]);
    let server = Server::start(vec![script]).await;
    let client = Client::builder()
        .base_url(server.url())
        .backoff(Duration::ZERO, Duration::ZERO)
        .build()
        .unwrap();
    client.orders().create_order(&order()).await.unwrap();
    client.orders().note_order("7").await.unwrap();
    let mine = CallOptions::new().idempotency_key("order-7");
    client.orders().create_order(&order()).with(mine).await.unwrap();
    let keys = server.header("idempotency-key");
    assert!(keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3], "{keys:?}");
    assert_eq!(keys[0].as_bytes()[14], b'4', "a version 4 UUID: {keys:?}");
    assert_eq!(keys[4], "order-7");
}

#[tokio::test]
async fn clones_of_a_request_share_its_key_which_results_report() {
    let server =
        Server::start(vec![then(&[status("400 No"), json(ORDER), json("{}"), json(ORDER)])]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let request = client.orders().create_order(&order());
    let rejected = request.clone().await.unwrap_err();
    let response = request.clone().send_full().await.unwrap();
    let repeated = request.send_full().await.unwrap();
    let undecodable = client.orders().create_order(&order()).await.unwrap_err();
    client.orders().get_order("7").await.unwrap();
    let keys = server.header("idempotency-key");
    assert!(keys[0].len() == 36 && keys[0] == keys[1] && keys[1] != keys[2], "{keys:?}");
    assert_eq!(rejected.idempotency_key(), Some(keys[0].as_str()));
    assert_eq!(response.idempotency_key(), Some(keys[0].as_str()));
    assert_eq!(repeated.idempotency_key(), Some(keys[0].as_str()), "the first response answers it");
    assert_eq!(undecodable.idempotency_key(), Some(keys[2].as_str()));
    assert_eq!(keys[3], "", "a safe request needs no key");
    assert!(!format!("{rejected:?} {response:?}").contains(&keys[0]));
}

#[tokio::test]
async fn a_client_may_declare_that_keys_are_honoured() {
    let server = Server::start(vec![then(&[status("500 Oh"), json(ORDER)])]).await;
    let client = Client::builder()
        .base_url(server.url())
        .backoff(Duration::ZERO, Duration::ZERO)
        .idempotency_honoured(true)
        .idempotency_header("X-Once")
        .build()
        .unwrap();
    client.orders().note_order("7").await.unwrap();
    let keys = server.header("x-once");
    assert!(keys[0].len() == 36 && keys[0] == keys[1], "{keys:?}");
}

#[tokio::test]
async fn invalid_requests_are_not_sent() {
    let server = Server::start(vec![]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let bare = client.orders().secret().await.unwrap_err();
    assert_eq!(bare.to_string(), "secret: no credential for the security scheme apiKey");
    assert_eq!((bare.class(), bare.outcome(), bare.attempts()), (Class::Auth, Outcome::NotSent, 0));
    for (error, words) in [
        (
            client.orders().get_order("").await.unwrap_err(),
            "getOrder: path parameter `order_id` is empty",
        ),
        (
            client.orders().get_order("..").await.unwrap_err(),
            "getOrder: path parameter `order_id` is a dot segment",
        ),
        (
            client
                .orders()
                .get_order("7")
                .with(CallOptions::new().header("a b", ""))
                .await
                .unwrap_err(),
            "getOrder: \"a b\" is not a valid header name, or its value is invalid",
        ),
    ] {
        assert_eq!(error.to_string(), words);
        assert_eq!((error.class(), error.outcome()), (Class::Local, Outcome::NotSent));
    }
    static ODD: codegen::Operation =
        codegen::Operation { id: "odd", accept: "text/\n", ..codegen::Operation::GET };
    let call = codegen::Call::new(client.core(), &ODD);
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    let odd = call.send(decode).await.unwrap_err();
    assert_eq!(odd.to_string(), "odd: the media types \"text/\\n\" are not a valid header value");
    assert_eq!((odd.class(), odd.outcome()), (Class::Local, Outcome::NotSent));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn no_secret_goes_over_plain_http_to_another_machine() {
    let client = Client::builder()
        .base_url("http://192.0.2.1")
        .auth(Auth::api_key("s3cret"))
        .build()
        .unwrap();
    let error = client.orders().secret().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Local(what) if what.contains("plain http")),
        "{error}"
    );
    assert!(!format!("{client:?}{error:?}").contains("s3cret"));
}

#[test]
fn clients_that_cannot_be_built() {
    for (builder, words) in [
        (
            Client::builder(),
            "the client cannot be built: no base URL: the document names no server; \
             set one with `.base_url(…)`",
        ),
        (
            Client::builder().base_url("/v1"),
            "the client cannot be built: base URL \"/v1\" has no host: it must be absolute",
        ),
        (
            Client::builder().base_url("http://x").user_agent("a\n"),
            "the client cannot be built: the user agent is not a valid header value",
        ),
    ] {
        assert_eq!(builder.build().unwrap_err().to_string(), words);
    }
}
