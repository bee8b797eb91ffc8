//! Patterns: from ECMA-262, the syntax of JSON Schema (validation section 6.3.3), to `regex-lite`, which matches in linear time.
//!
//! Takes an untrusted pattern; returns a pattern that `regex-lite` compiles, or the reason why there is none. Where the two
//! dialects differ, the translation never rejects a string that the document allows.

/// The members of `\s` in ECMA-262. `regex-lite` matches ASCII only.
const SPACES: &str =
    r"\s\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";

/// The deepest nesting of groups. `regex-lite` counts about five levels a group and allows 50.
const MAX_DEPTH: usize = 9;

/// The most characters and classes of a pattern with its repetitions expanded. `regex-lite` allows about ten times as many.
const MAX_SIZE: usize = 20_000;

const TOO_LARGE: &str = "it is too large when its repetitions are expanded";
const NOT_CLOSED: &str = "it ends unexpectedly";

/// The pattern in the syntax of `regex-lite`.
///
/// # Errors
///
/// Returns the reason why the pattern has no translation.
pub(super) fn translate(pattern: &str) -> Result<String, &'static str> {
    if pattern.starts_with("/^") {
        return Err(
            "it is a JavaScript literal, whose slashes are part of the pattern, so nothing matches",
        );
    }
    let chars: Vec<char> = pattern.chars().collect();
    let mut translator = Translator { chars, at: 0, out: String::new() };
    translator.alternatives(MAX_DEPTH)?;
    if translator.at < translator.chars.len() {
        return Err("it closes a group that is not open");
    }
    Ok(translator.out)
}

struct Translator {
    chars: Vec<char>,
    at: usize,
    out: String,
}

/// The meaning of an escape.
enum Escape {
    Character(char),
    /// The members of a class.
    Class(&'static str),
    /// `\b` and `\B`.
    Boundary(&'static str),
}

impl Translator {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    /// Skips `text` if it comes next.
    fn skip(&mut self, text: &str) -> bool {
        let rest = self.chars.iter().skip(self.at);
        let is_next = text.chars().zip(rest).filter(|(a, b)| a == *b).count() == text.len();
        self.at += if is_next { text.len() } else { 0 };
        is_next
    }

    /// Translates terms up to the end of the group or of the pattern. Returns their size.
    fn alternatives(&mut self, depth: usize) -> Result<usize, &'static str> {
        let mut size = 0_usize;
        while let Some(next) = self.peek().filter(|it| *it != ')') {
            if next == '|' {
                self.at += 1;
                self.out.push('|');
                continue;
            }
            size = size.saturating_add(self.term(depth)?);
            if size > MAX_SIZE {
                return Err(TOO_LARGE);
            }
        }
        Ok(size)
    }

    fn term(&mut self, depth: usize) -> Result<usize, &'static str> {
        if matches!(self.peek(), Some('*' | '+' | '?')) || self.repetition().is_some() {
            return Err("a quantifier has nothing to repeat");
        }
        let (size, repeatable) = self.atom(depth)?;
        let times = self.quantifier()?;
        match times {
            Some(_) if !repeatable => Err("it repeats an assertion"),
            Some(times) => Ok(size.saturating_mul(times.max(1))),
            None => Ok(size),
        }
    }

