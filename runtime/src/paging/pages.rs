//! `Pages`: a stream of whole pages.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::pager::{Pager, ToJson};
use super::{Checkpoint, Paging};
use crate::call::{Call, typed};
use crate::decode::{Decode, Decoding, Job, RawResponse, Received, job};
use crate::error::{Error, OpError};
use crate::hooks::StoreReporter;

/// A stream of pages.
///
/// After an error the stream stays at the failed page, and the next poll fetches it again. Only an
/// [`ErrorKind::Paging`](crate::ErrorKind::Paging) ends the stream, because there is no next page to
/// fetch.
#[must_use = "nothing is sent until it is polled"]
pub struct Pages<P, E = Infallible> {
    pager: Pager,
    decode: Decode<P, E>,
    decoding: Decoding,
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
    /// The checkpoint to resume from is of another request.
    Mismatched(Error),
    /// The pager has reported why it must not continue.
    Stopped,
    /// There are no more pages.
    Finished,
}

impl<P, E> Pages<P, E> {
    pub(crate) fn new(
        call: Call,
        paging: &'static Paging,
        decode: Decode<P, E>,
        to_json: Option<ToJson>,
    ) -> Self {
        let pager = Pager::new(call, paging, to_json);
        Self { pager, decode, decoding: Decoding::default(), state: State::BeforePage }
    }

    /// Returns the next page, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Fails if a page cannot be fetched; the next call fetches it again. Also fails if the list
    /// cannot go on ([`PagingError`](crate::PagingError)); the next call then returns `None`.
    pub async fn try_next(&mut self) -> Result<Option<P>, OpError<E>>
    where
        P: Send + 'static,
    {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Returns the position of the stream: the last page returned, until the next is requested.
    pub fn checkpoint(&self) -> Checkpoint {
        let (cursor, finished) = match &self.state {
            State::BeforePage | State::Stopped | State::Mismatched(_) => {
                (self.pager.cursor(), false)
            }
            State::Yielded { cursor, .. } | State::Last { cursor, .. } => (cursor.as_ref(), false),
            State::Finished => (None, true),
        };
        Checkpoint { finished, ..self.pager.checkpoint(cursor) }
    }

    /// Resumes at a checkpoint, starting with its page.
    ///
    /// A checkpoint of another operation, or of one with other parameters or another body, fails when
    /// the next page is requested.
    pub fn resume_from(mut self, checkpoint: Checkpoint) -> Self {
        let finished = checkpoint.finished;
        self.decoding = Decoding::default();
        self.state = match self.pager.resume(checkpoint) {
            Ok(()) if finished => State::Finished,
            Ok(()) => State::BeforePage,
            Err(error) => State::Mismatched(error),
        };
        self
    }

    /// Returns what reports the events of a store to the observers of the client.
    pub(super) fn store_reporter(&self) -> StoreReporter {
        self.pager.store_reporter()
    }

    /// Returns the hash of each item on a page.
    pub(super) fn item_hashes(&self, page: &RawResponse) -> Vec<u64> {
        self.pager.item_hashes(page)
    }

    /// Returns how many items a page says that there are.
    pub(super) fn total(&self, page: &RawResponse) -> Option<u64> {
        self.pager.total(page)
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
            State::Last { error, .. } | State::Mismatched(error) => Some(Err(error.into())),
            State::Stopped => Some(Ok(())),
        }
    }
}

impl<P: Send + 'static, E> Pages<P, E> {
    /// Returns the next page, decoded and as JSON.
    pub(super) fn poll_raw(&mut self, cx: &mut Context<'_>) -> PolledPage<P, E> {
        match self.step() {
            Some(Ok(())) => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => {}
        }
        let decode = self.decode.ok;
        let Self { pager, decoding, .. } = self;
        let received = poll_received(pager, decoding, cx, &|it| job(it, decode));
        let (raw, result) = match ready!(received) {
            Ok(received) => received.decode(decode),
            Err(error) => return Poll::Ready(Some(Err(typed(error, self.decode.err)))),
        };
        let page = match result {
            Ok(page) => page,
            Err(error) => return Poll::Ready(Some(Err(self.pager.undecodable(raw, error).into()))),
        };
        let cursor = self.pager.cursor().cloned();
        let json = match self.pager.as_json(&raw) {
            Ok(json) => json.into_owned(),
            Err(error) => return Poll::Ready(Some(Err(self.pager.undecodable(raw, error).into()))),
        };
        self.state = match self.pager.advance(&json) {
            Ok(more) => State::Yielded { cursor, last: !more },
            Err(error) => State::Last { cursor, error },
        };
        Poll::Ready(Some(Ok((page, json))))
    }
}

/// The part that does not depend on the types.
fn poll_received(
    pager: &mut Pager,
    decoding: &mut Decoding,
    cx: &mut Context<'_>,
    job: &dyn Fn(RawResponse) -> Job,
) -> Poll<Result<Received, Error>> {
    decoding.poll(cx, |cx| pager.poll_page(cx), job)
}

/// A page, decoded and as JSON.
type PolledPage<P, E> = Poll<Option<Result<(P, RawResponse), OpError<E>>>>;

impl<P: Send + 'static, E> Stream for Pages<P, E> {
    type Item = Result<P, OpError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_raw(cx).map(|page| page.map(|page| page.map(|(page, _)| page)))
    }
}

impl<P, E> fmt::Debug for Pages<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("pager", &self.pager).finish_non_exhaustive()
    }
}
