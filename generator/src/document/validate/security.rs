//! S005: security requirements name schemes that are defined (OpenAPI 3.1 section "Security Requirement Object").

use std::collections::HashSet;

use super::Violation;
use super::names::closest_of;
use crate::diagnostic::code;
use crate::document::{ObjectKind, Version, Visit};
use crate::text::{JsonPointer, Span};

/// The names of the schemes, and the uses of names.
#[derive(Default)]
pub(super) struct Security<'a> {
    defined: HashSet<&'a str>,
    used: Vec<SchemeUse<'a>>,
}

struct SchemeUse<'a> {
    name: &'a str,
    span: Span,
    pointer: JsonPointer,
}

impl<'a> Security<'a> {
    pub(super) fn note(&mut self, visit: &Visit<'a, '_>) {
        if visit.object == ObjectKind::SecurityScheme {
            self.defined.extend(visit.context.component.map(|it| it.name));
            return;
        }
        for entry in visit.node.members() {
            // A requirement of 3.2 may also be a URI of a scheme (OpenAPI 3.2 section 4.30).
            let is_uri = visit.version >= Version::V3_2 && entry.key.contains(['/', '#']);
            if !is_uri {
                let pointer = visit.pointer.child(entry.key);
                self.used.push(SchemeUse { name: entry.key, span: entry.key_span, pointer });
            }
        }
    }

    pub(super) fn finish(self, found: &mut Vec<Violation>) {
        for one in self.used {
            if self.defined.contains(one.name) {
                continue;
            }
            let message = format!("security scheme `{}` is not defined", one.name.escape_debug());
            let help = match closest_of(one.name, &self.defined) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "define it, or remove the requirement".to_owned(),
            };
            let violation = Violation::new(code::SECURITY_DEFINED, one.span, one.pointer, message);
            found.push(violation.with_help(help));
        }
    }
}
