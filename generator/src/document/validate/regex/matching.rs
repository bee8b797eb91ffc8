//! Matching by backtracking, with a limit of steps (ECMA-262 section 22.2.2).

use std::cell::Cell;

use super::{Count, Re};

/// How many steps one match may take.
const MAX_STEPS: u32 = 50_000;
/// How deep matching may recurse.
const MAX_DEPTH: u32 = 600;
/// The longest text that is matched, in characters.
const MAX_LENGTH: usize = 1_000;

/// Whether a part of the text matches; `None` if the limits are reached.
pub(super) fn is_match(node: &Re, text: &str) -> Option<bool> {
    let text: Vec<char> = text.chars().take(MAX_LENGTH + 1).collect();
    if text.len() > MAX_LENGTH {
        return None;
    }
    let matcher = Matcher { text: &text, steps: Cell::new(MAX_STEPS), depth: Cell::new(0) };
    let is_match = (0..=text.len()).any(|start| matcher.matches(node, start, &mut |_| true));
    if is_match || matcher.steps.get() > 0 { Some(is_match) } else { None }
}

struct Matcher<'t> {
    text: &'t [char],
    /// The steps that are left.
    steps: Cell<u32>,
    depth: Cell<u32>,
}

type Continue<'c> = &'c mut dyn FnMut(usize) -> bool;

impl Matcher<'_> {
    /// Whether the node matches at a position and the rest follows.
    fn matches(&self, node: &Re, at: usize, then: Continue<'_>) -> bool {
        let Some(left) = self.steps.get().checked_sub(1) else { return false };
        let depth = self.depth.get() + 1;
        self.steps.set(if depth > MAX_DEPTH { 0 } else { left });
        self.depth.set(depth);
        let is_match = self.steps.get() > 0 && self.node(node, at, then);
        self.depth.set(depth - 1);
        is_match
    }

    fn node(&self, node: &Re, at: usize, then: Continue<'_>) -> bool {
        match node {
            Re::Empty => then(at),
            Re::Start => at == 0 && then(at),
            Re::End => at == self.text.len() && then(at),
            Re::Boundary(is_negated) => (self.is_boundary(at) != *is_negated) && then(at),
            Re::Char(_) | Re::Any | Re::Set(_) => self.is_one(node, at) && then(at + 1),
            Re::Sequence(parts) => self.sequence(parts, at, then),
            Re::Choice(choices) => choices.iter().any(|it| self.matches(it, at, then)),
            Re::Repeat(part, count) if matches!(**part, Re::Char(_) | Re::Any | Re::Set(_)) => {
                self.repeat_one(part, *count, at, then)
            }
            Re::Repeat(part, count) => self.repeat(part, *count, at, then),
        }
    }

    fn is_one(&self, node: &Re, at: usize) -> bool {
        let Some(character) = self.text.get(at).copied() else { return false };
        match node {
            Re::Char(wanted) => *wanted == character,
            Re::Any => !matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}'),
            Re::Set(set) => set.contains(character),
            _ => false,
        }
    }

    fn is_boundary(&self, at: usize) -> bool {
        let is_word = |at: Option<usize>| {
            let character = at.and_then(|at| self.text.get(at));
            character.is_some_and(|it| it.is_ascii_alphanumeric() || *it == '_')
        };
        is_word(at.checked_sub(1)) != is_word(Some(at))
    }

    fn sequence(&self, parts: &[Re], at: usize, then: Continue<'_>) -> bool {
        match parts.split_first() {
            None => then(at),
            Some((first, [])) => self.matches(first, at, then),
            Some((first, rest)) => {
                self.matches(first, at, &mut |next| self.sequence(rest, next, then))
            }
        }
    }

    /// Repeats a part of one character without recursion.
    fn repeat_one(&self, part: &Re, count: Count, at: usize, then: Continue<'_>) -> bool {
        let limit = count.max.map_or(usize::MAX, |max| max as usize);
        let available = (at..self.text.len()).take_while(|it| self.is_one(part, *it)).take(limit);
        let most = available.count();
        let least = count.min as usize;
        if most < least {
            return false;
        }
        let spent = u32::try_from(most - least).unwrap_or(u32::MAX);
        self.steps.set(self.steps.get().saturating_sub(spent));
        let mut lengths = least..=most;
        if count.is_greedy {
            lengths.rev().any(|length| then(at + length))
        } else {
            lengths.any(|length| then(at + length))
        }
    }

    fn repeat(&self, part: &Re, count: Count, at: usize, then: Continue<'_>) -> bool {
        if count.max == Some(0) {
            return then(at);
        }
        let next = Count {
            min: count.min.saturating_sub(1),
            max: count.max.map(|max| max - 1),
            is_greedy: count.is_greedy,
        };
        let is_done = count.min == 0;
        if is_done && !count.is_greedy && then(at) {
            return true;
        }
        // A repetition that consumes nothing is not repeated (section 22.2.2.3.1).
        let again = self.matches(part, at, &mut |end| {
            if end == at { !is_done && then(end) } else { self.repeat(part, next, end, then) }
        });
        again || (is_done && count.is_greedy && then(at))
    }
}
