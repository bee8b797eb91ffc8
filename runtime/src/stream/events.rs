//! `EventStream`: server-sent events.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::event::RawEvent;
use super::event_source::{DONE, EventSource};
use super::opening::OpenedStream;
use crate::decode::ItemDecoding;
use crate::error::Error;
use crate::json;

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The data of the event.
    pub data: T,
    /// The name of the event, if the server sent one.
    pub name: Option<String>,
    /// The last id that the server sent, with this event or before it.
    pub id: Option<String>,
}

/// The name of an event that has none of its own (WHATWG HTML § 9.2.6).
const DEFAULT_NAME: &str = "message";

/// Server-sent events as they arrive (WHATWG HTML § 9.2).
///
/// An event whose data does not match is an error, and the stream continues with the next event.
/// Any other error ends the stream: the connection failed, no data arrived in time
/// ([`body_idle`](crate::ClientBuilder::body_idle)), or an event exceeds
/// [`max_item`](crate::ClientBuilder::max_item). Comments count as data, so a server can keep the
/// stream alive with them. The outcome of an error is [`Applied`](crate::Outcome::Applied), because
/// the server reported success. Dropping the stream closes the connection.
///
/// After an interruption a GET is repeated with `Last-Event-ID`, if the server sent an id. It waits
/// for the server's `retry` time, and makes as many attempts in a row as a call. If that fails, the
/// error and its outcome are of the repeated request, and [`Error::stream_break`] has the earlier
/// error.
///
/// If the data is JSON, the data `[DONE]` ends the stream. An event that the body ends in is an
/// error; the standard discards it.
pub struct EventStream<T> {
    source: EventSource,
    decode: fn(&RawEvent) -> Result<Option<T>, json::JsonError>,
    /// A large event that is being decoded on another thread.
    decoding: Option<ItemDecoding<RawEvent, Result<Option<T>, json::JsonError>>>,
}

/// Returns a stream of events whose data is JSON.
pub fn events<T: DeserializeOwned>(opened: OpenedStream) -> EventStream<T> {
    let decode = |event: &RawEvent| {
        if event.data == DONE {
            Ok(None)
        } else {
            json::from_response(event.data.as_bytes()).map(Some)
        }
    };
    EventStream { source: EventSource::new(opened), decode, decoding: None }
}

/// Returns a stream of events whose data is text.
pub fn text_events(opened: OpenedStream) -> EventStream<String> {
    let decode = |event: &RawEvent| Ok(Some(event.data.clone()));
    EventStream { source: EventSource::new(opened), decode, decoding: None }
}

/// Returns a stream of events that a schema describes as objects with `event`, `id` and `data`
/// (OpenAPI 3.2, `itemSchema`).
pub fn whole_events<T: DeserializeOwned>(opened: OpenedStream) -> EventStream<T> {
    let decode = |event: &RawEvent| {
        let text = |text: &String| Value::String(text.clone());
        let mut members = Map::new();
        let name = event.name.as_deref().unwrap_or(DEFAULT_NAME);
        members.insert("event".to_owned(), Value::from(name));
        members.extend(event.id.as_ref().map(|id| ("id".to_owned(), text(id))));
        members.insert("data".to_owned(), text(&event.data));
        json::from_response(Value::Object(members).to_string().as_bytes()).map(Some)
    };
    EventStream { source: EventSource::new(opened), decode, decoding: None }
}

impl<T: Send + 'static> EventStream<T> {
    /// Returns the next event, or `None` at the end.
    ///
    /// # Errors
    ///
    /// Fails if the event's data does not match; the next call returns the next event. Also fails
    /// if the connection fails, no data arrives in time, or an event is too large; the next call
    /// then returns `None`.
    pub async fn try_next(&mut self) -> Result<Option<Event<T>>, Error> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Returns the data of all remaining events.
    ///
    /// The memory is not limited, so use it only for servers that are trusted to end the stream.
    ///
    /// # Errors
    ///
    /// Returns the first error of [`try_next`](Self::try_next).
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(event) = self.try_next().await? {
            all.push(event.data);
        }
        Ok(all)
    }
}

impl<T> EventStream<T> {
    /// Returns the last id that the server sent. A request with it as `Last-Event-ID` resumes after
    /// that event.
    pub fn last_event_id(&self) -> Option<&str> {
        self.source.last_id()
    }

    /// Returns the status of the last response, which is in the 200s.
    pub fn status(&self) -> StatusCode {
        self.source.incoming().head().status_code()
    }

    /// Returns the headers of the last response as received.
    pub fn headers(&self) -> &HeaderMap {
        self.source.incoming().head().headers()
    }
}

impl<T: Send + 'static> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let is_observed = self.source.incoming().is_drift_observed();
        let (event, (result, unknown)) = loop {
            if let Some(mut decoding) = self.decoding.take() {
                let Poll::Ready(result) = decoding.poll(cx) else {
                    self.decoding = Some(decoding);
                    return Poll::Pending;
                };
                break (decoding.into_item(), result);
            }
            let event = match ready!(self.source.poll_event(cx)) {
                Some(Ok(event)) => event,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let length = event.data.len();
            match ItemDecoding::begin(event, length, self.decode, is_observed) {
                Ok(decoding) => self.decoding = Some(decoding),
                Err(event) => {
                    let result = json::count_unknown(is_observed, || (self.decode)(&event));
                    break (event, result);
                }
            }
        };
        if result.is_ok() {
            self.source.report_unknown(&unknown);
        }
        Poll::Ready(match result {
            Ok(Some(data)) => Some(Ok(Event { data, name: event.name, id: event.id })),
            Ok(None) => {
                self.source.close(cx);
                None
            }
            Err(cause) => Some(Err(self.source.unfit(event, &cause))),
        })
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventStream").field(&self.source).finish()
    }
}
