//! Which types become items, where they live and what they are called.
//!
//! Invariant: a component's item lives in `types` whoever uses it, so that a second user never moves it.
//! An inline type lives beside what it is inline in: its component's module, or its operation's group. One that several
//! groups use lives in `types` too: each group is a feature of its own, and must not need another.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::{Api, OperationId, Place, Shape, StatusMatch, TypeDef, TypeId, UnionShape};
use crate::plan::graph::ownership::{Ownership, is_named_schema};
use crate::plan::graph::type_map::{TypeMap, TypeSet};
use crate::plan::ir::{Constructor, Ident, ModulePath, TypePath, types_module};
use crate::plan::naming::grouping::{Grouping, operation_id};
use crate::plan::naming::identifier;
use crate::plan::naming::renames::Renames;
use crate::plan::naming::scope::{Case, Scope};
use crate::plan::naming::status;

/// Where an item is printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ItemLocation {
    /// A submodule of `types`.
    Types(Ident),
    /// A group's module.
    Group(Ident),
}

/// The items of a client in the order in which they are met: components first.
pub(crate) struct Names {
    /// Ids of all items, in the order of printing.
    pub(crate) items: Vec<TypeId>,
    paths: TypeMap<(TypePath, ItemLocation)>,
    builders: TypeMap<Ident>,
}

impl Names {
    /// The name of an item's builder, should it need one.
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

/// Whether a type is printed as an item of its own, wherever it stands.
pub(crate) fn is_nominal(shape: &Shape) -> bool {
    matches!(shape, Shape::Object(_) | Shape::Enum(_) | Shape::Union(_))
}

/// Names every item among `reachable`, which lists types in the order in which they are met.
pub(crate) fn name(
    api: &Api,
    grouping: &mut Grouping,
    renames: &Renames,
    omitted: &TypeSet,
    ownership: &Ownership,
    reachable: &[TypeId],
    found: &mut Vec<Diagnostic>,
) -> Names {
    let mut namer = Namer {
        api,
        only_tags: only_tags(api),
        grouping,
        renames,
        ownership,
        types: Scope::default(),
        modules: Scope::reserving(&["codegen", "renkei_runtime", "core", "std"]),
        module_of: TypeMap::default(),
        named: TypeMap::default(),
        found,
    };
    let is_component =
        |id: &TypeId| api.ty(*id).is_some_and(|def| matches!(def.place, Place::Component(_)));
    let (components, inline): (Vec<_>, Vec<_>) = reachable.iter().copied().partition(is_component);
    let nominal = |id: &TypeId| api.ty(*id).is_some_and(|def| is_nominal(&def.shape));
    // What the server sends has a name of its own, even where that stands for a component.
    let is_sent = |id: &TypeId| api.webhooks.contains(id);
    let inline = inline.into_iter().filter(|id| nominal(id) || is_sent(id));
    let items = components.into_iter().chain(inline);
    let items: Vec<_> = items.filter(|id| !omitted.contains(*id)).collect();
    items.iter().for_each(|id| namer.claim_given(*id));
    items.iter().for_each(|id| namer.claim(*id));
    // After all items, so that a builder gives way to what the document names.
    let builders = items.iter().filter_map(|id| Some((*id, namer.builder(*id)?))).collect();
    let paths = items.iter().filter_map(|id| Some((*id, namer.place(*id)?))).collect();
    Names { items, paths, builders }
}

/// The values of tags that alone lead to a variant, and to no other.
fn only_tags(api: &Api) -> TypeMap<&str> {
    let mut found = TypeMap::default();
    for (id, def) in (0_u32..).map(TypeId).zip(&api.types) {
        let Shape::Union(UnionShape { variants, discriminator: Some(_), .. }) = &def.shape else {
            continue;
        };
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for tag in variants.iter().flat_map(|it| &it.tags) {
            *count.entry(tag).or_default() += 1;
        }
        for variant in variants {
            let place = api.ty(variant.ty.id).map(|it| &it.place);
            let is_own = matches!(place, Some(Place::Variant(parent, _)) if *parent == id);
            match variant.tags.as_slice() {
                [tag] if is_own && count.get(tag.as_str()) == Some(&1) => {
                    found.insert(variant.ty.id, tag.as_str());
                }
                _ => {}
            }
        }
    }
    found
}

struct Namer<'a> {
    api: &'a Api,
    only_tags: TypeMap<&'a str>,
    grouping: &'a mut Grouping,
    renames: &'a Renames,
    ownership: &'a Ownership,
    types: Scope,
    modules: Scope,
    module_of: TypeMap<Ident>,
    named: TypeMap<Ident>,
    found: &'a mut Vec<Diagnostic>,
}

