//! Operations: which are new, gone or deprecated, and what changed in those that stay.

use std::collections::{HashMap, HashSet};

use super::change::Changes;
use super::check::Check;
use super::schema::Schemas;
use super::{ApiVersion, body, locate, parameters, responses, security};
use crate::model::{Operation, Place};

/// The same operation in both versions.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) base: &'a Operation,
    pub(super) head: &'a Operation,
}

impl Pair<'_> {
    /// `POST /orders`, as in the later version.
    pub(super) fn title(&self) -> String {
        title(self.head)
    }
}

pub(super) fn title(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), operation.path)
}

/// Compares all operations, webhooks and servers.
pub(super) fn compare(base: ApiVersion<'_>, head: ApiVersion<'_>, changes: &mut Changes) {
    let mut schemas = Schemas::new(base, head);
    let matched = matched(base, head);
    for it in matched.removed {
        let moved = moved_to(it, &matched.added);
        let message = match moved {
            Some(later) => {
                format!("`{}` is gone, and its `operationId` is at `{}`", title(it), title(later))
            }
            None => format!("`{}` is gone", title(it)),
        };
        let location = locate::both(Some(it.span), moved.map(|it| it.span));
        changes.add(Check::OperationRemoved, title(it), message, location, Some(&title(it)));
    }
    for it in matched.added {
        let location = locate::both(None, Some(it.span));
        let message = format!("`{}` is new", title(it));
        changes.add(Check::OperationAdded, title(it), message, location, Some(&title(it)));
    }
    for pair in matched.pairs {
        compare_pair(base, head, pair, &mut schemas, changes);
    }
    security::schemes(base, head, changes);
    security::servers(base, head, changes);
    webhooks(base, head, &mut schemas, changes);
    schemas.finish(changes);
}

fn compare_pair(
    base: ApiVersion<'_>,
    head: ApiVersion<'_>,
    pair: Pair<'_>,
    schemas: &mut Schemas<'_>,
    changes: &mut Changes,
) {
    let title = pair.title();
    let location = locate::both(Some(pair.base.span), Some(pair.head.span));
    let mut add = |check, message: String| {
        changes.add(check, title.clone(), message, location, Some(&title));
    };
    match (pair.base.docs.deprecated, pair.head.docs.deprecated) {
        (false, true) => add(Check::OperationDeprecated, format!("`{title}` is deprecated")),
        (true, false) => {
            add(Check::OperationUndeprecated, format!("`{title}` is not deprecated any more"));
        }
        _ => {}
    }
    match (&pair.base.idempotency_header, &pair.head.idempotency_header) {
        (Some(_), None) => {
            add(
                Check::IdempotencyKeyRemoved,
                format!("`{title}` accepts no idempotency key any more"),
            );
        }
        (None, Some(_)) => {
            add(Check::IdempotencyKeyAdded, format!("`{title}` accepts an idempotency key"));
        }
        _ => {}
    }
    match (&pair.base.confirm, &pair.head.confirm) {
        (Some(before), None) => {
            add(
                Check::LookUpRemoved,
                format!("`{}` does not look `{title}` up any more", before.id),
            );
        }
        (None, Some(after)) => {
            add(Check::LookUpAdded, format!("`{}` looks `{title}` up", after.id));
        }
        _ => {}
    }
    let paging = |it: &Operation| it.paging.as_ref().map(|it| it.next.to_string());
    if let Some(before) = paging(pair.base).filter(|it| Some(it) != paging(pair.head).as_ref()) {
        let after = paging(pair.head).unwrap_or_else(|| "no paging".to_owned());
        add(
            Check::PagingChanged,
            format!("the pages of `{title}` went by {before}, and go by {after}"),
        );
    }
    security::compare(base, head, pair, changes);
    parameters::compare(base, head, pair, schemas, changes);
    body::compare(base, head, pair, schemas, changes);
    responses::compare(base, head, pair, schemas, changes);
}

/// An operation that was added with the id of a removed one.
fn moved_to<'a>(removed: &Operation, added: &[&'a Operation]) -> Option<&'a Operation> {
    let id = removed.id.as_ref()?;
    added.iter().copied().find(|it| it.id.as_ref() == Some(id))
}

struct Matched<'a> {
    pairs: Vec<Pair<'a>>,
    removed: Vec<&'a Operation>,
    added: Vec<&'a Operation>,
}

/// Matches operations by method and path; a path parameter may have another name.
fn matched<'a>(base: ApiVersion<'a>, head: ApiVersion<'a>) -> Matched<'a> {
    let key = |it: &Operation| format!("{} {}", it.method.as_str(), without_names(&it.path));
    let mut later: HashMap<String, Vec<&Operation>> = HashMap::new();
    for it in &head.api.operations {
        later.entry(key(it)).or_default().push(it);
    }
    let (mut pairs, mut removed) = (Vec::new(), Vec::new());
    let mut taken: HashSet<*const Operation> = HashSet::new();
    for it in &base.api.operations {
        let candidates = later.get(&key(it)).map_or(&[][..], Vec::as_slice);
        let mut free = candidates.iter().filter(|it| !taken.contains(&std::ptr::from_ref(**it)));
        let found = free.clone().find(|other| other.path == it.path).or_else(|| free.next());
        match found {
            Some(head) => {
                taken.insert(std::ptr::from_ref(*head));
                pairs.push(Pair { base: it, head });
            }
            None => removed.push(it),
        }
    }
    let added = head.api.operations.iter();
    let added = added.filter(|it| !taken.contains(&std::ptr::from_ref(*it))).collect();
    Matched { pairs, removed, added }
}

/// A path template with the names of its parameters left out.
pub(super) fn without_names(path: &str) -> String {
    let mut text = String::new();
    let mut in_name = false;
    for character in path.chars() {
        match character {
            '{' => {
                in_name = true;
                text.push_str("{}");
            }
            '}' => in_name = false,
            other if !in_name => text.push(other),
            _ => {}
        }
    }
    text
}

/// Compares what the server sends by itself: the receiver reads it, as a caller reads a response.
fn webhooks(
    base: ApiVersion<'_>,
    head: ApiVersion<'_>,
    schemas: &mut Schemas<'_>,
    changes: &mut Changes,
) {
    let named = |version: ApiVersion<'_>| -> HashMap<String, _> {
        let types = version.api.webhooks.iter().filter_map(|id| Some((*id, version.api.ty(*id)?)));
        let named = types.filter_map(|(id, def)| match &def.place {
            Place::Webhook(name) => Some((name.clone(), (id, def.span))),
            _ => None,
        });
        named.collect()
    };
    let (before, after) = (named(base), named(head));
    for (name, (id, span)) in &before {
        match after.get(name) {
            Some((later, _)) => schemas.webhook(name, *id, *later),
            None => {
                let location = locate::both(Some(*span), None);
                let message = format!("the webhook `{name}` is gone");
                changes.add(Check::WebhookRemoved, name.clone(), message, location, None);
            }
        }
    }
    for (name, (_, span)) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let location = locate::both(None, Some(*span));
        changes.add(
            Check::WebhookAdded,
            name.clone(),
            format!("the webhook `{name}` is new"),
            location,
            None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_path_parameters_do_not_count() {
        assert_eq!(without_names("/a/{b}/c.{d}"), "/a/{}/c.{}");
    }
}
