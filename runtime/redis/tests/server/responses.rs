//! The responses of keyed calls, which processes share.

use std::time::Duration;

use renkei_redis::{Redis, RedisResponses};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{CallOptions, Outcome};

use crate::records::{Changes, Client, builder, create, keys};
use crate::redis_server::RedisServer;

/// A process of its own, as far as Redis can tell, and the requests that it sends.
struct Process {
    client: Client,
    transport: ScriptedTransport,
    responses: RedisResponses,
}

impl Process {
    fn new(server: &RedisServer, bodies: &[&str], changes: &Changes) -> Self {
        let transport = bodies.iter().fold(ScriptedTransport::new(), |transport, body| {
            transport.json(200, (*body).to_owned())
        });
        let responses = RedisResponses::new(&Redis::open(&server.url()).unwrap(), "test");
        let client =
            builder(&transport, changes).response_cache(responses.clone()).build().unwrap();
        Self { client, transport, responses }
    }

    async fn create(&self, options: CallOptions) -> String {
        create(&self.client, options, "{}").await.unwrap()
    }

    fn sent(&self) -> usize {
        self.transport.requests().len()
    }
}

fn key(key: &str) -> CallOptions {
    CallOptions::new().idempotency_key(key)
}

#[tokio::test]
async fn a_repeated_call_of_another_process_is_not_sent() {
    let Some(server) = RedisServer::start() else { return };
    let changes = Changes::default();
    let first = Process::new(&server, &["1", "2", "3"], &changes);
    let second = Process::new(&server, &["4", "5", "6"], &changes);
    assert_eq!(first.create(key("a")).await, "1");
    assert_eq!(second.create(key("a")).await, "1");
    assert_eq!(second.sent(), 0);
    let error = create(&second.client, key("a"), "[]").await.unwrap_err();
    assert_eq!((error.outcome(), second.sent()), (Outcome::NotSent, 0), "{error}");
    assert!(error.to_string().contains("another request"), "{error}");

    // Other headers, credentials of the call's own, and generated keys.
    assert_eq!(second.create(key("a").header("x-account", "7")).await, "4");
    assert_eq!(first.create(key("b").header("authorization", "Bearer s3cret")).await, "2");
    assert_eq!(second.create(key("b").header("authorization", "Bearer other")).await, "5");
    assert_eq!(first.create(CallOptions::new()).await, "3");
    assert_eq!(keys(&server), 2, "two responses are stored");
}

#[tokio::test]
async fn a_response_is_forgotten_after_its_retention() {
    let Some(server) = RedisServer::start() else { return };
    let changes = Changes::default();
    let mut first = Process::new(&server, &["1"], &changes);
    let responses = first.responses.clone().retention(Duration::from_millis(50));
    first.client = builder(&first.transport, &changes).response_cache(responses).build().unwrap();
    first.create(key("a")).await;
    assert_eq!(keys(&server), 1);
    tokio::time::sleep(Duration::from_millis(80)).await;
    let second = Process::new(&server, &["2"], &changes);
    assert_eq!(second.create(key("a")).await, "2");
}

#[tokio::test]
async fn a_response_that_is_damaged_or_long_is_not_used() {
    let Some(server) = RedisServer::start() else { return };
    let (changes, long) = (Changes::default(), "x".repeat(64 * 1024 + 1));
    let first = Process::new(&server, &["1", &long], &changes);
    first.create(key("a")).await;
    let stored: String = redis::cmd("KEYS")
        .arg("*")
        .query::<Vec<String>>(&mut server.connection())
        .unwrap()
        .remove(0);
    server.command(&["SET", &stored, "{"]);
    let second = Process::new(&server, &["2"], &changes);
    assert_eq!(second.create(key("a")).await, "2");
    assert_eq!(first.create(key("b")).await, long);
    assert_eq!(keys(&server), 1);
}

#[tokio::test]
async fn a_call_never_fails_because_of_the_cache() {
    let Some(mut server) = RedisServer::start() else { return };
    let changes = Changes::default();
    let process = Process::new(&server, &["1", "2", "3", "4", "5", "6", "7"], &changes);
    assert_eq!(process.create(key("0")).await, "1");
    server.kill();
    assert_eq!(process.create(key("1")).await, "2");
    assert!(!process.responses.is_shared());
    server.restart();
    changes.wait_for(2).await;
    assert!(process.responses.is_shared());
    for (away, back) in [
        (&["CLIENT", "PAUSE", "400"][..], &["PING"][..]),
        (&["REPLICAOF", "127.0.0.1", "1"], &["REPLICAOF", "NO", "ONE"]),
    ] {
        let before = changes.all().len();
        server.command(away);
        for number in 0..2 {
            process.create(key(&format!("{before} {number}"))).await;
        }
        changes.wait_for(before + 1).await;
        server.command(back);
        changes.wait_for(before + 2).await;
    }
    assert_eq!(changes.all(), ["- test", "+ test"].repeat(3));
    assert_eq!(process.sent(), 6);
}
