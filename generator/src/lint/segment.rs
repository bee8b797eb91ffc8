//! The role of each path segment, before anybody looks at its words.
//!
//! Takes the paths with their methods and responses; gives each literal segment once, however many paths
//! go through it. It must not know what any rule thinks of a role.

use std::collections::BTreeMap;

use super::api::{Api, ApiPath};
use super::schema;
use super::words;
use crate::source::Node;

/// What a segment stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `{id}`.
    Item,
    /// Many things of one kind: `users` in `/users/{id}`.
    Collection,
    /// One thing without an id: `profile` in `/users/{id}/profile`.
    Singleton,
    /// Something that is done: `activate` in `POST /users/{id}/activate`.
    Action,
    /// `v1`, `2010-04-01`.
    Version,
    /// Only a prefix: `api`.
    Namespace,
    /// Says how the parameter behind it selects: `by-id` in `/users/by-id/{id}`, `compare` in `/compare/{refs}`.
    Selector,
}

/// One segment at one place in the hierarchy of paths.
pub(super) struct Segment<'a> {
    /// The segment without its extension (`.json`) and custom method (`:cancel`).
    pub(super) text: &'a str,
    /// The segment as it is written.
    pub(super) written: &'a str,
    pub(super) role: Role,
    /// The index of the shortest path that has it, in `Api::paths`; the first of several.
    pub(super) path: usize,
    /// How many paths go through it.
    pub(super) uses: usize,
    /// How many segments stand before it.
    pub(super) depth: usize,
    /// The methods of the path that ends here.
    pub(super) methods: Vec<&'a str>,
    /// The name of a parameter behind it.
    pub(super) parameter: Option<&'a str>,
    /// Whether literal segments stand behind it.
    pub(super) has_parts: bool,
    /// How many segments of that path stand from here on: the path that says least besides is shown.
    behind: usize,
    parent: Option<usize>,
    item_methods: Vec<&'a str>,
    gives_list: bool,
}

impl Segment<'_> {
    /// Whether it is a parameter: there is no word in it.
    pub(super) fn is_item(&self) -> bool {
        self.role == Role::Item
    }
}

/// All segments in source order, each with its role.
pub(super) fn classify<'a>(api: &Api<'a>) -> Vec<Segment<'a>> {
    let mut segments = Vec::new();
    let mut index: BTreeMap<(Option<usize>, &'a str), usize> = BTreeMap::new();
    for (number, path) in api.paths().iter().enumerate() {
        let end = add_path(&mut segments, &mut index, number, path);
        if let Some(end) = end {
            add_operations(api, &mut segments, end, path);
        }
    }
    let roles: Vec<Role> = segments.iter().map(|segment| role(segment, &segments)).collect();
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
    for (depth, written) in parts.iter().copied().enumerate() {
        let behind = parts.len() - depth;
        let text = stem(written);
        let at = *index.entry((parent, text)).or_insert_with(|| {
            let role = if text.is_empty() { Role::Item } else { Role::Singleton };
            segments.push(Segment {
                text,
                written,
                role,
                path: number,
                uses: 0,
                depth,
                methods: Vec::new(),
                parameter: None,
                has_parts: false,
                behind,
                parent,
                item_methods: Vec::new(),
                gives_list: false,
            });
            segments.len() - 1
        });
        if let Some(segment) = segments.get_mut(at) {
            segment.uses += 1;
            if behind < segment.behind {
                (segment.path, segment.written, segment.behind) = (number, written, behind);
            }
        }
        if let Some(above) = parent.and_then(|parent| segments.get_mut(parent)) {
            match written.strip_prefix('{').and_then(|it| it.split('}').next()) {
                Some(name) => above.parameter = above.parameter.or(Some(name)),
                None => above.has_parts = true,
            }
        }
        parent = Some(at);
    }
    parent
}

fn add_operations<'a>(api: &Api<'a>, segments: &mut [Segment<'a>], end: usize, path: &ApiPath<'a>) {
    let operations: Vec<_> = path.operations().collect();
    let methods = operations.iter().map(|(method, ..)| method.name);
    let Some(segment) = segments.get_mut(end) else { return };
    segment.methods.extend(methods.clone());
    let get = operations.iter().find(|(method, ..)| method.name == "get");
    segment.gives_list |= get.is_some_and(|(.., operation)| gives_list(api, *operation));
    if segment.role == Role::Item {
        if let Some(above) = segment.parent.and_then(|parent| segments.get_mut(parent)) {
            above.item_methods.extend(methods);
        }
    }
}

/// The segment without parameters (nothing is left of `{id}.json`), extension and custom method.
fn stem(written: &str) -> &str {
    if written.starts_with('{') {
        return "";
    }
    let text = written.split(['{', ':']).next().unwrap_or_default();
    let text = text.trim_end_matches(['.', '(']);
    EXTENSIONS.iter().find_map(|extension| text.strip_suffix(extension)).unwrap_or(text)
}

const EXTENSIONS: &[&str] = &[".json", ".xml", ".csv", ".yaml", ".yml", ".txt", ".pdf", ".html"];

/// Whether the segment is a version: `v1`, `v1.2`, `v2beta1`, `1.0`, `2010-04-01`.
pub(super) fn is_version(text: &str) -> bool {
    let rest = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let marked = rest.len() < text.len();
    let dotted = rest.split('.').count() > 1
        && rest.split('.').all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let tail = rest.get(digits..).unwrap_or_default();
    let staged = ["", "alpha", "beta", "rc", "p", "preview"]
        .iter()
        .filter_map(|stage| tail.strip_prefix(stage))
        .any(|tail| tail.bytes().all(|it| it.is_ascii_digit()));
    dotted || (marked && digits > 0 && staged) || is_date(rest)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|it| it.len()).collect();
    lengths == [4, 2, 2] && parts.iter().all(|it| it.bytes().all(|it| it.is_ascii_digit()))
}

