//! X007: objects have no duplicate keys.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::DUPLICATE_KEY,
    name: "duplicate-key",
    severity: Some(Severity::Error),
    summary: "Objects have no duplicate keys",
    docs: "\
If a key occurs twice in an object, one of the two values is silently lost, and tools differ in which one. A whole \
path or schema can be missing from a client without any message. YAML 1.2 forbids duplicate keys (section 3.2.1.1), \
and in JSON the result is unpredictable (RFC 8259, section 4).

The second key is reported, together with the location of the first. The rule applies to the whole document, \
including examples.",
    bad: &["/users: {}\n/users: {get: {}}", "type: object\nproperties: {a: {}, b: {}, a: {}}"],
    good: &["/users: {}\n/orders: {}", "type: object\nproperties: {a: {properties: {a: {}}}}"],
    source: "YAML 1.2 section 3.2.1.1, RFC 8259 section 4",
    check: Check::Validation,
};
