//! The document's prose as lines of a doc comment.
//!
//! Descriptions are Markdown by untrusted hands. They must not become code that rustdoc runs, HTML,
//! links by accident, or text that reads otherwise than it looks.

use crate::model::{Constraints, Docs};

/// Prose longer than this is cut, in characters; some documents carry whole manuals.
const MAX_PROSE: usize = 4_000;

/// Title and description, in that order, with an empty line between them.
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

/// Prose, or else one line that is ours.
pub(super) fn prose_or(docs: &Docs, otherwise: impl Into<String>) -> Vec<String> {
    let lines = prose(docs);
    if lines.is_empty() { vec![otherwise.into()] } else { lines }
}

/// Appends a paragraph of the document's text.
pub(super) fn paragraph(lines: &mut Vec<String>, text: Option<&str>) {
    let safe = markdown(text.unwrap_or_default());
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

/// Bounds and default as one line, or nothing.
pub(super) fn bounds(constraints: &Constraints, default: Option<&str>) -> Option<String> {
    let mut parts = Vec::new();
    let mut part = |text: Option<String>| parts.extend(text);
    part(constraints.minimum.as_ref().map(|(bound, exclusive)| {
        format!("{} {bound}", if *exclusive { "more than" } else { "at least" })
    }));
    part(constraints.maximum.as_ref().map(|(bound, exclusive)| {
        format!("{} {bound}", if *exclusive { "less than" } else { "at most" })
    }));
    part(constraints.multiple_of.as_ref().map(|it| format!("a multiple of {it}")));
    part(range(constraints.min_length, constraints.max_length, "character"));
    part(range(constraints.min_items, constraints.max_items, "item"));
    part(constraints.unique_items.then(|| "no item twice".to_owned()));
    part(constraints.pattern.as_deref().map(|it| format!("matches {}", code(it))));
    part(default.map(|it| format!("default {}", code(it))));
    let text = parts.join(", ");
    let mut characters = text.chars();
    let first = characters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), characters.as_str()))
}

fn range(min: Option<u64>, max: Option<u64>, unit: &str) -> Option<String> {
    let plural = |count: u64| if count == 1 { unit.to_owned() } else { format!("{unit}s") };
    match (min.filter(|min| *min > 0), max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min} {}", plural(min))),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {unit}s")),
        (Some(min), None) => Some(format!("at least {min} {}", plural(min))),
        (None, Some(max)) => Some(format!("at most {max} {}", plural(max))),
        (None, None) => None,
    }
}

/// Text of the document as inline code.
pub(super) fn code(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|it| if it.is_whitespace() || hidden(it) { ' ' } else { it })
        .take(200)
        .collect();
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

/// Markdown made safe, line by line.
fn markdown(text: &str) -> Vec<String> {
    let cut: String = text.trim().chars().take(MAX_PROSE).collect();
    let mut lines = Vec::new();
    let mut fence: Option<String> = None;
    for line in cut.lines() {
        let line: String = line
            .trim_end()
            .chars()
            .filter(|it| !hidden(*it))
            .map(|it| if it == '\t' { ' ' } else { it })
            .collect();
        let trimmed = line.trim_start();
        match (&fence, fence_of(trimmed)) {
            (None, Some(mark)) => {
                // An unmarked fence would be compiled and run as a documentation test.
                lines.push(format!("{mark}text"));
                fence = Some(mark);
            }
            (Some(open), Some(mark))
                if mark.starts_with(open.as_str())
                    && trimmed.trim_matches(['`', '~']).is_empty() =>
            {
                lines.push(open.clone());
                fence = None;
            }
            (Some(_), _) => lines.push(line),
            (None, None) => lines.push(escaped(&line)),
        }
    }
    lines.extend(fence);
    collapse_blank(lines)
}

fn fence_of(line: &str) -> Option<String> {
    let mark = line.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let length = line.chars().take_while(|it| *it == mark).count();
    (length >= 3).then(|| mark.to_string().repeat(length))
}

