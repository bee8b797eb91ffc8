//! `Unknown`: what types do not know of the values that they were read from.
//!
//! The reader counts while it reads. A union counts for each type that it tries, and only the chosen one's count remains. The
//! sum of a response travels from its decoder to its call in a thread-local variable, because decoding is synchronous and its
//! signature is that of any type. Names in a text may be secret, so that only names of the document are kept.

use std::cell::Cell;

use super::skipped::Reason;
use crate::wire::ObjectTable;

/// Numbers of properties that no type declares and of values that no type lists, with the place of the first of each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unknown {
    properties: u32,
    values: u32,
    property_of: Option<&'static ObjectTable>,
    /// The type, and the index of the property with the value.
    value_of: Option<(&'static ObjectTable, u32)>,
}

impl Unknown {
    /// Whether everything is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.properties == 0 && self.values == 0
    }

    /// Returns how many properties no type declares.
    pub(crate) fn properties(&self) -> u32 {
        self.properties
    }

    /// Returns how many values no enum and no union lists.
    pub(crate) fn values(&self) -> u32 {
        self.values
    }

    /// Returns the name of a type that does not declare a property. A type that only serde reads has no name here.
    pub(crate) fn property_of(&self) -> Option<&'static str> {
        self.property_of.map(ObjectTable::type_name)
    }

    /// Returns the type and the property that has the first value.
    pub(crate) fn value_of(&self) -> Option<(&'static str, Option<&'static str>)> {
        let (table, index) = self.value_of?;
        Some((table.type_name(), table.names.get(index as usize).copied()))
    }

    #[cold]
    pub(super) fn count(&mut self, reason: Reason) {
        let count = match reason {
            Reason::Undeclared => &mut self.properties,
            Reason::UnknownValue | Reason::UnknownVariant => &mut self.values,
            Reason::OtherFormat => return,
        };
        *count = count.saturating_add(1);
    }

    /// Sets the place of what was counted, where it has none.
    pub(super) fn locate(&mut self, table: &'static ObjectTable, index: Option<usize>) {
        // A property that the type declares is read by another type.
        if self.properties > 0 && index.is_none() {
            self.property_of.get_or_insert(table);
        }
        if self.values > 0 {
            let index = index.and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX);
            self.value_of.get_or_insert((table, index));
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.properties = self.properties.saturating_add(other.properties);
        self.values = self.values.saturating_add(other.values);
        self.property_of = self.property_of.or(other.property_of);
        self.value_of = self.value_of.or(other.value_of);
    }
}

thread_local! {
    /// What was read on this thread since the last [`count_unknown`] began.
    static COUNTED: Cell<Unknown> = const { Cell::new(NONE) };
}

const NONE: Unknown = Unknown { properties: 0, values: 0, property_of: None, value_of: None };

/// Adds what a whole text has, after it was read.
pub(super) fn keep(unknown: &Unknown) {
    if !unknown.is_empty() {
        let mut sum = COUNTED.get();
        sum.add(unknown);
        COUNTED.set(sum);
    }
}

/// Calls a decoder, and returns what its types do not know, if that is wanted. A count that another decoder has left is
/// forgotten.
#[inline]
pub(crate) fn count_unknown<T>(is_wanted: bool, decode: impl FnOnce() -> T) -> (T, Unknown) {
    if !is_wanted {
        return (decode(), NONE);
    }
    COUNTED.set(NONE);
    let value = decode();
    (value, COUNTED.replace(NONE))
}
