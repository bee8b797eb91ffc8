//! X007: no key stands twice in one object.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::DUPLICATE_KEY,
    name: "duplicate-key",
    severity: Some(Severity::Error),
    summary: "No key stands twice in one object",
    docs: "\
When a key stands twice, one of the two values is silently lost, and which one differs from tool to tool: a whole \
path or schema can be missing from a client and nobody is told. YAML 1.2 forbids it (section 3.2.1.1), JSON says \
that the result is unpredictable (RFC 8259 section 4).

Reported at the second place, with the first beside it, anywhere in the document, examples included.",
    bad: &["/users: {}\n/users: {get: {}}", "type: object\nproperties: {a: {}, b: {}, a: {}}"],
    good: &["/users: {}\n/orders: {}", "type: object\nproperties: {a: {properties: {a: {}}}}"],
    source: "YAML 1.2 section 3.2.1.1, RFC 8259 section 4",
    check: Check::Validation,
};
