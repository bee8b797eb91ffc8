//! Drives a machine from polls of a future or a stream. It is not generic over the result.

use std::fmt;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::machine::{Machine, Pace};
use super::state::PollerState;
use super::token::PollerToken;
use crate::decode::RawResponse;
use crate::error::Error;
use crate::transport::BoxFuture;

/// How long an operation is polled, unless a deadline is set.
const DEADLINE: Duration = Duration::from_secs(3600);

/// A machine, or the step that it takes.
pub(super) struct Driver {
    position: Position,
    token: Option<PollerToken>,
    pub(super) pace: Pace,
}

enum Position {
    Between(Box<Machine>),
    Stepping(BoxFuture<(Box<Machine>, StepResult)>),
    /// Only while a step begins.
    Moving,
}

type StepResult = Result<Option<PollerState>, Error>;

impl Driver {
    pub(super) fn new(machine: Machine) -> Self {
        Self {
            token: machine.token().cloned(),
            position: Position::Between(Box::new(machine)),
            pace: Pace { interval: None, deadline: DEADLINE },
        }
    }

    pub(super) fn token(&self) -> Option<&PollerToken> {
        self.token.as_ref()
    }

    /// Returns the next state; `None` after the last.
    pub(super) fn poll_state(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<PollerState, Error>>> {
        loop {
            if matches!(&self.position, Position::Between(it) if !it.has_more_states()) {
                return Poll::Ready(None);
            }
            if let Some(state) = ready!(self.poll_step(cx)).transpose() {
                return Poll::Ready(Some(state));
            }
        }
    }

    /// Returns the response with the result.
    pub(super) fn poll_result(&mut self, cx: &mut Context<'_>) -> Poll<Result<RawResponse, Error>> {
        loop {
            if let Position::Between(machine) = &self.position {
                if let Some(result) = machine.result() {
                    return Poll::Ready(result.cloned());
                }
            }
            if let Err(error) = ready!(self.poll_step(cx)) {
                return Poll::Ready(Err(error));
            }
        }
    }

    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<StepResult> {
        let mut step = match std::mem::replace(&mut self.position, Position::Moving) {
            Position::Stepping(step) => step,
            Position::Between(mut machine) => {
                let pace = self.pace;
                Box::pin(async move {
                    let result = machine.step(pace).await;
                    (machine, result)
                })
            }
            Position::Moving => return Poll::Pending,
        };
        match step.as_mut().poll(cx) {
            Poll::Pending => {
                self.position = Position::Stepping(step);
                Poll::Pending
            }
            Poll::Ready((machine, result)) => {
                self.token = machine.token().cloned();
                self.position = Position::Between(machine);
                Poll::Ready(result)
            }
        }
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = match &self.position {
            Position::Between(machine) => Some(machine.call()),
            Position::Stepping(_) | Position::Moving => None,
        };
        f.debug_struct("Driver")
            .field("call", &call)
            .field("token", &self.token)
            .field("pace", &self.pace)
            .finish()
    }
}
