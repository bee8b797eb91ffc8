//! Adapters for tower: a service as a transport, and a transport as a service.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use tower_service::Service;

use super::{
    Attempt, BoxFuture, Payload, RequestBody, ResponseBody, Transport, TransportError,
    TransportErrorKind,
};
use crate::error::BoxError;

/// The time of a request of [`TransportService`], whose caller limits it.
const UNLIMITED: Duration = Duration::from_secs(24 * 60 * 60);

/// A tower service as a transport.
///
/// Each request gets a clone of the service. While the service is not ready, nothing was sent. An error of the service that
/// has a [`TransportError`] among its causes keeps its kind; a service that is never ready counts as one without a
/// connection; any other error means that the request may have been sent. So layers that retry do not belong below a client:
/// it cannot know what they have sent.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use renkei_runtime::transport::{HttpTransport, TowerTransport, TransportService};
///
/// # fn main() -> Result<(), renkei_runtime::Error> {
/// let service = TransportService::new(HttpTransport::builder().build()?);
/// // let service = tower::ServiceBuilder::new().layer(…).service(service);
/// let transport = TowerTransport::new(service);
/// // Client::builder().transport(transport)
/// # let _ = transport;
/// # Ok(())
/// # }
/// ```
pub struct TowerTransport<S>(Mutex<S>);

impl<S> TowerTransport<S> {
    /// Creates a transport of a service.
    pub fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S, B> Transport for TowerTransport<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(
        &self,
        request: Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        // A clone that panics leaves the service as it was.
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            attempt.progress.set_connecting();
            let ready = poll_fn(|cx| service.poll_ready(cx)).await;
            ready.map_err(|it| failed(it.into(), TransportErrorKind::Connect))?;
            attempt.progress.set_connected();
            let response = service.call(request).await;
            let response = response.map_err(|it| failed(it.into(), TransportErrorKind::Broken))?;
            Ok(response.map(|body| ResponseBody::new(ServiceBody(Box::pin(body)))))
        })
    }
}

/// Returns the error of a service, as what its causes say or as `usual`.
fn failed(error: BoxError, usual: TransportErrorKind) -> TransportError {
    let error = match error.downcast::<TransportError>() {
        Ok(error) => return *error,
        Err(error) => error,
    };
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    let mut kind = usual;
    while let Some(it) = cause {
        if let Some(error) = it.downcast_ref::<TransportError>() {
            kind = error.kind();
        }
        cause = it.source();
    }
    TransportError::with_source(kind, error)
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TowerTransport")
    }
}

/// The response body of a service.
struct ServiceBody<B>(Pin<Box<B>>);

impl<B> Body for ServiceBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = self.0.as_mut().poll_frame(cx);
        frame.map_err(|error| failed(error.into(), TransportErrorKind::BodyBroken))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// A transport as a tower service, such as the default transport below the layers of a server or proxy.
///
/// It limits no time. The URI of a request is absolute. Clones share the transport.
pub struct TransportService<T>(Arc<T>);

impl<T: Transport> TransportService<T> {
    /// Creates a service of a transport.
    pub fn new(transport: T) -> Self {
        Self(Arc::new(transport))
    }
}

impl<T> Clone for TransportService<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for TransportService<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransportService")
    }
}

impl<T, B> Service<Request<B>> for TransportService<T>
where
    T: Transport,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<ResponseBody>;
    type Error = TransportError;
    type Future = BoxFuture<Result<Response<ResponseBody>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        self.0.send(request.map(request_body), Attempt::new(1, UNLIMITED))
    }
}

/// Turns any body into one of a request.
fn request_body<B>(body: B) -> RequestBody
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let length = body.size_hint().exact();
    let mut payload = Payload::default();
    if length != Some(0) {
        payload.push_stream(Box::pin(DataStream(Box::pin(body))), length);
    }
    payload.open()
}

/// The data of a body. Trailers are ignored.
struct DataStream<B>(Pin<Box<B>>);

impl<B> Stream for DataStream<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = std::task::ready!(self.0.as_mut().poll_frame(cx));
            match frame.map(|it| it.map(Frame::into_data)) {
                None => return Poll::Ready(None),
                Some(Ok(Ok(data))) => return Poll::Ready(Some(Ok(data))),
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
            }
        }
    }
}
