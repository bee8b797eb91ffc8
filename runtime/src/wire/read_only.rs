//! Omits read-only properties (`readOnly`) from requests.
//!
//! Records when a request is being serialized. It must not know what is written, nor in which
//! format.
//!
//! serde does not tell a value what it is written for, and a separate type for requests would be
//! compiled in addition to the one for responses. So a thread-local flag records it: serialization
//! is synchronous, and stays on its thread. In any other context a value is written completely, so
//! that a program that stores it loses nothing.

use std::cell::Cell;

thread_local! {
    static IN_REQUEST: Cell<bool> = const { Cell::new(false) };
}

/// Marks that a request is being serialized, as long as it exists.
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

/// Whether a request is being serialized.
pub(super) fn is_in_request() -> bool {
    IN_REQUEST.get()
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
    fn read_only_properties_are_omitted_from_requests_at_any_depth() {
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
    fn a_panic_ends_the_request_scope() {
        let _ = std::panic::catch_unwind(|| {
            let _scope = RequestScope::begin();
            panic!("as a user's own type might");
        });
        assert!(!IN_REQUEST.get());
    }
}
