//! `StoreReporter`: what happens to a store that several processes share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Event, Observe};

/// Reports to the observers of a client what happens to a store that several processes share.
#[derive(Clone)]
pub struct StoreReporter(Arc<[Arc<dyn Observe>]>);

impl StoreReporter {
    pub(crate) fn new(observers: &[Arc<dyn Observe>]) -> Self {
        Self(observers.into())
    }

    /// Reports that the store is out of reach, so that the process does without it.
    pub fn fell_back(&self, store: &str, cause: &(dyn std::error::Error + 'static)) {
        self.report(&Event::StoreFellBack { store, cause });
    }

    /// Reports that the store is used again, after a time.
    pub fn recovered(&self, store: &str, after: Duration) {
        self.report(&Event::StoreRecovered { store, after });
    }

    fn report(&self, event: &Event<'_>) {
        self.0.iter().for_each(|observer| observer.event(event));
    }
}

impl fmt::Debug for StoreReporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreReporter").field("observers", &self.0.len()).finish()
    }
}
