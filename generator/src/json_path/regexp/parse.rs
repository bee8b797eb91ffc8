//! Compiles a pattern (RFC 9485 section 4) while it parses it.

use std::iter::Peekable;
use std::str::Chars;

use super::Instruction;
use super::class::{Category, CharacterClass, ClassItem};

/// How many instructions a pattern has at most.
const MAX_INSTRUCTIONS: usize = 10_000;
/// How deep groups nest.
const MAX_DEPTH: usize = 64;

type Program = Vec<Instruction>;

pub(super) fn compile(pattern: &str) -> Result<Program, String> {
    let mut parser = Parser { rest: pattern.chars().peekable(), depth: 0 };
    let mut program = parser.alternatives()?;
    if parser.rest.peek().is_some() {
        return Err("the pattern has an unbalanced `)`".to_owned());
    }
    program.push(Instruction::Accept);
    Ok(program)
}

struct Parser<'p> {
    rest: Peekable<Chars<'p>>,
    depth: usize,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Result<Program, String> {
        let mut program = self.branch()?;
        while self.rest.next_if_eq(&'|').is_some() {
            let second = self.branch()?;
            program = either(program, second);
        }
        Ok(program)
    }

    fn branch(&mut self) -> Result<Program, String> {
        let mut program = Program::new();
        while let Some(c) = self.rest.next_if(|c| !matches!(c, '|' | ')')) {
            let atom = self.atom(c)?;
            let (least, most) = self.quantifier()?;
            append(&mut program, repeated(&atom, least, most)?);
            if program.len() > MAX_INSTRUCTIONS {
                return Err("the pattern is too large".to_owned());
            }
        }
        Ok(program)
    }

    fn atom(&mut self, c: char) -> Result<Program, String> {
        let class = match c {
            '(' => return self.group(),
            '.' => CharacterClass::Any,
            '[' => self.class()?,
            '\\' => self.escape_class()?,
            '^' => return Ok(vec![Instruction::Start]),
            '$' => return Ok(vec![Instruction::End]),
            '*' | '+' | '?' | '{' | '}' | ']' => {
                return Err(format!("`{c}` of the pattern must be escaped"));
            }
            c => CharacterClass::one(c),
        };
        Ok(vec![Instruction::Consume(class)])
    }

    fn group(&mut self) -> Result<Program, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the pattern is nested too deeply".to_owned());
        }
        let program = self.alternatives()?;
        self.depth -= 1;
        self.require(')')?;
        Ok(program)
    }

    fn require(&mut self, expected: char) -> Result<(), String> {
        match self.rest.next_if_eq(&expected) {
            Some(_) => Ok(()),
            None => Err(format!("the pattern lacks `{expected}`")),
        }
    }

    fn escape_class(&mut self) -> Result<CharacterClass, String> {
        let items = vec![self.escape()?];
        Ok(CharacterClass::Items { items, is_negated: false })
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<ClassItem, String> {
        let c = self.rest.next().unwrap_or(' ');
        let escaped = match c {
            'p' | 'P' => return self.category(c == 'P'),
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '('..='+' | '-' | '.' | '?' | '['..='^' | '{'..='}' => c,
            _ => {
                let message = format!("`\\{c}` is not part of I-Regexp (RFC 9485)");
                return Err(message);
            }
        };
        Ok(ClassItem::Range(escaped, escaped))
    }

    fn category(&mut self, is_negated: bool) -> Result<ClassItem, String> {
        self.require('{')?;
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(|c| *c != '}') {
            name.push(c);
        }
        self.require('}')?;
        match Category::named(&name) {
            Some(category) => Ok(ClassItem::Category { category, is_negated }),
            None => Err(format!("the Unicode category `{name}` is not supported")),
        }
    }

    /// A class in brackets.
    fn class(&mut self) -> Result<CharacterClass, String> {
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        let mut items = Vec::new();
        if self.rest.next_if_eq(&'-').is_some() {
            items.push(ClassItem::Range('-', '-'));
        }
        loop {
            let item = match self.rest.next() {
                None => return Err("the pattern lacks `]`".to_owned()),
                Some(']') if !items.is_empty() => break,
                Some('-') if !items.is_empty() && self.rest.peek() == Some(&']') => {
                    ClassItem::Range('-', '-')
                }
                Some(c @ ('[' | ']' | '-')) => {
                    return Err(format!("`{c}` in a class of the pattern must be escaped"));
                }
                Some('\\') => self.escape()?,
                Some(c) => ClassItem::Range(c, c),
            };
            items.push(self.range_from(item)?);
        }
        Ok(CharacterClass::Items { items, is_negated })
    }

    /// The range that an item of a class begins, if `-` and an end follow.
    fn range_from(&mut self, item: ClassItem) -> Result<ClassItem, String> {
        let ClassItem::Range(first, _) = item else { return Ok(item) };
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('-') || matches!(ahead.next(), None | Some(']')) {
            return Ok(item);
        }
        self.rest.next();
        let last = match self.rest.next() {
            Some('\\') => self.escape()?,
            Some(c) => ClassItem::Range(c, c),
            None => return Err("the pattern lacks `]`".to_owned()),
        };
        match last {
            ClassItem::Range(last, _) if first <= last => Ok(ClassItem::Range(first, last)),
            _ => Err("a range of the pattern ends before it begins".to_owned()),
        }
    }

    /// How often an atom occurs: at least, and at most.
    fn quantifier(&mut self) -> Result<(usize, Option<usize>), String> {
        let quantifier = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                return self.bounds();
            }
            _ => return Ok((1, Some(1))),
        };
        self.rest.next();
        Ok(quantifier)
    }

    fn bounds(&mut self) -> Result<(usize, Option<usize>), String> {
        let least = self.number()?.ok_or("a quantifier of the pattern lacks a number")?;
        let most = match self.rest.next_if_eq(&',') {
            Some(_) => self.number()?,
            None => Some(least),
        };
        self.require('}')?;
        match most {
            Some(most) if most < least => {
                Err("a quantifier of the pattern has its bounds reversed".to_owned())
            }
            most => Ok((least, most)),
        }
    }

    fn number(&mut self) -> Result<Option<usize>, String> {
        let mut digits = String::new();
        while let Some(c) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(c);
        }
        if digits.is_empty() {
            return Ok(None);
        }
        match digits.parse::<usize>().ok().filter(|it| *it <= MAX_INSTRUCTIONS) {
            Some(number) => Ok(Some(number)),
            None => Err("the pattern is too large".to_owned()),
        }
    }
}

