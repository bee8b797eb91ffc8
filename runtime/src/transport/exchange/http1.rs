//! HTTP/1.1: one exchange at a time on a connection.
//!
//! The connection is driven by the exchange that uses it, not by a task: dropping the exchange
//! closes it, and no other task has to be woken.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1};
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, timeout};

use super::super::connect::{
    ConnectError, Connected, ConnectionStats, Forwarding, MonitoredStream,
};
use super::super::pool::{ConnectionPermit, Http1Lease};
use super::super::{Progress, RequestBody, ResponseBody, TransportError, TransportErrorKind};
use super::failure::ConnectionUse;
use super::http1_body::Http1Body;
use super::{SendError, keep_alive, request_head};

/// How long an upload may continue after its response has ended.
const UPLOAD_REST: Duration = Duration::from_secs(30);

type Driver = http1::Connection<TokioIo<MonitoredStream>, RequestBody>;

/// An HTTP/1.1 connection.
pub(in super::super) struct Http1Connection {
    sender: http1::SendRequest<RequestBody>,
    /// `None` once the connection has ended.
    driver: Option<Driver>,
    stats: Arc<ConnectionStats>,
    forwarding: Option<Forwarding>,
    /// How long the server keeps the connection, if it has stated that.
    kept_for: Option<Duration>,
    /// Whether an exchange has begun and not ended.
    is_busy: bool,
    /// When the connection must no longer be used.
    pub(in super::super) expires: Instant,
    _permit: ConnectionPermit,
}

impl Http1Connection {
    pub(in super::super) async fn new(
        connected: Connected,
        permit: ConnectionPermit,
    ) -> Result<Self, (ConnectError, ConnectionPermit)> {
        let stats = connected.stream.stats().clone();
        match http1::handshake(TokioIo::new(connected.stream)).await {
            Err(error) => Err((ConnectError::new(TransportErrorKind::Connect, error), permit)),
            Ok((sender, driver)) => Ok(Self {
                sender,
                driver: Some(driver),
                stats,
                forwarding: connected.forwarding,
                kept_for: None,
                is_busy: false,
                expires: Instant::now(),
                _permit: permit,
            }),
        }
    }

    /// Drives the connection. Returns whether it has ended.
    pub(super) fn drive(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(driver) = &mut self.driver else { return true };
        if Pin::new(driver).poll(cx).is_pending() {
            return false;
        }
        // Its error was given to the exchange.
        self.driver = None;
        true
    }

    pub(super) fn has_ended(&self) -> bool {
        self.driver.is_none()
    }

    /// Whether the connection can serve a request: the peer has not closed it.
    pub(in super::super) fn is_alive(&mut self) -> bool {
        !self.drive(&mut Context::from_waker(Waker::noop())) && self.is_reusable()
    }

    /// Whether no exchange is in progress.
    pub(in super::super) fn is_reusable(&self) -> bool {
        !self.is_busy && self.driver.is_some() && !self.stats.write_failed()
    }

    /// Records that the connection is unused from now.
    pub(in super::super) fn set_unused(&mut self, now: Instant, idle: Duration) {
        self.expires = now + self.kept_for.map_or(idle, |kept| kept.min(idle));
    }

    /// Ends the exchange, if the connection is ready for the next. Returns whether it is.
    pub(super) fn end_exchange(&mut self) -> bool {
        let is_ready = self.sender.is_ready();
        if is_ready {
            self.is_busy = false;
        }
        is_ready
    }

    /// Whether the response ended before the request.
    fn is_uploading(&self) -> bool {
        self.driver.is_some() && !self.sender.is_ready() && !self.stats.write_failed()
    }
}

/// Sends a request and returns the response as soon as its head is complete.
pub(super) async fn exchange(
    mut lease: Http1Lease,
    mut request: Request<RequestBody>,
    progress: &Progress,
) -> Result<Response<ResponseBody>, SendError> {
    let host = lease.host().clone();
    let Some(connection) = lease.connection() else {
        return Err(SendError::Unsent(Box::new(request)));
    };
    let in_use = ConnectionUse::begin(&connection.stats);
    connection.is_busy = true;
    let uri = request.uri().clone();
    request_head::for_http1(&mut request, host.host_header(), connection.forwarding.as_ref());
    progress.set_connected();
    let response = connection.sender.try_send_request(request);
    match receive(connection, response).await {
        Ok(response) => Ok(with_body(lease, response)),
        Err(None) => Err(TransportError::new(TransportErrorKind::Broken).into()),
        Err(Some(mut error)) => match error.take_message() {
            // hyper returns a request of which it wrote nothing.
            Some(mut request) => {
                progress.set_connecting();
                *request.uri_mut() = uri;
                Err(SendError::Unsent(Box::new(request)))
            }
            None => Err(in_use.http1_error(error.into_error()).into()),
        },
    }
}

type SendFailure = TrySendError<Request<RequestBody>>;

/// Drives the connection until the response head is complete. An error without a cause means that
/// the connection ended.
async fn receive(
    connection: &mut Http1Connection,
    response: impl Future<Output = Result<Response<Incoming>, SendFailure>>,
) -> Result<Response<Incoming>, Option<SendFailure>> {
    let mut response = pin!(response);
    std::future::poll_fn(|cx| {
        let has_ended = connection.drive(cx);
        match response.as_mut().poll(cx) {
            Poll::Ready(response) => Poll::Ready(response.map_err(Some)),
            Poll::Pending if has_ended => Poll::Ready(Err(None)),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Adds the body. The connection returns to the pool at once if the whole response has arrived.
fn with_body(mut lease: Http1Lease, response: Response<Incoming>) -> Response<ResponseBody> {
    let is_success = response.status().is_success();
    let is_ready = lease.connection().is_some_and(|connection| {
        let kept_for = keep_alive::time_kept(response.headers());
        connection.kept_for = kept_for.or(connection.kept_for);
        connection.end_exchange()
    });
    if is_ready {
        // Return the connection before the body is read.
        drop(lease);
        return response.map(|body| arrived(body, is_success));
    }
    response.map(|body| Http1Body::new(Some(lease), body, is_success).into())
}

/// Returns the body of a response that has arrived. Usually it is one chunk of a declared length.
fn arrived(mut body: Incoming, is_success: bool) -> ResponseBody {
    if body.is_end_stream() {
        return ResponseBody::from(Bytes::new());
    }
    let mut cx = Context::from_waker(Waker::noop());
    match Pin::new(&mut body).poll_frame(&mut cx).map_ok(Frame::into_data) {
        Poll::Ready(Some(Ok(Ok(data)))) if body.is_end_stream() => ResponseBody::from(data),
        Poll::Ready(Some(Ok(Ok(data)))) => {
            ResponseBody::with_prefix(data, Http1Body::new(None, body, is_success).into())
        }
        _ => Http1Body::new(None, body, is_success).into(),
    }
}

/// Ends the use of a connection whose response has ended. An upload that the server still reads
/// continues in a task.
pub(super) fn release(mut lease: Http1Lease, cx: &mut Context<'_>, is_success: bool) {
    let Some(connection) = lease.connection() else { return };
    if connection.end_exchange() || connection.drive(cx) || connection.end_exchange() {
        return;
    }
    if !is_success || !connection.is_uploading() {
        return;
    }
    let Some(mut connection) = lease.into_connection() else { return };
    if let (Ok(runtime), Some(driver)) =
        (tokio::runtime::Handle::try_current(), connection.driver.take())
    {
        runtime.spawn(async move {
            let _ = timeout(UPLOAD_REST, driver).await;
            drop(connection);
        });
    }
}
