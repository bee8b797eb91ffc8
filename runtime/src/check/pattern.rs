//! Patterns in the syntax of `regex_lite`. renkei translates them from ECMA-262 and omits what
//! cannot be translated. Matching takes linear time for any pattern.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use regex_lite::{Regex, RegexBuilder};

/// The compiled patterns. All are part of generated code, so their number is bounded.
static KNOWN: LazyLock<RwLock<HashMap<&'static str, Option<Regex>>>> =
    LazyLock::new(RwLock::default);

/// Whether a pattern matches anywhere in a text.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    let is_match = |regex: &Option<Regex>| {
        // The generator emits only patterns that compile.
        regex.as_ref().is_none_or(|it| it.is_match(text))
    };
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return is_match(known);
    }
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    // `.` does not match a line end, and in ECMA-262 a carriage return is one.
    is_match(
        known.entry(pattern).or_insert_with(|| RegexBuilder::new(pattern).crlf(true).build().ok()),
    )
}
