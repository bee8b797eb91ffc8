//! Tables of a `Cargo.toml`.
//!
//! Takes a folder and the name of a table; tells whether the manifest there has it. It reads lines, so build scripts need no
//! parser of TOML.

use std::path::Path;

/// Whether the manifest of a folder has a table, such as `workspace`. A folder without a manifest has none.
#[must_use]
pub fn manifest_has_table(folder: &Path, name: &str) -> bool {
    // A folder without a readable manifest has no tables.
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    manifest.lines().any(|line| is_header(line, name))
}

/// Whether a line begins the table or a table in it.
fn is_header(line: &str, name: &str) -> bool {
    let header = line.trim_start().strip_prefix('[');
    let rest = header.and_then(|it| it.trim_start().strip_prefix(name));
    rest.is_some_and(|it| it.trim_start().starts_with([']', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_recognised_however_they_are_written() {
        for line in ["[workspace]", " [ workspace ] # all", "[workspace.package]"] {
            assert!(is_header(line, "workspace"), "{line}");
        }
        for line in ["# [workspace]", "workspace = true", "[workspaces]", "[package]"] {
            assert!(!is_header(line, "workspace"), "{line}");
        }
    }
}
