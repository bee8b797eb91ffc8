//! The journal of writes, over restarts of a client and of Redis.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use renkei_redis::{Redis, RedisJournal};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::{BoxFuture, TransportErrorKind};
use renkei_runtime::{
    BoxError, CallOptions, Error, FileJournal, Intent, Journal, Outcome, Recorded, Recover,
    Settlement,
};

use crate::records::{self, Changes, Client, builder, eventually, keys};
use crate::redis_server::RedisServer;

fn journal(server: &RedisServer) -> RedisJournal {
    RedisJournal::new(&Redis::open(&server.url()).unwrap(), "test")
}

fn client(journal: RedisJournal, transport: &ScriptedTransport, changes: &Changes) -> Client {
    builder(transport, changes).journal(journal).build().unwrap()
}

async fn create(client: &Client, key: &str, body: &'static str) -> Result<(), Error> {
    records::create(client, CallOptions::new().idempotency_key(key), body).await.map(drop)
}

/// The keys of what is unsettled, sorted.
async fn unsettled(client: &Client) -> Vec<String> {
    let unsettled = client.unsettled().await.unwrap();
    let mut keys: Vec<_> = unsettled.iter().map(|it| it.key().to_owned()).collect();
    keys.sort_unstable();
    keys
}

/// A server that responds, or does not.
fn responses(are_lost: impl IntoIterator<Item = bool>) -> ScriptedTransport {
    are_lost.into_iter().fold(ScriptedTransport::new(), |transport, is_lost| match is_lost {
        true => transport.error(TransportErrorKind::Broken),
        false => transport.json(200, ""),
    })
}

