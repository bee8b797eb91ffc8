//! The runtime of clients that renkei generates: transport, time limits, retries, idempotency keys,
//! credentials, errors, decoding and paging.
//!
//! A generated client is configured with a [`ClientBuilder`]. A request is a value: awaiting it sends
//! it, and [`CallOptions`] change the settings of a single call.
//!
//! ```no_run
//! # use renkei_runtime::codegen;
//! # pub struct Client { core: codegen::Core }
//! # impl codegen::FromCore for Client {
//! #     const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
//! #     fn from_core(core: codegen::Core) -> Self { Self { core } }
//! # }
//! # static GET: codegen::Operation = codegen::Operation {
//! #     id: "getOrder",
//! #     path: "/v1/orders/{id}",
//! #     accept: "application/json",
//! #     ..codegen::Operation::GET
//! # };
//! # impl Client {
//! #     pub fn builder() -> ClientBuilder<Self> { ClientBuilder::new() }
//! #     pub fn get_order(
//! #         &self,
//! #         id: &str,
//! #     ) -> codegen::Pending<codegen::serde_json::Value, std::convert::Infallible> {
//! #         let mut call = codegen::Call::new(&self.core, &GET);
//! #         call.path("id", id);
//! #         call.send(codegen::Decode { ok: codegen::json, err: codegen::no_error })
//! #     }
//! # }
//! use std::time::Duration;
//!
//! use renkei_runtime::{Auth, ClientBuilder, ErrorKind, Outcome};
//!
//! # async fn example() -> Result<(), renkei_runtime::Error> {
//! let client = Client::builder()
//!     .base_url("https://api.example.com")
//!     .auth(Auth::bearer("token"))
//!     .attempts(4)
//!     .deadline(Duration::from_secs(20))
//!     .build()?;
//!
//! match client.get_order("ord_17").await {
//!     Ok(order) => println!("{order}"),
//!     Err(error) => match error.kind() {
//!         ErrorKind::Throttled { .. } => println!("try again after {:?}", error.retry_after()),
//!         _ if error.outcome() == Outcome::Unknown => println!("it may have happened: {error}"),
//!         _ => return Err(error.into()),
//!     },
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a call does
//!
//! A call builds its request once, with an idempotency key. Each attempt then
//!
//! 1. resolves credentials, and fetches or renews a token where one is needed,
//! 2. sends the request within the attempt timeout,
//! 3. follows redirects of GET and HEAD within the origin,
//! 4. reads the body up to a size limit.
//!
//! A failure is classified by what the server may have seen. The call retries it only where a retry is
//! safe: always when nothing was sent or the server rejected the request for now; otherwise only for
//! safe, idempotent and keyed operations. The deadline, the number of attempts, `Retry-After` and a
//! retry budget bound all retries. The last step decodes the body.
//!
//! # Errors
//!
//! Match on [`Error::kind`]. [`Error::outcome`] tells whether the request took effect, as far as that
//! can be known. Neither `Display` nor `Debug` of any type here shows a header value, a body or a
//! secret.
//!
//! # Tests
//!
//! [`test::ScriptedTransport`] replaces the network in tests, and [`mod@test`] has more: mocks, recordings and an explorer of
//! failures. A custom transport implements [`transport::Transport`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod attempt;
mod auth;
#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;
mod call;
mod charset;
mod check;
mod client;
mod codec;
#[doc(hidden)]
pub mod codegen;
mod confirm;
mod content_coding;
mod contract;
mod date_time;
mod decode;
#[cfg(feature = "encryption")]
mod encryption;
mod error;
pub mod hooks;
mod idempotency;
mod journal;
mod json;
mod lenient;
mod long_running;
mod maybe;
mod media_type;
mod numeric;
#[cfg(feature = "time")]
mod offset_date_time;
mod paging;
mod path_map;
mod response;
mod routing;
mod shared_result;
mod slice;
mod slo;
mod stable_hash;
mod stream;
pub mod telemetry;
pub mod test;
pub mod transport;
mod typed_headers;
mod unknown_value;
mod upstream;
#[cfg(feature = "webhooks")]
pub mod webhook;
mod wire;
#[cfg(feature = "xml")]
mod xml;

pub use bytes::Bytes;
pub use jiff::civil::Date;
pub use secrecy::SecretString;
pub use uuid::Uuid;
pub use {bytes, http};

pub use crate::auth::{
    Auth, ClientCredentials, CredentialProvider, CredentialRequest, RefreshToken,
};
pub use crate::call::{Body, CallOptions, FilePart, FullPending, Pending};
pub use crate::client::{ClientBuilder, ServerOf};
pub use crate::date_time::{DateTime, DateTimeError};
pub use crate::decode::{DecodeError, RawResponse};
#[cfg(feature = "encryption")]
#[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
pub use crate::encryption::EncryptionKey;
pub use crate::error::{
    AdmissionLimit, Advice, BoxError, Class, Confirmation, ConnectionEvidence, Error, ErrorKind,
    Evidence, MissingField, OpError, Outcome, PagingError, Phase, PollerError, Problem,
    RedirectRefusal, TimeLimit, TokenError, TokenErrorCode, Violation,
};
pub use crate::idempotency::ResponseCache;
#[cfg(feature = "journal")]
#[cfg_attr(docsrs, doc(cfg(feature = "journal")))]
pub use crate::journal::FileJournal;
pub use crate::journal::{Intent, Journal, Recorded, Recover, Resumed, Settlement};
pub use crate::lenient::Lenient;
pub use crate::long_running::{Poller, PollerState, PollerStatus, PollerToken};
pub use crate::maybe::Maybe;
pub use crate::numeric::Numeric;
#[cfg(feature = "time")]
pub use crate::offset_date_time::OffsetDateTime;
pub use crate::paging::{
    Checkpoint, CheckpointStore, FileCheckpoints, Items, ListSync, Pages, SyncReport, SyncState,
};
pub use crate::response::Response;
pub use crate::routing::{Canary, Shadow};
pub use crate::slo::{Slo, SloReactions, SloReport};
pub use crate::stream::{ByteStream, Event, EventStream, FullStreaming, LineStream, Streaming};
pub use crate::unknown_value::UnknownValue;
pub use crate::upstream::{
    BreakerState, LimitError, LimitKey, LimitReporter, RateLimiter, Reservation, UpstreamSnapshot,
};

/// Includes a client that a build script generated under this name.
///
/// ```ignore
/// pub mod orders_api { renkei_runtime::include_client!("orders_api"); }
/// ```
#[macro_export]
macro_rules! include_client {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
