//! The part of a pager that is not generic over the pages: fetches a page, moves to the next one and
//! detects repeated cursors.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::task::{Context, Poll};

use super::checkpoint::{Checkpoint, VERSION};
use super::cursor::{self, NextCursor};
use super::link_header;
use super::next::{End, Next, Paging, Path};
use crate::call::{Call, Running};
use crate::decode::{DecodeError, RawResponse, find};
use crate::error::{Error, ErrorKind, Outcome, PagingError};
use crate::hooks::StoreReporter;
use crate::json;
use crate::stable_hash::StableHash;

/// Converts a page to JSON text.
pub type ToJson = fn(&RawResponse) -> Result<String, DecodeError>;

/// How many equal pages in a row are fetched if each says that there are more.
const MAX_EQUAL_PAGES: u32 = 100;

/// Fetches pages one after another. After an error it stays at its page, and the next poll tries
/// again.
pub(super) struct Pager {
    call: Call,
    paging: &'static Paging,
    /// Converts a page to JSON, if it is not.
    to_json: Option<ToJson>,
    /// The cursor of the next page: a string of the server's, a number or a URL.
    cursor: Option<String>,
    running: Option<Running>,
    /// The cursors of all pages so far, to detect repetition. The caller may have set the first.
    /// Cursors are short, and the page limit bounds the set.
    seen: HashSet<String>,
    /// The hashes of each cursor with the items before it. Some servers repeat a cursor and say that
    /// there are more pages; then the items must differ.
    seen_pages: HashSet<u64>,
    pages: usize,
    /// The number of items since the first page; unknown if the pager started in the middle.
    counted: Option<u64>,
    /// The hash of the previous page, if pages are only counted: a server that ignores the
    /// parameter would return the first page for ever.
    before: Option<u64>,
    /// How many pages in a row were equal to the one before.
    equal: u32,
}

impl Pager {
    pub(super) fn new(call: Call, paging: &'static Paging, to_json: Option<ToJson>) -> Self {
        let mut pager = Self {
            call,
            paging,
            to_json,
            cursor: None,
            running: None,
            seen: HashSet::new(),
            seen_pages: HashSet::new(),
            pages: 0,
            counted: None,
            before: None,
            equal: 0,
        };
        pager.jump(None);
        pager
    }

    /// Returns what reports the events of a store to the observers of the client.
    pub(super) fn store_reporter(&self) -> StoreReporter {
        StoreReporter::new(self.call.core().hooks().observers())
    }

    pub(super) fn cursor(&self) -> Option<&String> {
        self.cursor.as_ref()
    }

    /// Returns a checkpoint at the page of a cursor.
    pub(super) fn checkpoint(&self, cursor: Option<&String>) -> Checkpoint {
        let cursor = cursor.map(|it| match self.paging.next.target() {
            Some(_) => it.clone(),
            None => self.call.url_without_secrets(it),
        });
        Checkpoint {
            version: VERSION,
            operation: self.call.operation().id.to_owned(),
            request: self.request_hash(),
            cursor,
            item: None,
            finished: false,
        }
    }

    /// Moves to the page of a checkpoint.
    ///
    /// # Errors
    ///
    /// The checkpoint must be of the same operation with the same parameters and body.
    pub(super) fn resume(&mut self, checkpoint: Checkpoint) -> Result<(), Error> {
        let own = self.call.operation().id;
        let is_start = checkpoint == Checkpoint::default();
        let is_own = checkpoint.version == VERSION && checkpoint.operation == own;
        if !is_start && (!is_own || checkpoint.request != self.request_hash()) {
            let operation = checkpoint.operation;
            let error = ErrorKind::Paging(PagingError::OtherCheckpoint { operation });
            return Err(Error::new(error).of(own).with_outcome(Outcome::NotSent));
        }
        let is_url = self.paging.next.target().is_none();
        let whole = |url: String| if is_url { self.call.url_with_secrets(url) } else { url };
        let cursor = checkpoint.cursor.map(whole);
        self.jump(cursor);
        Ok(())
    }

    /// Returns the hash of the request without its cursor.
    fn request_hash(&self) -> String {
        let mut hash = StableHash::NEW;
        self.call.each_part(self.paging.next.target(), &mut |part| hash = hash.add(part));
        hash.text()
    }

