//! Which of several types a value fits best.
//!
//! Takes a [`Buffer`] and reads it as one type after the other, giving note of what each leaves unread. It must not
//! know the types. Objects pass over properties that they do not name, so that the first type that fits may be one
//! that loses most of the value.

use std::collections::HashSet;

use serde::de::{DeserializeOwned, Error};

use super::buffer::Buffer;
use super::held::{Held, Unread};

/// The types that a value fits, on the way to the best.
#[derive(Debug)]
pub struct Fits<'a, 'de, U> {
    value: &'a Buffer<'de>,
    found: Vec<(U, HashSet<usize>)>,
}

impl<'a, 'de, U> Fits<'a, 'de, U> {
    /// No type has been tried.
    pub fn of(value: &'a Buffer<'de>) -> Self {
        Self { value, found: Vec::new() }
    }

    /// Tries a type.
    pub fn add<T: DeserializeOwned>(&mut self, make: fn(T) -> U) {
        let unread = Unread::default();
        if let Ok(value) = T::deserialize(Held::watched(self.value, &unread)) {
            self.found.push((make(value), unread.into_inner()));
        }
    }

    /// The same, in a row.
    #[must_use]
    pub fn or<T: DeserializeOwned>(mut self, make: fn(T) -> U) -> Self {
        self.add(make);
        self
    }

    /// The variant that leaves least unread; of equals the first.
    ///
    /// # Errors
    ///
    /// When none fits.
    pub fn one<E: Error>(self, type_name: &str) -> Result<U, E> {
        self.best().ok_or_else(|| Buffer::misfit(type_name))
    }

    /// The variant that leaves least unread; of equals the first.
    pub fn best(mut self) -> Option<U> {
        let best = self.position()?;
        Some(self.found.swap_remove(best).0)
    }

    /// The same, unless another variant reads what this one does not: then the value is several of them at once, and
    /// none of them holds all of it.
    pub fn whole(mut self) -> Option<U> {
        let best = self.position()?;
        let (_, unread) = self.found.get(best)?;
        let is_whole = self.found.iter().all(|(_, other)| unread.is_subset(other));
        is_whole.then(|| self.found.swap_remove(best).0)
    }

    fn position(&self) -> Option<usize> {
        let counts = self.found.iter().map(|(_, unread)| unread.len()).enumerate();
        counts.min_by_key(|(_, count)| *count).map(|(index, _)| index)
    }
}
