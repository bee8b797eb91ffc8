//! X012: members next to a `$ref` have no effect (OpenAPI 3.0 and 3.1 section "Reference Object").

use super::Violation;
use super::names::list_of;
use crate::diagnostic::code;
use crate::document::{ObjectKind, Version, Visit};

pub(super) fn check(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    let is_schema = matches!(visit.object, ObjectKind::Schema(_));
    let is_exempt = visit.object == ObjectKind::PathItem
        || !visit.object.allows_reference(visit.version)
        || (is_schema && visit.version >= Version::V3_1);
    if is_exempt || visit.reference().is_none() {
        return;
    }
    let overrides = visit.version >= Version::V3_1;
    let has_effect = |key: &str| {
        key == "$ref"
            || key.starts_with("x-")
            || (overrides && matches!(key, "summary" | "description"))
    };
    let ignored: Vec<_> = visit.node.members().filter(|it| !has_effect(it.key)).collect();
    let Some(first) = ignored.first() else { return };
    let names: Vec<&str> = ignored.iter().map(|it| it.key).collect();
    let verb = if names.len() == 1 { "has" } else { "have" };
    let message = format!(
        "{} next to `$ref` {verb} no effect in OpenAPI {}",
        list_of(&names, "and"),
        visit.version
    );
    let help = match is_schema {
        true if visit.version == Version::V3_0 => {
            "write the reference as `allOf: [{$ref: …}]`, or use OpenAPI 3.1"
        }
        true => "write the reference as `allOf: [{$ref: …}]`",
        false => "move it to the target, or write the object here",
    };
    let pointer = visit.pointer.child(first.key);
    let violation = Violation::new(code::REF_SIBLINGS, first.key_span, pointer, message);
    found.push(violation.with_help(help).lenient().lint_only());
}
