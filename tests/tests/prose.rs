//! Comments, documentation and messages avoid the phrases of `tests/prose.txt`, which readers stumble over.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use renkei_tests::repo;

/// The files and folders that are checked.
const CHECKED: [&str; 10] = [
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs",
    "examples",
    "generator",
    "runtime",
    "specs",
    "tests",
];

/// Folders of generated or foreign text.
const SKIPPED: [&str; 4] = ["target", "snapshots", "hostile", "node_modules"];

/// What ends a line of text that continues on the next line, and begins the next one.
const MARKS: [char; 5] = ['/', '!', '#', '|', '*'];

struct Phrase {
    text: String,
    instead: String,
}

#[test]
fn no_banned_phrase() {
    let phrases = phrases();
    let mut found = String::new();
    for place in CHECKED {
        for file in files(&repo::root().join(place)) {
            let text = fs::read_to_string(&file).unwrap();
            let lines = lines(&file, &text);
            for (number, phrase) in matches(&lines, &phrases) {
                let Phrase { text, instead } = phrase;
                let place = repo::shown(&file);
                let _ = writeln!(found, "{place}:{number}: \"{text}\"; write: {instead}");
            }
        }
    }
    assert!(found.is_empty(), "phrases that tests/prose.txt bans:\n{found}");
}

#[test]
fn phrases_are_found_across_lines_and_not_within_words() {
    let phrases = phrases();
    let count = |text: &str| {
        let lines: Vec<String> = text.lines().map(plain).collect();
        matches(&lines, &phrases).len()
    };
    assert_eq!(count("// It is passed\n// over, and Said so."), 2);
    assert_eq!(count("// mistaken format, runway outside, the unsaid source"), 0);
    assert_eq!(count("/// The name; else the title."), 1);
    assert_eq!(count("let Some(it) = it else { return };"), 0);
}

fn phrases() -> Vec<Phrase> {
    let text = fs::read_to_string(repo::root().join("tests/prose.txt")).unwrap();
    let lines = text.lines().filter(|it| !it.starts_with('#'));
    let parts = lines.map(|it| it.split_once(" | ").expect("a phrase and what to write instead"));
    parts
        .map(|(text, instead)| Phrase { text: text.to_owned(), instead: instead.to_owned() })
        .collect()
}

/// The files with text for people under a path.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ending = path.extension().map(|it| it.to_string_lossy().into_owned());
        if path.is_dir() && !SKIPPED.contains(&name.as_str()) && !name.starts_with('.') {
            found.extend(files(&path));
        } else if matches!(ending.as_deref(), Some("rs" | "md" | "jinja" | "yaml" | "yml" | "toml"))
            && name != "prose.rs"
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The lines of a file without the marks of comments; of YAML and TOML only the comments.
fn lines(file: &Path, text: &str) -> Vec<String> {
    let only_comments =
        file.extension().is_some_and(|it| it != "rs" && it != "md" && it != "jinja");
    let part = |line: &str| match line.find('#') {
        _ if !only_comments => plain(line),
        Some(start) => plain(&line[start..]),
        None => String::new(),
    };
    text.lines().map(part).collect()
}

fn plain(line: &str) -> String {
    line.trim().trim_start_matches(MARKS).trim().to_lowercase()
}

/// The phrases in the lines, each with the number of the line in which it begins.
fn matches<'a>(lines: &[String], phrases: &'a [Phrase]) -> Vec<(usize, &'a Phrase)> {
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let next = lines.get(index + 1).map_or("", String::as_str);
        let both = format!("{line} {next}");
        for phrase in phrases {
            let starts = both.match_indices(&phrase.text).filter(|(start, _)| *start < line.len());
            let whole = starts.filter(|(start, text)| is_whole(&both, *start, text));
            found.extend(whole.map(|_| (index + 1, phrase)));
        }
    }
    found
}

/// Whether a match begins and ends at the boundary of a word.
fn is_whole(text: &str, start: usize, phrase: &str) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[start + phrase.len()..].chars().next();
    let first = phrase.chars().next().filter(|it| it.is_alphanumeric());
    let is_part = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    let begins_inside = first.is_some() && is_part(before);
    !begins_inside && !is_part(after)
}
