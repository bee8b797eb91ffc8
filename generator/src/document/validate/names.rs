//! Words for messages: suggestions and lists.

use std::collections::HashSet;

use crate::text::closest;

/// A longer name is no slip of the pen, and costs too much to compare.
const MAX_NAME: usize = 64;

/// The name that was probably meant.
pub(super) fn suggestion(
    written: &str,
    names: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    closest(written, names.filter(|_| written.len() <= MAX_NAME))
}

/// The name of a set that was probably meant; the first in the alphabet among equally close ones.
pub(super) fn closest_of<'a>(written: &str, names: &HashSet<&'a str>) -> Option<&'a str> {
    let mut sorted: Vec<&str> = names.iter().copied().collect();
    sorted.sort_unstable();
    closest(written, sorted.into_iter().filter(|_| written.len() <= MAX_NAME))
}

/// Names in code marks: "`a`, `b` or `c`".
pub(super) fn list_of(names: &[&str], last: &str) -> String {
    let mut unique: Vec<&str> = Vec::new();
    for name in names {
        if !unique.contains(name) {
            unique.push(name);
        }
    }
    let marked: Vec<String> = unique.iter().map(|it| format!("`{it}`")).collect();
    match marked.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_sentences() {
        let cases: [(&[&str], &str); 3] = [
            (&["a"], "`a`"),
            (&["a", "b"], "`a` or `b`"),
            (&["a", "b", "a", "c"], "`a`, `b` or `c`"),
        ];
        for (names, expected) in cases {
            assert_eq!(list_of(names, "or"), expected);
        }
    }
}
