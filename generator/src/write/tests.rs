//! A case is a folder before, the files, and the folder after.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::*;

const MANIFEST: &str = "renkei-manifest.json";

fn files(texts: &[(&str, &str)]) -> Files {
    let path = |text: &str| RelativePath::parse(text).unwrap();
    let list: Vec<String> = texts.iter().map(|(path, _)| format!("{path:?}")).collect();
    let texts = texts.iter().map(|(name, text)| (path(name), (*text).to_owned())).collect();
    Files::new(texts, path(MANIFEST), format!("{{\"files\":[{}]}}", list.join(",")))
}

fn put(dir: &Path, path: &str, text: &str) {
    let file = dir.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Everything in a folder, hidden files too, as `path: text` lines without the manifest.
fn tree(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        let before = found.len() + open.len();
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().replace('\\', "/");
            match entry.file_type().unwrap() {
                kind if kind.is_dir() => open.push(entry.path()),
                kind if kind.is_symlink() => found.push(format!("{name} -> link")),
                _ => found.push(format!("{name}: {}", fs::read_to_string(entry.path()).unwrap())),
            }
        }
        if folder != dir && found.len() + open.len() == before {
            found.push(format!("{}: empty", folder.strip_prefix(dir).unwrap().display()));
        }
    }
    found.retain(|line| !line.starts_with(MANIFEST));
    found.sort();
    found
}

/// Writes `before` over what `other` put there, then `after`, and expects the tree.
fn check_write(
    before: &[(&str, &str)],
    other: &[(&str, &str)],
    after: &[(&str, &str)],
    expected: &[&str],
) {
    let dir = tempfile::tempdir().unwrap();
    write(&files(before), dir.path()).unwrap();
    for (path, text) in other {
        put(dir.path(), path, text);
    }
    write(&files(after), dir.path()).unwrap();
    assert_eq!(tree(dir.path()), expected);
    assert_eq!(check(&files(after), dir.path()).unwrap(), []);
}

#[test]
fn converted_line_endings_are_no_difference() {
    let text = "a\n\nb\r\n";
    let cases = [
        ("a\r\n\r\nb\r\n", true),
        ("a\n\r\nb\n", true),
        ("a\r\n\r\nb", false),
        ("a\r\n\r\nb\r", false),
        ("a\r\nb\r\n", false),
        ("a\r\r\n\r\nb\r\n", false),
    ];
    for (found, is_same) in cases {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "a.rs", found);
        write(&files(&[]), dir.path()).unwrap();
        let differences = check(&files(&[("a.rs", text)]), dir.path()).unwrap();
        let is_changed = differences
            .iter()
            .any(|it| it.kind == DifferenceKind::Changed && it.path.as_str() == "a.rs");
        assert_eq!(is_changed, !is_same, "{found:?}");
    }
    // A run after the conversion leaves the file alone.
    check_write(
        &[("a.rs", "1\n2\n")],
        &[("a.rs", "1\r\n2\r\n")],
        &[("a.rs", "1\n2\n")],
        &["a.rs: 1\r\n2\r\n"],
    );
}

#[test]
fn a_folder_comes_to_the_state_of_the_files() {
    check_write(&[], &[], &[("a.rs", "1"), ("b/c.rs", "2")], &["a.rs: 1", "b/c.rs: 2"]);
    check_write(&[("a.rs", "1"), ("b/c/d.rs", "2")], &[], &[("a.rs", "3")], &["a.rs: 3"]);
    check_write(
        &[("b/old.rs", "1")],
        &[("b/mine.rs", "x"), ("c.txt", "y")],
        &[("a.rs", "2")],
        &["a.rs: 2", "b/mine.rs: x", "c.txt: y"],
    );
    check_write(&[("a.rs", "1")], &[("a.rs", "edited")], &[("a.rs", "1")], &["a.rs: 1"]);
    check_write(
        &[("a.rs", "1")],
        &[(MANIFEST, "not json")],
        &[("b.rs", "1")],
        &["a.rs: 1", "b.rs: 1"],
    );
}

#[test]
fn a_manifest_leads_to_no_file_outside() {
    let list = r#"{"files": ["../victim", "/etc/hosts", ".git/config", "a.rs"]}"#;
    let outer = tempfile::tempdir().unwrap();
    put(outer.path(), "victim", "here");
    put(outer.path(), "in/.git/config", "here");
    put(outer.path(), "in/a.rs", "old");
    put(outer.path(), &format!("in/{MANIFEST}"), list);
    let summary = write(&files(&[("b.rs", "1")]), &outer.path().join("in")).unwrap();
    assert_eq!(summary.removed, [RelativePath::parse("a.rs").unwrap()]);
    assert!(outer.path().join("victim").exists());
    assert!(outer.path().join("in/.git/config").exists());
}

