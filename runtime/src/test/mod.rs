//! Test support: transports that replace the network, and an explorer of failures.
//!
//! | type | use | feature |
//! |---|---|---|
//! | [`ScriptedTransport`] | a few responses and errors in order | |
//! | `MockTransport` | an API in memory, with requests and responses that fit the document | `mock` |
//! | `Recorder`, `ReplayTransport` | record a real API once and replay it | `har` |
//! | `FaultExplorer` | run a job once for each failure of each request | `fault-explorer` |
//!
//! For virtual time, run a test with tokio's paused clock (`#[tokio::test(start_paused = true)]`): every wait of a client is one
//! of tokio's. [`ClientBuilder::random_seed`](crate::ClientBuilder::random_seed) fixes its random waits and keys.
//!
//! Each of them is a transport, which knows no more of the runtime than any other.

#[cfg(feature = "har")]
mod exchange;
#[cfg(feature = "fault-explorer")]
mod explorer;
#[cfg(feature = "har")]
mod har;
#[cfg(feature = "mock")]
mod mock;
#[cfg(feature = "har")]
mod recorder;
#[cfg(feature = "har")]
mod redact;
#[cfg(feature = "har")]
mod replay;
mod scripted;

#[cfg(feature = "fault-explorer")]
#[cfg_attr(docsrs, doc(cfg(feature = "fault-explorer")))]
pub use self::explorer::{
    ExplorationError, ExplorationReport, ExploredTransport, FaultExplorer, InjectedFault,
};
#[cfg(feature = "mock")]
#[cfg_attr(docsrs, doc(cfg(feature = "mock")))]
pub use self::mock::{MockError, MockRequest, MockResponse, MockTransport};
#[cfg(feature = "har")]
#[cfg_attr(docsrs, doc(cfg(feature = "har")))]
pub use self::recorder::{Recorder, RecordingTransport};
#[cfg(feature = "har")]
#[cfg_attr(docsrs, doc(cfg(feature = "har")))]
pub use self::redact::Redaction;
#[cfg(feature = "har")]
#[cfg_attr(docsrs, doc(cfg(feature = "har")))]
pub use self::replay::ReplayTransport;
pub use self::scripted::ScriptedTransport;
