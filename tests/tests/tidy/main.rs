//! What no compiler checks: who may import what, how long files and functions are, and what files must not contain.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod imports;
mod paths;
mod sizes;

use std::path::Path;

use renkei_tests::repo;

/// Never in code that is shipped.
const FORBIDDEN: [&str; 6] =
    [".unwrap()", ".expect(", "todo!(", "unimplemented!(", "dbg!(", "panic!("];

#[test]
fn generated_code_names_only_the_runtime() {
    let client = renkei_tests::stages::generate(&repo::orders(), renkei::emit::Layout::Crate);
    for (path, text) in client.iter().filter(|(path, _)| path.as_str().ends_with(".rs")) {
        for crate_name in ["serde", "serde_json", "http", "bytes", "jiff", "uuid", "tokio", "hyper"]
        {
            assert!(!names(text, &format!("{crate_name}::")), "{path} names {crate_name}");
        }
    }
}

#[test]
fn what_is_shipped_does_not_panic() {
    let shipped =
        ["generator/src", "generator/cli/src", "runtime/src"].map(repo::rust_files).concat();
    for path in shipped.iter().filter(|path| !is_test(path)) {
        for (index, line) in code_of(&read(path)).lines().enumerate() {
            let found = FORBIDDEN.iter().find(|it| line.contains(*it));
            assert_eq!(found, None, "{}:{}", repo::shown(path), index + 1);
        }
    }
}

#[test]
fn each_file_says_what_it_is() {
    for path in sources() {
        let text = read(&path);
        let generated = text.starts_with("// Made by renkei");
        assert!(generated || text.starts_with("//!"), "{} opens without `//!`", repo::shown(&path));
    }
}

#[test]
fn each_rule_file_is_a_rule() {
    let names: Vec<&str> = renkei::lint::rules().iter().map(|rule| rule.name).collect();
    for path in repo::rust_files("generator/src/lint/rules") {
        let name = repo::stem(&path).replace('_', "-");
        let is_rule = code_of(&read(&path)).contains("const RULE: Rule");
        assert!(
            !is_rule || names.contains(&name.as_str()),
            "{} is not registered",
            repo::shown(&path)
        );
    }
    assert!(!names.is_empty());
}

#[test]
fn no_path_of_a_machine_is_kept() {
    let kept = ["specs", "tests/tests/snapshots", "generator", "runtime", "examples", ".ci"];
    let root = repo::root().display().to_string();
    for folder in kept {
        for path in all_files(&repo::root().join(folder)) {
            let text = read(&path);
            assert!(!text.contains(&root), "{} names this machine", repo::shown(&path));
            let home =
                text.lines().find(|line| line.contains("/home/") || line.contains("/Users/"));
            // A lint rule's example is `/Users`, a path of an API; a home folder goes on after it.
            let home = home.filter(|line| line.contains("/home/"));
            assert_eq!(home, None, "{}", repo::shown(&path));
        }
    }
}

/// Whether a file holds only unit tests.
fn is_test(path: &Path) -> bool {
    let path = repo::shown(path);
    path.ends_with("tests.rs") || path.contains("/tests/")
}

fn sources() -> Vec<std::path::PathBuf> {
    let folders = [
        "generator/src",
        "generator/cli/src",
        "runtime/src",
        "runtime/tests",
        "tests/src",
        "tests/tests",
        "examples",
    ];
    folders.iter().flat_map(|folder| repo::rust_files(folder)).collect()
}

/// The text up to the unit tests, which stand last, without comments; each line keeps its number.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines =
        code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a word stands in code on its own, not as the end of a longer one or of a path.
fn names(code: &str, word: &str) -> bool {
    let begins = |at: usize| {
        let before = code.get(..at).unwrap_or_default().chars().next_back();
        before.is_none_or(|it| !it.is_alphanumeric() && it != '_' && it != ':')
    };
    let ends = |at: usize| {
        let after = code.get(at + word.len()..).unwrap_or_default().chars().next();
        word.ends_with(':') || after.is_none_or(|it| !it.is_alphanumeric() && it != '_')
    };
    code.match_indices(word).any(|(at, _)| begins(at) && ends(at))
}

fn all_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
