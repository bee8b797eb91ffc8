//! `TokenSource`: caches one token, renews it, and shares a fetch among all that wait for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Uri;
use secrecy::SecretString;
use tokio::time::{Instant, sleep};

use super::TokenClient;
use super::request::{self, Granted};
use crate::client::Core;
use crate::error::{Error, ErrorKind, TokenError};
use crate::shared_result::{Waiter, shared_result};
use crate::upstream::{Budget, Cost};

/// How long a failure is cached, so that concurrent callers do not flood a server that is down.
const FAILURE_CACHE_TIME: Duration = Duration::from_secs(1);
/// How many times a token request is made in all.
const MAX_ATTEMPTS: u32 = 3;
/// How long before its expiry a token is renewed at the latest.
const MARGIN: Duration = Duration::from_secs(60);

/// Fetches a token on demand and caches it while it is valid. Clones share the token.
pub(crate) struct TokenSource {
    client: TokenClient,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The number of tokens so far.
    issued: u64,
    token: Option<Token>,
    failure: Option<(Failure, Instant)>,
    /// The token endpoint of the issuer, once it was discovered.
    endpoint: Option<Uri>,
    fetch: Option<TokenFetch>,
    /// The token endpoint is an upstream of its own.
    budget: Budget,
}

/// A fetch in progress, which yields its result to all waiters.
type TokenFetch = Waiter<Result<Token, Failure>>;

/// An access token.
#[derive(Clone)]
pub(crate) struct Token {
    /// The number of the token within its source.
    pub(crate) id: u64,
    pub(crate) secret: SecretString,
    granted_at: Instant,
    /// When the token is renewed and when it expires; `None` if the server did not state its
    /// lifetime.
    times: Option<(Instant, Instant)>,
}

/// A failed fetch, and the server's `Retry-After`.
#[derive(Clone)]
pub(crate) struct Failure {
    pub(crate) error: TokenError,
    pub(crate) retry_after: Option<Duration>,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::new(ErrorKind::Token(failure.error)).with_retry_after(failure.retry_after)
    }
}

/// The state of a token when it is requested.
enum TokenLookup {
    Ready(Result<Token, Failure>),
    InFlight(TokenFetch),
}

impl TokenSource {
    pub(super) fn new(client: TokenClient) -> Arc<Self> {
        Arc::new(Self { client, state: Mutex::default() })
    }

    /// Returns what is wrong with the settings, as far as that can be checked offline.
    pub(crate) fn validate(&self) -> Option<String> {
        request::endpoint(&self.client).err().map(|error| error.to_string())
    }

    /// Returns a valid token. The future may be dropped at any time: a fetch that it started
    /// continues for other waiters.
    pub(crate) async fn token(self: &Arc<Self>, core: &Core) -> Result<Token, Failure> {
        match self.lookup(core) {
            TokenLookup::Ready(result) => result,
            TokenLookup::InFlight(fetch) => {
                let abandoned = Failure { error: TokenError::Abandoned, retry_after: None };
                fetch.wait(Clone::clone).await.unwrap_or(Err(abandoned))
            }
        }
    }

    fn lookup(self: &Arc<Self>, core: &Core) -> TokenLookup {
        let mut state = self.state();
        let now = Instant::now();
        let failure = state.failure.as_ref().filter(|(_, until)| *until > now);
        let failure = failure.map(|(failure, _)| failure.clone());
        match state.token.clone().filter(|token| token.times.is_none_or(|(_, end)| now < end)) {
            Some(token) => {
                if token.times.is_some_and(|(renew, _)| renew <= now) && failure.is_none() {
                    self.join_fetch(&mut state, core);
                }
                TokenLookup::Ready(Ok(token))
            }
            None => match failure {
                Some(failure) => TokenLookup::Ready(Err(failure)),
                None => TokenLookup::InFlight(self.join_fetch(&mut state, core)),
            },
        }
    }

    /// Returns the fetch in progress, or starts one. The fetch is a task of its own, because its
    /// waiters may be dropped. A task whose runtime has ended is replaced.
    fn join_fetch(self: &Arc<Self>, state: &mut State, core: &Core) -> TokenFetch {
        if let Some(fetch) = state.fetch.as_ref().filter(|fetch| !fetch.is_abandoned()) {
            return fetch.clone();
        }
        let (provider, fetch) = shared_result();
        let (source, core) = (self.clone(), core.clone());
        tokio::spawn(async move {
            let requested_at = Instant::now();
            let result = source.fetch(&core).await;
            provider.provide(source.record(result, requested_at, &core));
        });
        state.fetch = Some(fetch.clone());
        fetch
    }

