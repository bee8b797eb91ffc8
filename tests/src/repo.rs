//! Where things are in this repository. It must not know what is in them.

use std::path::{Path, PathBuf};

/// The top of the repository.
#[must_use]
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("this package is a folder of the repository").to_owned()
}

/// `specs/orders.yaml`.
#[must_use]
pub fn orders() -> PathBuf {
    root().join("specs/orders.yaml")
}

/// The documents of `specs/features`, by name, and then those of `specs/configured`, each with its `renkei.yaml`.
#[must_use]
pub fn features() -> Vec<PathBuf> {
    let mut features = documents(&root().join("specs/features"));
    for folder in entries(&root().join("specs/configured")) {
        features.push(folder.join(format!("{}.yaml", stem(&folder))));
    }
    features
}

/// The documents of `specs/broken`, by name.
#[must_use]
pub fn broken() -> Vec<PathBuf> {
    documents(&root().join("specs/broken"))
}

/// The documents of `specs/hostile`, by name: a client is generated, but their names and texts are hard to represent.
#[must_use]
pub fn hostile() -> Vec<PathBuf> {
    documents(&root().join("specs/hostile"))
}

/// The JSON and YAML files of a folder, by name.
#[must_use]
pub fn documents(folder: &Path) -> Vec<PathBuf> {
    let is_document = |path: &PathBuf| {
        path.extension().is_some_and(|it| it == "json" || it == "yaml" || it == "yml")
    };
    entries(folder).into_iter().filter(is_document).collect()
}

/// The Rust files under a folder of the repository, at any depth, by name.
#[must_use]
pub fn rust_files(folder: &str) -> Vec<PathBuf> {
    rust_files_under(&root().join(folder))
}

/// The Rust files under any folder, at any depth, by name.
#[must_use]
pub fn rust_files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = files_under(folder);
    found.retain(|path| path.extension().is_some_and(|it| it == "rs"));
    found
}

/// The files under any folder, at any depth, by name.
#[must_use]
pub fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// A path as it is shown and matched: from the top of the repository, with forward slashes.
#[must_use]
pub fn shown(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}

/// The name of a document without its extension.
#[must_use]
pub fn stem(path: &Path) -> String {
    path.file_stem().expect("a document has a name").to_string_lossy().into_owned()
}

/// The target folder of this workspace, where artefacts of nested builds are shared.
#[must_use]
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listing = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> =
        listing.map(|entry| entry.expect("a folder can be listed").path()).collect();
    paths.sort();
    paths
}
