//! `Checkpoint`: the position of a pager, to be stored outside of the process.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The form of a checkpoint. Another form is not resumed.
pub(super) const VERSION: u32 = 1;

/// The position of a pager: the request, the cursor of its page, and the last item of the page that
/// is done.
///
/// An item is done when the next one is requested. So after a crash the last item is returned
/// again, and every item is returned at least once. The item is stored as a hash of its id, or of the
/// whole item if it has no `id`. If the page has changed so that the item is no longer on it, the page
/// is returned from its start.
///
/// A checkpoint belongs to one operation with the same parameters and body. Resuming another one is
/// an error. `Debug` shows neither the cursor nor an item.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    #[serde(default)]
    pub(super) version: u32,
    /// The operation's id; empty for the start of any list.
    #[serde(default)]
    pub(super) operation: String,
    /// The hash of the request without its cursor.
    #[serde(default)]
    pub(super) request: String,
    /// The cursor of the page; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
    /// The last item that is done; none if the page is not started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) item: Option<LastItem>,
    /// Whether all pages are done.
    #[serde(default)]
    pub(super) finished: bool,
}

/// An item of a page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LastItem {
    /// The hash of its id, or of the item. Text, because not every store keeps 64 bits of a number.
    pub(super) hash: String,
    /// How many items before it on the page have the same hash.
    pub(super) before: usize,
}

/// Encryption at rest. A cursor can be a secret, and a URL can name what is read.
#[cfg(feature = "encryption")]
#[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
impl Checkpoint {
    /// Returns the checkpoint encrypted, to be stored in place of its plain form.
    ///
    /// # Errors
    ///
    /// Fails if the system has no random numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use renkei_runtime::{Checkpoint, EncryptionKey};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let key = EncryptionKey::generate()?;
    /// let checkpoint = Checkpoint::default();
    /// let stored = checkpoint.encrypt(&key)?;
    /// assert_eq!(Checkpoint::decrypt(&stored, &key)?, checkpoint);
    /// # Ok(())
    /// # }
    /// ```
    pub fn encrypt(&self, key: &crate::EncryptionKey) -> std::io::Result<Vec<u8>> {
        key.encrypt(&serde_json::to_vec(self)?)
    }

    /// Returns the checkpoint that [`encrypt`](Self::encrypt) has encrypted.
    ///
    /// # Errors
    ///
    /// Fails if it was not encrypted, was changed, or was encrypted with another key.
    pub fn decrypt(stored: &[u8], key: &crate::EncryptionKey) -> std::io::Result<Self> {
        Ok(serde_json::from_slice(&key.decrypt(stored)?)?)
    }
}

impl LastItem {
    /// Returns the item before position `done` of a page.
    pub(super) fn before(done: usize, page: &[u64]) -> Option<Self> {
        let (hash, earlier) = page.get(..done)?.split_last()?;
        let before = earlier.iter().filter(|it| *it == hash).count();
        Some(Self { hash: format!("{hash:016x}"), before })
    }

    /// Returns the position after the item; the start of the page if the item is not on it.
    pub(super) fn position_after(&self, page: &[u64]) -> usize {
        let Ok(own) = u64::from_str_radix(&self.hash, 16) else { return 0 };
        let mut same = page.iter().enumerate().filter(|(_, hash)| **hash == own);
        same.nth(self.before).map_or(0, |(at, _)| at + 1)
    }
}

impl fmt::Debug for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkpoint")
            .field("operation", &self.operation)
            .field("has_cursor", &self.cursor.is_some())
            .field("has_item", &self.item.is_some())
            .field("finished", &self.finished)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "encryption")]
    #[test]
    fn an_encrypted_checkpoint_shows_nothing_and_needs_its_key() {
        let key = crate::EncryptionKey::generate().unwrap();
        let cursor = Some("s3cret".to_owned());
        let item = LastItem::before(1, &[7]);
        let checkpoint = Checkpoint { version: VERSION, cursor, item, ..Checkpoint::default() };
        let stored = checkpoint.encrypt(&key).unwrap();
        assert!(!stored.windows(6).any(|it| it == b"s3cret"));
        assert_ne!(stored, checkpoint.encrypt(&key).unwrap(), "each has its own nonce");
        assert_eq!(Checkpoint::decrypt(&stored, &key).unwrap(), checkpoint);
        let other = crate::EncryptionKey::generate().unwrap();
        assert!(Checkpoint::decrypt(&stored, &other).is_err());
        for at in [0, 25, stored.len() - 1] {
            let mut changed = stored.clone();
            changed[at] ^= 1;
            assert!(Checkpoint::decrypt(&changed, &key).is_err(), "{at}");
        }
        let plain = serde_json::to_vec(&checkpoint).unwrap();
        assert!(Checkpoint::decrypt(&plain, &key).is_err());
    }

    #[test]
    fn an_item_is_found_where_it_is_now() {
        let before = |done| LastItem::before(done, &[7, 8, 7, 9]);
        assert!(before(0).is_none() && before(5).is_none());
        for (done, now, position) in [
            (1, &[7, 8, 7, 9][..], 1),
            (3, &[7, 8, 7, 9], 3),
            (3, &[1, 7, 7, 9], 3),
            (2, &[7, 7, 9, 8], 4),
            (2, &[7, 7, 9], 0),
            (3, &[7, 8], 0),
            (4, &[], 0),
        ] {
            assert_eq!(before(done).unwrap().position_after(now), position, "{done} {now:?}");
        }
    }
}
