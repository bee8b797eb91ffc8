//! The planned items by path.

use std::collections::BTreeMap;

use crate::model::WireName;
use crate::plan::ir::{FieldItem, Item, RustType, TypePath};

/// All items of a client.
pub(in crate::plan) struct ItemIndex<'a>(BTreeMap<&'a TypePath, &'a Item>);

impl<'a> ItemIndex<'a> {
    pub(in crate::plan) fn of(items: impl IntoIterator<Item = &'a Item>) -> Self {
        Self(items.into_iter().map(|item| (item.path(), item)).collect())
    }

    pub(super) fn item(&self, path: &TypePath) -> Option<&'a Item> {
        self.0.get(path).copied()
    }

    /// The field of a struct for a property.
    pub(super) fn field(&self, ty: &RustType, name: &WireName) -> Option<&'a FieldItem> {
        let RustType::Item(path) = ty else { return None };
        match self.item(path)? {
            Item::Struct(item) => item.fields.iter().find(|field| field.wire == *name),
            _ => None,
        }
    }
}
