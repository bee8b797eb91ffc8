//! One attempt: credentials, the exchange, redirects and the body, within its time budget.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::ACCEPT_ENCODING;
use http::{HeaderValue, Response, StatusCode};
use http_body::Body;
use tokio::time::Instant;

use super::limits::TimeBudget;
use super::{apply_credentials, body, envelope, redirect, retry_after};
use crate::auth::CredentialPlacement;
use crate::call::{Call, Prepared};
use crate::content_coding::{self, Decoders};
use crate::decode::{DecodeError, RawResponse};
use crate::error::{Error, ErrorKind, Phase, RedirectRefusal};
use crate::hooks::{AttemptIdentity, BodyDigest, DriftReporter};
use crate::media_type::MediaType;
use crate::transport::{
    Attempt, Progress, RequestBody, ResponseBody, TransportError, TransportErrorKind,
};

/// A success.
pub(super) struct AttemptResponse {
    pub(super) head: RawResponse,
    /// The body, if the call requests a stream. Otherwise the body was read.
    pub(super) unread: Option<ResponseBody>,
    /// The request body, which may still be in flight.
    pub(super) upload: Option<Progress>,
}

impl AttemptResponse {
    pub(super) fn with_attempts(self, attempts: u32) -> Self {
        Self { head: self.head.with_attempts(attempts), ..self }
    }

    /// Adds the key of the call, how long it took, and who is told of its drift.
    pub(super) fn of_call(
        mut self,
        key: Option<HeaderValue>,
        duration: Duration,
        reporter: Option<DriftReporter>,
    ) -> Self {
        self.head.complete(key, duration, reporter);
        self
    }
}

/// Makes one attempt. Its errors have no outcome and no attempts yet.
pub(super) async fn single_attempt(
    call: &Call,
    prepared: &Prepared,
    placements: &[CredentialPlacement],
    time: &mut TimeBudget<'_>,
    identity: &AttemptIdentity,
) -> Result<AttemptResponse, Error> {
    // Redirects are followed within the origin only, so they may receive the same credentials.
    let mut uri = prepared.uri.clone();
    let mut hops = 0;
    loop {
        let mut request = apply_credentials::apply_credentials(prepared, placements, &uri)?;
        let hooks = call.core().hooks();
        if hooks.change_attempts() {
            let digest = || BodyDigest::new(prepared.body.to_bytes());
            let changed = hooks.prepare_attempt(call.operation().id, identity, request, digest);
            // Boxed, because few clients do this, and a future is as large as its largest branch.
            let changed = time.wait(Box::pin(changed)).await;
            request = changed.unwrap_or_else(|| Err(time.timed_out(Phase::Prepare)))?;
        } else if let Some(trace) = &identity.trace {
            trace.write(request.headers_mut());
        }
        let response = exchange(call, request, time, identity.number).await?;
        let status = response.status();
        if is_success(call, status) {
            return read_response(call, response, time).await;
        }
        match redirect::target(&prepared.method, &uri, status, response.headers()) {
            None => return read_response(call, response, time).await,
            Some(Ok(to)) if hops < redirect::MAX_HOPS => uri = to,
            Some(Ok(_)) => return Err(refused(response, RedirectRefusal::TooMany)),
            Some(Err(refusal)) => return Err(refused(response, refusal)),
        }
        hops += 1;
    }
}

/// Whether a status is a success. It may be a redirect, if the operation declares one as its
/// success. 304 has no target.
fn is_success(call: &Call, status: StatusCode) -> bool {
    let redirected = status.is_redirection() && status != StatusCode::NOT_MODIFIED;
    status.is_success() || (redirected && call.operation().redirects)
}

/// Creates the error of a redirect that is not followed. It keeps the head, which may have the
/// server's request id.
fn refused(response: Response<ResponseBody>, refusal: RedirectRefusal) -> Error {
    let (head, _) = response.into_parts();
    Error::new(ErrorKind::Redirect { status: head.status, refusal })
        .with_response(RawResponse::new(head.status, head.headers, Bytes::new()))
}

async fn exchange(
    call: &Call,
    mut request: http::Request<RequestBody>,
    time: &mut TimeBudget<'_>,
    number: u32,
) -> Result<Response<ResponseBody>, Error> {
    let time_left = time.until.saturating_duration_since(Instant::now());
    let attempt = Attempt::new(number, time_left);
    let progress = attempt.progress.clone();
    request.headers_mut().entry(ACCEPT_ENCODING).or_insert(content_coding::ACCEPTED);
    request.body_mut().watch(&progress);
    time.progress = Some(progress.clone());
    match time.wait(call.core().transport().send(request, attempt)).await {
        Some(Ok(response)) => {
            time.responded_at = Some(Instant::now());
            Ok(response)
        }
        Some(Err(error)) => Err(broken(error)),
        None => Err(time.timed_out(waiting_for(&progress))),
    }
}

fn waiting_for(progress: &Progress) -> Phase {
    if progress.is_connecting() { Phase::Connect } else { Phase::Exchange }
}

fn broken(error: TransportError) -> Error {
    let (kind, source) = error.into_parts();
    Error::new(ErrorKind::Transport(kind)).with_source(source)
}

