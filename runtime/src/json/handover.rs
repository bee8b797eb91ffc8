//! Hands the reader from serde's traits to a type that is read in place.
//!
//! serde's traits are generic, so that a type which implements them learns nothing of the reader. A type that is read in
//! place needs the reader itself. It asks for it by its name, and receives the text; the position and the rest of the
//! state travel in a thread-local variable, which is full only between two lines of this file. It must not know types.

use std::cell::Cell;

use serde::de::Visitor;

use super::error::ReadError;
use super::reader::{Reader, State};

/// The first character of the name of a type that is read in place.
pub(crate) const IN_PLACE: char = '\u{2}';

thread_local! {
    static STATE: Cell<Option<State>> = const { Cell::new(None) };
    static ERROR: Cell<Option<ReadError>> = const { Cell::new(None) };
}

/// Lets a visitor continue with the reader, in [`resume`].
pub(super) fn visit<'de, V: Visitor<'de>>(
    reader: &mut Reader<'de>,
    visitor: V,
) -> Result<V::Value, ReadError> {
    leave(&mut reader.state);
    let value = match reader.utf8 {
        Some(text) => visitor.visit_borrowed_str(text),
        None => visitor.visit_borrowed_bytes(reader.text),
    };
    return_to(&mut reader.state);
    match value {
        Ok(value) => Ok(value),
        Err(error) => Err(kept(error)),
    }
}

fn leave(state: &mut State) {
    STATE.set(Some(std::mem::take(state)));
}

fn return_to(state: &mut State) {
    if let Some(returned) = STATE.take() {
        *state = returned;
    }
}

/// Returns the error of the type, which has what serde's traits do not carry.
#[cold]
fn kept(error: ReadError) -> ReadError {
    ERROR.take().unwrap_or(error)
}

/// Continues to read the text that a visitor received. Returns `None` if no reader handed it over.
pub(crate) fn resume<T>(
    text: &[u8],
    utf8: Option<&str>,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, ReadError>,
) -> Option<Result<T, ReadError>> {
    let mut reader = Reader { text, utf8, state: STATE.take()? };
    let value = read(&mut reader);
    STATE.set(Some(reader.state));
    Some(value)
}

/// Keeps an error for [`visit`], and returns what takes its place meanwhile.
pub(crate) fn keep(error: ReadError) -> &'static str {
    ERROR.set(Some(error));
    "the type does not match"
}
