//! `PathMap`: values by path template.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Values by path template.
///
/// Path templates are found by their address: they are part of the program, so one address always has the same text, and to hash
/// it costs a few instructions. One text may have several addresses, which then have a value each.
#[derive(Debug)]
pub(crate) struct PathMap<T>(HashMap<Address, T, BuildHasherDefault<AddressHasher>>);

/// Where a text is, and its length.
type Address = (usize, usize);

fn address(path: &'static str) -> Address {
    (path.as_ptr().addr(), path.len())
}

impl<T> Default for PathMap<T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<T> PathMap<T> {
    pub(crate) fn get(&self, path: &'static str) -> Option<&T> {
        self.0.get(&address(path))
    }

    /// Returns the value of a path template, which is made if it is new.
    pub(crate) fn get_or_insert_with(
        &mut self,
        path: &'static str,
        new: impl FnOnce() -> T,
    ) -> &mut T {
        self.0.entry(address(path)).or_insert_with(new)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.values()
    }
}

/// A quick hash of addresses, which nobody can choose to collide.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_usize(usize::from(*byte)));
    }

    fn write_usize(&mut self, number: usize) {
        self.0 = (self.0.rotate_left(5) ^ number as u64).wrapping_mul(0xf135_7aea_2e62_a9c5);
    }

    /// A table uses the lowest and the highest bits. The middle ones depend on most of the input.
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::Hash;

    use super::*;

    #[test]
    fn addresses_have_different_places() {
        let hash = |number: usize| {
            let mut hasher = AddressHasher::default();
            (0x5555_0000_0000 + number, 20usize).hash(&mut hasher);
            hasher.finish()
        };
        let hashes: Vec<u64> = (0..2000).map(|number| hash(24 * number)).collect();
        for mask in [0xfff, 0xfff << 52] {
            let places: HashSet<u64> = hashes.iter().map(|it| it & mask).collect();
            // 2,000 balls in 4,096 places fill 1,580 of them.
            assert!(places.len() > 1400, "{mask:x}: {}", places.len());
        }
    }
}
