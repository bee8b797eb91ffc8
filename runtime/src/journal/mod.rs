//! The journal of writes: what a crash leaves unsettled is known afterwards, and sent again with the same key.
//!
//! Takes keyed writes before their first byte is sent, and their outcomes; returns the writes without an outcome. It must not
//! know attempts or connections.

#[cfg(feature = "journal")]
mod file;
mod intent;
mod recover;
mod running;
mod stored;
mod time_limit;

use std::fmt;

#[cfg(feature = "journal")]
pub use self::file::FileJournal;
pub use self::intent::Intent;
pub use self::recover::{Recover, Resumed};
pub(crate) use self::running::Journals;
pub(crate) use self::stored::StoredBody;
use crate::error::BoxError;
use crate::hooks::StoreReporter;
use crate::transport::BoxFuture;

/// How a recorded write ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// The server performed it.
    Applied,
    /// The server did not perform it: nothing was sent, or it was rejected.
    NotApplied,
}

/// The error of a key that is used again too early.
#[cfg(feature = "journal")]
const SAME_KEY: &str = "an unsettled write has the same key and another body or other credentials: each request needs its own key";

/// What a journal knew of a write before it recorded it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recorded {
    /// Nothing: its first request is about to be sent.
    First,
    /// An earlier request of the write is unsettled, so it may have taken effect. Or the journal cannot tell that there is none.
    Repeated {
        /// When the earlier one was recorded, in milliseconds since the epoch, if that is known.
        created_ms: Option<u64>,
    },
}

/// Keeps keyed writes from before they are sent until their outcome is known.
///
/// A client with a journal records each write whose key the server honours: its key, operation, fingerprint and the request,
/// without credentials. If the process ends before the outcome is known, [`Recover::resume`] sends the request again with the
/// same key, so it is performed exactly once. A write with a look-up (`x-renkei-confirm`) is recorded too, if it has any key.
///
/// A write that cannot be recorded within the deadline of its call is not sent. A body that is not in memory (a file or a stream)
/// is not recorded.
///
/// Implementation: [`FileJournal`].
pub trait Journal: Send + Sync + 'static {
    /// Records that a request is about to be sent. It must be durable before the future ends.
    ///
    /// If an unsettled intent has the same [id](Intent::id) and fingerprint, it is the same write. The earlier intent stays, because
    /// its age counts, and the result is [`Recorded::Repeated`]. If the server may have forgotten its key since
    /// ([`idempotency_retention`](crate::ClientBuilder::idempotency_retention)), the request is not sent.
    ///
    /// # Errors
    ///
    /// The write is then not sent. An unsettled intent with the same id and another fingerprint is an error.
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>>;

    /// Records the outcome of a write. It need not be durable before the future ends: if it is lost, the request is sent again,
    /// and the server responds as it did before.
    ///
    /// The future goes on without the call if that has to end.
    ///
    /// # Errors
    ///
    /// The write then stays unsettled.
    fn settle(&self, id: String, settlement: Settlement) -> BoxFuture<Result<(), BoxError>>;

    /// Returns the writes without an outcome, the oldest first.
    ///
    /// # Errors
    ///
    /// Fails if the journal cannot be read.
    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>>;

    /// Receives what reports the journal's own events to the observers of a client. It is called when the client is built.
    fn report_to(&self, reporter: StoreReporter) {
        let _ = reporter;
    }
}

impl fmt::Debug for dyn Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Journal")
    }
}
