//! The journal of writes, over restarts of a client and of Redis.

use std::time::Duration;

use renkei_redis::{Redis, RedisJournal};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{CallOptions, Error, FileJournal, Outcome, Recover};

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
