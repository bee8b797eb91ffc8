//! The structs that are read into an empty value of their type.
//!
//! Takes the planned items; marks structs. The runtime knows an empty value and a reader of every type but the configured
//! ones, which only serde can read. A struct that contains itself in a required field has no value at all, and so no empty one.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::ir::{Item, Presence, RustType, StructItem, TypePath};
use crate::plan::naming::item_names::ItemLocation;

/// Marks the structs.
pub(super) fn mark(items: &mut BTreeMap<ItemLocation, Vec<Item>>) {
    let by_path: BTreeMap<&TypePath, &Item> =
        items.values().flatten().map(|item| (item.path(), item)).collect();
    let types = Types { items: by_path, in_place: BTreeSet::new() };
    let in_place: BTreeSet<TypePath> = types.structs_in_place().into_iter().cloned().collect();
    for item in items.values_mut().flatten() {
        if let Item::Struct(item) = item {
            item.in_place = in_place.contains(&item.path);
        }
    }
}

/// All items, and the structs that are read in place, as far as they have been found.
struct Types<'a> {
    items: BTreeMap<&'a TypePath, &'a Item>,
    in_place: BTreeSet<&'a TypePath>,
}

impl<'a> Types<'a> {
    /// A struct is added when all structs are that its required fields contain, so that one which contains itself never is.
    fn structs_in_place(mut self) -> BTreeSet<&'a TypePath> {
        let structs = self.items.values().filter_map(|item| match item {
            Item::Struct(item) => Some(item),
            _ => None,
        });
        let mut rest: Vec<&StructItem> = structs
            .filter(|it| it.fields.iter().chain(&it.rest).all(|field| self.is_known(&field.ty)))
            .collect();
        loop {
            let before = rest.len();
            rest.retain(|item| {
                let mut required =
                    item.fields.iter().filter(|field| field.presence == Presence::Required);
                let has_empty = required.all(|field| self.has_empty(&field.ty));
                if has_empty {
                    self.in_place.insert(&item.path);
                }
                !has_empty
            });
            if rest.len() == before {
                return self.in_place;
            }
        }
    }

    /// Whether the runtime can read the type without serde.
    fn is_known(&self, ty: &RustType) -> bool {
        let is_own = match ty {
            RustType::Foreign(_) | RustType::Bytes | RustType::FilePart => false,
            RustType::Item(path) => match self.items.get(path) {
                Some(Item::Alias(alias)) => self.is_known(&alias.target),
                _ => true,
            },
            _ => true,
        };
        is_own && ty.parts().iter().all(|part| self.is_known(part))
    }

    /// Whether the type has an empty value.
    fn has_empty(&self, ty: &RustType) -> bool {
        match ty {
            RustType::Boxed(_) | RustType::Numeric(_) | RustType::Tuple(_) => {
                ty.parts().iter().all(|part| self.has_empty(part))
            }
            RustType::Item(path) => match self.items.get(path) {
                Some(Item::Struct(item)) => self.in_place.contains(&item.path),
                Some(Item::Alias(alias)) => self.has_empty(&alias.target),
                _ => true,
            },
            _ => true,
        }
    }
}