#[tokio::test]
async fn what_a_crash_left_is_sent_again_with_the_same_keys() {
    let Some(server) = RedisServer::start() else { return };
    let (before, changes) = (responses([true, false, true]), Changes::default());
    let first = client(journal(&server), &before, &changes);
    for key in ["key-1", "key-2", "key-3"] {
        assert_eq!(create(&first, key, "{}").await.is_ok(), key == "key-2");
        // The next one is recorded in a later millisecond, so the order is certain.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    drop(first);
    let after = responses([false, false]);
    let second = client(journal(&server), &after, &changes);
    let left = second.unsettled().await.unwrap();
    let left: Vec<_> = left.iter().map(|intent| intent.key().to_owned()).collect();
    assert_eq!(left, ["key-1", "key-3"], "the oldest first");
    let third = client(journal(&server), &responses([]), &changes);
    let other_body = create(&third, "key-1", "[]").await.unwrap_err();
    assert_eq!(other_body.outcome(), Outcome::NotSent);
    assert!(second.resume().await.unwrap().iter().all(|write| write.result.is_ok()));
    let sent = after.requests();
    let mut sent: Vec<_> =
        sent.iter().map(|it| it.headers()["idempotency-key"].to_str().unwrap()).collect();
    sent.sort_unstable();
    assert_eq!(sent, ["key-1", "key-3"]);
    assert!(unsettled(&second).await.is_empty());
    assert_eq!(keys(&server), 0);
    assert!(changes.all().is_empty());
}

#[tokio::test]
async fn a_call_never_fails_because_of_the_journal() {
    let Some(mut server) = RedisServer::start() else { return };
    let (transport, changes) = (responses([false; 12]), Changes::default());
    let journal = journal(&server);
    let client = client(journal.clone(), &transport, &changes);
    create(&client, "0", "{}").await.unwrap();

    // It is lost and restarts, it is too slow, and another server takes over from it.
    server.kill();
    create(&client, "1", "{}").await.unwrap();
    assert!(!journal.is_shared());
    server.restart();
    changes.wait_for(2).await;
    for (away, back) in [
        (&["CLIENT", "PAUSE", "400"][..], &["PING"][..]),
        (&["REPLICAOF", "127.0.0.1", "1"], &["REPLICAOF", "NO", "ONE"]),
    ] {
        let before = changes.all().len();
        server.command(away);
        for number in 0..3 {
            create(&client, &format!("{before} {number}"), "{}").await.unwrap();
        }
        changes.wait_for(before + 1).await;
        server.command(back);
        changes.wait_for(before + 2).await;
        create(&client, &format!("{before} back"), "{}").await.unwrap();
    }
    assert_eq!(changes.all(), ["- test", "+ test"].repeat(3));
    assert_eq!(transport.requests().len(), 10);
    assert!(unsettled(&client).await.is_empty());
    assert_eq!(keys(&server), 0, "no settled write is left");
}

#[tokio::test]
async fn what_was_recorded_without_redis_is_transferred() {
    let Some(mut server) = RedisServer::start() else { return };
    let (transport, changes) = (responses([true, true, false, true, false]), Changes::default());
    let first = client(journal(&server), &transport, &changes);
    create(&first, "before", "{}").await.unwrap_err();
    server.command(&["CLIENT", "PAUSE", "1000"]);
    create(&first, "slow", "{}").await.unwrap_err();
    create(&first, "settled", "{}").await.unwrap();
    create(&first, "away", "{}").await.unwrap_err();
    // The outcome of the first one becomes known while Redis is away.
    create(&first, "before", "{}").await.unwrap();
    assert_eq!(changes.all(), ["- test"]);
    changes.wait_for(2).await;
    drop(first);
    let second = client(journal(&server), &responses([]), &changes);
    assert_eq!(unsettled(&second).await, ["away", "slow"]);
    server.kill();
    assert!(second.unsettled().await.is_err(), "what is in Redis is not known");
}

#[tokio::test]
async fn a_file_keeps_records_while_both_are_down() {
    let Some(mut server) = RedisServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let open = |server: &RedisServer| {
        let file = FileJournal::open(folder.path().join("journal")).unwrap();
        RedisJournal::fallback(&Redis::open(&server.url()).unwrap(), "test", file)
    };
    let changes = Changes::default();
    server.kill();
    let first = client(open(&server), &responses([true, false]), &changes);
    create(&first, "lost", "{}").await.unwrap_err();
    create(&first, "settled", "{}").await.unwrap();
    assert_eq!(changes.all(), ["- test"]);
    drop(first);
    let second = eventually("the first client has ended", || async {
        FileJournal::open(folder.path().join("journal")).ok()
    });
    drop(second.await);
    server.restart();
    let second = client(open(&server), &responses([false]), &changes);
    assert_eq!(unsettled(&second).await, ["lost"]);
    assert_eq!(keys(&server), 1, "it is in Redis now");
    assert_eq!(second.resume().await.unwrap().len(), 1);
    assert_eq!(keys(&server), 0);
}

/// A server that cannot be reached after it has lost a response.
fn lost_then_down(times: usize) -> ScriptedTransport {
    (0..times).fold(responses([true]), |transport, _| transport.error(TransportErrorKind::Connect))
}

#[tokio::test]
async fn a_repeated_write_keeps_its_unknown_outcome_and_its_age() {
    let Some(server) = RedisServer::start() else { return };
    let changes = Changes::default();
    let first = client(journal(&server), &lost_then_down(1), &changes);
    create(&first, "k", "{}").await.unwrap_err();
    let created = first.unsettled().await.unwrap()[0].created_ms();
    drop(first);
    tokio::time::sleep(Duration::from_millis(5)).await;
    let down = ScriptedTransport::new().error(TransportErrorKind::Connect);
    let second =
        client(journal(&server), &down.clone().error(TransportErrorKind::Connect), &changes);
    assert_eq!(create(&second, "k", "{}").await.unwrap_err().outcome(), Outcome::Unknown);
    assert_eq!(create(&second, "new", "{}").await.unwrap_err().outcome(), Outcome::NotSent);
    let left = second.unsettled().await.unwrap();
    assert_eq!((left.len(), left[0].created_ms()), (1, created));

    // The server may have forgotten the key, so it would perform the write again.
    let transport = responses([false]);
    let third = builder(&transport, &changes).journal(journal(&server));
    let third = third.idempotency_retention(Duration::ZERO).build().unwrap();
    let error = create(&third, "k", "{}").await.unwrap_err();
    assert!(error.to_string().contains("may have forgotten the key"), "{error}");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_write_that_redis_may_have_keeps_its_unknown_outcome_without_redis() {
    let Some(mut server) = RedisServer::start() else { return };
    let changes = Changes::default();
    let first = client(journal(&server), &lost_then_down(2), &changes);
    create(&first, "known", "{}").await.unwrap_err();
    assert_eq!(unsettled(&first).await, ["known"]);
    let second = client(journal(&server), &lost_then_down(0), &changes);
    server.kill();
    assert_eq!(create(&first, "known", "{}").await.unwrap_err().outcome(), Outcome::Unknown);
    // It has read all that Redis had.
    assert_eq!(create(&first, "new", "{}").await.unwrap_err().outcome(), Outcome::NotSent);
    // Another process has not.
    let down = ScriptedTransport::new().error(TransportErrorKind::Connect);
    drop(second);
    let second = client(journal(&server), &down, &changes);
    assert_eq!(create(&second, "new", "{}").await.unwrap_err().outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn a_key_that_is_used_again_replaces_the_settled_record() {
    let Some(server) = RedisServer::start() else { return };
    let (journal, changes) = (journal(&server), Changes::default());
    let first = client(journal.clone(), &responses([true]), &changes);
    create(&first, "k", "{}").await.unwrap_err();
    let left = first.unsettled().await.unwrap().remove(0);
    server.command(&["REPLICAOF", "127.0.0.1", "1"]);
    // Redis keeps the record, and the journal knows that it is settled.
    first.settle(&left, Settlement::Applied).await.unwrap();
    let second = client(journal, &responses([true]), &changes);
    create(&second, "k", "[]").await.unwrap_err();
    server.command(&["REPLICAOF", "NO", "ONE"]);
    changes.wait_for(3).await;
    let left = second.unsettled().await.unwrap();
    assert_eq!((left.len(), left[0].body()), (1, &b"[]"[..]));
    assert_eq!(keys(&server), 1);
}

/// A journal in a file that can be read once, so that a transfer begins and does not end.
struct ReadOnce(FileJournal, AtomicBool);

impl ReadOnce {
    fn open(folder: &tempfile::TempDir) -> Self {
        Self(FileJournal::open(folder.path().join("journal")).unwrap(), AtomicBool::new(false))
    }
}

impl Journal for ReadOnce {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>> {
        self.0.intend(intent)
    }

    fn settle(&self, id: String, settlement: Settlement) -> BoxFuture<Result<(), BoxError>> {
        self.0.settle(id, settlement)
    }

    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>> {
        match self.1.swap(true, Ordering::SeqCst) {
            false => self.0.unsettled(),
            true => Box::pin(std::future::pending()),
        }
    }
}

/// Redis is back, and what was recorded without it is not transferred yet.
#[tokio::test]
async fn a_write_that_is_not_transferred_yet_keeps_its_unknown_outcome() {
    let Some(server) = RedisServer::start() else { return };
    let (folder, changes) = (tempfile::tempdir().unwrap(), Changes::default());
    let redis = Redis::open(&server.url()).unwrap();
    let journal = RedisJournal::fallback(&redis, "test", ReadOnce::open(&folder));
    let first = client(journal, &lost_then_down(1), &changes);
    server.command(&["REPLICAOF", "127.0.0.1", "1"]);
    create(&first, "k", "{}").await.unwrap_err();
    server.command(&["REPLICAOF", "NO", "ONE"]);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(create(&first, "k", "{}").await.unwrap_err().outcome(), Outcome::Unknown);
}

/// An earlier process has left it in the file, because Redis was away.
#[tokio::test]
async fn a_write_that_is_left_in_the_file_keeps_its_unknown_outcome_and_its_age() {
    let Some(server) = RedisServer::start() else { return };
    let (folder, changes) = (tempfile::tempdir().unwrap(), Changes::default());
    let first = client(journal(&server), &responses([true]), &changes);
    create(&first, "k", "{}").await.unwrap_err();
    let left = first.unsettled().await.unwrap().remove(0);
    first.settle(&left, Settlement::NotApplied).await.unwrap();
    assert_eq!(keys(&server), 0);
    let file = FileJournal::open(folder.path().join("journal")).unwrap();
    file.intend(left.clone()).await.unwrap();

    let redis = Redis::open(&server.url()).unwrap();
    let journal = RedisJournal::fallback(&redis, "test", file);
    let transport = ScriptedTransport::new().error(TransportErrorKind::Connect).json(200, "");
    let second = client(journal, &transport, &changes);
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(create(&second, "k", "{}").await.unwrap_err().outcome(), Outcome::Unknown);
    assert_eq!(second.unsettled().await.unwrap(), [left]);
    assert!(second.resume().await.unwrap()[0].result.is_ok());
    assert_eq!(keys(&server), 0);
}

#[tokio::test]
async fn a_write_does_not_wait_for_a_transfer() {
    let Some(server) = RedisServer::start() else { return };
    let redis = Redis::open(&server.url()).unwrap();
    let (folder, changes) = (tempfile::tempdir().unwrap(), Changes::default());
    let journal = RedisJournal::fallback(&redis, "test", ReadOnce::open(&folder));
    let first = client(journal.clone(), &responses([true]), &changes);
    create(&first, "k", "{}").await.unwrap_err();
    let reader = client(self::journal(&server), &responses([]), &changes);
    let left = reader.unsettled().await.unwrap().remove(0);
    server.command(&["REPLICAOF", "127.0.0.1", "1"]);
    first.settle(&left, Settlement::Applied).await.unwrap();
    server.command(&["REPLICAOF", "NO", "ONE"]);
    // The transfer has begun, and does not end.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let second = client(journal, &responses([true]), &changes);
    create(&second, "k", "[]").await.unwrap_err();
    let left = reader.unsettled().await.unwrap();
    assert_eq!((left.len(), left[0].body()), (1, &b"[]"[..]), "it is in Redis");
}

#[tokio::test]
async fn a_record_of_another_version_is_named() {
    let Some(server) = RedisServer::start() else { return };
    let changes = Changes::default();
    let client = client(journal(&server), &responses([]), &changes);
    let record = r#"00c0ffee{"version":9,"fingerprint":"00c0ffee"}"#;
    server.command(&["HSET", "renkei:test:journal", "id", record]);
    let error = client.unsettled().await.unwrap_err().to_string();
    assert!(error.contains("renkei:test:journal") && error.contains("\"00c0ffee\" has version 9"));
}

#[cfg(feature = "encryption")]
#[tokio::test]
async fn an_encrypted_journal_shows_nothing_and_needs_its_key() {
    use renkei_runtime::EncryptionKey;
    let Some(server) = RedisServer::start() else { return };
    let journal = |byte| {
        let redis = Redis::open(&server.url()).unwrap();
        RedisJournal::encrypted(&redis, "test", EncryptionKey::new(&[byte; 32]).unwrap())
    };
    let changes = Changes::default();
    let first = client(journal(1), &lost_then_down(1), &changes);
    create(&first, "visible-key", r#"{"visible":1}"#).await.unwrap_err();
    let again = create(&first, "visible-key", r#"{"visible":1}"#).await.unwrap_err();
    assert_eq!(again.outcome(), Outcome::Unknown, "it is recognised");
    let mut all = redis::cmd("HGETALL");
    let stored: Vec<Vec<u8>> =
        all.arg("renkei:test:journal").query(&mut server.connection()).unwrap();
    assert_eq!(stored.len(), 2);
    let text = String::from_utf8_lossy(&stored.concat()).into_owned();
    assert!(!text.contains("visible") && !text.contains("orders"), "{text}");
    drop(first);

    let error = client(journal(2), &responses([]), &changes).unsettled().await.unwrap_err();
    assert!(error.to_string().contains("another key"), "{error}");
    let plain = client(self::journal(&server), &responses([]), &changes);
    let error = plain.unsettled().await.unwrap_err();
    assert!(error.to_string().contains("it is encrypted"), "{error}");
    let second = client(journal(1), &responses([false]), &changes);
    assert_eq!(unsettled(&second).await, ["visible-key"]);
    assert!(second.resume().await.unwrap()[0].result.is_ok());
    assert_eq!(keys(&server), 0, "its field is found again");
}
