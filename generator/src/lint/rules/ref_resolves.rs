//! X001: every reference leads to something.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};
use crate::document::{Object, Visit};
use crate::source::{JsonPointer, Node};

pub(super) const RULE: Rule = Rule {
    code: code::UNRESOLVED_REF,
    name: "ref-resolves",
    severity: Some(Severity::Error),
    summary: "Every `$ref` leads to something that exists",
    docs: "\
A `$ref` that leads nowhere makes the document unusable for every tool behind the linter: there is no type to \
generate and nothing to show.

Looked at are the places where the standard allows a Reference Object, and the values of a discriminator's \
`mapping` that are written as references. A `$ref` inside of an example is data, and so is a property that is \
called `$ref`. A chain of references that leads back to itself is reported too; a schema that contains itself \
through its properties is not a chain and is fine. References to other files are not followed yet: one note \
says how many there are.",
    bad: &[
        "type: array\nitems: {$ref: '#/components/schemas/Nobody'}",
        "/a:\n  get:\n    parameters: [{$ref: '#/components/parameters/Nobody'}]",
        "/a:\n  $ref: '#/components/pathItems/Nobody'",
        "type: object\ndiscriminator:\n  propertyName: kind\n  mapping: {cat: '#/components/schemas/Cat'}",
        "type: array\nitems: {$ref: 'other.yaml#/A'}",
        "components:\n  schemas:\n    Loop: {$ref: '#/components/schemas/Loop'}",
    ],
    good: &[
        "type: object\nproperties:\n  children: {type: array, items: {$ref: '#/components/schemas/Example'}}",
        "type: object\nexample: {$ref: '#/nowhere'}",
        "type: object\nproperties:\n  $ref: {type: string}",
        "type: object\ndefault: {$ref: '#/nowhere'}\nenum: [{$ref: '#/nowhere'}]",
        "type: object\ndiscriminator: {propertyName: kind, mapping: {cat: Example}}",
    ],
    source: "OpenAPI 3.1 section \"Reference Object\"",
    check: Check::Any(check, unread),
};

fn check<'a>(visit: &Visit<'a, '_>, api: &Api<'a>, reporter: &mut Reporter<'_>) {
    if visit.reference().is_some() {
        follow(visit.node, &visit.pointer.child("$ref"), api, reporter);
    }
    if matches!(visit.object, Object::Schema(_)) {
        mapping(visit, api, reporter);
    }
}

/// Reports a reference at its own string: a broken one further along the chain is reported where it is written.
fn follow<'a>(node: Node<'a>, pointer: &JsonPointer, api: &Api<'a>, reporter: &mut Reporter<'_>) {
    let (Err(error), Some(own)) = (api.document().resolve(node), node.get("$ref")) else { return };
    let foreign = own.as_str().is_some_and(|text| !text.starts_with('#'));
    if error.at.id() == own.id() && !foreign {
        reporter.report(own.span(), pointer.clone(), error.message, error.help);
    }
}

/// Other files are not read yet: that is said once, and is no fault of the document.
fn unread(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    let Some(foreign) = &api.foreign else { return };
    let (span, pointer) = foreign.first.clone();
    let message = format!("{} references lead to other files, which are not read", foreign.count);
    let help =
        "what lies behind them is not checked; bundle the document into one file to lint it whole";
    reporter.report(span, pointer, message, help).at_most(Severity::Info);
}

/// The values of a discriminator's mapping are names or references (OpenAPI 3.1 section "Discriminator Object").
fn mapping<'a>(visit: &Visit<'a, '_>, api: &Api<'a>, reporter: &mut Reporter<'_>) {
    let Some(entries) = visit.node.get("discriminator").and_then(|it| it.get("mapping")) else {
        return;
    };
    for entry in entries.members() {
        let Some(target) = entry.value.as_str().filter(|text| text.starts_with("#/")) else {
            continue;
        };
        let known = JsonPointer::parse(target.trim_start_matches('#'))
            .is_some_and(|pointer| api.document().tree().at(&pointer).is_some());
        if !known {
            let place = ["discriminator", "mapping", entry.key];
            let pointer = place.iter().fold(visit.pointer.clone(), |at, token| at.child(token));
            let message = format!("`{target}` does not exist in this document");
            let help = "add what it names, or correct the mapping";
            reporter.report(entry.value.span(), pointer, message, help);
        }
    }
}
