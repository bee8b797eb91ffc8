//! What the user calls things: the `rename` section, with its names found in the model.
//!
//! Takes the model and the section; gives the wanted name of each thing. A name that is not in the document, or that
//! Rust does not take, is reported at its place in the configuration. It must not know who else wants a name.

use std::collections::BTreeMap;

use crate::config::{Pair, Rename};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Api, Place, Shape, TypeDef, TypeId, WireName};
use crate::plan::ir::Ident;
use crate::plan::naming::config_lookup::{Named, Operations, not_in_document};
use crate::plan::naming::grouping;
use crate::plan::naming::identifier;
use crate::plan::naming::item_names::is_nominal;
use crate::source::Span;

/// A name that the user gave, and where.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) ident: Ident,
    pub(crate) span: Span,
}

/// All names that the user gave.
#[derive(Default)]
pub(crate) struct Renames {
    types: BTreeMap<TypeId, Given>,
    fields: BTreeMap<(TypeId, WireName), Given>,
    values: BTreeMap<(TypeId, String), Given>,
    operations: BTreeMap<usize, Given>,
    parameters: BTreeMap<(usize, WireName), Given>,
    groups: BTreeMap<String, Given>,
}

impl Renames {
    pub(crate) fn ty(&self, id: TypeId) -> Option<&Given> {
        self.types.get(&id)
    }

    pub(crate) fn field(&self, id: TypeId, name: &WireName) -> Option<&Given> {
        // Nothing is cloned for the many who rename nothing.
        if self.fields.is_empty() { None } else { self.fields.get(&(id, name.clone())) }
    }

    pub(crate) fn value(&self, id: TypeId, wire: &str) -> Option<&Given> {
        if self.values.is_empty() { None } else { self.values.get(&(id, wire.to_owned())) }
    }

    /// An operation by its place in the model.
    pub(crate) fn operation(&self, index: usize) -> Option<&Given> {
        self.operations.get(&index)
    }

    pub(crate) fn parameter(&self, operation: usize, name: &WireName) -> Option<&Given> {
        if self.parameters.is_empty() {
            return None;
        }
        self.parameters.get(&(operation, name.clone()))
    }

    /// A group by the text that it is made from.
    pub(crate) fn group(&self, text: &str) -> Option<&Given> {
        self.groups.get(text)
    }
}

/// Finds everything that the section names.
pub(crate) fn resolve(api: &Api, rename: &Rename, found: &mut Vec<Diagnostic>) -> Renames {
    if *rename == Rename::default() {
        return Renames::default();
    }
    let (types, operations) = (Named::of(api), Operations::of(api));
    let mut resolver = Resolver { api, types, operations, made: Renames::default(), found };
    rename.types.iter().for_each(|pair| resolver.ty(pair));
    rename.fields.iter().for_each(|pair| resolver.field(pair));
    rename.values.iter().for_each(|pair| resolver.value(pair));
    rename.operations.iter().for_each(|pair| resolver.operation(pair));
    rename.parameters.iter().for_each(|pair| resolver.parameter(pair));
    let texts = grouping::texts(api);
    rename.groups.iter().for_each(|pair| resolver.group(pair, &texts));
    resolver.made
}

