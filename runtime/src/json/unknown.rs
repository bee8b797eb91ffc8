//! `Unknown`: what types do not know of the values that they were read from.
//!
//! The reader counts while it reads. A union counts for each type that it tries, and only the chosen one's count remains. The
//! sum of a response travels from its decoder to its call in a thread-local variable, because decoding is synchronous and its
//! signature is that of any type. Names in a text may be secret, so that only names of the document are kept.

use std::cell::Cell;

use super::skipped::Reason;
use crate::wire::ObjectTable;

/// What types do not know. Without anything it is a null pointer, because the state of a reader is moved often.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unknown(Option<Box<Counts>>);

/// Numbers of properties that no type declares and of values that no type lists, with the place of the first of each.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    properties: u32,
    values: u32,
    property_of: Option<&'static ObjectTable>,
    /// The type, and the index of the property with the value.
    value_of: Option<(&'static ObjectTable, u32)>,
}

impl Unknown {
    /// Whether everything is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns how many properties no type declares.
    pub(crate) fn properties(&self) -> u32 {
        self.0.as_ref().map_or(0, |it| it.properties)
    }

    /// Returns how many values no enum and no union lists.
    pub(crate) fn values(&self) -> u32 {
        self.0.as_ref().map_or(0, |it| it.values)
    }

    /// Returns the name of a type that does not declare a property. A type that only serde reads has no name here.
    pub(crate) fn property_of(&self) -> Option<&'static str> {
        self.0.as_ref()?.property_of.map(ObjectTable::type_name)
    }

    /// Returns the type and the property that has the first value.
    pub(crate) fn value_of(&self) -> Option<(&'static str, Option<&'static str>)> {
        let (table, index) = self.0.as_ref()?.value_of?;
        Some((table.type_name(), table.names.get(index as usize).copied()))
    }

    #[cold]
    pub(super) fn count(&mut self, reason: Reason) {
        if reason == Reason::OtherFormat {
            return;
        }
        let counts = self.0.get_or_insert_default();
        let count = match reason {
            Reason::Undeclared => &mut counts.properties,
            _ => &mut counts.values,
        };
        *count = count.saturating_add(1);
    }

    /// Sets the place of what was counted, where it has none.
    pub(super) fn locate(&mut self, table: &'static ObjectTable, index: Option<usize>) {
        let Some(counts) = &mut self.0 else { return };
        // A property that the type declares is read by another type.
        if counts.properties > 0 && index.is_none() {
            counts.property_of.get_or_insert(table);
        }
        if counts.values > 0 {
            let index = index.and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX);
            counts.value_of.get_or_insert((table, index));
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        let Some(other) = &other.0 else { return };
        let counts = self.0.get_or_insert_default();
        counts.properties = counts.properties.saturating_add(other.properties);
        counts.values = counts.values.saturating_add(other.values);
        counts.property_of = counts.property_of.or(other.property_of);
        counts.value_of = counts.value_of.or(other.value_of);
    }
}

thread_local! {
    /// What was read on this thread since the last count began; nothing if nobody counts.
    static COUNTED: Cell<Option<Unknown>> = const { Cell::new(None) };
}

/// Adds what a whole text has, after it was read.
pub(super) fn keep(unknown: &Unknown) {
    if unknown.is_empty() {
        return;
    }
    if let Some(mut sum) = COUNTED.take() {
        sum.add(unknown);
        COUNTED.set(Some(sum));
    }
}

/// Begins to count what is read on this thread. A count that another decoder has left is forgotten.
pub(crate) fn begin_count() {
    COUNTED.set(Some(Unknown::default()));
}

/// Ends the count, and returns it.
pub(crate) fn end_count() -> Unknown {
    COUNTED.take().unwrap_or_default()
}

/// Calls a decoder, and returns what its types do not know, if that is wanted.
#[inline]
pub(crate) fn count_unknown<T>(is_wanted: bool, decode: impl FnOnce() -> T) -> (T, Unknown) {
    if !is_wanted {
        return (decode(), Unknown::default());
    }
    begin_count();
    let value = decode();
    (value, end_count())
}
