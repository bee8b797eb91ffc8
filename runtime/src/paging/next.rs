//! How the next page is asked for, as generated code states it once for each operation.

/// A place in a JSON body: the names of properties from its root; none for the root itself.
pub(super) type Path = &'static [&'static str];

/// How the pages of an operation follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// The array of the items.
    pub items: Path,
    /// How the page after one is asked for.
    pub next: Next,
}

/// How the page after one is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// With a cursor that the answer gives; there is none on the last page.
    Cursor {
        /// Where it goes.
        to: Target,
        /// Where it stands in the answer.
        from: Path,
        /// A flag that is false on the last page, whatever the cursor says.
        more: Option<Path>,
    },
    /// With something of the last item, mostly its id.
    LastItem {
        /// Where it goes.
        to: Target,
        /// Where it stands in an item.
        id: Path,
        /// A flag that is true where there is a page after this one.
        more: Path,
    },
    /// With the number of the page.
    Page {
        /// Where it goes.
        to: Target,
        /// The number of the first page.
        first: u64,
        /// Where the answer says when to stop.
        end: End,
    },
    /// With the number of the items before it.
    Offset {
        /// Where it goes.
        to: Target,
        /// The offset of the first item.
        first: u64,
        /// Where the answer says when to stop.
        end: End,
    },
    /// At a URL that the answer gives.
    Url {
        /// Where it stands in the answer.
        from: Path,
    },
    /// At the URL of the `Link` header whose relation is `next` (RFC 8288 § 3).
    Link,
}

/// Where a cursor, a page number or an offset goes.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A query parameter.
    Query(&'static str),
    /// A property of the JSON body.
    Body(Path),
}

/// Where an answer says that it is the last. An answer that says nothing is followed by another
/// page, and the first one without items ends the list: a short page does not, because servers cut
/// pages to their own size and filter what is on them.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// The number of pages.
    pub pages: Option<Path>,
    /// The number of items on all pages.
    pub total: Option<Path>,
    /// A flag that is false on the last page.
    pub more: Option<Path>,
}
