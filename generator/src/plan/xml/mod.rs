//! XML: the bodies that are typed, their root elements, and the tables that map their types to XML.
//!
//! Takes the model (OpenAPI 3.0 "XML Object"); returns the module of tables of a client with XML. A body that cannot be
//! represented is bytes, which is reported (C002). It must not know the Rust types of properties.

mod choice;
mod element_names;
mod table;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, code};
use crate::media::Coding;
use crate::model::{Media, Operation, Response, Shape, StringFormat, TypeId, TypeRef};
use crate::plan::context::PlanContext;
use crate::plan::graph::filter::Kept;
use crate::plan::ir::{Ident, ModulePath, TypePath, XmlElement, XmlModule};
use element_names::RootElement;
use table::Tables;

/// How an XML body is represented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum XmlBody {
    /// As a value with this root element.
    Element(TypePath),
    /// As a string, which is the whole document.
    Text,
    /// As bytes.
    Bytes,
}

/// How each XML body is represented.
#[derive(Debug, Default)]
pub(super) struct XmlBodies(BTreeMap<TypeId, XmlBody>);

impl XmlBodies {
    /// The representation of a body of kind XML.
    pub(super) fn body(&self, media: &Media) -> &XmlBody {
        media.ty.and_then(|ty| self.0.get(&ty.id)).unwrap_or(&XmlBody::Bytes)
    }

    /// Whether a body is typed XML.
    pub(super) fn is_typed(&self, media: &Media) -> bool {
        is_xml(media) && matches!(self.body(media), XmlBody::Element(_))
    }
}

/// Plans every XML body of the kept operations, and the module of their tables. `groups` are the names of other modules.
pub(super) fn plan(
    context: &PlanContext<'_>,
    kept: &Kept,
    groups: &[&Ident],
    diagnostics: &mut Vec<Diagnostic>,
) -> (XmlBodies, Option<XmlModule>) {
    let module = module(groups);
    let mut planner = XmlPlanner {
        context,
        module: &module,
        tables: Tables::new(context),
        elements: Vec::new(),
        bodies: BTreeMap::new(),
        diagnostics,
    };
    for operation in kept.operations(context.api) {
        let body = operation.body.iter().flat_map(|it| &it.media);
        for media in body.filter(|it| is_xml(it)) {
            planner.media(operation, media, true);
        }
        for media in operation.responses.iter().filter_map(response_xml) {
            planner.media(operation, media, false);
        }
    }
    let XmlPlanner { tables, elements, bodies, .. } = planner;
    let planned = XmlModule { module: module.clone(), tables: tables.finish(), elements };
    (XmlBodies(bodies), (!planned.elements.is_empty()).then_some(planned))
}

/// The media types of an operation whose bodies can be read or written as XML.
pub(super) fn media(operation: &Operation) -> impl Iterator<Item = &Media> {
    let body = operation.body.iter().flat_map(|it| &it.media).filter(|it| is_xml(it));
    body.chain(operation.responses.iter().filter_map(response_xml))
}

/// The XML of a response without a media type that is preferred, such as JSON.
fn response_xml(response: &Response) -> Option<&Media> {
    let order = |it: &Media| it.format().response_order;
    let xml = response.media.iter().find(|it| is_xml(it))?;
    response.media.iter().all(|it| order(it) >= order(xml)).then_some(xml)
}

fn is_xml(media: &Media) -> bool {
    media.format().coding == Coding::Xml
}

/// The name of the module, which no group has.
fn module(groups: &[&Ident]) -> Ident {
    let mut module = "xml".to_owned();
    while groups.iter().any(|it| it.plain() == module) {
        module.push_str("_tables");
    }
    Ident(module)
}

struct XmlPlanner<'a, 'b> {
    context: &'b PlanContext<'a>,
    module: &'b Ident,
    tables: Tables<'a, 'b>,
    elements: Vec<XmlElement>,
    bodies: BTreeMap<TypeId, XmlBody>,
    diagnostics: &'b mut Vec<Diagnostic>,
}

impl XmlPlanner<'_, '_> {
    fn media(&mut self, operation: &Operation, media: &Media, is_sent: bool) {
        let Some(ty) = media.ty.filter(|it| !self.bodies.contains_key(&it.id)) else { return };
        let body = match self.without_table(ty) {
            Some(body) => body,
            None => match self.tables.element(ty) {
                Ok(element) => XmlBody::Element(self.element(operation, media, element, is_sent)),
                Err(cause) => {
                    let message = format!(
                        "{cause} cannot be represented in XML; the body as {} is bytes",
                        media.name
                    );
                    self.report(Diagnostic::info(code::RAW_JSON, message), operation);
                    XmlBody::Bytes
                }
            },
        };
        self.bodies.insert(ty.id, body);
    }

    /// The representation of a body without a table: bytes if the schema allows any value, and text if it is a string.
    fn without_table(&self, ty: TypeRef) -> Option<XmlBody> {
        let chain = element_names::chain(self.context.api, ty);
        match &chain.last()?.1.shape {
            Shape::Any | Shape::Raw | Shape::String(StringFormat::Binary) => Some(XmlBody::Bytes),
            Shape::String(_) if chain.iter().all(|(_, def)| def.xml.name.is_none()) => {
                Some(XmlBody::Text)
            }
            _ => None,
        }
    }

    fn element(
        &mut self,
        operation: &Operation,
        media: &Media,
        RootElement { name, is_named, value }: RootElement,
        is_sent: bool,
    ) -> TypePath {
        if is_sent && !is_named {
            let message = format!(
                "the root element of this body as {} has no declared name; it is written as `{}`",
                media.name, name.local
            );
            let help = "add `xml: {name: …}` to its schema";
            let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(help);
            self.report(diagnostic, operation);
        }
        let is_same =
            |it: &&XmlElement| (&it.name, it.is_named, &it.value) == (&name, is_named, &value);
        let known = self.elements.iter().find(is_same).map(|it| it.constant.clone());
        let constant = known.unwrap_or_else(|| {
            let constant = self.tables.claim(&format!("{} element", name.local));
            let element = XmlElement { constant: constant.clone(), name, is_named, value };
            self.elements.push(element);
            constant
        });
        TypePath { module: ModulePath(vec![self.module.clone()]), name: constant }
    }

    fn report(&mut self, diagnostic: Diagnostic, operation: &Operation) {
        let diagnostic = diagnostic.at(operation.span);
        self.diagnostics.push(diagnostic.with_pointer(operation.pointer.clone()));
    }
}