fn role(segment: &Segment<'_>, all: &[Segment<'_>]) -> Role {
    if segment.text.is_empty() {
        return Role::Item;
    }
    if is_version(segment.text) {
        return Role::Version;
    }
    if segment.parameter.is_some() {
        return if has_items(segment) { Role::Collection } else { Role::Selector };
    }
    if segment.methods.is_empty() {
        return Role::Namespace;
    }
    if is_action(segment, all) {
        return Role::Action;
    }
    if segment.gives_list { Role::Collection } else { Role::Singleton }
}

/// Whether the parameter behind the segment is the id of one of many things that the segment names.
fn has_items(segment: &Segment<'_>) -> bool {
    let parts = words::split(segment.text);
    let (Some(first), Some(last), Some(parameter)) =
        (parts.first(), words::head(&parts), segment.parameter)
    else {
        return false;
    };
    let lookup = words::is_preposition(first) || words::is_modifier(last) || is_id_word(last);
    if lookup || !last.chars().any(char::is_alphabetic) {
        return false;
    }
    if names_item(&parts, last, parameter) {
        return true;
    }
    // `/resend/{id}` is a verb with its object, `/query/{id}` under a GET of its own a thing.
    let verb = words::is_verb(first);
    let listed = segment.methods.contains(&"get") || segment.gives_list;
    if verb && !listed {
        return false;
    }
    let managed = segment.methods.contains(&"post") || listed;
    let several = words::number(last) == words::Number::Plural;
    let used = managed || several || !segment.item_methods.is_empty();
    is_generic_id(parameter) && used && parameter_is_enough(parameter, managed || several)
}

/// `{key}` and `{name}` can be anything; then the segment itself must be a collection's.
fn parameter_is_enough(parameter: &str, managed: bool) -> bool {
    managed || !matches!(parameter.to_ascii_lowercase().as_str(), "key" | "name" | "code")
}

fn is_generic_id(parameter: &str) -> bool {
    let parameter = parameter.to_ascii_lowercase();
    is_id_word(&parameter) || matches!(parameter.as_str(), "key" | "name" | "code")
}

fn is_id_word(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    matches!(word.as_str(), "id" | "uuid" | "guid" | "gid" | "sid" | "pk" | "uid" | "slug")
}

/// Whether the parameter is called after the segment: `pets/{petId}`, `user/{username}`.
fn names_item(parts: &[&str], last: &str, parameter: &str) -> bool {
    let whole = |parts: &[&str]| parts.concat().to_lowercase();
    let parameter = whole(&words::split(parameter));
    let one = words::singular(last);
    let before = parts.split_last().map(|(_, before)| whole(before)).unwrap_or_default();
    parameter.starts_with(&one) || parameter.starts_with(&format!("{before}{one}"))
}

/// A verb that is only posted to, or the like at an item.
fn is_action(segment: &Segment<'_>, all: &[Segment<'_>]) -> bool {
    let writes_only = segment.methods.iter().all(|it| matches!(*it, "post" | "put" | "patch"));
    let parts = words::split(segment.text);
    let verb = parts.first().is_some_and(|word| words::is_verb(word));
    let at_item = segment.parent.and_then(|it| all.get(it)).is_some_and(|it| it.text.is_empty());
    let custom = segment.written.contains(':');
    custom || verb && (writes_only || segment.methods == ["get"]) || (verb && at_item)
}

/// Whether the successful response of an operation is an array at the root.
fn gives_list<'a>(api: &Api<'a>, operation: Node<'a>) -> bool {
    let responses = operation.get("responses");
    let success = responses.and_then(|it| it.members().find(|entry| entry.key.starts_with('2')));
    let Some(response) = success.and_then(|entry| api.resolve(entry.value)) else { return false };
    let media = response.get("content").and_then(|it| it.members().next());
    let holder = media.map_or(response, |entry| entry.value);
    holder.get("schema").is_some_and(|it| schema::is_list(api, it))
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::super::example::expand;
    use super::*;
    use crate::document::{Document, walk};
    use crate::source::read_text;

    /// The roles in a document whose paths each have the given methods.
    fn roles(paths: &[(&str, &[&str])]) -> Vec<(String, Role)> {
        let lines = paths.iter().map(|(path, methods)| {
            let methods: Vec<String> = methods.iter().map(|it| format!("{it}: {{}}")).collect();
            format!("{path}: {{{}}}\n", methods.join(", "))
        });
        let source = read_text("a.yaml", &expand(&lines.collect::<String>())).unwrap();
        let document = Document::new(source).unwrap();
        let config = Config::house();
        let mut api = Api::new(&document, &config);
        walk(&document, &mut |visit| api.note(visit));
        api.classify();
        let literal = api.segments.iter().filter(|it| !it.is_item());
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

    #[test]
    fn versions_are_known() {
        for (text, expected) in [
            ("v1", true),
            ("V10", true),
            ("v1.56", true),
            ("v2beta1", true),
            ("v1p1", true),
            ("2.0", true),
            ("2010-04-01", true),
            ("v", false),
            ("vat", false),
            ("v1x", false),
            ("3d", false),
            ("1-clicks", false),
            ("42", false),
        ] {
            assert_eq!(is_version(text), expected, "{text}");
        }
    }
}
