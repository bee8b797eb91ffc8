//! Parses a query (RFC 9535 appendix A).

mod condition;
mod scanner;
mod string;

use self::scanner::Scanner;
use super::InvalidPath;
use super::query::{Query, QueryOrigin, Segment, Selector};

type Parsed<T> = Result<T, InvalidPath>;

/// The characters of a name after a dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// Those of RFC 9535.
    Standard,
    /// Hyphens too, but not as the first character.
    WithHyphens,
}

/// Parses a whole text.
pub(super) fn query(text: &str, names: Names) -> Parsed<Query> {
    let mut scanner = Scanner::new(text, names);
    if !scanner.eat("$") {
        return scanner.fail("a JSONPath query starts with `$`");
    }
    let segments = segments(&mut scanner)?;
    if scanner.is_at_end() {
        Ok(Query { origin: QueryOrigin::Root, segments })
    } else {
        scanner.fail("expected `.`, `..` or `[`")
    }
}

fn segments(scanner: &mut Scanner<'_>) -> Parsed<Vec<Segment>> {
    let mut segments = Vec::new();
    loop {
        let before = scanner.offset();
        scanner.skip_blanks();
        match segment(scanner)? {
            Some(segment) => segments.push(segment),
            None => {
                scanner.go_back(before);
                return Ok(segments);
            }
        }
    }
}

fn segment(scanner: &mut Scanner<'_>) -> Parsed<Option<Segment>> {
    let is_descendant = scanner.eat("..");
    let selectors = if scanner.eat("[") {
        bracketed(scanner)?
    } else if is_descendant || scanner.eat(".") {
        vec![shorthand(scanner)?]
    } else {
        return Ok(None);
    };
    Ok(Some(Segment { is_descendant, selectors }))
}

/// What follows a dot: `*` or a name.
fn shorthand(scanner: &mut Scanner<'_>) -> Parsed<Selector> {
    if scanner.eat("*") {
        return Ok(Selector::Wildcard);
    }
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    if !scanner.peek().is_some_and(is_first) {
        return scanner
            .fail("expected a name or `*`; a name with other characters is written `['…']`");
    }
    let has_hyphens = scanner.names() == Names::WithHyphens;
    let is_part = |c: char| is_first(c) || c.is_ascii_digit() || (c == '-' && has_hyphens);
    let name = scanner.take_while(is_part);
    Ok(Selector::Name(name.into()))
}

/// The selectors after `[`.
fn bracketed(scanner: &mut Scanner<'_>) -> Parsed<Vec<Selector>> {
    scanner.nested(|scanner| {
        let mut selectors = Vec::new();
        loop {
            scanner.skip_blanks();
            selectors.push(selector(scanner)?);
            scanner.skip_blanks();
            if scanner.eat("]") {
                return Ok(selectors);
            }
            if !scanner.eat(",") {
                return scanner.fail("expected `,` or `]`");
            }
        }
    })
}

fn selector(scanner: &mut Scanner<'_>) -> Parsed<Selector> {
    match scanner.peek() {
        Some('\'' | '"') => Ok(Selector::Name(string::string(scanner)?.into())),
        Some('*') => {
            scanner.eat("*");
            Ok(Selector::Wildcard)
        }
        Some('?') => {
            scanner.eat("?");
            scanner.skip_blanks();
            Ok(Selector::Filter(Box::new(condition::condition(scanner)?)))
        }
        Some(':' | '-' | '0'..='9') => index_or_slice(scanner),
        _ => scanner.fail("expected a quoted name, an index, a slice, `*` or a filter `?`"),
    }
}

fn index_or_slice(scanner: &mut Scanner<'_>) -> Parsed<Selector> {
    let start = optional_integer(scanner)?;
    let before = scanner.offset();
    scanner.skip_blanks();
    if !scanner.eat(":") {
        scanner.go_back(before);
        return match start {
            Some(index) => Ok(Selector::Index(index)),
            None => scanner.fail("expected an index"),
        };
    }
    scanner.skip_blanks();
    let end = optional_integer(scanner)?;
    scanner.skip_blanks();
    let step = if scanner.eat(":") {
        scanner.skip_blanks();
        optional_integer(scanner)?
    } else {
        None
    };
    Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
}

/// The largest integer that I-JSON represents exactly (RFC 7493 section 2.2).
const MAX_INTEGER: i64 = (1 << 53) - 1;

fn optional_integer(scanner: &mut Scanner<'_>) -> Parsed<Option<i64>> {
    if !matches!(scanner.peek(), Some('-' | '0'..='9')) {
        return Ok(None);
    }
    let start = scanner.offset();
    let text = scanner.integer()?;
    let value = text.parse::<i64>().ok().filter(|it| it.abs() <= MAX_INTEGER && text != "-0");
    match value {
        Some(value) => Ok(Some(value)),
        None => scanner.fail_at(start, "the integer is out of range"),
    }
}