impl Namer<'_> {
    /// Names that the user gave come before all others.
    fn claim_given(&mut self, id: TypeId) {
        let Some((def, given)) = self.api.ty(id).zip(self.renames.ty(id)) else { return };
        let group = self.group(id, def);
        let text = self.text(id, def);
        let scope = match group {
            Some(group) => self.grouping.scopes.entry(group).or_default(),
            None => &mut self.types,
        };
        let name = scope.claim_given(given, &text, Case::Camel, self.found);
        self.named.insert(id, name);
    }

    fn claim(&mut self, id: TypeId) {
        let Some(def) = self.api.ty(id).filter(|_| self.named.get(id).is_none()) else { return };
        let text = self.text(id, def);
        let wanted = identifier::camel(&text);
        let scope = match self.group(id, def) {
            Some(group) => self.grouping.scopes.entry(group).or_default(),
            None => &mut self.types,
        };
        let name = scope.claim(wanted, &text, Case::Camel, Some(def.span), self.found);
        self.named.insert(id, name);
    }

    /// Where a type is printed, once all have their names.
    fn place(&mut self, id: TypeId) -> Option<(TypePath, ItemLocation)> {
        let (def, name) = (self.api.ty(id)?, self.named.get(id)?.clone());
        Some(match self.group(id, def) {
            Some(group) => {
                let module = ModulePath(vec![group.clone()]);
                (TypePath { module, name }, ItemLocation::Group(group))
            }
            None => {
                let module = self.module(self.root(id), &name);
                (TypePath { module: types_module(), name }, ItemLocation::Types(module))
            }
        })
    }

    /// A name for the builder of an object with so many required fields that it may need one.
    fn builder(&mut self, id: TypeId) -> Option<Ident> {
        let def = self.api.ty(id)?;
        let Shape::Object(object) = &def.shape else { return None };
        if object.fields.iter().filter(|it| it.required).count() <= Constructor::MAX_ARGUMENTS {
            return None;
        }
        let wanted = Ident(format!("{}Builder", self.named.get(id)?.plain()));
        Some(match self.group(id, def) {
            Some(group) => {
                let scope = self.grouping.scopes.entry(group).or_default();
                scope.claim_unreported(wanted, Case::Camel)
            }
            None => self.types.claim_unreported(wanted, Case::Camel),
        })
    }

    /// The group that a type lives in; `None` for `types`.
    fn group(&self, id: TypeId, def: &TypeDef) -> Option<Ident> {
        let root = self.api.ty(self.root(id)).unwrap_or(def);
        self.ownership.only_group(id).filter(|_| !is_named_schema(root)).cloned()
    }

    /// The submodule of `types` for a type and what is inline in it, named after its own item.
    fn module(&mut self, root: TypeId, ident: &Ident) -> Ident {
        if let Some(module) = self.module_of.get(root) {
            return module.clone();
        }
        let mut wanted = identifier::snake(ident.as_str());
        if wanted == *ident {
            // A script without case: module and type share a namespace.
            wanted = Ident(format!("{wanted}_type"));
        }
        let module = self.modules.claim_unreported(wanted, Case::Snake);
        self.module_of.insert(root, module.clone());
        module
    }

    /// The name of a type before it is made unique: made from where it stands.
    fn text(&self, id: TypeId, def: &TypeDef) -> String {
        match &def.place {
            Place::Component(name) | Place::Shared(name) | Place::Webhook(name) => name.clone(),
            Place::Property(parent, name) => format!("{} {name}", self.base(*parent)),
            Place::Item(parent) => format!("{} item", self.base(*parent)),
            Place::MapValue(parent) => format!("{} value", self.base(*parent)),
            Place::Variant(parent, index) => self.variant_text(id, def, *parent, *index),
            Place::Parameter(operation, name) => format!("{} {name}", self.operation(*operation)),
            Place::RequestBody(operation) => format!("{} body", self.operation(*operation)),
            Place::ResponseBody(operation, status) => {
                format!(
                    "{} {}",
                    self.operation(*operation),
                    self.response_text(*operation, *status)
                )
            }
        }
    }

    /// A title tells more than a number, and so does the only value of the tag that leads to the variant.
    fn variant_text(&self, id: TypeId, def: &TypeDef, parent: TypeId, index: usize) -> String {
        let is_short = |text: &&str| !text.is_empty() && text.len() <= 40 && text.is_ascii();
        let title = def.docs.title.as_deref().filter(is_short);
        let tag = self.only_tags.get(id).copied().filter(is_short).map(|tag| {
            // Signs are spelled, as they are in an enum.
            let is_word = tag.starts_with(|it: char| it.is_ascii_alphanumeric());
            if is_word { tag.to_owned() } else { identifier::variant(tag).plain().to_owned() }
        });
        let number = || format!("variant {}", index + 1);
        let told = title.map(str::to_owned).or(tag).unwrap_or_else(number);
        format!("{} {told}", self.base(parent))
    }

    fn base(&self, parent: TypeId) -> String {
        if let Some(name) = self.named.get(parent) {
            return name.plain().to_owned();
        }
        self.api.ty(parent).map(|def| self.text(parent, def)).unwrap_or_default()
    }

    /// The name of an operation's request; of one that is not kept, the name that it would have.
    fn operation(&self, id: OperationId) -> String {
        let kept = self.grouping.operations.get(&(id.0 as usize));
        let given = self.renames.operation(id.0 as usize);
        let known = || match given {
            Some(given) => Some(identifier::camel(given.ident.plain())),
            None => self.api.operation(id).map(|it| identifier::camel(&operation_id(it))),
        };
        let request = kept.map(|names| names.request.clone()).or_else(known);
        request.map(|request| request.plain().to_owned()).unwrap_or_default()
    }

    /// The lowest success is "the" response; every other one says its status.
    fn response_text(&self, operation: OperationId, status: StatusMatch) -> String {
        let responses =
            self.api.operation(operation).map(|it| it.responses.as_slice()).unwrap_or_default();
        let first = responses.iter().map(|it| it.status).find(|it| is_success(*it));
        match status {
            _ if Some(status) == first => "response".to_owned(),
            StatusMatch::Exact(code) if is_success(status) => {
                format!("{} response", status::reason(code))
            }
            StatusMatch::Exact(code) => format!("{} body", status::reason(code)),
            StatusMatch::Range(class) => format!("{} body", status::class_name(class)),
            StatusMatch::Default => "default body".to_owned(),
        }
    }

    /// The outermost type that a type is inline in: a component, or what an operation names. Itself, if it is that.
    fn root(&self, id: TypeId) -> TypeId {
        let mut root = id;
        // Places nest no deeper than the tree that they come from.
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

fn is_success(status: StatusMatch) -> bool {
    matches!(status, StatusMatch::Exact(200..=299) | StatusMatch::Range(2))
}
