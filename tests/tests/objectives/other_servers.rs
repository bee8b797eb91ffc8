//! Canary and shadow: servers at another URL, for a share of the calls and for copies.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use renkei_runtime::hooks::Intercept;
use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{
    Auth, BoxError, Canary, CredentialProvider, CredentialRequest, Error, Shadow, Slo,
};
use tokio::time::Instant;

use crate::servers::{Behaviour, Client, Names, Seen, Servers};
use crate::{failing, slo as targets, well};

#[tokio::test(start_paused = true)]
async fn a_canary_that_does_well_gets_all_reads() {
    let servers = Servers::new(&[("base.test", well), ("next.test", well)]);
    let names = Names::default();
    let canary = Canary::new("https://next.test", targets().least_calls(50)).steps([0.1, 0.5, 1.0]);
    let builder = Client::builder(&servers).canary(canary.hold(Duration::from_secs(20)));
    let client = builder.observe(names.clone()).build().unwrap();
    client.run(100, 120).await;
    assert_eq!(names.get(), ["raised 0.5", "raised 1"]);
    let (base, next) = (servers.log("base.test"), servers.log("next.test"));
    assert_eq!((base.writes, next.writes), (1200, 0), "writes stay at the base URL");
    let first = next.between(0, 20);
    assert!((120..=240).contains(&first), "10 % of 1,800 reads: {first}");
    assert_eq!((base.between(100, 120), next.between(100, 120)), (200, 1800));
    assert!(client.read_with_key().await);
    assert_eq!(servers.log("base.test").requests, base.requests + 1, "so does a keyed read");
}

