//! The methods of a request that return its success as a stream.

use super::forms::{self, Parameter, function, returns};
use super::printer::{List, Printer, Style};
use super::request;
use super::scope::Scope;
use crate::plan::ir::{OperationItem, StreamItem, StreamKind};

/// The method for each stream.
pub(super) fn methods(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    for it in &item.streams {
        out.item();
        out.docs(&it.docs);
        method(out, item, it, ["stream", "codegen::Streaming", it.method.as_str()], scope);
    }
}

/// A request whose `.await` returns a stream.
pub(super) fn declaration(
    out: &mut Printer,
    item: &OperationItem,
    stream: &StreamItem,
    scope: &Scope,
) {
    let name = item.request.as_str();
    out.item();
    request::docs(out, item);
    out.line(&["#[must_use = \"a request is sent by `.await`\"]"]);
    out.line(&["#[derive(Clone, Debug)]"]);
    out.block(&["pub struct ", name], "", |out| out.line(&["call: codegen::Call,"]));
    out.item();
    out.block(&["impl ", name], "", |out| {
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
        send_full(out, item, stream, scope);
    });
    future(out, item, stream, scope);
}

/// `.await`, which returns the stream.
fn future(out: &mut Printer, item: &OperationItem, stream: &StreamItem, scope: &Scope) {
    let (ty, error) = (&stream.ty, &item.error.ty);
    out.item();
    let of = |out: &mut Printer| out.text("std::future::IntoFuture");
    forms::implementation(out, of, item.request.as_str(), |out| {
        forms::hanging(out, &["type Output ="], ";", |out| scope.result(out, ty, error));
        let future = |out: &mut Printer| scope.outcome(out, "codegen::Streaming", ty, error);
        forms::hanging(out, &["type IntoFuture ="], ";", future);
        out.item();
        let own = [Parameter::Text("self")];
        function(out, scope, &["fn into_future"], &own, returns("Self::IntoFuture"), |out| {
            out.line(&["self.", stream.method.as_str(), "()"]);
        });
    });
}

fn send_full(out: &mut Printer, item: &OperationItem, stream: &StreamItem, scope: &Scope) {
    method(out, item, stream, ["stream_full", "codegen::FullStreaming", "send_full"], scope);
}

fn method(
    out: &mut Printer,
    item: &OperationItem,
    stream: &StreamItem,
    [method, result, name]: [&str; 3],
    scope: &Scope,
) {
    let own = Parameter::Text(if stream.switch.is_some() { "mut self" } else { "self" });
    let headers = item.headers.as_ref().filter(|_| method == "stream_full");
    let types = [&stream.ty, &item.error.ty];
    let result = |out: &mut Printer| scope.full_outcome(out, result, types, headers);
    function(out, scope, &["pub fn ", name], &[own], result, |out| {
        if let Some(switch) = &stream.switch {
            out.start();
            out.text("self.call.switch_on(");
            out.literal(switch.as_str());
            out.text(");");
            out.end();
        }
        out.start();
        out.group(Style::METHOD, |out| {
            out.text("self.call");
            out.soft_line("");
            out.texts(&[".", method]);
            out.list(List::ARGUMENTS, [0, 1, 2], |out, index| match index {
                0 => out.literal(&stream.accept),
                1 => out.text(reader(stream.kind)),
                _ => request::err(out, item, scope),
            });
        });
        out.end();
    });
}

fn reader(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Events => "codegen::events",
        StreamKind::TextEvents => "codegen::text_events",
        StreamKind::WholeEvents => "codegen::whole_events",
        StreamKind::Lines => "codegen::lines",
        StreamKind::Bytes => "codegen::byte_stream",
    }
}
