//! Stage 2b: checks the design of an API.
//!
//! Takes a [`Document`] and a [`Config`]; returns diagnostics, each with a code, a source location and a suggested fix.
//! All rules share one walk. It must know neither `openapiv3`, the model, nor Rust.

mod api;
mod base;
mod config;
mod custom;
mod example;
mod facts;
mod fixes;
mod location;
mod name;
mod option;
mod owner;
mod precision;
mod preset;
mod report;
mod rule;
mod rules;
mod schema;
mod segment;
mod subject;
mod suppress;
mod violation;
mod words;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Validator, walk};

pub use base::{FindingChanges, LintedVersion, compare_findings};
pub use config::{Config, UnknownRule, similar_rule};
pub use custom::{CASINGS, CustomRule, OBJECT_KINDS};
pub use example::expand;
pub use fixes::{FixedFile, Fixes};
pub use option::{LintOption, OptionKind, OptionValue, OptionValues};
pub use precision::Precision;
pub use preset::Preset;
pub use rule::{LintRule, Status, rule, rules};
pub use suppress::{Day, Ignore};

use api::{Api, Collected};
use custom::CustomRules;
use facts::Facts;
use report::Reporter;
use rule::{ActiveRules, Check};
use suppress::Suppressions;

/// Runs every rule that the configuration enables. The findings are sorted by source location, without duplicates.
#[must_use]
pub fn lint(document: &Document, config: &Config) -> Vec<Diagnostic> {
    let active = ActiveRules::new(config);
    let facts = Facts::new(document, config);
    let mut collected = Collected::default();
    let mut validator = Validator::new(document);
    let mut findings = Vec::new();
    let custom = CustomRules::new(&facts);
    let mut suppressions = Suppressions::default();
    walk(document, &mut |visit| {
        collected.add(document, visit);
        validator.visit(visit);
        custom.visit(visit, &mut findings);
        suppressions.visit(visit, &facts);
        for (rule, severity, check) in active.for_object(visit.object) {
            check(visit, &facts, &mut Reporter::new(rule, *severity, &mut findings));
        }
    });
    custom.select(&mut findings);
    let api = Api::new(&facts, collected);
    for (rule, severity) in active.rules() {
        if let Check::Api(check) = rule.check {
            check(&api, &mut Reporter::new(rule, severity, &mut findings));
        }
    }
    for violation in validator.finish(api.collected()) {
        if let Some(severity) = active.severity(violation.code) {
            findings.push(violation::finding(&facts, violation, severity));
        }
    }
    sorted(suppressions.apply(&facts, &active, findings))
}

fn sorted(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.sort_by(|a, b| {
        (a.span, a.code, &a.message, &a.pointer).cmp(&(b.span, b.code, &b.message, &b.pointer))
    });
    // A YAML alias puts one source location under several pointers, but it is one finding.
    findings.dedup_by(|a, b| {
        a.span.is_some() && (a.span, a.code, &a.message) == (b.span, b.code, &b.message)
    });
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    const BUSY: &str = r##"{"openapi": "3.1.0", "servers": [{"url": "https://a.b/v1"}], "security": [{"k": []}],
        "tags": [{"name": "t"}], "webhooks": {"w": {"post": {"operationId": "w"}}},
        "paths": {"/a_b/{id}": {"parameters": [{"name": "id", "in": "path", "schema": {"type": "string"}}],
            "get": {"operationId": "g", "security": [{"k": []}], "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}},
                "callbacks": {"c": {"{$url}": {"post": {"requestBody": {"$ref": "#/components/requestBodies/B"}}}}}}}},
        "components": {"schemas": {"A": {"type": ["object", "null"], "allOf": [{"$ref": "#/components/schemas/A"}],
                "properties": {"created_at": {"type": "string", "example": "x", "maxLength": 30}, "n": {"items": {"not": {}}}},
                "discriminator": {"propertyName": "n", "mapping": {"a": "#/components/schemas/A"}}}},
            "requestBodies": {"B": {"content": {"text/plain": {"schema": true}}}}}}"##;

    /// Every document that differs from `value` in one replaced value.
    fn mutants(value: &serde_json::Value) -> Vec<serde_json::Value> {
        use serde_json::{Value, json};
        let mut all: Vec<Value> = vec![
            json!(null),
            json!(1),
            json!("x"),
            json!([null]),
            json!({"$ref": "#/x"}),
            json!({"x": 1}),
        ];
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    all.extend(mutants(member).into_iter().map(|mutant| {
                        let mut copy = members.clone();
                        copy.insert(key.clone(), mutant);
                        Value::Object(copy)
                    }));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    all.extend(mutants(item).into_iter().map(|mutant| {
                        let mut copy = items.clone();
                        copy[index] = mutant;
                        Value::Array(copy)
                    }));
                }
            }
            _ => {}
        }
        all
    }

    #[test]
    fn malformed_documents_are_linted_without_panic() {
        let whole: serde_json::Value = serde_json::from_str(BUSY).unwrap();
        let mut linted = 0;
        for mutant in mutants(&whole) {
            let source = read_text("a.json", &mutant.to_string()).unwrap();
            let Ok(document) = Document::new(source) else { continue };
            let found = lint(&document, &Config::house());
            assert!(found.is_sorted_by_key(|it| it.span), "{mutant}");
            linted += 1;
        }
        assert!(linted > 300, "{linted}");
    }

    #[test]
    fn options_disable_the_findings_that_they_name() {
        type Set = fn(&mut Config);
        fn words(word: &str) -> OptionValue {
            OptionValue::Words(vec![word.to_owned()])
        }
        let cases: [(&str, &str, Set); 5] = [
            ("N005", "/staff-order/{id}: {get: {}}", |it| {
                it.options.insert(("N005", "singular-words"), words("Order"));
            }),
            ("S001", "/prices: {get: {}}", |it| {
                it.options.insert(("S001", "public-segments"), words("prices"));
            }),
            ("G001", "/a: {post: {parameters: [{name: My-Key, in: header}]}}", |it| {
                it.idempotency_headers.push("my-key".to_owned());
            }),
            ("X002", "/a: {get: {}}", |it| {
                it.options.insert(("X002", "required"), OptionValue::Flag(false));
            }),
            ("N030", "properties: {a_b: {}}", |it| it.preset = Preset::Zalando),
        ];
        for (code, snippet, set) in cases {
            let document = Document::new(read_text("a.yaml", &expand(snippet)).unwrap()).unwrap();
            let count = |config: &Config| {
                lint(&document, config).iter().filter(|it| it.code.0 == code).count()
            };
            let mut config = Config::house();
            assert_eq!(count(&config), 1, "{code}");
            set(&mut config);
            assert_eq!(count(&config), 0, "{code}");
        }
    }

    #[test]
    fn an_aliased_location_is_reported_once() {
        let text = "openapi: 3.0.0\npaths: {}\ncomponents:\n  schemas:\n    A: &a\n      properties: {a_b: {}}\n    B: *a\n";
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let found = lint(&document, &Config::house());
        assert_eq!(found.iter().filter(|it| it.code.0 == "N030").count(), 1, "{found:?}");
    }
}
