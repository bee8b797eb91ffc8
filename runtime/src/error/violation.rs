//! `Violation`: a value that violates a constraint of the document.

use std::fmt;

use crate::check::RequestPart;

/// A location in a request that violates a constraint of the document. It never shows the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    part: RequestPart,
    pointer: String,
    keyword: &'static str,
    what: String,
    in_name: bool,
}

impl Violation {
    pub(crate) fn new(
        part: RequestPart,
        pointer: String,
        keyword: &'static str,
        what: String,
    ) -> Self {
        Self { part, pointer, keyword, what, in_name: false }
    }

    /// Marks the name of the property as the offender, not its value.
    pub(crate) fn in_name(&mut self) {
        self.in_name = true;
    }

    pub(crate) fn is_in(&self, part: RequestPart) -> bool {
        match (self.part, part) {
            // A request has one body.
            (RequestPart::Body(_), RequestPart::Body(_)) => true,
            (own, other) => own == other,
        }
    }

    /// Returns the name of the parameter, or `None` for the body.
    pub fn parameter(&self) -> Option<&'static str> {
        match self.part {
            RequestPart::Path(name)
            | RequestPart::Query(name)
            | RequestPart::Header(name)
            | RequestPart::Cookie(name) => Some(name),
            RequestPart::Body(_) => None,
        }
    }

    /// Returns the location within the parameter or body, as a JSON Pointer (RFC 6901). It is empty
    /// for the whole value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the violated keyword of JSON Schema, such as `maxLength`.
    pub fn keyword(&self) -> &'static str {
        self.keyword
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.in_name {
            f.write_str("the name of ")?;
        }
        if !self.pointer.is_empty() {
            write!(f, "`{}` of ", self.pointer)?;
        }
        match self.part {
            RequestPart::Path(name) => write!(f, "path parameter `{name}`")?,
            RequestPart::Query(name) => write!(f, "query parameter `{name}`")?,
            RequestPart::Header(name) => write!(f, "header parameter `{name}`")?,
            RequestPart::Cookie(name) => write!(f, "cookie parameter `{name}`")?,
            RequestPart::Body(_) => f.write_str("the body")?,
        }
        write!(f, " {} ({})", self.what, self.keyword)
    }
}