/// A line outside a fence. Four leading spaces would make a code block, which rustdoc runs.
fn escaped(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let mut out = " ".repeat(indent.min(3));
    let mut in_code = false;
    for piece in pieces(line.trim_start()) {
        match piece {
            Piece::Backticks(ticks) => {
                in_code = !in_code;
                out.push_str(ticks);
            }
            Piece::Text(text) if in_code => out.push_str(text),
            Piece::Text(text) => escape_text(&mut out, text),
        }
    }
    if in_code {
        // A lone backtick opens no code span, but it would pair with one on a later line.
        return out.replace('`', "\\`");
    }
    out
}

enum Piece<'a> {
    Backticks(&'a str),
    Text(&'a str),
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let length = if ticks > 0 { ticks } else { rest.find('`').unwrap_or(rest.len()) };
        let (head, tail) = rest.split_at(length);
        out.push(if ticks > 0 { Piece::Backticks(head) } else { Piece::Text(head) });
        rest = tail;
    }
    out
}

/// HTML and bracketed links are text; bare URLs become links that rustdoc accepts.
fn escape_text(out: &mut String, text: &str) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        match bare_url(word) {
            Some((before, url, after)) => {
                push_escaped(out, before);
                out.push('<');
                out.push_str(url);
                out.push('>');
                push_escaped(out, after);
            }
            None => push_escaped(out, word),
        }
    }
}

fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        if matches!(character, '<' | '>' | '[' | ']' | '\\')
            && !(character == '>' && out.trim().is_empty())
        {
            out.push('\\');
        }
        out.push(character);
    }
}

/// A URL inside a word, with what stands before and behind it.
fn bare_url(word: &str) -> Option<(&str, &str, &str)> {
    let start = word.find("https://").or_else(|| word.find("http://"))?;
    let (before, rest) = word.split_at(start);
    let end = rest.find(ends_url).unwrap_or(rest.len());
    let url = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '_']);
    let after = rest.get(url.len()..)?;
    (url.len() > "https://".len()).then_some((before, url, after))
}

fn ends_url(character: char) -> bool {
    matches!(character, '<' | '>' | '[' | ']' | '(' | ')' | '"' | '\'' | '`' | '*' | '\\' | '|')
}

fn collapse_blank(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        if !(line.is_empty() && out.last().is_none_or(String::is_empty)) {
            out.push(line);
        }
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

/// Characters that change how other characters look, and control characters other than tabs.
fn hidden(character: char) -> bool {
    (character.is_control() && character != '\t')
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(markdown(text), expected, "{text:?}");
    }

    #[test]
    fn prose_cannot_become_code_or_markup() {
        check("Hello\n\n\n  world  ", &["Hello", "", "  world"]);
        check("```\nlet x = 1;\n```", &["```text", "let x = 1;", "```"]);
        check("~~~rust\nx\n", &["~~~text", "x", "~~~"]);
        check("    indented code", &["indented code"]);
        check("a\n\n      deep", &["a", "", "   deep"]);
        check("<script> [link] `Vec<u8>`", &["\\<script\\> \\[link\\] `Vec<u8>`"]);
        check("one ` tick", &["one \\` tick"]);
        check("see https://example.com/a_b.", &["see <https://example.com/a_b>."]);
        check("[docs](https://example.com/a)", &["\\[docs\\](<https://example.com/a>)"]);
        check("bidi \u{202E}evil", &["bidi evil"]);
        check("> quoted", &["> quoted"]);
    }

    #[test]
    fn bounds_read_as_a_sentence() {
        let constraints = Constraints {
            minimum: Some(("1".into(), false)),
            max_length: Some(1),
            ..Constraints::default()
        };
        assert_eq!(
            bounds(&constraints, Some("20")).as_deref(),
            Some("At least 1, at most 1 character, default `20`.")
        );
        assert_eq!(bounds(&Constraints::default(), None), None);
        assert_eq!(code("a`b"), "``a`b``");
    }
}
