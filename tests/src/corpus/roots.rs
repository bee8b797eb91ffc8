//! Finds the OpenAPI documents in a folder: files that say which version they are of, at any depth. What such a file
//! refers to is a part of it, and says nothing of the kind.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The documents under a folder, by name.
#[must_use]
pub fn under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in entries.map(|it| it.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if is_root(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_root(path: &Path) -> bool {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
    if !["json", "yaml", "yml"].contains(&extension) {
        return false;
    }
    let text = std::fs::read_to_string(path).unwrap_or_default();
    match serde_json::from_str::<Value>(&text) {
        Ok(value) => value.get("openapi").or(value.get("swagger")).is_some(),
        Err(_) => text.lines().any(says_version),
    }
}

/// Whether a line of YAML says the version: a key that is not indented, in quotes or bare.
fn says_version(line: &str) -> bool {
    let bare = line.trim_start_matches(['"', '\'']);
    let rest = ["openapi", "swagger"].iter().find_map(|key| bare.strip_prefix(key));
    rest.is_some_and(|it| it.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_its_version_and_its_parts_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("a.json", r#"{"info": {}, "openapi": "3.0.3"}"#, true),
            ("b.yaml", "info: {}\nswagger: '2.0'\n", true),
            ("deep/c.yml", "\"openapi\": 3.1.0\n", true),
            ("deep/part.yaml", "type: object\nproperties:\n  openapi: {type: string}\n", false),
            ("part.json", r#"{"properties": {"openapi": {}}}"#, false),
            ("notes.md", "openapi: 3.0.0\n", false),
        ];
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        for (name, text, _) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let roots = files.iter().filter(|(.., is_root)| *is_root);
        let roots: Vec<_> = roots.map(|(name, ..)| folder.path().join(name)).collect();
        assert_eq!(under(folder.path()), roots);
    }
}
