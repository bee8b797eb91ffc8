//! Known losses and their reasons, so that new ones are noticed.
//!
//! `tests/corpus.txt` has one a line: the beginning of the failure as the command prints it; lines that begin with `#` argue
//! what follows them.

const ARGUED: &str = include_str!("../../corpus.txt");

/// Whether a failure is argued.
#[must_use]
pub fn is_argued(failure: &str) -> bool {
    is_in(ARGUED, failure)
}

fn is_in(list: &str, failure: &str) -> bool {
    let lines = list.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
    lines.into_iter().any(|it| failure.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_line_names_is_argued() {
        let list = "# because\n\na.yaml: lost /x\n";
        assert!(is_in(list, "a.yaml: lost /x/example as String: …"));
        assert!(!is_in(list, "a.yaml: lost /y/example as String: …"));
        assert!(!is_in(list, "# because"));
        assert!(!is_in("\n", "a.yaml: lost"));
    }
}
