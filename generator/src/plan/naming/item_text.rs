//! The text that an item is named after, which its location in the document determines.

use std::collections::BTreeMap;

use crate::bug::bug;
use crate::model::{Api, OperationId, Place, Shape, StatusMatch, TypeDef, TypeId, UnionShape};
use crate::plan::graph::type_map::TypeMap;
use crate::plan::ir::Ident;
use crate::plan::naming::grouping::{OperationNames, operation_id};
use crate::plan::naming::identifier;
use crate::plan::naming::renames::Renames;
use crate::plan::naming::status;

/// The longest title or tag that names a variant, in bytes.
const MAX_VARIANT_TEXT: usize = 40;

/// The texts of items. An inline type is named after the item that contains it.
pub(crate) struct ItemText<'a> {
    api: &'a Api,
    renames: &'a Renames,
    operations: &'a BTreeMap<usize, OperationNames>,
    unique_tags: TypeMap<&'a str>,
    /// The names of items so far.
    pub(crate) names: TypeMap<Ident>,
    /// The names of inline items that were shortened.
    pub(crate) whole_names: TypeMap<Ident>,
}

impl<'a> ItemText<'a> {
    pub(crate) fn new(
        api: &'a Api,
        renames: &'a Renames,
        operations: &'a BTreeMap<usize, OperationNames>,
    ) -> Self {
        Self {
            api,
            renames,
            operations,
            unique_tags: unique_tags(api),
            names: TypeMap::default(),
            whole_names: TypeMap::default(),
        }
    }

    /// The text of a type.
    pub(crate) fn of(&self, id: TypeId, def: &TypeDef) -> String {
        match &def.place {
            Place::Component(name) | Place::Shared(name) | Place::Webhook(name) => name.clone(),
            Place::Property(parent, name) => format!("{} {name}", self.container(*parent)),
            Place::Item(parent) => format!("{} item", self.container(*parent)),
            Place::MapValue(parent) => format!("{} value", self.container(*parent)),
            Place::Variant(parent, index) => self.variant(id, def, *parent, *index),
            Place::Parameter(operation, name) => format!("{} {name}", self.request(*operation)),
            Place::RequestBody(operation) => format!("{} body", self.request(*operation)),
            Place::ResponseBody(operation, status) => {
                format!("{} {}", self.request(*operation), self.response(*operation, *status))
            }
        }
    }

    /// A variant has the text of its title, of its only tag, of its only property (serde's external tags), or of its number.
    fn variant(&self, id: TypeId, def: &TypeDef, parent: TypeId, index: usize) -> String {
        let is_short =
            |text: &&str| !text.is_empty() && text.len() <= MAX_VARIANT_TEXT && text.is_ascii();
        let title = def.docs.title.as_deref().filter(is_short);
        let tag = self.unique_tags.get(id).copied().filter(is_short).map(|tag| {
            // Signs are spelled out as in enums.
            let is_word = tag.starts_with(|it: char| it.is_ascii_alphanumeric());
            if is_word { tag.to_owned() } else { identifier::variant(tag).plain().to_owned() }
        });
        let number = || format!("variant {}", index + 1);
        let key = self.only_key(def, parent).filter(is_short).map(str::to_owned);
        let own = title.map(str::to_owned).or(tag).or(key).unwrap_or_else(number);
        format!("{} {own}", self.container(parent))
    }

    /// The only property of an object that must have it, in a union without a tag.
    fn only_key<'d>(&self, def: &'d TypeDef, union: TypeId) -> Option<&'d str> {
        let Shape::Object(object) = &def.shape else { return None };
        let union = self.api.ty(union).map(|it| &it.shape);
        match (object.fields.as_slice(), union) {
            ([only], Some(Shape::Union(UnionShape { discriminator: None, .. })))
                if only.required =>
            {
                Some(only.name.as_str())
            }
            _ => None,
        }
    }

    /// The name of the type that contains another, or its text if it is no item.
    fn container(&self, id: TypeId) -> String {
        match (self.whole_names.get(id).or(self.names.get(id)), self.api.ty(id)) {
            (Some(name), _) => name.plain().to_owned(),
            (None, Some(def)) => self.of(id, def),
            (None, None) => {
                bug!("an inline type in no type");
                String::new()
            }
        }
    }

    /// The name of an operation's request. An operation that is not kept has the name that it would have.
    fn request(&self, id: OperationId) -> String {
        let index = id.0 as usize;
        if let Some(names) = self.operations.get(&index) {
            return names.whole_request.plain().to_owned();
        }
        let request = match (self.renames.operation(index), self.api.operation(id)) {
            (Some(configured), _) => identifier::camel(configured.ident.plain()),
            (None, Some(operation)) => identifier::camel(&operation_id(operation)),
            (None, None) => {
                bug!("an inline type in no operation");
                return String::new();
            }
        };
        request.plain().to_owned()
    }

    /// The first success is the response; the text of every other one contains its status.
    fn response(&self, operation: OperationId, status: StatusMatch) -> String {
        let mut responses = self.api.operation(operation).into_iter().flat_map(|it| &it.responses);
        let first = responses.find(|it| is_success(it.status));
        match status {
            _ if first.is_some_and(|it| it.status == status) => "response".to_owned(),
            StatusMatch::Exact(code) if is_success(status) => {
                format!("{} response", status::reason(code))
            }
            StatusMatch::Exact(code) => format!("{} body", status::reason(code)),
            StatusMatch::Range(class) => format!("{} body", status::class_name(class)),
            StatusMatch::Default => "default body".to_owned(),
        }
    }
}

/// The tags of variants that have one tag, which no other variant has.
fn unique_tags(api: &Api) -> TypeMap<&str> {
    let mut tags = TypeMap::default();
    for (id, def) in (0_u32..).map(TypeId).zip(&api.types) {
        let Shape::Union(UnionShape { variants, discriminator: Some(_), .. }) = &def.shape else {
            continue;
        };
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for tag in variants.iter().flat_map(|it| &it.tags) {
            *uses.entry(tag).or_default() += 1;
        }
        for variant in variants {
            let place = api.ty(variant.ty.id).map(|it| &it.place);
            let is_own = matches!(place, Some(Place::Variant(parent, _)) if *parent == id);
            match variant.tags.as_slice() {
                [tag] if is_own && uses.get(tag.as_str()) == Some(&1) => {
                    tags.insert(variant.ty.id, tag.as_str());
                }
                _ => {}
            }
        }
    }
    tags
}

fn is_success(status: StatusMatch) -> bool {
    matches!(status, StatusMatch::Exact(200..=299) | StatusMatch::Range(2))
}
