//! Documentation: the document's prose as lines of a doc comment.
//!
//! Takes titles, descriptions and constraints; returns lines. Descriptions are untrusted Markdown. They must not become code
//! that rustdoc runs, HTML, unintended links, or text that reads differently than it looks.

mod html;
mod markdown;

use std::borrow::Cow;

use crate::model::{Argument, Constraint, Constraints, Docs, Names, Phrase};
use crate::text::is_hidden;

/// The title and the description, with an empty line between them.
pub(super) fn prose(docs: &Docs) -> Vec<String> {
    let mut lines = Vec::new();
    paragraph(&mut lines, docs.title.as_deref());
    let repeated =
        docs.title.as_deref().map(str::trim) == docs.description.as_deref().map(str::trim);
    if !repeated {
        paragraph(&mut lines, docs.description.as_deref());
    }
    lines
}

/// The title and the description, or one line of our own if there are none.
pub(super) fn prose_or(docs: &Docs, otherwise: impl Into<String>) -> Vec<String> {
    let lines = prose(docs);
    if lines.is_empty() { vec![otherwise.into()] } else { lines }
}

/// Appends a paragraph of the document's text.
pub(super) fn paragraph(lines: &mut Vec<String>, text: Option<&str>) {
    let safe = markdown::lines(text.unwrap_or(""));
    if safe.is_empty() {
        return;
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(safe);
}

/// Appends a paragraph of our own.
pub(super) fn note(lines: &mut Vec<String>, text: impl Into<String>) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(text.into());
}

/// The constraints and the default as one sentence.
pub(super) fn bounds(constraints: &Constraints, default: Option<&str>) -> Option<String> {
    let mut parts = listed(constraints);
    parts.extend(default.map(|it| format!("default {}", code(it))));
    let text = parts.join(", ");
    let mut characters = text.chars();
    let first = characters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), characters.as_str()))
}

fn listed(constraints: &Constraints) -> Vec<String> {
    let keywords = constraints.keywords().iter();
    let mut parts: Vec<String> = keywords.filter_map(|it| phrase(constraints, it)).collect();
    parts.extend(constraints.patterns.iter().map(|it| format!("matches {}", code(&it.text))));
    parts.extend(constraints.names.as_deref().and_then(names));
    parts
}

/// The phrase for a keyword. Two counts of one unit are one phrase, that of the lower one.
fn phrase(constraints: &Constraints, constraint: &Constraint) -> Option<String> {
    let argument = &constraint.argument;
    let count = |phrase: Phrase| {
        let mut others = constraints.keywords().iter().filter(|it| !it.is_trivial());
        others.find(|it| it.keyword.row().phrase == phrase).and_then(|it| match it.argument {
            Argument::Count(count) => Some(count),
            _ => None,
        })
    };
    let is_excluded = matches!(argument, Argument::Bound(_, true));
    Some(match constraint.keyword.row().phrase {
        Phrase::AtLeast if is_excluded => format!("more than {argument}"),
        Phrase::AtLeast => format!("at least {argument}"),
        Phrase::AtMost if is_excluded => format!("less than {argument}"),
        Phrase::AtMost => format!("at most {argument}"),
        least @ Phrase::LeastOf(one, several) => {
            return range(count(least), count(Phrase::MostOf(one, several)), (one, several))
                .filter(|_| !constraint.is_trivial());
        }
        most @ Phrase::MostOf(one, several) => {
            let least = count(Phrase::LeastOf(one, several));
            return range(None, count(most), (one, several)).filter(|_| least.is_none());
        }
        Phrase::Words(words) => format!("{words} {argument}").trim_end().to_owned(),
    })
}

/// The constraints on the names of properties.
fn names(names: &Names) -> Option<String> {
    let values = names.values.as_ref().map(|values| {
        let values: Vec<String> = values.iter().map(|it| code(it)).collect();
        format!("one of {}", values.join(", "))
    });
    let parts: Vec<String> = values.into_iter().chain(listed(&names.bounds)).collect();
    (!parts.is_empty()).then(|| format!("each key {}", parts.join(" and ")))
}

fn range(min: Option<u64>, max: Option<u64>, (one, several): (&str, &str)) -> Option<String> {
    let unit = |count: u64| if count == 1 { one } else { several };
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min} {}", unit(min))),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {several}")),
        (Some(min), None) => Some(format!("at least {min} {}", unit(min))),
        (None, Some(max)) => Some(format!("at most {max} {}", unit(max))),
        (None, None) => None,
    }
}

/// The longest inline code, in characters.
const MAX_CODE: usize = 200;

/// Text of the document as inline code.
pub(super) fn code(text: &str) -> String {
    let is_clean = text.len() <= MAX_CODE && text.bytes().all(|it| matches!(it, b' '..=b'~'));
    let clean = if is_clean {
        Cow::Borrowed(text)
    } else {
        let visible = |it: char| if it.is_whitespace() || hidden(it) { ' ' } else { it };
        Cow::Owned(text.chars().map(visible).take(MAX_CODE).collect())
    };
    let clean = clean.trim();
    // The fence must be longer than any run of backticks inside (CommonMark section 6.1).
    let mut fence = String::from("`");
    while clean.contains(&fence) {
        fence.push('`');
    }
    if clean.is_empty() {
        return "an empty string".to_owned();
    }
    let pad = if clean.starts_with('`') || clean.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{clean}{pad}{fence}")
}

/// Whether a character is hidden and no tab.
pub(super) fn hidden(character: char) -> bool {
    character != '\t' && is_hidden(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Keyword;

    #[test]
    fn bounds_read_as_a_sentence() {
        let mut constraints = Constraints::default();
        constraints.add(Keyword::Minimum, Argument::Bound("1".into(), false));
        constraints.add(Keyword::MaxLength, Argument::Count(1));
        assert_eq!(
            bounds(&constraints, Some("20")).as_deref(),
            Some("At least 1, at most 1 character, default `20`.")
        );
        assert_eq!(bounds(&Constraints::default(), None), None);
        assert_eq!(code("a`b"), "``a`b``");
    }
}
