//! A recorded session: the messages of an editor in their order, and everything that the server sent.

use std::fmt::Write as _;
use std::fs;

use renkei_tests::editor::{self, Editor};
use renkei_tests::snapshot;
use serde_json::Value;
use tempfile::TempDir;

/// What Visual Studio Code sends: each line is a message. `{"wait": 2}` waits for the diagnostics of version 2.
const SESSION: &str = include_str!("session.jsonl");

#[test]
fn a_recorded_session_is_replayed() {
    let folder = TempDir::new().unwrap();
    let root = fs::canonicalize(folder.path()).unwrap();
    fs::create_dir(root.join("parts")).unwrap();
    fs::write(root.join("api.yaml"), include_str!("api.yaml")).unwrap();
    fs::write(root.join("parts/order.yaml"), include_str!("order.yaml")).unwrap();
    let uri = editor::uri(&root);
    let mut server = Editor::spawn(&root);
    let mut shown = String::new();
    for line in SESSION.replace("{folder}", &uri).lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        if let Some(version) = message.get("wait") {
            let found = server.diagnostics(&root.join("api.yaml"), version.as_i64().unwrap());
            writeln!(shown, "diagnostics of version {version}").unwrap();
            found.iter().for_each(|it| writeln!(shown, "  {}", summary(it)).unwrap());
            continue;
        }
        server.send(&message);
        if let Some(id) = message.get("id") {
            let response = server.response(id);
            let result = response.get("result").or_else(|| response.get("error")).unwrap();
            let method = message["method"].as_str().unwrap();
            let result = serde_json::to_string_pretty(result).unwrap();
            writeln!(shown, "{method}\n{result}").unwrap();
        }
    }
    assert_eq!(server.exit_code(), 0);
    snapshot::check(
        "editor",
        "session",
        &shown.replace(&uri, "{folder}").replace(&*root.to_string_lossy(), "{folder}"),
    );
}

/// A diagnostic on one line.
fn summary(diagnostic: &Value) -> String {
    let (start, end) = (&diagnostic["range"]["start"], &diagnostic["range"]["end"]);
    let message = diagnostic["message"].as_str().unwrap().replace('\n', " / ");
    format!(
        "{}:{}-{}:{} {} {message}",
        start["line"], start["character"], end["line"], end["character"], diagnostic["code"]
    )
}
