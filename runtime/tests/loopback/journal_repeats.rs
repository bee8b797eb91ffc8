//! The journal of writes that are called again with the same key, and of clocks that change.

use std::time::Duration;

use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{
    Advice, CallOptions, Error, FileJournal, Intent, Journal, Maybe, Outcome, Recorded, Recover,
    Settlement,
};

use crate::folder::Folder;
use crate::orders_client::{Client, Order};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;
const FILE: &str = "orders.journal";
const HOUR: Duration = Duration::from_secs(3600);

fn client(folder: &Folder, transport: &ScriptedTransport) -> Client {
    let journal = FileJournal::open_unsynced(folder.file(FILE)).unwrap();
    let builder = Client::builder().base_url("https://api.test").journal(journal).attempts(1);
    builder.transport(transport.clone()).build().unwrap()
}

fn lost() -> ScriptedTransport {
    ScriptedTransport::new().error(TransportErrorKind::Broken)
}

async fn create(client: &Client, key: &str) -> Result<(), Error> {
    let order = Order { id: "7".to_owned(), amount: 5, note: Maybe::Absent };
    let options = CallOptions::new().idempotency_key(key);
    let created = client.orders().create_order(&order).with(options).await;
    created.map(drop).map_err(Error::from)
}

/// Returns the intent of a write, recorded this much earlier, or later if it is negative.
async fn intent(test: &str, hours_ago: i64) -> Intent {
    let folder = Folder::new(&format!("{test}-intent"));
    let client = client(&folder, &lost());
    create(&client, "k").await.unwrap_err();
    let intent = client.unsettled().await.unwrap().remove(0);
    let mut stored: serde_json::Value =
        serde_json::from_slice(&intent.to_bytes().unwrap()).unwrap();
    let created = stored["created"].as_i64().unwrap() - hours_ago * 3_600_000;
    stored["created"] = created.into();
    Intent::from_bytes(stored.to_string().as_bytes()).unwrap()
}

/// What happens to the second request says nothing about the first one, unless the server rejects the request itself.
#[tokio::test]
async fn a_repeated_write_keeps_the_unknown_outcome_of_the_first_one() {
    let next = |status: u16| lost().json(status, r#"{"code":"no"}"#);
    for (case, transport, outcome, left) in [
        ("refused", lost().error(TransportErrorKind::Connect), Outcome::Unknown, 1),
        ("throttled", next(429), Outcome::Unknown, 1),
        ("unauthorized", next(401), Outcome::Unknown, 1),
        ("forbidden", next(403), Outcome::Unknown, 1),
        ("rejected", next(422), Outcome::Rejected, 0),
        ("applied", lost().json(200, "not an order"), Outcome::Applied, 0),
    ] {
        let folder = Folder::new(&format!("repeat-{case}"));
        let first = client(&folder, &transport);
        create(&first, "k").await.unwrap_err();
        let again = create(&first, "k").await.unwrap_err();
        assert_eq!(again.outcome(), outcome, "{case}: {again}");
        assert_eq!(first.unsettled().await.unwrap().len(), left, "{case}");
        drop(first);

        // The process that starts again knows of it, too.
        let transport = ScriptedTransport::new().error(TransportErrorKind::Connect);
        let second = client(&folder, &transport);
        let expected = if left == 1 { Outcome::Unknown } else { Outcome::NotSent };
        assert_eq!(create(&second, "k").await.unwrap_err().outcome(), expected, "{case}");
        assert_eq!(second.unsettled().await.unwrap().len(), left, "{case}");
    }
}

#[tokio::test]
async fn a_repeated_write_that_succeeds_is_settled() {
    let folder = Folder::new("repeat-success");
    let client = client(&folder, &lost().json(200, ORDER));
    create(&client, "k").await.unwrap_err();
    create(&client, "k").await.unwrap();
    assert!(client.unsettled().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_age_is_that_of_the_first_request() {
    let folder = Folder::new("first-age");
    let (old, new) = (intent("first-age-old", 48).await, intent("first-age-new", 0).await);
    let journal = FileJournal::open_unsynced(folder.file(FILE)).unwrap();
    assert_eq!(journal.intend(old.clone()).await.unwrap(), Recorded::First);
    let repeated = Recorded::Repeated { created_ms: Some(old.created_ms()) };
    assert_eq!(journal.intend(new.clone()).await.unwrap(), repeated);
    assert_eq!(journal.unsettled().await.unwrap(), std::slice::from_ref(&old));
    drop(journal);
    let transport = lost();
    let client = client(&folder, &transport);
    // The server would perform it as a new write.
    let repeated = create(&client, "k").await.unwrap_err();
    assert!(repeated.to_string().contains("may have forgotten the key"), "{repeated}");
    assert_eq!((repeated.outcome(), repeated.advice()), (Outcome::Unknown, Advice::Confirm));
    let resumed = client.resume().await.unwrap();
    let error = resumed[0].result.as_ref().unwrap_err();
    assert!(error.to_string().contains("forgotten its key"), "{error}");
    assert!(transport.requests().is_empty());
    client.settle(&resumed[0].intent, Settlement::NotApplied).await.unwrap();
    create(&client, "k").await.unwrap_err();
    assert_eq!(transport.requests().len(), 1, "it is another write now");
    drop(client);

    let journal = FileJournal::open_unsynced(folder.file(FILE)).unwrap();
    journal.settle(old.id(), Settlement::Applied).await.unwrap();
    assert_eq!(journal.intend(new.clone()).await.unwrap(), Recorded::First, "it is another write");
    assert_eq!(journal.unsettled().await.unwrap(), [new]);
}

#[tokio::test]
async fn a_write_of_the_future_is_not_sent() {
    let folder = Folder::new("future");
    let future = intent("future", -1).await;
    assert_eq!(future.age(), Duration::MAX);
    let journal = FileJournal::open_unsynced(folder.file(FILE)).unwrap();
    journal.intend(future).await.unwrap();
    drop(journal);
    let transport = ScriptedTransport::new().json(200, ORDER);
    let client = client(&folder, &transport);
    let resumed = client.resume().await.unwrap();
    let error = resumed[0].result.as_ref().unwrap_err();
    assert!(error.to_string().contains("was recorded in the future"), "{error}");
    assert_eq!((error.outcome(), transport.requests().len()), (Outcome::Unknown, 0));
    assert_eq!(client.unsettled().await.unwrap().len(), 1);
    assert!(intent("present", 0).await.age() < HOUR);
    assert!(intent("past", 2).await.age() > HOUR);
}
