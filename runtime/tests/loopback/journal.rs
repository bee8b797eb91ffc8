//! The journal of writes: what it keeps, what it never keeps, and what a damaged file leaves.

use std::fs;
use std::io;
use std::time::Duration;

use renkei_runtime::codegen::{self, Operation};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{
    Auth, CallOptions, EventStream, FileJournal, FilePart, Intent, Journal, Maybe, Outcome,
    Recover, Settlement,
};

use crate::folder::Folder;
use crate::orders_client::{Client, Order};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

const FILE: &str = "orders.journal";

fn order(amount: i64) -> Order {
    Order { id: "7".to_owned(), amount, note: Maybe::Absent }
}

/// A transport that loses the response, and then responds.
fn lossy() -> ScriptedTransport {
    ScriptedTransport::new().error(TransportErrorKind::Broken).json(200, ORDER)
}

fn client(transport: &ScriptedTransport, journal: FileJournal) -> Client {
    let builder = Client::builder().base_url("https://api.test/v1").journal(journal).attempts(1);
    builder.transport(transport.clone()).auth(Auth::bearer("s3cret-token")).build().unwrap()
}

/// Leaves one write without an outcome.
async fn lose(client: &Client, key: &str, amount: i64) {
    let options = CallOptions::new().idempotency_key(key).header("x-trace", "trace-1");
    let error = client.orders().create_order(&order(amount)).with(options).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
}

/// Returns intents with these keys.
async fn intents(test: &str, keys: &[&str]) -> Vec<Intent> {
    let folder = Folder::new(test);
    let mut transport = ScriptedTransport::new();
    for _ in keys {
        transport = transport.error(TransportErrorKind::Broken);
    }
    let client = client(&transport, FileJournal::open_unsynced(folder.file(FILE)).unwrap());
    for (amount, key) in (1..).zip(keys) {
        lose(&client, key, amount).await;
    }
    client.unsettled().await.unwrap()
}

#[tokio::test]
async fn a_restarted_client_sends_the_same_request_with_its_own_credentials() {
    let folder = Folder::new("resume");
    let before = lossy();
    let first = client(&before, FileJournal::open(folder.file(FILE)).unwrap());
    lose(&first, "key-1", 5).await;
    let stored = fs::read(folder.file(FILE)).unwrap();
    let text = String::from_utf8_lossy(&stored);
    assert!(text.contains("key-1") && text.contains("trace-1") && !text.contains("s3cret"));
    assert_eq!(first.unsettled().await.unwrap()[0].key(), "key-1");
    drop(first);

    let after = ScriptedTransport::new().json(200, ORDER);
    let second = client(&after, FileJournal::open(folder.file(FILE)).unwrap());
    let left = second.unsettled().await.unwrap();
    assert_eq!((left.len(), left[0].operation()), (1, "createOrder"));
    assert!(!format!("{left:?}").contains("key-1"), "{left:?}");
    let resumed = second.resume().await.unwrap();
    assert!(resumed[0].result.is_ok(), "{resumed:?}");
    assert!(second.unsettled().await.unwrap().is_empty());
    let (sent, resent) = (&before.requests()[0], &after.requests()[0]);
    assert_eq!(
        (sent.method(), sent.uri(), sent.body()),
        (resent.method(), resent.uri(), resent.body())
    );
    for name in ["idempotency-key", "content-type", "accept", "authorization", "x-trace"] {
        assert_eq!(sent.headers().get(name), resent.headers().get(name), "{name}");
    }
    drop(second);
    let third = client(&after, FileJournal::open(folder.file(FILE)).unwrap());
    assert!(third.unsettled().await.unwrap().is_empty(), "the outcome is kept, too");
}

