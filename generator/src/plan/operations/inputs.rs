//! The inputs of an operation: constants, arguments and setters.

use super::OperationPlanner;
use crate::model::{Encoding, Location, Operation, Parameter, Shape, Style, TypeRef};
use crate::plan::context::argument;
use crate::plan::docs;
use crate::plan::ir::{
    AlternativeItem, Argument, BodyItem, BodyKind, ConstantItem, Ident, ParameterItem, Position,
    RustType, StreamItem,
};
use crate::plan::naming::grouping::OperationNames;
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, NameRequest, Scope};

use super::documentation::parameter_docs;

/// The documentation of a parameter that the program does not name.
const PRUNED: &str = "Your sources do not name this parameter, so it takes a JSON value; name it, or set `keep.properties: all`, to get its type.";

/// The methods of every request. A parameter of such a name gets `_` as its suffix.
const RESERVED: [&str; 8] =
    ["with", "send_full", "items", "pages", "into_future", "clone", "fmt", "call"];

/// The inputs of a request.
pub(super) struct Inputs {
    pub(super) constants: Vec<ConstantItem>,
    pub(super) arguments: Vec<Argument>,
    pub(super) setters: Vec<ParameterItem>,
    pub(super) alternatives: Vec<AlternativeItem>,
    pub(super) body_setters: Vec<BodyItem>,
    /// The local variable of the method that holds the call.
    pub(super) variable: Ident,
}

impl OperationPlanner<'_, '_> {
    pub(super) fn inputs(
        &mut self,
        operation: &Operation,
        names: &OperationNames,
        streams: &[StreamItem],
    ) -> Inputs {
        let own = streams.iter().map(|it| it.method.plain());
        let key = operation.idempotency_header.is_some().then_some("idempotency_key");
        let poller = operation.long_running.is_some().then_some("poller");
        let reserved: Vec<&str> =
            RESERVED.into_iter().chain(own).chain(key).chain(poller).collect();
        let mut scope = Scope::reserving(&reserved);
        let (required, optional): (Vec<_>, Vec<_>) =
            operation.parameters.iter().partition(|it| it.required);
        let (constants, required): (Vec<_>, Vec<_>) =
            required.into_iter().partition(|it| self.constant(it).is_some());
        let constants = constants.into_iter().filter_map(|it| self.constant(it)).collect();
        let ordered = required.iter().chain(&optional).copied();
        let mut idents = self.parameter_names(operation, names, ordered, &mut scope).into_iter();
        let mut arguments: Vec<_> = required
            .iter()
            .zip(idents.by_ref())
            .map(|(it, ident)| Argument::Parameter(self.parameter(names, it, ident)))
            .collect();
        let setters = optional
            .iter()
            .zip(idents)
            .map(|(it, ident)| self.parameter(names, it, ident))
            .collect();
        let mut bodies = self.bodies(operation, &mut scope).into_iter();
        if operation.body.as_ref().is_none_or(|body| !body.required) {
            let variable = distinct("call", arguments.iter().map(Argument::name));
            let body_setters = bodies.map(setter_body).collect();
            let alternatives = Vec::new();
            return Inputs { constants, arguments, setters, alternatives, body_setters, variable };
        }
        arguments.extend(bodies.next().map(Argument::Body));
        name_content_type(&mut arguments);
        let variable = distinct("call", arguments.iter().map(Argument::name));
        let alternatives = bodies
            .zip(&names.alternatives)
            .map(|(body, method)| self.alternative(operation, &arguments, &body, method))
            .collect();
        let body_setters = Vec::new();
        Inputs { constants, arguments, setters, alternatives, body_setters, variable }
    }

