//! The part of a poller that sends requests: starts the operation, asks for its state, and fetches its result.

use std::time::Duration;

use http::Uri;
use http::header::LOCATION;
use tokio::time::{Instant, sleep};

use super::descriptor::{
    LongRunning, ResultSource, StateUrl, json_pointer, string_at, with_value_at,
};

use super::state::{PollerState, PollerStatus};
use super::token::{PollerToken, VERSION, Via};
use crate::attempt::join;
use crate::call::Call;
use crate::client::shown_url;
use crate::decode::RawResponse;
use crate::error::{Error, ErrorKind, Outcome, Phase, PollerError, RedirectRefusal, TimeLimit};

/// The first wait between two requests for the state, which doubles up to [`MAX_INTERVAL`].
const MIN_INTERVAL: Duration = Duration::from_secs(1);
const MAX_INTERVAL: Duration = Duration::from_secs(30);

/// The maximum number of redirects to other origins in a row.
const MAX_HOPS: usize = 5;

/// The headers that name the URL of a state with a status.
const STATE_HEADERS: [&str; 2] = ["operation-location", "azure-asyncoperation"];

/// How often the state is requested, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) interval: Option<Duration>,
    pub(super) deadline: Duration,
}

/// What comes next.
enum Next {
    /// The operation is not started.
    Start,
    /// Its state is requested after a wait, or after the interval.
    Poll(Option<Duration>),
    /// Its result is fetched from a URL.
    Fetch(String),
    /// This is its result.
    Done(RawResponse),
    /// It cannot be polled, which was not reported yet.
    Refused(Error),
    /// It has no result, which was reported.
    Failed(Error),
}

/// A long-running operation between two steps.
pub(super) struct Machine {
    call: Call,
    spec: &'static LongRunning,
    next: Next,
    token: Option<PollerToken>,
    polls: u32,
    ends_at: Option<Instant>,
}

impl Machine {
    pub(super) fn start(call: Call, spec: &'static LongRunning) -> Self {
        Self { call, spec, next: Next::Start, token: None, polls: 0, ends_at: None }
    }

    /// Continues an operation that another process started. `call` has no parameters.
    pub(super) fn resume(call: Call, spec: &'static LongRunning, token: PollerToken) -> Self {
        let own = call.operation().id;
        let next = if token.version == VERSION && token.operation == own {
            Next::Poll(Some(Duration::ZERO))
        } else {
            let error = PollerError::OtherToken { operation: token.operation.clone() };
            Next::Refused(Error::new(ErrorKind::LongRunning(error)).of(own))
        };
        Self { call, spec, next, token: Some(token), polls: 0, ends_at: None }
    }

    pub(super) fn call(&self) -> &Call {
        &self.call
    }

    pub(super) fn token(&self) -> Option<&PollerToken> {
        self.token.as_ref()
    }

    /// The result, if it was fetched.
    pub(super) fn result(&self) -> Option<Result<&RawResponse, Error>> {
        match &self.next {
            Next::Done(result) => Some(Ok(result)),
            Next::Failed(error) => Some(Err(error.copy())),
            _ => None,
        }
    }

    /// Whether a step leads to another state.
    pub(super) fn has_more_states(&self) -> bool {
        matches!(self.next, Next::Start | Next::Poll(_) | Next::Refused(_))
    }

    /// Takes one step. After an error of a request, the next step repeats it.
    pub(super) async fn step(&mut self, pace: Pace) -> Result<Option<PollerState>, Error> {
        let result = self.next_state(pace).await;
        result.inspect_err(|error| {
            if matches!(error.kind(), ErrorKind::LongRunning(_)) {
                self.next = Next::Failed(error.copy());
            }
        })
    }

    async fn next_state(&mut self, pace: Pace) -> Result<Option<PollerState>, Error> {
        let ends_at = *self.ends_at.get_or_insert_with(|| later(Instant::now(), pace.deadline));
        match &self.next {
            Next::Start => {
                let response = self.call.page_copy().run().await?;
                self.started(response).map(Some)
            }
            Next::Poll(wait) => {
                let wait = wait.unwrap_or_else(|| self.interval(pace));
                if later(Instant::now(), wait) > ends_at {
                    return Err(self.timed_out(pace.deadline));
                }
                sleep(wait).await;
                self.next = Next::Poll(None);
                let url = self.token.as_ref().map_or_else(String::new, |it| it.url.clone());
                let state = self.get(url, ends_at).await?;
                self.polls = self.polls.saturating_add(1);
                self.polled(state).map(Some)
            }
            Next::Fetch(url) => {
                let result = self.get(url.clone(), ends_at).await?;
                self.next = Next::Done(result);
                Ok(None)
            }
            Next::Refused(error) => Err(error.copy()),
            Next::Done(_) | Next::Failed(_) => Ok(None),
        }
    }

