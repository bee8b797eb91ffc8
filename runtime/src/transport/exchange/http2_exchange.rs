//! HTTP/2: one exchange on a stream.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use h2::RecvStream;
use h2::client::ResponseFuture;
use http::header::CONTENT_LENGTH;
use http::{Method, Request, Response};
use http_body::Body;
use tokio::time::Instant;

use super::super::pool::StreamLease;
use super::super::{Attempt, RequestBody, ResponseBody};
use super::failure::ConnectionUse;
use super::http2_body::Http2Body;
use super::http2_upload::Upload;
use super::{SendError, request_head};

/// How much earlier than its time an attempt may end and still count as timed out.
const TOLERANCE: Duration = Duration::from_millis(5);

/// How long a peer must be silent before an abandoned request makes it prove that it is there.
const SUSPICIOUS: Duration = Duration::from_secs(1);

/// An exchange whose response head is incomplete. The stream ends before its lease does.
struct Exchange {
    response: ResponseFuture,
    upload: Option<Upload>,
    watch: Watch,
}

/// Judges the connection if the exchange is dropped before it ends.
struct Watch {
    /// `None` once the exchange has ended.
    lease: Option<StreamLease>,
    in_use: ConnectionUse,
    started: Instant,
    time_left: Duration,
}

/// Sends a request and returns the response as soon as its head is complete.
pub(super) async fn exchange(
    lease: StreamLease,
    request: Request<RequestBody>,
    attempt: &Attempt,
) -> Result<Response<ResponseBody>, SendError> {
    let mut sender = lease.shard().sender();
    // It does not wait: a clone has no stream of its own.
    if poll_fn(|cx| sender.poll_ready(cx)).await.is_err() {
        return Err(SendError::Unsent(Box::new(request)));
    }
    let is_head = request.method() == Method::HEAD;
    let (head, body) = request_head::for_http2(request);
    let in_use = ConnectionUse::begin(lease.shard().stats());
    attempt.progress.set_connection(in_use.clone());
    let ends = body.is_end_stream();
    let (response, stream) =
        sender.send_request(head, ends).map_err(|error| in_use.http2_error(error))?;
    let upload = (!ends).then(|| Upload::new(stream, body));
    let (started, time_left) = (Instant::now(), attempt.time_left);
    let watch = Watch { lease: Some(lease), in_use, started, time_left };
    let mut exchange = Exchange { response, upload, watch };
    let response = poll_fn(|cx| exchange.poll(cx)).await;
    let lease = exchange.watch.lease.take();
    let upload = exchange.upload.take();
    let response = response?;
    let declared = declared_length(&response, is_head);
    Ok(response.map(|body| Http2Body::new(body, upload, lease, declared).into()))
}

/// Returns the declared length of the body. The response to a HEAD request declares the length of
/// another (RFC 9110 § 9.3.2).
fn declared_length(response: &Response<RecvStream>, is_head: bool) -> Option<u64> {
    if is_head {
        return Some(0);
    }
    response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

impl Exchange {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response<RecvStream>, SendError>> {
        if let Some(upload) = &mut self.upload {
            match upload.poll(cx) {
                Poll::Ready(Ok(())) => self.upload = None,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error.into())),
                Poll::Pending => {}
            }
        }
        let response = Pin::new(&mut self.response).poll(cx);
        response.map_err(|error| self.watch.in_use.http2_error(error).into())
    }
}

impl Drop for Watch {
    /// A peer that sent nothing during a whole attempt receives no more requests.
    fn drop(&mut self) {
        let Some(lease) = self.lease.take().filter(|_| self.in_use.is_silent()) else { return };
        let elapsed = self.started.elapsed();
        if elapsed + TOLERANCE >= self.time_left {
            lease.retire_connection();
        } else if elapsed >= SUSPICIOUS {
            lease.shard().probe();
        }
    }
}
