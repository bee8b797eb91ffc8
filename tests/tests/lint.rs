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

use renkei::document::{Document, walk};
use renkei::emit::Layout;
use renkei::lint::{self, Config, FixedFile, Fixes};
use renkei::pipeline::{self, Options};
use renkei::source::{Node, read_text};
use renkei_tests::{planting, repo};

/// Real documents, next to the repository on the machines that have them.
fn corpus(max_bytes: u64) -> Vec<PathBuf> {
    planting::corpus(&repo::root().join("../shared/corpus"), max_bytes)
}

#[test]
fn planted_violations_are_found_at_their_line_and_column() {
    let originals = planting::originals(&corpus(150_000));
    let is_selected = |it: &&planting::Plant| planting::SELECTION.contains(&it.code);
    for plant in planting::PLANTS.iter().filter(is_selected).filter(|_| !originals.is_empty()) {
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
    get: {security: [{key: []}], responses: {'200': {description: ok}}}
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
    let folder = tempfile::tempdir().unwrap();
    let mut fixed = 0;
    for path in corpus(400_000).into_iter().chain(repo::features()).chain([repo::orders()]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let Some(planted) = without_required(&text) else { continue };
        let planted_path = folder.path().join(path.file_name().unwrap());
        std::fs::write(&planted_path, planted).unwrap();
        let options = Options { rules: vec!["X011".to_owned()], ..Options::default() };
        let Ok(linted) = pipeline::lint(&planted_path, &options) else { continue };
        let mut fixes = Fixes::default();
        linted.report.add_fixes(&mut fixes);
        for file in fixes.into_files() {
            check_fixed(&file);
            fixed += 1;
        }
    }
    assert!(fixed > 5, "{fixed} documents had a safe fix");
}

/// The document with the `required` of each path parameter under another name; `None` if it has none.
fn without_required(text: &str) -> Option<String> {
    let document = Document::new(read_text("a.yaml", text).ok()?).ok()?;
    let mut starts = BTreeSet::new();
    walk(&document, &mut |visit| {
        let is_in_path = visit.node.get("in").and_then(Node::as_str) == Some("path");
        let entry = visit.node.entry("required");
        starts.extend(entry.filter(|_| is_in_path).map(|it| it.key_span.start as usize));
    });
    let mut planted = text.to_owned();
    for start in starts.iter().rev() {
        let at = start + text[*start..].find("required")?;
        planted.insert_str(at, "x-");
    }
    (!starts.is_empty()).then_some(planted)
}

fn check_fixed(file: &FixedFile) {
    let after = file.after();
    let name = file.path.display();
    let generate = |text: &str| {
        let options = Options { lint: false, ..Options::default() };
        let made = pipeline::generate_text("a.yaml", text, Layout::Module, &options).ok()?;
        let texts = made.files.iter().map(|(path, text)| format!("{path:?}\n{text}"));
        Some(texts.collect::<Vec<_>>())
    };
    assert!(generate(&file.before) == generate(&after), "the client of {name} differs");
    // Each fix inserts one member: on a line of its own, or in a line that is changed.
    let (before, after): (Vec<&str>, Vec<&str>) =
        (file.before.lines().collect(), after.lines().collect());
    let mut rest = after.iter();
    let changed = before.iter().filter(|line| {
        let mut ahead = rest.clone();
        let is_kept = ahead.any(|it| it == *line);
        if is_kept {
            rest = ahead;
        }
        !is_kept
    });
    let changed = changed.count();
    assert!(
        changed <= file.edits.len(),
        "{name}: {changed} lines differ, but {} edits",
        file.edits.len()
    );
    assert!(after.len() <= before.len() + file.edits.len(), "{name}");
}
