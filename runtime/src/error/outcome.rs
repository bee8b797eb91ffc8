//! What is known of a failed call's effect on the server.

/// What a failed call did to the server, as far as can be known.
///
/// Ordered by how much may have happened: over several attempts the highest holds, so that a
/// payment whose first attempt timed out is still `Unknown` when the second is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// No byte of the request reached the server.
    NotSent,
    /// The server answered that it did not do it.
    Rejected,
    /// It may or may not have been done.
    Unknown,
    /// The server answered with a success, and only reading that answer failed; or it answered a
    /// write with 303 See Other, which is not followed.
    Applied,
}

impl Outcome {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "nothing was sent",
            Self::Rejected => "the server rejected it",
            Self::Unknown => "whether it took effect is unknown",
            Self::Applied => "it took effect",
        }
    }
}
