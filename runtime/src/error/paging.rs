//! `PagingError`: why a pager cannot continue.

use std::fmt;

/// Why a pager cannot continue.
///
/// A list never ends silently with items left: a response that says that there are more pages, and
/// does not say where, is an error. `Display` and `Debug` show no cursor, which is a value of the
/// server's and may be a secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingError {
    /// The server returned a cursor that it had returned before, so paging would never end. If the
    /// response says that there are more pages, its items were the same too.
    CursorRepeated {
        /// The cursor; a URL without its query.
        cursor: String,
    },
    /// Two pages in a row are equal where pages are counted by the client, and the second does not
    /// say that there are more: the server ignores the parameter, or returns its last page for ever.
    PageRepeated {
        /// The number or offset of the second page.
        cursor: String,
    },
    /// The response says that there are more pages, but has no cursor: it is missing, null or empty,
    /// or the last item has no id.
    MissingCursor,
    /// The cursor is an object, a list or `true`, where a string or a number is expected.
    InvalidCursor,
    /// The cursor in a header is not visible ASCII, or the header has several values; or the cursor is sent in a header, and
    /// is not visible ASCII.
    InvalidHeader {
        /// The name of the header.
        name: &'static str,
    },
    /// The response says that there are more pages, but its list is empty.
    EmptyPage,
    /// The response says that there are more pages, but has no list; or its list is another value.
    MissingList,
    /// The URL of the next page is invalid, or has another origin, which must not receive
    /// credentials.
    ForeignUrl {
        /// The URL without its query and user information.
        url: String,
    },
    /// There are more pages than the limit.
    TooManyPages {
        /// The limit.
        limit: usize,
    },
    /// The checkpoint is of another operation, of other parameters or another body, or of another
    /// version.
    OtherCheckpoint {
        /// The operation's id in the checkpoint.
        operation: String,
    },
}

impl fmt::Display for PagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CursorRepeated { .. } => {
                f.write_str("the server repeated a cursor, so the pages would never end")
            }
            Self::PageRepeated { cursor } => {
                write!(
                    f,
                    "the page {cursor} equals the page before it, so the pages would never end"
                )
            }
            Self::MissingCursor => {
                f.write_str("the response says that there are more pages, but has no cursor")
            }
            Self::InvalidCursor => f.write_str("the cursor is neither a string nor a number"),
            Self::InvalidHeader { name } => {
                write!(f, "the cursor of the header `{name}` is not one value of visible ASCII")
            }
            Self::EmptyPage => f.write_str("the page is empty, but says that there are more pages"),
            Self::MissingList => f.write_str("the page has no list of items"),
            Self::ForeignUrl { url } => {
                write!(f, "the next page {url:?} has another origin and is not followed")
            }
            Self::TooManyPages { limit } => write!(f, "more than {limit} pages"),
            Self::OtherCheckpoint { .. } => {
                f.write_str("the checkpoint is of another operation, request or version")
            }
        }
    }
}

impl fmt::Debug for PagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CursorRepeated { .. } => f.write_str("CursorRepeated"),
            Self::PageRepeated { .. } => f.write_str("PageRepeated"),
            Self::MissingCursor => f.write_str("MissingCursor"),
            Self::InvalidCursor => f.write_str("InvalidCursor"),
            Self::InvalidHeader { name } => {
                f.debug_struct("InvalidHeader").field("name", name).finish()
            }
            Self::EmptyPage => f.write_str("EmptyPage"),
            Self::MissingList => f.write_str("MissingList"),
            Self::ForeignUrl { url } => f.debug_struct("ForeignUrl").field("url", url).finish(),
            Self::TooManyPages { limit } => {
                f.debug_struct("TooManyPages").field("limit", limit).finish()
            }
            Self::OtherCheckpoint { operation } => {
                f.debug_struct("OtherCheckpoint").field("operation", operation).finish()
            }
        }
    }
}
