//! How all pages of a list are requested.

use std::fmt;

use super::schema::WireName;
use crate::text::JsonPointer;

/// Names of properties from the root of a JSON value; none for the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PropertyPath(pub Vec<WireName>);

impl PropertyPath {
    /// From a JSON pointer (RFC 6901), or from the name of one property.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if !text.starts_with('/') {
            return (!text.is_empty()).then(|| Self(vec![WireName(text.to_owned())]));
        }
        JsonPointer::parse(text).as_ref().map(Self::from)
    }
}

impl From<&JsonPointer> for PropertyPath {
    fn from(pointer: &JsonPointer) -> Self {
        Self(pointer.tokens().map(|it| WireName(it.into_owned())).collect())
    }
}

impl fmt::Display for PropertyPath {
    /// As a JSON pointer (RFC 6901).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|name| {
            write!(f, "/{}", name.as_str().replace('~', "~0").replace('/', "~1"))
        })
    }
}

/// How all pages of a list are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The array of items in the response; empty if the response is the array.
    pub items: PropertyPath,
    /// How the next page is requested.
    pub next: NextPage,
    /// How it is known.
    pub basis: PagingBasis,
}

/// How it is known that an operation is paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagingBasis {
    /// The document declares it under this key.
    Extension(&'static str),
    /// It is detected from parameters and response.
    Detected,
}

/// How the page after one is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// With a cursor of the response.
    Cursor {
        /// The target of the cursor.
        to: PageTarget,
        /// The cursor in the response; if it is missing or null, the list ends.
        from: PropertyPath,
        /// A flag that is false on the last page.
        more: Option<PropertyPath>,
    },
    /// With a cursor of a header of the response.
    HeaderCursor {
        /// The target of the cursor: a parameter.
        to: PageTarget,
        /// The header; if it is missing or empty, the list ends.
        header: WireName,
        /// A flag that is false on the last page.
        more: Option<PropertyPath>,
    },
    /// With a property of the last item.
    LastItem {
        /// Where it goes.
        to: PageTarget,
        /// Its path in an item.
        id: PropertyPath,
        /// A flag that is true where there is another page.
        more: PropertyPath,
    },
    /// With the number of the page.
    Page {
        /// Where it goes.
        to: PageTarget,
        /// The number of the first page.
        first: u64,
        /// What ends the list.
        end: PageEnd,
    },
    /// With the number of the items before it.
    Offset {
        /// Where it goes.
        to: PageTarget,
        /// The offset of the first item.
        first: u64,
        /// What ends the list.
        end: PageEnd,
    },
    /// At a URL of the response.
    Url {
        /// Its path; if it is missing or null, the list ends.
        from: PropertyPath,
    },
    /// At the `next` of the `Link` header (RFC 8288).
    Link,
}

/// Where a cursor, a page number or an offset goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageTarget {
    /// A query parameter.
    Query(WireName),
    /// A header parameter.
    Header(WireName),
    /// A property of the request's JSON body.
    Body(PropertyPath),
}

/// Properties of a response that show the end of the list, in addition to an empty page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageEnd {
    /// The number of pages.
    pub pages: Option<PropertyPath>,
    /// The number of items on all pages.
    pub total: Option<PropertyPath>,
    /// A flag that is false on the last page.
    pub more: Option<PropertyPath>,
}

impl PageEnd {
    /// Whether the response shows when to stop.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.pages.is_some() || self.total.is_some() || self.more.is_some()
    }
}

impl NextPage {
    /// The word for the style.
    #[must_use]
    pub fn style(&self) -> &'static str {
        match self {
            Self::Cursor { .. } | Self::HeaderCursor { .. } => "cursor",
            Self::LastItem { .. } => "last-item",
            Self::Page { .. } => "page",
            Self::Offset { .. } => "offset",
            Self::Url { .. } => "url",
            Self::Link => "link",
        }
    }

    /// Where a cursor or number goes; none where a whole URL is given.
    #[must_use]
    pub fn target(&self) -> Option<&PageTarget> {
        match self {
            Self::Cursor { to, .. }
            | Self::HeaderCursor { to, .. }
            | Self::LastItem { to, .. }
            | Self::Page { to, .. }
            | Self::Offset { to, .. } => Some(to),
            Self::Url { .. } | Self::Link => None,
        }
    }
}

impl fmt::Display for PageTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(name) => write!(f, "the parameter `{name}`"),
            Self::Header(name) => write!(f, "the header `{name}`"),
            Self::Body(path) => write!(f, "`{path}` of the body"),
        }
    }
}

impl fmt::Display for NextPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cursor { to, from, more } => {
                write!(f, "cursor `{from}` of the response goes into {to}")?;
                end(f, "while", more.as_ref())
            }
            Self::HeaderCursor { to, header, more } => {
                write!(f, "the header `{header}` of the response goes into {to}")?;
                end(f, "while", more.as_ref())
            }
            Self::LastItem { to, id, more } => {
                write!(f, "`{id}` of the last item goes into {to} while `{more}`")
            }
            Self::Page { to, first, end } => {
                write!(f, "{to} counts pages from {first}{end}")
            }
            Self::Offset { to, first, end } => {
                write!(f, "{to} counts items from {first}{end}")
            }
            Self::Url { from } => write!(f, "`{from}` of the response is the URL of the next page"),
            Self::Link => f.write_str("the `Link` header has the URL of the next page"),
        }
    }
}

impl fmt::Display for PageEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        end(f, "to the number of pages", self.pages.as_ref())?;
        end(f, "to the number of items", self.total.as_ref())?;
        end(f, "while", self.more.as_ref())
    }
}

fn end(f: &mut fmt::Formatter<'_>, words: &str, path: Option<&PropertyPath>) -> fmt::Result {
    path.map_or(Ok(()), |path| write!(f, " {words} `{path}`"))
}

impl fmt::Display for Paging {
    /// What a person wants to know: style, how it goes on, and where the items are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; ", self.next.style(), self.next)?;
        match self.items.0.is_empty() {
            true => f.write_str("the response is the list"),
            false => write!(f, "the items are `{}`", self.items),
        }
    }
}
