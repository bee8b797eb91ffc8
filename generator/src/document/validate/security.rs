//! S005: security requirements name schemes and scopes that are defined (OpenAPI 3.1 section "Security Requirement Object").

use std::collections::{HashMap, HashSet};

use super::Violation;
use super::names::closest_of;
use crate::diagnostic::code;
use crate::document::{ObjectKind, Version, Visit};
use crate::source::Node;
use crate::text::{JsonPointer, Span};

/// The names of the schemes, and the uses of names.
#[derive(Default)]
pub(super) struct Security<'a> {
    defined: HashSet<&'a str>,
    /// The scopes of the OAuth 2 schemes.
    scopes: HashMap<&'a str, HashSet<&'a str>>,
    used: Vec<SchemeUse<'a>>,
}

struct SchemeUse<'a> {
    name: &'a str,
    scopes: Node<'a>,
    span: Span,
    pointer: JsonPointer,
}

impl<'a> Security<'a> {
    pub(super) fn note(&mut self, visit: &Visit<'a, '_>) {
        if visit.object == ObjectKind::SecurityScheme {
            let Some(name) = visit.context.component.map(|it| it.name) else { return };
            self.defined.insert(name);
            if visit.node.get("type").and_then(Node::as_str) == Some("oauth2") {
                self.scopes.insert(name, scopes(visit.node));
            }
            return;
        }
        for entry in visit.node.members() {
            // A requirement of 3.2 may also be a URI of a scheme (OpenAPI 3.2 section 4.30).
            let is_uri = visit.version >= Version::V3_2 && entry.key.contains(['/', '#']);
            if !is_uri {
                let pointer = visit.pointer.child(entry.key);
                let span = entry.key_span;
                self.used.push(SchemeUse { name: entry.key, scopes: entry.value, span, pointer });
            }
        }
    }

    pub(super) fn finish(self, found: &mut Vec<Violation>) {
        for one in self.used {
            if self.defined.contains(one.name) {
                if let Some(defined) = self.scopes.get(one.name) {
                    undefined_scopes(&one, defined, found);
                }
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

/// The scopes of all flows.
fn scopes(scheme: Node<'_>) -> HashSet<&str> {
    let flows = scheme.get("flows").into_iter().flat_map(Node::members).map(|it| it.value);
    let maps = flows.chain([scheme]).filter_map(|it| it.get("scopes"));
    maps.flat_map(Node::members).map(|it| it.key).collect()
}

/// Reports scopes that no flow has. A scheme without any scopes has left them out.
fn undefined_scopes(one: &SchemeUse<'_>, defined: &HashSet<&str>, found: &mut Vec<Violation>) {
    for (index, node) in one.scopes.items().enumerate() {
        let Some(name) = node.as_str().filter(|it| !defined.contains(it)) else { continue };
        if defined.is_empty() {
            return;
        }
        let (scope, scheme) = (name.escape_debug(), one.name.escape_debug());
        let message = format!("scope `{scope}` is not defined in security scheme `{scheme}`");
        let help = match closest_of(name, defined) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "define it in the flows of the scheme, or remove it".to_owned(),
        };
        let pointer = one.pointer.child(&index.to_string());
        let violation = Violation::new(code::SECURITY_DEFINED, node.span(), pointer, message);
        found.push(violation.with_help(help).lenient());
    }
}
