//! The linter on whole documents: which violations it finds, how findings are identified, and what its fixes change.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use renkei::document::{Document, walk};
use renkei::lint::{self, Config, Fixes};
use renkei::pipeline::{self, Options};
use renkei::source::{Entry, Node, read_text};
use renkei_tests::{fixes, planting, repo};

/// Real documents, next to the repository on the machines that have them.
fn corpus(max_bytes: u64) -> Vec<PathBuf> {
    planting::corpus(&repo::root().join("../shared/corpus"), max_bytes)
}

#[test]
fn planted_violations_are_found_at_their_line_and_column() {
    let own = repo::features().into_iter().chain([repo::orders()]);
    let originals = planting::originals(&own.chain(corpus(60_000)).collect::<Vec<_>>());
    for plant in planting::PLANTS {
        let recall = planting::measure(plant, &originals, 2, 1);
        assert!(recall.missed.is_empty(), "{} {recall:?}", plant.code);
    }
}

#[test]
fn every_rule_has_a_plant() {
    let codes = |it: &planting::Plant| it.code;
    let planted: Vec<&str> = planting::PLANTS.iter().map(codes).collect();
    let rules: Vec<&str> = lint::rules().iter().map(|it| it.code.0).collect();
    assert_eq!(planted, rules);
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

/// The operations of a document that are written under `paths`: the path, and the method.
fn operations(document: &Document) -> Vec<(Entry<'_>, Entry<'_>)> {
    let paths = document.root().and_then(|it| it.get("paths")).into_iter().flat_map(Node::members);
    let methods = ["get", "put", "post", "delete", "patch"];
    let all = paths.flat_map(|path| path.value.members().map(move |method| (path, method)));
    all.filter(|(_, it)| methods.contains(&it.key) && it.value.get("$ref").is_none()).collect()
}

/// The text with a member before the first one of an object.
fn inserted(text: &str, object: Node<'_>, member: &str) -> Option<String> {
    let at = object.members().next()?.key_span.start as usize;
    let indent = at - text[..at].rfind('\n').map_or(0, |it| it + 1);
    let is_flow = text[object.span().start as usize..].starts_with('{');
    let end = if is_flow { ", ".to_owned() } else { format!("\n{}", " ".repeat(indent)) };
    let mut text = text.to_owned();
    text.insert_str(at, &format!("{member}{end}"));
    Some(text)
}

/// A declaration at one operation of a real document removes the findings of that operation, and no others.
#[test]
fn one_more_declaration_in_real_documents_removes_only_its_own_findings() {
    let mut tried = [0, 0];
    for path in corpus(150_000) {
        let text = std::fs::read_to_string(&path).unwrap();
        let document = Document::new(read_text("a.yaml", &text).unwrap()).unwrap();
        let before = fingerprints(&text);
        let rows = [
            ("S001", "security", "\"security\": [{\"planted\": []}]", ""),
            ("X002", "operationId", "\"operationId\": \"plantedId\"", " operationId"),
        ];
        for (row, (code, key, member, part)) in rows.into_iter().enumerate() {
            let free =
                operations(&document).into_iter().filter(|(_, it)| it.value.get(key).is_none());
            for (template, method) in free.take(12).step_by(4) {
                let after = inserted(&text, method.value, member).unwrap();
                let after = fingerprints(&after);
                let removed: Vec<_> = before.difference(&after).cloned().collect();
                let added: Vec<_> = after.difference(&before).cloned().collect();
                let subject = format!("{} {}", method.key.to_uppercase(), anonymous(template.key));
                let expected = format!("{code} {subject}{part}");
                let is_public = !before.contains(&expected);
                assert_eq!(
                    removed,
                    if is_public { vec![] } else { vec![expected] },
                    "{}",
                    path.display()
                );
                // The scheme is not defined, which is the new finding.
                assert!(added.iter().all(|it| it.contains(&subject)), "{added:?}");
                assert_eq!(added.len(), usize::from(code == "S001"), "{added:?}");
                tried[row] += usize::from(!is_public);
            }
        }
    }
    assert!(
        !repo::root().join("../shared/corpus").is_dir() || tried.iter().all(|it| *it > 3),
        "{tried:?}"
    );
}

/// The template without the names of its parameters.
fn anonymous(template: &str) -> String {
    let parts = template.split('{').map(|it| it.split_once('}').map_or(it, |(_, rest)| rest));
    parts.collect::<Vec<_>>().join("{}")
}

/// A version in half of the paths of a real document removes the findings of V001 about these paths, and adds none.
#[test]
fn a_version_in_half_of_the_paths_of_real_documents_removes_their_findings() {
    let mut documents = 0;
    for path in corpus(150_000) {
        let text = std::fs::read_to_string(&path).unwrap();
        let document = Document::new(read_text("a.yaml", &text).unwrap()).unwrap();
        let before = versions(&text);
        if before.len() < 4 {
            continue;
        }
        let paths: Vec<Entry<'_>> =
            document.root().unwrap().get("paths").unwrap().members().collect();
        let (mut after, mut removed) = (text.clone(), BTreeSet::new());
        for entry in paths.iter().rev().step_by(2) {
            let start = entry.key_span.start as usize;
            let at = start + text[start..].find('/').unwrap();
            after.insert_str(at, "/v1");
            removed.insert(format!("V001 {}", anonymous(entry.key)));
        }
        // Paths that need no version, and those that have one, are not reported before.
        removed.retain(|it| before.contains(it));
        let expected: BTreeSet<String> = before.difference(&removed).cloned().collect();
        assert_eq!(versions(&after), expected, "{}", path.display());
        assert!(!removed.is_empty());
        documents += 1;
    }
    assert!(!repo::root().join("../shared/corpus").is_dir() || documents > 2, "{documents}");
}

fn versions(text: &str) -> BTreeSet<String> {
    fingerprints(text).into_iter().filter(|it| it.starts_with("V001")).collect()
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
            let problems = fixes::problems(&file, Path::new("a.yaml"));
            assert!(problems.is_empty(), "{problems:?}");
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
