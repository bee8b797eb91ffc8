//! The parts of a text that a type does not read.
//!
//! They are whole values in text order. Two of them are nested or disjoint.

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
    /// No variant of a union matches the value, and the union keeps it.
    UnknownVariant,
}

impl Skipped {
    fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Returns the number of values.
pub(super) fn count(skipped: &[Skipped]) -> usize {
    skipped.iter().map(|it| it.values).sum()
}

/// Returns the values that are in both lists.
pub(super) fn both(a: &[Skipped], b: &[Skipped]) -> Vec<Skipped> {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut both = Vec::new();
    while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
        if one.holds(other) {
            both.extend(b.next());
        } else if other.holds(one) {
            both.extend(a.next());
        } else if one.start < other.start {
            a.next();
        } else {
            b.next();
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_intersection_of_skipped_values() {
        let skipped =
            |start, end, values| Skipped { start, end, values, reason: Reason::Undeclared };
        let a = [skipped(1, 2, 1), skipped(4, 9, 3), skipped(12, 13, 1), skipped(20, 21, 1)];
        let b = [skipped(4, 5, 1), skipped(7, 8, 1), skipped(10, 15, 4), skipped(30, 31, 1)];
        let common = vec![skipped(4, 5, 1), skipped(7, 8, 1), skipped(12, 13, 1)];
        assert_eq!(both(&a, &b), common);
        assert_eq!(both(&b, &a), common);
        assert_eq!(both(&a, &a), a);
        assert_eq!(both(&a, &[]), []);
        assert_eq!(count(&a), 6);
    }
}
