//! The records of a journal: mark, length, checksum, kind and contents.

use std::io;

use crate::journal::Intent;
use crate::stable_hash::StableHash;

/// A record of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// A write that is about to be sent: its id and fingerprint, when it was recorded, and the intent as bytes.
    Intended { id: String, fingerprint: String, created_ms: u64, intent: Vec<u8> },
    /// The id of a write whose outcome is known.
    Settled { id: String },
}

/// The beginning of a record, to find one after damage. No intent contains it, because it is not UTF-8.
const MARK: [u8; 4] = [0xff, b'r', b'k', 0xfe];
/// The mark, the length of the contents, and the checksum of both.
const HEAD: usize = MARK.len() + 4 + 8;
/// How many bytes are compared with their checksums at most while a record is searched.
const MOST_COMPARED: usize = 256 * 1024 * 1024;
/// The longest contents, so that a damaged length is no huge allocation.
const MAX_LENGTH: usize = 64 * 1024 * 1024;

impl Record {
    pub(super) fn intended(intent: &Intent) -> io::Result<Self> {
        let (id, fingerprint) = (intent.id(), intent.fingerprint().to_owned());
        let created_ms = intent.created_ms();
        let intent = intent.to_bytes()?;
        if intent.len() > MAX_LENGTH {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the request is over 64 MiB"));
        }
        Ok(Self::Intended { id, fingerprint, created_ms, intent })
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
    bytes.extend_from_slice(&MARK);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&checksum(contents).to_le_bytes());
    bytes.extend_from_slice(contents);
    bytes
}

/// Returns the first contents and the bytes after them; `None` if they are cut off or damaged.
pub(super) fn unframed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, sum, rest) = head(bytes)?;
    let (contents, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    (checksum(contents) == sum).then_some((contents, rest))
}

/// Whether a record begins anywhere after the first byte, so that what is before it was not cut off. A search that takes too long
/// finds one.
pub(super) fn has_later_record(bytes: &[u8]) -> bool {
    let (mut rest, mut left) = (bytes, MOST_COMPARED);
    while let Some(candidate) = next_mark(rest) {
        let length = head(candidate).and_then(|(length, ..)| usize::try_from(length).ok());
        if let Some(length) = length.filter(|length| *length <= candidate.len()) {
            if length > left || unframed(candidate).is_some() {
                return true;
            }
            left -= length;
        }
        rest = candidate;
    }
    false
}

/// Returns the bytes from the next mark after the first byte.
fn next_mark(bytes: &[u8]) -> Option<&[u8]> {
    let (_, rest) = bytes.split_first()?;
    rest.get(rest.windows(MARK.len()).position(|it| it == MARK)?..)
}

/// Returns the length of the contents, their checksum, and the bytes after the head.
fn head(bytes: &[u8]) -> Option<(u32, u64, &[u8])> {
    let rest = bytes.strip_prefix(&MARK)?;
    let (length, rest) = rest.split_first_chunk()?;
    let (sum, rest) = rest.split_first_chunk()?;
    Some((u32::from_le_bytes(*length), u64::from_le_bytes(*sum), rest))
}

/// Returns the checksum of contents and their length.
fn checksum(contents: &[u8]) -> u64 {
    StableHash::NEW.add(contents).value()
}