#[tokio::test]
async fn an_outcome_settles_a_write() {
    let folder = Folder::new("outcomes");
    let transport = ScriptedTransport::new()
        .json(200, ORDER)
        .json(422, r#"{"code":"no"}"#)
        .error(TransportErrorKind::Connect)
        .json(500, "{}")
        .json(200, "not an order");
    let client = client(&transport, FileJournal::open_unsynced(folder.file(FILE)).unwrap());
    let mut left = Vec::new();
    for _ in 0..5 {
        let _ = client.orders().create_order(&order(1)).await;
        left.push(client.unsettled().await.unwrap().len());
    }
    // Only the 500 leaves the outcome unknown.
    assert_eq!(left, [0, 0, 0, 1, 1]);
    let _ = client.orders().get_order("7").await;
    let _ = client.orders().note_order("7").await;
    assert_eq!(client.unsettled().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_old_write_is_not_sent_and_stays() {
    let folder = Folder::new("old");
    let transport = lossy();
    let journal = FileJournal::open_unsynced(folder.file(FILE)).unwrap();
    let builder = Client::builder().base_url("https://api.test").journal(journal).attempts(1);
    let builder = builder.transport(transport.clone()).idempotency_retention(Duration::ZERO);
    let client = builder.build().unwrap();
    lose(&client, "k", 1).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let resumed = client.resume().await.unwrap();
    assert!(resumed[0].result.as_ref().unwrap_err().to_string().contains("forgotten its key"));
    assert_eq!((transport.requests().len(), client.unsettled().await.unwrap().len()), (1, 1));
}

/// Only a rejection of the request itself says that the first one did not take effect.
#[tokio::test]
async fn a_failure_to_resume_says_nothing_about_the_first_request() {
    let down = || ScriptedTransport::new().error(TransportErrorKind::Connect);
    let busy = r#"{"code":"idempotency_key_in_use","message":"still in progress"}"#;
    for (test, after, left) in [
        ("down", down(), 1),
        ("throttled", ScriptedTransport::new().json(429, "{}"), 1),
        ("in-progress", ScriptedTransport::new().json(409, busy), 1),
        ("rejected", ScriptedTransport::new().json(422, "{}"), 0),
    ] {
        let folder = Folder::new(test);
        let journal = || FileJournal::open_unsynced(folder.file(FILE)).unwrap();
        lose(&client(&lossy(), journal()), "k", 1).await;
        let client = client(&after, journal());
        let resumed = client.resume().await.unwrap();
        let outcome = resumed[0].result.as_ref().unwrap_err().outcome();
        let expected = if left == 1 { Outcome::Unknown } else { Outcome::Rejected };
        assert_eq!((outcome, client.unsettled().await.unwrap().len()), (expected, left), "{test}");
    }
}

#[tokio::test]
async fn a_record_that_was_cut_off_is_ignored() {
    let folder = Folder::new("torn");
    let all = intents("torn-intents", &["one", "two"]).await;
    let path = folder.file(FILE);
    let journal = FileJournal::open(&path).unwrap();
    journal.intend(all[0].clone()).await.unwrap();
    let whole = fs::metadata(&path).unwrap().len();
    journal.intend(all[1].clone()).await.unwrap();
    drop(journal);
    let bytes = fs::read(&path).unwrap();
    for length in 0..bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        let journal = FileJournal::open_unsynced(&path).unwrap();
        let left = journal.unsettled().await.unwrap();
        let expected = if (length as u64) < whole { 0 } else { 1 };
        assert_eq!(left.len(), expected, "{length}");
        // It can be used again.
        if length % 50 == 0 {
            journal.intend(all[1].clone()).await.unwrap();
            drop(journal);
            let journal = FileJournal::open_unsynced(&path).unwrap();
            assert_eq!(journal.unsettled().await.unwrap().len(), expected + 1);
        }
    }
    let mut damaged = bytes.clone();
    *damaged.last_mut().unwrap() ^= 1;
    fs::write(&path, damaged).unwrap();
    let journal = FileJournal::open_unsynced(&path).unwrap();
    assert_eq!(journal.unsettled().await.unwrap(), all[..1]);
    drop(journal);
    // The write after a damaged record may have been sent, so it is not given up.
    let mut damaged = bytes.clone();
    damaged[whole as usize - 1] ^= 1;
    fs::write(&path, &damaged).unwrap();
    let error = FileJournal::open(&path).unwrap_err();
    assert!(error.to_string().contains("is damaged at byte"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), damaged);
    fs::write(&path, "something else\n").unwrap();
    let error = FileJournal::open(&path).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{error}");
}

/// Writes that were acknowledged are never dropped silently, whatever is damaged.
#[tokio::test]
async fn damage_never_costs_the_records_after_it() {
    let folder = Folder::new("damage");
    let all = intents("damage-intents", &["one", "two", "three"]).await;
    let path = folder.file(FILE);
    let journal = FileJournal::open_unsynced(&path).unwrap();
    let mut ends = Vec::new();
    for intent in &all {
        journal.intend(intent.clone()).await.unwrap();
        ends.push(fs::metadata(&path).unwrap().len() as usize);
    }
    drop(journal);
    let bytes = fs::read(&path).unwrap();
    let cut = folder.file("orders.journal.cut");
    // One byte, and a byte of each of two neighbours. A length that is damaged names the wrong end, or one after the file.
    for at in 0..bytes.len() {
        for bit in [0, 7] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            if at < ends[0] {
                damaged[ends[0] + at % (ends[1] - ends[0])] ^= 1;
            }
            fs::write(&path, &damaged).unwrap();
            match FileJournal::open_unsynced(&path) {
                Ok(journal) => {
                    assert!(at >= ends[1], "byte {at}, bit {bit}");
                    assert_eq!(journal.unsettled().await.unwrap(), all[..2]);
                    // What was removed is kept.
                    assert_eq!(fs::read(&cut).unwrap(), damaged[ends[1]..]);
                    fs::remove_file(&cut).unwrap();
                }
                Err(error) => {
                    assert!(at < ends[1], "byte {at}, bit {bit}: {error}");
                    assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{error}");
                    assert_eq!(fs::read(&path).unwrap(), damaged, "it is left as it was");
                }
            }
        }
    }
    assert!(!cut.exists());
}

#[test]
fn a_file_of_another_format_is_named() {
    let folder = Folder::new("formats");
    let path = folder.file(FILE);
    let old = b"renkei journal 1\n and what follows";
    fs::write(&path, old).unwrap();
    let error = FileJournal::open(&path).unwrap_err().to_string();
    assert!(error.contains(FILE) && error.contains("another version"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), old);
}

#[tokio::test]
async fn a_file_that_has_grown_is_replaced() {
    let folder = Folder::new("grown");
    let all = intents("grown-intents", &["kept", "settled"]).await;
    let path = folder.file(FILE);
    let journal = FileJournal::open_unsynced(&path).unwrap();
    journal.intend(all[0].clone()).await.unwrap();
    let mut longest = 0;
    for _ in 0..5000 {
        journal.intend(all[1].clone()).await.unwrap();
        journal.settle(all[1].id(), Settlement::Applied).await.unwrap();
        longest = longest.max(fs::metadata(&path).unwrap().len());
    }
    assert!(longest < 1024 * 1024 && longest > 500 * 1024, "{longest}");
    drop(journal);
    let journal = FileJournal::open_unsynced(&path).unwrap();
    assert_eq!(journal.unsettled().await.unwrap(), all[..1]);
    assert!(!folder.file("orders.journal.new").exists());
}

#[tokio::test]
async fn one_process_has_a_journal_open_and_a_key_has_one_request() {
    let folder = Folder::new("lock");
    let journal = FileJournal::open(folder.file(FILE)).unwrap();
    let error = FileJournal::open(folder.file(FILE)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock, "{error}");
    drop(journal);
    let transport = lossy();
    let client = client(&transport, FileJournal::open(folder.file(FILE)).unwrap());
    lose(&client, "k", 1).await;
    drop(client);
    // The process that starts again knows the key, too.
    let client = self::client(&transport, FileJournal::open(folder.file(FILE)).unwrap());
    let options = CallOptions::new().idempotency_key("k");
    let error = client.orders().create_order(&order(2)).with(options).await.unwrap_err();
    assert_eq!((error.outcome(), transport.requests().len()), (Outcome::NotSent, 1), "{error}");
}

#[cfg(feature = "encryption")]
#[tokio::test]
async fn a_journal_can_be_encrypted() {
    use renkei_runtime::EncryptionKey;
    let folder = Folder::new("encrypted");
    let path = folder.file(FILE);
    let all = intents("encrypted-intents", &["visible-key"]).await;
    let key = |byte| EncryptionKey::new(&[byte; 32]).unwrap();
    let journal = FileJournal::open_encrypted(&path, key(1)).unwrap();
    journal.intend(all[0].clone()).await.unwrap();
    drop(journal);
    assert!(!String::from_utf8_lossy(&fs::read(&path).unwrap()).contains("visible-key"));
    assert!(FileJournal::open_encrypted(&path, key(2)).is_err());
    let error = FileJournal::open(&path).unwrap_err();
    assert!(error.to_string().contains("the record at byte 17 of the journal"), "{error}");
    let journal = FileJournal::open_encrypted(&path, key(1)).unwrap();
    assert_eq!(journal.unsettled().await.unwrap(), all);
}

/// Multipart bodies and requests for streams are writes, too.
#[tokio::test]
async fn uploads_and_requests_for_streams_are_recorded() {
    static UPLOAD: Operation = Operation {
        id: "upload",
        path: "/photos",
        idempotency_header: Some("Idempotency-Key"),
        ..Operation::POST
    };
    let folder = Folder::new("uploads");
    let broken = || ScriptedTransport::new().error(TransportErrorKind::Broken);
    let transport = broken().error(TransportErrorKind::Broken).json(200, "null").json(200, "null");
    let client = client(&transport, FileJournal::open_unsynced(folder.file(FILE)).unwrap());
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    let mut call = codegen::Call::new(client.core(), &UPLOAD);
    let parts = std::collections::BTreeMap::from([("photo", FilePart::bytes("meow"))]);
    call.multipart("multipart/form-data", &parts, &[]);
    call.send(decode).await.unwrap_err();

    let mut call = codegen::Call::new(client.core(), &UPLOAD);
    call.json("application/json", "why?");
    let opening: codegen::Streaming<EventStream<String>> =
        call.stream("text/event-stream", codegen::events, codegen::no_error);
    opening.await.unwrap_err();

    assert_eq!(client.unsettled().await.unwrap().len(), 2);
    let resumed = client.resume().await.unwrap();
    assert!(resumed.len() == 2 && resumed.iter().all(|it| it.result.is_ok()), "{resumed:?}");
    let sent = transport.requests();
    for (first, again) in [(&sent[0], &sent[2]), (&sent[1], &sent[3])] {
        assert_eq!(first.body(), again.body());
        for name in ["content-type", "idempotency-key"] {
            assert_eq!(first.headers()[name], again.headers()[name]);
        }
    }
    assert!(String::from_utf8_lossy(sent[0].body()).contains("meow"));
}
