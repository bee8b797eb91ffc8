//! Maps and sets of types. Types are numbered from zero, so a `Vec` indexes them without a search.

use crate::model::TypeId;

/// A map from types to values.
#[derive(Clone, Debug)]
pub(crate) struct TypeMap<T>(Vec<Option<T>>);

impl<T> Default for TypeMap<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> TypeMap<T> {
    pub(crate) fn get(&self, id: TypeId) -> Option<&T> {
        self.0.get(id.0 as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, id: TypeId) -> Option<&mut T> {
        self.0.get_mut(id.0 as usize)?.as_mut()
    }

    /// Sets the value of a type.
    pub(crate) fn insert(&mut self, id: TypeId, value: T) {
        let index = id.0 as usize;
        if index >= self.0.len() {
            self.0.resize_with(index + 1, || None);
        }
        if let Some(slot) = self.0.get_mut(index) {
            *slot = Some(value);
        }
    }
}

impl<T> FromIterator<(TypeId, T)> for TypeMap<T> {
    fn from_iter<I: IntoIterator<Item = (TypeId, T)>>(values: I) -> Self {
        let mut all = Self::default();
        values.into_iter().for_each(|(id, value)| all.insert(id, value));
        all
    }
}

/// A set of types.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeSet(Vec<bool>);

impl TypeSet {
    pub(crate) fn contains(&self, id: TypeId) -> bool {
        self.0.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// Adds a type. Returns whether it is new.
    pub(crate) fn insert(&mut self, id: TypeId) -> bool {
        let index = id.0 as usize;
        if index >= self.0.len() {
            self.0.resize(index + 1, false);
        }
        self.0.get_mut(index).is_some_and(|slot| !std::mem::replace(slot, true))
    }

    pub(crate) fn remove(&mut self, id: TypeId) {
        if let Some(slot) = self.0.get_mut(id.0 as usize) {
            *slot = false;
        }
    }

    /// The types in the order of their numbers.
    pub(crate) fn ids(&self) -> impl Iterator<Item = TypeId> {
        let numbered = (0_u32..).zip(&self.0);
        numbered.filter(|(_, is_in)| **is_in).map(|(number, _)| TypeId(number))
    }
}

impl FromIterator<TypeId> for TypeSet {
    fn from_iter<I: IntoIterator<Item = TypeId>>(ids: I) -> Self {
        let mut all = Self::default();
        ids.into_iter().for_each(|id| {
            all.insert(id);
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserted_values_are_returned() {
        let mut set: TypeSet = [TypeId(4), TypeId(1)].into_iter().collect();
        assert!(!set.insert(TypeId(4)) && set.insert(TypeId(9)));
        set.remove(TypeId(1));
        set.remove(TypeId(70));
        assert_eq!(set.ids().collect::<Vec<_>>(), [TypeId(4), TypeId(9)]);
        assert!(!set.contains(TypeId(1)) && !set.contains(TypeId(70)));

        let mut table: TypeMap<&str> = [(TypeId(2), "b")].into_iter().collect();
        table.insert(TypeId(0), "a");
        table.insert(TypeId(2), "c");
        if let Some(value) = table.get_mut(TypeId(0)) {
            *value = "d";
        }
        let found = [0, 1, 2, 3].map(|id| table.get(TypeId(id)).copied());
        assert_eq!(found, [Some("d"), None, Some("c"), None]);
    }
}
