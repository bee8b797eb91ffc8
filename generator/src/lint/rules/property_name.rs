//! Shared by the rules about names of properties: the suggestion to rename one.

use super::super::facts::Facts;
use crate::diagnostic::Fix;
use crate::document::Key;
use crate::source::Node;
use crate::text::JsonPointer;

/// Renames a property and its name in the `required` of the same schema. `None` if the schema has another property of that
/// name, or if the property tells the members of a union apart, so that their values name it too.
pub(super) fn rename<'a>(
    facts: &Facts<'a>,
    property: (Key<'a>, Node<'a>, &JsonPointer),
    renamed: &str,
) -> Option<Fix> {
    let (key, node, pointer) = property;
    let root = facts.file_root_of(node)?;
    let mut owner = pointer.clone();
    owner.pop();
    let properties = root.at(&owner)?;
    let entry = properties.entry(key.name).filter(|it| it.key_span == key.span)?;
    owner.pop();
    let schema = root.at(&owner)?;
    let discriminator = schema.get("discriminator");
    let tag = discriminator.map(|it| it.get("propertyName").unwrap_or(it));
    let is_tag = tag.and_then(Node::as_str) == Some(key.name);
    if is_tag || properties.get(renamed).is_some() {
        return None;
    }
    let mut edits = vec![facts.editor().key(entry, renamed)?];
    let required = schema.get("required").into_iter().flat_map(Node::items);
    for name in required.filter(|it| it.as_str() == Some(key.name)) {
        edits.push(facts.editor().string(name, renamed)?);
    }
    Some(Fix::suggestion(edits))
}

#[cfg(test)]
mod tests {
    use super::super::super::{Config, lint, rule};
    use crate::document::Document;
    use crate::source::read_text;

    /// The text after the suggestion of the only finding; `None` if it has none.
    fn suggested(code: &str, text: &str) -> Option<String> {
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let findings = lint(&document, &Config::house().only(&[rule(code).unwrap()]));
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        let mut edits = finding.fix.as_ref()?.edits.clone();
        edits.sort_by_key(|it| std::cmp::Reverse(it.span.start));
        let mut text = text.to_owned();
        for edit in edits {
            text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        Some(text)
    }

    #[test]
    fn properties_and_parameters_are_renamed_where_they_are_required() {
        let schema = |text: &str| {
            format!(
                "openapi: 3.1.0\ninfo: {{title: A, version: 1.0.0}}\ncomponents:\n  schemas:\n    A: {text}\n"
            )
        };
        let parameters = |text: &str| {
            format!(
                "openapi: 3.1.0\ninfo: {{title: A, version: 1.0.0}}\npaths: {{/a: {{get: {{parameters: [{text}]}}}}}}\n"
            )
        };
        let cases = [
            (
                "N030",
                schema("{required: [b, user_id], properties: {user_id: {}, b: {}}}"),
                Some(schema("{required: [b, userId], properties: {userId: {}, b: {}}}")),
            ),
            (
                "N031",
                schema("{required: ['tag'], properties: {\"tag\": {type: array}}}"),
                Some(schema("{required: ['tags'], properties: {\"tags\": {type: array}}}")),
            ),
            ("N032", schema("{properties: {adress: {}, address: {}}}"), None),
            (
                "N032",
                schema("{discriminator: {propertyName: catagory}, properties: {catagory: {}}}"),
                None,
            ),
            (
                "N023",
                parameters("{name: catagory, in: query}"),
                Some(parameters("{name: category, in: query}")),
            ),
            ("N020", parameters("{name: sortBy, in: query}, {name: sort_by, in: query}"), None),
        ];
        for (code, text, expected) in cases {
            assert_eq!(suggested(code, &text), expected, "{code} {text}");
        }
    }
}
