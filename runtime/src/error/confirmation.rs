//! `Confirmation`: what a look-up said about a write whose response is lost.

/// What a look-up said about a write whose response is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Confirmation {
    /// The write took effect. The outcome is [`Outcome::Applied`](crate::Outcome::Applied).
    Applied,
    /// The write did not take effect, as the last look-up and an earlier one said. The outcome is
    /// [`Outcome::Rejected`](crate::Outcome::Rejected).
    NotApplied,
    /// The look-ups failed, or said nothing certain. The outcome is [`Outcome::Unknown`](crate::Outcome::Unknown).
    Inconclusive,
}

impl Confirmation {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "a look-up confirmed that the request took effect",
            Self::NotApplied => "a look-up confirmed that the request did not take effect",
            Self::Inconclusive => {
                "whether the request took effect is unknown, also after a look-up"
            }
        }
    }
}
