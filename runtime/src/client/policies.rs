//! The settings of a client that concern all calls to an upstream, and its hooks.

use std::sync::Arc;
use std::time::Duration;

use super::ClientBuilder;
use crate::hooks::{Intercept, Observe, Sign, Tracer};
use crate::idempotency::{ResponseCache, SharedResponses};
use crate::journal::{Journal, Journals};
use crate::routing::{Canary, Shadow};
use crate::slo::{Slo, SloReactions, SloReport};
use crate::upstream::{RateLimit, RateLimiter};

/// An upstream is one scheme, host and port.
impl<C> ClientBuilder<C> {
    /// Sets how many attempts are in flight to an upstream at most. Defaults to 256.
    ///
    /// More attempts wait in a queue, within their deadline. 0 is an error when the client is built.
    pub fn max_in_flight(mut self, attempts: usize) -> Self {
        if attempts == 0 {
            self.fail("at least one attempt must be allowed in flight".to_owned());
        }
        self.upstream_limits.in_flight = attempts;
        self
    }

    /// Sets how many attempts wait for an upstream at most. Defaults to 1024.
    ///
    /// Any more fail at once with [`AdmissionLimit::Queue`](crate::AdmissionLimit::Queue).
    pub fn max_queued(mut self, attempts: usize) -> Self {
        self.upstream_limits.queued = attempts;
        self
    }

    /// Sets how many attempts start per second to an upstream, and how many of them at once. Defaults
    /// to no limit.
    ///
    /// An attempt waits for its turn, if that is before its deadline. A rate that is not positive and a
    /// burst of 0 are errors when the client is built.
    pub fn rate_limit(mut self, per_second: f64, burst: u32) -> Self {
        match RateLimit::new(per_second, burst) {
            Ok(limit) => self.upstream_limits.rate = Some(limit),
            Err(what) => self.fail(what.to_owned()),
        }
        self
    }

    /// Sets a rate limit that is asked before each attempt, in addition to the client's own.
    pub fn rate_limiter(mut self, limiter: impl RateLimiter) -> Self {
        self.rate_limiter = Some(Box::new(limiter));
        self
    }

    /// Sets whether the limits belong to each path template of the document, and not to the upstream as a whole. Defaults to
    /// off.
    ///
    /// Then a 429 of `/search` stops no call to `/orders/{id}`. Each path template has its own gate, rate limit, attempts in
    /// flight, queue, circuit breaker and retry budget.
    pub fn limits_by_path(mut self, on: bool) -> Self {
        self.upstream_limits.by_path = on;
        self
    }

    /// Sets whether `RateLimit` (draft-ietf-httpapi-ratelimit-headers) and `X-RateLimit-…` headers are heeded. Defaults to on.
    ///
    /// While a response says that fewer requests remain than may be in flight, no more than those are in flight. If none
    /// remains, no attempt starts until the quota is renewed, at most for
    /// [`retry_after_cap`](Self::retry_after_cap); then one goes first.
    pub fn rate_limit_headers(mut self, on: bool) -> Self {
        self.upstream_limits.quota_headers = on;
        self
    }

    /// Sets whether the first calls to an upstream start slowly. Defaults to on.
    ///
    /// At first 12 attempts are in flight, and each response allows one more, so that a server with a limit rejects a few of
    /// many calls and not nearly all. No attempt is held back after the first 250 ms.
    pub fn slow_start(mut self, on: bool) -> Self {
        self.upstream_limits.slow_start = on;
        self
    }

    /// Switches the circuit breaker on or off. Defaults to on.
    ///
    /// If at least half of at least 20 calls within 10 s fail (5xx, network, timeout), no attempt is
    /// sent for 5 s, and then three probes. After a probe that fails, no attempt is sent for 8 s.
    pub fn circuit_breaker(mut self, on: bool) -> Self {
        self.upstream_limits.breaker = on;
        self
    }

    /// Sends a second request of a safe operation when the first takes longer than nearly all others, up to this share of extra
    /// requests. The first response is used, and the other request is dropped. Defaults to off; 0.03 is a good value.
    ///
    /// The delay is a quantile of the latest durations of the path template: at least the 95th percentile, and as much more as the
    /// share requires. Only GET, HEAD, OPTIONS, QUERY and other safe methods are sent twice, and never while the upstream
    /// limits the rate or its circuit breaker is not closed. A second request counts as an attempt. A share that is not between 0
    /// and 0.5 is an error when the client is built.
    pub fn hedging(mut self, share: f64) -> Self {
        if share > 0.0 && share <= 0.5 {
            self.upstream_limits.hedged_share = Some(share);
        } else {
            self.fail("the share of hedged requests is between 0 and 0.5".to_owned());
        }
        self
    }

