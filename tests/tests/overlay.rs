//! Overlays: the documents that they make, what is refused and where, and the standard's own test documents.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};

use renkei::emit::Layout;
use renkei::pipeline::{self, Failure, Notation, Options, OverlaidDocument, Report};
use renkei_tests::repo;
use serde_json::{Value, json};

/// A folder with a document and an overlay.
struct Case {
    folder: tempfile::TempDir,
}

const DOCUMENT: &str = r#"{
  "openapi": "3.0.3",
  "info": {"title": "Orders", "version": "1"},
  "tags": [{"name": "a"}],
  "paths": {
    "/orders": {
      "get": {"operationId": "list", "responses": {"200": {"description": "ok"}}},
      "post": {"operationId": "create", "x-internal": true, "responses": {"200": {"description": "ok"}}}
    }
  }
}"#;

impl Case {
    fn new(actions: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("orders.json"), DOCUMENT).unwrap();
        let head = "overlay: 1.1.0\ninfo: {title: Fixes, version: '1'}\nactions:\n";
        std::fs::write(folder.path().join("fixes.yaml"), format!("{head}{actions}")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn apply(&self) -> Result<OverlaidDocument, Failure> {
        apply(&self.path("orders.json"), &self.path("fixes.yaml"))
    }

    /// The document after the actions.
    fn document(&self) -> Value {
        serde_json::from_str(&self.apply().unwrap().text).unwrap()
    }
}

fn apply(document: &Path, overlay: &Path) -> Result<OverlaidDocument, Failure> {
    let options = Options { overlays: vec![overlay.to_owned()], ..Options::default() };
    pipeline::overlay(document, Notation::Json, &options)
}

/// `line:column code message` of each diagnostic.
fn rows(report: &Report) -> Vec<String> {
    let rows = report.diagnostics().iter().map(|it| {
        let span = it.span.expect("a location");
        let at = report.file_of(it).position(span.start);
        assert!(it.help.is_some(), "{}", it.message);
        format!("{}:{} {} {}", at.line, at.column, it.code, it.message)
    });
    rows.collect()
}

#[test]
fn actions_change_what_they_select() {
    let mut expected: Value = serde_json::from_str(DOCUMENT).unwrap();
    let operations = &mut expected["paths"]["/orders"];
    operations["get"]["summary"] = json!("List orders");
    operations.as_object_mut().unwrap().remove("post");
    expected["tags"] = json!([{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}]);
    expected["info"]["version"] = json!("2");
    expected["paths"]["/copies"] = expected["paths"]["/orders"].clone();
    let case = Case::new(
        "- {target: \"$.paths['/orders'].get\", update: {summary: List orders}}
- {target: '$.paths.*[?@[\"x-internal\"] == true]', remove: true, update: {}}
- {target: $.tags, update: {name: b}}
- {target: $, update: {tags: [{name: c}, {name: d}]}}
- {target: $.info.version, update: '2'}
- {target: $.paths, update: {/copies: {}}}
- {target: \"$.paths['/copies']\", copy: \"$.paths['/orders']\"}
- {target: $.paths.*.delete, description: has no effect}
- {target: \"$['info', 'info']\", update: {x-twice: [1]}}
- {target: '$.info[\"x-twice\"]', remove: true}
",
    );
    assert_eq!(case.document(), expected);
    assert_eq!(
        rows(&case.apply().unwrap().report),
        ["11:12 D012 the action selects nothing: $.paths.*.delete"]
    );
}

#[test]
fn a_selected_node_below_a_selected_node_is_changed_too() {
    let case = Case::new(
        "- {target: '$..[?@.x || @.y || @.info]', update: {}}\n- {target: '$..get', update: {x-a: {x-b: 1}}}\n- {target: \"$..['x-a', 'get']\", update: {x-c: 2}}\n",
    );
    let get = &case.document()["paths"]["/orders"]["get"];
    assert_eq!(get["x-c"], 2);
    assert_eq!(get["x-a"], json!({"x-b": 1, "x-c": 2}));
}

#[test]
fn errors_have_a_location_and_change_nothing() {
    for (actions, expected) in [
        (
            "- {target: info.title, update: a}",
            "4:12 D011 `target` is not a JSONPath query: a JSONPath query starts with `$` at character 1",
        ),
        ("- {target: $, updaet: {}}", "4:15 D011 an action has no field `updaet`"),
        ("- {target: $, remove: yes please}", "4:23 D011 `remove` must be a boolean, not a string"),
        ("- {update: {}}", "4:3 D011 an action lacks the field `target`"),
        ("- {target: $, remove: true}", "4:12 D011 an overlay cannot remove the whole document"),
        ("- {target: $.info, update: text}", "4:28 D011 cannot merge a string into an object"),
        (
            "- {target: $.info, copy: $.paths.*.*}",
            "4:26 D011 the source of a copy must be one node, not 2",
        ),
        ("- {target: $.info}\n- {target: $.info}", "5:3 D011 the same action occurs twice"),
    ] {
        let Err(Failure::Document(report)) = Case::new(&format!("{actions}\n")).apply() else {
            panic!("{actions} is accepted");
        };
        assert_eq!(rows(&report), [expected], "{actions}");
    }
}

#[test]
fn names_with_hyphens_need_no_quotes_but_earn_a_warning() {
    let case = Case::new("- {target: '$.paths.*[?@.x-internal]', update: {summary: Internal}}\n");
    assert_eq!(case.document()["paths"]["/orders"]["post"]["summary"], "Internal");
    let message = "`target` is not a JSONPath query: expected `,` or `]` at character 15";
    assert_eq!(rows(&case.apply().unwrap().report), [format!("4:12 D011 {message}")]);
}

#[test]
fn a_query_that_visits_too_many_nodes_is_an_error() {
    let query = "$..*[?count($..*) > count($..*) || count($..*[?count($..*) > 9999]) > 0]";
    for action in ["target: QUERY, remove: true", "target: $.info, copy: QUERY"] {
        let case =
            Case::new(&format!("- {{{}}}\n", action.replace("QUERY", &format!("'{query}'"))));
        let tags: Vec<Value> = (0..300).map(|it| json!({"name": it})).collect();
        let large = DOCUMENT.replace("[{\"name\": \"a\"}]", &Value::from(tags).to_string());
        std::fs::write(case.path("orders.json"), large).unwrap();
        let failure = case.apply().unwrap_err().to_string();
        assert!(failure.contains("the query visits too many nodes"), "{failure}");
    }
}

#[test]
fn an_overlay_that_grows_without_bounds_is_an_error() {
    let actions: String = (0..40)
        .map(|it| {
            format!("- {{target: $, update: {{x{it}: {{}}}}}}\n- {{target: $.x{it}, copy: $}}\n")
        })
        .collect();
    let failure = Case::new(&actions).apply().unwrap_err();
    assert!(failure.to_string().contains("D011"), "{failure}");
}

#[test]
fn overlays_of_the_configuration_apply_before_linting_and_generating() {
    let case = Case::new(
        "- {target: '$.paths.*.get', update: {operationId: fetch, parameters: [{$ref: parameters.yaml#/limit}]}}\n",
    );
    let parameters = "limit: {name: limit, in: query, schema: {type: integer, minimum: x}}\n";
    std::fs::write(case.path("parameters.yaml"), parameters).unwrap();
    std::fs::write(case.path("renkei.yaml"), "overlays: [fixes.yaml]\n").unwrap();
    let options = Options::default();
    let made = pipeline::generate(&case.path("orders.json"), Layout::Module, &options).unwrap();
    let text: String = made.files.iter().map(|(_, text)| text.to_owned()).collect();
    assert!(text.contains("fn fetch(") && text.contains("fn limit("), "{text}");
    assert!(made.files_read.contains(&case.path("fixes.yaml")));
    let linted = pipeline::lint(&case.path("orders.json"), &options).unwrap().report;
    assert!(rows(&linted).iter().any(|it| it.starts_with("1:66 X011")), "{:?}", rows(&linted));
}

/// The test documents of the standard, which are no part of this repository.
fn suite(folder: &str) -> Option<PathBuf> {
    let suite = repo::root().join("../shared/suites/overlay").join(folder);
    if suite.is_dir() {
        return Some(suite);
    }
    eprintln!("!! SKIPPED: {} is missing", suite.display());
    None
}

#[test]
fn the_standards_own_overlays_make_its_documents() {
    let Some(suite) = suite("compliant-sets") else { return };
    let mut compared = 0;
    for folder in std::fs::read_dir(suite).unwrap().map(|it| it.unwrap().path()) {
        if !folder.is_dir() {
            continue;
        }
        let made = apply(&folder.join("openapi.yaml"), &folder.join("overlay.yaml")).unwrap().text;
        let options = Options::default();
        let output = pipeline::overlay(&folder.join("output.yaml"), Notation::Json, &options);
        let [made, output]: [Value; 2] =
            [made, output.unwrap().text].map(|it| serde_json::from_str(&it).unwrap());
        assert_eq!(made, output, "{}", folder.display());
        compared += 1;
    }
    assert!(compared >= 8, "{compared}");
}

#[test]
fn the_standards_own_overlays_are_judged_as_it_says() {
    let Some(suite) = suite("tests") else { return };
    let case = Case::new("");
    let judge = |folder: &str| {
        let folder = suite.join(folder);
        let paths = std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path());
        paths.map(|path| (apply(&case.path("orders.json"), &path), path)).collect::<Vec<_>>()
    };
    for (made, path) in judge("v1.0/fail") {
        let Err(Failure::Document(report)) = made else { panic!("{} passes", path.display()) };
        assert!(rows(&report).iter().all(|it| it.contains(" D011 ")), "{}", path.display());
    }
    for (made, path) in judge("v1.0/pass").into_iter().chain(judge("v1.1/pass")) {
        assert!(made.is_ok(), "{}: {}", path.display(), made.unwrap_err());
    }
}
