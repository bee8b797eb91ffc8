//! Values for schemas: always the same for the same schema and pass.
//!
//! Takes JSON Schema 2020-12; returns a value that is meant to be valid. Whether it is, a validator says.

mod make;
mod number;
mod requirements;
mod text;

use serde_json::Value;

pub(super) use make::Maker;

/// A value, and the most members that a union on the way to it had.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) value: Value,
    pub(super) arity: usize,
}

/// How a value is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    /// Whether optional members are there.
    pub(super) full: bool,
    /// Which members of unions and enums are taken.
    pub(super) turn: usize,
    /// Whether what may be null is null.
    pub(super) nulls: bool,
    pub(super) letters: Letters,
    /// Whether every list has an item: an empty one leaves no trace in a query.
    pub(super) filled: bool,
    /// Changed where a value turns out not to be valid.
    seed: u64,
}

/// Which characters a string may have, by where it is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// Everything.
    All,
    /// What the delimiters of no style look like.
    Undelimited,
    /// What a header can hold without being encoded, and no comma.
    Header,
}

impl Pass {
    pub(super) const fn new(full: bool, turn: usize) -> Self {
        Self { full, turn, nulls: false, letters: Letters::All, filled: false, seed: 0 }
    }

    pub(super) const fn with_nulls(mut self) -> Self {
        self.nulls = true;
        self
    }

    /// For what is not JSON on its way: nothing is null, and nothing is empty.
    pub(super) const fn as_text(mut self, letters: Letters) -> Self {
        self.letters = letters;
        self.filled = true;
        self.nulls = false;
        self
    }

    /// Another one, where this one did not lead to a valid value.
    pub(super) fn attempt(mut self, attempt: usize) -> Self {
        self.seed = attempt as u64;
        self.turn += attempt;
        self.full ^= attempt % 3 == 2;
        self.nulls &= attempt == 0;
        self
    }
}
