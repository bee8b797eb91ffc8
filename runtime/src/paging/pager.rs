//! The part of a pager that is not generic over the pages: fetches a page, finds the next one and
//! detects repeated cursors.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::task::{Context, Poll};

use super::link_header;
use super::next::{End, Next, Paging, Path, Target};
use crate::call::{Call, Running};
use crate::decode::{DecodeError, PathValue, RawResponse, find};
use crate::error::{Error, ErrorKind, Outcome, PagingError};

/// Fetches pages one after another. After an error it stays at its page, and the next poll tries
/// again.
pub(super) struct Pager {
    call: Call,
    paging: &'static Paging,
    /// The cursor of the next page: a string of the server's, a number or a URL.
    cursor: Option<String>,
    running: Option<Running>,
    /// The cursors of all pages so far, to detect repetition. The caller may have set the first.
    /// Cursors are short, and the page limit bounds the set.
    seen: HashSet<String>,
    pages: usize,
    /// The number of items since the first page; unknown if the pager started in the middle.
    counted: Option<u64>,
    /// The hash of the previous page, if pages are only counted: a server that ignores the
    /// parameter would return the first page for ever.
    before: Option<u64>,
}

impl Pager {
    pub(super) fn new(call: Call, paging: &'static Paging) -> Self {
        let given = paging.next.target().and_then(|target| call.current_cursor(target));
        let counted = given.is_none().then_some(0);
        let seen = given.into_iter().collect();
        Self { call, paging, cursor: None, running: None, seen, pages: 0, counted, before: None }
    }

    pub(super) fn cursor(&self) -> Option<&String> {
        self.cursor.as_ref()
    }

    /// Moves to a page by its cursor and resets the state.
    pub(super) fn jump(&mut self, cursor: Option<String>) {
        self.running = None;
        self.before = None;
        // Without a cursor it moves to the first page, for which the caller may have set a cursor.
        let at = cursor.clone().or_else(|| self.initial_cursor());
        self.counted = at.is_none().then_some(0);
        self.seen = at.into_iter().collect();
        self.cursor = cursor;
        self.pages = 0;
    }

    fn initial_cursor(&self) -> Option<String> {
        self.call.current_cursor(self.paging.next.target()?)
    }

    /// Returns the call for the current page.
    fn page_call(&self) -> Call {
        let mut call = self.call.clone();
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

    /// Moves to the page after the one just fetched. Returns `false` after the last page.
    ///
    /// After an error, the page that it moved to must not be fetched.
    pub(super) fn advance(&mut self, page: &RawResponse) -> Result<bool, Error> {
        let next = self.next(page).map_err(|error| self.stopped(error))?;
        let Some(next) = next else { return Ok(false) };
        self.pages += 1;
        self.cursor = Some(next.clone());
        if !self.seen.insert(next.clone()) {
            return Err(self.stopped(PagingError::CursorRepeated { cursor: next }));
        }
        let limit = self.call.core().settings().max_pages;
        if self.pages >= limit {
            return Err(self.stopped(PagingError::TooManyPages { limit }));
        }
        Ok(true)
    }

    /// Returns the cursor of the page after this one.
    fn next(&mut self, page: &RawResponse) -> Result<Option<String>, PagingError> {
        let body = page.json_text();
        let at = |path: Path| find(body, path, &[]);
        let stops =
            |more: Option<Path>| more.is_some_and(|more| at(more) == PathValue::Bool(false));
        Ok(match self.paging.next {
            Next::Cursor { more, .. } if stops(more) => None,
            Next::Cursor { to, from, .. } => to.cursor(at(from)),
            Next::LastItem { to, id, more } => {
                match (at(more), find(body, self.paging.items, id)) {
                    (PathValue::Bool(true), PathValue::List { last, .. }) => to.cursor(*last),
                    _ => None,
                }
            }
            Next::Page { first, end, .. } => self.counted(page, first, &end, |_| 1)?,
            Next::Offset { first, end, .. } => self.counted(page, first, &end, |items| items)?,
            Next::Url { from } => self.absolute(at(from).cursor())?,
            Next::Link => self.absolute(link_header::next(page.headers()))?,
        })
    }

    /// Returns the number of the next page or offset, where the client counts.
    fn counted(
        &mut self,
        page: &RawResponse,
        first: u64,
        end: &End,
        step: fn(u64) -> u64,
    ) -> Result<Option<String>, PagingError> {
        let body = page.json_text();
        let PathValue::List { count, .. } = find(body, self.paging.items, &[]) else {
            return Ok(None);
        };
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let looks = Some(hasher.finish());
        let repeated = std::mem::replace(&mut self.before, looks) == looks;
        self.counted = self.counted.map(|before| before.saturating_add(count));
        if count == 0 {
            return Ok(None);
        }
        let here = self.cursor.clone().or_else(|| self.initial_cursor());
        let here = here.and_then(|cursor| cursor.parse().ok()).unwrap_or(first);
        if repeated {
            return Err(PagingError::PageRepeated { cursor: here.to_string() });
        }
        let next = here.saturating_add(step(count));
        let passed = next.saturating_sub(first);
        let items = match self.paging.next {
            Next::Offset { .. } => Some(passed),
            _ => self.counted,
        };
        let number = |path: Option<Path>| path.and_then(|path| find(body, path, &[]).count());
        let is_last = number(end.pages).is_some_and(|pages| passed >= pages)
            || number(end.total).is_some_and(|total| items.is_some_and(|it| it >= total))
            || end.more.is_some_and(|more| find(body, more, &[]) == PathValue::Bool(false));
        Ok((!is_last).then(|| next.to_string()))
    }

    /// Resolves a reference to the next page. The URL must have the same origin, so that no
    /// credential reaches another server (RFC 3986 § 5, RFC 9110 § 4.3.1).
    fn absolute(&self, reference: Option<String>) -> Result<Option<String>, PagingError> {
        let Some(reference) = reference else { return Ok(None) };
        match self.page_call().resolved(&reference) {
            Some(url) => Ok(Some(url)),
            None => {
                // A query may contain secrets.
                let url = reference
                    .split_once(['?', '#'])
                    .map_or(reference.as_str(), |(url, _)| url)
                    .to_owned();
                Err(PagingError::ForeignUrl { url })
            }
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

impl Next {
    fn target(&self) -> Option<Target> {
        match self {
            Self::Cursor { to, .. }
            | Self::LastItem { to, .. }
            | Self::Page { to, .. }
            | Self::Offset { to, .. } => Some(*to),
            Self::Url { .. } | Self::Link => None,
        }
    }
}

impl Target {
    fn cursor(self, found: PathValue) -> Option<String> {
        match self {
            Self::Query(_) => found.cursor(),
            Self::Body(_) => found.json_cursor(),
        }
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