    /// Translates a character, class, group or assertion. Returns its size and whether it can be repeated.
    fn atom(&mut self, depth: usize) -> Result<(usize, bool), &'static str> {
        let Some(first) = self.next() else { return Err(NOT_CLOSED) };
        match first {
            '^' | '$' => {
                self.out.push(first);
                return Ok((1, false));
            }
            '.' => self.out.push('.'),
            '(' => return Ok((self.group(depth)?, true)),
            '[' => self.class()?,
            '\\' => match self.escape(false)? {
                Escape::Character(character) => self.literal(character, false),
                Escape::Class(r"\s") => {
                    self.out.push_str(&format!("[{SPACES}]"));
                }
                Escape::Class(class) => self.out.push_str(class),
                Escape::Boundary(place) => {
                    self.out.push_str(place);
                    return Ok((1, false));
                }
            },
            character => self.literal(character, false),
        }
        Ok((1, true))
    }

    fn group(&mut self, depth: usize) -> Result<usize, &'static str> {
        let Some(depth) = depth.checked_sub(1) else { return Err("its groups nest too deeply") };
        if ["?=", "?!", "?<=", "?<!"].iter().any(|it| self.skip(it)) {
            return Err("it has a lookaround assertion");
        }
        if self.skip("?<") {
            while self.next().ok_or(NOT_CLOSED)? != '>' {}
            self.out.push('(');
        } else if self.skip("?:") {
            self.out.push_str("(?:");
        } else if self.peek() == Some('?') {
            return Err("a group has flags");
        } else {
            self.out.push('(');
        }
        let size = self.alternatives(depth)?;
        if !self.skip(")") {
            return Err(NOT_CLOSED);
        }
        self.out.push(')');
        Ok(size.saturating_add(1))
    }

    /// Translates a quantifier. Returns how many times the term before it is expanded.
    fn quantifier(&mut self) -> Result<Option<usize>, &'static str> {
        let times = match self.peek() {
            Some(sign @ ('*' | '+' | '?')) => {
                self.at += 1;
                self.out.push(sign);
                2
            }
            _ => {
                let Some((text, least, most)) = self.repetition() else { return Ok(None) };
                if most.is_some_and(|most| most < least) {
                    return Err("a quantifier has a maximum below its minimum");
                }
                self.at += text.chars().count();
                self.out.push_str(&text);
                most.unwrap_or(least.saturating_add(1))
            }
        };
        if self.skip("?") {
            self.out.push('?');
        }
        if matches!(self.peek(), Some('*' | '+' | '?')) || self.repetition().is_some() {
            return Err("it repeats a quantifier");
        }
        Ok(Some(times))
    }

    /// `{2}`, `{2,}` or `{2,4}` if it comes next. Other braces are characters (ECMA-262 annex B.1.2).
    fn repetition(&self) -> Option<(String, usize, Option<usize>)> {
        let rest = self.chars.get(self.at..)?.strip_prefix(&['{'])?;
        let is_count = |it: &char| it.is_ascii_digit() || *it == ',';
        let inside: String = rest.iter().copied().take_while(is_count).collect();
        let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
        if least.is_empty() || most.contains(',') || rest.get(inside.len()) != Some(&'}') {
            return None;
        }
        let text = format!("{{{inside}}}");
        let count = |it: &str| it.parse().unwrap_or(usize::MAX);
        let most = (!most.is_empty()).then(|| count(most));
        Some((text, count(least), most))
    }

    fn class(&mut self) -> Result<(), &'static str> {
        let negated = self.skip("^");
        if self.skip("]") {
            if !negated {
                return Err("it has an empty class, which nothing matches");
            }
            self.out.push_str(r"[\s\S]");
            return Ok(());
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        while !self.skip("]") {
            let first = self.member()?;
            let is_range = self.peek() == Some('-') && self.chars.get(self.at + 1) != Some(&']');
            if !is_range {
                self.push(&first);
                continue;
            }
            self.at += 1;
            let last = self.member()?;
            self.push(&first);
            match (&first, &last) {
                (Escape::Character(first), Escape::Character(last)) if first > last => {
                    return Err("a character range ends before it begins");
                }
                (Escape::Character(_), Escape::Character(_)) => self.out.push('-'),
                // A hyphen next to a class is a character (ECMA-262 annex B.1.2).
                _ => self.literal('-', true),
            }
            self.push(&last);
        }
        self.out.push(']');
        Ok(())
    }

    /// A member of a class.
    fn member(&mut self) -> Result<Escape, &'static str> {
        match self.next() {
            None => Err(NOT_CLOSED),
            Some('\\') => self.escape(true),
            Some(character) => Ok(Escape::Character(character)),
        }
    }

    fn push(&mut self, member: &Escape) {
        match member {
            Escape::Character(character) => self.literal(*character, true),
            Escape::Class(r"\s") => self.out.push_str(SPACES),
            Escape::Class(class) | Escape::Boundary(class) => self.out.push_str(class),
        }
    }

    /// Reads the rest of an escape.
    fn escape(&mut self, in_class: bool) -> Result<Escape, &'static str> {
        let Some(first) = self.next() else { return Err(NOT_CLOSED) };
        let character = match first {
            'd' => return Ok(Escape::Class(r"\d")),
            'D' => return Ok(Escape::Class(r"\D")),
            'w' => return Ok(Escape::Class(r"\w")),
            'W' => return Ok(Escape::Class(r"\W")),
            's' => return Ok(Escape::Class(r"\s")),
            'S' => return Ok(Escape::Class(r"\S")),
            'b' if in_class => '\u{8}',
            'b' => return Ok(Escape::Boundary(r"\b")),
            'B' if !in_class => return Ok(Escape::Boundary(r"\B")),
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'c' => self.control()?,
            'x' => self.hexadecimal(2)?,
            'u' => self.unicode()?,
            '0' if !self.peek().is_some_and(|it| it.is_ascii_digit()) => '\0',
            '0'..='9' | 'k' => return Err("it has a backreference"),
            'p' | 'P' => return Err("it has a Unicode property escape"),
            it if it.is_ascii_alphanumeric() => return Err("ECMA-262 has no such escape"),
            it => it,
        };
        Ok(Escape::Character(character))
    }

    /// Reads the letter of `\c`.
    fn control(&mut self) -> Result<char, &'static str> {
        let letter = self.next().filter(char::is_ascii_alphabetic);
        let code = letter.map(|it| u32::from(it) % 32).and_then(char::from_u32);
        code.ok_or("ECMA-262 has no such escape")
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<char, &'static str> {
        char::from_u32(self.digits(digits)?).ok_or("it has an unpaired surrogate")
    }

    fn digits(&mut self, digits: usize) -> Result<u32, &'static str> {
        let mut code = 0;
        for _ in 0..digits {
            let digit = self.next().and_then(|it| it.to_digit(16));
            code = code * 16 + digit.ok_or("ECMA-262 has no such escape")?;
        }
        Ok(code)
    }

    /// Reads the digits of `\u`: four, eight for a pair of surrogates, or any number in braces.
    fn unicode(&mut self) -> Result<char, &'static str> {
        if self.skip("{") {
            let mut text = String::new();
            loop {
                match self.next().ok_or(NOT_CLOSED)? {
                    '}' => break,
                    digit => text.push(digit),
                }
            }
            let code = u32::from_str_radix(&text, 16).ok().and_then(char::from_u32);
            return code.ok_or("ECMA-262 has no such escape");
        }
        let high = self.digits(4)?;
        if !(0xD800..0xDC00).contains(&high) {
            return char::from_u32(high).ok_or("it has an unpaired surrogate");
        }
        let low = if self.skip("\\u") { self.digits(4)? } else { 0 };
        if !(0xDC00..0xE000).contains(&low) {
            return Err("it has an unpaired surrogate");
        }
        let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        char::from_u32(code).ok_or("it has an unpaired surrogate")
    }

    fn literal(&mut self, character: char, in_class: bool) {
        let special = if in_class { r"\[]^-&~" } else { r"\.+*?()|[]{}^$" };
        match character {
            '\t' => self.out.push_str(r"\t"),
            '\n' => self.out.push_str(r"\n"),
            '\r' => self.out.push_str(r"\r"),
            it if it.is_control() || crate::plan::docs::hidden(it) => {
                self.out.push_str(&format!("\\u{{{:x}}}", u32::from(it)));
            }
            it => {
                if special.contains(it) {
                    self.out.push('\\');
                }
                self.out.push(it);
            }
        }
    }
}

#[cfg(test)]
mod tests;