#[test]
fn what_is_right_already_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let old = SystemTime::now() - Duration::from_secs(1000);
    write(&files(&[("a.rs", "1"), ("b.rs", "2")]), dir.path()).unwrap();
    fs::File::options()
        .write(true)
        .open(dir.path().join("a.rs"))
        .unwrap()
        .set_modified(old)
        .unwrap();
    let summary = write(&files(&[("a.rs", "1"), ("b.rs", "3")]), dir.path()).unwrap();
    assert_eq!(summary.written, [RelativePath::parse("b.rs").unwrap()]);
    assert_eq!((summary.unchanged, summary.removed.len()), (2, 0));
    assert_eq!(fs::metadata(dir.path().join("a.rs")).unwrap().modified().unwrap(), old);
}

#[test]
fn check_tells_each_difference_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write(&files(&[("a.rs", "1"), ("b.rs", "2")]), dir.path()).unwrap();
    let before = tree(dir.path());
    let found = check(&files(&[("b.rs", "3"), ("c.rs", "4")]), dir.path()).unwrap();
    let found: Vec<String> = found.iter().map(|it| format!("{} {:?}", it.path, it.kind)).collect();
    assert_eq!(
        found,
        ["renkei-manifest.json Changed", "b.rs Changed", "c.rs Missing", "a.rs Stale"]
    );
    assert_eq!(tree(dir.path()), before);
}

#[test]
fn somebody_elses_folder_is_refused() {
    for (path, found) in
        [("Cargo.toml", "`Cargo.toml`"), ("src/lib.rs", "`src/lib.rs`"), ("src/main.rs", "`src`")]
    {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), path, "theirs");
        let error = write(&files(&[("Cargo.toml", "1"), ("src/lib.rs", "2")]), dir.path())
            .unwrap_err()
            .to_string();
        assert!(error.contains(found) && error.contains("empty folder"), "{error}");
        assert_eq!(tree(dir.path()), [format!("{path}: theirs")]);
    }
}

#[test]
fn a_folder_that_lost_its_manifest_is_taken_up_again() {
    let dir = tempfile::tempdir().unwrap();
    let all = files(&[("Cargo.toml", "1"), ("src/lib.rs", "2")]);
    write(&all, dir.path()).unwrap();
    fs::remove_file(dir.path().join(MANIFEST)).unwrap();
    assert_eq!(write(&all, dir.path()).unwrap().unchanged, 2);
}

#[test]
fn a_failure_replaces_nothing_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write(&files(&[("a.rs", "1"), ("z", "file")]), dir.path()).unwrap();
    let before = tree(dir.path());
    // A file is in the place of a folder, and the error occurs only after `a.rs` is staged.
    let error = write(&files(&[("a.rs", "2"), ("z/b.rs", "3")]), dir.path()).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
    assert_eq!(tree(dir.path()), before);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let outer = tempfile::tempdir().unwrap();
    put(outer.path(), "elsewhere/victim.rs", "here");
    let dir = outer.path().join("in");
    write(&files(&[("src/victim.rs", "1"), ("b.rs", "1")]), &dir).unwrap();
    fs::remove_dir_all(dir.join("src")).unwrap();
    std::os::unix::fs::symlink(outer.path().join("elsewhere"), dir.join("src")).unwrap();
    let error = write(&files(&[("src/victim.rs", "2")]), &dir).unwrap_err();
    assert!(matches!(error, Error::Link { .. }), "{error}");
    write(&files(&[("b.rs", "2")]), &dir).unwrap();
    assert_eq!(tree(&outer.path().join("elsewhere")), ["victim.rs: here"]);

    fs::remove_file(dir.join("b.rs")).unwrap();
    std::os::unix::fs::symlink(outer.path().join("elsewhere/victim.rs"), dir.join("b.rs")).unwrap();
    write(&files(&[("b.rs", "3")]), &dir).unwrap();
    assert_eq!(tree(&outer.path().join("elsewhere")), ["victim.rs: here"]);
    assert_eq!(fs::read_to_string(dir.join("b.rs")).unwrap(), "3");
}
