//! Credentials that a provider returns.

use std::sync::atomic::{AtomicUsize, Ordering};

use renkei_runtime::http::header::AUTHORIZATION;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{
    Auth, BoxError, Class, ClientBuilder, CredentialProvider, CredentialRequest, Outcome,
};

use crate::orders_client::Client;
use crate::server::chain;

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

fn client(transport: &ScriptedTransport) -> ClientBuilder<Client> {
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    builder.backoff(std::time::Duration::ZERO, std::time::Duration::ZERO)
}

fn carried(transport: &ScriptedTransport, name: &str) -> Vec<String> {
    let value = |headers: &renkei_runtime::http::HeaderMap| {
        headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    transport.requests().iter().map(|request| value(request.headers())).collect()
}

#[tokio::test]
async fn reads_and_writes_may_have_different_credentials() {
    let transport = ScriptedTransport::new().json(200, ORDER).json(200, ORDER).json(200, ORDER);
    let auth = Auth::by_operation(|request| match request.operation {
        "putOrder" => None,
        _ if request.is_read() => Some(Auth::bearer("reader")),
        _ => Some(Auth::bearer("writer")),
    });
    let client = client(&transport).auth(auth).build().unwrap();
    client.orders().get_order("7").await.unwrap();
    client.orders().note_order("7").await.unwrap();
    let order = crate::orders_client::Order {
        id: "7".to_owned(),
        amount: 1,
        note: renkei_runtime::Maybe::Absent,
    };
    client.orders().put_order("7", &order).await.unwrap();
    assert_eq!(carried(&transport, AUTHORIZATION.as_str()), ["Bearer reader", "Bearer writer", ""]);
}

/// A key that changes each time, and fails after a number of calls.
struct Rotating(AtomicUsize, usize);

impl CredentialProvider for Rotating {
    fn credential(&self, request: CredentialRequest) -> BoxFuture<Result<Option<Auth>, BoxError>> {
        assert_eq!((request.operation, request.path), ("secret", "/v1/secret"));
        let count = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        let over = count > self.1;
        Box::pin(async move {
            tokio::task::yield_now().await;
            if over {
                Err("the vault is sealed".into())
            } else {
                Ok(Some(Auth::api_key(format!("k{count}"))))
            }
        })
    }
}

#[tokio::test]
async fn each_attempt_queries_the_provider() {
    let transport = ScriptedTransport::new().json(500, "").json(200, ORDER).json(200, ORDER);
    let rotating = Auth::provider(Rotating(AtomicUsize::new(0), 3));
    let client = client(&transport).auth_for("apiKey", rotating).build().unwrap();
    client.orders().secret().await.unwrap();
    // It is bound to a scheme that the other operations do not have, so they do not query it.
    assert_eq!(carried(&transport, "x-api-key"), ["k1", "k2"]);
    client.orders().secret().await.unwrap();
    let error = client.orders().secret().await.unwrap_err();
    assert_eq!(chain(&error), "secret: the credential provider failed: the vault is sealed");
    assert_eq!((error.class(), error.outcome()), (Class::Auth, Outcome::NotSent));
    assert_eq!((error.attempts(), transport.requests().len()), (0, 3));
}

/// A key that changes when it is rejected.
struct Renewable(AtomicUsize);

impl CredentialProvider for Renewable {
    fn credential(&self, _: CredentialRequest) -> BoxFuture<Result<Option<Auth>, BoxError>> {
        let key = Auth::api_key(format!("k{}", self.0.load(Ordering::Relaxed)));
        Box::pin(std::future::ready(Ok(Some(key))))
    }

    fn invalidate(&self, _: CredentialRequest) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        true
    }
}

#[tokio::test]
async fn a_rejected_credential_of_a_provider_is_renewed_once() {
    let transport = ScriptedTransport::new().json(401, "").json(200, ORDER);
    let transport = transport.json(401, "").json(401, "").json(200, ORDER);
    let renewable = Auth::provider(Renewable(AtomicUsize::new(1)));
    let client = client(&transport).auth(renewable).build().unwrap();
    client.orders().secret().await.unwrap();
    assert_eq!(carried(&transport, "x-api-key"), ["k1", "k2"]);
    let error = client.orders().secret().await.unwrap_err();
    assert_eq!((error.class(), error.attempts()), (Class::Auth, 2));
    assert_eq!(carried(&transport, "x-api-key"), ["k1", "k2", "k2", "k3"]);
}

#[tokio::test]
async fn a_provider_may_not_return_a_provider() {
    let transport = ScriptedTransport::new();
    let nested = Auth::by_operation(|_| Some(Auth::by_operation(|_| None)));
    let none = Auth::by_operation(|_| None);
    for (auth, words) in [
        (nested, "secret: a credential provider returned another provider"),
        (none, "secret: no credential for the security scheme apiKey"),
    ] {
        assert_eq!(format!("{auth:?}"), "Auth::Provider");
        let client = client(&transport).auth(auth).build().unwrap();
        assert_eq!(client.orders().secret().await.unwrap_err().to_string(), words);
    }
    assert!(transport.requests().is_empty());
}
