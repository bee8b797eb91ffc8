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
/// An error leaves it at the page that failed, and the next poll tries that page again; only a
/// circle of cursors and the cap on pages end it.
#[must_use = "nothing is sent until it is polled"]
pub struct Pages<P, E = Infallible> {
    pager: Pager,
    decode: Decode<P, E>,
    state: State,
}

/// Where the stream stands.
enum State {
    /// The pager stands at a page that has not been handed out.
    BeforePage,
    /// A page was handed out, and the pager already stands at the one after; kept is the cursor of
    /// the former.
    Yielded { cursor: Option<String>, last: bool },
    /// A page was handed out after which the pager must not go on.
    Last { cursor: Option<String>, error: Error },
    /// The pager has said why it must not go on.
    Stopped,
    /// There is nothing more.
    Finished,
}

impl<P, E> Pages<P, E> {
    pub(crate) fn new(call: Call, paging: &'static Paging, decode: Decode<P, E>) -> Self {
        Self { pager: Pager::new(call, paging), decode, state: State::BeforePage }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    ///
    /// When a page cannot be had (the next call tries it again), and when the cursors go round in a
    /// circle or the cap on pages is reached (the next call gives `None`).
    pub async fn try_next(&mut self) -> Result<Option<P>, OpError<E>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Where the stream stands: at the page handed out last, until the next is asked for.
    pub fn checkpoint(&self) -> Checkpoint {
        let (cursor, finished) = match &self.state {
            State::BeforePage | State::Stopped => (self.pager.cursor().cloned(), false),
            State::Yielded { cursor, .. } | State::Last { cursor, .. } => (cursor.clone(), false),
            State::Finished => (None, true),
        };
        Checkpoint { cursor, done: 0, finished }
    }

    /// Goes on from a checkpoint, with the page it stands at.
    pub fn resume_from(mut self, checkpoint: Checkpoint) -> Self {
        self.state = if checkpoint.finished { State::Finished } else { State::BeforePage };
        self.pager.jump(checkpoint.cursor);
        self
    }

    /// Lets go of the page handed out last; `Some` when there is nothing to fetch after it.
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
