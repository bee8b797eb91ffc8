//! A journal that does not finish in time: the deadline of a call bounds it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::{BoxFuture, TransportErrorKind};
use renkei_runtime::{
    BoxError, CallOptions, Error, ErrorKind, FileJournal, Intent, Journal, Maybe, Outcome,
    Recorded, Recover, Settlement,
};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::folder::Folder;
use crate::orders_client::{Client, Order};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;
const DEADLINE: Duration = Duration::from_millis(200);

/// A journal in memory, whose work on records stops and goes on.
#[derive(Clone)]
struct StallingJournal {
    intents: Arc<Mutex<HashMap<String, Intent>>>,
    /// Whether intents and settlements are stalled.
    stalls: Arc<watch::Sender<(bool, bool)>>,
}

impl StallingJournal {
    fn new() -> Self {
        Self { intents: Arc::default(), stalls: Arc::new(watch::channel((false, false)).0) }
    }

    fn stall(&self, intents: bool, settlements: bool) {
        self.stalls.send_replace((intents, settlements));
    }

    fn keys(&self) -> Vec<String> {
        self.intents.lock().unwrap().values().map(|it| it.key().to_owned()).collect()
    }
}

impl Journal for StallingJournal {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>> {
        let (intents, mut stalls) = (self.intents.clone(), self.stalls.subscribe());
        Box::pin(async move {
            stalls.wait_for(|(stalled, _)| !stalled).await?;
            let before = intents.lock().unwrap().insert(intent.id(), intent);
            Ok(if before.is_some() {
                Recorded::Repeated { created_ms: None }
            } else {
                Recorded::First
            })
        })
    }

    fn settle(&self, id: String, _: Settlement) -> BoxFuture<Result<(), BoxError>> {
        let (intents, mut stalls) = (self.intents.clone(), self.stalls.subscribe());
        Box::pin(async move {
            stalls.wait_for(|(_, stalled)| !stalled).await?;
            intents.lock().unwrap().remove(&id);
            Ok(())
        })
    }

    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>> {
        let intents = self.intents.lock().unwrap().values().cloned().collect();
        Box::pin(async { Ok(intents) })
    }
}

fn client(journal: &StallingJournal, transport: &ScriptedTransport) -> Client {
    let builder = Client::builder().base_url("https://api.test").journal(journal.clone());
    let builder = builder.deadline(DEADLINE).attempts(1).transport(transport.clone());
    builder.build().unwrap()
}

async fn create(client: &Client, key: &str) -> Result<(), Error> {
    let order = Order { id: "7".to_owned(), amount: 5, note: Maybe::Absent };
    let options = CallOptions::new().idempotency_key(key);
    let created = client.orders().create_order(&order).with(options).await;
    created.map(drop).map_err(Error::from)
}

#[tokio::test]
async fn a_write_that_is_recorded_too_late_is_not_sent_and_settled() {
    let (journal, transport) = (StallingJournal::new(), ScriptedTransport::new().json(200, ORDER));
    let client = client(&journal, &transport);
    journal.stall(true, false);
    let started = Instant::now();
    let error = create(&client, "k").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error:?}");
    assert_eq!((error.outcome(), error.idempotency_key()), (Outcome::NotSent, Some("k")));
    assert!(started.elapsed() >= DEADLINE && started.elapsed() < 10 * DEADLINE);
    // Another call must not be settled by the end of this one.
    let again = create(&client, "k").await.unwrap_err();
    assert_eq!(again.outcome(), Outcome::NotSent);
    assert!(journal.keys().is_empty() && transport.requests().is_empty());

    journal.stall(false, true);
    sleep(Duration::from_millis(20)).await;
    assert_eq!(journal.keys(), ["k"]);
    assert!(client.resume().await.unwrap().is_empty(), "it is not resumed");
    journal.stall(false, false);
    sleep(Duration::from_millis(20)).await;
    assert!(journal.keys().is_empty());
    create(&client, "k").await.unwrap();
    assert_eq!(transport.requests().len(), 1);
}

#[tokio::test]
async fn an_earlier_request_is_not_settled_by_a_late_record() {
    let transport = ScriptedTransport::new().error(TransportErrorKind::Broken).json(200, ORDER);
    let journal = StallingJournal::new();
    let client = client(&journal, &transport);
    create(&client, "k").await.unwrap_err();
    journal.stall(true, false);
    create(&client, "k").await.unwrap_err();
    journal.stall(false, false);
    sleep(Duration::from_millis(20)).await;
    assert_eq!(client.unsettled().await.unwrap().len(), 1);
    assert!(client.resume().await.unwrap()[0].result.is_ok());
    assert!(journal.keys().is_empty());
}

#[tokio::test]
async fn a_call_does_not_wait_for_ever_until_its_outcome_is_recorded() {
    let transport = ScriptedTransport::new().json(200, ORDER).json(200, ORDER);
    let journal = StallingJournal::new();
    let client = client(&journal, &transport);
    journal.stall(false, true);
    let started = Instant::now();
    create(&client, "k").await.unwrap();
    assert!(started.elapsed() >= DEADLINE && started.elapsed() < 10 * DEADLINE);
    assert_eq!(journal.keys(), ["k"]);
    assert!(client.unsettled().await.unwrap().is_empty(), "its outcome is known");
    journal.stall(false, false);
    sleep(Duration::from_millis(20)).await;
    assert!(journal.keys().is_empty());
}

/// Otherwise tokio would advance its clock to the deadline whenever a call waits for the thread of the journal.
#[tokio::test(start_paused = true)]
async fn a_paused_clock_does_not_advance_while_the_journal_works() {
    let folder = Folder::new("paused");
    let transport = ScriptedTransport::new();
    let transport = (0..20).fold(transport, |transport, _| transport.json(200, ORDER));
    let journal = FileJournal::open(folder.file("orders.journal")).unwrap();
    let builder = Client::builder().base_url("https://api.test").journal(journal);
    let client = builder.transport(transport).build().unwrap();
    let started = tokio::time::Instant::now();
    for number in 0..20 {
        create(&client, &number.to_string()).await.unwrap();
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
}
