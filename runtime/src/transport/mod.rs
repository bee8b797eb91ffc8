//! The seam between the policy (attempts, limits, errors) and whatever moves bytes.
//!
//! Takes one finished HTTP request, gives the head of the answer and its body as a stream, or a
//! [`TransportError`] that says exactly how far the request got. It must not know of operations, retries or
//! credentials.

mod connector;
mod error;
mod hyper;
mod keep_alive;
mod progress;
mod request_body;
mod response_body;
mod tls;
#[cfg(test)]
mod tls_tests;

use std::{future::Future, pin::Pin, time::Duration};

pub use self::error::{TransportError, TransportErrorKind};
pub use self::hyper::HyperTransport;
pub use self::progress::Progress;
pub use self::request_body::RequestBody;
pub(crate) use self::request_body::{ByteSource, Payload};
pub use self::response_body::ResponseBody;
pub(crate) use self::tls::TlsConfig;

/// A future on the heap: what keeps [`Transport`] usable as a trait object.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Moves one request to a server and its answer back.
///
/// An implementation makes no second try, follows no redirect, sets no time limit on the exchange,
/// adds no credential and decodes no body: the runtime does all that, and relies on the
/// [`TransportErrorKind`] being true. Where an implementation cannot tell whether bytes length_left the machine it
/// says [`TransportErrorKind::Broken`].
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute, and answers with the head as soon as it is there.
    ///
    /// Dropping the future, or the body it gave, ends the exchange.
    fn send(
        &self,
        request: http::Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>>;
}

/// What a transport is told about the attempt it serves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// Which attempt this is, from 1.
    pub number: u32,
    /// How much time is length_left for it; the runtime itself enforces this.
    pub time_left: Duration,
    /// Where the transport says how far the request has got.
    pub progress: Progress,
}

impl Attempt {
    pub(crate) fn new(number: u32, time_left: Duration) -> Self {
        Self { number, time_left, progress: Progress::default() }
    }
}
