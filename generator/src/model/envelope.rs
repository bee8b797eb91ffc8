//! Envelopes: where the body of a success says whether it is one.

use std::fmt;

use super::paging::PropertyPath;
use crate::source::Span;

/// Where JSON bodies say how a request went, in an API that answers with a success whatever happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The status.
    pub status: PropertyPath,
    /// A message for people.
    pub message: Option<PropertyPath>,
    /// What stands at the status after a success, as text; empty: an HTTP status in the 200s.
    pub success: Vec<String>,
    /// Whether it holds for every operation, and not only for those whose answers describe it.
    pub everywhere: bool,
    /// Where it is declared, in the document or in `renkei.yaml`.
    pub span: Span,
}

/// What an operation, or the path that it stands under, says about the envelope of its answers.
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
