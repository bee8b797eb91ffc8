//! An operation: the method on its group's handle, and the request that it makes.

use super::call::{self, Input};
use super::forms::{self, Parameter, function, returns};
use super::operation;
use super::printer::{List, Printer, Style};
use super::scope::{Prelude, Scope};
use super::{Layout, check, long_running, paging, status, stream, text};
use crate::plan::ir::{
    Argument, Decoder, ErrorCodec, ErrorDecoder, Ident, OperationItem, RustType,
};

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
    if let Some(polled) = &item.long_running {
        long_running::resume(out, item, polled, scope);
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
        out.doc(&["# Examples"]);
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
    match item.awaited_stream() {
        None => declaration(out, item, scope),
        Some(stream) => stream::declaration(out, item, stream, scope),
    }
    check::request(out, item, scope);
    let has_own = !item.setters.is_empty()
        || !item.body_setters.is_empty()
        || item.idempotency_header.is_some()
        || !item.streams.is_empty()
        || item.paging.is_some()
        || item.long_running.is_some();
    if has_own {
        out.item();
        out.block(&["impl ", item.request.as_str()], "", |out| inside(out, item, scope));
    }
}

/// `codegen::request!`: the request with the methods that every request has.
fn declaration(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    out.item();
    out.block(&["codegen::request!"], "", |out| {
        docs(out, item);
        out.start();
        out.texts(&["pub struct ", item.request.as_str(), " -> "]);
        scope.ty(out, &item.response.ty);
        match (&item.error.ty, &item.headers) {
            (RustType::Never, None) => {}
            (error, headers) => {
                out.text(", ");
                scope.ty(out, error);
                if let Some(headers) = headers {
                    out.text(", ");
                    scope.path(out, headers);
                }
            }
        }
        out.text(";");
        out.end();
        decoder(out, "ok: ", |out| ok(out, &item.response.decoder, scope));
        decoder(out, "err: ", |out| err(out, item, scope));
    });
}

/// The documentation of a request.
pub(super) fn docs(out: &mut Printer, item: &OperationItem) {
    let what = text::code(item.method.plain());
    forms::docs_or(out, &item.request_docs, &["A request of ", &what, "."]);
}

fn decoder(out: &mut Printer, name: &str, decoder: impl FnOnce(&mut Printer)) {
    out.start();
    out.text(name);
    decoder(out);
    out.text(",");
    out.end();
}

/// The constants and methods that only this request has.
fn inside(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    if let Some(paging) = &item.paging {
        paging::constants(out, paging, &item.error.ty, scope);
    }
    if let Some(polled) = &item.long_running {
        long_running::constants(out, item, polled, scope);
    }
    setters(out, item, scope);
    if item.idempotency_header.is_some() {
        idempotency_key(out, scope);
    }
    stream::methods(out, item, scope);
    if let Some(paging) = &item.paging {
        paging::methods(out, paging, &item.error.ty, scope);
    }
    if let Some(polled) = &item.long_running {
        long_running::method(out, item, polled, scope);
    }
}

/// The key of an operation whose document declares the header, and so promises to honour it.
fn idempotency_key(out: &mut Printer, scope: &Scope) {
    out.item();
    out.doc(&[
        "Returns the idempotency key that is sent. A clone of the request has the same key.",
    ]);
    let result = |out: &mut Printer| out.texts(&[scope.prelude(Prelude::Option), "<&str>"]);
    function(out, scope, &["pub fn idempotency_key"], &[Parameter::Text("&self")], result, |out| {
        out.line(&["self.call.idempotency_key()"]);
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
pub(super) fn ok(out: &mut Printer, decoder: &Decoder, scope: &Scope) {
    match decoder {
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
