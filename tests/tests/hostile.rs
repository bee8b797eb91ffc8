//! Hostile files: each ends with a client or a located error, quickly and with little memory.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use renkei::emit::Layout;
use renkei::pipeline::{self, Failure, Options};
use renkei_tests::any_document::generate_or_reject;
use renkei_tests::{binary, repo};
use serde_json::{Value, json};

/// Far more than any case needs in an unoptimised build, and far less than unbounded growth.
const SOON: Duration = Duration::from_secs(60);

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n";

/// What a document ends with: the code and the message of the first error, or `""` where a client is made.
fn outcome(name: &str, text: &str) -> String {
    let start = Instant::now();
    let made = pipeline::generate_text(name, text, Layout::Include, &Options::default());
    assert!(start.elapsed() < SOON, "{name} took {:?}", start.elapsed());
    match made {
        Ok(_) => String::new(),
        Err(Failure::Document(report)) => {
            let first = report.diagnostics().iter().find(|it| it.code.0 == "D001");
            let first = first.or(report.diagnostics().first()).expect("an error is said");
            format!("{} {}", first.code.0, first.message)
        }
        Err(failure) => panic!("{name}: {failure}"),
    }
}

fn expect(name: &str, text: &str, words: &str) {
    let outcome = outcome(name, text);
    assert!(outcome.contains(words) && outcome.is_empty() == words.is_empty(), "{name}: {outcome}");
}

#[test]
fn depth_has_an_end() {
    let deep = 10_000;
    let block: String = (0..deep).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    let cases = [
        ("array.json", "[".repeat(deep)),
        ("object.json", "{\"a\":".repeat(deep)),
        ("flow.yaml", format!("a: {}", "[".repeat(deep))),
        ("flow-map.yaml", format!("a: {}", "{a: ".repeat(deep))),
        ("sequence.yaml", "- ".repeat(deep)),
        ("block.yaml", block),
    ];
    for (name, text) in cases {
        let outcome = outcome(name, &text);
        assert!(
            outcome.contains("128") || outcome.contains("limit") || outcome.contains("deep"),
            "{name}: {outcome}"
        );
    }
}

#[test]
fn aliases_and_definitions_cannot_multiply() {
    let level = |it: usize, word: &str| {
        let inner = vec![format!("*a{}", it - 1); 10].join(", ");
        format!("a{it}: &a{it} {{{word}: [{inner}]}}\n")
    };
    let bomb: String = (1..12).map(|it| level(it, "allOf")).collect();
    expect("bomb.yaml", &format!("{HEAD}x-a: &a0 {{type: string}}\n{bomb}"), "expand");
    for word in ["allOf", "oneOf", "anyOf"] {
        let mut schemas = String::from("    A0: {type: object, properties: {a: {type: string}}}\n");
        for it in 1..40 {
            let one = format!("{{$ref: '#/components/schemas/A{}'}}", it - 1);
            let _ = writeln!(schemas, "    A{it}: {{{word}: [{one}, {one}]}}");
        }
        expect(word, &format!("{HEAD}components:\n  schemas:\n{schemas}"), "");
    }
}

#[test]
fn much_of_everything_is_only_much() {
    let many = 4_000;
    let list = |item: fn(usize) -> Value| (0..many).map(item).collect::<Vec<_>>();
    let object = |key: fn(usize) -> String, value: Value| {
        Value::Object((0..many).map(|it| (key(it), value.clone())).collect())
    };
    // Names that differ only in what Rust leaves out, so that each needs a number.
    let alike = |it: usize| format!("a{}", "_".repeat(it % 60) + &"-".repeat(it / 60));
    let mut document =
        json!({ "openapi": "3.0.3", "info": { "title": "A", "version": "1" }, "paths": {} });
    document["components"]["schemas"] = json!({
        "Enum": { "type": "string", "enum": list(|it| json!(format!("v{it}"))) },
        "Numbers": { "type": "integer", "enum": list(|it| json!(it)) },
        "Object": { "type": "object", "properties": object(|it| format!("p{it}"), json!({ "type": "string" })) },
        "Alike": { "type": "object", "properties": object(alike, json!({ "type": "string" })) },
        "Union": { "oneOf": list(|it| json!({ "type": "string", "enum": [format!("v{it}")] })) },
        "All": { "allOf": list(|it| json!({ "properties": { format!("q{it}"): { "type": "string" } } })) },
    });
    expect("much.json", &document.to_string(), "");
    let hops: serde_json::Map<String, Value> = (0..many)
        .map(|it| {
            (format!("A{it}"), json!({ "$ref": format!("#/components/schemas/A{}", it + 1) }))
        })
        .collect();
    document["components"]["schemas"] = Value::Object(hops);
    // Unions that all hold each other: what leads from one to the next is more than can be followed.
    let union = |own: usize| {
        let others = (0..60).filter(|it| *it != own);
        let others = others.map(|it| json!({ "$ref": format!("#/components/schemas/U{it}") }));
        json!({ "oneOf": others.chain([json!({ "type": "string" })]).collect::<Vec<_>>() })
    };
    let mut unions = document.clone();
    unions["components"]["schemas"] =
        Value::Object((0..60).map(|it| (format!("U{it}"), union(it))).collect());
    expect("unions.json", &unions.to_string(), "");
    let outcome = outcome("hops.json", &document.to_string());
    assert!(outcome.starts_with("X001"), "{outcome}");
}

