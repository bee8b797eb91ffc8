//! `renkei.lock`: the hash of each remote document. The file belongs in version control.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use renkei::write::write_file;
use serde_json::{Value, json};

const FILE_NAME: &str = "renkei.lock";

/// The version of the file format.
const FORMAT: u64 = 1;

/// Returns the lock file in the folder of a local document, or in the current folder for a remote one.
pub(super) fn path(spec: &Path) -> PathBuf {
    if spec.is_file() { spec.with_file_name(FILE_NAME) } else { PathBuf::from(FILE_NAME) }
}

/// The SHA-256 of each document, by URL.
#[derive(Debug, Default)]
pub(super) struct Lock(BTreeMap<String, String>);

impl Lock {
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).ok_or_else(|| {
                format!(
                    "{} is not a valid lock file; fix it, or delete it to pin all documents again",
                    path.display()
                )
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("cannot read {}: {error}", path.display())),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value.get("format")?.as_u64()? != FORMAT {
            return None;
        }
        let remote = value.get("remote")?.as_object()?.iter();
        let pin = |(url, hash): (&String, &Value)| {
            let hash = hash.as_str()?.strip_prefix("sha256:").filter(|it| is_hash(it))?;
            Some((url.clone(), hash.to_owned()))
        };
        remote.map(pin).collect::<Option<_>>().map(Self)
    }

    fn text(&self) -> String {
        let remote: serde_json::Map<String, Value> = self
            .0
            .iter()
            .map(|(url, hash)| (url.clone(), format!("sha256:{hash}").into()))
            .collect();
        format!("{:#}\n", json!({ "format": FORMAT, "remote": remote }))
    }

    /// Writes the file atomically.
    pub(super) fn write(&self, path: &Path) -> Result<(), String> {
        write_file(path, self.text().as_bytes()).map_err(|error| error.to_string())
    }

    pub(super) fn get(&self, url: &str) -> Option<&str> {
        self.0.get(url).map(String::as_str)
    }

    /// Pins a document. Returns whether the lock has changed.
    pub(super) fn pin(&mut self, url: &str, hash: &str) -> bool {
        self.0.insert(url.to_owned(), hash.to_owned()).as_deref() != Some(hash)
    }
}

/// Validates a hash, because it is used as a file name in the cache.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_round_trips() {
        let mut lock = Lock::default();
        let (one, other) = ("0123456789abcdef".repeat(4), "f".repeat(64));
        assert!(lock.pin("https://b.example/", &one) && lock.pin("https://a.example/", &one));
        assert!(!lock.pin("https://a.example/", &one) && lock.pin("https://a.example/", &other));
        let text = lock.text();
        assert_eq!(
            text,
            format!(
                "{{\n  \"format\": 1,\n  \"remote\": {{\n    \"https://a.example/\": \"sha256:{other}\",\n    \"https://b.example/\": \"sha256:{one}\"\n  }}\n}}\n"
            )
        );
        assert_eq!(Lock::parse(&text).unwrap().0, lock.0);
        for wrong in [
            "",
            "[]",
            "{\"format\": 2, \"remote\": {}}",
            "{\"format\": 1}",
            "{\"format\": 1, \"remote\": {\"a\": \"sha256:../../a\"}}",
        ] {
            assert!(Lock::parse(wrong).is_none(), "{wrong}");
        }
    }
}
