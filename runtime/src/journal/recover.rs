//! `Recover`: what a client does about the writes that a crash left without an outcome.

use std::collections::VecDeque;
use std::future::Future;
use std::time::Duration;

use tokio::task::JoinSet;

use super::intent::is_forgotten;
use super::running::{settlement, with_earlier_request};
use super::{Intent, Settlement};
use crate::attempt::later;
use crate::call::Call;
use crate::client::Core;
use crate::confirm::{self, LookUp};
use crate::decode::RawResponse;
use crate::error::{BoxError, Confirmation, Error, Outcome};

/// How many writes are sent again at a time.
const CONCURRENT: usize = 16;

/// A write that was sent again.
#[derive(Debug)]
#[non_exhaustive]
pub struct Resumed {
    /// The write as it was recorded.
    pub intent: Intent,
    /// The response, which the server may have given before; or why there is none. A write whose error has
    /// [`Outcome::Unknown`](crate::Outcome::Unknown) is still unsettled.
    pub result: Result<RawResponse, Error>,
}

/// Recovers the writes that a crash left without an outcome. Every generated client implements it.
pub trait Recover {
    /// Returns the recorded writes whose outcome is unknown, the oldest first: those of a process that ended, those that failed
    /// with [`Outcome::Unknown`](crate::Outcome::Unknown), and those whose call was dropped. Without a journal there are none.
    ///
    /// # Errors
    ///
    /// Fails if the journal cannot be read.
    fn unsettled(&self) -> impl Future<Output = Result<Vec<Intent>, BoxError>> + Send;

    /// Sends all unsettled writes again, each with its key, and settles those with an outcome.
    ///
    /// A write whose key the server does not honour is looked up before (`x-renkei-confirm`). It is sent again only if it did not
    /// take effect; otherwise its error reports it ([`Error::confirmation`]).
    ///
    /// A write that is older than [`idempotency_retention`](crate::ClientBuilder::idempotency_retention) is not sent, because the
    /// server may have forgotten its key, unless a look-up confirms that it did not take effect. Otherwise its error reports it,
    /// and it stays unsettled.
    ///
    /// A write whose call had credentials of its own ([`Intent::has_own_credentials`]) is not sent, because the client's may belong
    /// to another account. Its error reports it, and it stays unsettled. Call its operation again with these credentials and the
    /// same key, or [`settle`](Self::settle) it.
    ///
    /// # Errors
    ///
    /// Fails if the journal cannot be read.
    fn resume(&self) -> impl Future<Output = Result<Vec<Resumed>, BoxError>> + Send;

    /// Settles a write whose outcome you have found out, such as one that [`resume`](Self::resume) does not send. Nothing is sent.
    ///
    /// A write that is [not applied](Settlement::NotApplied) is not sent again either: call its operation for that.
    ///
    /// # Errors
    ///
    /// Fails if the write is running, if the client has no journal, or if the journal cannot record the outcome.
    fn settle(
        &self,
        intent: &Intent,
        settlement: Settlement,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;
}

impl<C: AsRef<Core> + Sync> Recover for C {
    async fn unsettled(&self) -> Result<Vec<Intent>, BoxError> {
        match self.as_ref().journals() {
            Some(journals) => journals.unsettled().await,
            None => Ok(Vec::new()),
        }
    }

    async fn resume(&self) -> Result<Vec<Resumed>, BoxError> {
        let core = self.as_ref();
        let mut left = VecDeque::from(self.unsettled().await?);
        let (mut running, mut done) = (JoinSet::new(), Vec::with_capacity(left.len()));
        loop {
            while running.len() < CONCURRENT {
                let Some(intent) = left.pop_front() else { break };
                running.spawn(resume_one(core.clone(), intent));
            }
            match running.join_next().await {
                Some(resumed) => done.push(resumed?),
                None => return Ok(done),
            }
        }
    }

