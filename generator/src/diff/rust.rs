//! The generated client: items and methods that programs name.

use super::change::Changes;
use super::check::Check;
use super::surface::Surface;
use super::{ApiVersion, locate};
use crate::plan::{FieldItem, Item, OperationItem, TypePath};
use crate::text::{JsonPointer, Span};

/// Compares the public items of both clients.
pub(super) fn compare(base: ApiVersion<'_>, head: ApiVersion<'_>, changes: &mut Changes) {
    let surfaces =
        Surfaces { base, head, before: Surface::of(base.plan), after: Surface::of(head.plan) };
    surfaces.items(changes);
    surfaces.methods(changes);
    surfaces.servers(changes);
}

struct Surfaces<'a> {
    base: ApiVersion<'a>,
    head: ApiVersion<'a>,
    before: Surface<'a>,
    after: Surface<'a>,
}

impl Surfaces<'_> {
    fn items(&self, changes: &mut Changes) {
        for (path, item) in &self.before.items {
            let Some(other) = self.after.items.get(path) else {
                let location = locate::both(item_span(self.base, item), None);
                let message = format!("the type `{path}` is gone");
                changes.add(Check::RustItemRemoved, path.to_string(), message, location, None);
                continue;
            };
            let (before, after) = (self.before.get(path), self.after.get(path));
            let location = || {
                let earlier = field_span(self.base, item, before, after);
                locate::both(earlier, field_span(self.head, other, after, before))
            };
            if let Some(change) = self.before.item_change(item, &self.after, other) {
                let message = format!("the type `{path}` {change}");
                changes.add(Check::RustItemChanged, path.to_string(), message, location(), None);
            }
            for (check, name) in additions(before, after) {
                let subject = format!("{path}::{name}");
                let kind = if check == Check::RustFieldAdded { "field" } else { "variant" };
                let message = format!("the type `{path}` has a new {kind} `{name}`");
                changes.add(check, subject, message, location(), None);
            }
        }
        let is_new = |path: &TypePath| !self.before.items.contains_key(path);
        for (path, item) in self.after.items.iter().filter(|(path, _)| is_new(path)) {
            let location = locate::both(None, item_span(self.head, item));
            let message = format!("the type `{path}` is new");
            changes.add(Check::RustItemAdded, path.to_string(), message, location, None);
        }
    }

    fn methods(&self, changes: &mut Changes) {
        for (name, operation) in &self.before.operations {
            let title = title(operation);
            let earlier = || operation_span(self.base, operation);
            let Some(other) = self.after.operations.get(name) else {
                let location = locate::both(earlier(), None);
                let message = format!("the method `{name}()` is gone");
                changes.add(Check::RustMethodRemoved, name, message, location, Some(&title));
                continue;
            };
            if let Some(change) = self.before.operation_change(operation, &self.after, other) {
                let location = locate::both(earlier(), operation_span(self.head, other));
                let message = format!("the method `{name}()` {change}");
                changes.add(Check::RustMethodChanged, name, message, location, Some(&title));
            }
        }
        let is_new = |name: &String| !self.before.operations.contains_key(name);
        for (name, operation) in self.after.operations.iter().filter(|(name, _)| is_new(name)) {
            let location = locate::both(None, operation_span(self.head, operation));
            let message = format!("the method `{name}()` is new");
            let title = title(operation);
            changes.add(Check::RustMethodAdded, name, message, location, Some(&title));
        }
    }

    fn servers(&self, changes: &mut Changes) {
        let servers = JsonPointer::root().child("servers");
        for (name, change) in self.before.server_changes(&self.after) {
            let location =
                locate::both(locate::key(self.base, &servers), locate::key(self.head, &servers));
            let message = format!("the type `{name}` {change}");
            changes.add(Check::RustItemChanged, name, message, location, None);
        }
    }
}

/// The fields and variants that only the later item has.
fn additions(before: Option<&Item>, after: Option<&Item>) -> Vec<(Check, String)> {
    let new = |check: Check, before: Vec<String>, after: Vec<String>| {
        let all = after.into_iter().filter(|it| !before.contains(it));
        all.map(|it| (check, it)).collect()
    };
    match (before, after) {
        (Some(Item::Struct(one)), Some(Item::Struct(two))) => {
            let names = |it: &crate::plan::StructItem| {
                it.fields.iter().map(|it| it.name.to_string()).collect()
            };
            new(Check::RustFieldAdded, names(one), names(two))
        }
        (Some(Item::Enum(one)), Some(Item::Enum(two))) => {
            let names = |it: &crate::plan::EnumItem| {
                it.variants.iter().map(|it| it.name.to_string()).collect()
            };
            new(Check::RustVariantAdded, names(one), names(two))
        }
        (Some(Item::Union(one)), Some(Item::Union(two))) => {
            let names = |it: &crate::plan::UnionItem| {
                it.variants.iter().map(|it| it.name.to_string()).collect()
            };
            new(Check::RustVariantAdded, names(one), names(two))
        }
        _ => Vec::new(),
    }
}

fn title(operation: &OperationItem) -> String {
    format!("{} {}", operation.http_method.as_str(), operation.path)
}

fn item_span(version: ApiVersion<'_>, item: &Item) -> Option<Span> {
    locate::key(version, item.pointer())
}

/// The location of the first field that the other version does not have, or that of the item.
fn field_span(
    version: ApiVersion<'_>,
    item: &Item,
    definition: Option<&Item>,
    other: Option<&Item>,
) -> Option<Span> {
    let (Some(Item::Struct(one)), Some(Item::Struct(two))) = (definition, other) else {
        return item_span(version, item);
    };
    let is_new = |field: &FieldItem| !two.fields.iter().any(|it| it.name == field.name);
    let property = one
        .fields
        .iter()
        .find(|it| is_new(it))
        .and_then(|field| locate::property(version, item.pointer(), field.wire.as_str()));
    property.or_else(|| item_span(version, item))
}

fn operation_span(version: ApiVersion<'_>, operation: &OperationItem) -> Option<Span> {
    locate::key(version, &operation.pointer)
}
