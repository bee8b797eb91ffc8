//! A secret is planted wherever one may be, and nothing printed contains it.

use std::fmt::Debug;
use std::time::Duration;

use renkei_runtime::http::{Request, Response};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use renkei_runtime::{Auth, Body, CallOptions, Error, FilePart, codegen};

use crate::orders_client::Client;
use crate::server::chain;

const SECRET: &str = "s3cret";

#[track_caller]
fn hides(shown: impl Debug) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

/// The error, and every error below it as the runtime shows it.
#[track_caller]
fn hides_error(error: impl Into<Error>) {
    let error = error.into();
    hides(&error);
    hides(error.kind());
    let shown = chain(&error);
    assert!(!shown.contains(SECRET), "{shown}");
}

#[test]
fn builders_and_what_they_build() {
    for url in [
        "https://user:s3cret@api.test",
        "https://user:s3cret x@api.test",
        "user:s3cret@api.test",
        "https://api.test?api_key=s3cret",
        "https://api.test/#s3cret",
        "ftp://user:s3cret@api.test",
        "/v1?api_key=s3cret",
    ] {
        let builder = || Client::builder().base_url(url);
        hides(builder());
        hides_error(builder().build().unwrap_err());
        hides(CallOptions::new().base_url(url));
        hides_error(Client::builder().base_url_for(url, url).build().unwrap_err());
    }
    let builder = Client::builder()
        .base_url("https://api.test")
        .default_header("x-secret", SECRET)
        .auth(Auth::api_key(SECRET))
        .auth(Auth::basic(SECRET, SECRET))
        .auth(Auth::header("x-key", SECRET))
        .auth(
            Auth::client_credentials("https://id.test/token", "id", SECRET).parameter("a", SECRET),
        )
        .user_agent("agent");
    hides(&builder);
    let client = builder.build().unwrap();
    hides(&client);
    hides(client.core());
    hides_error(Client::builder().default_header("x", "s3cret\n").build().unwrap_err());
    let token = Auth::client_credentials("https://u:s3cret@id.test/?k=s3cret", "id", SECRET);
    hides_error(Client::builder().base_url("https://a.test").auth(token).build().unwrap_err());
}

#[tokio::test]
async fn calls_options_and_their_errors() {
    let options = CallOptions::new()
        .header("x-secret", SECRET)
        .header("bad name", SECRET)
        .idempotency_key(SECRET)
        .base_url("https://user:s3cret@api.test/?k=s3cret");
    hides(&options);
    let transport = ScriptedTransport::new().json(200, r#"{"secret":"s3cret"}"#);
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    let client = builder.auth(Auth::api_key(SECRET)).build().unwrap();
    let request = client.orders().get_order(SECRET).with(options);
    hides(&request);
    hides_error(request.await.unwrap_err());
    hides(client.orders().get_order(SECRET).send_full());
    let key = CallOptions::new().idempotency_key("s3cret\n");
    hides_error(client.orders().get_order("7").with(key).await.unwrap_err());
    hides_error(client.orders().secret().await.unwrap_err());
    assert!(transport.requests().len() == 1);
    hides(&transport);
    hides(Body::from(SECRET));
    hides(FilePart::bytes(SECRET).with_name("a.txt"));
}

/// A response with a secret in each header and in its body.
fn response(status: u16, body: &str) -> Response<codegen::bytes::Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .header("x-secret", SECRET)
        .header("set-cookie", "sid=s3cret")
        .header("location", "https://user:s3cret@other.test/?k=s3cret")
        .body(codegen::bytes::Bytes::from(body.to_owned()))
        .unwrap()
}

#[tokio::test]
async fn errors_of_responses() {
    let bodies = [
        r#"{"id":"s3cret","amount":"s3cret"}"#,
        r#"{"id":7,"s3cret":1}"#,
        r#"{"s3cret":"#,
        r#"{"id":"7","note":{"s3cret":1}}"#,
        r#"{"id":"7","amount":1,"other":{"s3cret":tru}}"#,
        "s3cret",
    ];
    for status in [200, 201, 302, 400, 401, 404, 409, 429, 500, 503] {
        for body in bodies {
            let transport = ScriptedTransport::new().response(response(status, body));
            let builder =
                Client::builder().base_url("https://api.test").transport(transport.clone());
            let client = builder.attempts(1).build().unwrap();
            let error = client.orders().get_order("7").await.unwrap_err();
            hides(&error);
            hides_error(error);
            hides(transport);
        }
    }
}

/// A transport whose messages contain the URL of the request, as those of some libraries do.
struct Chatty;

impl Transport for Chatty {
    fn send(
        &self,
        _request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let what = "error for url (https://user:s3cret@api.test/x?api_key=s3cret): closed";
        let error = TransportError::with_source(TransportErrorKind::Broken, what);
        Box::pin(std::future::ready(Err(error)))
    }
}

#[tokio::test]
async fn messages_of_a_transport() {
    let builder = Client::builder().base_url("https://api.test").transport(Chatty);
    let client = builder.attempts(1).attempt_timeout(Duration::from_secs(1)).build().unwrap();
    let error = client.orders().get_order("7").await.unwrap_err();
    assert!(chain(&error).contains("closed"), "{}", chain(&error));
    hides(&error);
    hides_error(error);
}
