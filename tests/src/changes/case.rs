//! A case of the tests: one change of a document, and what it means in both directions.

/// A change of a document.
#[derive(Debug)]
pub struct Case {
    /// The text, which is there once, and what replaces it.
    pub change: (&'static str, &'static str),
    /// The ids of the changes on the wire, sorted.
    pub forward: &'static [&'static str],
    /// The same where the earlier version is the later one.
    pub backward: &'static [&'static str],
    /// Whether programs that use the client may fail to compile, in both directions.
    pub breaks_rust: (bool, bool),
}

pub(super) const fn case(
    change: (&'static str, &'static str),
    forward: &'static [&'static str],
    backward: &'static [&'static str],
    breaks_rust: (bool, bool),
) -> Case {
    Case { change, forward, backward, breaks_rust }
}
