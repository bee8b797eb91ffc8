//! Times the generator: how long a client takes to make, and what a schema costs as documents grow.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin bench -- [DOCUMENTS…]
//! ```
//!
//! Without arguments it takes `specs/orders.yaml`, and documents of growing size that it makes itself. A time is the
//! best of [`RUNS`] on the wall; compare those of one run only. Nothing is written but the made documents.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use renkei::emit::Layout;
use renkei::pipeline::{self, Generated, Options};
use renkei_tests::repo;

/// How often each document is generated.
const RUNS: usize = 5;

/// How many resources the made documents have; each is two schemas and two operations.
const SIZES: [usize; 3] = [10, 100, 1000];

fn main() {
    let scratch = tempfile::tempdir().expect("a temporary folder can be made");
    let mut documents: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    if documents.iter().any(|it| it.as_os_str().as_encoded_bytes().starts_with(b"-")) {
        println!("bench [DOCUMENTS…]: times the generator; without documents, on some of its own");
        return;
    }
    if documents.is_empty() {
        documents.push(repo::orders());
        documents.extend(SIZES.map(|size| made(size, scratch.path())));
    }
    println!("{:<28} {:>7} {:>9} {:>9} {:>9}", "document", "types", "lines", "ms", "µs/type");
    for document in documents {
        row(&document);
    }
}

fn row(document: &Path) {
    let (made, time) = best(document);
    let is_code = |path: &str| path.ends_with(".rs");
    let lines: usize = made
        .files
        .iter()
        .filter(|(path, _)| is_code(path.as_str()))
        .map(|(_, text)| text.lines().count())
        .sum();
    let types = made.summary.types.max(1);
    let each = time.as_secs_f64() * 1e6 / f64::from(u32::try_from(types).unwrap_or(u32::MAX));
    println!(
        "{:<28} {types:>7} {lines:>9} {:>9.1} {each:>9.1}",
        repo::stem(document),
        time.as_secs_f64() * 1e3
    );
}

/// The client and the shortest time that it took.
fn best(document: &Path) -> (Generated, Duration) {
    let run = || {
        let started = Instant::now();
        let made = pipeline::generate(document, Layout::Crate, &Options::default());
        (made.expect("a client can be made of the document"), started.elapsed())
    };
    let mut best = run();
    for _ in 1..RUNS {
        let next = run();
        if next.1 < best.1 {
            best = next;
        }
    }
    best
}

/// A document with so many resources, each with the parts that documents are usually made of.
fn made(size: usize, dir: &Path) -> PathBuf {
    let mut paths = String::new();
    let mut schemas = String::new();
    for number in 0..size {
        let _infallible = write!(
            paths,
            r"  /v1/resources-{number}/{{id}}:
    get:
      operationId: getResource{number}
      tags: [group{group}]
      summary: Reads a resource of kind {number}.
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}}}
        - {{name: expand, in: query, description: What to add., schema: {{type: array, items: {{type: string}}}}}}
      responses:
        '200': {{description: The resource., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Resource{number}'}}}}}}}}
    put:
      operationId: putResource{number}
      tags: [group{group}]
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}}}
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Resource{number}'}}}}}}}}
      responses:
        '200': {{description: The resource., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Resource{number}'}}}}}}}}
",
            group = number % 20,
        );
        let _infallible = write!(
            schemas,
            r"    Resource{number}:
      type: object
      description: A resource, with what is known about it.
      required: [id, state, createdAt]
      properties:
        id: {{type: string, description: Its identifier., maxLength: 64}}
        state: {{type: string, enum: [new, open, closed], description: How far it has come.}}
        createdAt: {{type: string, format: date-time}}
        amount: {{type: integer, format: int64, description: In the smallest unit of the currency.}}
        note: {{type: string, nullable: true, description: A remark.}}
        labels: {{type: object, additionalProperties: {{type: string}}}}
        part: {{$ref: '#/components/schemas/Part{number}'}}
    Part{number}:
      type: object
      properties:
        name: {{type: string}}
        parts: {{type: array, items: {{$ref: '#/components/schemas/Part{number}'}}}}
",
        );
    }
    let head = "openapi: 3.0.3\ninfo: {title: Made, version: 1.0.0}\nsecurity: [{}]";
    let text = format!("{head}\npaths:\n{paths}components:\n  schemas:\n{schemas}");
    let path = dir.join(format!("made-{size}.yaml"));
    std::fs::write(&path, text).expect("a temporary file can be written");
    path
}