    /// Moves to a page by its cursor and resets the state.
    fn jump(&mut self, cursor: Option<String>) {
        self.running = None;
        self.before = None;
        self.equal = 0;
        // Without a cursor it moves to the first page, for which the caller may have set a cursor.
        let at = cursor.clone().or_else(|| self.initial_cursor());
        self.counted = at.is_none().then_some(0);
        self.seen = at.into_iter().collect();
        self.seen_pages.clear();
        self.cursor = cursor;
        self.pages = 0;
    }

    fn initial_cursor(&self) -> Option<String> {
        self.call.current_cursor(self.paging.next.target()?)
    }

    /// Returns the call for the current page.
    fn page_call(&self) -> Call {
        let mut call = self.call.page_copy();
        if let Some(cursor) = &self.cursor {
            match self.paging.next.target() {
                Some(target) => call.set_cursor(target, cursor),
                None => call.set_url(cursor),
            }
            // The caller's key belongs to the caller's request. With another cursor the server
            // would reject it, or return the first page again.
            call.clear_idempotency_key();
        } else if let Next::Page { to, first, .. } = self.paging.next {
            // Some servers only page if a page is requested, and otherwise return everything.
            if call.current_cursor(to).is_none() {
                call.set_cursor(to, &first.to_string());
            }
        }
        call
    }

