//! Operations: their methods, arguments, setters and documentation.

pub(super) mod body;
pub(super) mod envelope;
mod example;
pub(super) mod headers;
pub(super) mod item_index;
mod paging;
mod responses;
mod streams;

use self::item_index::Lookup;
use crate::config::Dates;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::model::{
    Encoding, Envelope, Location, Operation, PagingBasis, Parameter, Shape, StatusMatch, Style,
};
use crate::plan::context::size::Sizes;
use crate::plan::context::{Context, argument};
use crate::plan::docs;
use crate::plan::ir::{
    AlternativeItem, Argument, BodyItem, ConstantItem, Ident, ModulePath, OperationItem,
    PagingItem, ParameterItem, Position, ResponseItem, RustType, SecurityItem, SecuritySchemeItem,
    Servers, StreamItem,
};
use crate::plan::naming::grouping::OperationNames;
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope, Wanted};
use crate::plan::server;
use crate::plan::validation::Checks;

/// Methods that every request has; a parameter of such a name gets `_` behind it.
const RESERVED: [&str; 8] =
    ["with", "send_full", "items", "pages", "into_future", "clone", "fmt", "call"];

/// What planning an operation needs beside the model.
pub(crate) struct Planner<'a, 'b> {
    pub(crate) context: &'b Context<'a>,
    pub(crate) schemes: &'b [SecuritySchemeItem],
    pub(crate) checks: Option<&'b Checks<'a, 'b>>,
    pub(crate) envelope: Option<&'b Envelope>,
    pub(crate) known: &'b Lookup<'b>,
    pub(crate) crate_name: &'b str,
    pub(crate) servers: &'b Servers,
    /// Whether the user says that all operations go to one server.
    pub(crate) one_server: bool,
    pub(crate) sizes: &'b mut Sizes,
    pub(crate) dates: Dates,
    pub(crate) found: &'b mut Vec<Diagnostic>,
}

/// What goes into a request.
struct Inputs {
    constants: Vec<ConstantItem>,
    arguments: Vec<Argument>,
    setters: Vec<ParameterItem>,
    alternatives: Vec<AlternativeItem>,
    body_setters: Vec<BodyItem>,
}

impl Planner<'_, '_> {
    pub(crate) fn operation(
        &mut self,
        operation: &Operation,
        names: &OperationNames,
        items: &mut Scope,
    ) -> OperationItem {
        let streams = streams::plan(self.context, operation);
        let inputs = self.inputs(operation, names, &streams);
        let module = ModulePath(vec![names.group.clone()]);
        let mut planned =
            responses::plan(self.context, self.sizes, operation, names, &module, items);
        streams::alone(operation, &streams, &mut planned.response);
        let paging = self.paging(operation, &planned.response);
        let envelope = envelope::of(self.context, operation, self.envelope, self.found);
        let servers =
            if self.one_server { Vec::new() } else { server::own(operation, self.servers) };
        let mut docs = operation_docs(operation, &inputs.arguments, !servers.is_empty());
        if let Some(envelope) = &envelope {
            docs::note(&mut docs, envelope_docs(envelope));
        }
        policy_docs(operation, &mut docs);
        link_docs(operation, &mut docs);
        OperationItem {
            id: names.id.clone(),
            declared_id: operation.id.is_some(),
            method: names.method.clone(),
            request: names.request.clone(),
            constant: names.constant.clone(),
            http_method: operation.method.clone(),
            path: operation.path.clone(),
            tag: operation.tags.first().cloned(),
            pointer: operation.pointer.clone(),
            docs,
            example: example::call(
                self.crate_name,
                self.known,
                names,
                &inputs.arguments,
                &planned.response.ty,
            )
            .unwrap_or_default(),
            request_docs: vec![format!(
                "The request of [`{}::{}`].",
                handle(names),
                names.method.plain()
            )],
            deprecated: operation.docs.deprecated,
            accept: planned.accept,
            repeatable: operation.repeatable,
            redirects: responses::redirects(operation),
            idempotency_header: operation.idempotency_header.clone(),
            security: self.security(operation),
            envelope,
            servers,
            retry: operation.retry.clone(),
            constants: inputs.constants,
            arguments: inputs.arguments,
            setters: inputs.setters,
            alternatives: inputs.alternatives,
            body_setters: inputs.body_setters,
            response: planned.response,
            headers: None,
            error: planned.error,
            streams,
            paging,
        }
    }

