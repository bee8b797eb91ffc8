//! `ClientBuilder`: settings, checked when the client is built.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::core::{Core, FromCore, Inner};
use super::server::{BaseUrl, BaseUrls, ServerOf, is_usable};
use super::{Backoff, Settings, base_url};
use crate::attempt::{Budget, Random};
use crate::auth::{Auth, ConfiguredCredential};
use crate::error::Error;
use crate::transport::{HyperTransport, TlsConfig, Transport};

/// Sets up a generated client `C`. Every setting has a default; only a base URL may be needed,
/// where the document names no server.
#[must_use]
pub struct ClientBuilder<C> {
    base: BaseUrl,
    overrides: Vec<(String, String)>,
    settings: Settings,
    credentials: Vec<ConfiguredCredential>,
    transport: Option<Box<dyn Transport>>,
    tls: TlsConfig,
    random: Random,
    error: Option<Error>,
    client: PhantomData<fn() -> C>,
}

impl<C: FromCore> ClientBuilder<C> {
    /// A builder with the defaults of the document.
    pub fn new() -> Self {
        let builder = Self {
            base: BaseUrl::of_document(C::DEFAULTS.base_url),
            overrides: Vec::new(),
            settings: Settings::default(),
            credentials: Vec::new(),
            transport: None,
            tls: TlsConfig::default(),
            random: Random::Thread,
            error: None,
            client: PhantomData,
        };
        let builder = builder.user_agent(C::DEFAULTS.user_agent);
        match C::DEFAULTS.idempotency_header {
            "" => builder,
            name => builder.idempotency_header(name),
        }
    }

    /// One of the servers that the document names, in place of the first. Operations with servers of
    /// their own go to the one that has the same name; where there is none, they fail and are not
    /// sent, until [`base_url_for`](Self::base_url_for) says where. The value of a variable that would
    /// lead to another host fails when the client is built.
    pub fn server(mut self, server: impl ServerOf<C>) -> Self {
        match server.url() {
            Ok(url) => self.base = BaseUrl::selected(server.name(), url, C::DEFAULTS.base_url),
            Err(error) => self.error = self.error.or(Some(error)),
        }
        self
    }

    /// Where operations go that have a server of their own, which the document gives as `server`: an
    /// absolute http or https URL. It goes before [`base_url`](Self::base_url).
    pub fn base_url_for(mut self, server: &str, url: &str) -> Self {
        let server = server.trim_end_matches('/');
        if !C::DEFAULTS.servers.contains(&server) {
            let known = C::DEFAULTS.servers.join(", ");
            let known = if known.is_empty() { "none" } else { &known };
            self.fail(format!("no operation has the server {server:?} of its own; known: {known}"));
        }
        match base_url::normalise(url) {
            Ok(url) => self.overrides.push((server.to_owned(), url)),
            Err(what) => self.fail(what),
        }
        self
    }

    /// Builds the client. No connection is made yet.
    ///
    /// # Errors
    ///
    /// A [`Build`](crate::ErrorKind::Build) error when a setting is unusable or there is no base
    /// URL. Where the document names servers for single operations only, none is needed, and the
    /// others fail when they are called.
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
                    "`identity` and `root_certificate` are for the transport over hyper: \
                     set up your own transport with them",
                ));
            }
            None => default_transport(&self.settings, self.tls)?,
        };
        Ok(C::from_core(Core::new(Inner {
            base_urls: BaseUrls { base, overrides: self.overrides },
            settings: self.settings,
            credentials: self.credentials,
            transport,
            certificate,
            budget: Budget::default(),
            random: self.random,
        })))
    }
}

fn default_transport(settings: &Settings, tls: TlsConfig) -> Result<Box<dyn Transport>, Error> {
    Ok(Box::new(HyperTransport::with_tls_config(settings.connect_timeout, tls)?))
}

