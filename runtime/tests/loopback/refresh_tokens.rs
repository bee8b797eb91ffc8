//! OAuth 2 refresh tokens: what is sent, and how a token that the server replaces is used and stored.

use std::sync::{Arc, Mutex};

use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{Advice, Auth, Error, ErrorKind, TokenError, TokenErrorCode};

use crate::orders_client::Client;

const ORDER: &str = r#"{"id":"7","amount":1}"#;

fn granted(token: &str, refresh: &str) -> String {
    let refresh =
        if refresh.is_empty() { String::new() } else { format!(r#","refresh_token":"{refresh}""#) };
    format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":1{refresh}}}"#)
}

fn client(transport: &ScriptedTransport, auth: impl Into<Auth>) -> Client {
    let builder = Client::builder().base_url("https://api.test").auth(auth);
    builder.transport(transport.clone()).build().unwrap()
}

fn bodies(transport: &ScriptedTransport) -> Vec<String> {
    let requests = transport.requests();
    let forms = requests.iter().filter(|it| it.uri().path() == "/token");
    forms.map(|it| String::from_utf8(it.body().to_vec()).unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_replaced_by_the_server() {
    let transport = ScriptedTransport::new()
        .json(200, granted("t1", "r2"))
        .json(200, ORDER)
        .json(200, granted("t2", ""))
        .json(200, ORDER)
        .json(200, granted("t3", "r3"))
        .json(200, ORDER);
    let stored = Arc::new(Mutex::new(Vec::new()));
    let store = stored.clone();
    let auth = Auth::refresh_token("https://id.test/token", "app", "r1").scope("orders");
    let auth = auth.on_rotation(move |token| store.lock().unwrap().push(token.to_owned()));
    let client = client(&transport, auth);
    for _ in 0..3 {
        client.orders().get_order("7").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    }
    let form = |token: &str| {
        format!("grant_type=refresh_token&refresh_token={token}&scope=orders&client_id=app")
    };
    assert_eq!(bodies(&transport), [form("r1"), form("r2"), form("r2")]);
    assert_eq!(*stored.lock().unwrap(), ["r2", "r3"]);
    assert!(!format!("{client:?}").contains("r3"));
}

#[tokio::test(start_paused = true)]
async fn a_confidential_client_sends_its_secret() {
    let auth = || Auth::refresh_token("https://id.test/token", "app", "r1").client_secret("s3cret");
    for (auth, form, has_header) in [
        (auth(), "grant_type=refresh_token&refresh_token=r1", true),
        (
            auth().secret_in_body(),
            "grant_type=refresh_token&refresh_token=r1&client_id=app&client_secret=s3cret",
            false,
        ),
    ] {
        let transport = ScriptedTransport::new().json(200, granted("t1", "")).json(200, ORDER);
        client(&transport, auth).orders().get_order("7").await.unwrap();
        assert_eq!(bodies(&transport), [form]);
        assert_eq!(transport.requests()[0].headers().contains_key("authorization"), has_header);
        assert_eq!(transport.requests()[1].headers()["authorization"], "Bearer t1");
    }
}

/// A token that was revoked needs the user, and no request is repeated.
#[tokio::test(start_paused = true)]
async fn a_revoked_token_is_an_error() {
    let transport = ScriptedTransport::new().json(400, r#"{"error":"invalid_grant"}"#);
    let auth = Auth::refresh_token("https://id.test/token", "app", "r1");
    let error: Error = client(&transport, auth).orders().get_order("7").await.unwrap_err().into();
    let ErrorKind::Token(TokenError::Refused { code, .. }) = error.kind() else {
        panic!("{error}");
    };
    assert_eq!((code, error.advice()), (&TokenErrorCode::InvalidGrant, Advice::Authenticate));
    assert_eq!(transport.requests().len(), 1);
}
