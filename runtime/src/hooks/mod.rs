//! Hooks of a client: observers, interceptors and signers.
//!
//! They see attempts as they happen. A client without hooks pays nothing for them.

mod drift;
mod drift_reporter;
mod event;
mod intercept;
mod sign;
mod store_reporter;
mod tracer;

use std::fmt;
use std::sync::Arc;

use http::Request;

pub use self::drift::{Drift, DriftKind};
pub(crate) use self::drift_reporter::DriftReporter;
pub use self::event::{CallEvents, Event, Observe};
pub use self::intercept::{AttemptReport, Intercept, OutgoingAttempt, RetryVeto};
pub use self::sign::{BodyDigest, Sign};
pub use self::store_reporter::StoreReporter;
pub(crate) use self::tracer::within;
pub use self::tracer::{Span, SpanEnd, SpanStart, Tracer};
use crate::call::Operation;
use crate::error::Error;
use crate::routing::ActiveCanary;
use crate::telemetry::TraceContext;
use crate::transport::RequestBody;
use crate::upstream::Upstream;

/// An attempt among those of its call.
#[derive(Debug)]
pub(crate) struct AttemptIdentity {
    /// Its number, from 1.
    pub(crate) number: u32,
    /// The trace that its requests are part of.
    pub(crate) trace: Option<TraceContext>,
}

/// All observers of a client, which its responses share until they are decoded.
type Observers = Arc<Vec<Arc<dyn Observe>>>;

/// The hooks of a client, in the order in which they were added.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) tracer: Option<Arc<dyn Tracer>>,
    observers: Observers,
    /// Those of them that receive the starts and the ends of calls and attempts.
    start_observers: Vec<Arc<dyn Observe>>,
    end_observers: Vec<Arc<dyn Observe>>,
    /// Whether there is an observer besides that of the feature `tracing`, which most subscribers do not listen to.
    wants_drift: bool,
    pub(crate) interceptors: Vec<Arc<dyn Intercept>>,
    pub(crate) signers: Vec<Arc<dyn Sign>>,
}

impl Hooks {
    /// Adds the spans and events of the crate `tracing`. Another tracer is kept.
    #[cfg(feature = "tracing")]
    pub(crate) fn with_tracing(mut self) -> Self {
        let tracing = Arc::new(crate::telemetry::Tracing::new());
        Arc::make_mut(&mut self.observers).push(tracing.clone());
        self.tracer.get_or_insert(tracing);
        self
    }

    /// Adds an observer.
    pub(crate) fn observe(&mut self, observer: Arc<dyn Observe>) {
        self.wants_drift = true;
        let events = observer.call_events();
        if events == CallEvents::All {
            self.start_observers.push(observer.clone());
        }
        if events != CallEvents::None {
            self.end_observers.push(observer.clone());
        }
        Arc::make_mut(&mut self.observers).push(observer);
    }

    /// Returns all observers.
    pub(crate) fn observers(&self) -> &[Arc<dyn Observe>] {
        &self.observers
    }

    /// Reports a rare event, which is made only if someone observes it.
    pub(crate) fn report<'a>(&self, event: impl FnOnce() -> Event<'a>) {
        report_to(&self.observers, event);
    }

    /// Reports that a call or an attempt starts.
    pub(crate) fn report_start<'a>(&self, event: impl FnOnce() -> Event<'a>) {
        report_to(&self.start_observers, event);
    }

    /// Reports that a call or an attempt has ended.
    pub(crate) fn report_end<'a>(&self, event: impl FnOnce() -> Event<'a>) {
        report_to(&self.end_observers, event);
    }

    /// Whether responses are to be compared with the document: someone observes the result.
    pub(crate) fn wants_drift(&self) -> bool {
        #[cfg(feature = "tracing")]
        let is_traced = crate::telemetry::Tracing::is_debug_enabled;
        #[cfg(not(feature = "tracing"))]
        let is_traced = || false;
        self.wants_drift || (!self.observers.is_empty() && is_traced())
    }

    /// Returns what reports the drift of a body that is decoded later, if someone observes it, or if it is the body of a canary.
    pub(crate) fn drift_reporter(
        &self,
        operation: &'static Operation,
        upstream: &Arc<Upstream>,
        canary: Option<&Arc<ActiveCanary>>,
    ) -> Option<DriftReporter> {
        let wants_drift = self.wants_drift();
        (wants_drift || canary.is_some()).then(|| {
            let observers = if wants_drift { self.observers.clone() } else { Observers::default() };
            DriftReporter::new(observers, operation, upstream.clone(), canary.cloned())
        })
    }

    /// Whether anything changes requests.
    pub(crate) fn change_attempts(&self) -> bool {
        !self.interceptors.is_empty() || !self.signers.is_empty()
    }

    /// Lets interceptors change the request, and signs it.
    pub(crate) async fn prepare_attempt(
        &self,
        operation: &'static str,
        identity: &AttemptIdentity,
        request: Request<RequestBody>,
        digest: impl FnOnce() -> BodyDigest,
    ) -> Result<Request<RequestBody>, Error> {
        let (mut parts, body) = request.into_parts();
        for interceptor in &self.interceptors {
            let headers = &mut parts.headers;
            let (method, uri) = (&parts.method, &parts.uri);
            interceptor.before_attempt(&mut OutgoingAttempt {
                operation,
                number: identity.number,
                method,
                uri,
                headers,
            });
        }
        if let Some(context) = &identity.trace {
            context.write(&mut parts.headers);
        }
        let digest = if self.signers.is_empty() { BodyDigest::default() } else { digest() };
        for signer in &self.signers {
            let signed = signer.sign(&mut parts, &digest).await;
            signed.map_err(|cause| {
                Error::local("the request could not be signed").with_source(Some(cause))
            })?;
        }
        Ok(Request::from_parts(parts, body))
    }

    /// Whether an interceptor vetoes a retry.
    pub(crate) fn vetoes_retry(&self, report: &AttemptReport<'_>) -> bool {
        let vetoes = |it: &Arc<dyn Intercept>| it.after_attempt(report) == RetryVeto::Veto;
        // Every interceptor sees every attempt.
        self.interceptors.iter().filter(|it| vetoes(it)).count() > 0
    }
}

fn report_to<'a>(observers: &[Arc<dyn Observe>], event: impl FnOnce() -> Event<'a>) {
    if !observers.is_empty() {
        let event = event();
        observers.iter().for_each(|observer| observer.event(&event));
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("has_tracer", &self.tracer.is_some())
            .field("observers", &self.observers.len())
            .field("interceptors", &self.interceptors.len())
            .field("signers", &self.signers.len())
            .finish()
    }
}