#[tokio::test(start_paused = true)]
async fn a_canary_is_taken_back() {
    // It fails from second 60 on, where it has half of the reads.
    let breaks: Behaviour = |seen| (10, if seen.since_start.as_secs() >= 60 { 500 } else { 200 });
    let slow: Behaviour = |seen| (if seen.since_start.as_secs() >= 60 { 500 } else { 10 }, 200);
    for (behaviour, attempts) in [(breaks, 1), (slow, 3)] {
        let servers = Servers::new(&[("base.test", well), ("next.test", behaviour)]);
        let names = Names::default();
        let canary = Canary::new("https://next.test", targets().least_calls(50)).steps([0.1, 0.5]);
        let builder = Client::builder(&servers).canary(canary.hold(Duration::from_secs(20)));
        let client = builder.attempts(attempts).observe(names.clone()).build().unwrap();
        let succeeded = client.run(100, 120).await;
        assert!(names.get().contains(&"withdrawn".to_owned()), "{:?}", names.get());
        let next = servers.log("next.test");
        assert!(next.between(50, 60) > 300 && next.between(62, 120) == 0, "{next:?}");
        assert!(succeeded >= 12_000 - 100, "{succeeded}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_shadow_receives_copies_and_nobody_waits_for_it() {
    let stuck = |_: Seen| (2900, 500);
    let servers = Servers::new(&[("base.test", well), ("next.test", stuck)]);
    let shadow = Shadow::new("https://next.test", 0.1).max_in_flight(8);
    let builder = Client::builder(&servers).circuit_breaker(false).shadow(shadow);
    let client = builder.build().unwrap();
    let started = Instant::now();
    assert_eq!(client.run(100, 20).await, 2000);
    assert!(started.elapsed() < Duration::from_millis(20_100));
    let (base, next) = (servers.log("base.test"), servers.log("next.test"));
    assert_eq!((base.requests, next.writes, next.most_in_flight), (2000, 0, 8));
    assert!((30..=70).contains(&next.requests), "{next:?}");
}

#[tokio::test(start_paused = true)]
async fn a_shadow_stops_first() {
    let servers = Servers::new(&[("base.test", failing), ("next.test", well)]);
    let shadow = Shadow::new("https://next.test", 0.5);
    let builder = Client::builder(&servers).attempts(1).slo(targets()).shadow(shadow);
    let client = builder.build().unwrap();
    client.run(100, 120).await;
    let next = servers.log("next.test");
    let (before, during, after) =
        (next.between(10, 30), next.between(35, 90), next.between(105, 120));
    assert!((800..=1000).contains(&before), "{before}");
    assert_eq!(during, 0);
    assert!((600..=750).contains(&after), "{after}");
}

/// A fiftieth of the look-ups ends with 404 at both servers, as usual.
fn sometimes_missing(seen: Seen) -> (u64, u16) {
    (10, if seen.chance < 0.02 { 404 } else { 200 })
}

fn canary() -> Canary {
    let slo = Slo::new().error_rate(0.005).window(Duration::from_secs(10)).least_calls(50);
    Canary::new("https://next.test", slo).steps([0.1, 0.5, 1.0]).hold(Duration::from_secs(20))
}

#[tokio::test(start_paused = true)]
async fn a_canary_that_refuses_as_much_as_the_base_url_gets_all_reads() {
    let servers =
        Servers::new(&[("base.test", sometimes_missing), ("next.test", sometimes_missing)]);
    let names = Names::default();
    let builder = Client::builder(&servers).canary(canary()).observe(names.clone());
    builder.build().unwrap().run(100, 120).await;
    assert_eq!(names.get(), ["raised 0.5", "raised 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_canary_that_refuses_more_is_taken_back() {
    let missing: Behaviour = |_| (5, 404);
    let tenth: Behaviour = |seen| (5, if seen.chance < 0.25 { 422 } else { 200 });
    let moved: Behaviour = |_| (5, 302);
    for behaviour in [missing, tenth, moved] {
        let servers = Servers::new(&[("base.test", sometimes_missing), ("next.test", behaviour)]);
        let names = Names::default();
        let builder = Client::builder(&servers).canary(canary()).observe(names.clone());
        builder.build().unwrap().run(100, 60).await;
        assert_eq!(names.get(), ["withdrawn"]);
        assert_eq!(servers.log("next.test").between(20, 60), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_canary_whose_bodies_cannot_be_decoded_is_taken_back() {
    let bodies = [("next.test", "<html>This is the wrong server.</html>")];
    let servers = Servers::with_bodies(&[("base.test", well), ("next.test", well)], &bodies);
    let names = Names::default();
    let builder = Client::builder(&servers).canary(canary()).observe(names.clone());
    builder.build().unwrap().run(100, 60).await;
    assert_eq!(names.get(), ["withdrawn"]);
}

/// A provider that counts how often its token was rejected.
struct Tokens(Arc<AtomicU32>);

impl CredentialProvider for Tokens {
    fn credential(&self, _: CredentialRequest) -> BoxFuture<Result<Option<Auth>, BoxError>> {
        let token = Auth::bearer(format!("t{}", self.0.load(Ordering::Relaxed)));
        Box::pin(std::future::ready(Ok(Some(token))))
    }

    fn invalidate(&self, _: CredentialRequest) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        true
    }
}

#[tokio::test(start_paused = true)]
async fn other_servers_that_reject_all_tokens_do_not_renew_them() {
    let rejecting: Behaviour = |_| (5, 401);
    for (is_shadow, requests, rejected) in [(true, 300, 0), (false, 6, 1)] {
        let servers = Servers::new(&[("base.test", well), ("next.test", rejecting)]);
        let (tokens, names) = (Arc::new(AtomicU32::new(0)), Names::default());
        let builder = Client::builder(&servers).observe(names.clone());
        let builder = builder.auth(Auth::provider(Tokens(tokens.clone())));
        let builder = match is_shadow {
            true => builder.shadow(Shadow::new("https://next.test", 0.1)),
            false => builder.canary(canary()),
        };
        builder.build().unwrap().run(100, 60).await;
        assert!(servers.log("next.test").requests > requests);
        assert_eq!(tokens.load(Ordering::Relaxed), rejected, "shadow: {is_shadow}");
        assert_eq!(names.get(), if is_shadow { vec![] } else { vec!["withdrawn"] });
    }
}

/// A call that the program gives up says nothing about tokens.
#[tokio::test(start_paused = true)]
async fn a_stalled_canary_has_not_accepted_a_token() {
    let rejects_and_stalls: Behaviour =
        |seen| if seen.since_start.as_secs() == 2 { (5000, 200) } else { (5, 401) };
    let servers = Servers::new(&[("base.test", well), ("next.test", rejects_and_stalls)]);
    let tokens = Arc::new(AtomicU32::new(0));
    let canary = Canary::new("https://next.test", targets().least_calls(1000)).steps([1.0]);
    let builder = Client::builder(&servers).canary(canary);
    let client = builder.auth(Auth::provider(Tokens(tokens.clone()))).build().unwrap();
    for _ in 0..3 {
        let _ = tokio::time::timeout(Duration::from_millis(500), client.read()).await;
        let elapsed = servers.elapsed();
        tokio::time::sleep(Duration::from_secs(elapsed.as_secs() + 2) - elapsed).await;
    }
    assert_eq!(servers.log("next.test").requests, 4, "two, one that stalls, and one");
    assert_eq!(tokens.load(Ordering::Relaxed), 1);
}

/// Counts the calls that end.
struct Ended(Arc<AtomicU32>);

impl Intercept for Ended {
    fn after_call(&self, _: &'static str, _: Option<&Error>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn copies_for_a_shadow_are_no_calls_of_the_program() {
    let broken: Behaviour = |_| (400, 500);
    let servers = Servers::new(&[("base.test", well), ("next.test", broken)]);
    let (names, ended) = (Names::default(), Arc::new(AtomicU32::new(0)));
    let builder = Client::builder(&servers).circuit_breaker(false).slo(targets());
    let builder = builder.on_slo(|report| panic!("{report:?}")).observe(names.clone());
    let builder =
        builder.intercept(Ended(ended.clone())).shadow(Shadow::new("https://next.test", 0.5));
    builder.build().unwrap().run(100, 60).await;
    assert!(servers.log("next.test").requests > 2000);
    assert_eq!(ended.load(Ordering::Relaxed), 6000);
    assert_eq!(names.get(), Vec::<String>::new());
}
