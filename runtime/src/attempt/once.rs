//! One attempt: credentials, the exchange, redirects, the body, all within its time.

use bytes::{Bytes, BytesMut};
use http::{Response, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::run::Window;
use super::{body, dress, hint, redirect};
use crate::auth::{UsedTokens, gather};
use crate::call::{Call, Prepared};
use crate::decode::RawResponse;
use crate::error::{Error, ErrorKind, Phase, RedirectRefusal};
use crate::transport::{AnswerBody, Attempt, Fault, FaultKind, Progress, RequestBody};

/// Makes one attempt. Every error it gives is still without outcome and attempts. The tokens that it
/// carried are entered in `used`, whatever comes of it.
pub(super) async fn once(
    call: &Call,
    prepared: &Prepared,
    window: Window,
    number: u32,
    used: &mut UsedTokens,
) -> Result<RawResponse, Error> {
    let gathering = gather(call.operation(), call.core(), prepared, used);
    let placed = match timeout_at(window.until, gathering).await {
        Ok(gathered) => gathered?,
        Err(_) => return Err(window.timed_out(Phase::Credential)),
    };
    // A redirect is followed within the origin only, so the same credentials may go there.
    let mut uri = prepared.uri.clone();
    let mut hops = 0;
    loop {
        let request = dress::dress(prepared, &placed, &uri)?;
        let response = exchange(call, request, window, number).await?;
        let status = response.status();
        match redirect::target(&prepared.method, &uri, status, response.headers()) {
            None => return settle(call, response, window).await,
            Some(Ok(to)) if hops < redirect::MAX_HOPS => uri = to,
            Some(Ok(_)) => return Err(refused(response, RedirectRefusal::TooMany)),
            Some(Err(refusal)) => return Err(refused(response, refusal)),
        }
        hops += 1;
    }
}

/// The head of the redirect stays on the error: it has the server's name for the request.
fn refused(response: Response<AnswerBody>, refusal: RedirectRefusal) -> Error {
    let (head, _) = response.into_parts();
    Error::new(ErrorKind::Redirect { status: head.status, refusal })
        .with_response(RawResponse::new(head.status, head.headers, Bytes::new()))
}

async fn exchange(
    call: &Call,
    request: http::Request<RequestBody>,
    window: Window,
    number: u32,
) -> Result<Response<AnswerBody>, Error> {
    let time_left = window.until.saturating_duration_since(Instant::now());
    let attempt = Attempt::new(number, time_left);
    let progress = attempt.progress.clone();
    match timeout_at(window.until, call.core().transport().send(request, attempt)).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(fault)) => Err(broken(fault)),
        Err(_) => Err(window.timed_out(waiting_for(&progress))),
    }
}

fn waiting_for(progress: &Progress) -> Phase {
    if progress.is_connecting() { Phase::Connect } else { Phase::Exchange }
}

fn broken(fault: Fault) -> Error {
    let (kind, source) = fault.into_parts();
    Error::new(ErrorKind::Transport(kind)).with_source(source)
}

/// Reads the body and tells success from failure.
async fn settle(
    call: &Call,
    response: Response<AnswerBody>,
    window: Window,
) -> Result<RawResponse, Error> {
    let (head, body) = response.into_parts();
    if head.status.is_success() {
        return match success_body(body, call.core().settings().max_body, window).await {
            Ok(bytes) => Ok(RawResponse::new(head.status, head.headers, bytes)),
            // The head stays on the error: it has the server's name for the request.
            Err(error) => {
                Err(error.with_response(RawResponse::new(head.status, head.headers, Bytes::new())))
            }
        };
    }
    let bytes = failure_body(body, call.core().settings().max_error_body, window).await;
    Err(failed(RawResponse::new(head.status, head.headers, bytes)))
}

async fn success_body(
    mut answer: AnswerBody,
    limit: usize,
    window: Window,
) -> Result<Bytes, Error> {
    if body::announces_more(&answer, limit) {
        return Err(Error::new(ErrorKind::BodyTooLarge { limit }));
    }
    let mut buffer = BytesMut::new();
    match timeout_at(window.until, body::read(&mut answer, limit, &mut buffer)).await {
        Ok(Ok(())) => Ok(buffer.freeze()),
        Ok(Err(body::Cut::TooLarge)) => Err(Error::new(ErrorKind::BodyTooLarge { limit })),
        Ok(Err(body::Cut::Fault(fault))) => {
            // Whatever a transport calls it, the head said success, so this much is known.
            let (_, source) = fault.into_parts();
            Err(Error::new(ErrorKind::Transport(FaultKind::BodyBroken)).with_source(source))
        }
        Err(_) => Err(window.timed_out(Phase::Body)),
    }
}

/// Of a failure the status counts: its body is taken as far as it comes.
async fn failure_body(mut answer: AnswerBody, limit: usize, window: Window) -> Bytes {
    let mut buffer = BytesMut::new();
    let _ = timeout_at(window.until, body::read(&mut answer, limit, &mut buffer)).await;
    buffer.freeze()
}

fn failed(response: RawResponse) -> Error {
    let wait = hint::read(response.headers());
    let status = response.status_code();
    let body = response.body().clone();
    let throttled = status == StatusCode::TOO_MANY_REQUESTS
        || (status == StatusCode::SERVICE_UNAVAILABLE && wait.is_some());
    let kind = if throttled {
        ErrorKind::Throttled { status, body }
    } else {
        ErrorKind::Status { status, body }
    };
    Error::new(kind).with_retry_after(wait).with_response(response)
}
