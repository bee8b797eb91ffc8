//! Documents of several files: unsaved texts, files that others reference, and a changed configuration.

use std::fs;
use std::path::{Path, PathBuf};

use renkei_tests::editor::{Editor, position, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

const API: &str = "openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://api.example.com/v1}]
security: [{key: []}]
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: 'parts.yaml#/Order'}}}}
        '429': {description: later}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
";
const PARTS: &str =
    "Order:\n  type: object\n  properties:\n    total: {$ref: '#/Money'}\nMoney: {type: object}\n";

struct Shop {
    _folder: TempDir,
    api: PathBuf,
    parts: PathBuf,
}

fn shop() -> Shop {
    let folder = TempDir::new().unwrap();
    let root = fs::canonicalize(folder.path()).unwrap();
    let (api, parts) = (root.join("api.yaml"), root.join("parts.yaml"));
    fs::write(&api, API).unwrap();
    fs::write(&parts, PARTS).unwrap();
    Shop { _folder: folder, api, parts }
}

fn start(shop: &Shop) -> Editor {
    Editor::start(shop.api.parent().unwrap())
}

fn has(diagnostics: &[Value], code: &str) -> bool {
    diagnostics.iter().any(|it| it["code"] == code)
}

#[test]
fn unsaved_text_of_a_referenced_file_is_checked_in_both_files() {
    let shop = shop();
    let mut editor = start(&shop);
    editor.open(&shop.api, API);
    assert!(!has(&editor.diagnostics(&shop.api, 1), "X001"));
    editor.open(&shop.parts, PARTS);
    // A property in another style, and a name that the first file uses.
    editor.insert(&shop.parts, 2, (3, 0), "    line_items: {type: array, items: {}}\n");
    assert!(has(&editor.diagnostics(&shop.parts, 2), "N030"));
    editor.insert(&shop.parts, 3, (0, 0), "X");
    let found = editor.diagnostics_of(&shop.api);
    assert!(has(&found, "X001"), "{found:?}");
    // The file on the disk is still the old one.
    assert_eq!(fs::read_to_string(&shop.parts).unwrap(), PARTS);
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri(&shop.parts) } }));
    let found = editor.diagnostics_of(&shop.api);
    assert!(!has(&found, "X001"), "{found:?}");
    assert_eq!(editor.stop(), 0);
}

#[test]
fn a_part_is_checked_with_the_document_of_the_workspace_that_references_it() {
    let shop = shop();
    let mut editor = start(&shop);
    let text = PARTS.replace("total:", "total_price:");
    editor.open(&shop.parts, &text);
    assert!(has(&editor.diagnostics(&shop.parts, 1), "N030"));
    let definition = editor.request("textDocument/definition", position(&shop.parts, 3, 28));
    assert_eq!(definition[0]["range"]["start"], json!({ "line": 4, "character": 0 }));
    let context = json!({ "includeDeclaration": false });
    let mut params = position(&shop.parts, 0, 2);
    params["context"] = context;
    let references = editor.request("textDocument/references", params);
    assert_eq!(references[0]["uri"], uri(&shop.api));
    let completion = editor.request("textDocument/completion", position(&shop.parts, 1, 2));
    let labels: Vec<&str> = completion["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["label"].as_str().unwrap())
        .collect();
    assert!(labels.contains(&"required") && !labels.contains(&"properties"), "{labels:?}");
    assert_eq!(editor.stop(), 0);
}

#[test]
fn a_new_configuration_applies_at_once() {
    let shop = shop();
    let mut editor = start(&shop);
    let text = API.replace("/orders", "/Orders");
    editor.open(&shop.api, &text);
    assert!(has(&editor.diagnostics(&shop.api, 1), "N001"));
    let config = shop.api.with_file_name("renkei.yaml");
    let write = |text: &str, kind: u32, editor: &mut Editor, shown: &Path| {
        fs::write(&config, text).unwrap();
        let changes = json!([{ "uri": uri(&config), "type": kind }]);
        editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
        editor.diagnostics_of(shown)
    };
    assert!(!has(&write("lint: {rules: {N001: off}}\n", 1, &mut editor, &shop.api), "N001"));
    let found = write("lint: {rules: {N999: off}}\n", 2, &mut editor, &config);
    assert!(has(&found, "D010"), "{found:?}");
    assert_eq!(editor.stop(), 0);
}
