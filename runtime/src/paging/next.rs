//! The static description of paging in generated code.

/// A path in a JSON body: property names from the root; empty for the root itself.
pub(super) type Path = &'static [&'static str];

/// How the pages of an operation follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// The array of items.
    pub items: Path,
    /// How the next page is requested.
    pub next: Next,
}

/// How the next page is requested.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// With a cursor from the response. The last page has none.
    Cursor {
        /// Where the cursor is sent.
        to: Target,
        /// The path of the cursor in the response.
        from: Path,
        /// A flag that is false on the last page, whatever the cursor is.
        more: Option<Path>,
    },
    /// With a cursor from a header of the response. The last page has none, or an empty one.
    HeaderCursor {
        /// Where the cursor is sent: a parameter.
        to: Target,
        /// The name of the header.
        header: &'static str,
        /// A flag in the body that is false on the last page, whatever the cursor is.
        more: Option<Path>,
    },
    /// With a value of the last item, usually its id.
    LastItem {
        /// Where the value is sent.
        to: Target,
        /// The path of the value in an item.
        id: Path,
        /// A flag that is true if there is a next page.
        more: Path,
    },
    /// With the number of the page.
    Page {
        /// Where the number is sent.
        to: Target,
        /// The number of the first page.
        first: u64,
        /// How the response marks the last page.
        end: End,
    },
    /// With the number of preceding items.
    Offset {
        /// Where the offset is sent.
        to: Target,
        /// The offset of the first item.
        first: u64,
        /// How the response marks the last page.
        end: End,
    },
    /// At a URL from the response.
    Url {
        /// The path of the URL in the response.
        from: Path,
    },
    /// At the URL of the `Link` header whose relation is `next` (RFC 8288 § 3).
    Link,
}

/// Where a cursor, page number or offset is sent.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A query parameter.
    Query(&'static str),
    /// A header.
    Header(&'static str),
    /// A property of the JSON body.
    Body(Path),
}

/// How a response marks the last page.
///
/// A response without a mark is followed by another page, and the first page without items ends the
/// list. A short page does not, because servers limit pages to their own size and filter them.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// The number of pages.
    pub pages: Option<Path>,
    /// The number of items on all pages.
    pub total: Option<Path>,
    /// A flag that is false on the last page.
    pub more: Option<Path>,
}

impl Next {
    /// Returns where the cursor is sent; `None` if the next page is a URL.
    pub(super) fn target(&self) -> Option<Target> {
        match self {
            Self::Cursor { to, .. }
            | Self::HeaderCursor { to, .. }
            | Self::LastItem { to, .. }
            | Self::Page { to, .. }
            | Self::Offset { to, .. } => Some(*to),
            Self::Url { .. } | Self::Link => None,
        }
    }

    /// Returns the path of the id in an item.
    pub(super) fn item_id(&self) -> Path {
        match self {
            Self::LastItem { id, .. } => id,
            _ => &["id"],
        }
    }
}