    /// Fetches a token within the deadline of a call. A request that failed in passing is repeated,
    /// as long as the budget allows it: a token request has no effect.
    async fn fetch(&self, core: &Core) -> Result<Granted, Failure> {
        let settings = core.settings();
        let ends_at = Instant::now().checked_add(settings.deadline);
        let mut attempts = 1;
        loop {
            let known = self.state().endpoint.clone();
            let failure = match request::fetch(&self.client, core, known).await {
                Ok((mut granted, endpoint)) => {
                    let refresh = granted.refresh.take().zip(self.client.refresh.as_ref());
                    if let Some((token, rotation)) = refresh {
                        rotation.replace(token);
                    }
                    let mut state = self.state();
                    state.endpoint = Some(endpoint);
                    state.budget.refund(Instant::now(), (attempts > 1).then_some(Cost::Transient));
                    return Ok(granted);
                }
                Err(failure) => failure,
            };
            // The issuer may have moved its endpoint.
            self.state().endpoint = None;
            let backoff = core.random().backoff(settings.backoff, attempts - 1);
            let wait = failure.retry_after.map_or(backoff, |hint| hint.max(backoff));
            let in_time = Instant::now().checked_add(wait).zip(ends_at);
            let in_time = in_time.is_some_and(|(then, end)| then < end);
            let may_repeat = failure.error.is_transient() && attempts < MAX_ATTEMPTS && in_time;
            if !may_repeat || !self.state().budget.pay(Instant::now(), Cost::Transient) {
                return Err(failure);
            }
            attempts += 1;
            sleep(wait).await;
        }
    }

    /// Stores the result of a fetch.
    fn record(
        &self,
        result: Result<Granted, Failure>,
        requested_at: Instant,
        core: &Core,
    ) -> Result<Token, Failure> {
        let mut state = self.state();
        state.fetch = None;
        match result {
            Ok(granted) => {
                state.issued += 1;
                let times = granted.life.and_then(|life| {
                    // Jitter keeps the processes of a fleet from renewing at the same time.
                    let renewed = core.random().spread(renewed_after(life).mul_f64(10.0 / 11.0));
                    Some((requested_at.checked_add(renewed)?, requested_at.checked_add(life)?))
                });
                let (id, secret, granted_at) = (state.issued, granted.secret, Instant::now());
                let token = Token { id, secret, granted_at, times };
                state.token = Some(token.clone());
                state.failure = None;
                Ok(token)
            }
            Err(failure) => {
                let cap = core.settings().retry_after_cap;
                let wait =
                    failure.retry_after.unwrap_or(Duration::ZERO).min(cap).max(FAILURE_CACHE_TIME);
                state.failure =
                    Instant::now().checked_add(wait).map(|until| (failure.clone(), until));
                Err(failure)
            }
        }
    }

    /// Invalidates a token unless it was replaced. Returns whether the token is now out of use.
    ///
    /// A token that was granted just now is kept; otherwise an API that rejects everything would
    /// cost one token per call.
    pub(crate) fn invalidate(&self, id: u64) -> bool {
        let mut state = self.state();
        let current = state.token.as_ref().filter(|token| token.id == id);
        if current.is_some_and(|token| token.granted_at.elapsed() < FAILURE_CACHE_TIME) {
            return false;
        }
        if current.is_some() {
            state.token = None;
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the age at which a token is renewed: one minute before it expires or at 80 % of its
/// lifetime, whichever is earlier, but not before half of it. Otherwise a token that lives a minute
/// would be renewed at every use.
fn renewed_after(life: Duration) -> Duration {
    life.saturating_sub(MARGIN).min(life.mul_f64(0.8)).max(life / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renewal() {
        for (life, expected) in [(3600, 2880), (300, 240), (200, 140), (60, 30), (1, 0), (0, 0)] {
            assert_eq!(renewed_after(Duration::from_secs(life)).as_secs(), expected, "{life}");
        }
    }
}
