//! The items of a client: which types become items, their locations and their names.
//!
//! Invariant: the item of a component lives in `types`, no matter who uses it, so that a second user never moves it. An
//! inline type lives with what contains it: the component's module or the operation's group. An inline type that several
//! groups use lives in `types` too, because each group is a feature and must not need another.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::{Api, Place, Shape, TypeDef, TypeId};
use crate::plan::graph::ownership::{Ownership, is_named_schema};
use crate::plan::graph::type_map::{TypeMap, TypeSet};
use crate::plan::ir::{Constructor, Ident, ModulePath, TypePath, types_module};
use crate::plan::naming::grouping::Grouping;
use crate::plan::naming::identifier;
use crate::plan::naming::item_text::ItemText;
use crate::plan::naming::renames::Renames;
use crate::plan::naming::scope::{Case, Scope};

/// The module that an item is printed in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ItemLocation {
    /// A submodule of `types`.
    Types(Ident),
    /// A group's module.
    Group(Ident),
}

/// The names of all items.
pub(crate) struct ItemNames {
    /// All items in the order in which they are printed, components first.
    pub(crate) items: Vec<TypeId>,
    paths: TypeMap<(TypePath, ItemLocation)>,
    builders: TypeMap<Ident>,
}

impl ItemNames {
    /// The name of an item's builder. Only structs with many required properties have one.
    pub(crate) fn builder(&self, id: TypeId) -> Option<&Ident> {
        self.builders.get(id)
    }

    pub(crate) fn path(&self, id: TypeId) -> Option<&TypePath> {
        self.paths.get(id).map(|(path, _)| path)
    }

    pub(crate) fn location(&self, id: TypeId) -> Option<&ItemLocation> {
        self.paths.get(id).map(|(_, location)| location)
    }
}

/// Whether a type is an item wherever it occurs.
pub(crate) fn is_nominal(shape: &Shape) -> bool {
    matches!(shape, Shape::Object(_) | Shape::Enum(_) | Shape::Union(_))
}

/// What naming items reads.
pub(crate) struct NamingInputs<'a> {
    pub(crate) api: &'a Api,
    pub(crate) renames: &'a Renames,
    pub(crate) ownership: &'a Ownership,
    /// The types of the client, containers before their contents.
    pub(crate) reachable: &'a [TypeId],
    /// The types whose collisions are reported.
    pub(crate) reported: &'a TypeSet,
    /// The types that are not generated.
    pub(crate) omitted: &'a TypeSet,
}

/// Names every item of the client, and claims the names of inline types in their group's scope.
pub(crate) fn name(
    inputs: &NamingInputs<'_>,
    grouping: &mut Grouping,
    diagnostics: &mut Vec<Diagnostic>,
) -> ItemNames {
    let items = items(inputs);
    let mut namer = ItemNamer {
        inputs,
        text: ItemText::new(inputs.api, inputs.renames, &grouping.operations),
        group_scopes: &mut grouping.scopes,
        types: Scope::default(),
        modules: Scope::reserving(&["codegen", "renkei_runtime", "core", "std", "shared"]),
        module_of: TypeMap::default(),
        diagnostics,
    };
    for claim in [ItemNamer::claim_configured, ItemNamer::claim] {
        for id in &items {
            let before = namer.diagnostics.len();
            claim(&mut namer, *id);
            if !inputs.reported.contains(*id) {
                namer.diagnostics.truncate(before);
            }
        }
    }
    // Builders come last, so that they never change the name of an item.
    let builders = items.iter().filter_map(|id| Some((*id, namer.builder(*id)?))).collect();
    let paths = items.iter().filter_map(|id| Some((*id, namer.path(*id)?))).collect();
    ItemNames { items, paths, builders }
}

/// The types that become items, components first.
fn items(inputs: &NamingInputs<'_>) -> Vec<TypeId> {
    let api = inputs.api;
    let is_component =
        |id: &TypeId| api.ty(*id).is_some_and(|def| matches!(def.place, Place::Component(_)));
    let (components, inline): (Vec<_>, Vec<_>) =
        inputs.reachable.iter().copied().partition(is_component);
    let is_nominal = |id: &TypeId| api.ty(*id).is_some_and(|def| is_nominal(&def.shape));
    // The payload of a webhook has a name of its own, even if it is an alias of a component.
    let is_webhook = |id: &TypeId| api.webhooks.contains(id);
    let inline = inline.into_iter().filter(|id| is_nominal(id) || is_webhook(id));
    let items = components.into_iter().chain(inline);
    items.filter(|id| !inputs.omitted.contains(*id)).collect()
}

