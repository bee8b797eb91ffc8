//! The linter on whole documents: which violations it finds, how findings are identified, and what its fixes change.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use renkei::document::Document;
use renkei::emit::Layout;
use renkei::lint::{self, Config, FixedFile, Fixes};
use renkei::pipeline::{self, Options};
use renkei::source::read_text;
use renkei_tests::{planting, repo};

/// Real documents, next to the repository on the machines that have them.
fn corpus(max_bytes: u64) -> Vec<PathBuf> {
    planting::corpus(&repo::root().join("../shared/corpus"), max_bytes)
}

#[test]
fn planted_violations_are_found_at_their_line_and_column() {
    let originals = planting::originals(&corpus(150_000));
    for plant in planting::PLANTS.iter().filter(|_| !originals.is_empty()) {
        let recall = planting::measure(plant, &originals, 5, 1);
        assert!(
            recall.missed.len() <= usize::from(plant.goal == planting::Goal::Words),
            "{} {recall:?}",
            plant.code
        );
    }
}

fn fingerprints(text: &str) -> BTreeSet<String> {
    let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
    let findings = lint::lint(&document, &Config::house());
    findings.iter().filter_map(renkei::diagnostic::Diagnostic::fingerprint).collect()
}

/// The fingerprints that a change removes and adds.
fn difference(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    assert_ne!(before, after);
    let (before, after) = (fingerprints(before), fingerprints(after));
    (before.difference(&after).cloned().collect(), after.difference(&before).cloned().collect())
}

const SHOP: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    get: {responses: {'200': {description: ok}}}
    post: {responses: {'200': {description: ok}}}
  /orders/{id}:
    parameters: [{in: path, name: id, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok}}}
  /customers:
    get: {responses: {'200': {description: ok}}}
  /prices:
    get: {responses: {'200': {description: ok}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: Key}}
";

#[test]
fn one_more_declaration_removes_only_its_own_finding() {
    let first = "    get: {responses: {'200': {description: ok}}}\n    post";
    let secured =
        SHOP.replacen(first, &first.replace("get: {", "get: {security: [{key: []}], "), 1);
    assert_eq!(difference(SHOP, &secured), (vec!["S001 GET /orders".to_owned()], vec![]));
    let named = SHOP.replacen(first, &first.replace("get: {", "get: {operationId: list, "), 1);
    assert_eq!(difference(SHOP, &named), (vec!["X002 GET /orders operationId".to_owned()], vec![]));
}

#[test]
fn a_version_in_half_of_the_paths_removes_their_findings() {
    let versioned = SHOP.replace("  /orders", "  /v1/orders");
    let (removed, added) = difference(SHOP, &versioned);
    let versions = |list: &[String]| {
        list.iter().filter(|it| it.starts_with("V001")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(versions(&removed), ["V001 /orders", "V001 /orders/{}"]);
    assert_eq!(versions(&added), Vec::<String>::new());
}

#[test]
fn reordering_changes_no_fingerprint() {
    let customers = "  /customers:\n    get: {responses: {'200': {description: ok}}}\n";
    let moved =
        SHOP.replacen(customers, "", 1).replacen("paths:\n", &format!("paths:\n{customers}"), 1);
    assert_eq!(difference(SHOP, &moved), (vec![], vec![]));
}

#[test]
fn fixes_change_only_their_lines_and_not_the_client() {
    let mut documents = corpus(400_000);
    documents.extend(repo::features());
    documents.extend(repo::broken());
    let mut fixed = 0;
    for path in documents {
        let Ok(linted) = pipeline::lint(&path, &Options::default()) else { continue };
        let mut fixes = Fixes::default();
        linted.report.add_fixes(&mut fixes);
        for file in fixes.into_files() {
            check_fixed(&file);
            fixed += 1;
        }
    }
    assert!(fixed > 0, "no document has a safe fix");
}

fn check_fixed(file: &FixedFile) {
    let after = file.after();
    let name = file.path.display();
    let generate = |text: &str| {
        let options = Options { lint: false, ..Options::default() };
        pipeline::generate_text("a.yaml", text, Layout::Module, &options).ok().map(|it| it.files)
    };
    if let (Some(before), Some(after)) = (generate(&file.before), generate(&after)) {
        let texts = |files: &renkei::emit::Files| {
            files.iter().map(|(path, text)| format!("{path:?}\n{text}")).collect::<Vec<_>>()
        };
        assert!(texts(&before) == texts(&after), "the client of {name} differs");
    }
    // Each fix inserts, changes or removes whole members, so every other line is still there and in order.
    let edited: usize = file
        .edits
        .iter()
        .map(|(range, text)| {
            file.before[range.clone()].matches('\n').count() + text.matches('\n').count() + 2
        })
        .sum();
    let kept: BTreeSet<&str> = after.lines().collect();
    let lost = file.before.lines().filter(|line| !kept.contains(line)).count();
    assert!(lost <= edited, "{name}: {lost} lines are lost by {} edits", file.edits.len());
}
