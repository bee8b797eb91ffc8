//! The part of a pager that does not depend on what is on the pages: fetching, and watching for
//! circles.

use std::collections::HashSet;
use std::fmt;
use std::task::{Context, Poll, ready};

use crate::call::{Call, Running};
use crate::decode::{DecodeError, RawResponse};
use crate::error::{Error, ErrorKind, Outcome, PagingError};

/// Fetches pages one after another. After an error it stands where it was, and the next poll tries
/// again.
pub(super) struct Pager {
    call: Call,
    cursor_param: &'static str,
    /// The cursor of the page to be fetched next.
    cursor: Option<String>,
    running: Option<Running>,
    /// The cursors of all pages so far, to notice a circle; the caller may have set the first. A cursor is short, and the cap on pages
    /// bounds the set.
    seen: HashSet<String>,
    pages: usize,
}

impl Pager {
    pub(super) fn new(call: Call, cursor_param: &'static str) -> Self {
        let seen = call.query_value(cursor_param).into_iter().collect();
        Self { call, cursor_param, cursor: None, running: None, seen, pages: 0 }
    }

    pub(super) fn cursor(&self) -> Option<&String> {
        self.cursor.as_ref()
    }

    /// Goes to a page by its cursor, forgetting all before.
    pub(super) fn jump(&mut self, cursor: Option<String>) {
        self.running = None;
        // Without a cursor it is at its first page again, which the caller may have given one.
        let at = cursor.clone().or_else(|| self.call.query_value(self.cursor_param));
        self.seen = at.into_iter().collect();
        self.cursor = cursor;
        self.pages = 0;
    }

    /// Fetches the page it stands at.
    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Result<RawResponse, Error>> {
        let running = match &mut self.running {
            Some(running) => running,
            None => {
                let mut call = self.call.clone();
                if let Some(cursor) = &self.cursor {
                    call.query(self.cursor_param, cursor);
                    // The caller's key belongs to the request as the caller made it: with another
                    // cursor it would be refused, or answered with the first page again.
                    call.drop_key();
                }
                self.running.insert(call.run())
            }
        };
        let result = ready!(running.as_mut().poll(cx));
        self.running = None;
        Poll::Ready(result)
    }

    /// Moves to the page after the one just fetched; `false` when that was the last.
    ///
    /// An error says that the page it has moved to is not to be fetched.
    pub(super) fn advance(&mut self, next: Option<String>) -> Result<bool, Error> {
        let Some(next) = next.filter(|cursor| !cursor.is_empty()) else { return Ok(false) };
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

    pub(super) fn undecodable(&self, raw: RawResponse, error: DecodeError) -> Error {
        crate::call::undecodable(self.call.operation(), raw, error)
    }

    fn stopped(&self, error: PagingError) -> Error {
        Error::new(ErrorKind::Paging(error))
            .of(self.call.operation().id)
            .with_outcome(Outcome::Applied)
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
