//! Paths: templates, their names, and what is wrong between several of them.

use std::collections::HashMap;

use super::context::{Context, Object};
use super::field::object;
use super::method::written;
use super::operation::path_item;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Entry, Node, NodeId, Span};

/// `paths`; a key without a leading slash gets one, because openapiv3 drops it otherwise.
pub(super) fn paths<'a>(cx: &mut Context<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(cx, node)?;
    let mut result = Object::new(node.span());
    let mut seen = Seen::default();
    for entry in node.members() {
        if entry.key.starts_with("x-") {
            continue;
        }
        cx.inside(entry.key, |cx| path(cx, entry, &mut seen, &mut result));
    }
    cx.template.clear();
    Some(result.finish(cx))
}

/// What earlier paths had: normal form of the template, and operationId.
#[derive(Default)]
struct Seen {
    templates: HashMap<String, (String, Span)>,
    operation_ids: HashMap<String, Span>,
}

fn path<'a>(cx: &mut Context<'a>, entry: Entry<'a>, seen: &mut Seen, result: &mut Object) {
    let key = slashed(cx, entry);
    let form = normal_form(&key);
    if let Some((first, span)) = seen.templates.get(&form) {
        let message = format!("`{key}` matches the same URLs as `{first}`");
        let diagnostic = Diagnostic::warning(code::AMBIGUOUS_PATH, message)
            .with_help("merge the two, or make them differ in more than parameter names")
            .with_related(*span, "the first one");
        let same = *first == key;
        cx.report(diagnostic, entry.key_span);
        if same {
            return;
        }
    } else {
        seen.templates.insert(form, (key.clone(), entry.key_span));
    }
    cx.template = template_names(&key);
    operation_ids(cx, entry.value, seen);
    if let Some(value) = path_item(cx, entry.value, entry.key_span) {
        result.push(&key, entry.key_span, value);
    }
}

fn slashed<'a>(cx: &mut Context<'a>, entry: Entry<'a>) -> String {
    if entry.key.starts_with('/') {
        return entry.key.to_owned();
    }
    let diagnostic = Diagnostic::warning(code::MALFORMED, "a path must begin with a slash");
    cx.report(diagnostic.with_help(format!("write `/{}`", entry.key)), entry.key_span);
    format!("/{}", entry.key)
}

/// X002: both operations stay; `plan` gives them different names.
fn operation_ids<'a>(cx: &mut Context<'a>, item: Node<'a>, seen: &mut Seen) {
    let Ok(found) = cx.resolve(item) else { return };
    for one in written(cx, found.node) {
        let id = one.entry.value.get("operationId");
        let Some((id, text)) = id.and_then(|it| Some((it, it.as_str()?))) else { continue };
        match seen.operation_ids.get(text) {
            Some(first) => {
                let message = format!("operationId `{text}` is used twice");
                let diagnostic = Diagnostic::warning(code::DUPLICATE_OPERATION_ID, message)
                    .with_help("give each operation an id of its own")
                    .with_related(*first, "the first one");
                cx.report(diagnostic, id.span());
            }
            None => {
                seen.operation_ids.insert(text.to_owned(), id.span());
            }
        }
    }
}

/// The names between braces ("Path Templating"), each once, in order.
fn template_names(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let parts = path.split('{').skip(1).filter_map(|part| part.split_once('}'));
    for (name, _) in parts {
        if !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The template with nameless parameters: two paths of one form match the same URLs ("Paths Object").
fn normal_form(path: &str) -> String {
    let mut form = String::with_capacity(path.len());
    let mut parts = path.split('{');
    form.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let (_, rest) = part.split_once('}').unwrap_or(("", part));
        form.push_str("{}");
        form.push_str(rest);
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_have_names_and_a_form() {
        let cases = [
            ("/a/{b}/c/{d}.json", vec!["b", "d"], "/a/{}/c/{}.json"),
            ("/a/{b}{b}", vec!["b"], "/a/{}{}"),
            ("/a", vec![], "/a"),
            ("/a/{b", vec![], "/a/{}b"),
        ];
        for (path, names, form) in cases {
            assert_eq!(template_names(path), names, "{path}");
            assert_eq!(normal_form(path), form, "{path}");
        }
    }
}
