//! The shop: a process that takes purchases, charges them at the bank, and answers its customers.
//!
//! It can be killed at any instant. A customer without an answer comes again with the same purchase.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{
    BoxError, CallOptions, FileJournal, Intent, Journal, Recorded, Recover, Settlement,
};
use tokio::process::Command;
use tokio::task::JoinSet;

use crate::Error;
use crate::bank::Customers;
use crate::bank_api::Client;
use crate::bank_api::types::NewCharge;

/// How many purchases a shop handles at a time.
const WORKERS: usize = 8;
const PRICE: i64 = 1200;

/// What the shop does first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It answers the customer, and then charges.
    AnswerFirst,
    /// It charges with a new key, and then answers.
    ChargeFirst,
    /// It answers when the journal has the charge, whose key is made of the purchase.
    Journal,
}

const MODE: &str = "CRASH_SHOP_MODE";
const BANK: &str = "CRASH_SHOP_BANK";
const FILE: &str = "CRASH_SHOP_JOURNAL";

/// The settings of a shop, which its environment has.
pub(crate) struct Settings {
    mode: Mode,
    bank: String,
    journal: PathBuf,
}

/// Makes a command a shop.
pub(crate) fn into_environment(command: &mut Command, mode: Mode, bank: &str, journal: &Path) {
    command.env(MODE, mode.to_string()).env(BANK, bank).env(FILE, journal);
}

/// Returns the settings, if this process is a shop.
pub(crate) fn from_environment() -> Option<Settings> {
    let mode = std::env::var(MODE).ok()?;
    let known = [Mode::AnswerFirst, Mode::ChargeFirst, Mode::Journal];
    let mode = known.into_iter().find(|it| it.to_string() == mode)?;
    Some(Settings {
        mode,
        bank: std::env::var(BANK).ok()?,
        journal: std::env::var(FILE).ok()?.into(),
    })
}

/// Sells until there are no more customers.
pub(crate) async fn run(settings: Settings) -> Result<(), Error> {
    let customers = Arc::new(Customers::new(&settings.bank));
    let builder = Client::builder().base_url(&settings.bank);
    let client = match settings.mode {
        Mode::Journal => {
            let file = FileJournal::open(&settings.journal)?;
            let journal = AnsweringJournal { file, customers: customers.clone() };
            builder.journal(journal).build()?
        }
        _ => builder.build()?,
    };
    // What the shop before this one has accepted, and not charged for certain.
    client.resume().await?;
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let (client, customers) = (client.clone(), customers.clone());
        workers.spawn(async move { sell(settings.mode, &client, &customers).await });
    }
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    // A charge whose every response was lost.
    while !client.unsettled().await?.is_empty() {
        client.resume().await?;
    }
    Ok(())
}

async fn sell(mode: Mode, client: &Client, customers: &Customers) -> Result<(), Error> {
    while let Some(purchase) = customers.next().await? {
        let charge = client.charges().create_charge(&NewCharge::new(purchase, PRICE));
        match mode {
            Mode::AnswerFirst => {
                customers.answer(purchase).await?;
                // Nobody waits for it any more.
                let _ = charge.await;
            }
            Mode::ChargeFirst => {
                // Without a success there is no answer, and the customer comes again.
                if charge.await.is_ok() {
                    customers.answer(purchase).await?;
                }
            }
            Mode::Journal => {
                let key = CallOptions::new().key_from(("purchase", purchase));
                // The journal answers. A failure is left to `resume`.
                let _ = charge.with(key).await;
            }
        }
    }
    Ok(())
}

/// Answers a customer when the purchase is recorded: from then on, a crash does not lose it.
struct AnsweringJournal {
    file: FileJournal,
    customers: Arc<Customers>,
}

impl Journal for AnsweringJournal {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>> {
        let purchase = intent.key().rsplit(':').next().and_then(|it| it.parse().ok());
        let (recorded, customers) = (self.file.intend(intent), self.customers.clone());
        Box::pin(async move {
            let recorded = recorded.await?;
            let purchase = purchase.ok_or("the key has no purchase")?;
            customers.answer(purchase).await?;
            Ok(recorded)
        })
    }

    fn settle(&self, id: String, settlement: Settlement) -> BoxFuture<Result<(), BoxError>> {
        self.file.settle(id, settlement)
    }

    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>> {
        self.file.unsettled()
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AnswerFirst => "answer-first",
            Self::ChargeFirst => "charge-first",
            Self::Journal => "journal",
        })
    }
}
