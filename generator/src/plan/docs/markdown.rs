//! Untrusted Markdown, line by line. It must not become code that rustdoc runs, markup, unintended links, or text that reads
//! differently than it looks.

use std::borrow::Cow;

use super::{hidden, html};

/// The longest prose, in characters. Some documents contain whole manuals.
const MAX_PROSE: usize = 4_000;

/// The lines of Markdown that is safe in a doc comment.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut cut = html::to_markdown(text.trim());
    if let Some((end, _)) = cut.char_indices().nth(MAX_PROSE) {
        cut.truncate(end);
    }
    let mut lines = Vec::new();
    let mut fence: Option<String> = None;
    for line in cut.lines() {
        let line = visible(line.trim_end());
        let trimmed = line.trim_start();
        match (&fence, fence_of(trimmed)) {
            (None, Some(mark)) => {
                // Rustdoc compiles and runs an unmarked fence as a documentation test.
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
            (Some(_), _) => lines.push(line.into_owned()),
            (None, None) => lines.push(escaped(&line)),
        }
    }
    lines.extend(fence);
    collapse_blank(lines)
}

/// A line without invisible characters.
fn visible(line: &str) -> Cow<'_, str> {
    if line.bytes().all(|it| matches!(it, b' '..=b'~')) {
        return Cow::Borrowed(line);
    }
    let shown = line.chars().filter(|it| !hidden(*it));
    shown.map(|it| if it == '\t' { ' ' } else { it }).collect()
}

fn fence_of(line: &str) -> Option<String> {
    let mark = line.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let length = line.chars().take_while(|it| *it == mark).count();
    (length >= 3).then(|| mark.to_string().repeat(length))
}

/// A line outside a fence. Rustdoc runs code blocks, so an indentation of four spaces is reduced, also after the mark of a
/// quotation or a list, and a fence after such a mark is escaped (CommonMark sections 4.4, 4.5 and 5).
fn escaped(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let mut out = " ".repeat(indent.min(3));
    let mut rest = line.trim_start();
    while let Some((mark, after)) = container(rest) {
        out.push_str(mark);
        out.push(' ');
        rest = after.trim_start();
    }
    if rest.starts_with("~~~") {
        out.push('\\');
    }
    inline(&mut out, rest, true);
    out.truncate(out.trim_end().len());
    out
}

/// The mark of a quotation or a list item at the start of `text`, and the rest.
fn container(text: &str) -> Option<(&str, &str)> {
    let digits = text.len() - text.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let (mark, after) = text.split_at_checked(if digits > 0 { digits + 1 } else { 1 })?;
    let listed = after.is_empty() || after.starts_with(' ');
    match mark.chars().next_back()? {
        '>' if digits == 0 => Some((mark, after)),
        '-' | '+' | '*' if digits == 0 && listed => Some((mark, after)),
        '.' | ')' if digits > 0 && listed => Some((mark, after)),
        _ => None,
    }
}

/// Appends inline Markdown. Code spans and web links are kept, an image becomes its text, a bare URL becomes a link that
/// rustdoc accepts, and everything else is escaped. The label of a link contains no links.
fn inline(out: &mut String, text: &str, links: bool) {
    let mut rest = text;
    loop {
        let plain = rest.bytes().position(is_special).unwrap_or(rest.len());
        let Some((before, from)) = rest.split_at_checked(plain) else { return };
        out.push_str(before);
        rest = from;
        let mut characters = rest.chars();
        let Some(character) = characters.next() else { return };
        if let Some((code, after)) = code_span(rest) {
            out.push_str(code);
            rest = after;
        } else if let Some((label, _, after)) =
            rest.strip_prefix('!').and_then(|it| link(it, |_| true))
        {
            label.chars().for_each(|it| push_escaped(out, it));
            rest = after;
        } else if let Some((label, url, after)) = link(rest, is_web).filter(|_| links) {
            out.push('[');
            inline(out, label, false);
            out.push_str(&format!("]({url})"));
            rest = after;
        } else if let Some((url, after)) = bare_url(rest).filter(|_| links) {
            out.push_str(&format!("<{url}>"));
            rest = after;
        } else {
            push_escaped(out, character);
            rest = characters.as_str();
        }
    }
}

/// Whether a byte can begin something other than plain text. `h` begins a URL.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'`' | b'!' | b'[' | b']' | b'<' | b'>' | b'\\' | b'h')
}

fn push_escaped(out: &mut String, character: char) {
    // A single backtick opens no span here, but it would pair with one on a later line.
    if matches!(character, '<' | '>' | '[' | ']' | '\\' | '`') {
        out.push('\\');
    }
    out.push(character);
}

/// A code span with its backticks at the start of `text`, and the rest (CommonMark section 6.1).
fn code_span(text: &str) -> Option<(&str, &str)> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let fence = text.get(..ticks).filter(|fence| !fence.is_empty())?;
    let inside = text.get(ticks..)?;
    let end = inside.find(fence)? + 2 * ticks;
    let whole = !text.get(end..)?.starts_with('`');
    whole.then(|| text.split_at(end))
}

/// `[label](target)` at the start of `text`: the label, the target and the rest.
fn link(text: &str, allowed: fn(&str) -> bool) -> Option<(&str, &str, &str)> {
    let inside = text.strip_prefix('[')?;
    let (label, rest) = inside.split_at(closing_bracket(inside)?);
    let (target, after) = rest.strip_prefix("](")?.split_once(')')?;
    (allowed(target) && !label.contains("://") || label.starts_with('!') && allowed(target))
        .then_some((label, target, after))
}

/// The position of the bracket that closes the one before `text`.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '[' => open += 1,
            ']' if open == 0 => return Some(at),
            ']' => open -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a target is a web URL and nothing else.
fn is_web(target: &str) -> bool {
    bare_url(target).is_some_and(|(url, rest)| rest.is_empty() && url == target)
}

/// A web URL at the start of `text`, and the rest.
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
        check(">     code", &["> code"]);
        check("-      code", &["- code"]);
        check("> 1.     code", &["> 1. code"]);
        check("- ```\n  code\n", &["- \\`\\`\\`", "  code"]);
        check("> ~~~\n> code\n> ~~~", &["> \\~~~", "> code", "> \\~~~"]);
        check("- - -\n*bold* 1.5 -x", &["- - -", "*bold* 1.5 -x"]);
    }

    #[test]
    fn only_web_links_are_kept() {
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
