//! Parses a quoted string (RFC 9535 section 2.3.1.1).

use super::Parsed;
use super::scanner::Scanner;

pub(super) fn string(scanner: &mut Scanner<'_>) -> Parsed<String> {
    let quote = scanner.next();
    let mut text = String::new();
    loop {
        let start = scanner.offset();
        match scanner.next() {
            None => return scanner.fail("the string has no end"),
            Some('\\') => text.push(escape(scanner, quote)?),
            Some(c) if Some(c) == quote => return Ok(text),
            Some(c) if c < ' ' => {
                return scanner.fail_at(start, "a control character must be escaped");
            }
            Some(c) => text.push(c),
        }
    }
}

/// What follows a backslash.
fn escape(scanner: &mut Scanner<'_>, quote: Option<char>) -> Parsed<char> {
    let start = scanner.offset();
    Ok(match scanner.next() {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some(c @ ('/' | '\\')) => c,
        Some(c @ ('\'' | '"')) if Some(c) == quote => c,
        Some('u') => return unicode(scanner, start),
        _ => return scanner.fail_at(start, "unknown escape sequence"),
    })
}

fn unicode(scanner: &mut Scanner<'_>, start: usize) -> Parsed<char> {
    let first = hexadecimal(scanner)?;
    let code = match first {
        0xD800..=0xDBFF if scanner.eat("\\u") => {
            let second = hexadecimal(scanner)?;
            match second.checked_sub(0xDC00).filter(|it| *it < 0x400) {
                Some(low) => 0x10000 + ((first - 0xD800) << 10) + low,
                None => first,
            }
        }
        other => other,
    };
    match char::from_u32(code) {
        Some(c) => Ok(c),
        None => scanner.fail_at(start, "half of a surrogate pair"),
    }
}

fn hexadecimal(scanner: &mut Scanner<'_>) -> Parsed<u32> {
    let mut code = 0;
    for _ in 0..4 {
        match scanner.peek().and_then(|c| c.to_digit(16)) {
            Some(digit) => code = code * 16 + digit,
            None => return scanner.fail("expected four hexadecimal digits"),
        }
        scanner.next();
    }
    Ok(code)
}
