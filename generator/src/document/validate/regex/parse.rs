//! The syntax of regular expressions (ECMA-262 section 22.2.1, with Annex B.1.2).

use super::{Count, Re, Regex, RegexError, Set};

/// How deep groups may nest; deeper patterns are accepted without being parsed.
const MAX_DEPTH: usize = 64;

type Parsed<T> = Result<T, RegexError>;

pub(super) fn parse(text: &str) -> Parsed<Regex> {
    if is_between_slashes(text) {
        let help = "remove the slashes; a pattern has no delimiters and no flags";
        return Err(RegexError { message: "is written between slashes", help });
    }
    let characters: Vec<char> = text.chars().collect();
    let mut parser = Parser { characters: &characters, at: 0, depth: 0, is_supported: true };
    let node = parser.choice()?;
    match parser.peek() {
        Some(_) if parser.depth_is_exceeded() => Ok(Regex { node: Re::Empty, is_supported: false }),
        Some(_) => error("has an unopened parenthesis", r"add the opening one, or write `\)`"),
        None => Ok(Regex { node, is_supported: parser.is_supported }),
    }
}

/// Such a pattern matches only texts with slashes around the anchors, which no text has.
fn is_between_slashes(text: &str) -> bool {
    let inner = text.strip_prefix("/^").and_then(|it| it.rsplit_once('/'));
    inner.is_some_and(|(inner, flags)| {
        inner.ends_with('$') && flags.bytes().all(|it| b"dgimsuvy".contains(&it))
    })
}

fn error<T>(message: &'static str, help: &'static str) -> Parsed<T> {
    Err(RegexError { message, help })
}

