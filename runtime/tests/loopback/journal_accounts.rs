//! The journal of writes that were sent with other credentials than those of the client, or to another origin.

use std::fs;

use renkei_runtime::codegen::{self, Call, Operation};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{Auth, CallOptions, Error, FileJournal, Intent, Outcome, Recover, Settlement};

use crate::folder::Folder;
use crate::orders_client::Client;

const FILE: &str = "transfers.journal";

static TRANSFER: Operation = Operation {
    id: "transfer",
    path: "/transfers",
    idempotency_header: Some("Idempotency-Token"),
    security: Some(&[&[codegen::SecurityScheme {
        id: "bearer",
        kind: codegen::SchemeKind::Bearer,
    }]]),
    ..Operation::POST
};

/// A client of one account.
fn client(folder: &Folder, transport: &ScriptedTransport) -> Client {
    let journal = FileJournal::open_unsynced(folder.file(FILE)).unwrap();
    let builder = Client::builder().base_url("https://api.test").journal(journal).attempts(1);
    let builder = builder.transport(transport.clone()).auth(Auth::bearer("of-the-client"));
    builder.build().unwrap()
}

/// A transport that loses the first response.
fn lossy() -> ScriptedTransport {
    ScriptedTransport::new().error(TransportErrorKind::Broken).json(200, "{}")
}

/// Transfers money with the key `k`.
async fn transfer(client: &Client, set: impl FnOnce(&mut Call)) -> Result<(), Error> {
    let mut call = Call::new(client.core(), &TRANSFER);
    call.json("application/json", &serde_json::json!({"amount": 5}));
    call.options(CallOptions::new().idempotency_key("k"));
    set(&mut call);
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    Ok(call.send(decode).await?)
}

fn with_header(name: &'static str) -> impl Fn(&mut Call) {
    move |call| call.options(CallOptions::new().header(name, "s3cret"))
}

#[tokio::test]
async fn a_write_with_its_own_credentials_is_not_sent_with_those_of_the_client() {
    type Set = Box<dyn Fn(&mut Call)>;
    let cases: [(&str, Set); 6] = [
        ("authorization", Box::new(with_header("authorization"))),
        ("vendor-token", Box::new(with_header("x-vendor-token"))),
        ("cookie-header", Box::new(with_header("cookie"))),
        ("cookie", Box::new(|call| call.cookie("session", "s3cret"))),
        ("query", Box::new(|call| call.query("access_token", "s3cret"))),
        (
            "exploded-query",
            Box::new(|call| call.query("any", &serde_json::json!({"api_key": "s3cret"}))),
        ),
    ];
    for (case, set) in cases {
        let folder = Folder::new(&format!("own-{case}"));
        let before = client(&folder, &lossy());
        assert_eq!(transfer(&before, &set).await.unwrap_err().outcome(), Outcome::Unknown);
        assert!(!String::from_utf8_lossy(&fs::read(folder.file(FILE)).unwrap()).contains("s3cret"));
        drop(before);

        let transport = ScriptedTransport::new().json(200, "{}");
        let after = client(&folder, &transport);
        let resumed = after.resume().await.unwrap();
        let error = resumed[0].result.as_ref().unwrap_err();
        assert!(resumed[0].intent.has_own_credentials(), "{case}");
        assert!(error.to_string().contains("credentials of its own"), "{case}: {error}");
        assert_eq!((error.outcome(), transport.requests().len()), (Outcome::Unknown, 0), "{case}");
        assert_eq!(after.unsettled().await.unwrap().len(), 1, "{case}");

        // The same write with the client's credentials is another one.
        let other = transfer(&after, |_| ()).await.unwrap_err();
        assert_eq!((other.outcome(), transport.requests().len()), (Outcome::NotSent, 0), "{case}");
        drop(after);
        // Its operation completes it, if it is called with the credentials.
        let after = client(&folder, &transport);
        transfer(&after, &set).await.unwrap();
        assert!(after.unsettled().await.unwrap().is_empty(), "{case}");
    }
}

#[tokio::test]
async fn the_key_is_no_credential_whatever_its_header_is_called() {
    let folder = Folder::new("token-header");
    let transport = lossy();
    let client = client(&folder, &transport);
    let mut call = Call::new(client.core(), &TRANSFER);
    call.options(CallOptions::new().header("idempotency-token", "k"));
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    call.send(decode).await.unwrap_err();
    assert!(client.resume().await.unwrap()[0].result.is_ok());
    assert_eq!(transport.requests()[1].headers()["idempotency-token"], "k");
}

#[tokio::test]
async fn a_write_to_another_origin_is_resumed_with_the_credentials_that_it_had() {
    let anywhere = CallOptions::new().base_url("https://other.test").send_credentials_anywhere();
    for (case, options, authorization) in [
        ("anywhere", anywhere, Some("Bearer of-the-client")),
        ("elsewhere", CallOptions::new().base_url("https://other.test"), None),
    ] {
        let folder = Folder::new(case);
        let transport = lossy();
        let client = client(&folder, &transport);
        let _ = transfer(&client, |call| call.options(options)).await;
        let _ = client.resume().await.unwrap();
        for request in transport.requests() {
            assert_eq!(request.uri().host(), Some("other.test"));
            let sent = request.headers().get("authorization").map(|it| it.to_str().unwrap());
            assert_eq!(sent, authorization, "{case}");
        }
        assert_eq!(transport.requests().len(), 2, "{case}");
        assert!(client.unsettled().await.unwrap().is_empty(), "{case}");
    }
}

#[tokio::test]
async fn a_program_settles_what_it_has_found_out() {
    let folder = Folder::new("found-out");
    let transport = ScriptedTransport::new().error(TransportErrorKind::Broken).hang();
    let first = client(&folder, &transport);
    let _ = transfer(&first, with_header("authorization")).await;
    let left = first.unsettled().await.unwrap();
    // While it is running, nobody knows its outcome.
    let running = tokio::spawn({
        let client = first.clone();
        async move { transfer(&client, with_header("authorization")).await }
    });
    while transport.requests().len() < 2 {
        tokio::task::yield_now().await;
    }
    let error = first.settle(&left[0], Settlement::NotApplied).await.unwrap_err();
    assert_eq!(error.to_string(), "the write is running");
    running.abort();
    let _ = running.await;
    first.settle(&left[0], Settlement::NotApplied).await.unwrap();
    assert!(first.resume().await.unwrap().is_empty());
    drop(first);
    let second = client(&folder, &transport);
    assert!(second.unsettled().await.unwrap().is_empty(), "it is settled in the file, too");
    let without = Client::builder().base_url("https://api.test").build().unwrap();
    let error = without.settle(&left[0], Settlement::Applied).await.unwrap_err();
    assert_eq!(error.to_string(), "the client has no journal");
}

#[test]
fn an_intent_of_another_version_is_named() {
    for stored in [
        r#"{"version":1,"fingerprint":"00c0ffee","key":"k"}"#,
        r#"{"version":9,"fingerprint":"00c0ffee","form":"unknown"}"#,
    ] {
        let error = Intent::from_bytes(stored.as_bytes()).unwrap_err().to_string();
        assert!(
            error.contains("00c0ffee") && error.contains("this program reads 3 and 4"),
            "{error}"
        );
    }
}
