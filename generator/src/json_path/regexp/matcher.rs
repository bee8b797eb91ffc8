//! Runs an automaton: all its states at once, one character after the other.

use super::Instruction;

pub(super) fn matches(program: &[Instruction], text: &str, is_whole: bool) -> bool {
    let mut rest = text.chars();
    let mut states = States::new(program);
    states.add(0, Position { is_start: true, is_end: text.is_empty() });
    while let Some(c) = rest.next() {
        if states.accepts && !is_whole {
            return true;
        }
        let position = Position { is_start: false, is_end: rest.as_str().is_empty() };
        let mut next = States::new(program);
        for state in &states.list {
            if let Some(Instruction::Consume(class)) = program.get(*state) {
                if class.contains(c) {
                    next.add(state + 1, position);
                }
            }
        }
        if !is_whole {
            next.add(0, position);
        }
        states = next;
    }
    states.accepts
}

/// Whether a position is an end of the string.
#[derive(Clone, Copy)]
struct Position {
    is_start: bool,
    is_end: bool,
}

/// The instructions that consume the next character.
struct States<'p> {
    program: &'p [Instruction],
    is_added: Vec<bool>,
    list: Vec<usize>,
    accepts: bool,
}

impl<'p> States<'p> {
    fn new(program: &'p [Instruction]) -> Self {
        Self { program, is_added: vec![false; program.len()], list: Vec::new(), accepts: false }
    }

    /// Adds a state and all that follow from it without a character.
    fn add(&mut self, state: usize, position: Position) {
        let mut waiting = vec![state];
        while let Some(state) = waiting.pop() {
            match self.is_added.get_mut(state) {
                Some(is_added) if !*is_added => *is_added = true,
                _ => continue,
            }
            match self.program.get(state) {
                Some(Instruction::Consume(_)) => self.list.push(state),
                Some(Instruction::Split(first, second)) => waiting.extend([*first, *second]),
                Some(Instruction::Jump(target)) => waiting.push(*target),
                Some(Instruction::Start) if position.is_start => waiting.push(state + 1),
                Some(Instruction::End) if position.is_end => waiting.push(state + 1),
                Some(Instruction::Start | Instruction::End) | None => {}
                Some(Instruction::Accept) => self.accepts = true,
            }
        }
    }
}
