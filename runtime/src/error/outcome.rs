//! The effect of a failed call on the server.

/// The effect of a failed call on the server, as far as it is known.
///
/// The order is by how much may have happened. Over several attempts the highest outcome counts: a
/// payment whose first attempt timed out is still `Unknown` when the second is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// No complete request reached the server: nothing was sent, or the request body failed before
    /// its end.
    NotSent,
    /// The server reported that it did not perform the request, or a look-up confirmed that it did not.
    Rejected,
    /// The request may or may not have taken effect.
    Unknown,
    /// The request took effect: the server responded with a success that could not be read, or with
    /// 303 See Other to a write, or a look-up confirmed it.
    Applied,
}

impl Outcome {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "nothing was sent",
            Self::Rejected => "the server rejected the request",
            Self::Unknown => "whether the request took effect is unknown",
            Self::Applied => "the request took effect",
        }
    }
}