    fn interval(&self, pace: Pace) -> Duration {
        let doubled = MIN_INTERVAL.saturating_mul(1 << self.polls.min(8));
        pace.interval.unwrap_or_else(|| doubled.min(MAX_INTERVAL))
    }

    /// Reads the response to the request that starts the operation.
    fn started(&mut self, response: RawResponse) -> Result<PollerState, Error> {
        let request = self.call.uri()?.to_string();
        let location = self.header(&request, &response, &[LOCATION.as_str()])?;
        let found = self.state_url(&request, location.as_deref(), &response)?;
        let Some((via, url)) = found else {
            if response.status() == 202 {
                return Err(self.error(PollerError::MissingUrl, Some(response)));
            }
            self.next = Next::Done(response.clone());
            return Ok(PollerState::new(PollerStatus::Succeeded, None, response));
        };
        let without_secrets = |url: &str| self.call.url_without_secrets(url);
        self.token = Some(PollerToken {
            version: VERSION,
            operation: self.call.operation().id.to_owned(),
            via,
            url: without_secrets(&url),
            request: without_secrets(&request),
            location: location.as_deref().map(without_secrets),
        });
        // The body may be the resource or what the request sent, so only a resource reports the status here.
        if via == Via::Resource {
            return self.received(response, via);
        }
        let name = self.spec.status(&response, via).ok().and_then(|(_, name)| name);
        self.next = Next::Poll(attempt_wait(&response));
        Ok(PollerState::new(PollerStatus::InProgress, name, response))
    }

    /// Returns where the state is; `None` if the first response is the last.
    fn state_url(
        &self,
        request: &str,
        location: Option<&str>,
        response: &RawResponse,
    ) -> Result<Option<(Via, String)>, Error> {
        let monitor = self.header(request, response, &STATE_HEADERS)?;
        let monitor = monitor.map(|url| (Via::OperationLocation, url));
        let location = location.map(|url| (Via::Location, url.to_owned()));
        let resource = || Some((Via::Resource, request.to_owned()));
        Ok(match self.spec.url {
            StateUrl::Headers => {
                monitor.or(location.filter(|_| response.status() == 202)).or_else(|| {
                    resource().filter(|_| matches!(self.call.operation().method, "PUT" | "PATCH"))
                })
            }
            StateUrl::Location => location,
            StateUrl::OperationLocation => monitor,
            StateUrl::Request => resource(),
            StateUrl::Body(path) => match string_at(response, path) {
                Some(url) => Some((Via::OperationLocation, self.resolved(request, &url)?)),
                None => None,
            },
        })
    }

    /// Reads a response to a request for the state.
    fn polled(&mut self, state: RawResponse) -> Result<PollerState, Error> {
        let Some(token) = self.token.clone() else { return self.started(state) };
        let moved = self.header(&token.url, &state, &STATE_HEADERS)?;
        let location = self.header(&token.url, &state, &[LOCATION.as_str()])?;
        let moved = match token.via {
            Via::OperationLocation => moved,
            Via::Location => location.clone().filter(|_| state.status() == 202),
            Via::Resource => None,
        };
        let without_secrets = |url: String| self.call.url_without_secrets(&url);
        let (moved, location) = (moved.map(without_secrets), location.map(without_secrets));
        let via = token.via;
        self.token = Some(PollerToken {
            url: moved.unwrap_or(token.url),
            location: location.or(token.location),
            ..token
        });
        self.received(state, via)
    }

    /// Decides what follows a state.
    fn received(&mut self, state: RawResponse, via: Via) -> Result<PollerState, Error> {
        let read = self.spec.status(&state, via);
        let (status, name) = read.map_err(|error| self.error(error, Some(state.clone())))?;
        self.next = match status {
            PollerStatus::InProgress => Next::Poll(attempt_wait(&state)),
            PollerStatus::Succeeded => self.ending(&state, via)?,
            PollerStatus::Failed => {
                return Err(self.error(PollerError::Failed { status: name }, Some(state)));
            }
        };
        Ok(PollerState::new(status, name, state))
    }

