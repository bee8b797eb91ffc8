//! The output folder among other packages: the cargo workspace around it, and paths relative to it.

use std::path::{Component, Path, PathBuf};

use renkei::source::manifest_has_table;

/// Whether a parent of a folder is the root of a cargo workspace (the Cargo book, "Workspaces"). Build output, which
/// `CACHEDIR.TAG` marks, is no part of one.
pub(crate) fn is_in_workspace(folder: &Path) -> bool {
    let folder = resolved(folder);
    let parents = folder.ancestors().skip(1);
    let mut sources = parents.take_while(|parent| !parent.join("CACHEDIR.TAG").exists());
    sources.any(|parent| manifest_has_table(parent, "workspace"))
}

/// Whether the manifest of a folder has no package, as at the root of many workspaces.
pub(crate) fn is_virtual_workspace(folder: &Path) -> bool {
    manifest_has_table(folder, "workspace") && !manifest_has_table(folder, "package")
}

/// A path of a package relative to a folder, with forward slashes. `path` is relative to the current folder. One that is no
/// package there is returned unchanged, as it may be relative to the folder already.
pub(crate) fn relative_to(folder: &Path, path: &str) -> String {
    let target = Path::new(path);
    if target.is_absolute() || !target.join("Cargo.toml").is_file() {
        return path.to_owned();
    }
    let (folder, target) = (resolved(folder), resolved(target));
    let (folder, target): (Vec<_>, Vec<_>) =
        (folder.components().collect(), target.components().collect());
    let common = folder.iter().zip(&target).take_while(|(a, b)| a == b).count();
    let up = folder.iter().skip(common).map(|_| "..".to_owned());
    let down = target.iter().skip(common).map(|it| it.as_os_str().to_string_lossy().into_owned());
    let steps: Vec<String> = up.chain(down).collect();
    if common == 0 { path.to_owned() } else { steps.join("/") }
}

/// An absolute path without `.`, `..` and symbolic links, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut result = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::ParentDir => {
                result.pop();
            }
            other => {
                result.push(other);
                result = result.canonicalize().unwrap_or(result);
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_output_folder() {
        let package = env!("CARGO_MANIFEST_DIR");
        assert_eq!(relative_to(Path::new("clients/a"), "../cli"), "../..");
        assert_eq!(relative_to(Path::new("clients/./x/../a"), "."), "../..");
        assert_eq!(relative_to(Path::new("../../out"), "../cli"), "../generator/cli");
        assert_eq!(relative_to(Path::new("clients/a"), package), package);
        assert_eq!(relative_to(Path::new("clients/a"), "../../none"), "../../none");
    }

    #[test]
    fn workspaces_are_found_above_a_folder() {
        assert!(is_in_workspace(Path::new("clients/a")));
        // The folder of what cargo builds may lie elsewhere, so this has one of its own.
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        std::fs::create_dir(&target).unwrap();
        std::fs::write(target.join("CACHEDIR.TAG"), "").unwrap();
        std::fs::write(folder.path().join("Cargo.toml"), "[workspace]\n").unwrap();
        assert!(is_in_workspace(&folder.path().join("clients/a")));
        assert!(!is_in_workspace(&target.join("clients/a")));
        assert!(!is_in_workspace(&std::env::temp_dir().join("renkei-none")));
        assert!(is_virtual_workspace(Path::new("../..")));
        assert!(!is_virtual_workspace(Path::new(".")));
    }
}
