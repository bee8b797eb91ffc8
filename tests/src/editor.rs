//! An editor that talks to `renkei lsp` over its stdin and stdout.

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::binary;

/// How long a message may take. The machine can be busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// An editor with a running server.
#[derive(Debug)]
pub struct Editor {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What the server sent that nobody waited for, in order.
    pub received: Vec<Value>,
    next_id: i64,
}

impl Editor {
    /// Starts the server in a folder, without any message.
    #[must_use]
    pub fn spawn(folder: &Path) -> Self {
        let mut command = binary::command();
        command.current_dir(folder).args(["lsp", "--stdio"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut server = command.spawn().expect("the server starts");
        let mut output = BufReader::new(server.stdout.take().expect("stdout is piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = server.stdin.take();
        Self { server, input, messages, received: Vec::new(), next_id: 1 }
    }

    /// Starts the server and does the handshake.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        let mut editor = Self::spawn(folder);
        let folder = json!([{ "uri": uri(folder), "name": "workspace" }]);
        let params = json!({ "processId": null, "rootUri": null, "capabilities": {}, "workspaceFolders": folder });
        let result = editor.request("initialize", params);
        assert!(result["capabilities"].is_object(), "{result}");
        editor.notify("initialized", json!({}));
        editor
    }

    /// Sends a message as it is.
    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.input.as_mut().expect("the connection is open");
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server reads");
        input.flush().expect("the server reads");
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and returns its id.
    pub fn begin(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// Waits for the response to a request, with its `result` or `error`.
    pub fn response(&mut self, id: &Value) -> Value {
        self.wait(&format!("a response to {id}"), |it| {
            it.get("method").is_none() && it.get("id") == Some(id)
        })
    }

    /// Sends a request and waits for its result.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        let mut response = self.response(&id.into());
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].take()
    }

    /// Waits for the diagnostics of a version of a file.
    pub fn diagnostics(&mut self, path: &Path, version: i64) -> Vec<Value> {
        let uri = uri(path);
        let mut message = self.wait(&format!("diagnostics of version {version}"), |it| {
            it["method"] == "textDocument/publishDiagnostics"
                && it["params"]["uri"] == uri
                && it["params"]["version"] == version
        });
        match message["params"]["diagnostics"].take() {
            Value::Array(diagnostics) => diagnostics,
            other => panic!("{other} is no list"),
        }
    }

    /// Waits for the next diagnostics of a file, in any version.
    pub fn diagnostics_of(&mut self, path: &Path) -> Vec<Value> {
        let uri = uri(path);
        let mut message = self.wait(&format!("diagnostics of {uri}"), |it| {
            it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == uri
        });
        match message["params"]["diagnostics"].take() {
            Value::Array(diagnostics) => diagnostics,
            other => panic!("{other} is no list"),
        }
    }

    /// The last diagnostics of a file, once those of its current version are known. A version without changes sends none.
    pub fn last_diagnostics(&mut self, path: &Path) -> Vec<Value> {
        // A request waits for the analysis of the current text.
        let symbols = json!({ "textDocument": { "uri": uri(path) } });
        self.request("textDocument/documentSymbol", symbols);
        let uri = uri(path);
        let mut of_file = self.received.iter().filter(|it| {
            it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == uri
        });
        let last = of_file.next_back().expect("the file has diagnostics");
        last["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// Waits for a message. The ones before it are kept in `received`.
    pub fn wait(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.received.iter().position(&is_it) {
            return self.received.remove(at);
        }
        loop {
            let message = self.messages.recv_timeout(PATIENCE);
            let message = message.unwrap_or_else(|error| panic!("no {what}: {error}"));
            if is_it(&message) {
                return message;
            }
            self.received.push(message);
        }
    }

    /// Opens a file with a text, as version 1.
    pub fn open(&mut self, path: &Path, text: &str) {
        let language =
            if path.extension().is_some_and(|it| it == "json") { "json" } else { "yaml" };
        let document =
            json!({ "uri": uri(path), "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Inserts a text at a line and a UTF-16 column.
    pub fn insert(
        &mut self,
        path: &Path,
        version: i64,
        (line, character): (usize, usize),
        text: &str,
    ) {
        let at = json!({ "line": line, "character": character });
        let changes = json!([{ "range": { "start": at, "end": at }, "text": text }]);
        let document = json!({ "uri": uri(path), "version": version });
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": changes }),
        );
    }

    /// Ends the server as the protocol demands, and returns its exit code.
    pub fn stop(mut self) -> i32 {
        assert_eq!(self.request("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.exit_code()
    }

    /// Waits for the end of the server.
    pub fn exit_code(&mut self) -> i32 {
        drop(self.input.take());
        self.server.wait().expect("the server ends").code().unwrap_or(-1)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // After a failed assertion the server may still run.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The parameters of a request about a position.
#[must_use]
pub fn position(path: &Path, line: usize, character: usize) -> Value {
    json!({ "textDocument": { "uri": uri(path) }, "position": { "line": line, "character": character } })
}

/// The URI of a file. Paths of tests need no escapes.
#[must_use]
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().ok();
        }
    }
    let mut bytes = vec![0; length?];
    output.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).expect("the server sends JSON"))
}