    async fn settle(&self, intent: &Intent, settlement: Settlement) -> Result<(), BoxError> {
        match self.as_ref().journals() {
            Some(journals) => journals.close(intent, settlement).await,
            None => Err("the client has no journal".into()),
        }
    }
}

async fn resume_one(core: Core, intent: Intent) -> Resumed {
    // What is not decoded has no drift.
    let result = resume_write(&core, &intent).await.map(|it| it.with_drift_reporter(None));
    let result = result.map_err(|it| it.with_drift_reporter(None));
    Resumed { intent, result }
}

async fn resume_write(core: &Core, intent: &Intent) -> Result<RawResponse, Error> {
    let Some(journals) = core.journals() else { return Err(Error::local("there is no journal")) };
    let Some(running) = journals.start_alone(intent.id()) else {
        return Err(unconfirmed("is running already"));
    };
    let settings = core.settings();
    let (ends_at, within) = (later(settings.deadline), settings.confirm_within);
    let Some(call) = intent.call.call(core, Some(intent.key())) else {
        let error = Error::local("the process has resumed too many operations: restart it");
        return Err(error.with_outcome(Outcome::Unknown));
    };
    let look_up = intent.look_up(core).filter(|_| !within.is_zero());
    let write = ResumedWrite { call, look_up, within };
    let result = write.resume(intent, settings.idempotency_retention).await;
    journals.settle(running, settlement(&result), ends_at).await;
    result
}

fn unconfirmed(why: &str) -> Error {
    Error::local(format!("the write {why}: find out whether it took effect"))
        .with_outcome(Outcome::Unknown)
}

/// A write that is sent again.
struct ResumedWrite {
    call: Call,
    look_up: Option<LookUp>,
    within: Duration,
}

impl ResumedWrite {
    /// Sends the write, if it is certain that the server performs it once and for the same account.
    async fn resume(&self, intent: &Intent, retention: Duration) -> Result<RawResponse, Error> {
        if intent.has_own_credentials() {
            return Err(unconfirmed(
                "had credentials of its own, which are not stored, so it is not sent with those of the client",
            ));
        }
        let age = intent.age();
        let is_forgotten = is_forgotten(age, retention);
        match (intent.is_key_honoured() && !is_forgotten, &self.look_up) {
            (true, _) => self.send().await.map_err(|error| with_earlier_request(error, true)),
            (false, Some(look_up)) => self.confirm_and_send(look_up).await,
            (false, None) if age == Duration::MAX => Err(unconfirmed(
                "was recorded in the future, so its age is not known, and the server may have forgotten its key",
            )),
            (false, None) if is_forgotten => Err(unconfirmed(&format!(
                "is older than {retention:?}, so the server may have forgotten its key"
            ))),
            (false, None) => Err(unconfirmed(
                "has a key that the server does not honour, and no look-up is made",
            )),
        }
    }

    /// Sends the write, and looks it up if its response is lost.
    async fn send(&self) -> Result<RawResponse, Error> {
        match (self.call.clone().run().await, &self.look_up) {
            (Err(error), Some(look_up)) if error.outcome() == Outcome::Unknown => {
                Err(error.with_confirmation(self.confirm(look_up).await))
            }
            (result, _) => result,
        }
    }

    /// Sends the write if a look-up confirms that it did not take effect.
    async fn confirm_and_send(&self, look_up: &LookUp) -> Result<RawResponse, Error> {
        let confirmation = self.confirm(look_up).await;
        let what = match confirmation {
            Confirmation::NotApplied => return self.send().await,
            Confirmation::Applied => "a look-up found that the write took effect",
            Confirmation::Inconclusive => "no look-up tells whether the write took effect",
        };
        let error = Error::local(format!("{what}, so it is not sent again"));
        let error = error.of(self.call.operation().id).with_outcome(Outcome::Unknown);
        Err(error.with_confirmation(confirmation))
    }

    async fn confirm(&self, look_up: &LookUp) -> Confirmation {
        confirm::run(&self.call, look_up, self.within).await
    }
}
