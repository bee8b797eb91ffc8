//! The connection that everything shares: what takes long, and errors that do not end.

use std::time::{Duration, Instant};

use renkei_redis::{Rate, Redis, RedisCheckpoints, RedisJournal, RedisLimiter};
use renkei_runtime::codegen::serde_json;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{CallOptions, CheckpointStore, RateLimiter, Recover, SyncState};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::limiter::key;
use crate::records::{Changes, builder, create, eventually};
use crate::redis_server::RedisServer;

fn limiter(redis: &Redis) -> RedisLimiter {
    let builder = RedisLimiter::builder(redis, "test").processes(1);
    builder.rate(Rate::per_second(1_000_000).burst(1_000)).build().unwrap()
}

async fn reserve(limiter: &RedisLimiter) {
    let until = tokio::time::Instant::now() + Duration::from_secs(5);
    limiter.reserve(&key("http://a", "/"), 1, until).await.unwrap().commit();
}

/// How many connections the server has accepted.
fn connections(server: &RedisServer) -> u32 {
    let info: String = redis::cmd("INFO").arg("stats").query(&mut server.connection()).unwrap();
    let line = info.lines().find_map(|it| it.strip_prefix("total_connections_received:"));
    line.unwrap().trim().parse().unwrap()
}

/// A state with a cursor of this many bytes.
fn state(length: usize) -> SyncState {
    let mut state = serde_json::to_value(SyncState::default()).unwrap();
    state["checkpoint"]["cursor"] = "x".repeat(length).into();
    serde_json::from_value(state).unwrap()
}

#[tokio::test]
async fn what_is_large_may_take_longer() {
    let Some(server) = RedisServer::start() else { return };
    let (changes, count) = (Changes::default(), 20);
    let lost = (0..count)
        .fold(ScriptedTransport::new(), |transport, _| transport.error(TransportErrorKind::Broken));
    let journal = |redis: &Redis| RedisJournal::new(redis, "test");
    let redis = Redis::open(&server.url()).unwrap();
    let client = builder(&lost, &changes).journal(journal(&redis)).build().unwrap();
    let body: &str = Box::leak("x".repeat(1 << 20).into_boxed_str());
    for number in 0..count {
        let options = CallOptions::new().idempotency_key(&format!("key-{number}"));
        create(&client, options, body).await.unwrap_err();
    }
    let short = Redis::with_response_timeout(&server.url(), Duration::from_millis(10)).unwrap();
    let store = RedisCheckpoints::new(&short, "test");
    eventually("it is connected", || async { store.load("large").await.ok() }).await;
    store.save("large", state(20 << 20)).await.unwrap();
    assert!(store.is_shared(), "a large state was saved");
    let client =
        builder(&ScriptedTransport::new(), &changes).journal(journal(&short)).build().unwrap();
    assert_eq!(client.unsettled().await.unwrap().len(), count);
}

#[tokio::test]
async fn a_late_response_behind_a_long_one_leaves_the_connection() {
    let Some(server) = RedisServer::start() else { return };
    let short = Redis::with_response_timeout(&server.url(), Duration::from_millis(10)).unwrap();
    let (store, limiter) = (RedisCheckpoints::new(&short, "test"), limiter(&short));
    eventually("it is connected", || async {
        reserve(&limiter).await;
        limiter.is_shared().then_some(())
    })
    .await;
    let before = connections(&server);
    let (saved, ()) = tokio::join!(store.save("large", state(50 << 20)), reserve(&limiter));
    saved.unwrap();
    assert!(!limiter.is_shared(), "no response was late, so the test shows nothing");
    assert!(store.is_shared());
    // Each look at the count is a connection too.
    assert_eq!(connections(&server), before + 1);
}

#[tokio::test]
async fn an_error_of_each_command_is_no_storm_of_connections() {
    let Some(server) = RedisServer::start() else { return };
    // A user that may not ask for the role notices only by its commands that the server is read-only.
    server.command(&["ACL", "SETUSER", "first", "on", "nopass", "~*", "&*", "+@all", "-role"]);
    let url = server.url().replace("redis://", "redis://first:x@");
    let limiter = limiter(&Redis::open(&url).unwrap());
    reserve(&limiter).await;
    server.command(&["REPLICAOF", "127.0.0.1", "1"]);
    let (before, started) = (connections(&server), Instant::now());
    while started.elapsed() < Duration::from_millis(2_500) {
        reserve(&limiter).await;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let opened = connections(&server) - before;
    assert!((2..=10).contains(&opened), "{opened} connections");
    assert!(!limiter.is_shared());
    server.command(&["REPLICAOF", "NO", "ONE"]);
    eventually("the limit is shared", || async {
        reserve(&limiter).await;
        limiter.is_shared().then_some(())
    })
    .await;
}

/// A server that is one shard of a cluster.
async fn serve_shard(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        // The lines of a command: how many words it has, and the length and text of each.
        while let Ok(Some(line)) = lines.next_line().await {
            let words: usize = line[1..].parse().unwrap();
            let mut command = String::new();
            for _ in 0..words {
                lines.next_line().await.unwrap();
                command += &lines.next_line().await.unwrap().unwrap();
            }
            let info = "cluster_state:ok\r\ncluster_size:3\r\n";
            let response = match command.as_str() {
                "PING" => "+PONG\r\n".to_owned(),
                "ROLE" => "-NOPERM no permission\r\n".to_owned(),
                "CLUSTERINFO" => format!("${}\r\n{info}\r\n", info.len()),
                _ => "+OK\r\n".to_owned(),
            };
            write.write_all(response.as_bytes()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_cluster_of_several_shards_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    tokio::spawn(serve_shard(listener));
    let store = RedisCheckpoints::new(&Redis::open(&url).unwrap(), "test");
    let error = store.load("orders").await.unwrap_err();
    assert!(error.to_string().contains("a cluster of Redis with several shards"), "{error}");
}
