//! A case is a rule as YAML with the locations that it reports in one document.

use super::super::{Config, lint};
use super::*;
use crate::document::Document;
use crate::source::read_text;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Pets, version: '1', description: TODO}
paths:
  /pets:
    get:
      operationId: list_pets
      summary: Lists all of the pets in the shop, whether they are for sale or not.
      tags: [a, b, c]
    post:
      operationId: createPet
      x-audience: everybody
      responses: {'200': {$ref: '#/components/responses/R'}}
components:
  responses: {R: {description: ''}}
";

/// The lines and columns that a rule reports, or the message about the rule.
fn found(rule: &str) -> Result<Vec<String>, String> {
    let source =
        read_text("r.yaml", &format!("r: {{message: 'wrong {{value}}', {rule}}}")).unwrap();
    let entry = source.tree().root().unwrap().members().next().unwrap();
    let rule = CustomRule::read(entry).map_err(|(message, _)| message)?;
    let document = Document::new(read_text("a.yaml", DOCUMENT).unwrap()).unwrap();
    let config = Config { custom_rules: vec![rule], ..Config::house().only(&[]) };
    let file = document.files().root();
    let position = |it: &Diagnostic| {
        let at = file.position(it.span.unwrap().start);
        assert!(it.fingerprint().is_some() && it.help.is_some(), "{it:?}");
        format!("{}:{} {}", at.line, at.column, it.message)
    };
    Ok(lint(&document, &config).iter().filter(|it| it.code.0 == "r").map(position).collect())
}

#[test]
fn rules_report_what_does_not_hold() {
    let cases: &[(&str, &[&str])] = &[
        (
            "where: operation, member: summary, length: {max: 20}",
            &["7:7 wrong Lists all of the pets in the shop, whether they are for sale or not."],
        ),
        ("where: operation, member: summary, present: true", &["9:5 wrong "]),
        ("where: '$.paths[*][*]', member: tags, length: {max: 2}", &["8:7 wrong "]),
        (
            "where: '$.paths[*][*]', member: operationId, casing: camelCase",
            &["6:7 wrong list_pets"],
        ),
        ("where: '$.paths[*]', member: '@key', pattern: '^/v[0-9]+/'", &["4:3 wrong /pets"]),
        ("where: info, member: description, not-pattern: TODO", &["2:35 wrong TODO"]),
        ("where: '$.info.description', not-pattern: 'TODO'", &["2:35 wrong TODO"]),
        (
            "where: operation, member: x-audience, one-of: [public, partner]",
            &["11:7 wrong everybody"],
        ),
        ("where: operation, member: x-audience, absent: true", &["11:7 wrong everybody"]),
        ("where: response, member: description, present: true", &["14:19 wrong "]),
        ("where: info, schema: {required: [contact]}", &["2:1 wrong "]),
        (
            "where: info, schema: {properties: {title: {type: string, maxLength: 4}}, additionalProperties: true}",
            &[],
        ),
        ("where: operation, member: summary, present: true, severity: 'off'", &[]),
    ];
    for (rule, expected) in cases {
        assert_eq!(found(rule).unwrap(), *expected, "{rule}");
    }
}

#[test]
fn incomplete_rules_are_errors() {
    for (rule, expected) in [
        ("present: true", "`r` requires `where`"),
        ("where: operation", "`r` requires one of `pattern`"),
        (
            "where: operation, present: true, absent: true",
            "`r` has two checks: `present` and `absent`",
        ),
        ("where: operations, present: true", "neither a JSONPath nor one of"),
        ("where: '$.a[', present: true", "invalid JSONPath"),
        ("where: operation, pattern: '('", "invalid regular expression"),
    ] {
        let message = found(rule).unwrap_err();
        assert!(message.contains(expected), "{rule}: {message}");
    }
}
