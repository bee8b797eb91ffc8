//! A journal in the memory of a process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use renkei_runtime::transport::BoxFuture;
use renkei_runtime::{BoxError, Intent, Journal, Recorded, Settlement};

use super::same_key;

/// Keeps writes until the process ends.
#[derive(Default)]
pub(super) struct MemoryJournal(Mutex<HashMap<String, Intent>>);

impl MemoryJournal {
    fn add(&self, intent: Intent) -> Result<Recorded, BoxError> {
        let mut intents = self.intents();
        match intents.get(&intent.id()) {
            Some(before) if before.fingerprint() == intent.fingerprint() => {
                Ok(Recorded::Repeated { created_ms: Some(before.created_ms()) })
            }
            Some(_) => Err(same_key()),
            None => {
                intents.insert(intent.id(), intent);
                Ok(Recorded::First)
            }
        }
    }

    fn intents(&self) -> MutexGuard<'_, HashMap<String, Intent>> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for MemoryJournal {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>> {
        let added = self.add(intent);
        Box::pin(async { added })
    }

    fn settle(&self, id: String, _: Settlement) -> BoxFuture<Result<(), BoxError>> {
        self.intents().remove(&id);
        Box::pin(async { Ok(()) })
    }

    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>> {
        let intents = self.intents().values().cloned().collect();
        Box::pin(async { Ok(intents) })
    }
}
