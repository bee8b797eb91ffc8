//! The parts of a text that a type passes over.
//!
//! They are whole values, in the order of the text: of two, one lies in the other or they have nothing in common.

/// A value that was skipped over, by its place in the text, and how many values it is with those in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Skipped {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) values: usize,
}

impl Skipped {
    fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// How many values they are.
pub(super) fn count(skipped: &[Skipped]) -> usize {
    skipped.iter().map(|it| it.values).sum()
}

/// What is in both.
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
    fn what_is_in_both() {
        let skipped = |start, end, values| Skipped { start, end, values };
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