#[test]
fn long_texts_and_huge_numbers_are_carried() {
    let long = "x".repeat(20_000_000);
    let text = json!({ "openapi": "3.0.3", "info": { "title": "A", "version": "1", "description": long }, "paths": {}, "x-a": long });
    expect("long.json", &text.to_string(), "");
    let digits = "9".repeat(100_000);
    let numbers = format!(
        "components:\n  schemas:\n    A: {{type: number, minimum: -1e999999999, maximum: {digits}, multipleOf: 1e-400, default: {digits}}}\n    B: {{type: string, minLength: {digits}, maxLength: 1e99}}\n    C: {{type: integer, enum: [{digits}, 1e5, 0.1]}}\n"
    );
    let _ = outcome("numbers.yaml", &format!("{HEAD}{numbers}"));
}

#[test]
fn encodings_are_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let utf16 = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
        [mark.to_vec(), HEAD.encode_utf16().flat_map(unit).collect()].concat()
    };
    let cases: [(&str, Vec<u8>, i32); 9] = [
        ("mark.yaml", [&[0xEF, 0xBB, 0xBF], HEAD.as_bytes()].concat(), 0),
        ("little.yaml", utf16([0xFF, 0xFE], u16::to_le_bytes), 0),
        ("big.yaml", utf16([0xFE, 0xFF], u16::to_be_bytes), 0),
        ("windows.yaml", HEAD.replace('\n', "\r\n").into_bytes(), 0),
        ("latin.yaml", [HEAD.as_bytes(), b"x-a: \xE9\n"].concat(), 1),
        ("zero.yaml", [HEAD.as_bytes(), b"x-a: \0\n"].concat(), 1),
        ("zero.json", b"{\"openapi\": \"3.0.3\"\0}".to_vec(), 1),
        ("empty.yaml", Vec::new(), 1),
        ("zeros.yaml", vec![0; 1_000_000], 1),
    ];
    for (name, bytes, code) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        generate(&path, code);
    }
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), 2);
    generate(&folder.path().join("none.yaml"), 2);
    #[cfg(unix)]
    {
        let pipe = folder.path().join("pipe.yaml");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        generate(&pipe, 2);
        generate(Path::new("/dev/zero"), 2);
    }
}

/// Runs the binary, which must end soon with this code, and say why if it is not 0.
fn generate(path: &Path, code: i32) {
    let out = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let mut command = binary::command();
    let run = binary::Run::of(
        command.arg("generate").arg(path).arg("--out").arg(out.path().join("client")),
    );
    assert_eq!(run.code, code, "{}: {}", path.display(), run.stderr);
    assert!(start.elapsed() < SOON, "{}", path.display());
    assert_eq!(run.code == 0, !run.stderr.contains("error"), "{}", run.stderr);
}

#[test]
fn names_stay_when_others_come() {
    for spec in repo::features().into_iter().chain(repo::hostile()) {
        if repo::stem(&spec) == "many-files" {
            continue;
        }
        for (name, before) in renkei_tests::seeds::read(vec![spec]) {
            if before.get("swagger").is_some() {
                continue;
            }
            let mut after = before.clone();
            // The added names come first and last in the order of letters, so that an order would show.
            for word in ["AaUnrelated", "ZzUnrelated"] {
                after["components"]["schemas"][word] = json!({ "type": "object", "properties": { "aa": { "type": "object", "properties": { "b": {} } } } });
                after["paths"][format!("/{word}")] = json!({ "get": {
                    "tags": [word], "operationId": word,
                    "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "type": "object", "properties": { "c": {} } } } } } }
                } });
            }
            let (before, after) = (names(&name, &before), names(&name, &after));
            let lost: Vec<&String> = before.iter().filter(|it| !after.contains(*it)).collect();
            assert_eq!(lost, Vec::<&String>::new(), "{name}");
            assert!(after.len() > before.len());
        }
    }
}

/// What carries what, a line each, by the manifest.
fn names(name: &str, document: &Value) -> std::collections::BTreeSet<String> {
    let made =
        generate_or_reject("a.json", &document.to_string()).unwrap_or_else(|| panic!("{name}"));
    let manifest = made.files.get("renkei-manifest.json").expect("a client has one");
    let manifest: Value = serde_json::from_str(manifest).unwrap();
    let lists = ["operations", "schemas"].map(|key| manifest[key].as_array().unwrap().clone());
    lists.iter().flatten().map(Value::to_string).collect()
}
