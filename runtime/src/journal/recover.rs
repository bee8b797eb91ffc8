//! `Recover`: what a client does about the writes that a crash left without an outcome.

use std::collections::VecDeque;
use std::future::Future;

use tokio::task::JoinSet;

use super::Intent;
use crate::client::Core;
use crate::decode::RawResponse;
use crate::error::{BoxError, Error, ErrorKind};

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
    /// A write that is older than [`idempotency_retention`](crate::ClientBuilder::idempotency_retention) is not sent, because the
    /// server may have forgotten its key; its error reports it, and it stays unsettled.
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
    let retention = core.settings().idempotency_retention;
    if intent.age() > retention {
        let result = Err(Error::new(ErrorKind::Local(format!(
            "the write is older than {retention:?}, so the server may have forgotten its key: find out whether it took effect"
        ))));
        return Resumed { intent, result };
    }
    let result = match intent.call.call(&core, intent.key()) {
        Some(call) => {
            // What is not decoded has no drift.
            let result = call.run().await.map(|it| it.with_drift_reporter(None));
            result.map_err(|it| it.with_drift_reporter(None))
        }
        None => Err(Error::local("the process has resumed too many operations: restart it")),
    };
    Resumed { intent, result }
}