struct ItemNamer<'a> {
    inputs: &'a NamingInputs<'a>,
    text: ItemText<'a>,
    group_scopes: &'a mut BTreeMap<Ident, Scope>,
    types: Scope,
    modules: Scope,
    module_of: TypeMap<Ident>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl ItemNamer<'_> {
    /// Claims the configured name of an item, if it has one.
    fn claim_configured(&mut self, id: TypeId) {
        let Some((def, name)) = self.inputs.api.ty(id).zip(self.inputs.renames.ty(id)) else {
            return;
        };
        let text = self.text.of(id, def);
        let scope = match self.inputs.group(id, def) {
            Some(group) => self.group_scopes.entry(group).or_default(),
            None => &mut self.types,
        };
        let name = scope.claim_configured(name, &text, Case::Camel, self.diagnostics);
        self.text.names.insert(id, name);
    }

    /// Claims the name of an item that has no name yet.
    fn claim(&mut self, id: TypeId) {
        let unnamed = self.inputs.api.ty(id).filter(|_| self.text.names.get(id).is_none());
        let Some(def) = unnamed else { return };
        let text = self.text.of(id, def);
        let mut wanted = identifier::camel(&text);
        let short = identifier::shortened(&wanted);
        if !is_named_schema(def) && short != wanted {
            // Its parts are named after its whole name.
            self.text.whole_names.insert(id, std::mem::replace(&mut wanted, short));
        }
        let scope = match self.inputs.group(id, def) {
            Some(group) => self.group_scopes.entry(group).or_default(),
            None => &mut self.types,
        };
        let name = scope.claim(wanted, &text, Case::Camel, Some(def.span), self.diagnostics);
        self.text.names.insert(id, name);
    }

    /// The path and the location of an item, once all items have names.
    fn path(&mut self, id: TypeId) -> Option<(TypePath, ItemLocation)> {
        let (def, name) = (self.inputs.api.ty(id)?, self.text.names.get(id)?.clone());
        Some(match self.inputs.group(id, def) {
            Some(group) => {
                let module = ModulePath(vec![group.clone()]);
                (TypePath { module, name }, ItemLocation::Group(group))
            }
            None => {
                let module = self.module(self.inputs.root(id), &name);
                (TypePath { module: types_module(), name }, ItemLocation::Types(module))
            }
        })
    }

    /// The name of a builder, for an object with many required properties.
    fn builder(&mut self, id: TypeId) -> Option<Ident> {
        let def = self.inputs.api.ty(id)?;
        let Shape::Object(object) = &def.shape else { return None };
        let required = object.fields.iter().filter(|it| it.required).count();
        if required <= Constructor::MAX_ARGUMENTS {
            return None;
        }
        let wanted = Ident(format!("{}Builder", self.text.names.get(id)?.plain()));
        let wanted = identifier::shortened(&wanted);
        Some(match self.inputs.group(id, def) {
            Some(group) => {
                let scope = self.group_scopes.entry(group).or_default();
                scope.claim_unreported(wanted, Case::Camel)
            }
            None => self.types.claim_unreported(wanted, Case::Camel),
        })
    }

    /// The submodule of `types` for a type and its inline types, which has the name of its item.
    fn module(&mut self, root: TypeId, name: &Ident) -> Ident {
        if let Some(module) = self.module_of.get(root) {
            return module.clone();
        }
        let mut wanted = identifier::snake(name.as_str());
        if wanted == *name {
            // In a script without case, the module would have the name of its type.
            wanted = Ident(format!("{wanted}_type"));
        }
        let module = self.modules.claim_unreported(wanted, Case::Snake);
        self.module_of.insert(root, module.clone());
        module
    }
}

impl NamingInputs<'_> {
    /// The group that a type lives in; `None` for `types`.
    fn group(&self, id: TypeId, def: &TypeDef) -> Option<Ident> {
        let root = self.api.ty(self.root(id)).unwrap_or(def);
        self.ownership.only_group(id).filter(|_| !is_named_schema(root)).cloned()
    }

    /// The outermost type that contains an inline type: a component, or a type of an operation. A type of that kind is its
    /// own root.
    fn root(&self, id: TypeId) -> TypeId {
        let mut root = id;
        // Types nest no deeper than the tree that they are read from.
        for _ in 0..=crate::source::MAX_DEPTH {
            match self.api.ty(root).map(|def| &def.place) {
                Some(
                    Place::Property(parent, _)
                    | Place::Item(parent)
                    | Place::MapValue(parent)
                    | Place::Variant(parent, _),
                ) => root = *parent,
                _ => break,
            }
        }
        root
    }
}
