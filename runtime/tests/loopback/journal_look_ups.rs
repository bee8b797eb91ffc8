//! The journal of writes that are looked up before they are sent again.

use std::time::Duration;

use renkei_runtime::codegen::{self, Confirm, Envelope, Operation};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::{BoxFuture, TransportErrorKind};
use renkei_runtime::{
    BoxError, CallOptions, Confirmation, Error, FileJournal, Intent, Journal, Outcome, Recorded,
    Recover, Settlement,
};

use crate::folder::Folder;
use crate::orders_client::Client;

const FILE: &str = "orders.journal";
const FOUND: &str = r#"{"orders":[{}]}"#;
const EMPTY: &str = r#"{"orders":[]}"#;

static LOOK_UP: Confirm = Confirm {
    operation: &Operation {
        id: "listOrders",
        path: "/v1/orders",
        envelope: Some(Envelope::new(&["status"], &[])),
        ..Operation::GET
    },
    parameters: &[
        ("query.reference", "$request.body#/reference"),
        ("query.store", "$request.path.store"),
    ],
    found: Some("/orders"),
    equals: &[],
};
/// Its key is sent, and the server is not declared to honour it.
static CREATE: Operation = Operation {
    id: "createOrder",
    path: "/v1/stores/{store}/orders",
    confirm: Some(&LOOK_UP),
    ..Operation::POST
};
static CREATE_KEYED: Operation = Operation {
    id: "createKeyed",
    path: "/v1/stores/{store}/orders",
    idempotency_header: Some("Idempotency-Key"),
    confirm: Some(&LOOK_UP),
    ..Operation::POST
};

struct Shop {
    folder: Folder,
}

impl Shop {
    /// A client with the journal of the shop, whose look-ups have little time.
    fn client(&self, transport: &ScriptedTransport, retention: Duration) -> Client {
        let journal = FileJournal::open_unsynced(self.folder.file(FILE)).unwrap();
        let builder = Client::builder().base_url("https://api.test").journal(journal).attempts(1);
        let builder = builder.confirm_within(Duration::from_millis(20));
        let builder = builder.idempotency_retention(retention).transport(transport.clone());
        builder.build().unwrap()
    }

    /// Leaves a write without an outcome, since its look-ups are forbidden.
    async fn lose(test: &str, operation: &'static Operation) -> Self {
        let shop = Self { folder: Folder::new(test) };
        let transport = ScriptedTransport::new().error(TransportErrorKind::Broken);
        let transport = transport.json(403, "{}").json(403, "{}").json(403, "{}");
        let client = shop.client(&transport, HOUR);
        let error = create(&client, operation).await.unwrap_err();
        assert_eq!(error.confirmation(), Some(Confirmation::Inconclusive));
        assert_eq!(client.unsettled().await.unwrap().len(), 1);
        shop
    }

    /// Resumes the write in another client: how it ended, the requests, and how many writes are unsettled.
    async fn resume(
        &self,
        transport: ScriptedTransport,
        retention: Duration,
    ) -> (Result<(), (Outcome, Option<Confirmation>)>, Vec<String>, usize) {
        let client = self.client(&transport, retention);
        let mut resumed = client.resume().await.unwrap();
        let result = resumed.remove(0).result.map(|_| ());
        let result = result.map_err(|it| (it.outcome(), it.confirmation()));
        let sent = transport.requests();
        let sent =
            sent.iter().map(|it| format!("{} {}", it.method(), it.uri().path_and_query().unwrap()));
        (result, sent.collect(), client.unsettled().await.unwrap().len())
    }
}

const HOUR: Duration = Duration::from_secs(3600);
const GET: &str = "GET /v1/orders?reference=r%201&store=7";
const POST: &str = "POST /v1/stores/7/orders";

async fn create(client: &Client, operation: &'static Operation) -> Result<(), Error> {
    let mut call = codegen::Call::new(client.core(), operation);
    call.path("store", "7");
    call.json("application/json", &serde_json::json!({"reference": "r 1"}));
    call.options(CallOptions::new().idempotency_key("key-1"));
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    Ok(call.send(decode).await?)
}

#[tokio::test]
async fn a_write_that_is_found_is_not_sent_again() {
    let shop = Shop::lose("found", &CREATE).await;
    let (result, sent, left) = shop.resume(ScriptedTransport::new().json(200, FOUND), HOUR).await;
    assert_eq!(result, Err((Outcome::Applied, Some(Confirmation::Applied))));
    assert_eq!((sent.as_slice(), left), (&[GET.to_owned()][..], 0));
}

#[tokio::test]
async fn a_write_that_is_not_found_is_sent_again_and_settled() {
    let shop = Shop::lose("not-found", &CREATE).await;
    // The envelope of the look-up counts in the other process, too.
    let missing = r#"{"status":404}"#;
    let transport = ScriptedTransport::new().json(200, EMPTY).json(200, missing).json(200, missing);
    let (result, sent, left) = shop.resume(transport.json(201, "{}"), HOUR).await;
    assert_eq!((result, left), (Ok(()), 0));
    assert_eq!(sent, [GET, GET, GET, POST]);
}

#[tokio::test]
async fn a_write_that_is_lost_again_is_looked_up_again() {
    let shop = Shop::lose("again", &CREATE).await;
    let transport = ScriptedTransport::new().json(200, EMPTY).json(200, EMPTY).json(200, EMPTY);
    let transport = transport.error(TransportErrorKind::Broken).json(200, FOUND);
    let (result, sent, left) = shop.resume(transport, HOUR).await;
    assert_eq!(result, Err((Outcome::Applied, Some(Confirmation::Applied))));
    assert_eq!((sent, left), ([GET, GET, GET, POST, GET].map(str::to_owned).to_vec(), 0));
}

