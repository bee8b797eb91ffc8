//! The table of an object's properties.
//!
//! It must not know types or formats.

use std::fmt;

use serde::de::Expected;

use crate::json::IN_PLACE;

/// The properties of an object, as columns of equal length.
#[derive(Debug)]
pub struct ObjectTable {
    /// The name of the type after the mark that requests the reader.
    pub name: &'static str,
    /// The names of the properties.
    pub names: &'static [&'static str],
    /// Whether each of them is there.
    pub presence: &'static [Presence],
}

/// When a property is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Required,
    /// Always when it is written, perhaps when it is read.
    Nullable,
    /// Unless its value is absent.
    Optional,
    /// The same, and never in a request.
    ReadOnly,
    /// Always, with one value and without a field.
    Constant,
}

/// The presence of a property by its keyword in a table.
#[allow(non_upper_case_globals, reason = "they are keywords of a table")]
pub mod presence {
    use super::Presence;

    /// `required`
    pub const required: Presence = Presence::Required;
    /// `nullable`
    pub const nullable: Presence = Presence::Nullable;
    /// `optional`
    pub const optional: Presence = Presence::Optional;
    /// `read_only`
    pub const read_only: Presence = Presence::ReadOnly;

    /// A property with this value.
    pub const fn of_constant<T: Copy>(_: T) -> Presence {
        Presence::Constant
    }
}

impl ObjectTable {
    /// Returns the name of the type.
    pub(crate) fn type_name(&self) -> &'static str {
        self.name.strip_prefix(IN_PLACE).unwrap_or(self.name)
    }

    /// Returns the names and presences of the properties.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'static str, Presence)> + '_ {
        self.names.iter().copied().zip(self.presence.iter().copied())
    }
}

impl Expected for ObjectTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", self.type_name())
    }
}

/// Returns the index of a name. The expected one is compared first, because most servers write properties in the order of
/// the document.
pub(crate) fn position(names: &[&str], name: &[u8], expected: usize) -> Option<usize> {
    if names.get(expected).is_some_and(|it| it.as_bytes() == name) {
        return Some(expected);
    }
    names.iter().position(|known| known.as_bytes() == name)
}

/// The properties that have been read, as bits.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    first: u64,
    others: Vec<u64>,
}

impl Seen {
    fn bits(&mut self, word: usize) -> Option<&mut u64> {
        match word.checked_sub(1) {
            None => Some(&mut self.first),
            Some(other) => {
                if self.others.len() <= other {
                    self.others.resize(other + 1, 0);
                }
                self.others.get_mut(other)
            }
        }
    }

    /// Adds a property. Fails with its name if it was there before.
    pub(crate) fn insert(
        &mut self,
        index: usize,
        table: &'static ObjectTable,
    ) -> Result<(), &'static str> {
        let (word, bit) = (index / 64, 1 << (index % 64));
        let Some(bits) = self.bits(word) else { return Ok(()) };
        let was_there = *bits & bit != 0;
        *bits |= bit;
        match table.names.get(index) {
            Some(name) if was_there => Err(name),
            _ => Ok(()),
        }
    }

    /// Fails with the name of the first required property that is missing.
    pub(crate) fn check_required(&self, table: &'static ObjectTable) -> Result<(), &'static str> {
        let words = std::iter::once(self.first).chain(self.others.iter().copied());
        let mut bits = words
            .chain(std::iter::repeat(0))
            .flat_map(|word| (0..64).map(move |bit| word & (1 << bit) != 0));
        let is_missing = |(_, presence): &(_, Presence)| {
            let is_there = bits.next() == Some(true);
            !is_there && matches!(presence, Presence::Required | Presence::Constant)
        };
        match table.properties().find(is_missing) {
            None => Ok(()),
            Some((name, _)) => Err(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_properties_is_checked() {
        const NAMES: [&str; 200] = ["name"; 200];
        const PRESENCE: [Presence; 200] = {
            let mut all = [Presence::Optional; 200];
            all[7] = Presence::Required;
            all[190] = Presence::Constant;
            all
        };
        static TABLE: ObjectTable = ObjectTable { name: "T", names: &NAMES, presence: &PRESENCE };
        let mut seen = Seen::default();
        assert!(seen.check_required(&TABLE).is_err());
        for index in [7, 190, 64, 63, 0] {
            assert_eq!(seen.insert(index, &TABLE), Ok(()));
            assert_eq!(seen.insert(index, &TABLE), Err("name"));
        }
        assert!(seen.check_required(&TABLE).is_ok());
    }
}
