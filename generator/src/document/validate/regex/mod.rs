//! Regular expressions of `pattern`: ECMA-262, as JSON Schema recommends (2020-12 core section 6.4).
//!
//! Takes the text of a pattern; returns why it is no regular expression, or whether a string matches. It must know neither
//! schemas nor documents.

mod matching;
mod parse;

/// A parsed regular expression.
#[derive(Debug)]
pub(super) struct Regex {
    node: Re,
    /// Whether matching knows everything in it.
    is_supported: bool,
}

/// A part of a regular expression.
#[derive(Debug)]
enum Re {
    Empty,
    Char(char),
    /// `.`: any character that ends no line.
    Any,
    Set(Set),
    Start,
    End,
    /// `\b`, or `\B` where the value is true.
    Boundary(bool),
    Sequence(Vec<Re>),
    Choice(Vec<Re>),
    Repeat(Box<Re>, Count),
}

/// How often a part is repeated.
#[derive(Clone, Copy, Debug)]
struct Count {
    min: u32,
    max: Option<u32>,
    is_greedy: bool,
}

/// A class of characters.
#[derive(Clone, Debug, Default)]
struct Set {
    is_negated: bool,
    ranges: Vec<(char, char)>,
    /// Sets inside of it, such as `\D`.
    sets: Vec<Set>,
}

impl Set {
    fn contains(&self, character: char) -> bool {
        let is_in = self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&character))
            || self.sets.iter().any(|it| it.contains(character));
        is_in != self.is_negated
    }
}

/// Why a text is no regular expression, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RegexError {
    /// What is wrong, as the end of a sentence.
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

impl Regex {
    /// Parses a pattern. What only some modes of ECMA-262 accept is accepted.
    pub(super) fn parse(text: &str) -> Result<Self, RegexError> {
        parse::parse(text)
    }

    /// Whether a part of the text matches; `None` if the expression is not supported, or if matching takes too long.
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        if self.is_supported { matching::is_match(&self.node, text) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_found() {
        let valid = [
            "^[a-z0-9_-]{3,16}$",
            r"^\d{4}-\d{2}$",
            r"(?:a|b)*?c",
            r"(?<year>\d+)\k<year>",
            r"(?!x)(?=y)(?<=z)(?<!w)",
            r"\p{L}+",
            r"[\w.\-]+@[^\s]+",
            "a{",
            "a]",
            "a{,",
            "^$",
            "",
            r"[]",
            "[^]",
            r"\/path",
            "(?i:a)b",
            r"[\u4e00-\u9fa5]",
            r"[\w-.]",
            r"\x41\cA\0",
            "/a/b/c",
            r"\u{1F600}",
        ];
        for text in valid {
            assert!(Regex::parse(text).is_ok(), "{text}: {:?}", Regex::parse(text));
        }
        let invalid = [
            ("(a", "has an unclosed parenthesis"),
            ("a)", "has an unopened parenthesis"),
            ("[a-", "has an unclosed bracket"),
            ("*.png", "has nothing to repeat before `*`"),
            ("a|+", "has nothing to repeat before `+`"),
            ("a++", "has nothing to repeat before `+`"),
            ("a{2}{3}", "has nothing to repeat before `{`"),
            ("[z-a]", "has a range that ends before it begins"),
            ("a{3,1}", "has a count that ends before it begins"),
            ("(?P<year>a)", "has a group that ECMA-262 does not know"),
            ("(?i)abc", "has a group that ECMA-262 does not know"),
            (r"\Aabc\Z", r"has an anchor that ECMA-262 does not know"),
            ("a\\", "ends with a backslash"),
            ("[[:alpha:]]", "has a class that ECMA-262 does not know"),
            ("/^a$/", "is written between slashes"),
            ("/^a$/i", "is written between slashes"),
            ("^a{,3}$", "has a count without a minimum"),
        ];
        for (text, expected) in invalid {
            assert_eq!(
                Regex::parse(text).map(|_| ()).map_err(|it| it.message),
                Err(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn strings_are_matched() {
        let cases = [
            ("^[a-z]+$", "abc", Some(true)),
            ("^[a-z]+$", "aBc", Some(false)),
            ("b", "abc", Some(true)),
            (r"^\d{4}-\d{2}$", "2024-05", Some(true)),
            (r"^\d{4}-\d{2}$", "2024-5", Some(false)),
            ("^(a|ab)(c|bcd)(d*)$", "abcd", Some(true)),
            ("^(a*)*$", "aaaab", Some(false)),
            ("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", None),
            ("^.$", "\n", Some(false)),
            (r"^[^\s]+$", "a b", Some(false)),
            (r"\bfoo\b", "a foo b", Some(true)),
            (r"\bfoo\b", "afoo", Some(false)),
            ("(?=a)b", "b", None),
            (r"^\u0041\x42$", "AB", Some(true)),
            (r"^[\w\-.]+$", "a-b.c", Some(true)),
            ("^a{2,3}?$", "aaaa", Some(false)),
            ("^(?:x|)$", "", Some(true)),
            ("^[]$", "a", Some(false)),
            (r"^[\S\s]$", "\n", Some(true)),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(Regex::parse(pattern).unwrap().is_match(text), expected, "{pattern} {text}");
        }
    }
}
