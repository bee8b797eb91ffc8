//! Outputs against the schemas of their formats, for documents with names and texts that need escapes and for a real one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use renkei_tests::binary::{self, Run};
use renkei_tests::repo;
use serde_json::Value;
use tempfile::TempDir;

/// A file of an output of `renkei lint` or `renkei diff`.
struct Output {
    name: String,
    text: String,
}

/// The outputs of a format: of the linter and of comparisons, with and without problems.
fn outputs(format: &str) -> Vec<Output> {
    let root = repo::root();
    let hostile = TempDir::new().unwrap();
    let name = "a \"b\" & <c>.yaml";
    let text = "openapi: 3.0.3\ninfo: {title: '<&\"''>', version: '1'}\npaths: {'/A<&\"b\">\\u0001': {get: {responses: {}}}}\n";
    fs::write(hostile.path().join(name), text).unwrap();
    let mut runs: Vec<(&Path, Vec<String>)> = vec![
        (&root, vec!["lint".into(), "specs".into()]),
        (
            &root,
            vec!["lint".into(), "specs/orders.yaml".into(), "--preset".into(), "minimal".into()],
        ),
        (&root, vec!["diff".into(), "specs/orders.yaml".into(), "specs/orders.yaml".into()]),
        (&root, vec!["diff".into(), "specs/changes.yaml".into(), "specs/orders.yaml".into()]),
        (hostile.path(), vec!["lint".into(), name.into()]),
        (hostile.path(), vec!["diff".into(), name.into(), name.into()]),
    ];
    let real = root.join("../shared/corpus/figma.yaml");
    if real.exists() {
        runs.push((&root, vec!["lint".into(), "../shared/corpus/figma.yaml".into()]));
    } else {
        eprintln!("!! SKIPPED: outputs for a real API document: there is no ../shared/corpus");
    }
    let run = |(folder, arguments): (&Path, Vec<String>)| {
        let mut command = binary::command();
        command.current_dir(folder).args(&arguments).args(["--format", format]);
        let run = Run::of(&mut command);
        assert!(run.code < 2, "{arguments:?}: {}", run.stderr);
        Output { name: arguments.join(" "), text: run.stdout }
    };
    runs.into_iter().map(run).collect()
}

fn check_json(format: &str, schema: &Value) {
    let schema = jsonschema::validator_for(schema).unwrap();
    for Output { name, text } in outputs(format) {
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors = schema.iter_errors(&value).take(5);
        let errors: Vec<String> =
            errors.map(|it| format!("{}: {it}", it.instance_path())).collect();
        assert!(errors.is_empty(), "{format} of {name}:\n{}", errors.join("\n"));
    }
}

fn check_xml(format: &str) {
    let schema = repo::root().join(format!("tests/schemas/{format}.xsd"));
    let folder = TempDir::new().unwrap();
    let mut files: Vec<PathBuf> = Vec::new();
    for (index, Output { text, .. }) in outputs(format).into_iter().enumerate() {
        let path = folder.path().join(format!("{index}.xml"));
        fs::write(&path, text).unwrap();
        files.push(path);
    }
    let mut command = Command::new("xmllint");
    command.args(["--nonet", "--noout", "--schema"]).arg(schema).args(files);
    match command.output() {
        Ok(output) => {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{format}:\n{errors}");
        }
        Err(_) => eprintln!("!! SKIPPED: {format} against its schema: there is no xmllint"),
    }
}

#[test]
fn gitlab_reports_are_valid() {
    let schema = fs::read_to_string(repo::root().join("tests/schemas/gitlab.json")).unwrap();
    check_json("gitlab", &serde_json::from_str(&schema).unwrap());
    for Output { name, text } in outputs("gitlab") {
        let value: Value = serde_json::from_str(&text).unwrap();
        let of = |it: &Value| it["fingerprint"].as_str().unwrap().to_owned();
        let mut fingerprints: Vec<String> = value.as_array().unwrap().iter().map(of).collect();
        let count = fingerprints.len();
        fingerprints.sort();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), count, "GitLab drops equal fingerprints: {name}");
    }
}

#[test]
fn sarif_is_valid() {
    let Some(path) = std::env::var_os("RENKEI_SARIF_SCHEMA") else {
        eprintln!("!! SKIPPED: SARIF against its schema: RENKEI_SARIF_SCHEMA names no file");
        return;
    };
    // The first edition has a bracket too many, which is no regular expression; the errata have this one.
    let schema = fs::read_to_string(path)
        .unwrap()
        .replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    check_json("sarif", &serde_json::from_str(&schema).unwrap());
}

#[test]
fn junit_is_valid() {
    check_xml("junit");
}

#[test]
fn checkstyle_is_valid() {
    check_xml("checkstyle");
}

/// A line of the run's log that begins with `::` is a command, and everything else is text, so each problem must be one line.
#[test]
fn github_annotations_are_commands() {
    for Output { name, text } in outputs("github") {
        for line in text.lines() {
            let rest =
                ["::error ", "::warning ", "::notice "].iter().find_map(|it| line.strip_prefix(it));
            let rest = rest.unwrap_or_else(|| panic!("{name}: {line}"));
            let (properties, message) = rest.split_once("::").unwrap();
            assert!(!message.is_empty() && !message.contains(['\r', '\n']), "{name}: {line}");
            for property in properties.split(',') {
                let (key, value) = property.split_once('=').unwrap();
                let known = ["file", "line", "endLine", "col", "endColumn", "title"];
                assert!(known.contains(&key) && !value.is_empty(), "{name}: {line}");
                assert!(!value.contains(':'), "{name}: {line}");
                // Each `%` begins an escape.
                for escape in value.split('%').skip(1) {
                    let known = ["25", "0D", "0A", "3A", "2C"];
                    assert!(known.iter().any(|it| escape.starts_with(it)), "{name}: {line}");
                }
            }
        }
    }
}
