//! `Items`: a stream of the items on all pages.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;

use super::checkpoint::LastItem;
use super::{Checkpoint, Pages, Paging, ToJson};
use crate::call::Call;
use crate::decode::{Decode, RawResponse};
use crate::error::OpError;
use crate::hooks::StoreReporter;

/// A stream of the items on all pages. A page is fetched when its first item is requested.
///
/// After an error the stream stays at the failed page, and the next poll fetches it again. Only an
/// [`ErrorKind::Paging`](crate::ErrorKind::Paging) ends the stream, because there is no next page to
/// fetch.
#[must_use = "nothing is sent until it is polled"]
pub struct Items<I, E = Infallible> {
    pages: Pages<Vec<I>, E>,
    /// The current page.
    page: Option<vec::IntoIter<I>>,
    /// The hashes of its items.
    hashes: Vec<u64>,
    /// How many of its items are done.
    done: usize,
    /// Whether an item was returned that is not done.
    out: bool,
    /// The last item that is done on the first page after resuming.
    skip: Option<LastItem>,
    /// How many pages were begun.
    begun: u64,
    /// How many items the server states that there are, on the last page that does.
    total: Option<u64>,
}

impl<I, E> Items<I, E> {
    pub(crate) fn new(
        call: Call,
        paging: &'static Paging,
        decode: Decode<Vec<I>, E>,
        to_json: Option<ToJson>,
    ) -> Self {
        let pages = Pages::new(call, paging, decode, to_json);
        Self {
            pages,
            page: None,
            hashes: Vec::new(),
            done: 0,
            out: false,
            skip: None,
            begun: 0,
            total: None,
        }
    }

    /// Returns the next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Fails if a page cannot be fetched; the next call fetches it again. Also fails if the list
    /// cannot go on ([`PagingError`](crate::PagingError)); the next call then returns `None`.
    pub async fn try_next(&mut self) -> Result<Option<I>, OpError<E>>
    where
        I: Send + 'static,
    {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Returns the position of the stream: the last item returned, until the next is requested.
    pub fn checkpoint(&self) -> Checkpoint {
        let item = match self.page {
            Some(_) => LastItem::before(self.done, &self.hashes),
            None => self.skip.clone(),
        };
        Checkpoint { item, ..self.pages.checkpoint() }
    }

    /// Resumes at a checkpoint, starting with the item at its position. If the item before it is no
    /// longer on the page, the page is returned from its start.
    ///
    /// A checkpoint of another operation, or of one with other parameters or another body, fails when
    /// the next item is requested.
    pub fn resume_from(mut self, checkpoint: Checkpoint) -> Self {
        self.skip = checkpoint.item.clone();
        self.page = None;
        self.done = 0;
        self.out = false;
        self.pages = self.pages.resume_from(checkpoint);
        self
    }

    /// Returns what reports the events of a store to the observers of the client.
    pub(super) fn store_reporter(&self) -> StoreReporter {
        self.pages.store_reporter()
    }

    /// Whether all items of the page were returned.
    pub(super) fn is_at_end_of_page(&self) -> bool {
        self.page.as_ref().is_some_and(|left| left.len() == 0)
    }

    pub(super) fn pages_begun(&self) -> u64 {
        self.begun
    }

    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }

    /// Returns the hash of the item that was returned last.
    pub(super) fn current_hash(&self) -> Option<u64> {
        self.hashes.get(self.done).copied().filter(|_| self.out)
    }

    /// Notes that the item that was returned last is done.
    pub(super) fn finish_current(&mut self) {
        if std::mem::take(&mut self.out) {
            self.done += 1;
        }
    }

    fn next_on_page(&mut self) -> Option<I> {
        let item = self.page.as_mut()?.next();
        match item {
            Some(_) => self.out = true,
            None => self.page = None,
        }
        item
    }

    fn start_page(&mut self, items: Vec<I>, page: &RawResponse) {
        self.hashes = self.pages.item_hashes(page);
        self.begun += 1;
        self.total = self.pages.total(page).or(self.total);
        // Without a hash for each item, no position on the page is certain.
        if self.hashes.len() != items.len() {
            self.hashes.clear();
        }
        self.done = self.skip.take().map_or(0, |item| item.position_after(&self.hashes));
        let mut items = items.into_iter();
        items.by_ref().take(self.done).for_each(drop);
        self.page = Some(items);
    }
}

/// Items are returned by value and never pinned.
impl<I, E> Unpin for Items<I, E> {}

impl<I: Send + 'static, E> Stream for Items<I, E> {
    type Item = Result<I, OpError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        this.finish_current();
        loop {
            if let Some(item) = this.next_on_page() {
                return Poll::Ready(Some(Ok(item)));
            }
            match this.pages.poll_raw(cx) {
                Poll::Ready(Some(Ok((items, page)))) => this.start_page(items, &page),
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