    /// The names of parameters, in their order.
    fn parameter_names<'p>(
        &mut self,
        operation: &Operation,
        names: &OperationNames,
        parameters: impl Iterator<Item = &'p Parameter>,
        scope: &mut Scope,
    ) -> Vec<Ident> {
        let context = self.context;
        let requests = parameters.map(|it| NameRequest {
            text: it.name.as_str(),
            ident: identifier::snake(it.name.as_str()),
            configured: context.renames.parameter(names.index, &it.name),
            span: Some(operation.span),
        });
        scope.claim_all(requests.collect(), Case::Snake, self.diagnostics)
    }

    fn parameter(
        &self,
        operation: &OperationNames,
        parameter: &Parameter,
        name: Ident,
    ) -> ParameterItem {
        let keeps_slashes = self.slashes.contains(&(operation.index, parameter.name.clone()));
        let constraints = Some(&parameter.constraints);
        let rules = self.validation.map_or_else(Vec::new, |it| it.value(constraints, parameter.ty));
        let mut docs = parameter_docs(parameter);
        if self.context.is_pruned(parameter.ty) {
            docs::note(&mut docs, PRUNED);
        }
        ParameterItem {
            name,
            wire: parameter.name.clone(),
            position: position(parameter, keeps_slashes),
            ty: self.argument(parameter.ty),
            rules,
            docs,
            deprecated: parameter.docs.deprecated,
        }
    }

    /// A parameter with one possible value. A parameter that is sent as JSON is an argument nevertheless.
    fn constant(&self, parameter: &Parameter) -> Option<ConstantItem> {
        let (ty, def) = self.context.resolved(parameter.ty)?;
        let Shape::Enum(shape) = &def.shape else { return None };
        let [value] = shape.values.as_slice() else { return None };
        let position = position(parameter, false);
        (!ty.nullable && !position.json).then(|| ConstantItem {
            wire: parameter.name.clone(),
            position,
            value: value.wire.clone(),
        })
    }

    fn argument(&self, ty: TypeRef) -> RustType {
        let is_enum =
            self.context.resolved(ty).is_some_and(|(_, def)| matches!(def.shape, Shape::Enum(_)));
        argument(self.context.bare(ty), is_enum)
    }

    /// The method that sends the body in another media type.
    fn alternative(
        &self,
        operation: &Operation,
        arguments: &[Argument],
        body: &BodyItem,
        method: &Ident,
    ) -> AlternativeItem {
        let all = arguments.iter().map(|argument| match argument {
            Argument::Body(_) => Argument::Body(body.clone()),
            Argument::Parameter(_) => argument.clone(),
        });
        let mut arguments: Vec<Argument> = all.collect();
        name_content_type(&mut arguments);
        AlternativeItem {
            method: method.clone(),
            variable: distinct("call", arguments.iter().map(Argument::name)),
            docs: self.method_docs(operation, &arguments),
            arguments,
        }
    }
}

/// Names the argument for the media type, where a method takes one with its body.
fn name_content_type(arguments: &mut [Argument]) {
    let name = distinct("content_type", arguments.iter().map(Argument::name));
    for argument in arguments {
        if let Argument::Body(body) = argument {
            body.content_type = takes_content_type(body).then(|| name.clone());
        }
    }
}

/// The same for the setter of a body.
fn setter_body(mut body: BodyItem) -> BodyItem {
    let name = || distinct("content_type", std::iter::once(&body.name));
    body.content_type = takes_content_type(&body).then(name);
    body
}

fn takes_content_type(body: &BodyItem) -> bool {
    body.kind == BodyKind::BytesWithType
}

/// `wanted`, with `_` appended until it differs from each of the other names.
fn distinct<'a>(wanted: &str, others: impl Iterator<Item = &'a Ident> + Clone) -> Ident {
    let mut text = wanted.to_owned();
    while others.clone().any(|it| it.plain() == text) {
        text.push('_');
    }
    Ident(text)
}

/// The position of a parameter in the request. The default style of a location is omitted (OpenAPI 3.0 "Parameter
/// Object", `style` and `explode`).
fn position(parameter: &Parameter, keeps_slashes: bool) -> Position {
    let location = parameter.location;
    let default_style = match location {
        Location::Path | Location::Header => (Style::Simple, false),
        Location::Query | Location::Cookie => (Style::Form, true),
    };
    match parameter.encoding {
        Encoding::Json => Position { location, style: None, json: true, reserved: false },
        Encoding::Style { style, explode, allow_reserved } => {
            let allow_reserved = allow_reserved || keeps_slashes && location == Location::Path;
            let style = Some((style, explode)).filter(|it| allow_reserved || *it != default_style);
            Position { location, style, json: false, reserved: allow_reserved }
        }
    }
}
