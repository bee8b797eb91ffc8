//! The parts of a text that a type does not read.
//!
//! They are whole values in text order. Two of them are nested or disjoint. A list does not copy what
//! the unions inside it skip, because unions nest.

use std::rc::Rc;

use super::unknown::Unknown;

/// A skipped value: its position in the text, and the number of values in it, including itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Skipped {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) values: usize,
    pub(super) reason: Reason,
}

/// Why a type does not read a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reason {
    /// The type does not declare the property.
    Undeclared,
    /// The type does not list the value, and keeps it: an unknown value of an enum, for example.
    UnknownValue,
    /// The value is not of the type's format, and the type keeps it.
    OtherFormat,
    /// No variant of a union matches the value, and the union keeps it.
    UnknownVariant,
}

/// How well a type knows a value, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Knowledge {
    All,
    Partly,
    Nothing,
}

/// All that a type skips of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct SkipList {
    /// The number of values.
    values: usize,
    /// Whether a value is skipped that the type declares.
    has_unknown: bool,
    /// The start of the first value that a union keeps without knowing it.
    unknown_variant: Option<usize>,
    /// The values, if they are compared with those that another type skips.
    items: Option<Rc<Vec<Item>>>,
    /// What of it is counted for the caller.
    pub(super) unknown: Unknown,
}

/// A skipped value, or all that a union skips.
#[derive(Clone, Debug)]
struct Item {
    start: usize,
    end: usize,
    values: usize,
    union: Option<Rc<Vec<Item>>>,
}

impl SkipList {
    /// Creates an empty list. Without items it can only be counted.
    pub(super) fn new(has_items: bool) -> Self {
        Self { items: has_items.then(Rc::default), ..Self::default() }
    }

    /// Whether the list can be compared.
    pub(super) fn has_items(&self) -> bool {
        self.items.is_some()
    }

    /// Returns the number of values.
    pub(super) fn count(&self) -> usize {
        self.values
    }

    /// Adds a value.
    pub(super) fn push(&mut self, skipped: Skipped) {
        let Skipped { start, end, values, reason } = skipped;
        self.values += values;
        self.has_unknown |= reason != Reason::Undeclared;
        self.unknown.count(reason);
        if reason == Reason::UnknownVariant {
            self.unknown_variant.get_or_insert(start);
        }
        if let Some(items) = &mut self.items {
            Rc::make_mut(items).push(Item { start, end, values, union: None });
        }
    }

    /// Adds all that the union from `start` to `end` skips.
    pub(super) fn push_union(&mut self, start: usize, end: usize, list: &Self) {
        self.values += list.values;
        self.has_unknown |= list.has_unknown;
        self.unknown.add(&list.unknown);
        self.unknown_variant = self.unknown_variant.or(list.unknown_variant);
        if let (Some(items), 1..) = (&mut self.items, list.values) {
            let (values, union) = (list.values, list.items.clone());
            Rc::make_mut(items).push(Item { start, end, values, union });
        }
    }

    /// Returns how well the type knows the value at `start`.
    pub(super) fn knowledge(&self, start: usize) -> Knowledge {
        match self.unknown_variant {
            Some(unknown) if unknown == start => Knowledge::Nothing,
            _ if self.has_unknown => Knowledge::Partly,
            _ => Knowledge::All,
        }
    }
}

/// Returns the number of values that are in all lists.
pub(super) fn count_common(lists: &[SkipList]) -> usize {
    let mut lists = lists.iter().filter_map(|list| list.items.clone());
    let Some(first) = lists.next() else { return 0 };
    let common = lists.fold(first, |common, list| Rc::new(both(&common, &list)));
    common.iter().map(|it| it.values).sum()
}

/// Returns the values that are in both lists.
fn both(a: &[Item], b: &[Item]) -> Vec<Item> {
    let (mut a, mut b) = (Cursor::new(a), Cursor::new(b));
    let mut both = Vec::new();
    while let (Some(one), Some(other)) = (a.current, b.current) {
        match (&one.union, &other.union) {
            _ if one.end <= other.start => a.advance(),
            _ if other.end <= one.start => b.advance(),
            (Some(list), Some(same)) if Rc::ptr_eq(list, same) => {
                both.push(one.clone());
                a.advance();
                b.advance();
            }
            (Some(list), _) => a.open(list),
            (_, Some(list)) => b.open(list),
            (None, None) if one.start <= other.start && other.end <= one.end => {
                both.push(other.clone());
                b.advance();
            }
            (None, None) => {
                both.push(one.clone());
                a.advance();
            }
        }
    }
    both
}

/// A position in a list, and in the lists of unions around it.
struct Cursor<'l> {
    current: Option<&'l Item>,
    rest: Vec<std::slice::Iter<'l, Item>>,
}

impl<'l> Cursor<'l> {
    fn new(items: &'l [Item]) -> Self {
        let mut cursor = Self { current: None, rest: vec![items.iter()] };
        cursor.advance();
        cursor
    }

    fn advance(&mut self) {
        self.current = loop {
            let Some(items) = self.rest.last_mut() else { break None };
            if let Some(next) = items.next() {
                break Some(next);
            }
            self.rest.pop();
        };
    }

    /// Moves into the list of a union.
    fn open(&mut self, items: &'l [Item]) {
        self.rest.push(items.iter());
        self.advance();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[(usize, usize, usize)]) -> SkipList {
        let mut list = SkipList::new(true);
        for &(start, end, values) in values {
            list.push(Skipped { start, end, values, reason: Reason::Undeclared });
        }
        list
    }

    #[test]
    fn the_intersection_of_skipped_values() {
        let a = list(&[(1, 2, 1), (4, 9, 3), (12, 13, 1), (20, 21, 1)]);
        let b = list(&[(4, 5, 1), (7, 8, 1), (10, 15, 4), (30, 31, 1)]);
        let items = |list: &SkipList| list.items.clone().unwrap();
        let common: Vec<_> =
            both(&items(&a), &items(&b)).iter().map(|it| (it.start, it.end, it.values)).collect();
        assert_eq!(common, [(4, 5, 1), (7, 8, 1), (12, 13, 1)]);

        // Some of the same values in a union.
        let mut outer = list(&[(1, 2, 1)]);
        outer.push_union(3, 14, &list(&[(4, 9, 3), (12, 13, 1)]));
        outer.push(Skipped { start: 20, end: 21, values: 1, reason: Reason::Undeclared });
        assert_eq!(outer.count(), a.count());
        for (one, other, count) in [
            (&a, &b, 3),
            (&b, &a, 3),
            (&a, &a, 6),
            (&a, &list(&[]), 0),
            (&outer, &a, 6),
            (&outer, &b, 3),
            (&b, &outer, 3),
            (&outer, &outer, 6),
        ] {
            assert_eq!(count_common(&[one.clone(), other.clone()]), count);
        }
    }
}