impl<C: FromCore> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> ClientBuilder<C> {
    /// Where the API is: an absolute http or https URL, to which paths are appended. Every operation
    /// goes there, those with servers of their own too, so that a client for tests calls nobody else.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = BaseUrl::Everywhere(url.into());
        self
    }

    /// Adds a credential, for whatever security scheme it fits. Over plain http it goes only to
    /// this machine.
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

    /// How long DNS, TCP and TLS together may take; 2 s unless set. A transport of your own sees to
    /// this itself.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect_timeout = limit;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the body, or to the head
    /// where the body is a stream; 3 s unless set. While a file or a stream is sent, it counts from
    /// the piece that was sent last.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.settings.attempt_timeout = limit;
        self
    }

    /// How long a call may take in all, waits between attempts included; 10 s unless set.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.settings.deadline = limit;
        self
    }

    /// How many attempts a call makes in all; 3 unless set, and 0 counts as 1. Where the document says
    /// something else of an operation, that holds in place of the 3, and never raises what is set here.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.settings.attempts = Some(attempts);
        self
    }

    /// How long to wait between attempts: a random time up to `base`, doubled each time, up to
    /// `cap`. 100 ms and 2 s unless set.
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.settings.backoff = Backoff { base, cap };
        self
    }

    /// The same after the server asked to be left alone (429, 503 with Retry-After). 1 s and 8 s
    /// unless set.
    pub fn throttle_backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.settings.throttle_backoff = Backoff { base, cap };
        self
    }

    /// The longest Retry-After that is waited for; 60 s unless set. A longer one fails at once and
    /// is on the error.
    pub fn retry_after_cap(mut self, cap: Duration) -> Self {
        self.settings.retry_after_cap = cap;
        self
    }

    /// The longest body of a success, in bytes; 8 MiB unless set. A longer one is an error.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.settings.max_body = bytes;
        self
    }

    /// The longest body of a failure, in bytes; 64 KiB unless set. A longer one is cut.
    pub fn max_error_body(mut self, bytes: usize) -> Self {
        self.settings.max_error_body = bytes;
        self
    }

    /// The longest item of a stream, an event or a line of JSON, in bytes; 8 MiB unless set. A longer
    /// one is an error.
    pub fn max_item(mut self, bytes: usize) -> Self {
        self.settings.max_item = bytes;
        self
    }

    /// How long a stream waits for the next bytes; 10 s unless set. The deadline of the call ends
    /// with the head of the answer.
    pub fn body_idle(mut self, limit: Duration) -> Self {
        self.settings.body_idle = limit;
        self
    }

    /// How many pages a pager asks for before it gives up; 100,000 unless set.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.settings.max_pages = pages;
        self
    }

    /// A header for every request. Not for secrets, which only [`auth`](Self::auth) keeps from
    /// plain http.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => {
                self.settings.headers.insert(name, value);
            }
            _ => self.fail(format!(
                "default header {name:?}: its name or value cannot stand in a header"
            )),
        }
        self
    }

    /// The `User-Agent` header; the generated crate's name and version unless set.
    pub fn user_agent(mut self, agent: &str) -> Self {
        match HeaderValue::from_str(agent) {
            Ok(agent) => self.settings.user_agent = agent,
            Err(_) => self.fail("the user agent cannot stand in a header".to_owned()),
        }
        self
    }

    /// The header for idempotency keys, where an operation declares none; `Idempotency-Key` unless
    /// the document or its configuration says otherwise.
    pub fn idempotency_header(mut self, name: &str) -> Self {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(name) => self.settings.idempotency_header = name,
            Err(_) => self.fail(format!("idempotency header {name:?} is not a header name")),
        }
        self
    }

    /// Declares that the server honours idempotency keys on every write, which lets writes be
    /// retried whenever a safe call would be. Without it only operations whose document declares
    /// the header are.
    pub fn idempotency_honoured(mut self, honoured: bool) -> Self {
        self.settings.idempotency_honoured = honoured;
        self
    }

    /// A client certificate for mutual TLS, in PEM: the chain, its own certificate first, and the
    /// private key (PKCS #8, PKCS #1 or SEC 1). It is shown to every server that asks for one, and
    /// serves the operations whose security wants mutual TLS.
    pub fn identity(mut self, chain: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        if let Err(what) = self.tls.set_identity(chain.as_ref(), key.as_ref()) {
            self.fail(what);
        }
        self
    }

    /// Trusts the certificates in this PEM as roots too, besides those of Mozilla: for servers with
    /// an authority of their own.
    pub fn root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        if let Err(what) = self.tls.add_roots(pem.as_ref()) {
            self.fail(what);
        }
        self
    }

    /// The transport, in place of the one over hyper.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Makes every random wait this part of its longest, from 0 to 1: for tests that measure waits.
    #[doc(hidden)]
    pub fn fixed_jitter(mut self, part: f64) -> Self {
        self.random = Random::Fixed(part);
        self
    }

    fn fail(&mut self, what: String) {
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
