//! Types: the first difference of two items, with everything in them.

use std::collections::HashSet;

use super::Surface;
use crate::plan::{
    Constructor, EnumItem, FieldItem, Item, Presence, RustType, StructItem, TypePath, UnionItem,
};

/// Two clients, and what has been compared of them.
pub(super) struct Comparison<'s, 'a> {
    pub(super) before: &'s Surface<'a>,
    pub(super) after: &'s Surface<'a>,
    /// Pairs of types that are being compared, which can contain themselves.
    pairs: HashSet<(&'a TypePath, &'a TypePath)>,
}

impl<'s, 'a> Comparison<'s, 'a> {
    pub(super) fn new(before: &'s Surface<'a>, after: &'s Surface<'a>) -> Self {
        Self { before, after, pairs: HashSet::new() }
    }

    /// The first difference of an item.
    pub(super) fn item(&mut self, item: &'a Item, other: &'a Item) -> Option<String> {
        let (Some(item), Some(other)) =
            (self.before.get(item.path()), self.after.get(other.path()))
        else {
            return Some("has no definition any more".to_owned());
        };
        if !self.pairs.insert((item.path(), other.path())) {
            return None;
        }
        match (item, other) {
            (Item::Struct(item), Item::Struct(other)) => self.structure(item, other),
            (Item::Enum(item), Item::Enum(other)) => enumeration(item, other),
            (Item::Union(item), Item::Union(other)) => self.union(item, other),
            (Item::Alias(item), Item::Alias(other)) => self.ty(&item.target, &other.target),
            (item, other) => Some(format!("was {}, and is {}", kind(item), kind(other))),
        }
    }

    fn structure(&mut self, item: &'a StructItem, other: &'a StructItem) -> Option<String> {
        let fields = item.fields.iter().chain(&item.rest).find_map(|field| {
            let mut fields = other.fields.iter().chain(&other.rest);
            let Some(found) = fields.find(|it| it.name == field.name) else {
                return Some(format!("has no field `{}` any more", field.name));
            };
            let change = self.ty(&field.ty, &found.ty)?;
            Some(format!("has another type in `{}`: {change}", field.name))
        });
        fields.or_else(|| self.constructor(item, other))
    }

    fn constructor(&mut self, item: &'a StructItem, other: &'a StructItem) -> Option<String> {
        match (item.constructor, other.constructor) {
            (Constructor::None, _) => return None,
            (before, after) if before != after => {
                return Some("has another constructor".to_owned());
            }
            _ => {}
        }
        let (before, after) = (required(item), required(other));
        if let Some(new) = after.iter().find(|it| !before.iter().any(|known| known.name == it.name))
        {
            return Some(format!("requires `{}` in its constructor", new.name));
        }
        if let Some(gone) =
            before.iter().find(|it| !after.iter().any(|known| known.name == it.name))
        {
            return Some(format!("does not take `{}` in its constructor any more", gone.name));
        }
        let is_ordered = before.iter().map(|it| &it.name).eq(after.iter().map(|it| &it.name));
        if !is_ordered && item.constructor == Constructor::New {
            return Some("takes the arguments of its constructor in another order".to_owned());
        }
        if item.default && !other.default {
            return Some("does not implement `Default` any more".to_owned());
        }
        let setters = item.fields.iter().find(|it| {
            let after = other.fields.iter().find(|later| later.name == it.name);
            it.presence != Presence::Required && it.sent && after.is_some_and(|it| !it.sent)
        });
        if let Some(field) = setters {
            return Some(format!("has no setter for `{}` any more", field.name));
        }
        let takes = before.iter().zip(&after);
        takes.clone().find_map(|(one, two)| self.ty(&one.setter.takes, &two.setter.takes))
    }

    fn union(&mut self, item: &'a UnionItem, other: &'a UnionItem) -> Option<String> {
        item.variants.iter().find_map(|variant| {
            let Some(found) = other.variants.iter().find(|it| it.name == variant.name) else {
                return Some(format!("has no variant `{}` any more", variant.name));
            };
            if variant.from && !found.from {
                return Some(format!("is not made from the type of `{}` any more", variant.name));
            }
            let change = self.ty(&variant.ty, &found.ty)?;
            Some(format!("has another type in the variant `{}`: {change}", variant.name))
        })
    }

    /// The first difference of a type.
    pub(super) fn ty(&mut self, ty: &'a RustType, other: &'a RustType) -> Option<String> {
        let change = || Some(format!("`{ty}` became `{other}`"));
        match (ty, other) {
            (RustType::Item(path), RustType::Item(other_path)) => {
                let (item, found) = match (self.before.get(path), self.after.get(other_path)) {
                    (Some(item), Some(found)) => (item, found),
                    // The enums by status are named and nothing else.
                    (None, None) if path == other_path => return None,
                    _ => return change(),
                };
                match (item.component(), found.component()) {
                    (None, None) => self.item(item, found),
                    (one, two) if one == two => None,
                    _ => change(),
                }
            }
            (one, two) if one.parts().len() == two.parts().len() => {
                let is_same_kind = std::mem::discriminant(one) == std::mem::discriminant(two);
                if !is_same_kind || (one.parts().is_empty() && one != two) {
                    return change();
                }
                let mut parts = one.parts().iter().zip(two.parts());
                parts.find_map(|(one, two)| self.ty(one, two))
            }
            _ => change(),
        }
    }
}

/// The fields that the constructor takes.
fn required(item: &StructItem) -> Vec<&FieldItem> {
    item.fields.iter().filter(|it| it.presence == Presence::Required && it.sent).collect()
}

fn kind(item: &Item) -> &'static str {
    match item {
        Item::Struct(_) => "a struct",
        Item::Enum(_) => "an enum of values",
        Item::Union(_) => "an enum of types",
        Item::Alias(_) => "an alias",
        Item::Shared(_) => "a shared type",
    }
}

fn enumeration(item: &EnumItem, other: &EnumItem) -> Option<String> {
    let lost = item
        .variants
        .iter()
        .find(|variant| !other.variants.iter().any(|it| it.name == variant.name));
    let lost = lost.map(|it| format!("has no variant `{}` any more", it.name));
    lost.or_else(|| (item.repr != other.repr).then(|| "has values of another type".to_owned()))
}
