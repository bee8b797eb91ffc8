//! The parts of a text that a type passes over.
//!
//! They are whole values, in the order of the text: of two, one lies in the other or they have nothing in common.

/// A value that was passed over, by its place in the text, and how many values it is with those in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Passed {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) values: usize,
}

impl Passed {
    fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// How many values they are.
pub(super) fn count(passed: &[Passed]) -> usize {
    passed.iter().map(|it| it.values).sum()
}

/// What is in both.
pub(super) fn both(a: &[Passed], b: &[Passed]) -> Vec<Passed> {
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
        let passed = |start, end, values| Passed { start, end, values };
        let a = [passed(1, 2, 1), passed(4, 9, 3), passed(12, 13, 1), passed(20, 21, 1)];
        let b = [passed(4, 5, 1), passed(7, 8, 1), passed(10, 15, 4), passed(30, 31, 1)];
        let common = vec![passed(4, 5, 1), passed(7, 8, 1), passed(12, 13, 1)];
        assert_eq!(both(&a, &b), common);
        assert_eq!(both(&b, &a), common);
        assert_eq!(both(&a, &a), a);
        assert_eq!(both(&a, &[]), []);
        assert_eq!(count(&a), 6);
    }
}