    /// Returns the result, or where it is.
    fn ending(&self, state: &RawResponse, via: Via) -> Result<Next, Error> {
        let Some(token) = &self.token else { return Ok(Next::Done(state.clone())) };
        let at = |path: &[&str]| {
            let url = string_at(state, path);
            url.map(|url| self.resolved(&token.url, &url)).transpose()
        };
        let url = match self.spec.result {
            ResultSource::State => None,
            ResultSource::Request => Some(token.request.clone()).filter(|_| via != Via::Resource),
            ResultSource::Location => token.location.clone().filter(|_| via != Via::Location),
            ResultSource::Property(path) => {
                let result = with_value_at(state.clone(), path);
                let result = result.map_err(|error| self.error(error, Some(state.clone())))?;
                return Ok(Next::Done(result));
            }
            ResultSource::Url(path) => match at(path)? {
                None => {
                    let error = PollerError::MissingResult { path: json_pointer(path) };
                    return Err(self.error(error, Some(state.clone())));
                }
                url => url,
            },
            ResultSource::Guidelines if via != Via::OperationLocation => None,
            ResultSource::Guidelines => match (at(&["resourceLocation"])?, self.call.operation()) {
                (Some(url), _) => Some(url),
                (None, it) if matches!(it.method, "PUT" | "PATCH") => Some(token.request.clone()),
                (None, it) if it.method == "DELETE" => None,
                (None, _) => token.location.clone(),
            },
        };
        Ok(url.map_or_else(|| Next::Done(state.clone()), Next::Fetch))
    }

    /// Sends a GET request to a URL that a response named. Another origin receives no credentials.
    async fn get(&self, mut url: String, ends_at: Instant) -> Result<RawResponse, Error> {
        for _ in 0..MAX_HOPS {
            let call = self.call.state_request(&self.spec.request, &url, ends_at);
            let error = match call.run().await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let refusal = RedirectRefusal::OtherOrigin;
            let location = match error.kind() {
                ErrorKind::Redirect { refusal: it, .. } if *it == refusal => error.response(),
                _ => None,
            };
            match location
                .map(|it| self.header(&url, it, &[LOCATION.as_str()]))
                .transpose()?
                .flatten()
            {
                Some(target) => url = target,
                None => return Err(error.with_outcome(Outcome::Applied)),
            }
        }
        Err(self.error(PollerError::InvalidUrl { url: shown_url(&url) }, None))
    }

    /// Returns the URL in the first of these headers.
    fn header(
        &self,
        base: &str,
        response: &RawResponse,
        names: &[&str],
    ) -> Result<Option<String>, Error> {
        let value = names.iter().find_map(|name| response.headers().get(*name)?.to_str().ok());
        value.filter(|it| !it.is_empty()).map(|url| self.resolved(base, url)).transpose()
    }

    /// Resolves a reference. A URL is not followed from `https` to `http`.
    fn resolved(&self, base: &str, reference: &str) -> Result<String, Error> {
        let base = base.parse::<Uri>().ok();
        let url = base.as_ref().and_then(|base| join(base, reference.trim()));
        let is_secure = |it: &Uri| it.scheme_str() == Some("https");
        let is_worse = |url: &Uri| base.as_ref().is_some_and(is_secure) && !is_secure(url);
        match url.filter(|url| !is_worse(url)) {
            Some(url) => Ok(url.to_string()),
            None => Err(self.error(PollerError::InvalidUrl { url: shown_url(reference) }, None)),
        }
    }

    fn error(&self, error: PollerError, state: Option<RawResponse>) -> Error {
        let error = Error::new(ErrorKind::LongRunning(error))
            .of(self.call.operation().id)
            .with_outcome(Outcome::Applied);
        match state {
            Some(state) => error.with_attempts(state.attempts()).with_response(state),
            None => error,
        }
    }

    fn timed_out(&self, deadline: Duration) -> Error {
        let kind = ErrorKind::Timeout {
            phase: Phase::Exchange,
            limit: TimeLimit::Deadline,
            after: deadline,
        };
        Error::new(kind).of(self.call.operation().id).with_outcome(Outcome::Applied)
    }
}

/// Returns how long the server asks to wait.
fn attempt_wait(response: &RawResponse) -> Option<Duration> {
    crate::attempt::read_retry_after(response.headers())
}

/// Adds a duration to a time. One that is too long is thirty years.
fn later(time: Instant, duration: Duration) -> Instant {
    const LONG: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    time.checked_add(duration.min(LONG)).unwrap_or(time)
}
