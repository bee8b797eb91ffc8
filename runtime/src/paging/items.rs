//! `Items`: a stream of the items on all pages.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;

use super::{Checkpoint, Pages, Paging};
use crate::call::Call;
use crate::decode::Decode;
use crate::error::OpError;

/// A stream of the items on all pages. A page is fetched when its first item is requested.
///
/// After an error the stream stays at the failed page, and the next poll fetches it again. Only a
/// repeated cursor and the page limit end the stream.
#[must_use = "nothing is sent until it is polled"]
pub struct Items<I, E = Infallible> {
    pages: Pages<Vec<I>, E>,
    /// The current page.
    page: Option<vec::IntoIter<I>>,
    /// How many of its items are done.
    done: usize,
    /// Whether an item was returned that is not done.
    out: bool,
    /// How many items to skip on the first page after resuming.
    skip: usize,
}

impl<I, E> Items<I, E> {
    pub(crate) fn new(call: Call, paging: &'static Paging, decode: Decode<Vec<I>, E>) -> Self {
        let pages = Pages::new(call, paging, decode);
        Self { pages, page: None, done: 0, out: false, skip: 0 }
    }

    /// Returns the next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Fails if a page cannot be fetched; the next call fetches it again. Also fails if a cursor
    /// repeats or the page limit is reached; the next call then returns `None`.
    pub async fn try_next(&mut self) -> Result<Option<I>, OpError<E>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Returns the position of the stream: the last item returned, until the next is requested.
    pub fn checkpoint(&self) -> Checkpoint {
        let done = if self.page.is_some() { self.done } else { self.skip };
        Checkpoint { done, ..self.pages.checkpoint() }
    }

    /// Resumes at a checkpoint, starting with the item at its position.
    pub fn resume_from(mut self, checkpoint: Checkpoint) -> Self {
        self.skip = checkpoint.done;
        self.page = None;
        self.done = 0;
        self.out = false;
        self.pages = self.pages.resume_from(checkpoint);
        self
    }

    fn next_on_page(&mut self) -> Option<I> {
        let item = self.page.as_mut()?.next();
        match item {
            Some(_) => self.out = true,
            None => self.page = None,
        }
        item
    }

    fn start_page(&mut self, items: Vec<I>) {
        let skip = std::mem::take(&mut self.skip);
        self.done = skip.min(items.len());
        let mut items = items.into_iter();
        items.by_ref().take(skip).for_each(drop);
        self.page = Some(items);
    }
}

/// Items are returned by value and never pinned.
impl<I, E> Unpin for Items<I, E> {}

impl<I, E> Stream for Items<I, E> {
    type Item = Result<I, OpError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if std::mem::take(&mut this.out) {
            this.done += 1;
        }
        loop {
            if let Some(item) = this.next_on_page() {
                return Poll::Ready(Some(Ok(item)));
            }
            match Pin::new(&mut this.pages).poll_next(cx) {
                Poll::Ready(Some(Ok(items))) => this.start_page(items),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<I, E> fmt::Debug for Items<I, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}
