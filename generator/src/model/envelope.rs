//! Envelopes: where the body of a success says whether it is one.

use std::fmt;

use super::paging::PropertyPath;
use crate::text::Span;

/// Properties of JSON bodies that show failures, in an API whose HTTP status is always a success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The status.
    pub status: PropertyPath,
    /// A message for people.
    pub message: Option<PropertyPath>,
    /// The values of the status after a success, as text; empty for an HTTP status in the 200s.
    pub success: Vec<String>,
    /// Whether it applies to every operation, and not only to those whose responses describe it.
    pub everywhere: bool,
    /// Where it is declared, in the document or in `renkei.yaml`.
    pub span: Span,
}

/// The envelope of an operation or of its path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EnvelopeUse {
    /// Nothing: that of the whole API holds, if there is one.
    #[default]
    Inherited,
    /// There is none here.
    Off,
    /// This one.
    Own(Envelope),
}

impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if let Some(message) = &self.message {
            write!(f, ", message {message}")?;
        }
        if !self.success.is_empty() {
            write!(f, ", success {}", self.success.join(" or "))?;
        }
        if self.everywhere { f.write_str(", everywhere") } else { Ok(()) }
    }
}
