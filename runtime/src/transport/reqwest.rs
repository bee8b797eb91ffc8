//! `ReqwestTransport`: sends requests with a client of the crate `reqwest`.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};

use super::{
    Attempt, BoxFuture, RequestBody, RequestBodyError, ResponseBody, Transport, TransportError,
    TransportErrorKind,
};
use crate::error::Error;

/// Sends requests with a [`reqwest::Client`](::reqwest::Client), for programs that have one with settings of their own.
///
/// The default transport tells more exactly what happened: `reqwest` does not say whether a connection was reused, so a
/// request that fails without a response may have been sent, and one that is not safe to repeat is not retried.
///
/// # Examples
///
/// ```
/// use renkei_runtime::transport::ReqwestTransport;
///
/// # fn main() -> Result<(), renkei_runtime::Error> {
/// let transport = ReqwestTransport::new()?;
/// // Client::builder().transport(transport)
/// # let _ = transport;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ReqwestTransport(::reqwest::Client);

impl ReqwestTransport {
    /// Creates a client without redirects and retries, which the runtime makes itself.
    ///
    /// # Errors
    ///
    /// Returns a [`Build`](crate::ErrorKind::Build) error if the TLS library of `reqwest` cannot be initialised.
    pub fn new() -> Result<Self, Error> {
        let builder = ::reqwest::Client::builder()
            .redirect(::reqwest::redirect::Policy::none())
            .retry(::reqwest::retry::never())
            .referer(false);
        match builder.build() {
            Ok(client) => Ok(Self(client)),
            Err(cause) => {
                let what = "the client of `reqwest` cannot be built".to_owned();
                Err(Error::build(what).with_source(Some(cause.into())))
            }
        }
    }
}

impl From<::reqwest::Client> for ReqwestTransport {
    /// Takes a client of your own. It must neither follow redirects nor retry: the runtime does both, and a redirect within
    /// the client would send credentials to another origin.
    fn from(client: ::reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let client = self.0.clone();
        Box::pin(async move {
            let request = request.map(|body| ::reqwest::Body::wrap(SharedBody(Mutex::new(body))));
            let request = ::reqwest::Request::try_from(request);
            let request = request
                .map_err(|it| TransportError::with_source(TransportErrorKind::Unsupported, it))?;
            match client.execute(request).await {
                Ok(response) => {
                    let response: Response<::reqwest::Body> = response.into();
                    Ok(response.map(|body| ResponseBody::new(ReceivedBody(body))))
                }
                // The URL may contain a secret.
                Err(error) => Err(TransportError::with_source(kind(&error), error.without_url())),
            }
        })
    }
}

fn kind(error: &::reqwest::Error) -> TransportErrorKind {
    let mut cause = std::error::Error::source(error);
    while let Some(it) = cause {
        if it.is::<RequestBodyError>() {
            return TransportErrorKind::RequestBody;
        }
        cause = it.source();
    }
    match (error.is_builder(), error.is_connect(), error.is_timeout()) {
        (true, _, _) => TransportErrorKind::Unsupported,
        (_, true, true) => TransportErrorKind::ConnectTimeout,
        (_, true, false) => TransportErrorKind::Connect,
        _ => TransportErrorKind::Broken,
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}

/// A request body that threads may share, as `reqwest` requires. Only one of them ever polls it.
struct SharedBody(Mutex<RequestBody>);

impl Body for SharedBody {
    type Data = Bytes;
    type Error = RequestBodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RequestBodyError>>> {
        let body = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        Pin::new(body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

/// A response body of `reqwest`.
struct ReceivedBody(::reqwest::Body);

impl Body for ReceivedBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = Pin::new(&mut self.0).poll_frame(cx);
        frame.map_err(|error| {
            TransportError::with_source(TransportErrorKind::BodyBroken, error.without_url())
        })
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
