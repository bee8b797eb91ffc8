//! `Core`: the state that all calls of a client share.

use std::fmt;
use std::sync::Arc;

use http::Uri;

use super::Settings;
use super::server::BaseUrls;
use crate::attempt::Random;
use crate::auth::ConfiguredCredential;
use crate::hooks::Hooks;
use crate::idempotency::{Flights, SharedResponses};
use crate::journal::Journals;
use crate::routing::{ActiveCanary, ActiveShadow};
use crate::slo::{Slo, SloReactions, SloReport};
use crate::transport::Transport;
use crate::upstream::{RateLimiter, Upstream, UpstreamSnapshot, Upstreams};

/// A client's settings, credentials, transport and upstreams. Clones are cheap and share all of
/// it.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

/// Decides what a client does while its targets are not met.
pub(crate) type OnSlo = dyn Fn(&SloReport) -> SloReactions + Send + Sync;

pub(super) struct Inner {
    pub(super) base_urls: BaseUrls,
    pub(super) settings: Settings,
    pub(super) credentials: Vec<ConfiguredCredential>,
    pub(super) transport: Box<dyn Transport>,
    /// Whether the transport may have a client certificate.
    pub(super) certificate: bool,
    pub(super) upstreams: Upstreams,
    pub(super) rate_limiter: Option<Box<dyn RateLimiter>>,
    pub(super) hooks: Hooks,
    pub(super) flights: Flights,
    pub(super) journals: Option<Journals>,
    pub(super) responses: Option<SharedResponses>,
    pub(super) random: Random,
    pub(super) canary: Option<Arc<ActiveCanary>>,
    pub(super) shadow: Option<ActiveShadow>,
    pub(super) on_slo: Option<Box<OnSlo>>,
}

impl Core {
    pub(super) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(crate) fn base_urls(&self) -> &BaseUrls {
        &self.0.base_urls
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn credentials(&self) -> &[ConfiguredCredential] {
        &self.0.credentials
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    /// Whether the transport may have a client certificate. For a custom transport this is unknown,
    /// so it is `true`.
    pub(crate) fn may_have_certificate(&self) -> bool {
        self.0.certificate
    }

    /// Returns the state of each upstream (scheme, host and port, with
    /// [`limits_by_path`](crate::ClientBuilder::limits_by_path) also path template) that the client has called.
    pub fn upstreams(&self) -> Vec<UpstreamSnapshot> {
        self.0.upstreams.snapshots()
    }

    pub(crate) fn upstream(&self, uri: &Uri, path: &'static str) -> Arc<Upstream> {
        self.0.upstreams.of(uri, path)
    }

    pub(crate) fn rate_limiter(&self) -> Option<&dyn RateLimiter> {
        self.0.rate_limiter.as_deref()
    }

    /// The calls whose idempotency key another call may have too.
    pub(crate) fn flights(&self) -> &Flights {
        &self.0.flights
    }

    /// The journal of writes, if there is one.
    pub(crate) fn journals(&self) -> Option<&Journals> {
        self.0.journals.as_ref()
    }

    /// The responses that other processes know too, if there is a cache.
    pub(crate) fn responses(&self) -> Option<&SharedResponses> {
        self.0.responses.as_ref()
    }

    pub(crate) fn hooks(&self) -> &Hooks {
        &self.0.hooks
    }

    /// The server that receives a share of the calls, if there is one.
    pub(crate) fn canary(&self) -> Option<&Arc<ActiveCanary>> {
        self.0.canary.as_ref()
    }

    /// The server that receives copies, if there is one.
    pub(crate) fn shadow(&self) -> Option<&ActiveShadow> {
        self.0.shadow.as_ref()
    }

    /// Returns the reactions to targets that are not met.
    pub(crate) fn react(&self, report: &SloReport) -> SloReactions {
        self.0.on_slo.as_ref().map_or(SloReactions::NONE, |react| react(report))
    }

    pub(crate) fn random(&self) -> &Random {
        &self.0.random
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_urls", &self.0.base_urls)
            .field("credentials", &self.0.credentials)
            .finish_non_exhaustive()
    }
}

/// A generated client: built from a [`Core`], with the defaults of its document.
pub trait FromCore: Sized {
    /// The defaults of the document.
    const DEFAULTS: Defaults;

    /// Creates the client from its core.
    fn from_core(core: Core) -> Self;
}

/// What a document says about all its operations. Anything else is as in [`Defaults::NEW`].
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// The first server. A relative one is used only in an error message.
    pub base_url: Option<&'static str>,
    /// The URLs of the servers that only some operations have.
    pub servers: &'static [&'static str],
    /// The user agent of the generated crate.
    pub user_agent: &'static str,
    /// The header for idempotency keys; empty for `Idempotency-Key`.
    pub idempotency_header: &'static str,
    /// The targets for calls.
    pub slo: Option<Slo>,
    /// Never set, so that `..NEW` is never redundant.
    pub rest: (),
}

impl Defaults {
    /// The defaults of a document that says nothing.
    pub const NEW: Self = Self {
        base_url: None,
        servers: &[],
        user_agent: "renkei",
        idempotency_header: "",
        slo: None,
        rest: (),
    };
}
