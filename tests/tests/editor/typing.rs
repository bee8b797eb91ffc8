//! Text that is broken while somebody types, requests that are cancelled, and editors that end.

use std::fs;
use std::path::PathBuf;

use renkei_tests::editor::{Editor, position};
use serde_json::{Value, json};
use tempfile::TempDir;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://api.example.com/v1}]
security: [{key: []}]
paths:
  /orders:
    get:
      operationId: listOrders
      responses: {'200': {description: ok}, '429': {description: later}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Order: {type: object, properties: {total_price: {type: integer}}}
";

fn written(name: &str, text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = fs::canonicalize(folder.path()).unwrap().join(name);
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|it| it["code"].as_str().unwrap()).collect()
}

/// Types a text character by character, each a change of its own. No version may lose the rest of the document.
#[test]
fn a_document_keeps_its_structure_while_somebody_types() {
    for (name, document) in [("api.yaml", DOCUMENT.to_owned()), ("api.json", to_json(DOCUMENT))] {
        let (folder, path) = written(name, &document);
        let mut editor = Editor::start(folder.path());
        editor.open(&path, &document);
        let before = editor.last_diagnostics(&path);
        assert!(codes(&before).contains(&"N030"), "{before:?}");
        let line = document.lines().position(|it| it.contains("listOrders")).unwrap();
        let typed = if name == "api.yaml" {
            "      summary: {a\n      tags: ['b', \"c]\n      - x"
        } else {
            "\"summary\": \"a, {\", \"tags\": [\"c\n"
        };
        let (mut at, mut column) = (line, 0);
        for (version, character) in (2..).zip(typed.chars()) {
            editor.insert(&path, version, (at, column), &character.to_string());
            let found = editor.last_diagnostics(&path);
            let kept = found.iter().filter(|it| it["code"] == "N030").count();
            assert_eq!(kept, 1, "{name}, version {version}: {found:?}");
            column += 1;
            if character == '\n' {
                (at, column) = (at + 1, 0);
            }
            // Requests get an answer, whatever the text is.
            let symbols = editor.request("textDocument/documentSymbol", position(&path, 0, 0));
            assert!(symbols.to_string().contains("Order"), "{name}, version {version}: {symbols}");
        }
        assert_eq!(editor.stop(), 0);
    }
}

fn to_json(text: &str) -> String {
    let sources = renkei::source::read_text("api.yaml", text).unwrap();
    renkei::document::Document::new(sources).unwrap().to_json()
}

#[test]
fn a_document_that_was_never_readable_has_an_error() {
    let (folder, path) = written("api.yaml", "");
    let mut editor = Editor::start(folder.path());
    editor.open(&path, &format!("openapi: 3.0.3\n{}", "x: ]\n".repeat(9)));
    let found = editor.diagnostics(&path, 1);
    assert!(codes(&found).contains(&"D001"), "{found:?}");
    assert_eq!(editor.request("textDocument/hover", position(&path, 0, 1)), Value::Null);
    let all = json!({ "text": "openapi: 3.0.3\ninfo: []\n" });
    let document = json!({ "uri": renkei_tests::editor::uri(&path), "version": 2 });
    let change = json!({ "textDocument": document, "contentChanges": [all] });
    editor.notify("textDocument/didChange", change);
    let found = editor.diagnostics(&path, 2);
    assert!(!codes(&found).contains(&"D001"), "{found:?}");
    assert_eq!(editor.stop(), 0);
}

#[test]
fn other_files_have_no_diagnostics() {
    let (folder, path) = written("compose.yaml", "");
    let mut editor = Editor::start(folder.path());
    editor.open(&path, "services: {a_b: [}\n");
    let params = position(&path, 0, 3);
    assert_eq!(editor.request("textDocument/hover", params.clone()), Value::Null);
    assert_eq!(editor.request("textDocument/completion", params), Value::Null);
    assert!(editor.received.is_empty(), "{:?}", editor.received);
    assert_eq!(editor.stop(), 0);
}

#[test]
fn cancelled_and_stale_requests_get_an_error() {
    let (folder, path) = written("api.yaml", DOCUMENT);
    let mut editor = Editor::start(folder.path());
    editor.open(&path, DOCUMENT);
    let cancelled = editor.begin("textDocument/hover", position(&path, 5, 4));
    editor.notify("$/cancelRequest", json!({ "id": cancelled }));
    let response = editor.response(&cancelled.into());
    // It may have been answered already.
    let code = &response["error"]["code"];
    assert!(code == -32800 || response.get("result").is_some(), "{response}");
    let stale = editor.begin("textDocument/hover", position(&path, 5, 4));
    editor.insert(&path, 2, (5, 4), "x");
    let response = editor.response(&stale.into());
    assert!(response["error"]["code"] == -32801 || response.get("result").is_some(), "{response}");
    let unknown = editor.begin("textDocument/unknown", position(&path, 0, 0));
    assert_eq!(editor.response(&unknown.into())["error"]["code"], -32601);
    let wrong = editor.begin("textDocument/hover", json!({ "textDocument": 1 }));
    assert_eq!(editor.response(&wrong.into())["error"]["code"], -32602);
    assert_eq!(editor.stop(), 0);
}

#[test]
fn an_editor_that_goes_away_ends_the_server() {
    let (folder, _) = written("api.yaml", DOCUMENT);
    let mut editor = Editor::start(folder.path());
    assert_eq!(editor.exit_code(), 1);
    let mut editor = Editor::spawn(folder.path());
    assert_eq!(editor.exit_code(), 2);
}
