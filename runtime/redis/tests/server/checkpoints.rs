//! The states of syncs, over restarts of a client and of Redis.

use std::sync::Arc;

use renkei_redis::{Redis, RedisCheckpoints};
use renkei_runtime::codegen::{self, serde_json};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{CheckpointStore, ListSync, Outcome};

use crate::records::{Changes, builder, eventually, keys};
use crate::redis_server::RedisServer;

static LIST: codegen::Operation =
    codegen::Operation { id: "list", path: "/list", ..codegen::Operation::GET };
static CURSOR: codegen::Paging = codegen::Paging {
    items: &["data"],
    next: codegen::Next::Cursor {
        to: codegen::Target::Query("after"),
        from: &["last"],
        more: None,
    },
};

const FIRST: &str = r#"{"data":[1,2],"last":"b"}"#;
const SECOND: &str = r#"{"data":[3,4],"last":"d"}"#;
const THIRD: &str = r#"{"data":[5]}"#;

fn numbers(response: &codegen::RawResponse) -> Result<Vec<i64>, codegen::DecodeError> {
    let page: serde_json::Value = codegen::json(response)?;
    let list = page["data"].as_array().unwrap();
    Ok(list.iter().map(|it| it.as_i64().unwrap()).collect())
}

fn store(server: &RedisServer) -> Arc<RedisCheckpoints> {
    Arc::new(RedisCheckpoints::new(&Redis::open(&server.url()).unwrap(), "test"))
}

/// Starts a run of a sync over pages.
async fn sync(store: &Arc<RedisCheckpoints>, pages: &[&str], changes: &Changes) -> ListSync<i64> {
    let transport = pages
        .iter()
        .fold(ScriptedTransport::new(), |transport, page| transport.json(200, (*page).to_owned()));
    let client = builder(&transport, changes).build().unwrap();
    let decode = codegen::Decode { ok: numbers, err: codegen::no_error };
    let items = codegen::Call::new(&client.0, &LIST).items(&CURSOR, decode);
    items.sync(store.clone(), "orders").await.unwrap()
}

async fn expect(sync: &mut ListSync<i64>, items: impl IntoIterator<Item = i64>) {
    for item in items {
        assert_eq!(sync.try_next().await.unwrap(), Some(item));
    }
}

#[tokio::test]
async fn a_sync_continues_on_another_machine() {
    let Some(server) = RedisServer::start() else { return };
    let changes = Changes::default();
    let mut first = sync(&store(&server), &[FIRST, SECOND], &changes).await;
    expect(&mut first, 1..=3).await;
    drop(first);
    let mut second = sync(&store(&server), &[FIRST, SECOND, THIRD], &changes).await;
    expect(&mut second, 3..=5).await;
    assert_eq!(keys(&server), 1);
    assert_eq!(second.try_next().await.unwrap(), None);
    assert_eq!((second.report().seen, second.report().resumed), (5, 1));
    assert_eq!(keys(&server), 0, "a complete sync leaves nothing");

    server.command(&["SET", "renkei:test:sync:orders", "{"]);
    let damaged = store(&server).load("orders").await;
    assert!(damaged.is_err(), "a damaged state is never the start of the list");
    assert!(changes.all().is_empty());
}

#[tokio::test]
async fn a_sync_goes_on_without_redis() {
    let Some(mut server) = RedisServer::start() else { return };
    let (store, changes) = (store(&server), Changes::default());
    let mut sync_ = sync(&store, &[FIRST, SECOND, THIRD], &changes).await;
    expect(&mut sync_, 1..=2).await;
    server.kill();
    expect(&mut sync_, 3..=5).await;
    assert!(!store.is_shared());
    let error = sync_.try_next().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "its end must be known to the next sync");
    server.restart();
    changes.wait_for(2).await;
    assert!(store.is_shared());
    let other = self::store(&server).load("orders").await.unwrap().unwrap();
    assert_eq!(other.report.seen, 5, "what was kept is in Redis");
    assert_eq!(sync_.try_next().await.unwrap(), None);
    assert_eq!((sync_.report().seen, keys(&server)), (5, 0));

    // It is too slow, and then read-only.
    for (away, back) in [
        (&["CLIENT", "PAUSE", "400"][..], &["PING"][..]),
        (&["REPLICAOF", "127.0.0.1", "1"], &["REPLICAOF", "NO", "ONE"]),
    ] {
        let before = changes.all().len();
        let mut sync_ = sync(&store, &[FIRST, SECOND, THIRD], &changes).await;
        expect(&mut sync_, 1..=2).await;
        server.command(away);
        expect(&mut sync_, 3..=5).await;
        changes.wait_for(before + 1).await;
        server.command(back);
        changes.wait_for(before + 2).await;
        assert_eq!(sync_.try_next().await.unwrap(), None);
    }
    assert_eq!(changes.all(), ["- test", "+ test"].repeat(3));
    assert_eq!(keys(&server), 0);
}

#[tokio::test]
async fn a_sync_starts_only_with_its_position() {
    let Some(mut server) = RedisServer::start() else { return };
    server.kill();
    let store = store(&server);
    assert!(store.load("orders").await.is_err());
    server.restart();
    let loaded =
        eventually("the store has recovered", || async { store.load("orders").await.ok() });
    assert_eq!(loaded.await, None);
}
