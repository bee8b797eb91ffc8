//! The records of a journal: length, checksum, kind and contents.

use std::io;

use crate::journal::Intent;
use crate::stable_hash::StableHash;

/// A record of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// A write that is about to be sent: its id and fingerprint, and the intent as bytes.
    Intended { id: String, fingerprint: String, intent: Vec<u8> },
    /// The id of a write whose outcome is known.
    Settled { id: String },
}

/// The length and the checksum of the contents.
const HEAD: usize = 4 + 8;
/// The longest contents, so that a damaged length is no huge allocation.
const MAX_LENGTH: usize = 64 * 1024 * 1024;

impl Record {
    pub(super) fn intended(intent: &Intent) -> io::Result<Self> {
        let (id, fingerprint) = (intent.id(), intent.fingerprint().to_owned());
        let intent = intent.to_bytes()?;
        if intent.len() > MAX_LENGTH {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the request is over 64 MiB"));
        }
        Ok(Self::Intended { id, fingerprint, intent })
    }

    pub(super) fn settled(id: String) -> Self {
        Self::Settled { id }
    }

    /// Returns the contents: the kind and the bytes.
    pub(super) fn contents(&self) -> Vec<u8> {
        match self {
            Self::Intended { intent, .. } => [b"i", intent.as_slice()].concat(),
            Self::Settled { id } => [b"s", id.as_bytes()].concat(),
        }
    }

    /// Reads contents.
    pub(super) fn read(contents: &[u8]) -> io::Result<Self> {
        let invalid = || io::Error::new(io::ErrorKind::InvalidData, "a record of no known kind");
        let (kind, rest) = contents.split_first().ok_or_else(invalid)?;
        match kind {
            b'i' => Self::intended(&Intent::from_bytes(rest)?),
            b's' => Ok(Self::settled(String::from_utf8(rest.to_vec()).map_err(|_| invalid())?)),
            _ => Err(invalid()),
        }
    }
}

/// Frames contents as they are appended.
pub(super) fn framed(contents: &[u8]) -> Vec<u8> {
    // `Record::intended` limits the length.
    let length = u32::try_from(contents.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(HEAD + contents.len());
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&checksum(contents).to_le_bytes());
    bytes.extend_from_slice(contents);
    bytes
}

/// Returns the first contents and the bytes after them; `None` if they are cut off or damaged.
pub(super) fn unframed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (contents, rest) = rest.split_at_checked(length)?;
    (checksum(contents) == u64::from_le_bytes(*sum)).then_some((contents, rest))
}

/// Whether the first record is damaged and another one follows it, so that it was not cut off.
pub(super) fn is_damaged(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return false };
    let end = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX).saturating_add(8);
    rest.get(end..).is_some_and(|after| unframed(after).is_some())
}

fn checksum(contents: &[u8]) -> u64 {
    StableHash::NEW.add(contents).value()
}
