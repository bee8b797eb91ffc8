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
use crate::error::Error;
use crate::json;

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// What it carries.
    pub data: T,
    /// Its name, where the server gave it one.
    pub name: Option<String>,
    /// The id that the server sent last, with this event or before it.
    pub id: Option<String>,
}

/// Server-sent events as they arrive (WHATWG HTML § 9.2).
///
/// An event whose data does not fit is an error, after which the next one comes. Every other error
/// ends the stream: the connection broke, nothing came for too long
/// ([`body_idle`](crate::ClientBuilder::body_idle); comments count, so a server that sends them
/// keeps the stream alive), or an event is longer than
/// [`max_item`](crate::ClientBuilder::max_item). The outcome of each is
/// [`Applied`](crate::Outcome::Applied), as the server has said success. Dropping it gives the
/// connection up.
///
/// After a break, a GET is made again with `Last-Event-ID`, if the server gave an id; it waits as
/// long as the server said with `retry:`, and makes as many attempts in a row as a call does. If that
/// fails, the error and its outcome are of the request that was made again, and
/// [`Error::stream_break`] has the one before. Where the data is JSON, the data `[DONE]` ends the
/// stream. An event that the body ends in the middle of is an error, where the standard drops it.
pub struct EventStream<T> {
    source: EventSource,
    decode: fn(&RawEvent) -> Result<Option<T>, json::JsonError>,
}

/// A success as a stream of events whose data is JSON.
pub fn events<T: DeserializeOwned>(opened: OpenedStream) -> EventStream<T> {
    let decode = |event: &RawEvent| {
        if event.data == DONE {
            Ok(None)
        } else {
            json::from_slice(event.data.as_bytes()).map(Some)
        }
    };
    EventStream { source: EventSource::new(opened), decode }
}

/// A success as a stream of events whose data is text.
pub fn text_events(opened: OpenedStream) -> EventStream<String> {
    EventStream { source: EventSource::new(opened), decode: |event| Ok(Some(event.data.clone())) }
}

/// A success as a stream of events that a schema describes as objects with their `event`, `id` and
/// `data` (OpenAPI 3.2, `itemSchema`).
pub fn whole_events<T: DeserializeOwned>(opened: OpenedStream) -> EventStream<T> {
    let decode = |event: &RawEvent| {
        let text = |text: &String| Value::String(text.clone());
        let mut members = Map::new();
        members.extend(event.name.as_ref().map(|name| ("event".to_owned(), text(name))));
        members.extend(event.id.as_ref().map(|id| ("id".to_owned(), text(id))));
        members.insert("data".to_owned(), text(&event.data));
        json::from_slice(Value::Object(members).to_string().as_bytes()).map(Some)
    };
    EventStream { source: EventSource::new(opened), decode }
}

impl<T> EventStream<T> {
    /// The next event; `None` at the end.
    ///
    /// # Errors
    ///
    /// When its data does not fit, after which the next one comes; and when the connection breaks,
    /// nothing comes for too long or an event is too long, after which nothing comes.
    pub async fn try_next(&mut self) -> Result<Option<Event<T>>, Error> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// The data of all events that are still to come. What the server sends is what this holds, so
    /// it is for servers that are trusted to end.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next), at the first.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(event) = self.try_next().await? {
            all.push(event.data);
        }
        Ok(all)
    }

    /// The id that the server sent last; a request with it as `Last-Event-ID` goes on behind that
    /// event.
    pub fn last_event_id(&self) -> Option<&str> {
        self.source.last_id()
    }

    /// The status of the last answer, in the 200s.
    pub fn status(&self) -> StatusCode {
        self.source.incoming().head().status_code()
    }

    /// The headers of the last answer, as received.
    pub fn headers(&self) -> &HeaderMap {
        self.source.incoming().head().headers()
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = match ready!(self.source.poll_event(cx)) {
            Some(Ok(event)) => event,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        Poll::Ready(match (self.decode)(&event) {
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
