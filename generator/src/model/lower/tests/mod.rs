//! The model, as data: a part of a document, the lines of the model that it becomes, and the codes of what is found.

mod confirm;
mod operations;
mod paging;
mod schemas;
mod unions;

use crate::document::Document;
use crate::normalise::normalise;
use crate::source::read_text;

/// The printed model of a 3.1 document with `text` below its `info`, without its first line and without pointers;
/// then one line with the findings of both stages, if there are any. 3.1 lets a case use `type` lists and `const`.
fn print(text: &str) -> String {
    let text = format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n{text}\n");
    let source = read_text("a.yaml", &text).unwrap();
    let outcome = normalise(&Document::new(source).unwrap());
    let normalised = outcome.normalised.expect("no errors");
    let (api, found) = super::lower(&normalised);
    let lines = api.print();
    let lines = lines.lines().skip(1).map(|it| it.split(" @/").next().unwrap().to_owned());
    let codes: Vec<_> =
        outcome.diagnostics.iter().chain(&found).map(|it| it.code.to_string()).collect();
    let codes = (!codes.is_empty()).then(|| format!("! {}", codes.join(" ")));
    lines.chain(codes).collect::<Vec<_>>().join("\n")
}

/// Lines are compared without their indentation, so that a case reads well in its place.
fn trimmed(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|it| !it.is_empty()).collect()
}

fn check_model(text: &str, expected: &str) {
    let printed = print(text);
    assert_eq!(trimmed(&printed), trimmed(expected), "{text}\nbecame\n{printed}");
}

/// Component schemas, in flow style after their name.
fn check_schemas(schemas: &str, expected: &str) {
    let lines: Vec<_> = trimmed(schemas).iter().map(|it| format!("    {it}")).collect();
    check_model(&format!("components:\n  schemas:\n{}", lines.join("\n")), expected);
}

/// One schema, and the line of its own type.
fn check_line(schema: &str, expected: &str) {
    let printed = print(&format!("components: {{schemas: {{A: {schema}}}}}"));
    let own = printed.lines().next().unwrap().strip_prefix("t0 A = ").unwrap().to_owned();
    let findings = printed.lines().last().filter(|it| it.starts_with('!')).unwrap_or_default();
    let line = format!("{own} {findings}");
    assert_eq!(line.trim(), expected, "{schema}\nbecame\n{printed}");
}

/// The names that once carried facts from `normalise` to here, each with a value of the kind that it had.
const PRIVATE: &[&str] = &[
    "x-renkei-raw: hi",
    "x-renkei-tuple: true",
    "x-renkei-names: {enum: [a]}",
    "x-renkei-default: D",
    "x-renkei-style: querystring",
    "x-renkei-encoding: {e: {style: deepObject}}",
    "x-renkei-item: true",
    "x-renkei-link: true",
    "x-renkei-links: {L: {operationId: o}}",
    "x-renkei-headers: {N: {type: integer}}",
    "x-renkei-type: mutualTLS",
    "x-renkei-schemas: {/a: {type: string}}",
    "x-renkei-webhooks: {/a: {type: string}}",
    "x-renkei-webhook-words: {/a: {name: n}}",
    "x-renkei-method-STEAL: {operationId: o}",
];

#[test]
fn private_extensions_have_no_effect_in_any_position() {
    let model = |text: &str, member: &str| {
        let source = read_text("a.yaml", &text.replace('@', member)).unwrap();
        let outcome = normalise(&Document::new(source).unwrap());
        super::lower(&outcome.normalised.expect(text)).0.print()
    };
    for (text, _) in crate::document::extensions::tests::POSITIONS {
        let without = model(text, "x-other: hi");
        for member in PRIVATE {
            assert_eq!(model(text, member), without, "{member} in {text}");
        }
    }
}
