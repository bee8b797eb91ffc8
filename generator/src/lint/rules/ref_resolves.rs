//! X001: every reference leads to something.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};
use crate::document::{ObjectKind, RefError, Version, Visit, is_mapping_reference};
use crate::source::{JsonPointer, Node};

pub(super) const RULE: Rule = Rule {
    code: code::UNRESOLVED_REF,
    name: "ref-resolves",
    severity: Some(Severity::Error),
    summary: "Every `$ref` leads to something that exists",
    docs: "\
A `$ref` that leads nowhere makes the document unusable for every tool behind the linter: there is no type to \
generate and nothing to show.

Looked at are the places where the standard allows a Reference ObjectKind, and the values of a discriminator's \
`mapping` that are written as references. A `$ref` inside of an example is data, and so is a property that is \
called `$ref`. A chain of references that leads back to itself is reported too; a schema that contains itself \
through its properties is not a chain and is fine. Other files are read by their path from the file that refers to \
them; references to the network are followed only with `--allow-remote`.",
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
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\ncomponents:\n  schemas:\n    Named: {$anchor: named, type: string}\n    Other: {type: array, items: {$ref: '#named'}}",
        "type: object\nexample: {$ref: '#/nowhere'}",
        "type: object\nproperties:\n  $ref: {type: string}",
        "type: object\ndefault: {$ref: '#/nowhere'}\nenum: [{$ref: '#/nowhere'}]",
        "type: object\ndiscriminator: {propertyName: kind, mapping: {cat: Example}}",
    ],
    source: "OpenAPI 3.1 section \"Reference Object\"",
    check: Check::Any(check),
};

fn check<'a>(visit: &Visit<'a, '_>, api: &Api<'a>, reporter: &mut Reporter<'_>) {
    if visit.reference().is_some() {
        follow(visit.node, &visit.pointer.child("$ref"), api, reporter);
    }
    if matches!(visit.object, ObjectKind::Schema(_)) {
        mapping(visit, api, reporter);
    }
}

/// Reports a reference at its own string: a broken one further along the chain is reported where it is written.
fn follow<'a>(node: Node<'a>, pointer: &JsonPointer, api: &Api<'a>, reporter: &mut Reporter<'_>) {
    let (Err(error), Some(own)) = (api.document().resolve(node), node.get("$ref")) else { return };
    if error.at.id() == own.id() && !is_anchor(own, api) {
        report(error, pointer.clone(), reporter);
    }
}

/// Whether a reference is the name of a schema, which JSON Schema knows since OpenAPI 3.1.
fn is_anchor(own: Node<'_>, api: &Api<'_>) -> bool {
    let name = own.as_str().and_then(|it| it.strip_prefix('#')).filter(|it| !it.is_empty());
    let document = api.document();
    document.version() >= Version::V3_1
        && name.is_some_and(|name| document.anchors().iter().any(|(anchor, _)| anchor == name))
}

fn report(error: RefError<'_>, pointer: JsonPointer, reporter: &mut Reporter<'_>) {
    let finding = reporter.report(error.at.span(), pointer, error.message, error.help);
    if let Some((span, words)) = error.related {
        finding.related(span, words);
    }
}

/// The values of a discriminator's mapping are names or references (OpenAPI 3.1 section "Discriminator Object").
fn mapping<'a>(visit: &Visit<'a, '_>, api: &Api<'a>, reporter: &mut Reporter<'_>) {
    let Some(entries) = visit.node.get("discriminator").and_then(|it| it.get("mapping")) else {
        return;
    };
    for entry in entries.members() {
        let is_reference = entry.value.as_str().is_some_and(is_mapping_reference);
        let Some(Err(error)) = is_reference.then(|| api.document().lookup(entry.value)) else {
            continue;
        };
        let place = ["discriminator", "mapping", entry.key];
        let pointer = place.iter().fold(visit.pointer.clone(), |at, token| at.child(token));
        report(error, pointer, reporter);
    }
}
