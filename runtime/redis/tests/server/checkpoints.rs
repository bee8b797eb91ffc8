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

/// Connects as a user that can be locked out, so that one process is without Redis and another is not.
fn lockable(server: &RedisServer) -> Arc<RedisCheckpoints> {
    server.command(&["ACL", "SETUSER", "first", "on", "nopass", "~*", "&*", "+@all"]);
    let url = server.url().replace("redis://", "redis://first:x@");
    Arc::new(RedisCheckpoints::new(&Redis::open(&url).unwrap(), "test"))
}

#[tokio::test]
async fn a_kept_state_never_replaces_what_another_machine_has_done() {
    let Some(server) = RedisServer::start() else { return };
    let lock_out = || {
        server.command(&["ACL", "SETUSER", "first", "off"]);
        server.command(&["CLIENT", "KILL", "USER", "first"]);
    };
    for is_finished in [true, false] {
        let (first, changes) = (lockable(&server), Changes::default());
        let mut sync_ = sync(&first, &[FIRST, SECOND, THIRD], &changes).await;
        expect(&mut sync_, 1..=3).await;
        lock_out();
        expect(&mut sync_, 4..=5).await;
        assert!(!first.is_shared());

        // Another machine continues, as far as it comes.
        let second = store(&server);
        let mut other = sync(&second, &[FIRST, SECOND, THIRD], &Changes::default()).await;
        expect(&mut other, 3..=5).await;
        if is_finished {
            assert_eq!(other.try_next().await.unwrap(), None);
        }
        server.command(&["ACL", "SETUSER", "first", "on"]);
        changes.wait_for(2).await;
        assert_eq!(keys(&server), u32::from(!is_finished), "{is_finished}");
        let stored = |state: Option<renkei_runtime::SyncState>| state.map(|it| it.report.resumed);
        let expected = (!is_finished).then_some(1);
        for store in [&first, &second] {
            assert_eq!(stored(store.load("orders").await.unwrap()), expected, "{is_finished}");
        }
    }
}

#[tokio::test]
async fn a_kept_state_is_not_the_start_of_a_sync_that_another_machine_has_finished() {
    let Some(server) = RedisServer::start() else { return };
    let (first, changes) = (lockable(&server), Changes::default());
    let mut sync_ = sync(&first, &[FIRST, SECOND, THIRD], &changes).await;
    expect(&mut sync_, 1..=3).await;
    server.command(&["ACL", "SETUSER", "first", "off"]);
    server.command(&["CLIENT", "KILL", "USER", "first"]);
    expect(&mut sync_, 4..=5).await;
    assert!(
        first.load("orders").await.is_err(),
        "whether the kept state is the latest is not known"
    );
    store(&server).remove("orders").await.unwrap();
    server.command(&["ACL", "SETUSER", "first", "on"]);
    let loaded = eventually("Redis is back", || async { first.load("orders").await.ok() }).await;
    assert_eq!(loaded, None);
}

#[cfg(feature = "encryption")]
#[tokio::test]
async fn an_encrypted_state_shows_nothing_and_needs_its_key() {
    use renkei_runtime::EncryptionKey;
    let Some(server) = RedisServer::start() else { return };
    let redis = Redis::open(&server.url()).unwrap();
    let open = |key| RedisCheckpoints::encrypted(&redis, "test", key);
    let key = || EncryptionKey::new(&[7; 32]).unwrap();
    let state = renkei_runtime::SyncState::default();
    open(key()).save("orders", state.clone()).await.unwrap();
    let stored: Vec<u8> =
        redis::cmd("GET").arg("renkei:test:sync:orders").query(&mut server.connection()).unwrap();
    assert!(!stored.windows(10).any(|it| it == b"checkpoint"));
    assert_eq!(open(key()).load("orders").await.unwrap(), Some(state));
    assert!(open(EncryptionKey::generate().unwrap()).load("orders").await.is_err());
    assert!(store(&server).load("orders").await.is_err());
}
