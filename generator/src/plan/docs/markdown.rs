//! Markdown by untrusted hands, line by line: it must not become code that rustdoc runs, markup,
//! links by accident, or text that reads otherwise than it looks.

use super::{hidden, html};

/// Prose longer than this is cut, in characters; some documents carry whole manuals.
const MAX_PROSE: usize = 4_000;

/// Markdown made safe, line by line.
pub(super) fn lines(text: &str) -> Vec<String> {
    let cut: String = html::to_markdown(text.trim()).chars().take(MAX_PROSE).collect();
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

/// Links to the web stay links, bare URLs become ones that rustdoc accepts, everything else is text.
fn escape_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if let Some((label, url, after)) = link(rest) {
            out.push('[');
            label.chars().for_each(|it| push_escaped(out, it));
            out.push_str("](");
            out.push_str(url);
            out.push(')');
            rest = after;
        } else if let Some((url, after)) = bare_url(rest) {
            out.push('<');
            out.push_str(url);
            out.push('>');
            rest = after;
        } else {
            push_escaped(out, character);
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        }
    }
}

fn push_escaped(out: &mut String, character: char) {
    let quotes = character == '>' && out.trim().is_empty();
    if matches!(character, '<' | '>' | '[' | ']' | '\\') && !quotes {
        out.push('\\');
    }
    out.push(character);
}

/// `[label](https://…)` at the start of `text`: label, URL and what follows.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (url, after) = rest.split_once(')')?;
    let (found, behind) = bare_url(url)?;
    let plain = !label.contains(['[', ']', '`']) && !label.contains("://");
    (plain && behind.is_empty() && found == url).then_some((label, url, after))
}

/// A URL at the start of `text`, and what follows.
fn bare_url(text: &str) -> Option<(&str, &str)> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let url = text.get(..text.find(ends_url).unwrap_or(text.len()))?;
    let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '_']);
    (url.len() > scheme.len()).then_some((url, text.get(url.len()..)?))
}

fn ends_url(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '<' | '>' | '[' | ']' | '(' | ')' | '"' | '\'' | '`' | '*' | '\\' | '|'
        )
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(lines(text), expected, "{text:?}");
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
        check("bidi \u{202E}evil", &["bidi evil"]);
        check("> quoted", &["> quoted"]);
    }

    #[test]
    fn only_links_to_the_web_stay() {
        check("see https://example.com/a_b.", &["see <https://example.com/a_b>."]);
        check(
            "[the docs](https://example.com/a), then",
            &["[the docs](https://example.com/a), then"],
        );
        check("[x](javascript:alert)", &["\\[x\\](javascript:alert)"]);
        check("[Vec](#anchor) [y]", &["\\[Vec\\](#anchor) \\[y\\]"]);
        check(
            "[https://a.example](https://b.example)",
            &["\\[<https://a.example>\\](<https://b.example>)"],
        );
        check("<p>One<br/>two</p>", &["One", "two"]);
    }
}
