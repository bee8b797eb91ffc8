//! The fault explorer: jobs that are safe to run again, and jobs that are not.

use std::sync::atomic::{AtomicU32, Ordering};

use renkei_runtime::test::{
    ExplorationError, ExploredTransport, FaultExplorer, InjectedFault, ScriptedTransport,
};
use renkei_runtime::{CallOptions, Error};

use super::orders_api::types::{Currency, NewOrder};
use super::orders_api::{Auth, Client};

const ORDER: &str = r#"{"id":"ord_1","amount":1200,"currency":"JPY","status":"pending","createdAt":"2026-01-01T00:00:00Z"}"#;

fn explorer() -> FaultExplorer {
    FaultExplorer::new()
        .server(|| (0..9).fold(ScriptedTransport::new(), |it, _| it.json(201, ORDER)))
}

fn client(transport: ExploredTransport) -> Result<Client, Error> {
    Client::builder()
        .base_url("https://api.test")
        .auth(Auth::bearer("t"))
        .transport(transport)
        .build()
}

/// Two orders, each with a key of its own.
async fn two_orders(transport: ExploredTransport, keys: [String; 2]) -> Result<(), Error> {
    let client = client(transport)?;
    for key in keys {
        let order = NewOrder::new(1200, Currency::Jpy);
        let options = CallOptions::new().idempotency_key(&key);
        client.orders().create_order(&order).with(options).await?;
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_job_with_stable_keys_survives_every_failure() {
    let keys = || ["order-1".to_owned(), "order-2".to_owned()];
    let report = explorer().explore(|it| two_orders(it, keys())).await.unwrap();
    assert_eq!((report.requests, report.runs), (2, 16));
}

#[tokio::test(start_paused = true)]
async fn a_job_with_random_keys_is_found() {
    let count = AtomicU32::new(0);
    let key = || format!("random-{}", count.fetch_add(1, Ordering::Relaxed));
    let found = explorer().explore(|it| two_orders(it, [key(), key()])).await.unwrap_err();
    let ExplorationError::DoubleEffect { fault, effects, expected, history, .. } = &found else {
        panic!("{found}")
    };
    // The client itself repeats a lost response with the same key; only a crash leads to another one.
    assert_eq!((*fault, *effects, *expected), (InjectedFault::CrashAfter, 3, 2), "{found}");
    assert!(history[0].contains("POST /v1/orders: CrashAfter"), "{history:?}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ignores_keys_is_found() {
    let keys = || ["order-1".to_owned(), "order-2".to_owned()];
    let explorer = explorer().honours_keys(false);
    let found = explorer.explore(|it| two_orders(it, keys())).await.unwrap_err();
    assert!(found.to_string().contains("POST /v1/orders took effect 3 times"), "{found}");
}

#[tokio::test(start_paused = true)]
async fn a_job_that_hides_failures_is_found() {
    let job = |it: ExploredTransport| async move {
        let client = client(it)?;
        let order = NewOrder::new(1200, Currency::Jpy);
        let once = CallOptions::new().attempts(1);
        let _ = client.orders().create_order(&order).with(once).await;
        Ok::<(), Error>(())
    };
    let found = explorer().explore(job).await.unwrap_err();
    assert!(matches!(found, ExplorationError::LostEffect { .. }), "{found}");
    let never = |_| std::future::ready(Err::<(), _>("out of paper"));
    let failed = explorer().explore(never).await.unwrap_err();
    assert!(matches!(&failed, ExplorationError::Job(it) if it == "out of paper"), "{failed}");
}
