//! `Pages`: a stream of whole pages.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::pager::Pager;
use super::{Checkpoint, Paging};
use crate::call::{Call, typed};
use crate::decode::Decode;
use crate::error::{Error, OpError};

/// A stream of pages.
///
/// After an error the stream stays at the failed page, and the next poll fetches it again. Only a
/// repeated cursor and the page limit end the stream.
#[must_use = "nothing is sent until it is polled"]
pub struct Pages<P, E = Infallible> {
    pager: Pager,
    decode: Decode<P, E>,
    state: State,
}

/// The position of the stream.
enum State {
    /// The pager is at a page that was not returned.
    BeforePage,
    /// A page was returned, and the pager is at the next one. `cursor` is that of the returned
    /// page.
    Yielded { cursor: Option<String>, last: bool },
    /// A page was returned after which the pager must not continue.
    Last { cursor: Option<String>, error: Error },
    /// The pager has reported why it must not continue.
    Stopped,
    /// There are no more pages.
    Finished,
}

impl<P, E> Pages<P, E> {
    pub(crate) fn new(call: Call, paging: &'static Paging, decode: Decode<P, E>) -> Self {
        Self { pager: Pager::new(call, paging), decode, state: State::BeforePage }
    }

    /// Returns the next page, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Fails if a page cannot be fetched; the next call fetches it again. Also fails if a cursor
    /// repeats or the page limit is reached; the next call then returns `None`.
    pub async fn try_next(&mut self) -> Result<Option<P>, OpError<E>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Returns the position of the stream: the last page returned, until the next is requested.
    pub fn checkpoint(&self) -> Checkpoint {
        let (cursor, finished) = match &self.state {
            State::BeforePage | State::Stopped => (self.pager.cursor().cloned(), false),
            State::Yielded { cursor, .. } | State::Last { cursor, .. } => (cursor.clone(), false),
            State::Finished => (None, true),
        };
        Checkpoint { cursor, done: 0, finished }
    }

    /// Resumes at a checkpoint, starting with its page.
    pub fn resume_from(mut self, checkpoint: Checkpoint) -> Self {
        self.state = if checkpoint.finished { State::Finished } else { State::BeforePage };
        self.pager.jump(checkpoint.cursor);
        self
    }

    /// Releases the last page returned. Returns `Some` if there is nothing to fetch after it.
    fn step(&mut self) -> Option<Result<(), OpError<E>>> {
        match std::mem::replace(&mut self.state, State::Stopped) {
            State::BeforePage | State::Yielded { last: false, .. } => {
                self.state = State::BeforePage;
                None
            }
            State::Yielded { last: true, .. } | State::Finished => {
                self.state = State::Finished;
                Some(Ok(()))
            }
            State::Last { error, .. } => Some(Err(error.into())),
            State::Stopped => Some(Ok(())),
        }
    }
}

impl<P, E> Stream for Pages<P, E> {
    type Item = Result<P, OpError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        match this.step() {
            Some(Ok(())) => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => {}
        }
        let raw = match ready!(this.pager.poll_page(cx)) {
            Ok(raw) => raw,
            Err(error) => return Poll::Ready(Some(Err(typed(error, this.decode.err)))),
        };
        let page = match (this.decode.ok)(&raw) {
            Ok(page) => page,
            Err(error) => return Poll::Ready(Some(Err(this.pager.undecodable(raw, error).into()))),
        };
        let cursor = this.pager.cursor().cloned();
        this.state = match this.pager.advance(&raw) {
            Ok(more) => State::Yielded { cursor, last: !more },
            Err(error) => State::Last { cursor, error },
        };
        Poll::Ready(Some(Ok(page)))
    }
}

impl<P, E> fmt::Debug for Pages<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("pager", &self.pager).finish_non_exhaustive()
    }
}