    /// Fetches the current page.
    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Result<RawResponse, Error>> {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.page_call().run(),
        };
        let polled = running.as_mut().poll(cx);
        if polled.is_pending() {
            self.running = Some(running);
        }
        polled
    }

    /// Returns the JSON of the list on a page. A page without its list has an empty one.
    fn list<'p>(&self, page: &'p RawResponse) -> &'p [u8] {
        json::text_at(page.json_text(), self.paging.items).unwrap_or_default()
    }

    /// Returns a page as JSON, in which paths lead to its items and its cursor.
    pub(super) fn as_json<'p>(
        &self,
        page: &'p RawResponse,
    ) -> Result<Cow<'p, RawResponse>, DecodeError> {
        match self.to_json {
            None => Ok(Cow::Borrowed(page)),
            Some(to_json) => Ok(Cow::Owned(page.clone().with_body(to_json(page)?.into()))),
        }
    }

    /// Returns the hash of each item on a page: of its id, or of the whole item.
    pub(super) fn item_hashes(&self, page: &RawResponse) -> Vec<u64> {
        let id = self.paging.next.item_id();
        let identity = |item| match json::text_at(item, id) {
            Some(id) if id != b"null" => id,
            _ => item,
        };
        // What is no list has no items.
        let items = json::elements(self.list(page)).unwrap_or_default();
        items.into_iter().map(|item| StableHash::NEW.add(identity(item)).value()).collect()
    }

    /// Returns how many items a page says that there are.
    pub(super) fn total(&self, page: &RawResponse) -> Option<u64> {
        let (Next::Page { end, .. } | Next::Offset { end, .. }) = self.paging.next else {
            return None;
        };
        find(page.json_text(), end.total?, &[]).count()
    }

    /// Moves to the page after the one just fetched. Returns `false` after the last page.
    ///
    /// After an error, the page that it moved to must not be fetched.
    pub(super) fn advance(&mut self, page: &RawResponse) -> Result<bool, Error> {
        let next = self.next(page).map_err(|error| self.stopped(error))?;
        let Some(next) = next else { return Ok(false) };
        self.pages += 1;
        self.cursor = Some(next.cursor.clone());
        if self.is_repeated(&next, page) {
            let cursor = match self.paging.next.target() {
                Some(_) => next.cursor,
                None => without_query(&next.cursor),
            };
            return Err(self.stopped(PagingError::CursorRepeated { cursor }));
        }
        let limit = self.call.core().settings().max_pages;
        if self.pages >= limit {
            return Err(self.stopped(PagingError::TooManyPages { limit }));
        }
        Ok(true)
    }

    /// Whether paging would never end: the cursor was seen before, unless the response says that
    /// there are more pages and its items differ from those before.
    fn is_repeated(&mut self, next: &NextCursor, page: &RawResponse) -> bool {
        let is_new = self.seen.insert(next.cursor.clone());
        if !next.has_more {
            return !is_new;
        }
        let page = StableHash::NEW.add(next.cursor.as_bytes()).add(self.list(page)).value();
        !self.seen_pages.insert(page) && !is_new
    }

    /// Returns the cursor of the page after this one.
    fn next(&mut self, page: &RawResponse) -> Result<Option<NextCursor>, PagingError> {
        let body = page.json_text();
        match self.paging.next {
            Next::Cursor { to, from, more } => {
                cursor::named(cursor::flag(body, more), find(body, from, &[]), to)
            }
            Next::HeaderCursor { to, header, more } => {
                cursor::in_header(cursor::flag(body, more), page.headers(), header, to)
            }
            Next::LastItem { to, id, more } => {
                cursor::of_last_item(body, self.paging.items, id, more, to)
            }
            Next::Page { first, end, .. } => self.counted(body, first, &end, |_| 1),
            Next::Offset { first, end, .. } => self.counted(body, first, &end, |items| items),
            Next::Url { from } => self.absolute(cursor::reference(find(body, from, &[]))?),
            Next::Link => self.absolute(link_header::next(page.headers())),
        }
    }

    /// Returns the number of the next page or offset, where the client counts.
    fn counted(
        &mut self,
        body: &[u8],
        first: u64,
        end: &End,
        step: fn(u64) -> u64,
    ) -> Result<Option<NextCursor>, PagingError> {
        let more = cursor::flag(body, end.more);
        let count = cursor::count(&find(body, self.paging.items, &[]), more)?;
        self.counted = self.counted.map(|before| before.saturating_add(count));
        if count == 0 {
            return Ok(None);
        }
        let here = self.cursor.clone().or_else(|| self.initial_cursor());
        let here = here.and_then(|cursor| cursor.parse().ok()).unwrap_or(first);
        self.check_progress(body, more, here)?;
        let next = here.saturating_add(step(count));
        let passed = next.saturating_sub(first);
        let items = match self.paging.next {
            Next::Offset { .. } => Some(passed),
            _ => self.counted,
        };
        let number = |path: Option<Path>| path.and_then(|path| find(body, path, &[]).count());
        let is_last = more.map_or_else(
            || {
                number(end.pages).is_some_and(|pages| passed >= pages)
                    || number(end.total).is_some_and(|total| items.is_some_and(|it| it >= total))
            },
            |more| !more,
        );
        let cursor = next.to_string();
        Ok((!is_last).then_some(NextCursor { cursor, has_more: more == Some(true) }))
    }

    /// Fails if the page equals the one before, unless it says that there are more.
    fn check_progress(
        &mut self,
        body: &[u8],
        more: Option<bool>,
        here: u64,
    ) -> Result<(), PagingError> {
        let hash = Some(StableHash::NEW.add(body).value());
        let is_equal = std::mem::replace(&mut self.before, hash) == hash;
        self.equal = if is_equal { self.equal + 1 } else { 0 };
        if is_equal && (more != Some(true) || self.equal >= MAX_EQUAL_PAGES) {
            return Err(PagingError::PageRepeated { cursor: here.to_string() });
        }
        Ok(())
    }

    /// Resolves a reference to the next page. The URL must have the same origin, so that no
    /// credential reaches another server (RFC 3986 § 5, RFC 9110 § 4.3.1).
    fn absolute(&self, reference: Option<String>) -> Result<Option<NextCursor>, PagingError> {
        let Some(reference) = reference else { return Ok(None) };
        match self.page_call().resolved(&reference) {
            Some(cursor) => Ok(Some(NextCursor { cursor, has_more: false })),
            None => Err(PagingError::ForeignUrl { url: without_query(&reference) }),
        }
    }

    pub(super) fn undecodable(&self, raw: RawResponse, error: DecodeError) -> Error {
        crate::call::undecodable(self.call.operation(), raw, error)
    }

    fn stopped(&self, error: PagingError) -> Error {
        Error::new(ErrorKind::Paging(error))
            .of(self.call.operation().id)
            .with_outcome(Outcome::Applied)
    }
}

/// Returns a URL without its query and user information, which may contain secrets.
fn without_query(url: &str) -> String {
    let url = url.split_once(['?', '#']).map_or(url, |(url, _)| url);
    match url.split_once("//") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            format!("{scheme}//{host}{path}")
        }
        None => url.to_owned(),
    }
}

impl fmt::Debug for Pager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager")
            .field("call", &self.call)
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
