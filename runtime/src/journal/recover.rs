//! `Recover`: what a client does about the writes that a crash left without an outcome.

use std::collections::VecDeque;
use std::future::Future;
use std::time::Duration;

use tokio::task::JoinSet;

use super::Intent;
use super::running::settlement;
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
    /// # Errors
    ///
    /// Fails if the journal cannot be read.
    fn resume(&self) -> impl Future<Output = Result<Vec<Resumed>, BoxError>> + Send;
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
}

async fn resume_one(core: Core, intent: Intent) -> Resumed {
    // What is not decoded has no drift.
    let result = resume_write(&core, &intent).await.map(|it| it.with_drift_reporter(None));
    let result = result.map_err(|it| it.with_drift_reporter(None));
    Resumed { intent, result }
}

async fn resume_write(core: &Core, intent: &Intent) -> Result<RawResponse, Error> {
    let Some(call) = intent.call.call(core, Some(intent.key())) else {
        return Err(Error::local("the process has resumed too many operations: restart it"));
    };
    let retention = core.settings().idempotency_retention;
    if intent.is_key_honoured() && intent.age() <= retention {
        return call.run().await;
    }
    let within = core.settings().confirm_within;
    let look_up = intent.look_up(core).filter(|_| !within.is_zero());
    let (Some(look_up), Some(journals)) = (look_up, core.journals()) else {
        let why = match intent.is_key_honoured() {
            true => {
                format!("is older than {retention:?}, so the server may have forgotten its key")
            }
            false => "has a key that the server does not honour, and look-ups are switched off"
                .to_owned(),
        };
        return Err(Error::local(format!("the write {why}: find out whether it took effect")));
    };
    let running = journals.start(intent.id());
    let result = confirm_and_send(call, look_up, within).await;
    running.settle(settlement(&result)).await;
    result
}

/// Sends a write again, if a look-up confirms that it did not take effect.
async fn confirm_and_send(
    call: Call,
    look_up: LookUp,
    within: Duration,
) -> Result<RawResponse, Error> {
    let operation = call.operation().id;
    let confirmation = confirm::run(&call, &look_up, within).await;
    let what = match confirmation {
        Confirmation::Applied => "a look-up found that the write took effect",
        Confirmation::Inconclusive => "no look-up tells whether the write took effect",
        Confirmation::NotApplied => {
            let result = call.clone().run().await;
            return match result {
                Err(error) if error.outcome() == Outcome::Unknown => {
                    Err(error.with_confirmation(confirm::run(&call, &look_up, within).await))
                }
                result => result,
            };
        }
    };
    let error = Error::local(format!("{what}, so it is not sent again"));
    Err(error.of(operation).with_outcome(Outcome::Unknown).with_confirmation(confirmation))
}
