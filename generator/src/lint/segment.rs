//! The path segments of an API and their roles.
//!
//! Takes the paths with their methods and responses; returns each segment once, however many paths contain it. It must
//! not know what any rule makes of a role.

mod role;

use std::collections::BTreeMap;

use super::api::{Api, ApiPath};
use super::schema;
use crate::source::Node;

pub(super) use role::{Role, is_version};

/// One segment at one position in the path hierarchy.
pub(super) struct Segment<'a> {
    /// The segment without its extension (`.json`) and custom method (`:cancel`).
    pub(super) text: &'a str,
    /// The segment as it is written.
    pub(super) raw: &'a str,
    pub(super) role: Role,
    /// The index in [`Api::paths`] of the shortest path that contains it; the first of several.
    pub(super) path: usize,
    /// The indexes in [`Api::paths`] of all paths that contain it.
    pub(super) paths: Vec<usize>,
    /// How many segments precede it.
    pub(super) depth: usize,
    /// The methods of the path that ends here.
    pub(super) methods: Vec<&'a str>,
    /// The name of a parameter that follows it.
    pub(super) parameter: Option<&'a str>,
    /// Whether literal segments follow it.
    pub(super) has_literal_children: bool,
    /// How many segments of that path remain, this one included.
    remaining: usize,
    parent: Option<usize>,
    item_methods: Vec<&'a str>,
    /// Whether literal segments follow the parameter that follows it.
    item_has_children: bool,
    returns_list: bool,
    /// Whether GET returns an object that contains no list of objects.
    returns_one: bool,
}

impl Segment<'_> {
    /// Whether it is a parameter, without literal text.
    pub(super) fn is_item(&self) -> bool {
        self.role == Role::Item
    }
}

/// All segments in source order, each with its role.
pub(super) fn classify<'a>(api: &Api<'a, '_>) -> Vec<Segment<'a>> {
    let mut segments = Vec::new();
    let mut index: BTreeMap<(Option<usize>, &'a str), usize> = BTreeMap::new();
    for (number, path) in api.paths().iter().enumerate() {
        let end = add_path(&mut segments, &mut index, number, path);
        if let Some(end) = end {
            add_operations(api, &mut segments, end, path);
        }
    }
    let roles: Vec<Role> = segments.iter().map(|segment| role::role(segment, &segments)).collect();
    for (segment, role) in segments.iter_mut().zip(roles) {
        segment.role = role;
    }
    segments
}

fn add_path<'a>(
    segments: &mut Vec<Segment<'a>>,
    index: &mut BTreeMap<(Option<usize>, &'a str), usize>,
    number: usize,
    path: &ApiPath<'a>,
) -> Option<usize> {
    let mut parent = None;
    let parts: Vec<&str> = path.template().split('/').filter(|it| !it.is_empty()).collect();
    for (depth, raw) in parts.iter().copied().enumerate() {
        let remaining = parts.len() - depth;
        let text = stem(raw);
        let at = *index.entry((parent, text)).or_insert_with(|| {
            let role = if text.is_empty() { Role::Item } else { Role::Singleton };
            segments.push(Segment {
                text,
                raw,
                role,
                path: number,
                paths: Vec::new(),
                depth,
                methods: Vec::new(),
                parameter: None,
                has_literal_children: false,
                remaining,
                parent,
                item_methods: Vec::new(),
                item_has_children: false,
                returns_list: false,
                returns_one: false,
            });
            segments.len() - 1
        });
        if let Some(segment) = segments.get_mut(at) {
            segment.paths.push(number);
            if remaining < segment.remaining {
                (segment.path, segment.raw, segment.remaining) = (number, raw, remaining);
            }
        }
        note_child(segments, parent, raw);
        parent = Some(at);
    }
    parent
}

/// Records in the parent, and before a parameter in the grandparent, that a segment follows.
fn note_child<'a>(segments: &mut [Segment<'a>], parent: Option<usize>, raw: &'a str) {
    let Some(parent) = parent.and_then(|at| segments.get_mut(at)) else { return };
    if let Some(name) = raw.strip_prefix('{').and_then(|it| it.split('}').next()) {
        parent.parameter = parent.parameter.or(Some(name));
        return;
    }
    parent.has_literal_children = true;
    let collection = parent.parent.filter(|_| parent.text.is_empty());
    if let Some(collection) = collection.and_then(|at| segments.get_mut(at)) {
        collection.item_has_children = true;
    }
}

fn add_operations<'a>(
    api: &Api<'a, '_>,
    segments: &mut [Segment<'a>],
    end: usize,
    path: &ApiPath<'a>,
) {
    let operations: Vec<_> = path.operations().collect();
    let methods = operations.iter().map(|(method, ..)| method.name);
    let Some(segment) = segments.get_mut(end) else { return };
    segment.methods.extend(methods.clone());
    let get = operations.iter().find(|(method, ..)| method.name == "get");
    let body = get.and_then(|(.., operation)| returned(api, *operation));
    segment.returns_list |= body.is_some_and(|it| schema::is_list(api, it));
    segment.returns_one |= body.is_some_and(|it| is_one_object(api, it));
    if segment.role == Role::Item {
        if let Some(parent) = segment.parent.and_then(|at| segments.get_mut(at)) {
            parent.item_methods.extend(methods);
        }
    }
}

/// The segment without parameters, extension and custom method; empty for `{id}.json`.
fn stem(raw: &str) -> &str {
    if raw.starts_with('{') {
        return "";
    }
    let text = raw.split(['{', ':']).next().unwrap_or(raw);
    let text = text.trim_end_matches(['.', '(']);
    EXTENSIONS.iter().find_map(|extension| text.strip_suffix(extension)).unwrap_or(text)
}

