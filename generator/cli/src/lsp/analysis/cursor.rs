//! What is written around a position of a text, which can be malformed because somebody is typing in it.
//!
//! Takes a text and an offset; returns the keys that contain it. It reads lines and their indentation, not the whole file.

use std::ops::Range;

use super::flow;

/// One step from the root to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The value of a key.
    Key(String),
    /// An item of a list.
    Item(usize),
}

impl Step {
    /// The token in a JSON pointer.
    pub(crate) fn token(&self) -> String {
        match self {
            Self::Key(key) => key.clone(),
            Self::Item(index) => index.to_string(),
        }
    }
}

/// What is expected at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A key; in an empty list, an item.
    Key,
    /// The value of a key, or an item of a list.
    Value {
        /// The key. An item has none.
        key: Option<String>,
    },
}

/// A member next to the position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its key.
    pub(crate) key: String,
    /// Its value on the same line, without quotes.
    pub(crate) value: String,
}

/// A position in the structure of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The way from the root to the collection that contains the position.
    pub(crate) path: Vec<Step>,
    /// What is expected there.
    pub(crate) slot: Slot,
    /// The word at the position, with quotes.
    pub(crate) token: Range<usize>,
    /// The members of the collection.
    pub(crate) members: Vec<Member>,
    /// Whether the collection is written with brackets.
    pub(crate) is_flow: bool,
}

impl Cursor {
    /// Finds the cursor at an offset. Returns `None` in comments and in texts of several lines.
    pub(crate) fn find(text: &str, offset: usize) -> Option<Self> {
        let start = text.find(|it: char| !it.is_whitespace()).unwrap_or(0);
        if text.get(start..)?.starts_with(['{', '[']) {
            return flow::cursor(text.get(start..)?, offset.checked_sub(start)?)
                .map(|it| it.moved(start));
        }
        super::block::cursor(text, offset)
    }

    /// The cursor in a text with `by` more bytes before it.
    pub(super) fn moved(self, by: usize) -> Self {
        let token = self.token.start + by..self.token.end + by;
        Self { token, ..self }
    }

    /// Whether the collection has a member.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.iter().any(|it| it.key == key)
    }

    /// The value of a member on the same line.
    pub(crate) fn value_of(&self, key: &str) -> Option<&str> {
        self.members.iter().find(|it| it.key == key).map(|it| it.value.as_str())
    }

    #[cfg(test)]
    pub(super) fn shown(&self, text: &str) -> String {
        let path: Vec<String> = self.path.iter().map(Step::token).collect();
        let slot = match &self.slot {
            Slot::Key => "key".to_owned(),
            Slot::Value { key } => format!("{}=", key.as_deref().unwrap_or("")),
        };
        let members = self.members.iter().map(|it| format!("{}={}", it.key, it.value));
        let members = members.collect::<Vec<_>>().join(",");
        format!("{} {slot} `{}` [{members}]", path.join("."), &text[self.token.clone()])
    }
}
