//! T004: a property name has one type throughout the document.

use std::collections::BTreeMap;

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::Code;

pub(super) const RULE: LintRule = LintRule {
    code: Code("T004"),
    name: "same-name-same-type",
    summary: "A property name has one type throughout the document",
    docs: "\
If `amount` is a number in one schema and a string in another, readers take one for the other, and code that handles \
both needs two paths.

The rule compares the types of all properties with one name, and reports those of another type than most.

Accepted are general names such as `value`, `data` and `id`, whose type depends on the schema, and names with two \
types that are equally common.

To fix a report, use one type, or another name.",
    bad: &[
        "components: {schemas: {A: {type: object, properties: {amount: {type: number}}}, B: {type: object, properties: {amount: {type: number}}}, C: {type: object, properties: {amount: {type: string}}}}}",
    ],
    good: &[
        "components: {schemas: {A: {type: object, properties: {amount: {type: number}, value: {type: string}}}, B: {type: object, properties: {amount: {type: number}, value: {type: number}}}}}",
    ],
    source: "D",
    check: Check::Api(check),
    ..LintRule::BASE
};

/// Names that say nothing about the type.
const GENERAL: &[&str] = &[
    "content", "data", "default", "id", "input", "key", "name", "options", "output", "result",
    "type", "value", "values",
];

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let mut types: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let typed =
        || api.properties().iter().filter_map(|it| Some((it, it.node.get("type")?.as_str()?)));
    for (property, kind) in typed() {
        *types.entry(property.key.name).or_default().entry(kind).or_default() += 1;
    }
    for (property, kind) in typed() {
        let name = property.key.name;
        let Some(counts) = types.get(name).filter(|_| !GENERAL.contains(&name)) else { continue };
        let own = counts.get(kind).copied().unwrap_or(0);
        let Some((common, most)) = counts.iter().max_by_key(|(_, count)| **count) else { continue };
        if *common == kind || own * 2 > *most {
            continue;
        }
        let message = format!(
            "`{name}` is of type `{kind}` here, and of type `{common}` in {most} other places"
        );
        let subject = Subject::at(api, api.file_root_of(property.node), &property.pointer);
        reporter.report(property, subject, message, "use one type, or another name");
    }
}
