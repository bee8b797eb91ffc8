//! `EncryptionKey`: encrypts what is stored, with AES-256-GCM.

use std::fmt;
use std::io;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

/// The beginning of an encrypted file, which is authenticated too.
const MAGIC: &[u8] = b"renkei AES-256-GCM 1\n";

/// A key for what is stored, such as recordings: 256 bits for AES-256-GCM.
///
/// Each file has a random nonce. A file that was changed or has another key is an error.
///
/// # Examples
///
/// ```
/// use renkei_runtime::EncryptionKey;
///
/// # fn main() -> std::io::Result<()> {
/// let key = EncryptionKey::generate()?;
/// let stored = key.encrypt(b"a recording")?;
/// assert_eq!(key.decrypt(&stored)?, b"a recording");
/// assert!(EncryptionKey::generate()?.decrypt(&stored).is_err());
/// assert_eq!(key.pseudonym(b"order 17"), key.pseudonym(b"order 17"));
/// assert_ne!(key.pseudonym(b"order 17"), EncryptionKey::generate()?.pseudonym(b"order 17"));
/// # Ok(())
/// # }
/// ```
pub struct EncryptionKey {
    cipher: LessSafeKey,
    /// Derived from the same bytes.
    pseudonyms: hmac::Key,
}

impl EncryptionKey {
    /// Creates a key from its 32 bytes. They must be random: a password is not a key.
    ///
    /// # Errors
    ///
    /// Never, for 32 bytes.
    pub fn new(bytes: &[u8; 32]) -> io::Result<Self> {
        let key = UnboundKey::new(&AES_256_GCM, bytes);
        let key = key.map_err(|_| io::Error::other("the key is not usable"))?;
        let root = hmac::Key::new(hmac::HMAC_SHA256, bytes);
        let derived = hmac::sign(&root, b"renkei pseudonyms 1");
        let pseudonyms = hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref());
        Ok(Self { cipher: LessSafeKey::new(key), pseudonyms })
    }

    /// Creates a random key, which is lost with the value: for tests.
    ///
    /// # Errors
    ///
    /// Fails if the system has no random numbers.
    pub fn generate() -> io::Result<Self> {
        let mut bytes = [0; 32];
        random(&mut bytes)?;
        Self::new(&bytes)
    }

    /// Encrypts bytes. The result is the nonce, the ciphertext and its tag.
    ///
    /// # Errors
    ///
    /// Fails if the system has no random numbers.
    pub fn encrypt(&self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        random(&mut nonce)?;
        let mut sealed = plain.to_vec();
        let at = Nonce::assume_unique_for_key(nonce);
        self.cipher
            .seal_in_place_append_tag(at, Aad::from(MAGIC), &mut sealed)
            .map_err(|_| io::Error::other("it is too long to be encrypted"))?;
        Ok([MAGIC, &nonce, &sealed].concat())
    }

    /// Returns a name in hexadecimal that stands for bytes in a store (HMAC-SHA-256). Equal bytes have the same name. Without the
    /// key, nobody can tell what they are.
    pub fn pseudonym(&self, plain: &[u8]) -> String {
        let tag = hmac::sign(&self.pseudonyms, plain);
        tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Decrypts bytes.
    ///
    /// # Errors
    ///
    /// Fails if they were not encrypted by [`encrypt`](Self::encrypt), were changed, or have another key.
    pub fn decrypt(&self, stored: &[u8]) -> io::Result<Vec<u8>> {
        let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what);
        let sealed = stored.strip_prefix(MAGIC).and_then(|it| it.split_at_checked(NONCE_LEN));
        let (nonce, sealed) =
            sealed.ok_or_else(|| invalid("it is not encrypted by this library"))?;
        let mut sealed = sealed.to_vec();
        let changed = |_| invalid("it was changed, or was encrypted with another key");
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(changed)?;
        let plain =
            self.cipher.open_in_place(nonce, Aad::from(MAGIC), &mut sealed).map_err(changed)?;
        Ok(plain.to_vec())
    }
}

fn random(bytes: &mut [u8]) -> io::Result<()> {
    let filled = SystemRandom::new().fill(bytes);
    filled.map_err(|_| io::Error::other("the system has no random numbers"))
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptionKey")
    }
}
