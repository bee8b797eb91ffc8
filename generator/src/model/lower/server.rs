//! Servers: of the document, and of single paths and operations.

use super::keywords;
use crate::model::{Server, ServerVariable};
use crate::source::{Entry, Node};

/// The servers under `servers` of the root, a path item or an operation.
pub(super) fn servers(owner: Node<'_>) -> Vec<Server> {
    let listed = owner.get("servers").into_iter().flat_map(Node::items);
    listed.map(server).collect()
}

/// Those of an operation, else of its path; none where they are the document's own (OpenAPI 3.0.4 "Operation Object").
pub(super) fn own(operation: Node<'_>, path: Node<'_>, shared: &[Server]) -> Vec<Server> {
    let nearest = [operation, path].into_iter().map(servers).find(|it| !it.is_empty());
    let place = |it: &Server| it.default_url();
    // Neither has servers.
    let nearest = nearest.unwrap_or_default();
    if nearest.iter().map(place).eq(shared.iter().map(place)) { Vec::new() } else { nearest }
}

fn server(node: Node<'_>) -> Server {
    let url = node.get("url").and_then(Node::as_str).unwrap_or("");
    let variables = node.get("variables").into_iter().flat_map(Node::members);
    let mut used: Vec<_> =
        variables.filter_map(|it| Some((url.find(&format!("{{{}}}", it.key))?, it))).collect();
    used.sort_by_key(|(at, _)| *at);
    Server {
        url: url.to_owned(),
        name: keywords::text(node, "name"),
        description: keywords::text(node, "description"),
        variables: used.into_iter().map(|(_, it)| variable(it)).collect(),
        span: node.span(),
    }
}

/// A default is required. If it is missing, which validation reports, the first value replaces it.
fn variable(entry: Entry<'_>) -> ServerVariable {
    let listed = entry.value.get("enum").into_iter().flat_map(Node::items);
    let values: Vec<String> = listed.filter_map(Node::as_str).map(str::to_owned).collect();
    let default = keywords::text(entry.value, "default").or_else(|| values.first().cloned());
    ServerVariable {
        name: entry.key.to_owned(),
        // Neither a default nor an `enum`: the variable is empty.
        default: default.unwrap_or_default(),
        values,
        description: keywords::text(entry.value, "description"),
    }
}
