//! "Did you mean": the known word that a misspelt word is closest to.

/// Returns the candidate within the fewest typing mistakes of `word`, if that is at most a third of its characters,
/// rounded up. Of two equally close candidates, the first in alphabetical order.
pub(crate) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = word.chars().count().div_ceil(3);
    let rated = candidates.into_iter().map(|candidate| (distance(word, candidate), candidate));
    rated.filter(|(distance, _)| *distance <= limit).min().map(|(_, candidate)| candidate)
}

/// Damerau-Levenshtein distance with adjacent swaps ("optimal string alignment"), ignoring ASCII case.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_ascii_lowercase().chars().collect();
    let right: Vec<char> = right.to_ascii_lowercase().chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    for (i, from) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in right.iter().enumerate() {
            let cell =
                |up: usize, at: usize| rows.get(i + 1 - up).and_then(|row| row.get(at)).copied();
            let delete = cell(1, j + 1).unwrap_or(0) + 1;
            let insert = row.get(j).copied().unwrap_or(0) + 1;
            let replace = cell(1, j).unwrap_or(0) + usize::from(from != to);
            let mut best = delete.min(insert).min(replace);
            let before =
                |list: &[char], at: usize| at.checked_sub(1).and_then(|at| list.get(at)).copied();
            if before(&left, i) == Some(*to) && before(&right, j) == Some(*from) {
                best = best.min(cell(2, j - 1).unwrap_or(0) + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_candidate_is_suggested() {
        let words = ["lint", "client", "rules", "path-kebab-case", "N001"];
        let cases = [
            ("lnit", Some("lint")),
            ("clients", Some("client")),
            ("Rules", Some("rules")),
            ("path-kebap-cas", Some("path-kebab-case")),
            ("n0O1", Some("N001")),
            ("servers", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(closest(word, words), expected, "{word}");
        }
    }

    #[test]
    fn ties_do_not_depend_on_the_order_of_candidates() {
        assert_eq!(closest("cat", ["hat", "bat"]), Some("bat"));
        assert_eq!(closest("cat", ["bat", "hat"]), Some("bat"));
    }

    #[test]
    fn distances_are_counted() {
        let cases = [
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("a", "A", 0),
            ("ab", "ba", 1),
            ("é", "e", 1),
        ];
        for (left, right, expected) in cases {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }
}
