//! Only what is new since an earlier version, whatever else has changed.

use std::fs;
use std::path::{Path, PathBuf};

use renkei::document::Document;
use renkei::pipeline::{self, BaseDocument, LintReport, Options};
use renkei::source;
use renkei_tests::{judged, repo};
use serde_json::Value;
use tempfile::TempDir;

use crate::document::{PLANTED, large, plant, pretty, rename_components, split};

/// The findings of a document that an earlier version does not have.
fn new_since(base: &Path, head: &Path) -> LintReport {
    let base = BaseDocument { path: Some(base.to_owned()), root: None };
    pipeline::lint(head, &Options { base: Some(base), ..Options::default() }).unwrap()
}

/// Writes a document to a folder of its own.
fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name).join("api.json");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

/// Compares a document with changes of itself, each with one more violation. Only that one may be reported, at its line.
fn check(original: &str, document: &Value) {
    let folder = TempDir::new().unwrap();
    let base = written(folder.path(), "base", original);
    let mut planted = document.clone();
    plant(&mut planted);
    let moved = pretty(&planted).replacen('{', &format!("{{{}", "\n".repeat(40)), 1);
    let splitted = folder.path().join("split");
    split(&planted, &splitted);
    for (name, head) in [
        ("in sorted order", written(folder.path(), "sorted", &pretty(&planted))),
        ("on other lines", written(folder.path(), "moved", &moved)),
        ("renamed", written(folder.path(), "renamed", &pretty(&rename_components(&planted)))),
        ("in several files", splitted.join("api.json")),
    ] {
        let found = new_since(&base, &head);
        let report = &found.report;
        let lines: Vec<String> = report.diagnostics().iter().map(|it| report.line(it)).collect();
        assert_eq!(lines.len(), 1, "{name}: {lines:#?}");
        let diagnostic = &report.diagnostics()[0];
        let file = report.file_of(diagnostic);
        let at = file.position(diagnostic.span.unwrap().start);
        let line = file.line(at.line);
        assert_eq!((diagnostic.code.0, line.contains(PLANTED)), ("N030", true), "{name}: {line}");
        // Everything in another file counts as used.
        if name != "in several files" {
            assert_eq!(found.comparison.unwrap().fixed, 0, "{name}");
        }
    }
}

#[test]
fn one_new_violation_among_thousands_is_found_whatever_else_changes() {
    let document = large();
    let text = serde_json::to_string(&document).unwrap();
    let findings = lint_count(&text);
    assert!(findings > 2_500, "{findings}");
    check(&text, &document);
}

fn lint_count(text: &str) -> usize {
    let folder = TempDir::new().unwrap();
    let path = written(folder.path(), "one", text);
    pipeline::lint(&path, &Options::default()).unwrap().report.diagnostics().len()
}

#[test]
fn real_documents_have_no_new_findings_when_they_are_rearranged() {
    let paths = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
    if paths.is_empty() {
        eprintln!("!! SKIPPED: real API documents: there is no ../shared/corpus");
    }
    let limit = std::env::var("RENKEI_DOCUMENTS").ok().and_then(|it| it.parse().ok()).unwrap_or(6);
    let mut checked = 0;
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let name = path.display().to_string();
        let document = source::read_text(&name, &text).ok().and_then(|it| Document::new(it).ok());
        let Some(document) = document.filter(|_| text.len() < 400_000) else { continue };
        let value: Value = serde_json::from_str(&document.to_json()).unwrap();
        let schemas = value["components"]["schemas"].as_object();
        let has_types = schemas.is_some_and(|it| {
            it.values().skip(it.len() / 2).any(|it| it.get("properties").is_some())
        });
        if !has_types || document.has_external_references() {
            continue;
        }
        println!("{name}");
        check(&document.to_json(), &value);
        checked += 1;
        if checked == limit {
            break;
        }
    }
}

#[test]
fn a_new_document_has_only_new_findings() {
    let spec = repo::root().join("specs/broken/path-parameters.yaml");
    let all = pipeline::lint(&spec, &Options::default()).unwrap().report.diagnostics().len();
    let base = BaseDocument { path: None, root: None };
    let found = pipeline::lint(&spec, &Options { base: Some(base), ..Options::default() }).unwrap();
    assert_eq!(found.report.diagnostics().len(), all);
    assert!(!found.comparison.unwrap().is_base_invalid);
    let broken = repo::root().join("specs/broken/yaml-syntax.yaml");
    let found = new_since(&broken, &spec);
    assert_eq!(found.report.diagnostics().len(), all);
    assert!(found.comparison.unwrap().is_base_invalid);
}
