//! URIs of files (RFC 8089), as editors write them.

use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// The path of a `file:` URI; `None` for other schemes, such as a document without a file.
pub(super) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    // A host before the path is this machine.
    let path = rest.get(rest.find('/')?..)?;
    let path = path.split(['?', '#']).next()?;
    let path = decoded(path)?;
    // `/c:/a.yaml` has a drive.
    let drive = path.strip_prefix('/').filter(|it| it.as_bytes().get(1) == Some(&b':'));
    Some(PathBuf::from(drive.unwrap_or(&path)))
}

/// The URI of an absolute path.
pub(super) fn of_path(path: &Path) -> Uri {
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mut text = format!("file://{slash}");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=@/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    Uri(text)
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|it| char::from(it).to_digit(16));
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_and_paths_convert() {
        for (uri, path) in [
            ("file:///a/b%20c/d%C3%A9.yaml", "/a/b c/dé.yaml"),
            ("file:///a/%23%3F.json", "/a/#?.json"),
        ] {
            assert_eq!(to_path(&Uri(uri.to_owned())), Some(PathBuf::from(path)));
            assert_eq!(of_path(Path::new(path)).0, uri);
        }
        let path = |uri: &str| to_path(&Uri(uri.to_owned()));
        assert_eq!(path("file:///c%3A/a.yaml"), Some(PathBuf::from("c:/a.yaml")));
        assert_eq!(path("file://localhost/a.yaml"), Some(PathBuf::from("/a.yaml")));
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("file:///a%zz"), None);
        assert_eq!(of_path(Path::new("c:\\a.yaml")).0, "file:///c%3A/a.yaml");
    }
}
