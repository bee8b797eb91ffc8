//! Hashes that are the same in every process and release, unlike those of the standard library.

/// The hash FNV-1a in 64 bits.
#[derive(Clone, Copy)]
pub(crate) struct StableHash(u64);

impl StableHash {
    pub(crate) const NEW: Self = Self(0xcbf2_9ce4_8422_2325);

    /// Adds bytes, and their length, so that two parts never run together.
    pub(crate) fn add(mut self, bytes: &[u8]) -> Self {
        for byte in bytes.iter().copied().chain((bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    pub(crate) fn value(self) -> u64 {
        self.0
    }

    /// Returns the hash as text.
    pub(crate) fn text(self) -> String {
        format!("{:016x}", self.0)
    }
}
