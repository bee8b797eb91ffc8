//! JSONPath (RFC 9535): selects nodes of a tree by a query.
//!
//! Takes a query as text and a [`Node`]; returns the selected nodes with their locations. It must not know OpenAPI.

mod comparison;
mod filter;
mod location;
mod parse;
mod query;
mod regexp;
mod select;

#[cfg(test)]
mod tests;

use self::parse::Names;
use crate::source::Node;

pub use location::{Location, Step};
pub(crate) use regexp::Regexp;
pub use select::Selected;

/// A JSONPath query.
///
/// Source: RFC 9535. Regular expressions of `match` and `search` are I-Regexp (RFC 9485).
#[derive(Debug)]
pub struct JsonPath {
    query: query::Query,
}

/// The reason why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPath {
    /// Offset in bytes from the start of the text.
    pub offset: usize,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
}

/// A query selects more nodes than [`JsonPath::select`] collects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyNodes;

impl JsonPath {
    /// Parses a query.
    ///
    /// # Errors
    ///
    /// Fails if the text is not well-formed, or not well-typed (RFC 9535 section 2.4.3).
    pub fn parse(text: &str) -> Result<Self, InvalidPath> {
        Ok(Self { query: parse::query(text, Names::Standard)? })
    }

    /// Parses a query in which names after a dot may have hyphens, as in `$.info.x-audience`. RFC 9535 requires quotes,
    /// but examples of the Overlay Specification and many tools do not.
    ///
    /// # Errors
    ///
    /// Fails like [`JsonPath::parse`].
    pub fn parse_with_hyphens(text: &str) -> Result<Self, InvalidPath> {
        Ok(Self { query: parse::query(text, Names::WithHyphens)? })
    }

    /// Selects nodes below `root`, in the order of RFC 9535. A node can occur more than once.
    ///
    /// # Errors
    ///
    /// Fails if the query visits more than [`select::MAX_NODES`] nodes.
    pub fn select<'a>(&self, root: Node<'a>) -> Result<Vec<Selected<'a>>, TooManyNodes> {
        select::select(&self.query, root)
    }
}
