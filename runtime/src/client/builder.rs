//! `ClientBuilder`: the settings of a client, validated when it is built.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::core::{Core, FromCore, Inner, OnSlo};
use super::server::{BaseUrl, BaseUrls, ServerOf, is_usable};
use super::{Backoff, Settings, base_url, shown_url};
use crate::attempt::Random;
use crate::auth::{Auth, ConfiguredCredential};
use crate::call::is_framing;
use crate::error::Error;
use crate::hooks::{Hooks, StoreReporter};
use crate::idempotency::{Flights, SharedResponses};
use crate::journal::Journals;
use crate::routing::{ActiveCanary, ActiveShadow};
#[cfg(feature = "http-transport")]
use crate::transport::HttpTransport;
use crate::transport::{TlsConfig, Transport};
use crate::upstream::{LimitReporter, RateLimiter, UpstreamLimits, Upstreams};

/// Configures a generated client `C`.
///
/// Every setting has a default. A base URL is required only if the document names no server.
#[must_use]
pub struct ClientBuilder<C> {
    base: BaseUrl,
    overrides: Vec<(String, String)>,
    pub(super) settings: Settings,
    credentials: Vec<ConfiguredCredential>,
    transport: Option<Box<dyn Transport>>,
    tls: TlsConfig,
    pub(super) upstream_limits: UpstreamLimits,
    pub(super) rate_limiter: Option<Box<dyn RateLimiter>>,
    pub(super) hooks: Hooks,
    #[cfg(feature = "tracing")]
    pub(super) has_tracing: bool,
    pub(super) journals: Option<Journals>,
    pub(super) responses: Option<SharedResponses>,
    random: Random,
    pub(super) canary: Option<Arc<ActiveCanary>>,
    pub(super) shadow: Option<ActiveShadow>,
    pub(super) on_slo: Option<Box<OnSlo>>,
    error: Option<Error>,
    client: PhantomData<fn() -> C>,
}

impl<C: FromCore> ClientBuilder<C> {
    /// Creates a builder with the defaults of the document.
    pub fn new() -> Self {
        let builder = Self {
            base: BaseUrl::of_document(C::DEFAULTS.base_url),
            overrides: Vec::new(),
            settings: Settings::default(),
            credentials: Vec::new(),
            transport: None,
            tls: TlsConfig::default(),
            upstream_limits: UpstreamLimits { slo: C::DEFAULTS.slo, ..UpstreamLimits::default() },
            rate_limiter: None,
            hooks: Hooks::default(),
            #[cfg(feature = "tracing")]
            has_tracing: true,
            journals: None,
            responses: None,
            random: Random::System,
            canary: None,
            shadow: None,
            on_slo: None,
            error: None,
            client: PhantomData,
        };
        let builder = builder.user_agent(C::DEFAULTS.user_agent);
        match C::DEFAULTS.idempotency_header {
            "" => builder,
            name => builder.idempotency_header(name),
        }
    }

    /// Selects one of the document's servers, in place of the first.
    ///
    /// An operation with servers of its own uses the one with the same name. If there is none, the
    /// operation fails before it is sent; set its URL with [`base_url_for`](Self::base_url_for). A
    /// variable whose value would change the host is an error when the client is built.
    pub fn server(mut self, server: impl ServerOf<C>) -> Self {
        match server.url() {
            Ok(url) => self.base = BaseUrl::selected(server.name(), url, C::DEFAULTS.base_url),
            Err(error) => self.error = self.error.or(Some(error)),
        }
        self
    }

    /// Sets the base URL of the operations that the document gives the server `server`.
    ///
    /// The URL must be absolute, http or https. It overrides [`base_url`](Self::base_url).
    pub fn base_url_for(mut self, server: &str, url: &str) -> Self {
        let server = server.trim_end_matches('/');
        if !C::DEFAULTS.servers.contains(&server) {
            let known = C::DEFAULTS.servers.join(", ");
            let known = if known.is_empty() { "none" } else { &known };
            let shown = shown_url(server);
            self.fail(format!("no operation has the server {shown:?}; known servers: {known}"));
        }
        match base_url::normalise(url) {
            Ok(url) => self.overrides.push((server.to_owned(), url)),
            Err(what) => self.fail(what),
        }
        self
    }

