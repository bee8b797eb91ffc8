//! An operation: the method on its group's handle, and the request that it makes.

use super::call::{self, Taken};
use super::code::{self, Text};
use super::error::Error;
use super::scope::{Prelude, Scope};
use super::tokens::unlike;
use super::{check, paging, security, status, stream, text};
use crate::model::{Envelope, Method, PropertyPath};
use crate::plan::{Argument, Crate, Decoder, ErrorDecoder, Ident, OperationItem};

/// The methods on the handle: one, and one more for each further media type of its body.
pub(super) fn methods(out: &mut Text, item: &OperationItem, scope: &Scope) {
    let what = text::code(&format!("{} {}", item.http_method.as_str(), item.path));
    out.docs_or(&item.docs, &format!("{what}."));
    example(out, item);
    method(out, item, &item.method, &item.arguments, scope);
    for it in &item.alternatives {
        out.docs_or(&it.docs, &format!("{what}."));
        method(out, item, &it.method, &it.arguments, scope);
    }
}

fn method(
    out: &mut Text,
    item: &OperationItem,
    name: &Ident,
    arguments: &[Argument],
    scope: &Scope,
) {
    let (request, constant) = (&item.request, &item.constant);
    let taken_names: Vec<&Ident> = arguments.iter().map(argument_name).collect();
    let call = unlike("call", &taken_names);
    let arguments = arguments.iter().map(|it| call::argument(it, &taken_names, scope));
    let taken: Vec<Taken> = item.constants.iter().map(call::constant).chain(arguments).collect();
    let mut parameters = vec!["&self".to_owned()];
    parameters.extend(taken.iter().flat_map(|it| it.parameters.iter().cloned()));
    out.deprecated(item.deprecated);
    out.allow_arguments(parameters.len());
    out.function(&format!("pub fn {name}"), &parameters, &format!(" -> {request}"), |out| {
        let mut new = vec!["&self.core".to_owned(), format!("&{constant}")];
        let mut made = "codegen::Call::new";
        if check::has_rules(item) {
            made = "codegen::Call::checked";
            new.push(format!("{request}::CHECKS"));
        }
        if taken.is_empty() {
            return out.block(request.as_str(), "", |out| {
                // The comma behind the last field is not counted.
                let line = format!("call: {made}({})", new.join(", "));
                if out.fits(&line) {
                    return out.line(&format!("{line},"));
                }
                out.list(&format!("call: {made}("), &new, "),");
            });
        }
        out.list(&format!("let mut {call} = {made}("), &new, ");");
        taken.iter().for_each(|it| it.print(out, &call));
        let field = if call == "call" { call.clone() } else { format!("call: {call}") };
        out.literal("", request.as_str(), &[field], "");
    });
}

/// A documentation test. It is not run, since it would talk to a server.
fn example(out: &mut Text, item: &OperationItem) {
    if !item.example.is_empty() {
        out.doc("");
        out.doc("```no_run");
        out.docs(&item.example);
        out.doc("```");
    }
}

fn argument_name(argument: &Argument) -> &Ident {
    match argument {
        Argument::Parameter(item) => &item.name,
        Argument::Body(item) => &item.name,
    }
}

/// What stands beside the handle: the description of the operation, the request and its enums by status.
pub(super) fn items(item: &OperationItem, plan: &Crate, scope: &Scope) -> Result<String, Error> {
    let mut out = Text::new();
    description(&mut out, item, plan)?;
    request(&mut out, item, scope);
    status::print(&mut out, item, scope);
    Ok(out.finish())
}

/// What is not as usual for the method of the operation.
fn description(out: &mut Text, item: &OperationItem, plan: &Crate) -> Result<(), Error> {
    let mut fields = vec![
        format!("id: {}", code::literal(&item.id)),
        format!("path: {}", code::literal(&item.path)),
    ];
    if !item.accept.is_empty() {
        fields.push(format!("accept: {}", code::literal(&item.accept)));
    }
    let base = match &item.http_method {
        Method::Other(name) => format!("named({})", code::literal(name)),
        known => known.as_str().to_owned(),
    };
    let is_other = matches!(item.http_method, Method::Other(_));
    if item.repeatable != (item.http_method.is_idempotent() && !is_other) {
        fields.push(format!("repeatable: {}", item.repeatable));
    }
    if item.redirects {
        fields.push("redirects: true".to_owned());
    }
    if let Some(header) = &item.idempotency_header {
        fields.push(format!("idempotency_header: Some({})", code::literal(header)));
    }
    fields.extend(security::needed(item, plan)?);
    fields.extend(item.envelope.as_ref().map(envelope));
    if !item.servers.is_empty() {
        let pair = |(name, url): &(String, String)| {
            format!("({}, {})", code::literal(name), code::literal(url))
        };
        let pairs: Vec<_> = item.servers.iter().map(pair).collect();
        fields.push(format!("servers: &[{}]", pairs.join(", ")));
    }
    fields.extend(item.retry.attempts.map(|it| format!("attempts: Some({it})")));
    if !item.retry.on.is_empty() {
        let on: Vec<_> = item.retry.on.iter().map(u16::to_string).collect();
        fields.push(format!("retry_on: &[{}]", on.join(", ")));
    }
    fields.push(format!("..codegen::Operation::{base}"));
    let head = format!("static {}: codegen::Operation = ", item.constant);
    out.fitted(|out| out.literal(&head, "codegen::Operation", &fields, ";"));
    Ok(())
}

fn envelope(envelope: &Envelope) -> String {
    let list = |items: Vec<String>| format!("&[{}]", items.join(", "));
    let path =
        |it: &PropertyPath| list(it.0.iter().map(|name| code::literal(name.as_str())).collect());
    let status = path(&envelope.status);
    let message = envelope.message.as_ref().map_or_else(|| list(Vec::new()), path);
    let success = match envelope.success.as_slice() {
        [] => String::new(),
        values => {
            format!(".success({})", list(values.iter().map(|it| code::literal(it)).collect()))
        }
    };
    format!("envelope: Some(codegen::Envelope::new({status}, {message}){success})")
}

