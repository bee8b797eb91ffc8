//! The role of a path segment.
//!
//! Takes a segment with its methods, parameter and parent; returns its role. It must not know what any rule makes of a role.

use super::Segment;
use crate::lint::words;

/// What a segment means in its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Role {
    /// `{id}`.
    Item,
    /// Many resources of one kind: `users` in `/users/{id}`.
    Collection,
    /// One resource without an id: `profile` in `/users/{id}/profile`.
    Singleton,
    /// An action: `activate` in `POST /users/{id}/activate`.
    Action,
    /// `v1`, `2010-04-01`.
    Version,
    /// Only a prefix: `api`.
    Namespace,
    /// How the next parameter selects: `by-id` in `/users/by-id/{id}`, `compare` in `/compare/{refs}`.
    Selector,
}

/// The role of a segment, from its text, its methods and its position.
pub(super) fn role(segment: &Segment<'_>, all: &[Segment<'_>]) -> Role {
    if segment.text.is_empty() {
        return Role::Item;
    }
    if is_version(segment.text) {
        return Role::Version;
    }
    if segment.parameter.is_some() {
        return match has_items(segment, all) {
            true if is_one_resource(segment, all) => Role::Singleton,
            true => Role::Collection,
            false => Role::Selector,
        };
    }
    if segment.methods.is_empty() {
        return Role::Namespace;
    }
    if is_action(segment, all) {
        return Role::Action;
    }
    if segment.returns_list { Role::Collection } else { Role::Singleton }
}

/// Whether the following parameter is the id of one of the resources that the segment names.
fn has_items(segment: &Segment<'_>, all: &[Segment<'_>]) -> bool {
    let parts = words::split(segment.text);
    let (Some(first), Some(last), Some(parameter)) =
        (parts.first(), words::head(&parts), segment.parameter)
    else {
        return false;
    };
    let is_selector = words::is_preposition(first) || words::is_modifier(last) || is_id_word(last);
    let is_marked = segment.text.starts_with('_');
    let has_letters = last.chars().any(char::is_alphabetic);
    if is_selector || is_marked || !has_letters || selects_of_parent(segment, all) {
        return false;
    }
    if names_item(&parts, last, parameter) {
        return true;
    }
    // `/resend/{id}` is a verb with its object, but `/query/{id}` is a resource if `/query` has a GET.
    let is_verb = words::is_verb(first) && !words::is_noun_and_verb(first);
    let listed = segment.methods.contains(&"get") || segment.returns_list;
    if is_verb && !listed {
        return false;
    }
    let managed = segment.methods.contains(&"post") || listed;
    let is_plural = words::number(last) == words::Number::Plural;
    let is_used =
        managed || is_plural || segment.item_has_children || !segment.item_methods.is_empty();
    is_generic_id(parameter) && is_used && identifies_item(parameter, managed || is_plural)
}

/// Whether the segment is one resource in spite of the ids that follow it: its GET returns one object, and the collection has the
/// plural name, or the object can be changed without an id. Or it is the one list of its parent's resources: `/models/catalog`.
fn is_one_resource(segment: &Segment<'_>, all: &[Segment<'_>]) -> bool {
    let parts = words::split(segment.text);
    let Some((last, qualifiers)) = parts.split_last() else { return false };
    let plural = words::plural(last);
    let is_plural_of = |text: &str| {
        let others = words::split(text);
        let Some((head, rest)) = others.split_last() else { return false };
        let is_same = |(a, b): (&&str, &&str)| a.eq_ignore_ascii_case(b);
        head.to_lowercase() == plural
            && rest.len() == qualifiers.len()
            && rest.iter().zip(qualifiers).all(is_same)
    };
    let mut siblings = all.iter().filter(|it| it.parent == segment.parent);
    let has_twin =
        words::number(last) == words::Number::Singular && siblings.any(|it| is_plural_of(it.text));
    let changes = segment.methods.iter().any(|it| matches!(*it, "put" | "patch" | "delete"));
    segment.returns_one && (has_twin || changes) || is_list_of_parent(segment, all, last)
}

/// Whether the segment is a collective noun below the collection that it lists.
fn is_list_of_parent(segment: &Segment<'_>, all: &[Segment<'_>], noun: &str) -> bool {
    let parent = segment.parent.and_then(|at| all.get(at));
    let is_collection = parent.is_some_and(|it| {
        let head = words::head(&words::split(it.text));
        !it.methods.is_empty() && head.is_some_and(|it| words::number(it) == words::Number::Plural)
    });
    let noun = noun.to_lowercase();
    let is_collective = COLLECTIVE_NOUNS.contains(&noun.as_str());
    is_collection && is_collective && segment.methods.contains(&"get")
}

