//! What a reader remembers while it reads unions.
//!
//! Takes positions; returns the choices and the ends of the values there. It must not know how a union chooses.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use super::skipped::{Reason, SkipList, Skipped};
use super::unknown::Unknown;
use crate::wire::ObjectTable;

/// The length from which the end of a list or an object is remembered. Shorter ones are read again.
const MIN_LENGTH: usize = 128;

/// The length from which the choice of a union is remembered. Few unions nest in a shorter value.
const MIN_CHOICE_LENGTH: usize = 16;

/// The depth to which ends are remembered. No value below is read by a type.
const MAX_DEPTH: usize = 128;

/// How many bytes the items of lists and maps may have that are read only to be compared.
const MAX_COMPARED_BYTES: usize = 1024 * 1024;

/// The capacity of a map that is kept for the next union.
const KEPT_CAPACITY: usize = 1024;

/// The state that a reader keeps for its unions.
#[derive(Debug, Default)]
pub(super) struct UnionState {
    /// The unions that are being read around the position, and where.
    around: Vec<(usize, &'static str)>,
    /// What unions have chosen.
    choices: HashMap<ChoiceKey, Choice, PositionHash>,
    /// The ends of skipped lists and objects by their starts, and the number of values in each.
    ends: HashMap<usize, (usize, usize), PositionHash>,
    /// What the type that is being tried skips. Without it, values are built to be used.
    pub(super) skipped: Option<SkipList>,
    /// Whether a part of the value that is being tried is a placeholder.
    pub(super) has_placeholder: bool,
    /// The bytes of the items that have been read to be compared.
    compared_bytes: usize,
    /// The number of unions around the position that have chosen and are being built.
    pub(super) building: usize,
    /// How many bytes have been read again.
    pub(super) again: usize,
    /// What the types do not know of the values that are used.
    pub(super) unknown: Unknown,
    /// Whether something was counted whose place is not known yet.
    pub(super) has_unlocated: bool,
}

/// What a union has chosen for a value.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The index of the type; `None` if no type matches.
    pub(super) index: Option<usize>,
    /// The position at which the reader stopped.
    pub(super) end: usize,
    /// What the type skips.
    pub(super) skipped: SkipList,
}

#[derive(Debug, PartialEq, Eq)]
struct ChoiceKey {
    position: usize,
    union: &'static str,
}

/// Few unions are read at one position, so the position is enough.
impl Hash for ChoiceKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.position);
    }
}

impl UnionState {
    /// Whether the values that are read are only compared, and not used.
    pub(super) fn is_comparing(&self) -> bool {
        self.skipped.is_some()
    }

    /// Whether a list or a map keeps an item of this size. Values that are only compared have a limit, beyond which their items
    /// are dropped: the chosen type reads the value again.
    pub(super) fn keeps(&mut self, bytes: usize) -> bool {
        if !self.is_comparing() {
            return true;
        }
        self.compared_bytes = self.compared_bytes.saturating_add(bytes);
        let is_kept = self.compared_bytes <= MAX_COMPARED_BYTES;
        self.has_placeholder |= !is_kept;
        is_kept
    }

    /// Records a skipped value.
    pub(super) fn note(&mut self, value: Skipped) {
        self.has_unlocated = true;
        match &mut self.skipped {
            Some(skipped) => skipped.push(value),
            None => self.unknown.count(value.reason),
        }
    }

    /// Records a value that is not known, and that is used in any case.
    pub(super) fn count(&mut self, reason: Reason) {
        self.has_unlocated = true;
        self.unknown.count(reason);
    }

    /// Sets the place of what was counted last: a type, and the index of a property that it declares.
    #[cold]
    pub(super) fn locate(&mut self, table: &'static ObjectTable, index: Option<usize>) {
        self.has_unlocated = false;
        match &mut self.skipped {
            Some(skipped) => skipped.unknown.locate(table, index),
            None => self.unknown.locate(table, index),
        }
    }

    /// Records that a union is being read.
    pub(super) fn enter(&mut self, position: usize, union: &'static str) {
        self.around.push((position, union));
    }

    /// Whether a union is being read at this position.
    pub(super) fn is_inside(&self, position: usize, union: &str) -> bool {
        let mut same_position = self.around.iter().rev().take_while(|(at, _)| *at == position);
        same_position.any(|(_, open)| *open == union)
    }

    /// Records that the innermost union has been read, and forgets what no other union needs.
    pub(super) fn leave(&mut self) {
        self.around.pop();
        if !self.is_comparing() {
            self.compared_bytes = 0;
            if self.building == 0 {
                forget(&mut self.choices);
            }
        }
        if self.around.is_empty() {
            forget(&mut self.ends);
        }
    }

    /// Returns the choice of a union that is read again.
    pub(super) fn choice(&self, position: usize, union: &'static str) -> Option<Choice> {
        let choice = self.choices.get(&ChoiceKey { position, union })?;
        let is_complete = match &self.skipped {
            Some(outer) => choice.skipped.has_items() || !outer.has_items(),
            None => true,
        };
        is_complete.then(|| choice.clone())
    }

    /// Remembers the choice of a union.
    pub(super) fn choose(&mut self, position: usize, union: &'static str, choice: Choice) {
        // A mismatch is remembered wherever the reader stopped.
        if choice.index.is_none() || choice.end - position >= MIN_CHOICE_LENGTH {
            self.choices.insert(ChoiceKey { position, union }, choice);
        }
    }

    /// Returns the end of a list or an object that was skipped before, and the number of values.
    pub(super) fn end(&self, start: usize) -> Option<(usize, usize)> {
        if self.ends.is_empty() { None } else { self.ends.get(&start).copied() }
    }

    /// Remembers the end of a list or an object.
    pub(super) fn remember_end(&mut self, start: usize, end: usize, values: usize, depth: usize) {
        if !self.around.is_empty() && end - start >= MIN_LENGTH && depth <= MAX_DEPTH {
            self.ends.insert(start, (end, values));
        }
    }
}

/// Clearing a large map takes time, even if it has few entries.
fn forget<K, V>(map: &mut HashMap<K, V, PositionHash>) {
    if map.capacity() > KEPT_CAPACITY {
        *map = HashMap::default();
    } else if !map.is_empty() {
        map.clear();
    }
}

type PositionHash = BuildHasherDefault<PositionHasher>;

/// Hashes a position. The positions are those of one text, so an attacker gains nothing from
/// collisions of the multiplication.
#[derive(Debug, Default)]
struct PositionHasher(u64);

impl Hasher for PositionHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, position: usize) {
        let mixed = (self.0 ^ position as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compared_items_have_a_limit() {
        let mut unions = UnionState::default();
        unions.enter(0, "Pet");
        assert!(unions.keeps(usize::MAX), "a value that is used has no limit");
        unions.skipped = Some(SkipList::default());
        assert!(unions.keeps(MAX_COMPARED_BYTES));
        assert!(!unions.has_placeholder);
        assert!(!unions.keeps(1));
        assert!(unions.has_placeholder, "the chosen type reads the value again");
        unions.skipped = None;
        unions.leave();
        unions.skipped = Some(SkipList::default());
        assert!(unions.keeps(1), "the next union has the whole limit");
    }
}
