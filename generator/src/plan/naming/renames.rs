//! The configured names: the `rename` section, resolved in the model.
//!
//! Takes the model and the section; returns the name of each type, field, value, operation, parameter and group. An unknown
//! name and an invalid identifier are reported at their location in the configuration. It must not know other names.

use std::collections::BTreeMap;

use crate::config::{Pair, Rename};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Api, Place, Shape, TypeDef, TypeId, WireName};
use crate::plan::ir::Ident;
use crate::plan::naming::config_lookup::{OperationLookup, TypeLookup, not_in_document, splits};
use crate::plan::naming::grouping;
use crate::plan::naming::identifier;
use crate::plan::naming::item_names::is_nominal;
use crate::text::Span;

/// A configured name and its location.
#[derive(Clone, Debug)]
pub(crate) struct ConfiguredName {
    pub(crate) ident: Ident,
    pub(crate) span: Span,
}

/// All configured names.
#[derive(Default)]
pub(crate) struct Renames {
    types: BTreeMap<TypeId, ConfiguredName>,
    fields: BTreeMap<(TypeId, WireName), ConfiguredName>,
    values: BTreeMap<(TypeId, String), ConfiguredName>,
    operations: BTreeMap<usize, ConfiguredName>,
    parameters: BTreeMap<(usize, WireName), ConfiguredName>,
    groups: BTreeMap<String, ConfiguredName>,
}

impl Renames {
    pub(crate) fn ty(&self, id: TypeId) -> Option<&ConfiguredName> {
        self.types.get(&id)
    }

    pub(crate) fn field(&self, id: TypeId, name: &WireName) -> Option<&ConfiguredName> {
        // Most clients rename nothing, and clone nothing here.
        if self.fields.is_empty() { None } else { self.fields.get(&(id, name.clone())) }
    }

    pub(crate) fn value(&self, id: TypeId, wire: &str) -> Option<&ConfiguredName> {
        if self.values.is_empty() { None } else { self.values.get(&(id, wire.to_owned())) }
    }

    /// The name of an operation by its index in the model.
    pub(crate) fn operation(&self, index: usize) -> Option<&ConfiguredName> {
        self.operations.get(&index)
    }

    pub(crate) fn parameter(&self, operation: usize, name: &WireName) -> Option<&ConfiguredName> {
        if self.parameters.is_empty() {
            return None;
        }
        self.parameters.get(&(operation, name.clone()))
    }

    /// The name of a group by the text that it is made from.
    pub(crate) fn group(&self, text: &str) -> Option<&ConfiguredName> {
        self.groups.get(text)
    }
}

/// Resolves the names of the section.
pub(crate) fn resolve(api: &Api, rename: &Rename, diagnostics: &mut Vec<Diagnostic>) -> Renames {
    if *rename == Rename::default() {
        return Renames::default();
    }
    let (types, operations) = (TypeLookup::of(api), OperationLookup::of(api));
    let mut resolver =
        Resolver { api, types, operations, renames: Renames::default(), diagnostics };
    rename.types.iter().for_each(|pair| resolver.ty(pair));
    rename.fields.iter().for_each(|pair| resolver.field(pair));
    rename.values.iter().for_each(|pair| resolver.value(pair));
    rename.operations.iter().for_each(|pair| resolver.operation(pair));
    rename.parameters.iter().for_each(|pair| resolver.parameter(pair));
    let texts = grouping::texts(api);
    rename.groups.iter().for_each(|pair| resolver.group(pair, &texts));
    resolver.renames
}

