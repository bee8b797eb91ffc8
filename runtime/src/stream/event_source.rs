//! The source of events: a response body, and after an interruption another one that resumes it.
//!
//! Takes an opened response; returns events as they were sent. It must not know what their data
//! means.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use tokio::time::{Instant, Sleep, sleep};

use super::event::{EventReader, RawEvent};
use super::incoming::Incoming;
use super::opening::{OpenedStream, Opening, open};
use crate::attempt::attempts;
use crate::call::Call;
use crate::error::Error;
use crate::json;

/// The events of a call.
pub(super) struct EventSource {
    incoming: Incoming,
    reader: EventReader,
    max_item: usize,
    /// The call, if it may be repeated: a GET.
    call: Option<Call>,
    /// How many times in a row it was repeated without an event.
    again: u32,
    /// How many times in a row a response was short. The wait grows with it, so that a server that
    /// sends an event and closes costs no storm.
    short: u32,
    /// When the response was opened.
    opened_at: Instant,
    /// The error that interrupted the stream, while the call is repeated.
    broke: Option<Error>,
    state: State,
}

enum State {
    Reading,
    /// Waiting before the call is repeated.
    Waiting(Pin<Box<Sleep>>),
    /// The call is being repeated.
    Opening(Opening),
    Ended,
}

impl EventSource {
    pub(super) fn new(OpenedStream { incoming, max_item, call }: OpenedStream) -> Self {
        let reader = EventReader::new(max_item);
        Self {
            incoming,
            reader,
            max_item,
            call,
            again: 0,
            short: 0,
            opened_at: Instant::now(),
            broke: None,
            state: State::Reading,
        }
    }

    pub(super) fn incoming(&self) -> &Incoming {
        &self.incoming
    }

    /// Reports what types do not know of an event.
    pub(super) fn report_unknown(&mut self, unknown: &json::Unknown) {
        self.incoming.report_unknown(unknown);
    }

    pub(super) fn last_id(&self) -> Option<&str> {
        self.reader.last_id()
    }

    /// Returns the next event, or `None` at the end and after an error.
    pub(super) fn poll_event(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<RawEvent, Error>>> {
        loop {
            match &mut self.state {
                State::Reading => {
                    if let Some(outcome) = ready!(self.poll_reading(cx)) {
                        return Poll::Ready(outcome);
                    }
                }
                State::Waiting(pause) => {
                    ready!(pause.as_mut().poll(cx));
                    self.state = self.reopen();
                }
                State::Opening(opening) => match ready!(opening.as_mut().poll(cx)) {
                    Ok(opened) => {
                        self.incoming = opened.incoming;
                        self.opened_at = Instant::now();
                        self.broke = None;
                        self.reader.restart();
                        // 204 means that there are no more events (WHATWG HTML § 9.2.3).
                        let over = self.incoming.head().is_bodiless();
                        self.state = if over { State::Ended } else { State::Reading };
                    }
                    Err(error) => {
                        self.state = State::Ended;
                        let error = error.with_drift_reporter(None);
                        return Poll::Ready(Some(Err(error.with_break(self.broke.take()))));
                    }
                },
                State::Ended => return Poll::Ready(None),
            }
        }
    }

    /// Returns the result of polling, or `None` if the state has changed.
    #[allow(clippy::type_complexity, reason = "it is what polling a stream gives, perhaps")]
    fn poll_reading(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Option<Result<RawEvent, Error>>>> {
        loop {
            match self.reader.next() {
                Ok(Some(event)) => {
                    self.again = 0;
                    return Poll::Ready(Some(Some(Ok(event))));
                }
                Ok(None) => {}
                Err(_) => {
                    self.state = State::Ended;
                    let error = self.incoming.too_large(self.max_item);
                    return Poll::Ready(Some(Some(Err(error))));
                }
            }
            return Poll::Ready(match ready!(self.incoming.poll_piece(cx)) {
                Some(Ok(piece)) => {
                    self.reader.push(piece);
                    continue;
                }
                Some(Err(error)) => self.broken(Some(error)),
                None => self.ended(),
            });
        }
    }

    /// Handles the end of the body. An event without its terminating empty line is discarded,
    /// because it may be incomplete, except for a final `[DONE]`.
    fn ended(&mut self) -> Option<Option<Result<RawEvent, Error>>> {
        match self.reader.unfinished() {
            None => self.broken(None),
            Some(data) if data == DONE => self.finish(),
            Some(_) => self.broken(Some(self.incoming.cut("it ended in the middle of an event"))),
        }
    }

    fn finish(&mut self) -> Option<Option<Result<RawEvent, Error>>> {
        self.state = State::Ended;
        Some(None)
    }

    /// Resumes with another body if that is possible. Otherwise the stream ends.
    fn broken(&mut self, error: Option<Error>) -> Option<Option<Result<RawEvent, Error>>> {
        let is_short = self.opened_at.elapsed() < LONG_ENOUGH;
        self.short = if is_short { self.short } else { 0 };
        if let Some(pause) = self.pause(error.is_none()) {
            self.again += 1;
            self.short += 1;
            self.broke = error;
            self.state = State::Waiting(Box::pin(sleep(pause)));
            return None;
        }
        self.state = State::Ended;
        Some(error.map(Err))
    }

    /// Returns how long to wait before resuming, or `None` if the stream is over.
    ///
    /// Without an id that can be sent, the server could only start again from the beginning. After
    /// a complete body, only a server that states a retry time has more events.
    fn pause(&self, whole: bool) -> Option<Duration> {
        let call = self.call.as_ref()?;
        let settings = call.core().settings();
        let attempts = attempts(call);
        HeaderValue::from_bytes(self.reader.last_id()?.as_bytes()).ok()?;
        if self.again + 1 >= attempts || (whole && self.reader.retry().is_none()) {
            return None;
        }
        let asked = self.reader.retry().map_or(Duration::ZERO, Duration::from_millis);
        let own = call.core().random().backoff(settings.backoff, self.short.max(self.again));
        if asked > settings.retry_after_cap {
            return None;
        }
        // A server that ends a whole response and states a time wants to be asked again.
        let is_asked = whole && asked >= LEAST_POLL;
        let is_paid =
            is_asked || self.opened_at.elapsed() >= LONG_ENOUGH || call.pay_reconnection();
        is_paid.then(|| asked.max(own))
    }

    fn reopen(&self) -> State {
        let (Some(call), Some(id)) = (&self.call, self.reader.last_id()) else {
            return State::Ended;
        };
        let mut call = call.page_copy();
        call.set_last_event_id(id);
        State::Opening(open(call))
    }

    /// Ends the stream, although there may be more.
    pub(super) fn close(&mut self, cx: &mut Context<'_>) {
        self.state = State::Ended;
        // Usually only the end follows, and once it is read the connection can be reused.
        let _ = self.incoming.poll_piece(cx);
        self.incoming.close();
    }

    /// Creates the error of an event that does not match.
    pub(super) fn unfit(&self, event: RawEvent, cause: &json::JsonError) -> Error {
        self.incoming.unfit(Bytes::from(event.data), cause)
    }
}

/// A response that lasted this long was healthy: the next one is not a retry.
const LONG_ENOUGH: Duration = Duration::from_secs(5);

/// A retry time from which on a server is polled without a cost.
const LEAST_POLL: Duration = Duration::from_secs(1);

/// The last event of OpenAI's streams, and of many that follow its example.
pub(super) const DONE: &str = "[DONE]";

impl fmt::Debug for EventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.incoming.fmt(f)
    }
}
