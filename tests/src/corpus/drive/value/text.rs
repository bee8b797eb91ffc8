//! Strings: of a format, of a pattern, of a length.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;

use super::Letters;
use super::requirements::Requirements;

/// How often a string of a pattern is made anew until its length fits.
const ATTEMPTS: usize = 60;

pub(super) fn string(
    requirements: &Requirements<'_>,
    letters: Letters,
    filled: bool,
    rng: &mut Rng,
) -> String {
    let formats: Vec<&str> = requirements.all("format").filter_map(Value::as_str).collect();
    let low = requirements.at_least("minLength").max(usize::from(filled));
    let high = requirements.at_most("maxLength").unwrap_or(usize::MAX);
    let fits = |it: &String| (low..=high).contains(&it.chars().count());
    for format in formats {
        if let Some(text) = of_format(format, rng) {
            return text.to_owned();
        }
    }
    let patterns: Vec<&str> = requirements.all("pattern").filter_map(Value::as_str).collect();
    if let Some(hir) = patterns.iter().find_map(|it| parsed(it)) {
        let mut last = String::new();
        for attempt in 0..ATTEMPTS {
            last.clear();
            write(&hir, attempt, letters, rng, &mut last);
            if fits(&last) && (attempt > ATTEMPTS / 2 || is_plain(&last)) {
                return last;
            }
        }
        return last;
    }
    of_length(low, high, letters, rng)
}

/// Texts of the formats that generated types insist on, and of those that tell members of unions apart.
fn of_format(format: &str, rng: &mut Rng) -> Option<&'static str> {
    let some: &[&str] = match format {
        "date-time" => {
            &["2024-02-29T12:34:56Z", "2025-04-01T18:30:00.25+09:00", "1999-12-31T23:59:59.999999Z"]
        }
        "date" => &["2024-02-29", "1970-01-01"],
        "uuid" => &["2c1f6f0a-3f0b-4d0e-9b6a-6d0f6f7a9c11", "00000000-0000-4000-8000-000000000000"],
        "ipv4" | "ip" => &["192.0.2.1", "203.0.113.255"],
        "ipv6" => &["2001:db8::1", "::1"],
        _ => return None,
    };
    rng.choice(some).copied()
}

fn of_length(low: usize, high: usize, letters: Letters, rng: &mut Rng) -> String {
    // What is special in URLs, forms, JSON and headers is in these, where it can be told from a delimiter.
    let some: &[&str] = match letters {
        Letters::All => {
            &["a", "a b/c?d&é=+", "100% \"sure\", is it\\not", "日本 🚆", "x;y:[z]{}|#"]
        }
        Letters::Undelimited => &["a", "b/c?d&é=+", "100%\"sure\"", "日本🚆", "x:z{}#"],
        Letters::Header => &["a", "b c/d?e&f", "100%", "x:[z]#"],
    };
    let text = rng.choice(some).copied().unwrap_or("a");
    let mut text: String = text.chars().take(high).collect();
    while text.chars().count() < low {
        text.push('a');
    }
    text
}

/// A pattern of ECMA-262 in the words of the parser. What looks ahead or back is left out, for most strings pass it.
fn parsed(pattern: &str) -> Option<Hir> {
    let pattern = without_looks(pattern);
    let pattern =
        pattern.replace("\\/", "/").replace("\\d", "[0-9]").replace("\\w", "[A-Za-z0-9_]");
    // A class inside a class, which the replacements make, is the union of both.
    regex_syntax::Parser::new().parse(&pattern).ok()
}

/// Takes out groups such as `(?!…)`.
fn without_looks(pattern: &str) -> String {
    let mut rest = pattern;
    let mut out = String::new();
    let starts = ["(?!", "(?=", "(?<!", "(?<="];
    while let Some(at) = starts.iter().filter_map(|it| rest.find(it)).min() {
        out.push_str(&rest[..at]);
        let mut depth = 0_usize;
        let mut escaped = false;
        let end = rest[at..].char_indices().find(|(_, it)| {
            match it {
                _ if escaped => {}
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            escaped = *it == '\\' && !escaped;
            depth == 0
        });
        rest = end.map_or("", |(end, _)| &rest[at + end + 1..]);
    }
    out + rest
}

fn write(hir: &Hir, attempt: usize, letters: Letters, rng: &mut Rng, out: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.extend(of_class(class, letters, rng)),
        HirKind::Repetition(repetition) => {
            let low = repetition.min;
            // Later attempts make longer strings, for there may be a least length.
            let more = u32::try_from(attempt * attempt / 4 + 2).unwrap_or(2);
            let high =
                repetition.max.unwrap_or(low.saturating_add(more)).min(low.saturating_add(more));
            for _ in 0..rng.u32(low..=high) {
                write(&repetition.sub, attempt, letters, rng, out);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, attempt, letters, rng, out),
        HirKind::Concat(parts) => parts.iter().for_each(|it| write(it, attempt, letters, rng, out)),
        HirKind::Alternation(parts) => {
            if let Some(part) = rng.choice(parts) {
                write(part, attempt, letters, rng, out);
            }
        }
    }
}

/// A character of a class: a letter or a digit where there is one.
fn of_class(class: &Class, letters: Letters, rng: &mut Rng) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let holds =
        |it: &char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(it));
    let plain: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').filter(holds).collect();
    let more: Vec<char> =
        (' '..='~').filter(holds).filter(|it| letters == Letters::All || *it != ' ').collect();
    let first = || class.ranges().first().map(|it| it.start());
    rng.choice(&plain).or(rng.choice(&more)).copied().or_else(first)
}

/// Whether it is easy to tell from delimiters.
fn is_plain(text: &str) -> bool {
    text != "." && text != ".." && !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_give_strings_that_match_them() {
        let mut rng = Rng::with_seed(7);
        for pattern in ["^(?!ab\\)$)^[a-z][a-z0-9-]*$", "^\\d{3}-[\\w.]+\\/x$", "(a|b){2}", "^.+$"]
        {
            let schema = serde_json::json!({ "pattern": pattern, "minLength": 4 });
            let requirements = Requirements::of(&schema, &[&schema], &mut |_| 0);
            let text = string(&requirements, Letters::All, false, &mut rng);
            let valid = jsonschema::is_valid(
                &serde_json::json!({ "pattern": pattern }),
                &text.clone().into(),
            );
            assert!(valid, "{pattern} {text}");
        }
    }
}
