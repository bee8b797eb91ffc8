//! Joins relative paths (RFC 3986 section 5.2.4). It does not access the disk.

use std::path::{Component, Path, PathBuf};

use super::url;

/// Joins the path of a referenced file to the folder of the referencing file. `None` if a segment is not a plain name,
/// such as a drive. References in a remote document are URLs too.
pub(super) fn join(base: &Path, relative: &str) -> Option<PathBuf> {
    if url::is_url(relative) {
        return Some(url::normal(relative).into());
    }
    if let Some(base) = url::of(base) {
        return Some(url::join(base, relative).into());
    }
    let mut path = normal(base.parent().unwrap_or(Path::new("")));
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => up(&mut path),
            name => {
                let mut components = Path::new(name).components();
                let (first, rest) = (components.next(), components.next());
                if !matches!((first, rest), (Some(Component::Normal(_)), None)) {
                    return None;
                }
                path.push(name);
            }
        }
    }
    Some(path)
}

/// A path without `.` and, where there is something to go up from, without `..`.
pub(super) fn normal(path: &Path) -> PathBuf {
    if let Some(url) = url::of(path) {
        return url::normal(url).into();
    }
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => up(&mut result),
            other => result.push(other),
        }
    }
    result
}

fn up(path: &mut PathBuf) {
    match path.components().next_back() {
        Some(Component::Normal(_)) => {
            path.pop();
        }
        Some(Component::RootDir | Component::Prefix(_)) => {}
        _ => path.push(".."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_by_their_text() {
        let cases = [
            ("specs/api.yaml", "schemas/a.yml", "specs/schemas/a.yml"),
            ("specs/api.yaml", "./a.yml", "specs/a.yml"),
            ("specs/schemas/a.yml", "../common.yaml", "specs/common.yaml"),
            ("api.yaml", "../common.yaml", "../common.yaml"),
            ("../x/api.yaml", "../../b.yaml", "../../b.yaml"),
            ("./specs/./api.yaml", "a//b.yml", "specs/a/b.yml"),
            ("/api.yaml", "../../etc/a", "/etc/a"),
            ("api.yaml", "https://a.b/c.yaml", "https://a.b/c.yaml"),
            ("https://a.b/c/d.yaml", "../e.yaml", "https://a.b/e.yaml"),
            ("https://a.b/c/d.yaml", "../../../etc/a", "https://a.b/etc/a"),
        ];
        for (base, relative, expected) in cases {
            let found = join(Path::new(base), relative);
            assert_eq!(found.as_deref(), Some(Path::new(expected)), "{base} {relative}");
        }
    }
}
