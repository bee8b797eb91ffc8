//! The body of a success, piece by piece, with a limit on how long nothing may come.

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
use crate::json;
use crate::transport::{Progress, ResponseBody, TransportError, TransportErrorKind};

/// A body that arrives. Dropping or closing it gives the connection up.
pub(crate) struct Incoming {
    operation: &'static str,
    head: RawResponse,
    /// `None` when there is nothing more to ask for.
    body: Option<ResponseBody>,
    /// The request's body: as long as it is sent, silence is no fault of the server's.
    upload: Option<Progress>,
    limit: Duration,
    idle: Pin<Box<Sleep>>,
    /// Whether `idle` runs: it does from when nothing was there on being asked.
    waiting: bool,
}

impl Incoming {
    pub(crate) fn new(
        operation: &'static str,
        OpenResponse { head, body, upload }: OpenResponse,
        limit: Duration,
    ) -> Self {
        let idle = Box::pin(sleep(limit));
        Self { operation, head, body: Some(body), upload, limit, idle, waiting: false }
    }

    pub(super) fn head(&self) -> &RawResponse {
        &self.head
    }

    /// How many bytes are still to come, where the head said so.
    pub(super) fn remaining(&self) -> Option<u64> {
        self.body.as_ref().map_or(Some(0), |body| body.size_hint().exact())
    }

    /// Gives the connection up.
    pub(super) fn close(&mut self) {
        self.body = None;
    }

    /// The next bytes; `None` at the end and after an error.
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
                Poll::Ready(Some(Err(fault))) => return Poll::Ready(Some(Err(self.broken(fault)))),
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

    /// The time that a caller takes between two questions does not count: only waiting for bytes.
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

    fn broken(&self, fault: TransportError) -> Error {
        let (_, source) = fault.into_parts();
        self.error(ErrorKind::Transport(TransportErrorKind::BodyBroken)).with_source(source)
    }

    /// It ended where it must not.
    pub(super) fn cut(&self, what: &'static str) -> Error {
        let kind = ErrorKind::Transport(TransportErrorKind::BodyBroken);
        self.error(kind).with_source(Some(what.into()))
    }

    /// There is more of it than was asked for.
    pub(super) fn too_long(&self, limit: usize) -> Error {
        self.error(ErrorKind::BodyTooLarge { limit })
    }

    /// An item is longer than the limit. Where the next begins is not known, so this is the end.
    pub(super) fn too_large(&mut self, limit: usize) -> Error {
        self.close();
        self.error(ErrorKind::ItemTooLarge { limit })
    }

    /// An item is not what the document says.
    pub(super) fn unfit(&self, item: Bytes, cause: &json::JsonError) -> Error {
        let (status, _) = self.head.clone().into_head();
        let headers = http::HeaderMap::from_iter([(http::header::CONTENT_TYPE, JSON)]);
        let error = explain(&RawResponse::new(status, headers, item.clone()), cause);
        self.undecodable(item, error)
    }

    pub(super) fn undecodable(&self, item: Bytes, error: DecodeError) -> Error {
        self.error(ErrorKind::Decode { error, status: self.head.status_code(), body: item })
    }

    /// The head said success, so whatever was asked took effect.
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
