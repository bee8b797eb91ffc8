//! Recordings: what was recorded is replayed, and no secret is in any of them.

use super::with_causes;
use renkei_runtime::bytes::Bytes;
use renkei_runtime::http::Response;
use renkei_runtime::test::{Recorder, Redaction, ReplayTransport, ScriptedTransport};
use renkei_runtime::transport::{Transport, TransportErrorKind};
use renkei_runtime::{
    Auth, CallOptions, Class, ClientBuilder, EncryptionKey, Error, Outcome, codegen,
};
use serde_json::{Value, json};

const SECRET: &str = "pl4nted s3cret/7+";

struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

const HEADER: codegen::SecurityScheme =
    codegen::SecurityScheme { id: "header", kind: codegen::SchemeKind::ApiKeyHeader("X-Own") };
const QUERY: codegen::SecurityScheme =
    codegen::SecurityScheme { id: "query", kind: codegen::SchemeKind::ApiKeyQuery("k") };
const COOKIE: codegen::SecurityScheme =
    codegen::SecurityScheme { id: "cookie", kind: codegen::SchemeKind::ApiKeyCookie("s") };
const BASIC: codegen::SecurityScheme =
    codegen::SecurityScheme { id: "basic", kind: codegen::SchemeKind::Basic };
const OAUTH: codegen::SecurityScheme =
    codegen::SecurityScheme { id: "oauth", kind: codegen::SchemeKind::OAuth2 };

macro_rules! operations {
    ($($name:ident $method:ident $security:expr;)*) => {
        $(static $name: codegen::Operation = codegen::Operation {
            id: "op", path: "/v1/things", accept: "application/json", security: $security,
            ..codegen::Operation::$method
        };)*
    };
}

operations! {
    GET GET None;
    POST POST None;
    BY_HEADER GET Some(&[&[HEADER]]);
    BY_QUERY GET Some(&[&[QUERY]]);
    BY_COOKIE GET Some(&[&[COOKIE]]);
    BY_BASIC GET Some(&[&[BASIC]]);
    BY_OAUTH GET Some(&[&[OAUTH]]);
}

fn client(transport: impl Transport, auth: Option<Auth>) -> Client {
    let builder = ClientBuilder::<Client>::new().base_url("https://api.test").attempts(1);
    let builder = builder.transport(transport);
    auth.into_iter().fold(builder, ClientBuilder::auth).build().unwrap()
}

async fn send(
    client: &Client,
    operation: &'static codegen::Operation,
    change: impl FnOnce(&mut codegen::Call),
) -> Result<Value, Error> {
    let mut call = codegen::Call::new(&client.0, operation);
    change(&mut call);
    let decode = codegen::Decode { ok: codegen::json::<Value>, err: codegen::no_error };
    Ok(call.send(decode).await?)
}