    fn inputs(
        &mut self,
        operation: &Operation,
        names: &OperationNames,
        streams: &[StreamItem],
    ) -> Inputs {
        let own = streams.iter().map(|it| it.method.plain());
        let reserved: Vec<&str> = RESERVED.into_iter().chain(own).collect();
        let mut scope = Scope::reserving(&reserved);
        let (required, optional): (Vec<_>, Vec<_>) =
            operation.parameters.iter().partition(|it| it.required);
        let (constants, required): (Vec<_>, Vec<_>) =
            required.into_iter().partition(|it| self.constant(it).is_some());
        let constants = constants.into_iter().filter_map(|it| self.constant(it)).collect();
        let ordered = required.iter().chain(&optional).copied();
        let mut idents = self.names(operation, names, ordered, &mut scope).into_iter();
        let mut arguments: Vec<_> = required
            .iter()
            .zip(idents.by_ref())
            .map(|(it, ident)| Argument::Parameter(self.parameter(it, ident)))
            .collect();
        let setters =
            optional.iter().zip(idents).map(|(it, ident)| self.parameter(it, ident)).collect();
        let mut bodies = self.bodies(operation, &mut scope).into_iter();
        if operation.body.as_ref().is_none_or(|body| !body.required) {
            let (alternatives, body_setters) = (Vec::new(), bodies.collect());
            return Inputs { constants, arguments, setters, alternatives, body_setters };
        }
        arguments.extend(bodies.next().map(Argument::Body));
        let others = bodies.zip(&names.alternatives);
        let elsewhere = !self.one_server && !operation.servers.is_empty();
        let alternatives = others
            .map(|(body, method)| alternative(operation, &arguments, &body, method, elsewhere))
            .collect();
        Inputs { constants, arguments, setters, alternatives, body_setters: Vec::new() }
    }

    /// The names of parameters, in their order.
    fn names<'p>(
        &mut self,
        operation: &Operation,
        names: &OperationNames,
        parameters: impl Iterator<Item = &'p Parameter>,
        scope: &mut Scope,
    ) -> Vec<Ident> {
        let context = self.context;
        let wanted = parameters.map(|it| Wanted {
            text: it.name.as_str(),
            ident: identifier::snake(it.name.as_str()),
            given: context.renames.parameter(names.index, &it.name),
            span: Some(operation.span),
        });
        scope.claim_all(wanted.collect(), Case::Snake, self.found)
    }

    fn parameter(&self, parameter: &Parameter, name: Ident) -> ParameterItem {
        ParameterItem {
            name,
            wire: parameter.name.clone(),
            position: position(parameter),
            ty: self.argument(parameter.ty),
            rules: self
                .checks
                .map(|it| it.value(Some(&parameter.constraints), parameter.ty))
                .unwrap_or_default(),
            docs: parameter_docs(parameter),
            deprecated: parameter.docs.deprecated,
        }
    }

    /// A parameter of one literal; a JSON text is left to the caller.
    fn constant(&self, parameter: &Parameter) -> Option<ConstantItem> {
        let (ty, def) = self.context.resolved(parameter.ty)?;
        let Shape::Enum(shape) = &def.shape else { return None };
        let [value] = shape.values.as_slice() else { return None };
        let position = position(parameter);
        (!ty.nullable && !position.json).then(|| ConstantItem {
            wire: parameter.name.clone(),
            position,
            value: value.wire.clone(),
        })
    }

    fn argument(&self, ty: crate::model::TypeRef) -> RustType {
        let is_enum =
            self.context.resolved(ty).is_some_and(|(_, def)| matches!(def.shape, Shape::Enum(_)));
        argument(self.context.bare(ty), is_enum)
    }

    /// Paging that the document declares and that the planned types cannot carry is said, not dropped.
    fn paging(&mut self, operation: &Operation, response: &ResponseItem) -> Option<PagingItem> {
        let paging = operation.paging.as_ref()?;
        let planned = paging::plan(paging, response, self.known);
        if planned.is_none() {
            let message = "the pages of this operation cannot be followed: they need one JSON response with a list";
            let severity = match paging.basis {
                PagingBasis::Detected => Severity::Info,
                PagingBasis::Extension(_) => Severity::Warning,
            };
            let diagnostic =
                Diagnostic::new(code::UNSUPPORTED, severity, message).at(operation.span);
            self.found.push(diagnostic.with_pointer(operation.pointer.clone()));
        }
        planned
    }

    fn security(&self, operation: &Operation) -> SecurityItem {
        let Some(alternatives) = &operation.security else { return SecurityItem::Undeclared };
        let index = |scheme: &str| self.schemes.iter().position(|it| it.id == scheme);
        let declared = alternatives
            .iter()
            .map(|all| all.iter().filter_map(|it| index(&it.scheme)).collect())
            .collect();
        SecurityItem::Declared(declared)
    }
}

/// The method that sends the body in another media type.
fn alternative(
    operation: &Operation,
    arguments: &[Argument],
    body: &BodyItem,
    method: &Ident,
    elsewhere: bool,
) -> AlternativeItem {
    let all = arguments.iter().map(|argument| match argument {
        Argument::Body(_) => Argument::Body(body.clone()),
        Argument::Parameter(_) => argument.clone(),
    });
    let arguments: Vec<Argument> = all.collect();
    AlternativeItem {
        method: method.clone(),
        docs: operation_docs(operation, &arguments, elsewhere),
        arguments,
    }
}

