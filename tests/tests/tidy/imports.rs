//! Imports that are never made (ARCHITECTURE.md).

use std::path::Path;

use renkei_tests::repo;

use super::{is_test, paths};

/// Libraries that only some stages use.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("openapiv3", &["normalise", "model"]),
    ("syn", &["emit"]),
    ("minijinja", &["emit"]),
    ("heck", &["plan"]),
    ("std::fs", &["source", "write", "config", "build_script", "usage"]),
];

/// The modules of the crate that each one may name; `text`, `bug` and `media` are open to all.
const MODULES: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("bug", &[]),
    ("media", &[]),
    ("diagnostic", &[]),
    ("source", &["diagnostic"]),
    ("json_path", &["source"]),
    ("document", &["diagnostic", "json_path", "source"]),
    ("lint", &["diagnostic", "document", "json_path", "source"]),
    ("normalise", &["diagnostic", "document", "source"]),
    ("config", &["diagnostic", "lint", "source"]),
    ("model", &["config", "diagnostic", "normalise", "source"]),
    ("usage", &[]),
    ("plan", &["config", "diagnostic", "model", "source", "usage"]),
    ("emit", &["plan"]),
    ("policies", &["model", "plan"]),
    ("probe", &["model"]),
    ("diff", &["document", "model", "plan", "source"]),
    ("write", &["emit"]),
];

/// Modules that are open to all.
const LEAVES: [&str; 3] = ["text", "bug", "media"];

#[test]
fn libraries_are_imported_where_they_belong() {
    for it in named() {
        for (library, stages) in ONLY_IN {
            let is_named = it.path == *library || it.path.starts_with(&format!("{library}::"));
            let allowed = stages.contains(&it.top());
            assert!(allowed || !is_named, "{} names {}, not in {stages:?}", it.file, it.path);
        }
    }
}

#[test]
fn modules_name_only_what_they_may() {
    for it in named() {
        let Some((_, allowed)) = MODULES.iter().find(|(module, _)| *module == it.top()) else {
            continue;
        };
        let Some(target) = it.within("crate") else { continue };
        let is_module = MODULES.iter().any(|(module, _)| *module == target);
        let ok = target == it.top() || allowed.contains(&target) || LEAVES.contains(&target);
        assert!(ok || !is_module, "{} must not name {}", it.file, it.path);
    }
}

/// The table in the documentation of `plan` is what holds.
#[test]
fn rooms_of_the_plan_import_only_what_their_table_says() {
    let rooms = rooms(&super::read(&repo::root().join("generator/src/plan/mod.rs")));
    assert!(rooms.len() > 8, "the table was not found: {rooms:?}");
    for it in named().iter().filter(|it| it.top() == "plan") {
        let Some(room) = it.module.get(1) else { continue };
        let Some((_, allowed)) = rooms.iter().find(|(name, _)| name == room) else { continue };
        let Some(target) = it.within("crate::plan") else { continue };
        let is_room = rooms.iter().any(|(name, _)| name == target);
        let ok = target == room || allowed.iter().any(|it| it == target);
        assert!(ok || !is_room, "{} must not name {}", it.file, it.path);
    }
    assert_eq!(circle(&rooms), None);
}

/// The rows of the table: a room, and the rooms that it imports.
fn rooms(text: &str) -> Vec<(String, Vec<String>)> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let names = |cell: &str| {
        let words = cell.split('`').skip(1).step_by(2);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    rows.filter_map(|row| {
        let (room, imports) = row.split_once("` |")?;
        Some((room.to_owned(), names(imports)))
    })
    .collect()
}

/// A room that imports itself through others.
fn circle(rooms: &[(String, Vec<String>)]) -> Option<String> {
    let mut left: Vec<_> = rooms.iter().collect();
    loop {
        let names: Vec<String> = left.iter().map(|(name, _)| name.clone()).collect();
        let before = left.len();
        left.retain(|(_, imports)| imports.iter().any(|it| names.contains(it)));
        if left.len() == before {
            return left.first().map(|(name, _)| name.clone());
        }
    }
}

/// A path that a file of the generator names.
struct Named {
    /// The module that names it, as parts.
    module: Vec<String>,
    path: String,
    file: String,
}

impl Named {
    /// The module of the crate that the file belongs to.
    fn top(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    /// The part of the path below a prefix.
    fn within(&self, prefix: &str) -> Option<&str> {
        self.path.strip_prefix(prefix)?.strip_prefix("::")?.split("::").next()
    }
}

/// Every path that the generator names outside its tests.
fn named() -> Vec<Named> {
    let root = repo::root().join("generator/src");
    let files = repo::rust_files("generator/src").into_iter().filter(|it| !is_test(it));
    let of_file = |file: std::path::PathBuf| {
        let module = module(&root, &file);
        let paths = paths::named_by(&root, &file).into_iter();
        let shown = repo::shown(&file);
        paths
            .map(move |path| Named { module: module.clone(), path, file: shown.clone() })
            .collect::<Vec<_>>()
    };
    files.flat_map(of_file).collect()
}

fn module(root: &Path, file: &Path) -> Vec<String> {
    let relative = file.strip_prefix(root).unwrap().with_extension("");
    relative.iter().map(|it| it.to_string_lossy().into_owned()).collect()
}
