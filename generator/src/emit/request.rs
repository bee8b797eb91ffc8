//! An operation: the method on its group's handle, and the request that it makes.

use super::call::{self, Input};
use super::forms::{self, Parameter, function, returns};
use super::operation;
use super::printer::{List, Printer, Style};
use super::scope::Scope;
use super::{Layout, check, paging, status, stream, text};
use crate::plan::ir::{Argument, Decoder, ErrorCodec, ErrorDecoder, Ident, OperationItem};

/// The methods on the handle: one, and one for each further media type of its body.
pub(super) fn methods(out: &mut Printer, item: &OperationItem, layout: Layout, scope: &Scope) {
    let what = text::code(&format!("{} {}", item.http_method.as_str(), item.path));
    out.item();
    forms::docs_or(out, &item.docs, &[&what, "."]);
    example(out, item, layout);
    method(out, item, [&item.method, &item.variable], &item.arguments, scope);
    for it in &item.alternatives {
        out.item();
        forms::docs_or(out, &it.docs, &[&what, "."]);
        method(out, item, [&it.method, &it.variable], &it.arguments, scope);
    }
}

fn method(
    out: &mut Printer,
    item: &OperationItem,
    [name, variable]: [&Ident; 2],
    arguments: &[Argument],
    scope: &Scope,
) {
    let request = item.request.as_str();
    let arguments = arguments.iter().map(call::argument);
    let inputs: Vec<Input<'_>> =
        item.constants.iter().map(call::constant).chain(arguments).collect();
    let mut parameters = vec![Parameter::Text("&self")];
    parameters.extend(inputs.iter().flat_map(|it| it.parameters.iter().copied()));
    forms::deprecated(out, item.deprecated);
    forms::allow_arguments(out, parameters.len());
    function(out, scope, &["pub fn ", name.as_str()], &parameters, returns(request), |out| {
        if inputs.is_empty() {
            return out.block(&[request], "", |out| {
                forms::hanging(out, &["call:"], ",", |out| new_call(out, item));
            });
        }
        let variable = variable.as_str();
        forms::hanging(out, &["let mut ", variable, " ="], ";", |out| new_call(out, item));
        inputs.iter().for_each(|it| it.print(out, variable, scope));
        out.start();
        out.texts(&[request, " "]);
        out.list(List::FIELDS, [variable], |out, variable| match variable {
            "call" => out.text(variable),
            other => out.texts(&["call: ", other]),
        });
        out.end();
    });
}

/// The call before its parameters and body are known.
fn new_call(out: &mut Printer, item: &OperationItem) {
    let is_checked = !item.checks.is_empty();
    out.text(if is_checked { "codegen::Call::checked" } else { "codegen::Call::new" });
    let checks = is_checked.then_some(["", item.request.as_str(), "::CHECKS"]);
    let arguments = [["&self.core", "", ""], ["&", item.constant.as_str(), ""]];
    out.list(List::ARGUMENTS, arguments.into_iter().chain(checks), |out, it| out.texts(&it));
}

/// A documentation test. It is not run, since it would talk to a server.
fn example(out: &mut Printer, item: &OperationItem, layout: Layout) {
    if !item.example.is_empty() {
        out.doc(&[]);
        out.doc(&["```", layout.example_attribute()]);
        out.docs(&item.example);
        out.doc(&["```"]);
    }
}

/// The items of an operation: its description, its request, and its enums by status.
pub(super) fn items(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    operation::description(out, item);
    request(out, item, scope);
    status::print(out, item, scope);
}

fn request(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    let name = item.request.as_str();
    let what = text::code(item.method.plain());
    out.item();
    forms::docs_or(out, &item.request_docs, &["A request of ", &what, "."]);
    out.line(&["#[must_use = \"a request is sent by `.await`\"]"]);
    out.line(&["#[derive(Clone, Debug)]"]);
    out.block(&["pub struct ", name], "", |out| out.line(&["call: codegen::Call,"]));
    check::request(out, item, scope);
    out.item();
    out.block(&["impl ", name], "", |out| inside(out, item, scope));
    future(out, item, scope);
}

/// The constants and methods of the request.
fn inside(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    let streamed = item.awaited_stream();
    if streamed.is_none() {
        decode(out, item, scope);
    }
    if let Some(paging) = &item.paging {
        paging::constants(out, paging, &item.error.ty, scope);
    }
    setters(out, item, scope);
    out.item();
    out.doc(&["Overrides the client's settings for this call: timeouts, attempts, idempotency key, extra headers."]);
    let parameters =
        [Parameter::Text("mut self"), Parameter::Text("options: codegen::CallOptions")];
    function(out, scope, &["pub fn with"], &parameters, returns("Self"), |out| {
        out.line(&["self.call.options(options);"]);
        out.line(&["self"]);
    });
    out.item();
    out.doc(&["Sends the request and returns the value with the response's status and headers."]);
    match streamed {
        Some(it) => stream::send_full(out, item, it, scope),
        None => send_full(out, item, scope),
    }
    stream::methods(out, item, scope);
    if let Some(paging) = &item.paging {
        paging::methods(out, paging, &item.error.ty, scope);
    }
}

