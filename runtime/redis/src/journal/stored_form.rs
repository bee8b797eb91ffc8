//! `StoredForm`: how the records of a journal are kept in Redis, in clear or encrypted.

use std::io;

#[cfg(feature = "encryption")]
use renkei_runtime::EncryptionKey;
use renkei_runtime::Intent;

/// Writes and reads the fields of a journal's hash: the id of a write, its fingerprint and its intent.
#[derive(Default)]
pub(super) struct StoredForm {
    #[cfg(feature = "encryption")]
    encryption: Option<EncryptionKey>,
}

impl StoredForm {
    #[cfg(feature = "encryption")]
    pub(super) fn encrypted(key: EncryptionKey) -> Self {
        Self { encryption: Some(key) }
    }

    /// Returns what stands for an id or a fingerprint. It is the same each time.
    pub(super) fn name(&self, plain: &str) -> String {
        #[cfg(feature = "encryption")]
        if let Some(key) = &self.encryption {
            return key.pseudonym(plain.as_bytes());
        }
        plain.to_owned()
    }

    /// Returns the bytes of an intent.
    pub(super) fn bytes(&self, intent: &Intent) -> io::Result<Vec<u8>> {
        let plain = intent.to_bytes()?;
        #[cfg(feature = "encryption")]
        if let Some(key) = &self.encryption {
            return key.encrypt(&plain);
        }
        Ok(plain)
    }

    /// Reads a record: the name of the fingerprint in hexadecimal, and the bytes of the intent, which do not begin with a digit.
    pub(super) fn read(&self, stored: &[u8]) -> io::Result<Intent> {
        let start = stored.iter().position(|byte| !byte.is_ascii_hexdigit());
        let bytes = start.and_then(|start| stored.get(start..)).unwrap_or(stored);
        #[cfg(feature = "encryption")]
        if let Some(key) = &self.encryption {
            return Intent::from_bytes(&key.decrypt(bytes)?);
        }
        if !bytes.starts_with(b"{") {
            let what = "it is encrypted, or another program has written it";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Intent::from_bytes(bytes)
    }
}