/// Reads the body and distinguishes success from failure.
async fn read_response(
    call: &Call,
    response: Response<ResponseBody>,
    time: &mut TimeBudget<'_>,
) -> Result<AttemptResponse, Error> {
    let (head, body) = response.into_parts();
    let status = head.status;
    let decoders = Decoders::of(&head.headers);
    let head = RawResponse::new(status, head.headers, Bytes::new());
    if !is_success(call, status) {
        // The status alone determines the error, so an unsupported coding is left as it is.
        let body = match decoders {
            Ok(decoders) => decoders.apply(body),
            Err(_) => body,
        };
        let limit = call.core().settings().max_error_body;
        let bytes = Box::pin(failure_body(body, limit, time)).await;
        return Err(failed(head.with_body(bytes)));
    }
    let body = match decoders {
        Ok(decoders) => decoders.apply(body),
        Err(_) if body.is_end_stream() => body,
        Err(unsupported) => return Err(undecodable(unsupported.to_string(), head)),
    };
    let foreign =
        call.stream_accept().is_some_and(|accept| is_unexpected_media_type(accept, &head));
    if call.stream_accept().is_some() && !foreign {
        let body = Box::pin(checked_stream_body(call, &head, body, time)).await?;
        return Ok(AttemptResponse { head, unread: Some(body), upload: time.progress.clone() });
    }
    let limit = call.core().settings().max_body;
    let read = match arrived_body(body, limit) {
        Ok(read) => read,
        // Boxed, because most bodies arrive together with the head.
        Err(unread) => Box::pin(success_body(unread, limit, time)).await,
    };
    match read {
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
        // Keep the head, which may have the server's request id.
        Err(error) => Err(error.with_response(head)),
    }
}

/// Returns the body of a stream, unless it is a JSON value that reports a failure. Such a value is
/// no longer than an error body, and complete within the attempt timeout. Anything else is the
/// stream.
async fn checked_stream_body(
    call: &Call,
    head: &RawResponse,
    mut body: ResponseBody,
    time: &mut TimeBudget<'_>,
) -> Result<ResponseBody, Error> {
    let envelope = call.operation().envelope.as_ref();
    let may_fail = |accept| envelope.is_some() && envelope::may_replace_stream(accept, head);
    if !call.stream_accept().is_some_and(may_fail) {
        return Ok(body);
    }
    let limit = call.core().settings().max_error_body;
    let mut read = BytesMut::new();
    let value = match time.wait(body::first_value(&mut body, limit, &mut read)).await {
        Some(Ok(value)) => value,
        Some(Err(error)) => return Err(body_broken(error).with_response(head.clone())),
        None => None,
    };
    let read = read.freeze();
    if let Some(length) = value {
        envelope::check_envelope(envelope, head.clone().with_body(read.slice(..length)))?;
    }
    Ok(ResponseBody::with_prefix(read, body))
}

/// Creates the error of a success whose body cannot be decoded.
fn undecodable(what: String, head: RawResponse) -> Error {
    let (error, status) = (DecodeError::new(what), head.status_code());
    Error::new(ErrorKind::Decode { error, status, body: Bytes::new() }).with_response(head)
}

/// Creates the error of a broken body. Whatever the transport reports, the head was a success.
fn body_broken(error: TransportError) -> Error {
    let (kind, source) = error.into_parts();
    if kind == TransportErrorKind::BodyCoding {
        return Error::new(ErrorKind::Transport(kind)).with_source(source);
    }
    Error::new(ErrorKind::Transport(TransportErrorKind::BodyBroken)).with_source(source)
}

/// Whether a response is not the event stream that was requested (WHATWG HTML § 9.2.2). Usually it
/// is a whole value, because the request did not ask for events.
fn is_unexpected_media_type(accept: &str, head: &RawResponse) -> bool {
    const EVENTS: &str = "text/event-stream";
    let only_events = MediaType::parse_list(accept).all(|it| it.is(EVENTS));
    let is_events = |it: &str| MediaType::parse(it).is_some_and(|it| it.is(EVENTS));
    only_events && !head.is_bodiless() && head.content_type().is_some_and(|it| !is_events(it))
}

fn not_events(response: RawResponse) -> Error {
    let declared = response.media_type().map_or("", MediaType::essence);
    let error =
        DecodeError::new(format!("it is not an event stream: its content type is {declared:?}"));
    let (status, body) = (response.status_code(), response.body().clone());
    Error::new(ErrorKind::Decode { error, status, body }).with_response(response)
}

/// Returns a body that needs no reading: one that has arrived, or one that is too long. Otherwise returns it unread.
fn arrived_body(
    mut body: ResponseBody,
    limit: usize,
) -> Result<Result<Bytes, Error>, ResponseBody> {
    if body::exceeds_declared_length(&body, limit) {
        return Ok(Err(Error::new(ErrorKind::BodyTooLarge { limit })));
    }
    // Its length was checked as the declared one.
    body.take_whole().map(Ok).ok_or(body)
}

async fn success_body(
    mut response: ResponseBody,
    limit: usize,
    time: &mut TimeBudget<'_>,
) -> Result<Bytes, Error> {
    let mut buffer = BytesMut::new();
    match time.wait(body::read(&mut response, limit, &mut buffer)).await {
        Some(Ok(())) => Ok(buffer.freeze()),
        Some(Err(body::BodyReadError::TooLarge)) => {
            Err(Error::new(ErrorKind::BodyTooLarge { limit }))
        }
        Some(Err(body::BodyReadError::Transport(error))) => Err(body_broken(error)),
        None => Err(time.timed_out(Phase::Body)),
    }
}

/// Reads the body of a failure as far as possible. The status alone determines the error.
async fn failure_body(
    mut response: ResponseBody,
    limit: usize,
    time: &mut TimeBudget<'_>,
) -> Bytes {
    let mut buffer = BytesMut::new();
    let _ = time.wait(body::read(&mut response, limit, &mut buffer)).await;
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
