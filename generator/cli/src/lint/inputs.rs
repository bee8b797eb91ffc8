//! The documents to lint: files and URLs as they are, the documents in folders, and the files that match patterns.

use std::path::{Path, PathBuf};

use renkei::text::glob;

/// A document to lint.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    /// Whether it was found in a folder, where other files are skipped.
    pub(super) is_from_folder: bool,
}

/// Folders that contain no documents of the user.
const SKIPPED: &[&str] = &["node_modules", "target"];

/// Finds the documents of all arguments, each once, in the order of the arguments.
///
/// # Errors
///
/// Returns a message if a folder cannot be read, or if no file matches a pattern.
pub(crate) fn find(specs: &[PathBuf]) -> Result<Vec<Input>, String> {
    let mut inputs: Vec<Input> = Vec::new();
    for spec in specs {
        for input in find_one(spec)? {
            if inputs.iter().all(|it| it.path != input.path) {
                inputs.push(input);
            }
        }
    }
    Ok(inputs)
}

fn find_one(spec: &Path) -> Result<Vec<Input>, String> {
    let of = |path: PathBuf| Input { path, is_from_folder: false };
    let text = spec.to_string_lossy();
    if spec.is_dir() {
        let mut paths = Vec::new();
        collect(spec, &mut |path| paths.push(path.to_owned()))?;
        paths.retain(|path| may_be_openapi(path));
        paths.sort_unstable();
        return Ok(paths.into_iter().map(|path| Input { path, is_from_folder: true }).collect());
    }
    if spec.exists() || text.contains("://") || !glob::is_pattern(&text) {
        return Ok(vec![of(spec.to_owned())]);
    }
    let mut paths = Vec::new();
    for alternative in glob::alternatives(&text) {
        let folder = glob::folder(&alternative);
        collect(Path::new(folder), &mut |path| {
            let name = path.to_string_lossy().replace('\\', "/");
            if glob::matches(&alternative, name.strip_prefix("./").unwrap_or(&name)) {
                paths.push(path.to_owned());
            }
        })?;
    }
    if paths.is_empty() {
        return Err(format!("no file matches `{text}`"));
    }
    paths.sort_unstable();
    Ok(paths.into_iter().map(of).collect())
}

/// Calls `add` for every file below a folder. Hidden folders and those of build tools are skipped.
fn collect(folder: &Path, add: &mut dyn FnMut(&Path)) -> Result<(), String> {
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let failed = |error| format!("cannot read {}: {error}", shown.display());
    for entry in std::fs::read_dir(shown).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Links to folders are not followed, so that circular links end.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            if !name.starts_with('.') && !SKIPPED.contains(&name.as_ref()) {
                collect(&folder.join(name.as_ref()), add)?;
            }
        } else {
            add(&folder.join(name.as_ref()));
        }
    }
    Ok(())
}

/// Whether a file has an ending of JSON or YAML and contains the key of the version. This only saves parsing other files.
fn may_be_openapi(path: &Path) -> bool {
    let ending = path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
    let is_candidate = matches!(ending.as_deref(), Some("json" | "yaml" | "yml"));
    is_candidate
        && std::fs::read_to_string(path)
            .is_ok_and(|text| text.contains("openapi") || text.contains("swagger"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_patterns_name_documents() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (path, text) in [
            ("b.yaml", "openapi: 3.0.0"),
            ("a.json", "{\"swagger\": \"2.0\"}"),
            ("notes.md", "openapi"),
            ("part.yaml", "type: object"),
            ("deep/c.yml", "openapi: 3.1.0"),
            (".git/d.yaml", "openapi: 3.1.0"),
            ("target/e.yaml", "openapi: 3.1.0"),
        ] {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let names = |spec: PathBuf| {
            find(&[spec]).map(|inputs| {
                let names = inputs.iter().map(|it| it.path.strip_prefix(root).unwrap());
                names.map(|it| it.display().to_string()).collect::<Vec<_>>()
            })
        };
        assert_eq!(names(root.to_owned()).unwrap(), ["a.json", "b.yaml", "deep/c.yml"]);
        assert_eq!(names(root.join("*.yaml")).unwrap(), ["b.yaml", "part.yaml"]);
        assert_eq!(names(root.join("**/*.{yml,json}")).unwrap(), ["a.json", "deep/c.yml"]);
        assert!(names(root.join("*.xml")).unwrap_err().contains("no file matches"));
        let twice = [root.join("b.yaml"), root.join("*.yaml")];
        assert_eq!(find(&twice).unwrap().len(), 2);
    }
}
