//! What a request leaves out of an object: the properties that only answers carry (`readOnly`).
//!
//! Takes note of when a request is being written, gives the fields that ask for it. It must not know what is written, nor
//! in which format. Serde has no way to tell a value what it is written for, and a type of its own for requests would be
//! compiled beside the one for answers. So the thread remembers it: what writes a value never waits, and stays on its
//! thread. Everywhere else a value is written whole, so that what a program keeps of it loses nothing.

use std::cell::Cell;

use serde::ser::{Serialize, SerializeStruct};

use super::write::{Field, Optional};

thread_local! {
    static IN_REQUEST: Cell<bool> = const { Cell::new(false) };
}

/// A request is being written for as long as this is there.
#[derive(Debug)]
#[must_use = "it ends when it is dropped"]
pub(crate) struct RequestScope {
    before: bool,
}

impl RequestScope {
    pub(crate) fn begin() -> Self {
        Self { before: IN_REQUEST.replace(true) }
    }
}

impl Drop for RequestScope {
    fn drop(&mut self) {
        IN_REQUEST.set(self.before);
    }
}

/// What may be left out, and is where a request is written.
#[derive(Debug)]
pub struct ReadOnly<'a, T>(pub &'a T);

impl<'a, W: SerializeStruct, T: Serialize> Field<W> for ReadOnly<'a, T>
where
    Optional<'a, T>: Field<W>,
{
    fn is_absent(&self) -> bool {
        IN_REQUEST.get() || Field::<W>::is_absent(&Optional(self.0))
    }

    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error> {
        out.serialize_field(name, self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Maybe;
    use crate::codegen::{self, Deserialize as _};

    #[derive(Debug, Clone, PartialEq, Default)]
    struct Order {
        id: Option<i64>,
        note: Option<String>,
        paid: Maybe<bool>,
        parts: Option<Vec<Order>>,
    }

    codegen::object!(Order {
        "id" => id: read_only,
        "note" => note: optional,
        "paid" => paid: read_only,
        "parts" => parts: nullable,
    });

    fn order(text: Value) -> Order {
        Order::deserialize(text).unwrap()
    }

    #[test]
    fn what_only_answers_carry_is_left_out_while_a_request_is_written_and_at_any_depth() {
        let whole = json!({"id": 1, "note": "n", "paid": null, "parts": [{"id": 2, "parts": []}]});
        let value = order(whole.clone());
        let written = || serde_json::to_value(&value).unwrap();
        assert_eq!(written(), whole);
        let scope = RequestScope::begin();
        assert_eq!(written(), json!({"note": "n", "parts": [{"parts": []}]}));
        drop(RequestScope::begin());
        assert_eq!(written(), json!({"note": "n", "parts": [{"parts": []}]}));
        drop(scope);
        assert_eq!(written(), whole);
        assert_eq!(order(whole), value);
    }

    #[test]
    fn a_panic_while_a_request_is_written_ends_it() {
        let _ = std::panic::catch_unwind(|| {
            let _scope = RequestScope::begin();
            panic!("as a user's own type might");
        });
        assert!(!IN_REQUEST.get());
    }
}
