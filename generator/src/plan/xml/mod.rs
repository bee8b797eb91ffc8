//! XML: which bodies are typed, under which root element, and the tables that say how their types look.
//!
//! Takes the model's facts (OpenAPI 3.0 "XML Object"); gives the items of a module of its own, which only a client with
//! XML has. What cannot be carried is bytes, and a C002 diagnostic says why.

mod choice;
mod element_names;
mod table;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, code};
use crate::model::{Media, MediaKind, Operation, Response, Shape, StringFormat, TypeId, TypeRef};
use crate::plan::context::Context;
use crate::plan::graph::filter::Kept;
use crate::plan::ir::{Ident, ModulePath, TypePath, XmlElement, XmlModule};
use element_names::Named;
use table::Tables;

/// How an XML body is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// As a value, under this root element.
    Element(TypePath),
    /// As text: a schema of a string means the document as it is.
    Text,
    /// As bytes.
    Bytes,
}

/// What was decided of XML.
#[derive(Debug, Default)]
pub(super) struct Xml {
    carried: BTreeMap<TypeId, Carried>,
    pub(super) module: Option<XmlModule>,
}

impl Xml {
    /// How a body of kind XML is carried.
    pub(super) fn carried(&self, media: &Media) -> &Carried {
        media.ty.and_then(|ty| self.carried.get(&ty.id)).unwrap_or(&Carried::Bytes)
    }

    /// Whether a body is typed XML.
    pub(super) fn is_typed(&self, media: &Media) -> bool {
        media.kind == MediaKind::Xml && matches!(self.carried(media), Carried::Element(_))
    }
}

/// Decides for every XML body of the kept operations; `groups` are the modules that there are.
pub(super) fn plan(
    context: &Context<'_>,
    kept: &Kept,
    groups: &[&Ident],
    found: &mut Vec<Diagnostic>,
) -> Xml {
    let module = module(groups);
    let mut planner = Planner {
        context,
        module: &module,
        tables: Tables::new(context),
        elements: Vec::new(),
        carried: BTreeMap::new(),
        found,
    };
    for operation in kept.operations(context.api) {
        let body = operation.body.iter().flat_map(|it| &it.media);
        for media in body.filter(|it| it.kind == MediaKind::Xml) {
            planner.media(operation, media, true);
        }
        for media in operation.responses.iter().filter_map(answer) {
            planner.media(operation, media, false);
        }
    }
    let Planner { tables, elements, carried, .. } = planner;
    let made = XmlModule { module: module.clone(), tables: tables.finish(), elements };
    Xml { carried, module: (!made.elements.is_empty()).then_some(made) }
}

/// The XML of an answer, where there is no JSON, which is preferred.
fn answer(response: &Response) -> Option<&Media> {
    let has_json = response.media.iter().any(|it| it.kind == MediaKind::Json);
    response.media.iter().find(|it| it.kind == MediaKind::Xml && !has_json)
}

/// A name that no group has.
fn module(groups: &[&Ident]) -> Ident {
    let mut module = "xml".to_owned();
    while groups.iter().any(|it| it.plain() == module) {
        module.push_str("_tables");
    }
    Ident(module)
}

struct Planner<'a, 'b> {
    context: &'b Context<'a>,
    module: &'b Ident,
    tables: Tables<'a, 'b>,
    elements: Vec<XmlElement>,
    carried: BTreeMap<TypeId, Carried>,
    found: &'b mut Vec<Diagnostic>,
}

impl Planner<'_, '_> {
    fn media(&mut self, operation: &Operation, media: &Media, is_sent: bool) {
        let Some(ty) = media.ty.filter(|it| !self.carried.contains_key(&it.id)) else { return };
        let carried = match self.without_table(ty) {
            Some(carried) => carried,
            None => match self.tables.element(ty) {
                Ok(element) => Carried::Element(self.element(operation, media, element, is_sent)),
                Err(cause) => {
                    let message = format!(
                        "{cause} cannot be carried in XML; the body as {} is bytes",
                        media.name
                    );
                    self.report(Diagnostic::info(code::RAW_JSON, message), operation);
                    Carried::Bytes
                }
            },
        };
        self.carried.insert(ty.id, carried);
    }

    /// What needs no table: nothing is said of the value, or it is a text, which is then the document itself.
    fn without_table(&self, ty: TypeRef) -> Option<Carried> {
        let chain = element_names::chain(self.context.api, ty);
        match &chain.last()?.1.shape {
            Shape::Any | Shape::Raw | Shape::String(StringFormat::Binary) => Some(Carried::Bytes),
            Shape::String(_) if chain.iter().all(|(_, def)| def.xml.name.is_none()) => {
                Some(Carried::Text)
            }
            _ => None,
        }
    }

    fn element(
        &mut self,
        operation: &Operation,
        media: &Media,
        Named { name, is_named, value }: Named,
        is_sent: bool,
    ) -> TypePath {
        if is_sent && !is_named {
            let message = format!(
                "the document has no name for the root element of this body as {}; `{}` is written",
                media.name, name.local
            );
            let help = "write `xml: {name: …}` beside the `type` of its schema";
            let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(help);
            self.report(diagnostic, operation);
        }
        let is_same =
            |it: &&XmlElement| (&it.name, it.is_named, &it.value) == (&name, is_named, &value);
        let known = self.elements.iter().find(is_same).map(|it| it.constant.clone());
        let constant = known.unwrap_or_else(|| {
            let constant = self.tables.claim(&format!("{} element", name.local));
            let made = XmlElement { constant: constant.clone(), name, is_named, value };
            self.elements.push(made);
            constant
        });
        TypePath { module: ModulePath(vec![self.module.clone()]), name: constant }
    }

    fn report(&mut self, diagnostic: Diagnostic, operation: &Operation) {
        let diagnostic = diagnostic.at(operation.span);
        self.found.push(diagnostic.with_pointer(operation.pointer.clone()));
    }
}