struct Resolver<'a> {
    api: &'a Api,
    types: TypeLookup<'a>,
    operations: OperationLookup<'a>,
    renames: Renames,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn ty(&mut self, pair: &Pair) {
        let id = self.types.get(&pair.from.text);
        let Some((id, def)) = id.and_then(|id| Some((id, self.api.ty(id)?))) else {
            return self.report_missing(pair, "type", &self.types.names());
        };
        if !is_nominal(&def.shape) && !matches!(def.place, Place::Component(_)) {
            let message = format!("`{}` has no Rust type of its own", pair.from.text);
            return self
                .diagnostics
                .push(Diagnostic::warning(code::CONFIG, message).at(pair.from.span));
        }
        if let Some(name) = self.configured(pair, identifier::configured_type, TYPE) {
            self.renames.types.insert(id, name);
        }
    }

    fn field(&mut self, pair: &Pair) {
        let names = |def: &TypeDef| match &def.shape {
            Shape::Object(object) => object.fields.iter().map(|it| it.name.0.clone()).collect(),
            _ => Vec::new(),
        };
        if let Some((id, wire)) = self.member(pair, "field", names)
            && let Some(name) = self.configured(pair, identifier::configured_snake, SNAKE)
        {
            self.renames.fields.insert((id, WireName(wire)), name);
        }
    }

    fn value(&mut self, pair: &Pair) {
        let names = |def: &TypeDef| match &def.shape {
            Shape::Enum(shape) => shape.values.iter().map(|it| it.wire.clone()).collect(),
            _ => Vec::new(),
        };
        if let Some((id, wire)) = self.member(pair, "value", names)
            && let Some(name) = self.configured(pair, identifier::configured_type, TYPE)
        {
            self.renames.values.insert((id, wire), name);
        }
    }

    /// Resolves `Type.member`. Both can contain dots, so every dot is tried.
    fn member(
        &mut self,
        pair: &Pair,
        what: &str,
        members: impl Fn(&TypeDef) -> Vec<String>,
    ) -> Option<(TypeId, String)> {
        let mut near = Vec::new();
        for (owner, member) in splits(&pair.from.text) {
            let Some(id) = self.types.get(owner) else { continue };
            let Some(def) = self.api.ty(id) else { continue };
            let known = members(def);
            if known.iter().any(|it| it == member) {
                return Some((id, member.to_owned()));
            }
            near.extend(known.iter().map(|it| format!("{owner}.{it}")));
        }
        self.report_missing(pair, what, &near);
        None
    }

    fn operation(&mut self, pair: &Pair) {
        let all = self.operations.get(&pair.from.text).to_vec();
        if all.is_empty() {
            return self.report_missing(pair, "operation", &self.operations.names());
        }
        if let Some(name) = self.configured(pair, identifier::configured_snake, SNAKE) {
            self.renames.operations.extend(all.into_iter().map(|index| (index, name.clone())));
        }
    }

    fn parameter(&mut self, pair: &Pair) {
        let mut near = Vec::new();
        let mut matching = Vec::new();
        for (owner, wire) in splits(&pair.from.text) {
            for index in self.operations.get(owner) {
                let operation = self.api.operations.get(*index);
                for parameter in operation.into_iter().flat_map(|it| &it.parameters) {
                    near.push(format!("{owner}.{}", parameter.name));
                    if parameter.name.as_str() == wire {
                        matching.push((*index, parameter.name.clone()));
                    }
                }
            }
        }
        if matching.is_empty() {
            return self.report_missing(pair, "parameter", &near);
        }
        if let Some(name) = self.configured(pair, identifier::configured_snake, SNAKE) {
            self.renames.parameters.extend(matching.into_iter().map(|it| (it, name.clone())));
        }
    }

    fn group(&mut self, pair: &Pair, texts: &[String]) {
        if !texts.contains(&pair.from.text) {
            return self.report_missing(pair, "group", texts);
        }
        if grouping::is_reserved(&pair.to.text) {
            let message = format!("no group can be named `{}`, which is reserved", pair.to.text);
            return self
                .diagnostics
                .push(Diagnostic::error(code::CONFIG, message).at(pair.to.span));
        }
        if let Some(name) = self.configured(pair, identifier::configured_snake, SNAKE) {
            self.renames.groups.insert(pair.from.text.clone(), name);
        }
    }

    /// The configured name as an identifier.
    fn configured(
        &mut self,
        pair: &Pair,
        read: fn(&str) -> Result<Ident, Ident>,
        wanted: &str,
    ) -> Option<ConfiguredName> {
        match read(&pair.to.text) {
            Ok(ident) => Some(ConfiguredName { ident, span: pair.to.span }),
            Err(near) => {
                let message = format!("`{}` is not {wanted}", pair.to.text);
                let diagnostic = Diagnostic::error(code::CONFIG, message).at(pair.to.span);
                self.diagnostics.push(diagnostic.with_help(format!("did you mean `{near}`?")));
                None
            }
        }
    }

    fn report_missing(&mut self, pair: &Pair, what: &str, near: &[String]) {
        self.diagnostics.push(not_in_document(
            &pair.from.text,
            pair.from.span,
            ("rename", what),
            near,
        ));
    }
}

const TYPE: &str = "the name of a type or a value in Rust, such as `OrderState`";
const SNAKE: &str = "the name of a field, a function or a module in Rust, such as `created_at`";
