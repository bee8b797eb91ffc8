//! Tests of the translation of patterns.

use super::*;

fn compiled(pattern: &str) -> regex_lite::Regex {
    regex_lite::RegexBuilder::new(&translate(pattern).unwrap()).crlf(true).build().unwrap()
}

#[test]
fn most_patterns_are_unchanged() {
    for pattern in [
        "",
        "^[a-z]+$",
        r"^\d{3}-\d{4}$",
        "a|b|",
        r"(?:x(y)?)*?",
        r"^\w+@\w+\.[A-Za-z]{2,}$",
        r"\bfoo\B",
        "^.{0,255}$",
        "é",
        r"^#[0-9a-fA-F]{6}$",
    ] {
        assert_eq!(translate(pattern).as_deref(), Ok(pattern));
        compiled(pattern);
    }
}

#[test]
fn translated_patterns_match_the_same() {
    for (pattern, yes, no) in [
        (r"^[\w\-.]+$", "a-b.c", "a b"),
        (r"^\/v\d+\/$", "/v1/", "v1"),
        (r"^[[]\u0041[\]]$", "[A]", "A"),
        (r"^[a&&b]$", "&", "c"),
        (r"^(?<year>\d{4})$", "2024", "24"),
        (r"^\s$", "\u{a0}", "a"),
        (r"^[^\s]$", "a", "\u{2003}"),
        (r"^[^]$", "\n", ""),
        (r"^\x41\u{1F600}\uD83D\uDE00\cJ\0$", "A😀😀\n\0", "A"),
        (r"^x{,5}}]$", "x{,5}}]", "x"),
        (r"^[\w-z]$", "-", "+"),
        (r"^[a-]$", "-", "b"),
        ("^a.$", "ab", "a\r"),
    ] {
        let regex = compiled(pattern);
        assert!(regex.is_match(yes), "{pattern} {yes:?}");
        assert!(!regex.is_match(no), "{pattern} {no:?}");
    }
}

#[test]
fn unsupported_patterns_have_a_reason() {
    for (pattern, why) in [
        ("^(?!x)", "lookaround"),
        ("(?<=x)", "lookaround"),
        (r"(a)\1", "backreference"),
        (r"\p{L}", "Unicode property"),
        ("(?i)a", "flags"),
        (r"^a\Z", "no such escape"),
        ("/^a$/i", "JavaScript literal"),
        ("[]", "empty"),
        ("[z-a]", "range"),
        ("a{3,2}", "below its minimum"),
        ("a**", "repeats a quantifier"),
        ("*a", "nothing to repeat"),
        ("^*", "an assertion"),
        ("(a", "unexpectedly"),
        ("a)", "not open"),
        ("[a", "unexpectedly"),
        ("\\", "unexpectedly"),
        (r"\uD83D", "surrogate"),
        ("((a{200}){200}){200}", "too large"),
        ("a{99999999999999999999}", "too large"),
    ] {
        let told = translate(pattern).unwrap_err();
        assert!(told.contains(why), "{pattern}: {told}");
    }
    assert!(translate(&"(".repeat(100_000)).is_err());
}

/// Every translated pattern compiles, and no pattern panics.
#[test]
fn translated_patterns_compile() {
    const PIECES: [&str; 30] = [
        "a", "-", "[", "]", "^", "$", "(", ")", "(?:", "{2}", "{2,3}", "{", "}", "*", "+?", "?",
        "|", ".", r"\d", r"\s", r"\S", r"\b", r"\u0041", r"\-", "&&", "~~", "--", "😀", " ", "\n",
    ];
    let mut state = 7_usize;
    let mut translated = 0;
    for _ in 0..50_000 {
        let mut pattern = String::new();
        for _ in 0..state % 11 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
            pattern.push_str(PIECES[(state >> 33) % PIECES.len()]);
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
        state = state.rotate_left(17);
        if translate(&pattern).is_ok() {
            compiled(&pattern);
            translated += 1;
        }
    }
    assert!(translated > 1_000, "{translated}");
    let largest = [format!("^.{{0,{}}}$", MAX_SIZE - 3), r"[\s]{19990}".to_owned()];
    largest.iter().for_each(|it| drop(compiled(it)));
    let nested = format!("{}a{}", "(a|b?".repeat(MAX_DEPTH), ")*".repeat(MAX_DEPTH));
    compiled(&nested);
}