    /// Sets targets for the calls to each upstream, or to each path template with [`limits_by_path`](Self::limits_by_path).
    /// Defaults to those of the document's configuration, if it has any.
    ///
    /// The client then reports [`Event::SloViolated`](crate::hooks::Event::SloViolated) and
    /// [`Event::SloMet`](crate::hooks::Event::SloMet), and sends no second requests ([`hedging`](Self::hedging)) while the targets are not met.
    /// Impossible targets are an error when the client is built.
    pub fn slo(mut self, slo: Slo) -> Self {
        if let Some(what) = slo.invalid() {
            self.fail(what.to_owned());
        }
        self.upstream_limits.slo = Some(slo);
        self
    }

    /// Sets what the client does while its targets are not met. The function is called each time that they are compared and not
    /// met, ten times in their window. Its reactions hold until the next time. It must be quick.
    pub fn on_slo(
        mut self,
        react: impl Fn(&SloReport) -> SloReactions + Send + Sync + 'static,
    ) -> Self {
        self.on_slo = Some(Box::new(react));
        self
    }

    /// Sends a growing share of the calls of safe operations to another server, until its targets are not met.
    ///
    /// An invalid canary is an error when the client is built.
    pub fn canary(mut self, canary: Canary) -> Self {
        match canary.activate() {
            Ok(canary) => self.canary = Some(Arc::new(canary)),
            Err(what) => self.fail(what),
        }
        self
    }

    /// Sends copies of a share of the calls of safe operations to another server, whose responses are dropped.
    ///
    /// An invalid shadow is an error when the client is built.
    pub fn shadow(mut self, shadow: Shadow) -> Self {
        match shadow.activate() {
            Ok(shadow) => self.shadow = Some(shadow),
            Err(what) => self.fail(what),
        }
        self
    }

    /// Records each write whose idempotency key the server honours before it is sent, so that
    /// [`Recover::resume`](crate::Recover::resume) can complete what a crash left without an outcome.
    pub fn journal(mut self, journal: impl Journal) -> Self {
        self.journals = Some(Journals::new(Arc::new(journal)));
        self
    }

    /// Remembers the responses of calls whose idempotency key their caller has set, for other processes: a repeated call is
    /// answered without a request. A process remembers its own for ten minutes in any case.
    pub fn response_cache(mut self, cache: impl ResponseCache) -> Self {
        self.responses = Some(SharedResponses::new(cache));
        self
    }

    /// Sets how long the server keeps idempotency keys. Defaults to 24 h. An older write is not sent again.
    pub fn idempotency_retention(mut self, retention: Duration) -> Self {
        self.settings.idempotency_retention = retention;
        self
    }

    /// Sets for how long a look-up may find out whether a write took effect whose response is lost, if the document declares
    /// one. Defaults to 5 s. Zero makes no look-up.
    ///
    /// The time begins when the call has failed, and is not part of its deadline. A write that is found is confirmed at once.
    /// Otherwise the server may still be working on it, so it is looked up again after a fifth and after three fifths of the time;
    /// it counts as not applied if the last look-up and an earlier one do not find it. So set this to more than twice the time
    /// that the server works on a request at most. See [`Error::confirmation`](crate::Error::confirmation).
    pub fn confirm_within(mut self, limit: Duration) -> Self {
        self.settings.confirm_within = limit;
        self
    }

    /// Switches the spans and events of the crate `tracing` on or off. Defaults to on.
    #[cfg(feature = "tracing")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
    pub fn tracing(mut self, on: bool) -> Self {
        self.has_tracing = on;
        self
    }

    /// Sets what makes spans of calls and attempts, in place of that of the feature `tracing`.
    pub fn tracer(mut self, tracer: impl Tracer) -> Self {
        self.hooks.tracer = Some(Arc::new(tracer));
        self
    }

    /// Adds an observer of everything that happens in the client.
    pub fn observe(mut self, observer: impl Observe) -> Self {
        self.hooks.observe(Arc::new(observer));
        self
    }

    /// Adds an interceptor, which changes the headers of attempts and may veto retries.
    pub fn intercept(mut self, interceptor: impl Intercept) -> Self {
        self.hooks.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Adds a signer, which signs each attempt after everything else of it is complete.
    pub fn sign(mut self, signer: impl Sign) -> Self {
        self.hooks.signers.push(Arc::new(signer));
        self
    }
}