    /// Builds the client without connecting.
    ///
    /// # Errors
    ///
    /// Returns a [`Build`](crate::ErrorKind::Build) error if a setting is invalid or there is no
    /// base URL. If the document names servers for single operations only, no base URL is required,
    /// and the other operations fail when they are called.
    pub fn build(self) -> Result<C, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let own = C::DEFAULTS.servers.iter().any(|url| is_usable(url));
        let has_others = own || !self.overrides.is_empty();
        let base = self.base.checked(has_others).map_err(Error::build)?;
        let certificate = self.transport.is_some() || self.tls.has_identity();
        let transport = match self.transport {
            Some(transport) if self.tls.is_default() => transport,
            Some(_) => {
                return Err(Error::build(
                    "`identity` and `root_certificate` apply to the default transport: \
                     configure your own transport with them",
                ));
            }
            None => default_transport(&self.settings, self.tls)?,
        };
        #[cfg(feature = "tracing")]
        let hooks = if self.has_tracing { self.hooks.with_tracing() } else { self.hooks };
        #[cfg(not(feature = "tracing"))]
        let hooks = self.hooks;
        if let Some(limiter) = &self.rate_limiter {
            limiter.report_to(LimitReporter::new(hooks.observers()));
        }
        let reporter = || StoreReporter::new(hooks.observers());
        if let Some(journals) = &self.journals {
            journals.report_to(reporter());
        }
        if let Some(responses) = &self.responses {
            responses.report_to(reporter());
        }
        let longest_pause = self.settings.retry_after_cap;
        let upstream_limits = UpstreamLimits { longest_pause, ..self.upstream_limits };
        Ok(C::from_core(Core::new(Inner {
            base_urls: BaseUrls::new(base, self.overrides),
            settings: self.settings,
            credentials: self.credentials,
            transport,
            certificate,
            upstreams: Upstreams::new(upstream_limits),
            rate_limiter: self.rate_limiter,
            hooks,
            flights: Flights::default(),
            journals: self.journals,
            responses: self.responses,
            random: self.random,
            canary: self.canary,
            shadow: self.shadow,
            on_slo: self.on_slo,
        })))
    }
}

#[cfg(feature = "http-transport")]
fn default_transport(settings: &Settings, tls: TlsConfig) -> Result<Box<dyn Transport>, Error> {
    Ok(Box::new(
        HttpTransport::builder().connect_timeout(settings.connect_timeout).tls(tls).build()?,
    ))
}

#[cfg(not(feature = "http-transport"))]
fn default_transport(_: &Settings, _: TlsConfig) -> Result<Box<dyn Transport>, Error> {
    let what = "there is no transport: set one with `transport`, or enable the feature";
    Err(Error::build(format!("{what} `http-transport`")))
}

