//! The body of a success in chunks, with a limit on the time without data.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::Body;
use tokio::time::{Instant, Sleep, sleep};

use crate::attempt::OpenResponse;
use crate::decode::{DecodeError, RawResponse, explain};
use crate::error::{Error, ErrorKind, Outcome, Phase, TimeLimit};
use crate::hooks::DriftReporter;
use crate::json::{self, Unknown};
use crate::transport::{Progress, ResponseBody, TransportError, TransportErrorKind};

/// A body that arrives. Dropping or closing it closes the connection.
pub(crate) struct Incoming {
    operation: &'static str,
    head: RawResponse,
    /// `None` at the end.
    body: Option<ResponseBody>,
    /// The request body. While it is sent, the server may be silent.
    upload: Option<Progress>,
    limit: Duration,
    idle: Pin<Box<Sleep>>,
    /// Whether `idle` runs. It starts when a poll finds no data.
    waiting: bool,
    /// Reports drift until an item has some.
    drift: Option<DriftReporter>,
}

impl Incoming {
    pub(crate) fn new(
        operation: &'static str,
        OpenResponse { mut head, body, upload }: OpenResponse,
        limit: Duration,
    ) -> Self {
        let (idle, drift) = (Box::pin(sleep(limit)), head.take_drift_reporter());
        Self { operation, head, body: Some(body), upload, limit, idle, waiting: false, drift }
    }

    /// Whether someone is told what types do not know of an item.
    pub(super) fn is_drift_observed(&self) -> bool {
        self.drift.is_some()
    }

    /// Reports what types do not know of an item: once for a stream, which is one response.
    pub(super) fn report_unknown(&mut self, unknown: &Unknown) {
        if unknown.is_empty() {
            return;
        }
        if let Some(reporter) = self.drift.take() {
            reporter.report(unknown);
        }
    }

    pub(super) fn head(&self) -> &RawResponse {
        &self.head
    }

    /// Returns the number of remaining bytes, if the head states the length.
    pub(super) fn remaining(&self) -> Option<u64> {
        self.body.as_ref().map_or(Some(0), |body| body.size_hint().exact())
    }

    /// Closes the connection.
    pub(super) fn close(&mut self) {
        self.body = None;
    }

    /// Returns the next bytes, or `None` at the end and after an error.
    pub(super) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        let polled = self.poll_body(cx);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.close();
        }
        polled
    }

    fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            let Some(body) = &mut self.body else { return Poll::Ready(None) };
            match Pin::new(body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    self.waiting = false;
                    match frame.into_data() {
                        Ok(data) if !data.is_empty() => return Poll::Ready(Some(Ok(data))),
                        _ => {}
                    }
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(self.broken(error)))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => {
                    ready!(self.poll_idle(cx));
                    let limit = TimeLimit::BodyIdle;
                    let kind = ErrorKind::Timeout { phase: Phase::Body, limit, after: self.limit };
                    return Poll::Ready(Some(Err(self.error(kind))));
                }
            }
        }
    }

    /// Only the time of waiting for data counts, not the caller's time between two polls.
    fn poll_idle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.waiting {
            self.waiting = true;
            let now = Instant::now();
            self.idle.as_mut().reset(now.checked_add(self.limit).unwrap_or(now + FOREVER));
        }
        loop {
            ready!(self.idle.as_mut().poll(cx));
            let moved = self.upload.as_ref().and_then(Progress::last_progress);
            let until = moved.and_then(|it| it.checked_add(self.limit));
            match until.filter(|it| *it > self.idle.deadline()) {
                Some(until) => self.idle.as_mut().reset(until),
                None => return Poll::Ready(()),
            }
        }
    }

    fn broken(&self, error: TransportError) -> Error {
        let (kind, source) = error.into_parts();
        let kind = match kind {
            TransportErrorKind::BodyCoding => kind,
            // Whatever the transport reports, the head was a success.
            _ => TransportErrorKind::BodyBroken,
        };
        self.error(ErrorKind::Transport(kind)).with_source(source)
    }

    /// Creates the error of a body that ended too early.
    pub(super) fn cut(&self, what: &'static str) -> Error {
        let kind = ErrorKind::Transport(TransportErrorKind::BodyBroken);
        self.error(kind).with_source(Some(what.into()))
    }

    /// Creates the error of a body that is longer than requested.
    pub(super) fn too_long(&self, limit: usize) -> Error {
        self.error(ErrorKind::BodyTooLarge { limit })
    }

    /// Ends the body with the error of an item that exceeds the limit: the start of the next item
    /// is unknown.
    pub(super) fn too_large(&mut self, limit: usize) -> Error {
        self.close();
        self.error(ErrorKind::ItemTooLarge { limit })
    }

    /// Creates the error of an item that does not match.
    pub(super) fn unfit(&self, item: Bytes, cause: &json::JsonError) -> Error {
        let status = self.head.status_code();
        let headers = http::HeaderMap::from_iter([(http::header::CONTENT_TYPE, JSON)]);
        let error = explain(&RawResponse::new(status, headers, item.clone()), cause);
        self.undecodable(item, error)
    }

    pub(super) fn undecodable(&self, item: Bytes, error: DecodeError) -> Error {
        self.error(ErrorKind::Decode { error, status: self.head.status_code(), body: item })
    }

    /// Creates an error whose outcome is `Applied`, because the head was a success.
    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind)
            .of(self.operation)
            .with_outcome(Outcome::Applied)
            .with_attempts(self.head.attempts())
            .with_response(self.head.clone())
    }
}

const JSON: http::HeaderValue = http::HeaderValue::from_static("application/json");

/// For a limit too long for the clock.
const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("operation", &self.operation)
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}
