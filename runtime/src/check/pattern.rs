//! Patterns, in the words of `regex_lite`: renkei has translated them from ECMA-262, and left out what cannot be said.
//! Matching takes time in proportion to the text, whatever the pattern.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use regex_lite::{Regex, RegexBuilder};

/// Every pattern that was asked for. All are written in generated code, so that there is an end to them.
static KNOWN: LazyLock<RwLock<HashMap<&'static str, Option<Regex>>>> =
    LazyLock::new(RwLock::default);

/// Whether a pattern is somewhere in a text.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    let is_match = |regex: &Option<Regex>| {
        // The generator makes no pattern that cannot be compiled.
        regex.as_ref().is_none_or(|it| it.is_match(text))
    };
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return is_match(known);
    }
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    // `.` is no end of a line, and in ECMA-262 a carriage return is one.
    is_match(
        known.entry(pattern).or_insert_with(|| RegexBuilder::new(pattern).crlf(true).build().ok()),
    )
}
