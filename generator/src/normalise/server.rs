//! Servers, of the document and of single paths and operations ("Server Object").
//!
//! A relative URL is relative to its document, so it becomes absolute if that was read from the network.

use super::context::NormaliseContext;
use super::field::{FieldRules, fields, list, map, object, require_text, text, texts};
use crate::source::{Node, NodeId, is_url, join_server, url_of};

/// `name` is of 3.2, and is read in every version.
const SERVER: FieldRules =
    &[("url", url), ("name", text), ("description", text), ("variables", variables)];
const VARIABLE: FieldRules = &[("default", text), ("enum", texts), ("description", text)];

pub(super) fn servers<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    list(cx, node, |cx, node| {
        let node = object(node)?;
        let mut result = fields(cx, node, SERVER);
        require_text(cx, &mut result, "url");
        Some(result.finish(cx))
    })
}

fn variables<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    map(cx, node, |cx, node| {
        let node = object(node)?;
        let mut result = fields(cx, node, VARIABLE);
        require_text(cx, &mut result, "default");
        Some(result.finish(cx))
    })
}

fn url<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let id = text(cx, node)?;
    let written = cx.tree.node(id).as_str().unwrap_or("").to_owned();
    // A leading variable can contain a whole URL, or its scheme.
    if is_url(&written) || written.starts_with('{') {
        return Some(id);
    }
    let file = cx.input.document.files().of(node.span());
    match url_of(file.path()) {
        Some(base) => Some(cx.string(&join_server(base, &written), node.span())),
        None => Some(id),
    }
}
