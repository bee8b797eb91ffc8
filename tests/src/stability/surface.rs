//! What the users of a client can name, and the types that they see.

use std::collections::{BTreeMap, BTreeSet};

use renkei::plan::{
    Argument, ConstantFieldItem, Constructor, Crate, EnumItem, Group, Item, OperationItem,
    RustType, StructItem, TypePath, UnionItem,
};

/// The public items of a client.
pub struct Surface<'a> {
    items: BTreeMap<String, &'a Item>,
    /// Definitions that several names share, which nobody can name.
    shared: BTreeMap<String, &'a Item>,
    operations: BTreeMap<String, &'a OperationItem>,
}

/// Two types that are being compared, which may contain themselves.
type Compared = BTreeSet<(String, String)>;

impl<'a> Surface<'a> {
    /// The items of a plan.
    #[must_use]
    pub fn of(plan: &'a Crate) -> Self {
        let in_groups = plan.groups.iter().flat_map(|it| &it.items);
        let items = plan.types.iter().flat_map(|it| &it.items).chain(in_groups);
        let shared = plan.groups.iter().flat_map(|it| &it.shared).chain(&plan.shared);
        let named = |group: &'a Group| {
            let name = |it: &'a OperationItem| (format!("{}::{}", group.module, it.method), it);
            group.operations.iter().map(name)
        };
        Self {
            items: items.map(|it| (it.path().to_string(), it)).collect(),
            shared: shared.map(|it| (it.path().to_string(), it)).collect(),
            operations: plan.groups.iter().flat_map(named).collect(),
        }
    }

    /// How many items and operations there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len() + self.operations.len()
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a later client does not have, or has with other types.
    #[must_use]
    pub fn lost_in(&self, later: &Surface<'_>) -> Vec<String> {
        let mut changes = Vec::new();
        for (path, item) in &self.items {
            match later.items.get(path) {
                None => changes.push(format!("{path} is missing")),
                Some(other) => {
                    let known = &mut Compared::new();
                    if let Some(change) = self.item(item, later, other, known) {
                        changes.push(format!("{path}: {change}"));
                    }
                }
            }
        }
        for (name, operation) in &self.operations {
            match later.operations.get(name) {
                None => changes.push(format!("{name}() is missing")),
                Some(other) => changes.extend(
                    self.operation(operation, later, other).map(|it| format!("{name}(): {it}")),
                ),
            }
        }
        changes
    }

    /// The item that a path leads to.
    fn get(&self, path: &TypePath) -> Option<&'a Item> {
        let name = path.to_string();
        let item = self.items.get(&name).or_else(|| self.shared.get(&name)).copied();
        match item {
            Some(Item::Shared(name)) => self.get(&name.definition),
            other => other,
        }
    }

    /// The first difference of an item.
    fn item(
        &self,
        item: &Item,
        later: &Surface<'_>,
        other: &Item,
        known: &mut Compared,
    ) -> Option<String> {
        let (Some(item), Some(other)) = (self.get(item.path()), later.get(other.path())) else {
            return Some("it has no definition".to_owned());
        };
        if !known.insert((item.path().to_string(), other.path().to_string())) {
            return None;
        }
        match (item, other) {
            (Item::Struct(item), Item::Struct(other)) => self.structure(item, later, other, known),
            (Item::Enum(item), Item::Enum(other)) => enumeration(item, other),
            (Item::Union(item), Item::Union(other)) => self.union(item, later, other, known),
            (Item::Alias(item), Item::Alias(other)) => {
                self.ty(&item.target, later, &other.target, known)
            }
            _ => Some("it is another kind of item".to_owned()),
        }
    }

    fn structure(
        &self,
        item: &StructItem,
        later: &Surface<'_>,
        other: &StructItem,
        known: &mut Compared,
    ) -> Option<String> {
        let is_kept =
            item.constructor == Constructor::None || item.constructor == other.constructor;
        if !is_kept {
            return Some(format!("{:?} became {:?}", item.constructor, other.constructor));
        }
        let lost = item.constants.iter().find(|constant| {
            let is_same = |it: &&ConstantFieldItem| {
                (&it.wire, &it.value) == (&constant.wire, &constant.value)
            };
            other.constants.iter().find(is_same).is_none()
        });
        if let Some(constant) = lost {
            return Some(format!("`{}` is no constant", constant.wire));
        }
        item.fields.iter().chain(&item.rest).find_map(|field| {
            let mut fields = other.fields.iter().chain(&other.rest);
            let Some(found) = fields.find(|it| it.name == field.name) else {
                return Some(format!("the field `{}` is missing", field.name));
            };
            if (field.presence, &field.wire) != (found.presence, &found.wire) {
                return Some(format!("the field `{}` has another presence", field.name));
            }
            let change = self.ty(&field.ty, later, &found.ty, known)?;
            Some(format!("the field `{}`: {change}", field.name))
        })
    }

    fn union(
        &self,
        item: &UnionItem,
        later: &Surface<'_>,
        other: &UnionItem,
        known: &mut Compared,
    ) -> Option<String> {
        item.variants.iter().find_map(|variant| {
            let Some(found) = other.variants.iter().find(|it| it.name == variant.name) else {
                return Some(format!("the variant `{}` is missing", variant.name));
            };
            if variant.from && !found.from {
                return Some(format!("nothing converts into the variant `{}`", variant.name));
            }
            let change = self.ty(&variant.ty, later, &found.ty, known)?;
            Some(format!("the variant `{}`: {change}", variant.name))
        })
    }

    /// The first difference of a type. Components are compared by their names, and inline types by their content.
    fn ty(
        &self,
        ty: &RustType,
        later: &Surface<'_>,
        other: &RustType,
        known: &mut Compared,
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
                    (None, None) => self.item(item, later, found, known),
                    (one, two) => {
                        if one == two {
                            None
                        } else {
                            change()
                        }
                    }
                }
            }
            (one, two) if one.parts().len() == two.parts().len() => {
                let is_same_kind = std::mem::discriminant(one) == std::mem::discriminant(two);
                if !is_same_kind || (one.parts().is_empty() && one != two) {
                    return change();
                }
                let mut parts = one.parts().iter().zip(two.parts());
                parts.find_map(|(one, two)| self.ty(one, later, two, known))
            }
            _ => change(),
        }
    }

    fn operation(
        &self,
        item: &OperationItem,
        later: &Surface<'_>,
        other: &OperationItem,
    ) -> Option<String> {
        if item.request != other.request {
            return Some(format!("`{}` became `{}`", item.request, other.request));
        }
        let (own, theirs) = (inputs(item), inputs(other));
        let missing = own.iter().find_map(|(name, ty)| {
            let Some((_, found)) = theirs.iter().find(|(it, _)| it == name) else {
                return Some(format!("the argument `{name}` is missing"));
            };
            self.ty(ty, later, found, &mut Compared::new())
        });
        let results = [(&item.response.ty, &other.response.ty), (&item.error.ty, &other.error.ty)];
        let changed =
            results.iter().find_map(|(one, two)| self.ty(one, later, two, &mut Compared::new()));
        missing.or(changed)
    }
}

fn enumeration(item: &EnumItem, other: &EnumItem) -> Option<String> {
    let lost = item.variants.iter().find(|variant| {
        !other.variants.iter().any(|it| (&it.name, &it.wire) == (&variant.name, &variant.wire))
    });
    let lost = lost.map(|it| format!("the variant `{}` is missing", it.name));
    lost.or_else(|| (item.repr != other.repr).then(|| "its literals differ".to_owned()))
}

/// The arguments and setters of an operation.
fn inputs(item: &OperationItem) -> Vec<(String, &RustType)> {
    let arguments = item.arguments.iter().map(|it| match it {
        Argument::Parameter(it) => (it.name.to_string(), &it.ty),
        Argument::Body(it) => (it.name.to_string(), &it.ty),
    });
    let setters = item.setters.iter().map(|it| (it.name.to_string(), &it.ty));
    let bodies = item.body_setters.iter().map(|it| (it.name.to_string(), &it.ty));
    arguments.chain(setters).chain(bodies).collect()
}