struct Parser<'t> {
    characters: &'t [char],
    at: usize,
    depth: usize,
    is_supported: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn rest(&self) -> &[char] {
        self.characters.get(self.at..).unwrap_or(&[])
    }

    fn skip(&mut self, text: &str) -> bool {
        let length = text.chars().count();
        let is_there = self.rest().iter().copied().take(length).eq(text.chars());
        self.at += if is_there { length } else { 0 };
        is_there
    }

    fn depth_is_exceeded(&self) -> bool {
        self.depth > MAX_DEPTH
    }

    fn choice(&mut self) -> Parsed<Re> {
        let mut choices = vec![self.sequence()?];
        while self.skip("|") {
            choices.push(self.sequence()?);
        }
        let last = choices.pop().unwrap_or(Re::Empty);
        if choices.is_empty() {
            return Ok(last);
        }
        choices.push(last);
        Ok(Re::Choice(choices))
    }

    fn sequence(&mut self) -> Parsed<Re> {
        let mut parts = Vec::new();
        while let Some(character) = self.peek().filter(|it| !matches!(it, '|' | ')')) {
            if self.depth_is_exceeded() {
                break;
            }
            let part = self.part(character)?;
            parts.push(self.repeated(part)?);
        }
        Ok(Re::Sequence(parts))
    }

    fn part(&mut self, character: char) -> Parsed<Re> {
        match character {
            '(' => return self.group(),
            '[' => return self.class().map(Re::Set),
            '\\' => return self.escape(),
            '*' => return nothing_to_repeat("has nothing to repeat before `*`"),
            '+' => return nothing_to_repeat("has nothing to repeat before `+`"),
            '?' => return nothing_to_repeat("has nothing to repeat before `?`"),
            '{' if self.count()?.is_some() => {
                return nothing_to_repeat("has nothing to repeat before `{`");
            }
            _ => self.at += 1,
        }
        Ok(match character {
            '^' => Re::Start,
            '$' => Re::End,
            '.' => Re::Any,
            other => Re::Char(other),
        })
    }

    fn repeated(&mut self, part: Re) -> Parsed<Re> {
        let simple = match self.peek() {
            Some('*') => Some((0, None)),
            Some('+') => Some((1, None)),
            Some('?') => Some((0, Some(1))),
            _ => None,
        };
        self.at += usize::from(simple.is_some());
        let count = match simple {
            None if self.peek() == Some('{') => self.count()?,
            simple => simple,
        };
        let Some((min, max)) = count else { return Ok(part) };
        let is_greedy = !self.skip("?");
        Ok(Re::Repeat(Box::new(part), Count { min, max, is_greedy }))
    }

    /// Reads `{2}`, `{2,}` or `{2,3}`. Other braces are characters (Annex B).
    fn count(&mut self) -> Parsed<Option<(u32, Option<u32>)>> {
        let length = self.rest().iter().position(|it| *it == '}');
        let Some(inner) = length.and_then(|length| self.rest().get(1..length)) else {
            return Ok(None);
        };
        let inner: String = inner.iter().collect();
        let (min, max) =
            inner.split_once(',').map_or((inner.as_str(), None), |(min, max)| (min, Some(max)));
        let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        if min.is_empty() && max.is_some_and(is_number) {
            return error("has a count without a minimum", "write `{0,` before the maximum");
        }
        if !is_number(min) || max.is_some_and(|it| !it.is_empty() && !is_number(it)) {
            return Ok(None);
        }
        self.at += inner.chars().count() + 2;
        let min: u32 = min.parse().unwrap_or(u32::MAX);
        let max = match max {
            None => Some(min),
            Some("") => None,
            Some(max) => Some(max.parse().unwrap_or(u32::MAX)),
        };
        if max.is_some_and(|max| max < min) {
            return error("has a count that ends before it begins", "exchange the two numbers");
        }
        Ok(Some((min, max)))
    }

    fn group(&mut self) -> Parsed<Re> {
        self.at += 1;
        if self.skip("?") {
            self.group_kind()?;
        }
        self.depth += 1;
        let inner = self.choice()?;
        if self.depth_is_exceeded() {
            return Ok(Re::Empty);
        }
        self.depth -= 1;
        if self.skip(")") {
            return Ok(inner);
        }
        error("has an unclosed parenthesis", r"add the closing one, or write `\(`")
    }

    /// Reads what follows `(?`.
    fn group_kind(&mut self) -> Parsed<()> {
        if self.skip(":") {
            return Ok(());
        }
        let is_look = ["=", "!", "<=", "<!"].iter().any(|it| self.skip(it));
        if is_look {
            self.is_supported = false;
            return Ok(());
        }
        let closing = if self.peek() == Some('<') { '>' } else { ':' };
        let length = self.rest().iter().position(|it| *it == closing);
        let inner = length.and_then(|length| self.rest().get(..length)).unwrap_or(&[]);
        let is_name = closing == '>' && inner.len() > 1;
        let is_flags = closing == ':' && inner.iter().all(|it| matches!(it, 'i' | 'm' | 's' | '-'));
        if length.is_none() || !(is_name || is_flags) {
            let help = "JSON Schema uses ECMA-262: `(?<name>…)` names a group, and flags have no short form";
            return error("has a group that ECMA-262 does not know", help);
        }
        self.at += inner.len() + 1;
        self.is_supported &= !is_flags;
        Ok(())
    }

    fn class(&mut self) -> Parsed<Set> {
        self.at += 1;
        if self.skip("[:") {
            let length = self.rest().iter().take_while(|it| it.is_ascii_lowercase()).count();
            if length > 0 && self.rest().get(length..).is_some_and(|it| it.starts_with(&[':', ']']))
            {
                let help = "write the characters, such as `a-zA-Z`";
                return error("has a class that ECMA-262 does not know", help);
            }
            self.at -= 2;
        }
        let mut set = Set { is_negated: self.skip("^"), ..Set::default() };
        while !self.skip("]") {
            let from = self.class_member(&mut set)?;
            let is_range = self.rest().first() == Some(&'-') && self.rest().get(1) != Some(&']');
            if !is_range {
                set.ranges.extend(from.map(|it| (it, it)));
                continue;
            }
            self.at += 1;
            let to = self.class_member(&mut set)?;
            match from.zip(to) {
                Some((from, to)) if from > to => {
                    let help = "exchange the two ends, or write the hyphen last";
                    return error("has a range that ends before it begins", help);
                }
                Some(range) => set.ranges.push(range),
                // A class at one end makes the hyphen a character (Annex B).
                None => {
                    set.ranges.extend(from.into_iter().chain(to).chain(['-']).map(|it| (it, it)));
                }
            }
        }
        Ok(set)
    }

    /// One character of a class; `None` for a class such as `\d`, which is added.
    fn class_member(&mut self, set: &mut Set) -> Parsed<Option<char>> {
        let Some(character) = self.next() else {
            return error("has an unclosed bracket", r"add the closing one, or write `\[`");
        };
        if character != '\\' {
            return Ok(Some(character));
        }
        if self.skip("b") {
            return Ok(Some('\u{8}'));
        }
        self.at -= 1;
        match self.escape()? {
            Re::Char(character) => Ok(Some(character)),
            Re::Set(inner) => {
                set.sets.push(inner);
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn escape(&mut self) -> Parsed<Re> {
        self.at += 1;
        let Some(character) = self.next() else {
            return error("ends with a backslash", r"write `\\` for a backslash");
        };
        Ok(match character {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => Re::Set(class_escape(character)),
            'b' => Re::Boundary(false),
            'B' => Re::Boundary(true),
            'n' => Re::Char('\n'),
            'r' => Re::Char('\r'),
            't' => Re::Char('\t'),
            'v' => Re::Char('\u{b}'),
            'f' => Re::Char('\u{c}'),
            '0' => Re::Char('\0'),
            'x' => self.hexadecimal(2),
            'u' => self.hexadecimal(4),
            'A' | 'Z' | 'z' => {
                let help = "write `^` or `$`";
                return error("has an anchor that ECMA-262 does not know", help);
            }
            other if other.is_ascii_alphanumeric() => self.unsupported(),
            other => Re::Char(other),
        })
    }

    fn unsupported(&mut self) -> Re {
        self.is_supported = false;
        Re::Empty
    }

    fn hexadecimal(&mut self, digits: usize) -> Re {
        let text: String = self.rest().iter().take(digits).collect();
        let code = u32::from_str_radix(&text, 16).ok().and_then(char::from_u32);
        let Some(character) = code.filter(|_| text.chars().count() == digits) else {
            return self.unsupported();
        };
        self.at += digits;
        Re::Char(character)
    }
}

fn nothing_to_repeat(message: &'static str) -> Parsed<Re> {
    error(message, "write a backslash before it to match the character itself")
}

fn class_escape(character: char) -> Set {
    let ranges = match character.to_ascii_lowercase() {
        'd' => vec![('0', '9')],
        'w' => vec![('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')],
        _ => vec![
            ('\t', '\r'),
            (' ', ' '),
            ('\u{a0}', '\u{a0}'),
            ('\u{2000}', '\u{200a}'),
            ('\u{2028}', '\u{2029}'),
            ('\u{202f}', '\u{202f}'),
            ('\u{3000}', '\u{3000}'),
            ('\u{feff}', '\u{feff}'),
        ],
    };
    Set { is_negated: character.is_ascii_uppercase(), ranges, sets: Vec::new() }
}
