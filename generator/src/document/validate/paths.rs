//! X004: no two paths match the same URLs. X003: a template names each parameter once. X014: path templates are well formed (OpenAPI 3.1 sections "Paths Object" and
//! "Path Templating").

use std::collections::HashMap;

use super::Violation;
use crate::diagnostic::code;
use crate::document::Document;
use crate::document::grammar::AZURE_PATHS;
use crate::document::operations::{Operations, Path};

mod crossing;

pub(super) fn check<'a>(
    document: &'a Document,
    operations: &Operations<'a>,
    found: &mut Vec<Violation>,
) {
    crossing::check(document, operations, found);
    let mut first: HashMap<String, &Path<'_>> = HashMap::new();
    for path in &operations.paths {
        form(path, found);
        repeated(path, found);
        let before = *first.entry(anonymous(path.key.name)).or_insert(path);
        if before.key.name != path.key.name {
            let message =
                format!("`{}` matches the same URLs as `{}`", path.key.name, before.key.name);
            let help = "merge the two, or make them differ in more than parameter names";
            let violation =
                Violation::new(code::AMBIGUOUS_PATH, path.key.span, path.pointer.clone(), message);
            found.push(violation.with_help(help).with_related(before.key.span, "the other path"));
        }
    }
}

/// The template with its parameters' names removed, and with the leading slash that it must have.
fn anonymous(template: &str) -> String {
    let mut parts = template.split('{');
    let first = parts.next().unwrap_or(template);
    let mut result = if first.starts_with('/') { String::new() } else { "/".to_owned() };
    result.push_str(first);
    for part in parts {
        result.push_str("{}");
        result.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    result
}

fn form(path: &Path<'_>, found: &mut Vec<Violation>) {
    let is_azure = path.pointer.tokens().next().as_deref() == Some(AZURE_PATHS);
    let template = if is_azure { path.template() } else { path.key.name };
    let Some((what, help)) = fault(template) else { return };
    let message = format!("path `{}` {what}", path.key.name.escape_debug());
    let violation = Violation::new(code::PATH_FORM, path.key.span, path.pointer.clone(), message);
    found.push(violation.with_help(help));
}

/// Reports a name that stands in one template twice.
fn repeated(path: &Path<'_>, found: &mut Vec<Violation>) {
    let opened = path.key.name.split('{').skip(1);
    let mut names: Vec<&str> = Vec::new();
    for name in opened.filter_map(|rest| Some(rest.split_once('}')?.0)).filter(|it| !it.is_empty())
    {
        if !names.contains(&name) {
            names.push(name);
            continue;
        }
        let name = name.escape_debug();
        let message =
            format!("path `{}` contains `{{{name}}}` twice", path.key.name.escape_debug());
        let violation =
            Violation::new(code::PATH_PARAMS, path.key.span, path.pointer.clone(), message);
        found.push(violation.with_help("give each parameter a name of its own"));
        return;
    }
}

/// What is wrong with a template, and what to do.
fn fault(template: &str) -> Option<(&'static str, &'static str)> {
    let mut is_open = false;
    let mut is_empty = false;
    for character in template.chars() {
        match (character, is_open) {
            ('{', true) => return Some(("has a brace inside of braces", "close each brace")),
            ('}', false) => return Some(("has an unbalanced brace", "add the opening brace")),
            ('}', true) if is_empty => {
                return Some(("has a parameter without a name", "write a name between the braces"));
            }
            ('{', false) => (is_open, is_empty) = (true, true),
            ('}', true) => is_open = false,
            ('?', false) => return Some(("has a query", "declare query parameters instead")),
            ('#', false) => return Some(("has a fragment", "remove it; fragments are not sent")),
            _ => is_empty = false,
        }
    }
    if is_open {
        return Some(("has an unbalanced brace", "add the closing brace"));
    }
    template.contains("//").then_some(("has an empty segment", "remove one of the slashes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_checked() {
        let cases = [
            ("/a/{b}/c.{d}", None),
            ("/", None),
            ("/a/{b", Some("has an unbalanced brace")),
            ("/a/b}", Some("has an unbalanced brace")),
            ("/a/{{b}}", Some("has a brace inside of braces")),
            ("/a/{}", Some("has a parameter without a name")),
            ("/a?b={c}", Some("has a query")),
            ("/a#b", Some("has a fragment")),
            ("/a//b", Some("has an empty segment")),
            ("/a/{b?}", None),
        ];
        for (template, expected) in cases {
            assert_eq!(fault(template).map(|it| it.0), expected, "{template}");
        }
    }

    #[test]
    fn templates_are_compared_without_names() {
        let cases = [
            ("/a/{b}/c/{d}.json", "/a/{}/c/{}.json"),
            ("/a/{b", "/a/{}"),
            ("/a", "/a"),
            ("a/{b}", "/a/{}"),
        ];
        for (template, expected) in cases {
            assert_eq!(anonymous(template), expected);
        }
    }
}
