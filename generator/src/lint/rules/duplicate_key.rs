//! X007: objects have no duplicate keys.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::DUPLICATE_KEY,
    name: "duplicate-key",
    severity: Some(Severity::Error),
    summary: "Objects have no duplicate keys",
    docs: "\
If an object has the same key twice, one of the two values is lost silently, and tools differ in which one they \
keep. A client can miss a whole path or schema. YAML 1.2 forbids duplicate keys (section 3.2.1.1), and JSON makes \
the result unpredictable (RFC 8259 section 4).

The rule reports the second occurrence and shows the first one, anywhere in the document, including examples.

To fix a report, rename or remove one of the two members.",
    bad: &["/users: {}\n/users: {get: {}}", "type: object\nproperties: {a: {}, b: {}, a: {}}"],
    good: &["/users: {}\n/orders: {}", "type: object\nproperties: {a: {properties: {a: {}}}}"],
    source: "YAML 1.2 section 3.2.1.1, RFC 8259 section 4",
    check: Check::Validation,
    ..LintRule::BASE
};
