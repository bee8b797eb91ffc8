//! Offsets in a text that was read, after the text has changed.
//!
//! Takes two versions of a text; returns where an offset of one is in the other. The versions differ in one range, which is the
//! shortest one that contains all changes.

/// The one range in which two versions of a text differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shift {
    start: usize,
    old_end: usize,
    new_end: usize,
}

impl Shift {
    /// Compares two versions.
    pub(crate) fn between(old: &str, new: &str) -> Self {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let rest = old.len().min(new.len()) - start;
        let from_end = old.iter().rev().zip(new.iter().rev()).take(rest);
        let same = from_end.take_while(|(a, b)| a == b).count();
        Self { start, old_end: old.len() - same, new_end: new.len() - same }
    }

    /// The offset in the new version; `None` if its text has changed.
    pub(crate) fn to_new(self, old: usize) -> Option<usize> {
        if old <= self.start {
            return Some(old);
        }
        (old >= self.old_end).then(|| old - self.old_end + self.new_end)
    }

    /// The offset in the old version; `None` if its text is new.
    pub(crate) fn to_old(self, new: usize) -> Option<usize> {
        Self { start: self.start, old_end: self.new_end, new_end: self.old_end }.to_new(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_before_and_after_a_change_are_known() {
        let shift = Shift::between("a: 1\nb: 2\nc: 3\n", "a: 1\nb: two\nc: 3\n");
        assert_eq!((shift.to_new(5), shift.to_old(5)), (Some(5), Some(5)));
        assert_eq!((shift.to_new(10), shift.to_old(12)), (Some(12), Some(10)));
        assert_eq!(shift.to_old(9), None);
        let same = Shift::between("abab", "abab");
        assert!((0..=4).all(|at| same.to_new(at) == Some(at)));
        let longer = Shift::between("abab", "ababab");
        assert_eq!((longer.to_new(4), longer.to_old(6)), (Some(4), Some(4)));
        assert_eq!(Shift::between("", "abc").to_old(3), Some(0));
    }
}
