//! One attempt: credentials, the exchange, redirects, the body, all within its time.

use bytes::{Bytes, BytesMut};
use http::{Response, StatusCode};
use tokio::time::Instant;

use super::retry_loop::TimeBudget;
use super::{apply_credentials, body, envelope, redirect, retry_after};
use crate::auth::{UsedTokens, resolve_credentials};
use crate::call::{Call, Prepared};
use crate::decode::{DecodeError, RawResponse};
use crate::error::{Error, ErrorKind, Phase, RedirectRefusal};
use crate::media_type::MediaType;
use crate::transport::{
    Attempt, Progress, RequestBody, ResponseBody, TransportError, TransportErrorKind,
};

/// A success.
pub(super) struct AttemptResponse {
    pub(super) head: RawResponse,
    /// The body, where the call asks for a stream; else it was read.
    pub(super) unread: Option<ResponseBody>,
    /// The request's body, which may still be on its way.
    pub(super) upload: Option<Progress>,
}

impl AttemptResponse {
    pub(super) fn with_attempts(self, attempts: u32) -> Self {
        Self { head: self.head.with_attempts(attempts), ..self }
    }
}

/// Makes one attempt. Every error it gives is still without outcome and attempts. The tokens that it
/// carried are entered in `used`, whatever comes of it.
pub(super) async fn single_attempt(
    call: &Call,
    prepared: &Prepared,
    mut time: TimeBudget,
    number: u32,
    used: &mut UsedTokens,
) -> Result<AttemptResponse, Error> {
    let resolving = resolve_credentials(call.operation(), call.core(), prepared, used);
    let placements = match time.wait(resolving).await {
        Some(resolved) => resolved?,
        None => return Err(time.timed_out(Phase::Credential)),
    };
    // A redirect is followed within the origin only, so the same credentials may go there.
    let mut uri = prepared.uri.clone();
    let mut hops = 0;
    loop {
        let request = apply_credentials::apply_credentials(prepared, &placements, &uri)?;
        let response = exchange(call, request, &mut time, number).await?;
        let status = response.status();
        if is_success(call, status) {
            return read_response(call, response, &mut time).await;
        }
        match redirect::target(&prepared.method, &uri, status, response.headers()) {
            None => return read_response(call, response, &mut time).await,
            Some(Ok(to)) if hops < redirect::MAX_HOPS => uri = to,
            Some(Ok(_)) => return Err(refused(response, RedirectRefusal::TooMany)),
            Some(Err(refusal)) => return Err(refused(response, refusal)),
        }
        hops += 1;
    }
}

/// Whether a status says that it was done: also a redirect, where that is what is asked for. 304 leads nowhere.
fn is_success(call: &Call, status: StatusCode) -> bool {
    let redirected = status.is_redirection() && status != StatusCode::NOT_MODIFIED;
    status.is_success() || (redirected && call.operation().redirects)
}

/// The head of the redirect stays on the error: it has the server's name for the request.
fn refused(response: Response<ResponseBody>, refusal: RedirectRefusal) -> Error {
    let (head, _) = response.into_parts();
    Error::new(ErrorKind::Redirect { status: head.status, refusal })
        .with_response(RawResponse::new(head.status, head.headers, Bytes::new()))
}

async fn exchange(
    call: &Call,
    mut request: http::Request<RequestBody>,
    time: &mut TimeBudget,
    number: u32,
) -> Result<Response<ResponseBody>, Error> {
    let time_left = time.until.saturating_duration_since(Instant::now());
    let attempt = Attempt::new(number, time_left);
    let progress = attempt.progress.clone();
    request.body_mut().watch(&progress);
    time.upload = Some(progress.clone());
    match time.wait(call.core().transport().send(request, attempt)).await {
        Some(Ok(response)) => Ok(response),
        Some(Err(fault)) => Err(broken(fault)),
        None => Err(time.timed_out(waiting_for(&progress))),
    }
}

fn waiting_for(progress: &Progress) -> Phase {
    if progress.is_connecting() { Phase::Connect } else { Phase::Exchange }
}

fn broken(fault: TransportError) -> Error {
    let (kind, source) = fault.into_parts();
    Error::new(ErrorKind::Transport(kind)).with_source(source)
}