fn send_full(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    let (types, headers) = ([&item.response.ty, &item.error.ty], item.headers.as_ref());
    let result =
        |out: &mut Printer| scope.full_outcome(out, "codegen::FullPending", types, headers);
    function(out, scope, &["pub fn send_full"], &[Parameter::Text("self")], result, |out| {
        out.line(&["self.call.send_full(Self::DECODE)"]);
    });
}

/// How responses are decoded.
fn decode(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    out.item();
    out.start();
    out.text("const DECODE: ");
    scope.outcome(out, "codegen::Decode", &item.response.ty, &item.error.ty);
    out.text(" =");
    out.assigned_block("codegen::Decode", |out| {
        out.start();
        out.text("ok: ");
        ok(out, item, scope);
        out.text(",");
        out.end();
        out.start();
        out.text("err: ");
        err(out, item, scope);
        out.text(",");
        out.end();
    });
}

/// `.await`, which returns the stream where the success is nothing else.
fn future(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    let (ty, pending) = match item.awaited_stream() {
        Some(it) => (&it.ty, "codegen::Streaming"),
        None => (&item.response.ty, "codegen::Pending"),
    };
    let error = &item.error.ty;
    out.item();
    let of = |out: &mut Printer| out.text("std::future::IntoFuture");
    forms::implementation(out, of, item.request.as_str(), |out| {
        forms::hanging(out, &["type Output ="], ";", |out| scope.result(out, ty, error));
        let future = |out: &mut Printer| scope.outcome(out, pending, ty, error);
        forms::hanging(out, &["type IntoFuture ="], ";", future);
        out.item();
        let own = [Parameter::Text("self")];
        function(out, scope, &["fn into_future"], &own, returns("Self::IntoFuture"), |out| {
            match item.awaited_stream() {
                Some(it) => out.line(&["self.", it.method.as_str(), "()"]),
                None => out.line(&["self.call.send(Self::DECODE)"]),
            }
        });
    });
}

fn setters(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    for it in &item.setters {
        out.item();
        forms::docs_or(out, &it.docs, &["Sets ", &text::code(it.wire.as_str()), "."]);
        forms::deprecated(out, it.deprecated);
        setter(out, &it.name, &call::parameter(it), scope);
    }
    for it in &item.body_setters {
        out.item();
        forms::docs_or(out, &it.docs, &["Sets the body."]);
        setter(out, &it.name, &call::body(it), scope);
    }
}

fn setter(out: &mut Printer, name: &Ident, input: &Input<'_>, scope: &Scope) {
    let mut parameters = vec![Parameter::Text("mut self")];
    parameters.extend(&input.parameters);
    function(out, scope, &["pub fn ", name.as_str()], &parameters, returns("Self"), |out| {
        input.print(out, "self.call", scope);
        out.line(&["self"]);
    });
}

/// The decoder of a success.
fn ok(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    match &item.response.decoder {
        // A stream is not decoded as a whole.
        Decoder::Empty | Decoder::Stream => out.text("codegen::empty"),
        Decoder::Value(codec) => out.texts(&["codegen::", codec.decode]),
        Decoder::ValueOrEmpty(decode) => out.texts(&["codegen::", decode]),
        Decoder::Text => out.text("codegen::text"),
        Decoder::Bytes => out.text("codegen::raw_bytes"),
        Decoder::Xml(element) => {
            closure(out, |out| {
                out.text("codegen::xml(response, &");
                scope.path(out, element);
                out.text(")");
            });
        }
        Decoder::ByStatus { path, .. } => {
            scope.path(out, path);
            out.text("::decode");
        }
    }
}

/// The decoder of an error.
pub(super) fn err(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    match &item.error.decoder {
        ErrorDecoder::None => out.text("codegen::no_error"),
        ErrorDecoder::Single(ErrorCodec::Value(codec)) => {
            out.texts(&["codegen::", codec.decode_error]);
        }
        ErrorDecoder::Single(ErrorCodec::Xml(element)) => {
            closure(out, |out| {
                out.text("codegen::error_xml(response, &");
                scope.path(out, element);
                out.text(")");
            });
        }
        ErrorDecoder::ByStatus { path, .. } => {
            scope.path(out, path);
            out.text("::decode");
        }
    }
}

/// A closure over the response, whose body gets braces if it does not fit.
fn closure(out: &mut Printer, body: impl FnOnce(&mut Printer)) {
    out.text("|response| ");
    out.group(Style::All(usize::MAX), |out| {
        out.either("", "{");
        out.soft_line("");
        body(out);
        out.last_line("");
        out.either("", "}");
    });
}
