//! Remote documents by hash, in the user's cache folder. A file whose content does not match its hash is ignored.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use renkei::write::write_file;

use crate::digest::sha256;

/// The cache folder; `None` disables the cache.
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
        (sha256(&bytes) == hash).then_some(bytes)
    }

    /// Stores a document. A failure is ignored: it only costs another request in the next run.
    pub(super) fn write(&self, hash: &str, bytes: &[u8]) {
        let Some(folder) = &self.0 else { return };
        if fs::create_dir_all(folder).is_ok() {
            let _ = write_file(&folder.join(hash), bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_another_hash_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache(Some(folder.path().join("a/b")));
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), abc);
        assert_eq!(cache.read(abc, 10), None);
        cache.write(abc, b"abc");
        assert_eq!(cache.read(abc, 10).as_deref(), Some(b"abc".as_slice()));
        assert_eq!(cache.read(abc, 2), None);
        std::fs::write(folder.path().join("a/b").join(abc), b"abd").unwrap();
        assert_eq!(cache.read(abc, 10), None);
    }
}
