//! The methods of a request that return its success as a stream.

use super::forms::{Parameter, function};
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

/// `send_full`, where awaiting the request returns the stream.
pub(super) fn send_full(
    out: &mut Printer,
    item: &OperationItem,
    stream: &StreamItem,
    scope: &Scope,
) {
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