/// Extensions of segments.
pub(super) const EXTENSIONS: &[&str] =
    &[".json", ".xml", ".csv", ".yaml", ".yml", ".txt", ".pdf", ".html"];

/// The schema of the successful response of an operation.
fn returned<'a>(api: &Api<'a, '_>, operation: Node<'a>) -> Option<Node<'a>> {
    // The operation of a path can be a reference to another file.
    let responses = api.resolve(operation)?.get("responses")?;
    let success = responses.members().find(|entry| entry.key.starts_with('2'))?;
    let response = api.resolve(success.value)?;
    let media = response.get("content").and_then(|it| it.members().next());
    media.map_or(response, |entry| entry.value).get("schema")
}

/// Whether a response is one object: it contains no list of objects, which would be a page of a collection. An object with one
/// member is an envelope (`{"user": {…}}`), whose content counts.
fn is_one_object<'a>(api: &Api<'a, '_>, body: Node<'a>) -> bool {
    let mut content = api.resolve(body);
    for _ in 0..MAX_ENVELOPES {
        let Some(node) = content else { return false };
        let merged = api.merged(node);
        match merged.properties.as_slice() {
            [] => return false,
            [(_, only)] if api.resolve(*only).is_some_and(|it| schema::has_type(it, "object")) => {
                content = api.resolve(*only);
            }
            all => {
                return !merged.has_alternatives && !all.iter().any(|(_, it)| lists(api, *it));
            }
        }
    }
    false
}

/// How many envelopes a response can have.
const MAX_ENVELOPES: usize = 3;

/// Whether a property is a list of objects.
fn lists<'a>(api: &Api<'a, '_>, property: Node<'a>) -> bool {
    let items = api.resolve(property).filter(|it| schema::is_list(api, *it));
    let items = items.map(|it| it.get("items").and_then(|it| api.resolve(it)));
    let is_scalar = |it: Node<'_>| {
        ["string", "integer", "number", "boolean"].iter().any(|kind| schema::has_type(it, kind))
    };
    items.is_some_and(|it| !it.is_some_and(is_scalar))
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::super::api::Collected;
    use super::super::example::expand;
    use super::super::facts::Facts;
    use super::*;
    use crate::document::{Document, walk};
    use crate::source::read_text;

    /// The roles in a document with these paths and methods.
    fn roles(paths: &[(&str, &[&str])]) -> Vec<(String, Role)> {
        let lines = paths.iter().map(|(path, methods)| {
            let methods: Vec<String> = methods.iter().map(|it| format!("{it}: {{}}")).collect();
            format!("{path}: {{{}}}\n", methods.join(", "))
        });
        let source = read_text("a.yaml", &expand(&lines.collect::<String>())).unwrap();
        let document = Document::new(source).unwrap();
        let config = Config::house();
        let facts = Facts::new(&document, &config);
        let mut collected = Collected::default();
        walk(&document, &mut |visit| collected.add(&document, visit));
        let api = Api::new(&facts, collected);
        let literal = api.segments().iter().filter(|it| !it.is_item());
        literal.map(|it| (it.text.to_owned(), it.role)).collect()
    }

    #[test]
    fn roles_come_from_positions_and_methods() {
        use Role::{Action, Collection, Namespace, Selector, Singleton, Version};
        type Case =
            (&'static [(&'static str, &'static [&'static str])], &'static [(&'static str, Role)]);
        let cases: &[Case] = &[
            (
                &[("/v1/users", &["get"]), ("/v1/users/{id}", &["get"])],
                &[("v1", Version), ("users", Collection)],
            ),
            (&[("/pet/{petId}", &["get"])], &[("pet", Collection)]),
            (&[("/by-id/disks/{id}", &["get"])], &[("by-id", Namespace), ("disks", Collection)]),
            (&[("/readme/{dir}", &["get"])], &[("readme", Selector)]),
            (&[("/starred/{owner}", &["get"])], &[("starred", Selector)]),
            (&[("/resend/{id}", &["post"])], &[("resend", Selector)]),
            (
                &[("/jobs", &["get"]), ("/jobs/status/{id}", &["get"])],
                &[("jobs", Singleton), ("status", Selector)],
            ),
            (
                &[("/app/{id}/attempt/endpoint/{endpoint_id}", &["get"])],
                &[("app", Collection), ("attempt", Namespace), ("endpoint", Selector)],
            ),
            (
                &[("/logout/user/{username}", &["get"])],
                &[("logout", Namespace), ("user", Selector)],
            ),
            (&[("/{index}/_source/{id}", &["get"])], &[("_source", Selector)]),
            (&[("/admin/user/{id}", &["get"])], &[("admin", Namespace), ("user", Collection)]),
            (&[("/org/{public_id}", &["get"])], &[("org", Collection)]),
            (&[("/environment/{env_id}", &["get"])], &[("environment", Collection)]),
            (
                &[("/report/{id}/latest", &["get"])],
                &[("report", Collection), ("latest", Singleton)],
            ),
            (&[("/test/{id}", &["get"])], &[("test", Collection)]),
            (
                &[("/users/{id}/activate", &["post"]), ("/users/{id}/avatar", &["get", "put"])],
                &[("users", Collection), ("activate", Action), ("avatar", Singleton)],
            ),
            (
                &[("/Accounts.json", &["get"]), ("/Accounts/{Sid}.json", &["get"])],
                &[("Accounts", Collection)],
            ),
            (&[("/jobs:cancel", &["post"])], &[("jobs", Action)]),
            (&[("/api/health", &["get"])], &[("api", Namespace), ("health", Singleton)]),
        ];
        for (paths, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(it, role)| ((*it).to_owned(), *role)).collect();
            assert_eq!(roles(paths), expected, "{paths:?}");
        }
    }
}
