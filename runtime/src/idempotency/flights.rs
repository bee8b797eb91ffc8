//! The flights of a client, by idempotency key.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::Future;
use std::hash::RandomState;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderValue;
use tokio::time::{Instant, timeout_at};

use super::{Fingerprint, MAX_BODY, other_request};
use crate::call::{Prepared, Safety};
use crate::decode::RawResponse;
use crate::error::{Error, ErrorKind, Outcome, Phase, TimeLimit};
use crate::shared_result::{Provider, Waiter, shared_result};

/// How many keys are remembered.
const KEPT: usize = 1000;
/// How long a key is remembered.
const RETENTION: Duration = Duration::from_secs(10 * 60);

/// The calls with a key that another call may have too.
#[derive(Default)]
pub(crate) struct Flights {
    state: Mutex<State>,
    hasher: RandomState,
}

#[derive(Default)]
struct State {
    flights: HashMap<u128, Flight>,
    /// The keys in the order in which they were first used.
    order: VecDeque<(u128, Instant)>,
}

struct Flight {
    fingerprint: Fingerprint,
    stage: Stage,
}

enum Stage {
    Running(Waiter<Result<RawResponse, Error>>),
    /// A success, which answers the same request again.
    /// Boxed, because most keys have none.
    Done(Box<RawResponse>),
    /// Without a response to be remembered. The next call with the key is sent.
    Open,
}

/// A request with a key that is shared.
pub(crate) struct FlightRequest {
    scope: u128,
    fingerprint: Fingerprint,
    until: Instant,
    deadline: Duration,
    key: HeaderValue,
    /// Whether the request can be sent again without a second effect.
    is_repeatable: bool,
}

/// What a call does.
enum Joined<'a> {
    Lead(Leader<'a>),
    Wait(Waiter<Result<RawResponse, Error>>),
    Done(RawResponse),
}

impl Flights {
    /// Returns the request of a call, if its body is in memory and it has a key.
    pub(crate) fn request(&self, prepared: &Prepared, deadline: Duration) -> Option<FlightRequest> {
        let key = prepared.idempotency_key.as_ref()?;
        let fingerprint = Fingerprint::of(prepared, &self.hasher)?;
        let scope = Fingerprint::of_scope(prepared, key.as_bytes(), &self.hasher);
        let until = Instant::now().checked_add(deadline)?;
        let (key, is_repeatable) = (key.clone(), prepared.safety != Safety::Unsafe);
        Some(FlightRequest { scope, fingerprint, until, deadline, key, is_repeatable })
    }

    /// Runs a call, waits for the one that runs with the same key, or returns its response.
    ///
    /// # Errors
    ///
    /// Those of the call that runs; and a local error if the key was used with another request.
    pub(crate) async fn run(
        &self,
        request: FlightRequest,
        work: impl Future<Output = Result<RawResponse, Error>>,
    ) -> Result<RawResponse, Error> {
        loop {
            match self.join(&request)? {
                Joined::Done(response) => return Ok(response),
                Joined::Lead(leader) => {
                    let result = work.await.map_err(|error| leader.with_earlier_flight(error));
                    leader.finish(&result);
                    return result;
                }
                Joined::Wait(flight) => {
                    match timeout_at(request.until, flight.wait(copied)).await {
                        Ok(Some(result)) => return result,
                        // The call that ran was dropped, so another one runs.
                        Ok(None) => {}
                        Err(_) => return Err(request.timed_out()),
                    }
                }
            }
        }
    }

    /// Remembers the request of a call whose response is a stream, which others cannot have too.
    ///
    /// # Errors
    ///
    /// A local error if the key was used with another request.
    pub(crate) fn claim(&self, request: &FlightRequest) -> Result<(), Error> {
        let mut state = self.state();
        state.forget_old(Instant::now());
        match state.flights.get(&request.scope) {
            Some(flight) if flight.fingerprint != request.fingerprint => Err(other_request()),
            Some(_) => Ok(()),
            None => {
                state.add(request, Stage::Open);
                Ok(())
            }
        }
    }

