//! Domain errors: a success whose body reports a failure counts as the HTTP status in the body.

use std::time::Duration;

use renkei_runtime::codegen::{self, End, Next, Paging, Target, serde_json::Value};
use renkei_runtime::{Auth, Class, ErrorKind, OpError, Outcome};

use crate::orders_client::{ApiError, Client};
use crate::server::{Server, Step, json, respond, then};

const ENVELOPE: codegen::Envelope = codegen::Envelope::new(&["status"], &["message"]);

static GET: codegen::Operation = codegen::Operation {
    id: "listUsers",
    path: "/users",
    envelope: Some(ENVELOPE),
    ..codegen::Operation::GET
};
static POST: codegen::Operation = codegen::Operation {
    id: "createUser",
    path: "/users",
    envelope: Some(ENVELOPE),
    ..codegen::Operation::POST
};

const OK: &str = r#"{"users":["a"],"status":200,"message":"ok"}"#;
const MISSING: &str = r#"{"users":[],"status":404,"message":"not found"}"#;

fn failing(status: u16) -> Vec<Step> {
    json(&format!(r#"{{"users":[],"status":{status},"code":"c"}}"#))
}

async fn start(script: &[Vec<Step>]) -> (Server, Client) {
    let server = Server::start(vec![then(script)]).await;
    let client = Client::builder()
        .base_url(server.url())
        .backoff(Duration::ZERO, Duration::ZERO)
        .build()
        .unwrap();
    (server, client)
}

async fn call(
    client: &Client,
    operation: &'static codegen::Operation,
) -> Result<Value, OpError<ApiError>> {
    let call = codegen::Call::new(client.core(), operation);
    call.send(codegen::Decode { ok: codegen::json, err: codegen::error_json }).await
}

#[tokio::test]
async fn a_body_that_says_404_is_an_error_like_a_404() {
    let (server, client) = start(&[json(MISSING)]).await;
    let error = call(&client, &GET).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Domain { message: Some(it), .. } if it == "not found")
    );
    assert_eq!((error.class(), error.outcome()), (Class::Domain, Outcome::Rejected));
    assert_eq!(error.status().map(|it| it.as_u16()), Some(404));
    assert_eq!(error.body_as::<Value>().unwrap()["users"], Value::Array(vec![]));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_success_in_the_body_is_a_success() {
    let (_server, client) = start(&[json(OK), json(r#"{"users":[]}"#)]).await;
    assert_eq!(call(&client, &GET).await.unwrap()["status"], 200);
    assert!(call(&client, &GET).await.is_ok());
}

#[tokio::test]
async fn retries_follow_the_status_in_the_body() {
    for (operation, status, requests, outcome) in [
        (&GET, 500, 3, Outcome::Unknown),
        (&POST, 500, 1, Outcome::Unknown),
        (&GET, 429, 3, Outcome::Rejected),
        (&POST, 429, 3, Outcome::Rejected),
        (&GET, 422, 1, Outcome::Rejected),
        (&POST, 503, 1, Outcome::Unknown),
    ] {
        let (server, client) = start(&vec![failing(status); 3]).await;
        let error = call(&client, operation).await.unwrap_err();
        assert_eq!((server.requests().len(), error.outcome()), (requests, outcome), "{status}");
        assert_eq!(error.body().unwrap().code, "c");
    }
    let (server, client) = start(&[failing(500), json(OK)]).await;
    assert!(call(&client, &GET).await.is_ok());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_retry_after_with_a_503_in_the_body_is_kept() {
    let head = "content-type: application/json\r\nretry-after: 0\r\n";
    let busy = respond("200 OK", head, r#"{"status":503}"#);
    let (server, client) = start(&[busy, json(OK)]).await;
    assert!(call(&client, &POST).await.is_ok());
    assert_eq!(server.requests().len(), 2);
    let head = "content-type: application/json\r\nretry-after: 120\r\n";
    let (_server, client) = start(&[respond("200 OK", head, r#"{"status":503}"#)]).await;
    let error = call(&client, &POST).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    assert!(matches!(error.kind(), ErrorKind::Domain { throttled: true, .. }));
}

#[tokio::test]
async fn problem_details_are_read_wherever_they_are_declared() {
    let body = r#"{"type":"/out","title":"Out","status":409}"#;
    let head = "content-type: application/problem+json\r\n";
    for status in ["200 OK", "409 Conflict", "418 I'm a teapot"] {
        let (_server, client) = start(&[respond(status, head, body)]).await;
        let error = call(&client, &GET).await.unwrap_err();
        assert_eq!(error.problem().unwrap().title.as_deref(), Some("Out"), "{status}");
    }
    // Problem details in a success are readable even if the operation does not declare them.
    static PLAIN: codegen::Operation =
        codegen::Operation { id: "plain", path: "/", ..codegen::Operation::GET };
    let (_server, client) = start(&[respond("200 OK", head, body)]).await;
    let call = codegen::Call::new(client.core(), &PLAIN);
    let decode = codegen::Decode::<Vec<u8>> { ok: codegen::json, err: codegen::no_error };
    let error = call.send(decode).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode { .. }));
    assert_eq!(error.problem().unwrap().kind, "/out");
}

#[tokio::test]
async fn a_401_in_the_body_is_not_retried() {
    let server = Server::start(vec![then(&[failing(401), json(OK)])]).await;
    let client =
        Client::builder().base_url(server.url()).auth(Auth::bearer("s3cret")).build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!((error.class(), server.requests().len()), (Class::Domain, 1));
}

#[tokio::test]
async fn a_domain_error_stops_at_its_page() {
    static PAGING: Paging = Paging {
        items: &["users"],
        next: Next::Page {
            to: Target::Query("page"),
            first: 1,
            end: End { pages: None, total: None, more: None },
        },
    };
    let script = [json(OK), json(MISSING), json(r#"{"users":["b"]}"#), json(r#"{"users":[]}"#)];
    let (server, client) = start(&script).await;
    fn users(response: &codegen::RawResponse) -> Result<Vec<Value>, codegen::DecodeError> {
        let page: Value = codegen::json(response)?;
        Ok(page["users"].as_array().cloned().unwrap_or_default())
    }
    let call = codegen::Call::new(client.core(), &GET);
    let mut items = call.items(&PAGING, codegen::Decode { ok: users, err: codegen::no_error });
    assert_eq!(items.try_next().await.unwrap().unwrap(), "a");
    let error = items.try_next().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Domain { .. }), "{error}");
    assert_eq!(items.try_next().await.unwrap().unwrap(), "b");
    assert!(items.try_next().await.unwrap().is_none());
    let page = |request: &String| request.split(' ').nth(1).unwrap().to_owned();
    let asked: Vec<_> = server.requests().iter().map(page).collect();
    assert_eq!(asked, ["/users?page=1", "/users?page=2", "/users?page=2", "/users?page=3"]);
}
