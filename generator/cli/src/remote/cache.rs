//! Contents by their hash, in the user's cache folder; what is there is used only where it still has that hash.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use ring::digest::{SHA256, digest};

/// A folder; nothing is kept where there is none.
#[derive(Debug)]
pub(super) struct Cache(Option<PathBuf>);

impl Cache {
    pub(super) fn of_user() -> Self {
        Self(dirs::cache_dir().map(|it| it.join("renkei")))
    }

    pub(super) fn read(&self, hash: &str, limit: u64) -> Option<Vec<u8>> {
        let path = self.0.as_ref()?.join(hash);
        let file = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        let mut bytes = Vec::new();
        if file.len() > limit {
            return None;
        }
        fs::File::open(path).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
        (self::hash(&bytes) == hash).then_some(bytes)
    }

    /// Keeps a content. A cache that cannot be written costs a fetch the next time, and nothing else.
    pub(super) fn write(&self, hash: &str, bytes: &[u8]) {
        let Some(folder) = &self.0 else { return };
        let new = folder.join(format!("{hash}.{}", std::process::id()));
        let written = fs::create_dir_all(folder)
            .and_then(|()| fs::write(&new, bytes))
            .and_then(|()| fs::rename(&new, folder.join(hash)));
        if written.is_err() {
            let _ = fs::remove_file(new);
        }
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_its_hash_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache(Some(folder.path().join("a/b")));
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash(b"abc"), abc);
        assert_eq!(cache.read(abc, 10), None);
        cache.write(abc, b"abc");
        assert_eq!(cache.read(abc, 10).as_deref(), Some(b"abc".as_slice()));
        assert_eq!(cache.read(abc, 2), None);
        std::fs::write(folder.path().join("a/b").join(abc), b"abd").unwrap();
        assert_eq!(cache.read(abc, 10), None);
    }
}
