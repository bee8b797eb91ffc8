//! The public items of a generated client, compared by structure.
//!
//! Takes a plan; finds the first difference that a program can notice. Components are compared by their names, and inline
//! types by their content, because which inline types share a definition is private.

mod methods;
mod servers;

use std::collections::{BTreeMap, HashMap, HashSet};

use self::servers::ServerType;
use crate::plan::{
    Constructor, Crate, EnumItem, FieldItem, Group, HeadersItem, Item, OperationItem, Presence,
    RustType, StructItem, TypePath, UnionItem,
};

/// The public items of a client.
pub struct Surface<'a> {
    pub(super) items: BTreeMap<&'a TypePath, &'a Item>,
    /// Definitions that several names share, which nobody can name.
    shared: HashMap<&'a TypePath, &'a Item>,
    /// The methods by group and name, such as `orders().create_order`.
    pub(super) operations: BTreeMap<String, &'a OperationItem>,
    /// The structs of response headers.
    headers: HashMap<&'a TypePath, &'a HeadersItem>,
    /// The types of servers.
    servers: BTreeMap<String, ServerType<'a>>,
}

/// Pairs of types that are being compared, which can contain themselves.
type Pairs<'a> = HashSet<(&'a TypePath, &'a TypePath)>;

impl<'a> Surface<'a> {
    /// Collects the items and methods of a plan.
    #[must_use]
    pub fn of(plan: &'a Crate) -> Self {
        let in_groups = plan.groups.iter().flat_map(|it| &it.items);
        let items = plan.types.iter().flat_map(|it| &it.items).chain(in_groups);
        let shared = plan.groups.iter().flat_map(|it| &it.shared).chain(&plan.shared);
        let headers = plan.groups.iter().flat_map(|it| &it.headers);
        let named = |group: &'a Group| {
            let name = |it: &'a OperationItem| (format!("{}().{}", group.module, it.method), it);
            group.operations.iter().map(name)
        };
        Self {
            items: items.map(|it| (it.path(), it)).collect(),
            shared: shared.map(|it| (it.path(), it)).collect(),
            operations: plan.groups.iter().flat_map(named).collect(),
            headers: headers.map(|it| (&it.path, it)).collect(),
            servers: servers::types(&plan.servers),
        }
    }

    /// Returns how many items and methods there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len() + self.operations.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the items with their definitions, by their paths.
    pub fn definitions(&self) -> impl Iterator<Item = (&'a TypePath, &'a Item)> {
        self.items.keys().filter_map(|path| Some((*path, self.get(path)?)))
    }

    /// Returns the methods by group and name, such as `orders().create_order`.
    pub fn methods(&self) -> impl Iterator<Item = (&str, &'a OperationItem)> {
        self.operations.iter().map(|(name, item)| (name.as_str(), *item))
    }

    /// Returns what a later client does not have, or has in another form.
    #[must_use]
    pub fn lost_in(&self, later: &Surface<'a>) -> Vec<String> {
        let items = self.items.iter().filter_map(|(path, item)| {
            let change = match later.items.get(path) {
                None => Some("is missing".to_owned()),
                Some(other) => self.item_change(item, later, other),
            };
            Some(format!("{path} {}", change?))
        });
        let methods = self.operations.iter().filter_map(|(name, item)| {
            let change = match later.operations.get(name) {
                None => Some("is missing".to_owned()),
                Some(other) => self.operation_change(item, later, other),
            };
            Some(format!("{name}() {}", change?))
        });
        let servers =
            self.server_changes(later).into_iter().map(|(name, it)| format!("{name} {it}"));
        items.chain(methods).chain(servers).collect()
    }

    /// The types of servers that are gone or have changed, with what did.
    pub(super) fn server_changes(&self, later: &Surface<'_>) -> Vec<(&str, String)> {
        let changes = self.servers.iter().filter_map(|(name, before)| {
            let change = match later.servers.get(name) {
                None => Some("is gone".to_owned()),
                Some(after) => servers::change(before, after),
            };
            Some((name.as_str(), change?))
        });
        changes.collect()
    }

    /// The item that a path leads to.
    pub(super) fn get(&self, path: &TypePath) -> Option<&'a Item> {
        let item = self.items.get(path).or_else(|| self.shared.get(path)).copied();
        match item {
            Some(Item::Shared(name)) => self.shared.get(&name.definition).copied(),
            other => other,
        }
    }

    /// The first difference of an item of the same name.
    pub(super) fn item_change(
        &self,
        item: &'a Item,
        later: &Surface<'a>,
        other: &'a Item,
    ) -> Option<String> {
        self.item(item, later, other, &mut Pairs::new())
    }

    fn item(
        &self,
        item: &'a Item,
        later: &Surface<'a>,
        other: &'a Item,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let (Some(item), Some(other)) = (self.get(item.path()), later.get(other.path())) else {
            return Some("has no definition any more".to_owned());
        };
        if !pairs.insert((item.path(), other.path())) {
            return None;
        }
        match (item, other) {
            (Item::Struct(item), Item::Struct(other)) => self.structure(item, later, other, pairs),
            (Item::Enum(item), Item::Enum(other)) => enumeration(item, other),
            (Item::Union(item), Item::Union(other)) => self.union(item, later, other, pairs),
            (Item::Alias(item), Item::Alias(other)) => {
                self.ty(&item.target, later, &other.target, pairs)
            }
            (item, other) => Some(format!("was {}, and is {}", kind(item), kind(other))),
        }
    }

    fn structure(
        &self,
        item: &'a StructItem,
        later: &Surface<'a>,
        other: &'a StructItem,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let fields = item.fields.iter().chain(&item.rest).find_map(|field| {
            let mut fields = other.fields.iter().chain(&other.rest);
            let Some(found) = fields.find(|it| it.name == field.name) else {
                return Some(format!("has no field `{}` any more", field.name));
            };
            let change = self.ty(&field.ty, later, &found.ty, pairs)?;
            Some(format!("has another type in `{}`: {change}", field.name))
        });
        fields.or_else(|| self.constructor(item, later, other, pairs))
    }

    fn constructor(
        &self,
        item: &'a StructItem,
        later: &Surface<'a>,
        other: &'a StructItem,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
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
        takes
            .clone()
            .find_map(|(one, two)| self.ty(&one.setter.takes, later, &two.setter.takes, pairs))
    }

    fn union(
        &self,
        item: &'a UnionItem,
        later: &Surface<'a>,
        other: &'a UnionItem,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        item.variants.iter().find_map(|variant| {
            let Some(found) = other.variants.iter().find(|it| it.name == variant.name) else {
                return Some(format!("has no variant `{}` any more", variant.name));
            };
            if variant.from && !found.from {
                return Some(format!("is not made from the type of `{}` any more", variant.name));
            }
            let change = self.ty(&variant.ty, later, &found.ty, pairs)?;
            Some(format!("has another type in the variant `{}`: {change}", variant.name))
        })
    }

    /// The first difference of a type.
    fn ty(
        &self,
        ty: &'a RustType,
        later: &Surface<'a>,
        other: &'a RustType,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let change = || Some(format!("`{ty}` became `{other}`"));
        match (ty, other) {
            (RustType::Item(path), RustType::Item(other_path)) => {
                let (item, found) = match (self.get(path), later.get(other_path)) {
                    (Some(item), Some(found)) => (item, found),
                    // The enums by status are named and nothing else.
                    (None, None) if path == other_path => return None,
                    _ => return change(),
                };
                match (item.component(), found.component()) {
                    (None, None) => self.item(item, later, found, pairs),
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
                parts.find_map(|(one, two)| self.ty(one, later, two, pairs))
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