/// Reads the body and tells success from failure.
async fn read_response(
    call: &Call,
    response: Response<ResponseBody>,
    time: &mut TimeBudget,
) -> Result<AttemptResponse, Error> {
    let (head, body) = response.into_parts();
    let status = head.status;
    let head = RawResponse::new(status, head.headers, Bytes::new());
    if !is_success(call, status) {
        let bytes = failure_body(body, call.core().settings().max_error_body, time).await;
        return Err(failed(head.with_body(bytes)));
    }
    let foreign =
        call.stream_accept().is_some_and(|accept| is_unexpected_media_type(accept, &head));
    if call.stream_accept().is_some() && !foreign {
        let body = checked_stream_body(call, &head, body, time).await?;
        return Ok(AttemptResponse { head, unread: Some(body), upload: time.upload.clone() });
    }
    match success_body(body, call.core().settings().max_body, time).await {
        Ok(bytes) => {
            let read = envelope::check_envelope(
                call.operation().envelope.as_ref(),
                head.with_body(bytes),
            )?;
            if foreign {
                Err(not_events(read))
            } else {
                Ok(AttemptResponse { head: read, unread: None, upload: None })
            }
        }
        // The head stays on the error: it has the server's name for the request.
        Err(error) => Err(error.with_response(head)),
    }
}

/// The body of a stream, unless there is a value of JSON in its place that says failure. Such a value is as short as the
/// body of a failure may be, and all there when the time of the attempt is over; whatever is not is the stream.
async fn checked_stream_body(
    call: &Call,
    head: &RawResponse,
    mut body: ResponseBody,
    time: &mut TimeBudget,
) -> Result<ResponseBody, Error> {
    let accept = call.stream_accept().unwrap_or_default();
    let envelope = call.operation().envelope.as_ref();
    if envelope.is_none() || !envelope::may_replace_stream(accept, head) {
        return Ok(body);
    }
    let limit = call.core().settings().max_error_body;
    let mut read = BytesMut::new();
    let value = match time.wait(body::first_value(&mut body, limit, &mut read)).await {
        Some(Ok(value)) => value,
        Some(Err(fault)) => return Err(body_broken(fault).with_response(head.clone())),
        None => None,
    };
    let read = read.freeze();
    if let Some(length) = value {
        envelope::check_envelope(envelope, head.clone().with_body(read.slice(..length)))?;
    }
    Ok(ResponseBody::with_prefix(read, body))
}

/// Whatever a transport calls it, the head said success, so this much is known.
fn body_broken(fault: TransportError) -> Error {
    let (_, source) = fault.into_parts();
    Error::new(ErrorKind::Transport(TransportErrorKind::BodyBroken)).with_source(source)
}

/// Whether an answer is none of the events that were asked for (WHATWG HTML § 9.2.2): most often a
/// whole value, as the request did not say that it wants them.
fn is_unexpected_media_type(accept: &str, head: &RawResponse) -> bool {
    const EVENTS: &str = "text/event-stream";
    let only_events = MediaType::parse_list(accept).all(|it| it.is(EVENTS));
    let is_events = |it: &str| MediaType::parse(it).is_some_and(|it| it.is(EVENTS));
    only_events && !head.is_bodiless() && head.content_type().is_some_and(|it| !is_events(it))
}

fn not_events(response: RawResponse) -> Error {
    let declared = response.media_type().map_or("", MediaType::essence);
    let error =
        DecodeError::new(format!("it is no event stream: its content type is {declared:?}"));
    let (status, body) = (response.status_code(), response.body().clone());
    Error::new(ErrorKind::Decode { error, status, body }).with_response(response)
}

async fn success_body(
    mut answer: ResponseBody,
    limit: usize,
    time: &mut TimeBudget,
) -> Result<Bytes, Error> {
    if body::exceeds_declared_length(&answer, limit) {
        return Err(Error::new(ErrorKind::BodyTooLarge { limit }));
    }
    let mut buffer = BytesMut::new();
    match time.wait(body::read(&mut answer, limit, &mut buffer)).await {
        Some(Ok(())) => Ok(buffer.freeze()),
        Some(Err(body::BodyReadError::TooLarge)) => {
            Err(Error::new(ErrorKind::BodyTooLarge { limit }))
        }
        Some(Err(body::BodyReadError::Transport(fault))) => Err(body_broken(fault)),
        None => Err(time.timed_out(Phase::Body)),
    }
}

/// Of a failure the status counts: its body is taken as far as it comes.
async fn failure_body(mut answer: ResponseBody, limit: usize, time: &mut TimeBudget) -> Bytes {
    let mut buffer = BytesMut::new();
    let _ = time.wait(body::read(&mut answer, limit, &mut buffer)).await;
    buffer.freeze()
}

fn failed(response: RawResponse) -> Error {
    let wait = retry_after::read(response.headers());
    let status = response.status_code();
    let body = response.body().clone();
    let kind = if retry_after::is_throttled(status, wait) {
        ErrorKind::Throttled { status, body }
    } else {
        ErrorKind::Status { status, body }
    };
    Error::new(kind).with_retry_after(wait).with_response(response)
}
