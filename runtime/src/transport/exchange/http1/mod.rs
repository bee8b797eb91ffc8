//! HTTP/1.1 (RFC 9112): one exchange at a time on a connection.
//!
//! Takes a request and a connection; returns the response as soon as its head is complete. It must not know retries.

mod body;
mod body_decoder;
mod connection;
mod response_head;
#[cfg(test)]
mod tests;
mod upload;

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use tokio::time::timeout;

use self::body::Http1Body;
pub(in super::super) use self::connection::Http1Connection;
use self::connection::ReceiveError;
use self::response_head::ResponseHead;
use super::super::pool::Http1Lease;
use super::super::{Progress, RequestBody, ResponseBody, TransportErrorKind};
use super::failure::ConnectionUse;
use super::{SendError, keep_alive};

/// How long an upload may continue after its response has ended.
const UPLOAD_REST: Duration = Duration::from_secs(30);

/// Sends a request and returns the response as soon as its head is complete.
pub(super) async fn exchange(
    mut lease: Http1Lease,
    request: Request<RequestBody>,
    progress: &Progress,
) -> Result<Response<ResponseBody>, SendError> {
    let Some((connection, host)) = lease.parts() else {
        return Err(SendError::Unsent(Box::new(request)));
    };
    if !poll_fn(|cx| Poll::Ready(connection.is_alive(cx))).await {
        return Err(SendError::Unsent(Box::new(request)));
    }
    let in_use = ConnectionUse::begin(connection.stats());
    progress.set_connection(in_use.clone());
    let method = request.method().clone();
    connection.begin(request, host.host_header());
    match poll_fn(|cx| connection.poll_head(cx, &method)).await {
        Ok(head) => Ok(with_body(lease, head)),
        Err(ReceiveError::Body(error)) => Err(error.to_transport_error().into()),
        Err(ReceiveError::Head(error)) => {
            Err(in_use.error(TransportErrorKind::MalformedHead, error).into())
        }
        Err(ReceiveError::Connection(error)) => Err(in_use.connection_error(error).into()),
    }
}

/// Adds the body. The connection returns to the pool at once if the whole response has arrived.
fn with_body(mut lease: Http1Lease, head: ResponseHead) -> Response<ResponseBody> {
    let ResponseHead { status, headers, mut decoder, .. } = head;
    let mut arrived = [None, None];
    if let Some((connection, _)) = lease.parts() {
        let kept_for = keep_alive::time_kept(&headers);
        connection.kept_for = kept_for.or(connection.kept_for);
        // After the first data there may be only the end of the body.
        for data in &mut arrived {
            // An error occurs again when the body is read.
            *data = connection.decode(&mut decoder).ok().flatten();
        }
    }
    let [first, second] = arrived.map(|it| it.unwrap_or_else(Bytes::new));
    let mut response = Response::new(if decoder.has_ended() {
        release(lease, status.is_success());
        ResponseBody::from(first)
    } else {
        let rest = Http1Body::new(lease, decoder, status.is_success()).into();
        ResponseBody::with_prefix(first, ResponseBody::with_prefix(second, rest))
    });
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Ends the use of a connection whose response has ended. An upload that the server still reads continues in a task.
fn release(mut lease: Http1Lease, is_success: bool) {
    let Some((connection, _)) = lease.parts() else { return };
    connection.end_exchange();
    if !is_success || !connection.is_uploading() {
        return;
    }
    let Some(mut connection) = lease.into_connection() else { return };
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async move {
            let rest = poll_fn(|cx| connection.poll_rest(cx));
            let _ = timeout(UPLOAD_REST, rest).await;
        });
    }
}