/// Nouns of which a collection of resources has one.
const COLLECTIVE_NOUNS: &[&str] =
    &["archive", "catalog", "catalogue", "directory", "inventory", "library", "register", "roster"];

/// Whether the segment says by what a resource of its parent is selected: `/jobs/status/{id}`, `/logout/user/{username}`. It has
/// no methods of its own, and its parent is a literal that is neither a version nor only a prefix.
fn selects_of_parent(segment: &Segment<'_>, all: &[Segment<'_>]) -> bool {
    let parent = segment.parent.and_then(|at| all.get(at));
    let Some(parent) = parent.filter(|it| !it.text.is_empty() && !is_version(it.text)) else {
        return false;
    };
    let is_plural = words::head(&words::split(segment.text))
        .is_some_and(|word| words::number(word) == words::Number::Plural);
    let is_verb = words::split(parent.text).first().is_some_and(|it| words::is_verb(it));
    let is_resource = !parent.methods.is_empty() || parent.parameter.is_some() || is_verb;
    let follows_version =
        parent.parent.and_then(|at| all.get(at)).is_some_and(|it| is_version(it.text));
    let is_prefix = !is_resource && (parent.depth == 0 || follows_version);
    segment.methods.is_empty() && !is_plural && !is_prefix
}

/// `{key}` and `{name}` are ambiguous: they identify an item only if the segment itself looks like a collection.
fn identifies_item(parameter: &str, is_collection: bool) -> bool {
    is_collection || !matches!(parameter.to_ascii_lowercase().as_str(), "key" | "name" | "code")
}

fn is_generic_id(parameter: &str) -> bool {
    if let [prefix, word] = words::split(parameter).as_slice() {
        return is_id_word(word) && is_generic_prefix(prefix);
    }
    let parameter = parameter.to_ascii_lowercase();
    is_id_word(&parameter) || matches!(parameter.as_str(), "key" | "name" | "code")
}

/// Words before `id` that do not say of what it is.
fn is_generic_prefix(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    matches!(
        word.as_str(),
        "entity"
            | "external"
            | "internal"
            | "item"
            | "object"
            | "public"
            | "record"
            | "resource"
            | "unique"
    )
}

fn is_id_word(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    matches!(word.as_str(), "id" | "uuid" | "guid" | "gid" | "sid" | "pk" | "uid" | "slug")
}

/// Whether the parameter is named after the segment: `pets/{petId}`, `user/{username}`, `environment/{env_id}`.
fn names_item(parts: &[&str], last: &str, parameter: &str) -> bool {
    let joined = |parts: &[&str]| parts.concat().to_lowercase();
    let words = words::split(parameter);
    let singular = words::singular(last);
    if let [abbreviation, id] = words.as_slice() {
        let abbreviation = abbreviation.to_lowercase();
        if abbreviation.len() > 2 && is_id_word(id) && singular.starts_with(&abbreviation) {
            return true;
        }
    }
    let parameter = joined(&words);
    let qualifier = parts.split_last().map_or_else(String::new, |(_, preceding)| joined(preceding));
    parameter.starts_with(&singular) || parameter.starts_with(&format!("{qualifier}{singular}"))
}

/// Whether the segment is a custom method, a verb that only writes or only reads, or a verb after an item.
fn is_action(segment: &Segment<'_>, all: &[Segment<'_>]) -> bool {
    let writes_only = segment.methods.iter().all(|it| matches!(*it, "post" | "put" | "patch"));
    let parts = words::split(segment.text);
    let is_verb = parts.first().is_some_and(|word| words::is_verb(word));
    let follows_item =
        segment.parent.and_then(|it| all.get(it)).is_some_and(|it| it.text.is_empty());
    let is_custom = segment.raw.contains(':');
    is_custom || is_verb && (writes_only || segment.methods == ["get"] || follows_item)
}

/// Whether the segment is a version: `v1`, `v1.2`, `v2beta1`, `1.0`, `2010-04-01`.
pub(in crate::lint) fn is_version(text: &str) -> bool {
    let rest = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let has_prefix = rest.len() < text.len();
    let dotted = rest.split('.').count() > 1
        && rest.split('.').all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
    let tail = rest.trim_start_matches(|it: char| it.is_ascii_digit());
    let is_stage = ["", "alpha", "beta", "rc", "p", "preview"]
        .iter()
        .filter_map(|stage| tail.strip_prefix(stage))
        .any(|tail| tail.bytes().all(|it| it.is_ascii_digit()));
    dotted || (has_prefix && tail.len() < rest.len() && is_stage) || is_date(rest)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|it| it.len()).collect();
    lengths == [4, 2, 2] && parts.iter().all(|it| it.bytes().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_recognised() {
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
