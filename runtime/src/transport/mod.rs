//! The interface between the policy (attempts, limits, errors) and the network.
//!
//! Takes one complete HTTP request; returns the response head and its body as a stream, or a
//! [`TransportError`] that states how far the request got. It must not know operations, retries or
//! credentials.

#[cfg(feature = "http-transport")]
mod builder;
#[cfg(feature = "http-transport")]
mod connect;
mod error;
#[cfg(feature = "http-transport")]
mod exchange;
#[cfg(not(feature = "http-transport"))]
mod no_tls;
#[cfg(feature = "http-transport")]
mod pool;
mod progress;
mod request_body;
#[cfg(feature = "reqwest")]
mod reqwest;
mod response_body;
mod segmented_body;
#[cfg(feature = "tower")]
mod tower;

use std::{future::Future, pin::Pin, time::Duration};

use bytes::Bytes;
use http_body::Frame;

#[cfg(feature = "http-transport")]
pub use self::builder::TransportBuilder;
#[cfg(feature = "http-transport")]
pub(crate) use self::connect::tls::TlsConfig;
#[cfg(feature = "http-transport")]
pub use self::connect::{HttpVersions, Proxy, Resolve};
pub use self::error::{TransportError, TransportErrorKind};
#[cfg(feature = "http-transport")]
pub use self::exchange::HttpTransport;
#[cfg(not(feature = "http-transport"))]
pub(crate) use self::no_tls::TlsConfig;
pub use self::progress::Progress;
pub(crate) use self::request_body::{ByteSource, Payload};
pub use self::request_body::{RequestBody, RequestBodyError};
#[cfg(feature = "reqwest")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
pub use self::reqwest::ReqwestTransport;
pub use self::response_body::ResponseBody;
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub use self::tower::{TowerTransport, TransportService};

/// A boxed future, which makes [`Transport`] usable as a trait object.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Sends one request to a server and returns its response.
///
/// An implementation does not retry, follow redirects, limit the time of the exchange, add
/// credentials or decode bodies. The runtime does all that, and relies on an accurate
/// [`TransportErrorKind`]. An implementation that cannot tell whether bytes left the machine
/// reports [`TransportErrorKind::Broken`].
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute, and returns the response as soon as its head is
    /// complete.
    ///
    /// Dropping the future, or the body of the response, ends the exchange.
    fn send(
        &self,
        request: http::Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>>;
}

/// Returns the data of a frame. A frame of trailers has none.
pub(crate) fn frame_data(frame: Frame<Bytes>) -> Bytes {
    frame.into_data().unwrap_or_default()
}

/// The `name=value` pairs of a request's query that are credentials. An extension of the request, for transports that keep
/// requests.
#[derive(Clone)]
#[cfg_attr(not(feature = "har"), allow(dead_code, reason = "only recordings read it"))]
pub(crate) struct SecretQuery(pub(crate) Vec<String>);

/// The attempt that a transport serves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The number of the attempt, from 1.
    pub number: u32,
    /// How much time is left for the attempt. The runtime itself enforces it.
    pub time_left: Duration,
    /// Where the transport reports how far the request got.
    pub progress: Progress,
}

impl Attempt {
    pub(crate) fn new(number: u32, time_left: Duration) -> Self {
        Self { number, time_left, progress: Progress::default() }
    }
}