#[tokio::test]
async fn a_write_without_a_verdict_stays() {
    let shop = Shop::lose("no-verdict", &CREATE).await;
    let transport = ScriptedTransport::new().json(200, EMPTY).json(200, EMPTY).json(403, "{}");
    let (result, sent, left) = shop.resume(transport, HOUR).await;
    assert_eq!(result, Err((Outcome::Unknown, Some(Confirmation::Inconclusive))));
    assert_eq!((sent.as_slice(), left), (&[GET, GET, GET].map(str::to_owned)[..], 1));
}

#[tokio::test]
async fn only_a_key_that_may_be_forgotten_is_looked_up() {
    let shop = Shop::lose("keyed", &CREATE_KEYED).await;
    let (result, sent, left) = shop.resume(ScriptedTransport::new().json(200, "{}"), HOUR).await;
    assert_eq!((result, left), (Ok(()), 0));
    assert_eq!(sent, [POST]);

    // Its response is lost again.
    let shop = Shop::lose("keyed-lost", &CREATE_KEYED).await;
    let transport = ScriptedTransport::new().error(TransportErrorKind::Broken).json(200, FOUND);
    let (result, sent, left) = shop.resume(transport, HOUR).await;
    assert_eq!(result, Err((Outcome::Applied, Some(Confirmation::Applied))));
    assert_eq!((sent, left), ([POST, GET].map(str::to_owned).to_vec(), 0));

    let shop = Shop::lose("keyed-old", &CREATE_KEYED).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let transport = ScriptedTransport::new().json(200, FOUND);
    let (result, sent, left) = shop.resume(transport, Duration::ZERO).await;
    assert_eq!(result, Err((Outcome::Applied, Some(Confirmation::Applied))));
    assert_eq!((sent.as_slice(), left), (&[GET.to_owned()][..], 0));
}

#[tokio::test]
async fn a_verdict_within_the_call_settles_the_write() {
    let shop = Shop { folder: Folder::new("verdict") };
    let lost = ScriptedTransport::new().error(TransportErrorKind::Broken);
    let client = shop.client(&lost.json(200, FOUND), HOUR);
    assert_eq!(create(&client, &CREATE).await.unwrap_err().outcome(), Outcome::Applied);
    assert!(client.unsettled().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_write_that_nothing_can_settle_is_not_recorded() {
    let shop = Shop { folder: Folder::new("off") };
    let transport = ScriptedTransport::new().error(TransportErrorKind::Broken);
    let client = shop.client(&transport, HOUR);
    let mut call = codegen::Call::new(client.core(), &CREATE);
    call.path("store", "7");
    call.json("application/json", &serde_json::json!({"reference": "r 1"}));
    call.options(CallOptions::new().confirm_within(Duration::ZERO));
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    assert_eq!(call.send(decode).await.unwrap_err().outcome(), Outcome::Unknown);
    assert!(client.unsettled().await.unwrap().is_empty());
}

/// A server that does not honour the key has not compared the second request with the first one.
#[tokio::test]
async fn a_rejected_repetition_says_nothing_about_the_first_request() {
    let shop = Shop::lose("repeated", &CREATE).await;
    let client = shop.client(&ScriptedTransport::new().json(422, "{}"), HOUR);
    assert_eq!(create(&client, &CREATE).await.unwrap_err().outcome(), Outcome::Unknown);
    assert_eq!(client.unsettled().await.unwrap().len(), 1);
}

/// A journal that returns these intents at once, so that two tasks have them before one of them goes on.
struct ReadByTwo(FileJournal, Vec<Intent>);

impl Journal for ReadByTwo {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>> {
        self.0.intend(intent)
    }

    fn settle(&self, id: String, settlement: Settlement) -> BoxFuture<Result<(), BoxError>> {
        self.0.settle(id, settlement)
    }

    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>> {
        Box::pin(std::future::ready(Ok(self.1.clone())))
    }
}

/// Otherwise the look-ups of both would find nothing, and both would send the write.
#[tokio::test]
async fn two_tasks_do_not_resume_a_write_at_the_same_time() {
    let shop = Shop::lose("two-tasks", &CREATE).await;
    let transport = ScriptedTransport::new().json(200, EMPTY).json(200, EMPTY).json(200, EMPTY);
    let transport = transport.json(201, "{}");
    let file = FileJournal::open_unsynced(shop.folder.file(FILE)).unwrap();
    let unsettled = file.unsettled().await.unwrap();
    let journal = ReadByTwo(file, unsettled);
    let builder = Client::builder().base_url("https://api.test").journal(journal).attempts(1);
    let builder = builder.confirm_within(Duration::from_millis(20)).transport(transport.clone());
    let client = builder.build().unwrap();
    let (first, second) = tokio::join!(client.resume(), client.resume());
    let results = first.unwrap().into_iter().chain(second.unwrap()).map(|it| it.result);
    let (sent, refused): (Vec<_>, Vec<_>) = results.partition(Result::is_ok);
    assert_eq!((sent.len(), refused.len()), (1, 1));
    let refused = refused[0].as_ref().unwrap_err();
    assert!(refused.to_string().starts_with("the write is running already"), "{refused}");
    assert_eq!(transport.requests().len(), 4);
}
