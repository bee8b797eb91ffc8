//! X011: the fields of one object, as the grammar has them: unknown, missing, wrong, and exclusive ones.

use super::Violation;
use super::names::{list_of, suggestion};
use super::values;
use crate::diagnostic::code;
use crate::document::grammar::{
    Constraint, ConstraintKind, Field, Holds, ObjectType, PatternKind, object_type,
};
use crate::document::{ObjectKind, Version, Visit};
use crate::source::{Entry, Node};
use crate::text::Span;

/// Checks the members of an object; a value that is no object is reported where it is a member.
pub(super) fn check(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    if !visit.node.is_object() || is_reference(visit, found) {
        return;
    }
    let object = ObjectValidator { visit, object_type: object_type(visit.object) };
    for entry in visit.node.members() {
        object.member(entry, found);
    }
    object.required(found);
    for constraint in object.object_type.constraints {
        if constraint.is_in(visit.version) {
            object.constraint(constraint, found);
        }
    }
}

/// Whether the object is a reference, whose other members do not count.
fn is_reference(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) -> bool {
    let has_ref_field = match visit.object {
        ObjectKind::PathItem => true,
        ObjectKind::Schema(_) => visit.version >= Version::V3_1,
        _ => false,
    };
    let Some(entry) = visit.node.entry("$ref").filter(|_| !has_ref_field) else { return false };
    let pointer = visit.pointer.child("$ref");
    if visit.object.allows_reference(visit.version) {
        if let Some(wrong) = values::string(entry.value) {
            found.push(wrong.violation("$ref", entry.value, pointer));
        }
        return true;
    }
    if entry.value.as_str().is_none() || visit.node.members().len() > 1 {
        return false;
    }
    let title = visit.object.title();
    let message = format!("the standard allows no `$ref` in place of {title}");
    let violation = Violation::new(code::DOCUMENT_VALID, entry.key_span, pointer, message);
    let help = "write the object here; many tools do not follow this reference";
    found.push(violation.with_help(help).lenient());
    true
}

struct ObjectValidator<'v, 'a, 'w> {
    visit: &'v Visit<'a, 'w>,
    object_type: &'static ObjectType,
}

/// Whether a field applies, going by its sibling.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Applies {
    Yes,
    No,
    /// The sibling is missing or itself wrong.
    Unknown,
}