/// Repeats a program: all but the last copies of `least` as they are, the rest optional or in a loop.
fn repeated(atom: &Program, least: usize, most: Option<usize>) -> Result<Program, String> {
    let copies = most.unwrap_or(least + 1);
    if copies.saturating_mul(atom.len() + 2) > MAX_INSTRUCTIONS {
        return Err("the pattern is too large".to_owned());
    }
    let mut program = Program::new();
    for _ in 0..least {
        append(&mut program, atom.clone());
    }
    match most {
        None => append(&mut program, looped(atom)),
        Some(most) => {
            for _ in least..most {
                append(&mut program, either(atom.clone(), Program::new()));
            }
        }
    }
    Ok(program)
}

/// Any number of times.
fn looped(atom: &Program) -> Program {
    let mut program = vec![Instruction::Split(1, atom.len() + 2)];
    append(&mut program, atom.clone());
    program.push(Instruction::Jump(0));
    program
}

/// One program or the other.
fn either(first: Program, second: Program) -> Program {
    let start_of_second = first.len() + 2;
    let end = start_of_second + second.len();
    let mut program = vec![Instruction::Split(1, start_of_second)];
    append(&mut program, first);
    program.push(Instruction::Jump(end));
    append(&mut program, second);
    program
}

/// Appends a program, whose targets count from its own start.
fn append(program: &mut Program, other: Program) {
    let by = program.len();
    program.extend(other.into_iter().map(|instruction| match instruction {
        Instruction::Split(first, second) => Instruction::Split(first + by, second + by),
        Instruction::Jump(target) => Instruction::Jump(target + by),
        other => other,
    }));
}
