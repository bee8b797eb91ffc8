//! One attempt: credentials, the exchange, redirects, the body, all within its time.

use bytes::{Bytes, BytesMut};
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};
use tokio::time::{Instant, timeout_at};

use super::run::Window;
use super::{body, hint, redirect};
use crate::auth::{Placed, resolve};
use crate::call::{Call, Prepared};
use crate::client::is_loopback;
use crate::decode::RawResponse;
use crate::error::{Error, ErrorKind, Phase, RedirectRefusal};
use crate::transport::{AnswerBody, Attempt, Fault, FaultKind, Progress, RequestBody};

/// Makes one attempt. Every error it gives is still without outcome and attempts.
pub(super) async fn once(
    call: &Call,
    prepared: &Prepared,
    window: Window,
    number: u32,
) -> Result<RawResponse, Error> {
    let mut uri = prepared.uri.clone();
    let mut hops = 0;
    loop {
        let request = dress(call, prepared, &uri)?;
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

/// Puts credentials on the request. A header that the caller set by hand goes before one of ours.
fn dress(call: &Call, prepared: &Prepared, uri: &Uri) -> Result<http::Request<RequestBody>, Error> {
    let placed = resolve(call.operation().security, call.core().credentials())?;
    if !placed.is_empty() && uri.scheme_str() == Some("http") && !is_loopback(uri) {
        return Err(Error::local(
            "credentials are not sent over plain http, except to this machine: use https",
        ));
    }
    let mut headers = prepared.headers.clone();
    let mut uri = uri.clone();
    for one in placed {
        match one {
            Placed::Header(name, value) => {
                headers.entry(name).or_insert(value);
            }
            Placed::Query(pair) => uri = with_pair(&uri, &pair)?,
            Placed::Cookie(pair) => add_cookie(&mut headers, &pair)?,
        }
    }
    let mut request = http::Request::new(prepared.body.open());
    *request.method_mut() = prepared.method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    Ok(request)
}

/// Adds a pair to the query, unless a redirect has already handed it back.
fn with_pair(uri: &Uri, pair: &str) -> Result<Uri, Error> {
    let query = uri.query().unwrap_or_default();
    if query.split('&').any(|there| there == pair) {
        return Ok(uri.clone());
    }
    let separator = if query.is_empty() { "?" } else { "&" };
    let text = uri.to_string();
    let text = text.trim_end_matches('?');
    format!("{text}{separator}{pair}")
        .parse()
        .map_err(|_| Error::local("the API key makes the URI too long"))
}

fn add_cookie(headers: &mut HeaderMap, pair: &str) -> Result<(), Error> {
    let text = match headers.get(COOKIE).and_then(|there| there.to_str().ok()) {
        Some(there) => format!("{there}; {pair}"),
        None => pair.to_owned(),
    };
    let mut value = HeaderValue::try_from(text)
        .map_err(|_| Error::local("the cookie cannot stand in a header"))?;
    value.set_sensitive(true);
    headers.insert(COOKIE, value);
    Ok(())
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
