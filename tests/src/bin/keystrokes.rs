//! Measures how soon `renkei lsp` responds while somebody types in the middle of a document.
//!
//! `cargo run --release -p renkei-tests --bin keystrokes -- FILE...`

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use renkei_tests::editor::{Editor, position};

/// How many keystrokes are measured in each way.
const KEYSTROKES: usize = 100;

/// The time between two keystrokes of a fast typist.
const INTERVAL: Duration = Duration::from_millis(100);

fn main() {
    println!(
        "| document | KB | completion, typing | hover of the new text | diagnostics after a pause |"
    );
    println!("|---|---|---|---|---|");
    for path in std::env::args().skip(1).map(PathBuf::from) {
        let path = std::fs::canonicalize(path).expect("the file exists");
        measure(&path);
    }
}

fn measure(path: &Path) {
    let text = std::fs::read_to_string(path).expect("the file is text");
    let mut editor = Editor::start(path.parent().expect("a file has a folder"));
    editor.open(path, &text);
    editor.diagnostics(path, 1);
    let mut typist = Typist::new(path, &text);
    let typing = times(|| {
        std::thread::sleep(INTERVAL);
        let start = Instant::now();
        typist.type_one(&mut editor);
        editor.request("textDocument/completion", position(path, typist.line, typist.column));
        start
    });
    let hover = times(|| {
        let start = Instant::now();
        typist.type_one(&mut editor);
        editor.request("textDocument/hover", position(path, 0, 1));
        start
    });
    let diagnostics = times(|| {
        let start = Instant::now();
        let version = typist.line_break(&mut editor);
        editor.diagnostics(path, version);
        start
    });
    let name = path.file_name().expect("a file has a name").to_string_lossy();
    println!("| {name} | {} | {typing} | {hover} | {diagnostics} |", text.len() / 1_000);
    assert_eq!(editor.stop(), 0);
}

/// Runs something several times; it returns when it began. The result is the median and the 95th percentile.
fn times(mut run: impl FnMut() -> Instant) -> String {
    let mut times: Vec<Duration> = (0..KEYSTROKES).map(|_| run().elapsed()).collect();
    times.sort_unstable();
    let shown = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1_000.0;
    format!("{:.1} ms, p95 {:.1} ms", shown(50), shown(95))
}

/// Types a value of a new member in the middle of a document.
struct Typist<'p> {
    path: &'p Path,
    version: i64,
    line: usize,
    column: usize,
}

impl<'p> Typist<'p> {
    /// Finds the first key `description` after the middle.
    fn new(path: &'p Path, text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let is_text = |line: &str| {
            let value = line.trim_start().trim_start_matches('"').strip_prefix("description");
            value.is_some_and(|it| it.len() > 12 && !it.contains(['|', '>']))
        };
        let middle = lines.len() / 2;
        let line = (middle..lines.len()).find(|at| is_text(lines[*at])).expect("a description");
        let column = lines[line].find(": ").expect("a value") + 4;
        Self { path, version: 1, line, column }
    }

    fn type_one(&mut self, editor: &mut Editor) {
        self.version += 1;
        editor.insert(self.path, self.version, (self.line, self.column), "x");
        self.column += 1;
    }

    /// A line break before the first line moves everything, so the diagnostics change.
    fn line_break(&mut self, editor: &mut Editor) -> i64 {
        self.version += 1;
        editor.insert(self.path, self.version, (0, 0), "\n");
        self.line += 1;
        self.version
    }
}