fn handle(names: &OperationNames) -> String {
    identifier::camel(names.group.plain()).to_string()
}

/// The default style of a location is not spelled out (OpenAPI 3.0 "Parameter Object", `style` and `explode`).
fn position(parameter: &Parameter) -> Position {
    let location = parameter.location;
    let usual = match location {
        Location::Path | Location::Header => (Style::Simple, false),
        Location::Query | Location::Cookie => (Style::Form, true),
    };
    match parameter.encoding {
        Encoding::Json => Position { location, style: None, json: true, reserved: false },
        Encoding::Style { style, explode, allow_reserved } => {
            let style = Some((style, explode)).filter(|it| allow_reserved || *it != usual);
            Position { location, style, json: false, reserved: allow_reserved }
        }
    }
}

fn parameter_docs(parameter: &Parameter) -> Vec<String> {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let wire = docs::code(parameter.name.as_str());
    let mut lines = docs::prose_or(&parameter.docs, format!("The {place} parameter {wire}."));
    let default = parameter.default.as_ref().map(|literal| literal.0.as_str());
    if let Some(bounds) = docs::bounds(&parameter.constraints, default) {
        docs::note(&mut lines, bounds);
    }
    lines
}

fn operation_docs(operation: &Operation, arguments: &[Argument], elsewhere: bool) -> Vec<String> {
    let mut lines = docs::prose(&operation.docs);
    let request = format!("{} {}", operation.method.as_str(), operation.path);
    docs::note(&mut lines, docs::code(&request));
    if elsewhere {
        let urls: Vec<_> = operation.servers.iter().map(|it| docs::code(&it.url)).collect();
        let where_to =
            format!("It goes to {}, unless the client has a base URL.", urls.join(" or "));
        docs::note(&mut lines, where_to);
    }
    let listed: Vec<_> = arguments.iter().filter_map(argument_line).collect();
    if !listed.is_empty() {
        lines.push(String::new());
        lines.extend(listed);
    }
    lines
}

fn envelope_docs(envelope: &Envelope) -> String {
    let place = docs::code(&envelope.status.to_string());
    format!("An answer that says failure at {place} is an error, `ErrorKind::Domain`.")
}

/// How often it is sent, where the document says so.
fn policy_docs(operation: &Operation, lines: &mut Vec<String>) {
    let attempts = match operation.retry.attempts {
        Some(1) => "It is sent once only".to_owned(),
        Some(attempts) => format!("It is sent up to {attempts} times"),
        None => "It is sent again".to_owned(),
    };
    let on: Vec<_> = operation.retry.on.iter().map(|it| format!("`{it}`")).collect();
    match (operation.retry.attempts, on.is_empty()) {
        (None, true) => {}
        (_, true) => docs::note(lines, format!("{attempts}, unless told otherwise.")),
        _ => docs::note(
            lines,
            format!("{attempts}, after {} too where a repeat does no harm.", on.join(", ")),
        ),
    }
}

/// Which operations may follow, and with what.
fn link_docs(operation: &Operation, lines: &mut Vec<String>) {
    let links: Vec<_> = operation
        .responses
        .iter()
        .flat_map(|it| it.links.iter().map(|link| (it.status, link)))
        .collect();
    if links.is_empty() {
        return;
    }
    docs::note(lines, "# Links");
    lines.push(String::new());
    for (status, link) in links {
        let after = match status {
            StatusMatch::Exact(status) => format!("`{status}`"),
            StatusMatch::Range(class) => format!("`{class}XX`"),
            StatusMatch::Default => "any other status".to_owned(),
        };
        let given = link.parameters.iter().map(|(name, from)| (docs::code(name), from));
        let body = link.body.iter().map(|from| ("the body".to_owned(), from));
        let given: Vec<_> = given
            .chain(body)
            .map(|(name, from)| format!("{name} from {}", docs::code(from)))
            .collect();
        let with =
            if given.is_empty() { String::new() } else { format!(", with {}", given.join(", ")) };
        let (name, next) = (docs::code(&link.name), docs::code(&link.operation));
        lines.push(format!("- {name}, after {after}: {next}{with}."));
        let mut about = Vec::new();
        docs::paragraph(&mut about, link.description.as_deref());
        lines.extend(about.iter().map(|line| format!("  {line}").trim_end().to_owned()));
    }
}

/// `- name: its first line`, for an argument that the document explains.
fn argument_line(argument: &Argument) -> Option<String> {
    let (name, lines) = match argument {
        Argument::Parameter(it) => (&it.name, &it.docs),
        Argument::Body(it) => (&it.name, &it.docs),
    };
    let first =
        lines.first().filter(|line| !line.starts_with(['`', '~']) || !line.starts_with("```"))?;
    Some(format!("- `{}`: {first}", name.plain()))
}