fn respond(headers: &[(&str, &str)], body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::builder().header("content-type", "application/json");
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

/// Fails if the secret is in a text in any form.
#[track_caller]
fn hides(text: &str) {
    let percent: String = SECRET.bytes().map(|it| format!("%{it:02X}")).collect();
    let forms = [
        SECRET.to_owned(),
        percent,
        "pl4nted%20s3cret%2F7%2B".to_owned(),
        "pl4nted+s3cret%2F7%2B".to_owned(),
        // In Base64 at each of three offsets.
        "cGw0bnRlZCBzM2NyZXQvNy".to_owned(),
        "w0bnRlZCBzM2NyZXQv".to_owned(),
        "sNG50ZWQgczNjcmV0L".to_owned(),
    ];
    for form in forms {
        assert!(!text.contains(&form), "{form} in {text}");
    }
}

#[tokio::test]
async fn a_planted_secret_is_in_no_recording() {
    let echo = format!(r#"{{"seen":"{SECRET}","also":["{SECRET} again"]}}"#);
    let link = format!(
        "<https://api.test/v1/things?access_token={}>; rel=next",
        "pl4nted%20s3cret%2F7%2B"
    );
    let answer = respond(&[("x-echo", SECRET), ("set-cookie", SECRET), ("link", &link)], echo);
    let recorder = Recorder::new(Redaction::new());
    let record = || {
        let script = (0..9).fold(ScriptedTransport::new(), |it, _| it.response(answer.clone()));
        recorder.record(script)
    };
    let key = || Some(Auth::api_key(SECRET));
    let cookie = SECRET.replace([' ', '/', '+'], "");
    for (operation, auth) in [
        (&BY_HEADER, key()),
        (&BY_QUERY, key()),
        (&BY_COOKIE, Some(Auth::api_key(cookie.clone()))),
        (&BY_BASIC, Some(Auth::basic("user", SECRET))),
        (&BY_OAUTH, Some(Auth::bearer(SECRET))),
        (&GET, Some(Auth::header("x-tenant-key", SECRET))),
    ] {
        send(&client(record(), auth), operation, |_| {}).await.unwrap();
    }
    let plain = client(record(), None);
    let options = CallOptions::new().header("x-private", SECRET);
    send(&plain, &GET, |call| call.options(options)).await.unwrap();
    send(&plain, &GET, |call| call.query("client_secret", SECRET)).await.unwrap();
    let body = json!({"user": "u", "password": SECRET, "nested": [{"apiKey": {"value": SECRET}}]});
    send(&plain, &POST, |call| call.json("application/json", &body)).await.unwrap();
    send(&plain, &POST, |call| call.form(&json!({"refresh_token": SECRET}), &[])).await.unwrap();
    let har = recorder.to_har();
    assert_eq!(recorder.len(), 10);
    hides(&har);
    assert!(!har.contains(&cookie), "{har}");
    assert!(har.contains("REDACTED") && har.contains("\"user\\\":\\\"u"), "{har}");
}

/// The client credentials, the token, and a body with a coding are recorded without secrets too.
#[tokio::test]
async fn tokens_and_encoded_bodies_are_redacted() {
    let granted = format!(
        r#"{{"access_token":"token-of-{}","token_type":"bearer","refresh_token":"{SECRET}"}}"#,
        "7777"
    );
    let plain = format!(r#"{{"accessToken":"{SECRET}"}}"#);
    let gzip = gzip(plain.as_bytes());
    let script = ScriptedTransport::new()
        .response(respond(&[], granted))
        .response(respond(&[("content-encoding", "gzip")], gzip));
    let recorder = Recorder::new(Redaction::new());
    let auth = Auth::client_credentials("https://id.test/token", "me", SECRET);
    let client = client(recorder.record(script), Some(auth.into()));
    let read = send(&client, &BY_OAUTH, |_| {}).await.unwrap();
    assert_eq!(read["accessToken"], SECRET, "the program still gets it");
    let har = recorder.to_har();
    assert_eq!(recorder.len(), 2);
    hides(&har);
    assert!(!har.contains("token-of-7777"), "{har}");
}

/// Stored blocks (RFC 1951 § 3.2.4) need no compressor.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut crc = !0_u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(bytes);
    out.extend((!crc).to_le_bytes());
    out.extend(u32::from(length).to_le_bytes());
    out
}

async fn record_some() -> (Recorder, Vec<String>) {
    let script = ScriptedTransport::new()
        .json(200, r#"{"n":1}"#)
        .json(200, r#"{"n":2}"#)
        .json(201, r#"{"n":3.10}"#)
        .error(TransportErrorKind::Broken)
        .response(respond(&[("retry-after", "7")], "x"));
    let recorder = Recorder::new(Redaction::new());
    let results = some_calls(&client(recorder.record(script), Some(Auth::bearer(SECRET)))).await;
    (recorder, results)
}

/// Calls whose results are compared.
async fn some_calls(client: &Client) -> Vec<String> {
    let mut results = Vec::new();
    for page in [1, 1, 2] {
        let result = send(client, &GET, |call| call.query("page", &page)).await;
        results.push(format!("{:?}", result.map_err(|error| (error.outcome(), error.to_string()))));
    }
    for _ in 0..2 {
        let body = json!({"b": [1, 2], "a": {"password": SECRET}});
        let result = send(client, &POST, |call| call.json("application/json", &body)).await;
        results.push(format!("{:?}", result.map_err(|error| (error.outcome(), error.to_string()))));
    }
    results
}

#[tokio::test]
async fn a_recording_is_replayed() {
    let (recorder, recorded) = record_some().await;
    let replay = ReplayTransport::from_har(&recorder.to_har()).unwrap();
    // Another secret is redacted too, so it matches.
    let auth = Some(Auth::bearer("another token"));
    let replayed = some_calls(&client(replay.clone(), auth)).await;
    assert_eq!(replayed, recorded);
    assert_eq!(replay.unused(), 0);
}

#[tokio::test]
async fn a_missing_entry_is_a_clear_error() {
    let (recorder, _) = record_some().await;
    let replay = || ReplayTransport::from_har(&recorder.to_har()).unwrap();
    let path = "the recording has no entry for";
    let fail = async |operation, change: &dyn Fn(&mut codegen::Call)| {
        let client = client(replay(), None);
        send(&client, operation, |call| change(call)).await.unwrap_err()
    };
    let error = fail(&GET, &|call| call.query("page", &9)).await;
    assert_eq!((error.class(), error.outcome()), (Class::Local, Outcome::NotSent));
    let text = with_causes(&error);
    assert!(text.contains(&format!("{path} GET https://api.test/v1/things")), "{text}");
    assert!(text.contains("one with another query") && !text.contains("page"), "{text}");
    let error = with_causes(&fail(&POST, &|call| call.json("application/json", &1)).await);
    assert!(error.contains("the first is one with another method"), "{error}");
    let used = replay();
    let client = client(used, None);
    let page = |call: &mut codegen::Call| call.query("page", &2);
    send(&client, &GET, page).await.unwrap();
    let again = with_causes(&send(&client, &GET, page).await.unwrap_err());
    assert!(again.contains("that is not used: 1 were recorded"), "{again}");
    assert!(ReplayTransport::from_har("{}").is_err());
}

#[tokio::test]
async fn recordings_are_encrypted_with_a_key_of_the_user() {
    let (recorder, recorded) = record_some().await;
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("calls.har");
    let key = EncryptionKey::new(&[7; 32]).unwrap();
    recorder.save_encrypted(&path, &key).unwrap();
    let stored = std::fs::read(&path).unwrap();
    assert!(!stored.windows(8).any(|it| it == b"api.test" || it == b"\"entries"));
    let replay = ReplayTransport::open_encrypted(&path, &key).unwrap();
    assert_eq!(some_calls(&client(replay, None)).await, recorded);

    let other = EncryptionKey::new(&[8; 32]).unwrap();
    assert!(ReplayTransport::open_encrypted(&path, &other).is_err());
    let mut changed = stored;
    *changed.last_mut().unwrap() ^= 1;
    assert!(key.decrypt(&changed).is_err());
    assert!(key.decrypt(b"short").is_err());
    assert_ne!(key.encrypt(b"x").unwrap(), key.encrypt(b"x").unwrap(), "each has its nonce");
    recorder.save(&path).unwrap();
    assert_eq!(ReplayTransport::open(&path).unwrap().unused(), recorder.len());
}

/// A value that no name gives away is removed if the user names it.
#[tokio::test]
async fn own_rules_of_redaction() {
    let redaction = Redaction::new().secret("4711-0815").name("voucher").keep_header("x-kept");
    let recorder = Recorder::new(redaction.clone());
    let body = r#"{"text":"pin 4711-0815","voucher":"v-123456"}"#;
    let script = ScriptedTransport::new().response(respond(&[("x-kept", "shown")], body));
    let read = send(&client(recorder.record(script), None), &GET, |_| {}).await.unwrap();
    assert_eq!(read["voucher"], "v-123456");
    let har = recorder.to_har();
    assert!(!har.contains("4711") && !har.contains("v-123456") && har.contains("shown"), "{har}");
    let replay = ReplayTransport::from_har(&har).unwrap().redaction(redaction);
    let replayed = send(&client(replay, None), &GET, |_| {}).await.unwrap();
    assert_eq!(replayed["text"], "pin REDACTED");
}
