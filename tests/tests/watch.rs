//! `renkei watch`: one run for a burst of changes, and a client that survives a broken document.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::sleep;
use std::time::Duration;

use renkei_tests::{binary, repo};
use tempfile::TempDir;

const API: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: 'parts/order.yaml'}}}}}
";
const ORDER: &str = "title: Order\ntype: object\nproperties: {total: {type: integer}}\n";

/// A running `renkei watch`.
struct Watcher {
    program: Child,
    lines: Receiver<String>,
}

impl Watcher {
    fn start(folder: &Path) -> Self {
        let mut command = binary::command();
        command.current_dir(folder).args(["watch", "api.yaml", "--out", "client"]);
        let mut program =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let (sender, lines) = channel();
        forward(program.stdout.take().unwrap(), sender.clone());
        forward(program.stderr.take().unwrap(), sender);
        Self { program, lines }
    }

    /// Waits for a line, and returns it with those before it.
    fn wait(&self, part: &str) -> Vec<String> {
        self.wait_for_all(&[part])
    }

    /// Waits for lines in any order: those of standard output may come before earlier ones of standard error.
    fn wait_for_all(&self, parts: &[&str]) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        while !parts.iter().all(|part| lines.iter().any(|it| it.contains(part))) {
            match self.lines.recv_timeout(Duration::from_secs(60)) {
                Ok(line) => lines.push(line),
                Err(error) => panic!("no lines with {parts:?}: {error}\n{}", lines.join("\n")),
            }
        }
        lines
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn forward(stream: impl Read + Send + 'static, sender: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
}

fn sources(client: &Path) -> String {
    let mut files = repo::files_under(client);
    files.sort();
    files.iter().filter_map(|it| fs::read_to_string(it).ok()).collect()
}

#[test]
fn a_client_follows_the_document() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("parts")).unwrap();
    fs::write(at("api.yaml"), API).unwrap();
    fs::write(at("parts/order.yaml"), ORDER).unwrap();
    let watcher = Watcher::start(folder.path());
    watcher.wait("Generated");
    watcher.wait("warning");
    // A burst of changes of a referenced file is one run.
    for count in 1..=4 {
        fs::write(at("parts/order.yaml"), ORDER.replace("total", &format!("total{count}")))
            .unwrap();
        sleep(Duration::from_millis(40));
    }
    watcher.wait_for_all(&["changed parts/order.yaml", "Generated"]);
    let client = sources(&at("client"));
    assert!(client.contains("total4") && !client.contains("total1"), "{client}");
    // A broken document keeps the client.
    fs::write(at("api.yaml"), API.replace("paths:", "paths: [")).unwrap();
    let lines = watcher.wait("the client is unchanged");
    let changes = lines.iter().filter(|it| it.starts_with("changed ")).count();
    assert_eq!(changes, 1, "one run for the burst: {lines:?}");
    assert!(lines.iter().any(|it| it.contains("D001")), "{lines:?}");
    assert_eq!(sources(&at("client")), client);
    // What the document referenced before it was broken is still watched.
    fs::remove_file(at("parts/order.yaml")).unwrap();
    watcher.wait("changed parts/order.yaml");
    fs::write(at("api.yaml"), API).unwrap();
    watcher.wait("X001");
    fs::write(at("parts/order.yaml"), ORDER.replace("total", "price")).unwrap();
    watcher.wait("Generated");
    assert!(sources(&at("client")).contains("price"));
    // A new configuration is read.
    fs::write(at("renkei.yaml"), "client: {crate-name: bazaar}\n").unwrap();
    watcher.wait("Generated bazaar");
}
