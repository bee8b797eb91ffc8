//! I-Regexp (RFC 9485): regular expressions of `match` and `search`.
//!
//! A pattern becomes a small nondeterministic automaton. Matching takes time proportional to the length of the string times
//! the size of the automaton, whatever the pattern is. `^` and `$` are anchors, as the compliance suite of RFC 9535 expects.

mod class;
mod matcher;
mod parse;

use self::class::CharacterClass;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Regexp {
    program: Vec<Instruction>,
}

#[derive(Clone, Debug)]
enum Instruction {
    /// Consumes one character of a class.
    Consume(CharacterClass),
    /// Continues at both.
    Split(usize, usize),
    Jump(usize),
    /// Continues only at the start of the string.
    Start,
    /// Continues only at the end of the string.
    End,
    Accept,
}

impl Regexp {
    /// Compiles a pattern.
    ///
    /// # Errors
    ///
    /// Returns the reason if the pattern is no I-Regexp, uses an unsupported Unicode category, or is too large.
    pub(crate) fn parse(pattern: &str) -> Result<Self, String> {
        Ok(Self { program: parse::compile(pattern)? })
    }

    /// Whether the pattern matches the whole string, or a part of it.
    pub(crate) fn matches(&self, text: &str, is_whole: bool) -> bool {
        matcher::matches(&self.program, text, is_whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(pattern: &str, text: &str) -> bool {
        Regexp::parse(pattern).unwrap().matches(text, true)
    }

    #[test]
    fn patterns_match() {
        for (pattern, text) in [
            ("", ""),
            ("ab|cd|", "cd"),
            ("a(bc)*d", "abcbcd"),
            ("[a-c]+-?", "abc-"),
            ("[^a-c]", "d"),
            ("[-a]{2}", "-a"),
            ("a{2,3}", "aaa"),
            ("a{2,}b", "aaaaab"),
            (r"\p{Lu}\p{Ll}+", "Üben"),
            (r"[\p{N}_]+", "1_2"),
            (r"\(\.\)\n", "(.)\n"),
            ("(a*)*b", "aaab"),
            ("^a$", "a"),
        ] {
            assert!(whole(pattern, text), "{pattern} on {text}");
        }
        for (pattern, text) in
            [("a{2,3}", "aaaa"), ("a.c", "a\nc"), ("[^a]", "a"), (r"\P{L}", "a"), ("ab", "abc")]
        {
            assert!(!whole(pattern, text), "{pattern} on {text}");
        }
    }

    #[test]
    fn a_search_finds_parts() {
        let found = |pattern, text| Regexp::parse(pattern).unwrap().matches(text, false);
        assert!(found("b+c", "abbcd"));
        assert!(found("", ""));
        assert!(!found("b+d", "abbcd"));
        assert!(found("^ab", "abc") && !found("^b", "abc"));
        assert!(found("bc$", "abc") && !found("b$", "abc"));
    }

    #[test]
    fn invalid_patterns_are_errors() {
        for pattern in [
            "(",
            ")",
            "*",
            "a**",
            "[",
            "[]",
            "[b-a]",
            r"\d",
            r"\p{Greek}",
            "a{3,2}",
            "a{,2}",
            "]",
            "a{99999}",
            "((a{99}){99}){99}",
            "\\",
        ] {
            assert!(Regexp::parse(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_linear_time() {
        let text = "a".repeat(20_000);
        assert!(!whole("(a|a)*(a|a)*(a|a)*b", &text));
    }
}