impl<C: FromCore> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> ClientBuilder<C> {
    /// Sets the base URL of all operations, including those with servers of their own.
    ///
    /// The URL must be absolute, http or https. Paths are appended to it.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = BaseUrl::Everywhere(url.into());
        self
    }

    /// Adds a credential for any security scheme that it fits.
    ///
    /// Credentials are not sent over plain http, except to this machine.
    pub fn auth(self, auth: impl Into<Auth>) -> Self {
        self.give(None, auth.into())
    }

    /// Adds a credential for one security scheme, by its name in the document.
    pub fn auth_for(self, scheme: impl Into<String>, auth: impl Into<Auth>) -> Self {
        self.give(Some(scheme.into()), auth.into())
    }

    fn give(mut self, scheme: Option<String>, auth: Auth) -> Self {
        if let Some(error) = auth.validate() {
            self.fail(error);
        }
        self.credentials.push(ConfiguredCredential { scheme, auth });
        self
    }

    /// Sets how long DNS, TCP and TLS together may take. Defaults to 2 s.
    ///
    /// A custom transport enforces this itself.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect_timeout = limit;
        self
    }

    /// Sets how long one attempt may take. Defaults to 3 s.
    ///
    /// An attempt lasts from connecting to the last byte of the body, or to the response head if
    /// the body is a stream. While a file or a stream is sent, the limit restarts with each chunk.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.settings.attempt_timeout = limit;
        self
    }

    /// Sets how long a call may take in all, including waits between attempts. Defaults to 10 s.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.settings.deadline = limit;
        self
    }

    /// Sets the number of attempts of a call. Defaults to 3, and 0 counts as 1.
    ///
    /// An operation for which the document sets another number uses that instead of the default; it
    /// never exceeds the number set here.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.settings.attempts = Some(attempts);
        self
    }

    /// Sets the wait between attempts: a random time up to `base`, doubled with each retry, up to
    /// `cap`. Defaults to 100 ms and 2 s.
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.settings.backoff = Backoff { base, cap };
        self
    }

    /// Sets the wait after a throttled attempt (429, or 503 with `Retry-After`). Defaults to 1 s
    /// and 8 s.
    pub fn throttle_backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.settings.throttle_backoff = Backoff { base, cap };
        self
    }

    /// Sets the longest `Retry-After` to wait for. Defaults to 60 s.
    ///
    /// With a longer one the call fails at once, and the error carries it.
    pub fn retry_after_cap(mut self, cap: Duration) -> Self {
        self.settings.retry_after_cap = cap;
        self
    }

    /// Sets the maximum body of a success, in bytes. Defaults to 8 MiB. A longer body is an error.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.settings.max_body = bytes;
        self
    }

    /// Sets the maximum body of a failure, in bytes. Defaults to 64 KiB. A longer body is
    /// truncated.
    pub fn max_error_body(mut self, bytes: usize) -> Self {
        self.settings.max_error_body = bytes;
        self
    }

    /// Sets the maximum size of an item of a stream (an event or a line of JSON), in bytes.
    /// Defaults to 8 MiB. A longer item is an error.
    pub fn max_item(mut self, bytes: usize) -> Self {
        self.settings.max_item = bytes;
        self
    }

    /// Sets how long a stream waits for the next bytes. Defaults to 10 s.
    ///
    /// The deadline of a call does not apply after the response head.
    pub fn body_idle(mut self, limit: Duration) -> Self {
        self.settings.body_idle = limit;
        self
    }

    /// Sets the maximum number of pages that a pager fetches. Defaults to 100,000.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.settings.max_pages = pages;
        self
    }

    /// Adds a header to every request.
    ///
    /// Do not use it for secrets: only [`auth`](Self::auth) keeps them off plain http.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(_)) if is_framing(&name) => {
                self.fail(format!("default header {name:?} is set by the transport"));
            }
            (Ok(name), Ok(value)) => {
                self.settings.headers.insert(name, value);
            }
            _ => self.fail(format!("default header {name:?} has an invalid name or value")),
        }
        self
    }

    /// Sets the `User-Agent` header. Defaults to the generated crate's name and version.
    pub fn user_agent(mut self, agent: &str) -> Self {
        match HeaderValue::from_str(agent) {
            Ok(agent) => self.settings.user_agent = agent,
            Err(_) => self.fail("the user agent is not a valid header value".to_owned()),
        }
        self
    }

    /// Sets the header for idempotency keys of operations that declare none. Defaults to
    /// `Idempotency-Key`, or to what the document or its configuration sets.
    pub fn idempotency_header(mut self, name: &str) -> Self {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(name) => self.settings.idempotency_header = name,
            Err(_) => self.fail(format!("idempotency header {name:?} is not a header name")),
        }
        self
    }

    /// Sets whether writes whose document declares no idempotency header have a generated key, too. Defaults to `true`. Switch
    /// it off for a server that rejects the header.
    pub fn idempotency_keys(mut self, on: bool) -> Self {
        self.settings.idempotency_keys = on;
        self
    }

    /// Declares that the server honours idempotency keys on every write.
    ///
    /// Writes are then retried like safe requests. Without it, only operations whose document
    /// declares the header are.
    pub fn idempotency_honoured(mut self, honoured: bool) -> Self {
        self.settings.idempotency_honoured = honoured;
        self
    }

    /// Sets a client certificate for mutual TLS, in PEM.
    ///
    /// `chain` starts with the client's own certificate; `key` is PKCS #8, PKCS #1 or SEC 1. It is
    /// presented to every server that requests one, and satisfies the security schemes of mutual
    /// TLS.
    #[cfg(feature = "http-transport")]
    #[cfg_attr(docsrs, doc(cfg(feature = "http-transport")))]
    pub fn identity(mut self, chain: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        if let Err(what) = self.tls.set_identity(chain.as_ref(), key.as_ref()) {
            self.fail(what);
        }
        self
    }

    /// Trusts the certificates in this PEM as roots, in addition to those of Mozilla.
    #[cfg(feature = "http-transport")]
    #[cfg_attr(docsrs, doc(cfg(feature = "http-transport")))]
    pub fn root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        if let Err(what) = self.tls.add_roots(pem.as_ref()) {
            self.fail(what);
        }
        self
    }

    /// Replaces the default transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Fixes every random wait at this fraction of its maximum, from 0 to 1. For tests that measure
    /// waits.
    #[doc(hidden)]
    pub fn fixed_jitter(mut self, part: f64) -> Self {
        self.random = Random::Fixed(part);
        self
    }

    /// Derives every random wait and every generated idempotency key from a seed, for tests that have to repeat
    /// themselves. With a scripted transport and tokio's paused clock, equal calls then do exactly the same.
    ///
    /// Keys of a seed are not unique, so a client that calls a real server must not have one.
    pub fn random_seed(mut self, seed: u64) -> Self {
        self.random = Random::seeded(seed);
        self
    }

    pub(super) fn fail(&mut self, what: String) {
        self.error.get_or_insert_with(|| Error::build(what));
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base", &self.base)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
