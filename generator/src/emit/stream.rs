//! The methods of a request that give its success as a stream, and what stands in the place of the usual ones where there
//! is nothing else to give.

use super::code::{self, Text};
use super::scope::Scope;
use crate::plan::{Decoder, OperationItem, StreamItem, StreamKind};

/// The stream that awaiting the request gives, where its success is nothing else.
pub(super) fn alone(item: &OperationItem) -> Option<&StreamItem> {
    item.streams.first().filter(|_| matches!(item.response.decoder, Decoder::Stream))
}

/// What users touch of the runtime.
pub(super) fn reexports(item: &OperationItem) -> impl Iterator<Item = &'static str> {
    item.streams
        .iter()
        .flat_map(|it| match it.kind {
            StreamKind::Bytes => ["ByteStream"].iter(),
            StreamKind::Lines => ["LineStream"].iter(),
            StreamKind::Events | StreamKind::TextEvents | StreamKind::WholeEvents => {
                ["Event", "EventStream"].iter()
            }
        })
        .copied()
}

/// The method for each stream; `err` decodes error bodies.
pub(super) fn methods(out: &mut Text, item: &OperationItem, err: &str, scope: &Scope) {
    for it in &item.streams {
        out.docs(&it.docs);
        method(out, item, it, ["stream", "Streaming"], (it.method.as_str(), err), scope);
    }
}

/// `send_full`, where awaiting the request gives the stream.
pub(super) fn send_full(
    out: &mut Text,
    item: &OperationItem,
    stream: &StreamItem,
    err: &str,
    scope: &Scope,
) {
    method(out, item, stream, ["stream_full", "FullStreaming"], ("send_full", err), scope);
}

fn method(
    out: &mut Text,
    item: &OperationItem,
    stream: &StreamItem,
    [method, result]: [&str; 2],
    (name, err): (&str, &str),
    scope: &Scope,
) {
    let taken = if stream.switch.is_some() { "mut self" } else { "self" };
    let headers = item.headers.as_ref().filter(|_| method == "stream_full");
    let outcome = scope.full_outcome(&stream.ty, &item.error.ty, headers);
    let result = format!(" -> codegen::{result}{outcome}");
    out.function(&format!("pub fn {name}"), &[taken.to_owned()], &result, |out| {
        if let Some(switch) = &stream.switch {
            out.line(&format!("self.call.switch_on({});", code::literal(switch.as_str())));
        }
        let arguments =
            [code::literal(&stream.accept), make(stream.kind).to_owned(), err.to_owned()];
        out.line(&format!("self.call.{method}({})", arguments.join(", ")));
    });
}

fn make(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Events => "codegen::events",
        StreamKind::TextEvents => "codegen::text_events",
        StreamKind::WholeEvents => "codegen::whole_events",
        StreamKind::Lines => "codegen::lines",
        StreamKind::Bytes => "codegen::byte_stream",
    }
}