fn request(out: &mut Text, item: &OperationItem, scope: &Scope) {
    let name = &item.request;
    let what = text::code(item.method.plain());
    out.docs_or(&item.request_docs, &format!("A request of {what}."));
    out.line("#[must_use = \"a request is sent by `.await`\"]");
    out.line("#[derive(Clone, Debug)]");
    out.block(&format!("pub struct {name}"), "", |out| out.line("call: codegen::Call,"));
    check::request(out, item, scope);
    out.block(&format!("impl {name}"), "", |out| inside(out, item, scope));
    future(out, item, scope);
}

/// The constants and methods of the request.
fn inside(out: &mut Text, item: &OperationItem, scope: &Scope) {
    let alone = stream::alone(item);
    if alone.is_none() {
        decode(out, item, scope);
    }
    if let Some(paging) = &item.paging {
        paging::constants(out, paging, &item.error.ty, scope);
    }
    setters(out, item, scope);
    out.doc("Overrides settings of the client for this call: timeouts, attempts, idempotency key, extra headers.");
    let parameters = ["mut self", "options: codegen::CallOptions"].map(str::to_owned);
    out.function("pub fn with", &parameters, " -> Self", |out| {
        out.line("self.call.options(options);");
        out.line("self");
    });
    out.doc("Sends it, and gives status and headers beside the value.");
    let full = scope.full_outcome(&item.response.ty, &item.error.ty, item.headers.as_ref());
    let result = format!(" -> codegen::FullPending{full}");
    match alone {
        Some(it) => stream::send_full(out, item, it, &err(item, scope), scope),
        None => out.function("pub fn send_full", &["self".to_owned()], &result, |out| {
            out.line("self.call.send_full(Self::DECODE)");
        }),
    }
    stream::methods(out, item, &err(item, scope), scope);
    if let Some(paging) = &item.paging {
        paging::methods(out, paging, &item.error.ty, scope);
    }
}

/// How answers are read.
fn decode(out: &mut Text, item: &OperationItem, scope: &Scope) {
    let outcome = scope.outcome(&item.response.ty, &item.error.ty);
    out.fitted(|out| {
        out.typed("const DECODE: ", &format!("codegen::Decode{outcome}"), " = codegen::Decode {");
        out.indented(|out| {
            out.line(&format!("ok: {},", ok(item, scope)));
            out.line(&format!("err: {},", err(item, scope)));
        });
        out.line("};");
    });
}

/// `.await`, which gives the stream where there is nothing else.
fn future(out: &mut Text, item: &OperationItem, scope: &Scope) {
    let (ty, pending, sent) = match stream::alone(item) {
        Some(it) => (&it.ty, "codegen::Streaming", format!("self.{}()", it.method)),
        None => (&item.response.ty, "codegen::Pending", "self.call.send(Self::DECODE)".to_owned()),
    };
    let (value, error) = (scope.ty(ty), scope.op_error(&item.error.ty));
    let outcome = scope.outcome(ty, &item.error.ty);
    let result = scope.prelude(Prelude::Result);
    out.implementation("std::future::IntoFuture", item.request.as_str(), |out| {
        out.typed("type Output = ", &format!("{result}<{value}, {error}>"), ";");
        out.typed("type IntoFuture = ", &format!("{pending}{outcome}"), ";");
        out.function("fn into_future", &["self".to_owned()], " -> Self::IntoFuture", |out| {
            out.line(&sent);
        });
    });
}

fn setters(out: &mut Text, item: &OperationItem, scope: &Scope) {
    for it in &item.setters {
        out.docs_or(&it.docs, &format!("Sets {}.", text::code(it.wire.as_str())));
        out.deprecated(it.deprecated);
        setter(out, &it.name, &call::parameter(it, scope));
    }
    for it in &item.body_setters {
        out.docs_or(&it.docs, "Sets the body.");
        setter(out, &it.name, &call::body(it, &[&it.name], scope));
    }
}

fn setter(out: &mut Text, name: &Ident, taken: &Taken) {
    let mut parameters = vec!["mut self".to_owned()];
    parameters.extend(taken.parameters.iter().cloned());
    out.function(&format!("pub fn {name}"), &parameters, " -> Self", |out| {
        taken.print(out, "self.call");
        out.line("self");
    });
}

fn ok(item: &OperationItem, scope: &Scope) -> String {
    let decoder = match &item.response.decoder {
        Decoder::Empty => "codegen::empty",
        Decoder::Json => "codegen::json",
        Decoder::JsonOrEmpty => "codegen::json_or_empty",
        Decoder::Text => "codegen::text",
        Decoder::Bytes => "codegen::raw_bytes",
        Decoder::Xml(element) => {
            return format!("|response| codegen::xml(response, &{})", scope.path(element));
        }
        // Nothing is decoded whole.
        Decoder::Stream => "codegen::empty",
        Decoder::ByStatus { path, .. } => return format!("{}::decode", scope.path(path)),
    };
    decoder.to_owned()
}

fn err(item: &OperationItem, scope: &Scope) -> String {
    let decoder = match &item.error.decoder {
        ErrorDecoder::None => "codegen::no_error",
        ErrorDecoder::Json => "codegen::error_json",
        ErrorDecoder::Xml(element) => {
            return format!("|response| codegen::error_xml(response, &{})", scope.path(element));
        }
        ErrorDecoder::ByStatus { path, .. } => return format!("{}::decode", scope.path(path)),
    };
    decoder.to_owned()
}