    /// Remembers a request whose key the caller learns from an error.
    pub(crate) fn remember(&self, request: &FlightRequest) {
        let mut state = self.state();
        state.forget_old(Instant::now());
        state.add(request, Stage::Open);
    }

    fn join(&self, request: &FlightRequest) -> Result<Joined<'_>, Error> {
        let mut state = self.state();
        state.forget_old(Instant::now());
        if let Some(flight) = state.flights.get(&request.scope) {
            if flight.fingerprint != request.fingerprint {
                return Err(other_request());
            }
            match &flight.stage {
                Stage::Done(response) => return Ok(Joined::Done((**response).clone())),
                Stage::Running(flight) if !flight.is_abandoned() => {
                    return Ok(Joined::Wait(flight.clone()));
                }
                Stage::Running(_) | Stage::Open => {}
            }
        }
        let before = state.flights.get(&request.scope).map(|it| &it.stage);
        let takes_over = matches!(before, Some(Stage::Running(_)));
        let (provider, waiter) = shared_result();
        state.add(request, Stage::Running(waiter));
        let FlightRequest { scope, fingerprint, .. } = *request;
        Ok(Joined::Lead(Leader { flights: self, scope, fingerprint, takes_over, provider }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, request: &FlightRequest, stage: Stage) {
        let flight = Flight { fingerprint: request.fingerprint, stage };
        if self.flights.insert(request.scope, flight).is_none() {
            self.order.push_back((request.scope, Instant::now()));
        }
    }

    /// Forgets keys that are too old or too many.
    fn forget_old(&mut self, now: Instant) {
        while let Some((scope, since)) = self.order.front().copied() {
            if self.order.len() <= KEPT && now.duration_since(since) < RETENTION {
                break;
            }
            self.order.pop_front();
            self.flights.remove(&scope);
        }
    }
}

impl FlightRequest {
    /// The call that runs may have sent the same request.
    fn timed_out(&self) -> Error {
        let (phase, limit) = (Phase::Admission, TimeLimit::Deadline);
        Error::new(ErrorKind::Timeout { phase, limit, after: self.deadline })
            .with_outcome(Outcome::Unknown)
            .with_idempotency_key(Some(self.key.clone()))
            .with_repeatable(self.is_repeatable)
    }
}

/// The call that runs. If it is dropped, another one runs.
struct Leader<'a> {
    flights: &'a Flights,
    scope: u128,
    fingerprint: Fingerprint,
    /// Whether an earlier call with this request was dropped, which may have sent it.
    takes_over: bool,
    provider: Provider<Result<RawResponse, Error>>,
}

impl Leader<'_> {
    /// Returns the error with the outcome of both flights.
    fn with_earlier_flight(&self, error: Error) -> Error {
        match self.takes_over {
            // A look-up tells what both did, since they sent the same request.
            true if error.confirmation().is_none() => {
                let outcome = error.outcome().max(Outcome::Unknown);
                error.with_outcome(outcome)
            }
            _ => error,
        }
    }

    fn finish(self, result: &Result<RawResponse, Error>) {
        let stage = match result {
            Ok(response) if response.body().len() <= MAX_BODY => {
                Stage::Done(Box::new(response.copy()))
            }
            _ => Stage::Open,
        };
        // The key may have been forgotten meanwhile, and used with another request.
        if let Some(flight) = self.flights.state().flights.get_mut(&self.scope) {
            if flight.fingerprint == self.fingerprint {
                flight.stage = stage;
            }
        }
        if self.provider.has_waiters() {
            self.provider.provide(copied(result));
        }
    }
}

/// Returns a result for another caller.
fn copied(result: &Result<RawResponse, Error>) -> Result<RawResponse, Error> {
    match result {
        Ok(response) => Ok(response.copy()),
        Err(error) => Err(error.copy()),
    }
}

impl fmt::Debug for Flights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flights").field("keys", &self.state().flights.len()).finish()
    }
}
