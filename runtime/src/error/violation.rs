//! A value that breaks what the document says of it.

use std::fmt;

use crate::check::RequestPart;

/// A place in a request where a constraint of the document is broken. It never shows the value.
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

    /// Says that it is the name of the property there, and not its value.
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

    /// The name of the parameter; `None` for the body.
    pub fn parameter(&self) -> Option<&'static str> {
        match self.part {
            RequestPart::Path(name)
            | RequestPart::Query(name)
            | RequestPart::Header(name)
            | RequestPart::Cookie(name) => Some(name),
            RequestPart::Body(_) => None,
        }
    }

    /// Where in the parameter or body it is, as a JSON Pointer (RFC 6901): empty for the whole of it.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The keyword of JSON Schema that is broken, such as `maxLength`.
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