impl ObjectValidator<'_, '_, '_> {
    fn member(&self, entry: Entry<'_>, found: &mut Vec<Violation>) {
        let version = self.visit.version;
        let mut fields = self.object_type.named(entry.key, version).peekable();
        let Some(first) = fields.peek().copied() else { return self.unnamed(entry, found) };
        match fields.find(|it| self.applies(it) != Applies::No) {
            Some(field) => self.value(field.holds, entry, found),
            None => self.does_not_apply(first, entry, found),
        }
    }

    fn unnamed(&self, entry: Entry<'_>, found: &mut Vec<Violation>) {
        let version = self.visit.version;
        if self.object_type.is_extension(entry.key, version) {
            return;
        }
        match self.object_type.pattern {
            Some(pattern) if pattern.names == PatternKind::Keyword && version >= Version::V3_1 => {
                self.unknown_keyword(entry, found);
            }
            Some(pattern) if pattern.names.accepts(entry.key, version) => {
                self.value(pattern.holds, entry, found);
            }
            Some(pattern) if pattern.names != PatternKind::Keyword => {
                self.bad_name(pattern.names, entry, found);
            }
            _ => self.unknown(entry, found),
        }
    }

    fn unknown(&self, entry: Entry<'_>, found: &mut Vec<Violation>) {
        let key = entry.key;
        let other = self.object_type.fields.iter().find(|it| it.name == key);
        let (message, help) = match other {
            Some(field) if field.versions.0 > self.visit.version => (
                format!("`{key}` needs OpenAPI {} or later", field.versions.0),
                format!("write `openapi: {}.0`, or remove it", field.versions.0),
            ),
            Some(field) => (
                format!("`{key}` is no longer part of OpenAPI after {}", field.versions.1),
                "remove it".to_owned(),
            ),
            None => {
                let names = self.fields().map(|it| it.name);
                let help = suggestion(key, names)
                    .map_or_else(|| "remove it".to_owned(), |it| format!("did you mean `{it}`?"));
                (format!("{} has no field `{key}`", self.visit.object.title()), help)
            }
        };
        found.push(self.at(entry.key_span, key, message).with_help(help));
    }

    /// JSON Schema allows keywords of the author's, so only what looks like a slip is reported.
    fn unknown_keyword(&self, entry: Entry<'_>, found: &mut Vec<Violation>) {
        let names = self.fields().map(|it| it.name);
        if let Some(name) = suggestion(entry.key, names).filter(|_| entry.key.len() > 4) {
            let message = format!("a Schema Object has no keyword `{}`", entry.key);
            let help = format!("did you mean `{name}`?");
            found.push(self.at(entry.key_span, entry.key, message).with_help(help).lenient());
        }
    }

    fn bad_name(&self, names: PatternKind, entry: Entry<'_>, found: &mut Vec<Violation>) {
        let key = entry.key;
        let (message, help) = match names {
            PatternKind::Path => {
                ("a path must begin with a slash".to_owned(), format!("write `/{key}`"))
            }
            _ => (
                format!("`{key}` is not a status code"),
                "write a status such as `200`, a class such as `4XX` (OpenAPI 3.x), or `default`"
                    .to_owned(),
            ),
        };
        found.push(self.at(entry.key_span, key, message).with_help(help));
    }

    fn does_not_apply(&self, field: &Field, entry: Entry<'_>, found: &mut Vec<Violation>) {
        let Some((sibling, _)) = field.when else { return };
        let all = self.object_type.named(field.name, self.visit.version);
        let values: Vec<&str> =
            all.filter_map(|it| it.when).flat_map(|(_, values)| values).copied().collect();
        let wanted = list_of(&values, "or");
        let message = format!("`{}` is only allowed where `{sibling}` is {wanted}", entry.key);
        let help = format!("remove it, or change `{sibling}`");
        found.push(self.at(entry.key_span, entry.key, message).with_help(help));
    }

    fn value(&self, holds: Holds, entry: Entry<'_>, found: &mut Vec<Violation>) {
        values::check(holds, entry, self.visit, found);
    }

    fn required(&self, found: &mut Vec<Violation>) {
        let mut reported = None;
        let fields = self.fields().filter(|it| it.is_required_in(self.visit.version));
        for field in fields {
            let is_there = |name: &str| self.visit.node.entry(name).is_some();
            let is_missing = !is_there(field.name) && field.required_with.is_none_or(is_there);
            if is_missing && self.applies(field) == Applies::Yes && reported != Some(field.name) {
                reported = Some(field.name);
                let message = format!("`{}` is missing in {}", field.name, self.title());
                found
                    .push(self.here(message).with_help(format!("add `{}`", values::sample(field))));
            }
        }
    }

    fn constraint(&self, constraint: &Constraint, found: &mut Vec<Violation>) {
        let node = self.visit.node;
        let names = constraint.fields;
        let present: Vec<Entry<'_>> = names.iter().filter_map(|it| node.entry(it)).collect();
        match constraint.kind {
            ConstraintKind::AtMostOne => self.exclusive(&present, found),
            ConstraintKind::AtLeastOne if present.is_empty() => {
                let wanted = list_of(names, "or");
                let message = format!("{} needs {wanted}", self.title());
                found.push(self.here(message).with_help("add one of them"));
            }
            ConstraintKind::NotEmpty if self.is_empty() => {
                let message = format!("{} must not be empty", self.title());
                found.push(self.here(message).with_help("add at least one response"));
            }
            ConstraintKind::OneMember => {
                for entry in present.iter().filter(|it| it.value.members().len() > 1) {
                    let message = format!("`{}` must have exactly one member", entry.key);
                    let help = "keep one media type";
                    found.push(self.at(entry.key_span, entry.key, message).with_help(help));
                }
            }
            ConstraintKind::SomeItems => {
                let is_empty = |it: Node<'_>| it.is_array() && it.items().len() == 0;
                for entry in present.iter().filter(|it| is_empty(it.value)) {
                    let message = format!("`{}` must not be an empty list", entry.key);
                    let help = "add a schema, or remove the key";
                    found.push(self.at(entry.value.span(), entry.key, message).with_help(help));
                }
            }
            ConstraintKind::AtLeastOne | ConstraintKind::NotEmpty => {}
        }
    }

    /// Reported at the later one.
    fn exclusive(&self, present: &[Entry<'_>], found: &mut Vec<Violation>) {
        let mut sorted = present.to_vec();
        sorted.sort_by_key(|it| it.key_span);
        let Some((first, others)) = sorted.split_first() else { return };
        for entry in others {
            let message = format!("`{}` and `{}` exclude each other", first.key, entry.key);
            let violation = self.at(entry.key_span, entry.key, message);
            let violation = violation.with_help("keep one of the two");
            found.push(violation.with_related(first.key_span, "the other field"));
        }
    }

    fn is_empty(&self) -> bool {
        let version = self.visit.version;
        self.visit.node.members().all(|it| self.object_type.is_extension(it.key, version))
    }

    fn applies(&self, field: &Field) -> Applies {
        let Some((sibling, values)) = field.when else { return Applies::Yes };
        let Some(text) = self.visit.node.get(sibling).and_then(Node::as_str) else {
            return Applies::Unknown;
        };
        if values.contains(&text) {
            return Applies::Yes;
        }
        let siblings = self.object_type.named(sibling, self.visit.version);
        let is_known = siblings.into_iter().any(|it| values::is_word_of(it.holds, text));
        if is_known { Applies::No } else { Applies::Unknown }
    }

    /// The fields of this version.
    fn fields(&self) -> impl Iterator<Item = &'static Field> + use<'_> {
        self.object_type.fields.iter().filter(|it| it.is_in(self.visit.version))
    }

    fn title(&self) -> &'static str {
        self.visit.object.title()
    }

    /// A violation at a member.
    fn at(&self, span: Span, key: &str, message: String) -> Violation {
        Violation::new(code::DOCUMENT_VALID, span, self.visit.pointer.child(key), message)
    }

    /// A violation of the object as a whole.
    fn here(&self, message: String) -> Violation {
        let pointer = self.visit.pointer.clone();
        Violation::new(code::DOCUMENT_VALID, self.visit.location(), pointer, message)
    }
}