struct Resolver<'a> {
    api: &'a Api,
    types: Named<'a>,
    operations: Operations<'a>,
    made: Renames,
    found: &'a mut Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn ty(&mut self, pair: &Pair) {
        let id = self.types.get(&pair.from.text);
        let Some((id, def)) = id.and_then(|id| Some((id, self.api.ty(id)?))) else {
            return self.missing(pair, "type", &self.types.names());
        };
        if !is_nominal(&def.shape) && !matches!(def.place, Place::Component(_)) {
            let message = format!("`{}` has no type of its own in Rust", pair.from.text);
            return self.found.push(Diagnostic::warning(code::CONFIG, message).at(pair.from.span));
        }
        if let Some(given) = self.given(pair, identifier::given_type, TYPE) {
            self.made.types.insert(id, given);
        }
    }

    fn field(&mut self, pair: &Pair) {
        let names = |def: &TypeDef| match &def.shape {
            Shape::Object(object) => object.fields.iter().map(|it| it.name.0.clone()).collect(),
            _ => Vec::new(),
        };
        if let Some((id, wire)) = self.member(pair, "field", names)
            && let Some(given) = self.given(pair, identifier::given_snake, SNAKE)
        {
            self.made.fields.insert((id, WireName(wire)), given);
        }
    }

    fn value(&mut self, pair: &Pair) {
        let names = |def: &TypeDef| match &def.shape {
            Shape::Enum(shape) => shape.values.iter().map(|it| it.wire.clone()).collect(),
            _ => Vec::new(),
        };
        if let Some((id, wire)) = self.member(pair, "value", names)
            && let Some(given) = self.given(pair, identifier::given_type, TYPE)
        {
            self.made.values.insert((id, wire), given);
        }
    }

    /// `Type.member`. Both halves may have dots, so every dot is tried.
    fn member(
        &mut self,
        pair: &Pair,
        what: &str,
        members: impl Fn(&TypeDef) -> Vec<String>,
    ) -> Option<(TypeId, String)> {
        let mut near = Vec::new();
        for (owner, member) in splits(&pair.from.text) {
            let Some(id) = self.types.get(owner) else { continue };
            let known = self.api.ty(id).map(&members).unwrap_or_default();
            if known.iter().any(|it| it == member) {
                return Some((id, member.to_owned()));
            }
            near.extend(known.iter().map(|it| format!("{owner}.{it}")));
        }
        self.missing(pair, what, &near);
        None
    }

    fn operation(&mut self, pair: &Pair) {
        let all = self.operations.get(&pair.from.text).to_vec();
        if all.is_empty() {
            return self.missing(pair, "operation", &self.operations.names());
        }
        if let Some(given) = self.given(pair, identifier::given_snake, SNAKE) {
            self.made.operations.extend(all.into_iter().map(|index| (index, given.clone())));
        }
    }

    fn parameter(&mut self, pair: &Pair) {
        let mut near = Vec::new();
        let mut meant = Vec::new();
        for (owner, wire) in splits(&pair.from.text) {
            for index in self.operations.get(owner) {
                let operation = self.api.operations.get(*index);
                for parameter in operation.into_iter().flat_map(|it| &it.parameters) {
                    near.push(format!("{owner}.{}", parameter.name));
                    if parameter.name.as_str() == wire {
                        meant.push((*index, parameter.name.clone()));
                    }
                }
            }
        }
        if meant.is_empty() {
            return self.missing(pair, "parameter", &near);
        }
        if let Some(given) = self.given(pair, identifier::given_snake, SNAKE) {
            self.made.parameters.extend(meant.into_iter().map(|it| (it, given.clone())));
        }
    }

    fn group(&mut self, pair: &Pair, texts: &[String]) {
        if !texts.contains(&pair.from.text) {
            return self.missing(pair, "group", texts);
        }
        if grouping::is_reserved(&pair.to.text) {
            let message = format!("no group can be named `{}`: the client has that", pair.to.text);
            return self.found.push(Diagnostic::error(code::CONFIG, message).at(pair.to.span));
        }
        if let Some(given) = self.given(pair, identifier::given_snake, SNAKE) {
            self.made.groups.insert(pair.from.text.clone(), given);
        }
    }

    /// The wanted name as an identifier.
    fn given(
        &mut self,
        pair: &Pair,
        read: fn(&str) -> Result<Ident, Ident>,
        wanted: &str,
    ) -> Option<Given> {
        match read(&pair.to.text) {
            Ok(ident) => Some(Given { ident, span: pair.to.span }),
            Err(near) => {
                let message = format!("`{}` is not {wanted}", pair.to.text);
                let fault = Diagnostic::error(code::CONFIG, message).at(pair.to.span);
                self.found.push(fault.with_help(format!("did you mean `{near}`?")));
                None
            }
        }
    }

    fn missing(&mut self, pair: &Pair, what: &str, near: &[String]) {
        self.found.push(not_in_document(&pair.from.text, pair.from.span, ("rename", what), near));
    }
}

const TYPE: &str = "the name of a type or a value in Rust, such as `OrderState`";
const SNAKE: &str = "the name of a field, a function or a module in Rust, such as `created_at`";

/// The text before and behind each dot.
fn splits(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices('.').filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)))
}
