//! `DriftReporter`: what a body says about drift, which is known when its call has ended and it is decoded.

use std::fmt;
use std::sync::Arc;

use super::{Drift, Event, Observers};
use crate::call::Operation;
use crate::json::Unknown;
use crate::routing::ActiveCanary;
use crate::upstream::Upstream;

/// Reports what a body has that its types do not know to the observers of its client, and a body that cannot be decoded to the canary
/// that it comes from.
///
/// It has no client: a client keeps responses, and would keep itself. Whoever decodes a response takes its reporter, so that no
/// response and no error that a caller keeps has one.
#[derive(Clone)]
pub(crate) struct DriftReporter {
    observers: Observers,
    operation: &'static Operation,
    upstream: Arc<Upstream>,
    canary: Option<Arc<ActiveCanary>>,
}

impl DriftReporter {
    pub(super) fn new(
        observers: Observers,
        operation: &'static Operation,
        upstream: Arc<Upstream>,
        canary: Option<Arc<ActiveCanary>>,
    ) -> Self {
        Self { observers, operation, upstream, canary }
    }

    /// Reports that a body cannot be decoded.
    pub(crate) fn report_unusable(&self) {
        if let Some(canary) = &self.canary {
            canary.refuse_last();
        }
    }

    /// Reports what a body has that its types do not know.
    pub(crate) fn report(&self, unknown: &Unknown) {
        if unknown.properties() > 0 {
            let (count, type_name) = (unknown.properties(), unknown.property_of());
            self.report_one(Drift::UnknownFields { count, type_name });
        }
        if unknown.values() > 0 {
            let (count, place) = (unknown.values(), unknown.value_of());
            let (type_name, property) = (place.map(|it| it.0), place.and_then(|it| it.1));
            self.report_one(Drift::UnknownValues { count, type_name, property });
        }
    }

    fn report_one(&self, drift: Drift) {
        let Operation { id: operation, method, path, .. } = *self.operation;
        let upstream = self.upstream.origin();
        let event = Event::Drifted { operation, method, path, upstream, drift };
        self.observers.iter().for_each(|observer| observer.event(&event));
    }
}

impl fmt::Debug for DriftReporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DriftReporter({})", self.operation.id)
    }
}
