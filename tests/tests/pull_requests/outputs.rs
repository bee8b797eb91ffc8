//! The formats of `renkei lint`: one document in each of them.

use std::fs;

use renkei_tests::binary::{self, Run};
use renkei_tests::snapshot;
use serde_json::Value;
use tempfile::TempDir;

const SPEC: &str = "openapi: 3.0.3
info: {title: '<b>Shop</b> & \"more\"', version: '1'}
servers: [{url: https://api.example.com/v1}]
security: [{key: []}]
paths:
  /Users/{id}: # </script><script>alert(1)</script>
    get:
      operationId: getUser
      responses: {'200': {$ref: '#/components/responses/R'}, '429': {description: later}}
components:
  responses: {R: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    A: {type: object, properties: {'<script>alert(1)</script>': {type: string}}}
";

/// A folder with the document and every output.
fn outputs(arguments: &[&str]) -> (TempDir, Run) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("api.yaml"), SPEC).unwrap();
    let mut command = binary::command();
    command.current_dir(folder.path()).args(["lint", "api.yaml"]).args(arguments);
    let run = Run::of(&mut command);
    (folder, run)
}

#[test]
fn each_format_has_every_problem() {
    let formats = ["json", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"];
    for format in formats {
        let (_, run) =
            outputs(&["--format", format, "--rule", "N001", "--rule", "X003", "--rule", "N030"]);
        assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{format}: {}", run.stdout);
        snapshot::check("lint_outputs", format, &run.stdout);
    }
}

#[test]
fn several_formats_are_written_in_one_run() {
    let (folder, run) =
        outputs(&["--format", "human", "--format", "sarif=a.sarif", "--format", "junit=a.xml"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.contains("error[N001]"), "{}", run.stdout);
    let sarif = fs::read_to_string(folder.path().join("a.sarif")).unwrap();
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(fs::read_to_string(folder.path().join("a.xml")).unwrap().starts_with("<?xml"));
    for (arguments, message) in [
        (
            ["--format", "json", "--format", "sarif"].as_slice(),
            "only one format can be written to stdout",
        ),
        (&["--format", "none"], "`none` is not a format; the formats are human, json"),
        (&["--format", "sarif="], "the name of the file is missing"),
    ] {
        let (_, run) = outputs(arguments);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(message), "{}", run.stderr);
    }
}

#[test]
fn a_report_is_one_file_in_which_text_of_the_document_is_data() {
    let (folder, run) = outputs(&["--format", "html=report.html"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("\\u003c/script>\\u003cscript>alert(1)"), "{page}");
    assert!(!page.contains("<script>alert(1)"), "{page}");
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    let (data, _) = rest.split_once("</script>").unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    let problems = data["problems"].as_array().unwrap();
    let users = problems.iter().find(|it| it["code"] == "N001").unwrap();
    assert_eq!((&users["file"], &users["line"]), (&"api.yaml".into(), &6.into()));
    let marked = users["excerpt"].as_array().unwrap().iter().find(|it| it["marked"] != "").unwrap();
    assert_eq!(marked["marked"], "/Users/{id}");
    for network in ["http-equiv=\"refresh\"", "src=", "@import", "fetch("] {
        assert!(!page.contains(network), "{network}");
    }
}
