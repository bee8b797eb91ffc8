//! Violations in the schemas of components.

use renkei::document::walk;
use renkei::source::{Entry, Node};

use super::{Planted, Site};

/// The properties of the schemas of components: the object that holds them, and each one. A component that parameters refer to may
/// be no JSON.
fn properties<'a>(site: &Site<'a>) -> Vec<(Node<'a>, Entry<'a>)> {
    let schemas = match site.root.get("definitions") {
        Some(definitions) => Some(definitions),
        None => site.root.get("components").and_then(|it| it.get("schemas")),
    };
    let mut of_parameters = Vec::new();
    walk(site.document, &mut |visit| {
        let is_in_parameter =
            visit.context.parameter.is_some() && visit.context.media_type.is_none();
        of_parameters.extend(visit.reference().filter(|_| is_in_parameter).map(|it| it.name));
    });
    let is_json =
        |it: &Entry<'_>| !of_parameters.iter().any(|name| name.rsplit('/').next() == Some(it.key));
    let schemas = schemas.into_iter().flat_map(Node::members).filter(is_json);
    let objects = schemas.filter_map(|it| it.value.get("properties"));
    objects.flat_map(|object| object.members().map(move |entry| (object, entry))).collect()
}

/// N030: `user_id` for `userId`.
pub(super) fn snake_case(site: &Site<'_>) -> Vec<Planted> {
    let planted = properties(site).into_iter().filter_map(|(object, entry)| {
        let is_camel = entry.key.starts_with(|it: char| it.is_ascii_lowercase())
            && entry.key.bytes().all(|it| it.is_ascii_alphabetic());
        let humps = entry.key.bytes().filter(u8::is_ascii_uppercase).count();
        let mut snake = String::new();
        for character in entry.key.chars() {
            if character.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(character.to_ascii_lowercase());
        }
        let is_free = object.get(&snake).is_none();
        (is_camel && humps == 1 && is_free).then(|| site.rename(&entry, &snake))?
    });
    planted.collect()
}

/// R006: a plain string whose name is that of a point in time.
pub(super) fn date_without_format(site: &Site<'_>) -> Vec<Planted> {
    let names =
        ["createdAt", "updated_at", "birthDate", "startTime", "expires_on", "dueAt", "validUntil"];
    let all = properties(site).into_iter().enumerate();
    let planted = all.filter_map(|(index, (object, entry))| {
        let is_string = entry.value.get("type").and_then(Node::as_str) == Some("string");
        let is_plain = entry.value.members().all(|it| it.key == "type");
        let name = names[index % names.len()];
        let name = if name == "expires_on" { "created_on" } else { name };
        let is_free = object.get(name).is_none();
        (is_string && is_plain && is_free).then(|| site.rename(&entry, name))?
    });
    planted.collect()
}

/// X007: the name of an earlier property.
pub(super) fn repeated_property(site: &Site<'_>) -> Vec<Planted> {
    let planted = properties(site).into_iter().filter_map(|(object, entry)| {
        let first = object.members().next()?.key;
        (first != entry.key).then(|| site.rename(&entry, first))?
    });
    planted.collect()
}
