//! `host`, `basePath` and `schemes` as servers ("Swagger Object" of 2.0, "Server Object" of 3.0).

use super::Rewriter;
use crate::normalise::context::ObjectBuilder;
use crate::source::{Entry, Node, NodeId, NodeKind};
use crate::text::{JsonPointer, Span};

/// Schemes that a client supports, in the order of preference.
const SCHEMES: &[&str] = &["https", "http"];

/// The host of an Azure API whose name contains parameters.
const PARAMETERIZED_HOST: &str = "x-ms-parameterized-host";

impl<'a> Rewriter<'a> {
    /// One server for each scheme. Without a host, they are relative to the document's URL.
    pub(super) fn servers(&mut self, root: Node<'a>, result: &mut ObjectBuilder) {
        if let Some(host) = root.entry(PARAMETERIZED_HOST).filter(|it| it.value.is_object()) {
            return self.parameterized_host(root, host, result);
        }
        let at = ["host", "basePath", "schemes"].iter().find_map(|key| root.entry(key));
        let Some(at) = at else { return };
        let text = |key: &str| root.get(key).and_then(Node::as_str);
        let host = text("host").map(bare_host);
        // The default is the root path.
        let base = text("basePath").map(absolute_path).unwrap_or_default();
        let urls: Vec<String> = match host.filter(|it| !it.is_empty()) {
            Some(host) => {
                let schemes = self.schemes(root);
                self.place = format!("{host}{base}");
                schemes.iter().map(|scheme| format!("{scheme}://{}", self.place)).collect()
            }
            None if base.is_empty() => return,
            None => vec![base],
        };
        self.pointer_map.made_from(JsonPointer::of(&["servers"]), JsonPointer::of(&[at.key]));
        let servers = self.server_list(&urls, at.value.span());
        result.push("servers", at.key_span, servers);
    }

    /// `x-ms-parameterized-host`: a server whose variables are parameters
    /// (github.com/Azure/autorest/blob/main/docs/extensions/readme.md#x-ms-parameterized-host).
    fn parameterized_host(&mut self, root: Node<'a>, host: Entry<'a>, result: &mut ObjectBuilder) {
        let Some(template) = host.value.get("hostTemplate").and_then(Node::as_str) else { return };
        let has_scheme = host.value.get("useSchemePrefix").and_then(Node::as_bool) != Some(false);
        let scheme = self.schemes(root).into_iter().next().filter(|_| has_scheme);
        let scheme = scheme.map_or_else(String::new, |it| format!("{it}://"));
        let base = root.get("basePath").and_then(Node::as_str).map(absolute_path);
        let base = base.as_deref().unwrap_or("");
        let url = format!("{scheme}{}{base}", bare_template(template));
        let span = host.value.span();
        let mut variables = ObjectBuilder::new(span);
        let parameters = host.value.get("parameters").into_iter().flat_map(Node::items);
        for parameter in parameters {
            let parameter = self.cx.resolve(parameter).map_or(parameter, |it| it.node);
            let Some(name) = parameter.get("name").and_then(Node::as_str) else { continue };
            let variable = self.host_variable(name, parameter);
            variables.put(name, variable);
        }
        let mut server = ObjectBuilder::new(span);
        let (url, variables) = (self.cx.string(&url, span), variables.finish(&mut self.cx));
        server.put("url", url);
        server.put("variables", variables);
        let server = server.finish(&mut self.cx);
        let list = self.cx.add(NodeKind::Array(vec![server]), span);
        let (placed, written) = (JsonPointer::of(&["servers"]), JsonPointer::of(&[host.key]));
        self.pointer_map.made_from(placed, written);
        result.push("servers", host.key_span, list);
    }

    /// A parameter of the host as a variable. Without a default it must be set, which its own name in braces stands for.
    fn host_variable(&mut self, name: &str, parameter: Node<'a>) -> NodeId {
        let span = parameter.span();
        let mut variable = ObjectBuilder::new(span);
        let listed = parameter.get("enum").filter(|it| it.items().len() > 0);
        let default = match (parameter.get("default"), listed) {
            (Some(default), _) => Some(self.cx.copy(default)),
            (None, Some(_)) => None,
            (None, None) => Some(self.cx.string(&format!("{{{name}}}"), span)),
        };
        let members = [("enum", listed), ("description", parameter.get("description"))];
        for (key, value) in members {
            if let Some(value) = value {
                let value = self.cx.copy(value);
                variable.put(key, value);
            }
        }
        if let Some(default) = default {
            variable.put("default", default);
        }
        variable.finish(&mut self.cx)
    }

    fn server_list(&mut self, urls: &[String], span: Span) -> NodeId {
        let mut servers = Vec::with_capacity(urls.len());
        for url in urls {
            let mut server = ObjectBuilder::new(span);
            let url = self.cx.string(url, span);
            server.put("url", url);
            servers.push(server.finish(&mut self.cx));
        }
        self.cx.add(NodeKind::Array(servers), span)
    }

    /// The document's schemes in the order of preference; `https` if a client supports none of them.
    fn schemes(&mut self, root: Node<'a>) -> Vec<&'static str> {
        let named: Vec<&str> = named(root.get("schemes"));
        let spoken: Vec<&str> = SCHEMES.iter().copied().filter(|it| named.contains(it)).collect();
        if let (Some(list), true) = (root.get("schemes"), spoken.is_empty()) {
            let message = "a client supports none of these schemes";
            self.inside("schemes", |it| it.lost(message, "the client uses `https`; add it", list));
        }
        if spoken.is_empty() { vec!["https"] } else { spoken }
    }

    /// Schemes of one operation without the one that the client uses: a server of its own, with the same host and path.
    pub(super) fn own_schemes(&mut self, node: Node<'a>) -> Option<NodeId> {
        let root = self.cx.input.tree.root();
        let all = named(root.and_then(|it| it.get("schemes")));
        let first = SCHEMES.iter().find(|it| all.contains(it)).unwrap_or(&"https");
        let own = named(Some(node));
        if own.contains(first) {
            return None;
        }
        let spoken: Vec<&str> = SCHEMES.iter().copied().filter(|it| own.contains(it)).collect();
        if spoken.is_empty() || self.place.is_empty() {
            let message = "these schemes of one operation are not supported";
            let help = "remove them; the client calls the operation at its base URL";
            self.inside("schemes", |it| it.lost(message, help, node));
            return None;
        }
        let urls: Vec<_> = spoken.iter().map(|it| format!("{it}://{}", self.place)).collect();
        Some(self.server_list(&urls, node.span()))
    }
}

/// The template without a final slash.
fn bare_template(text: &str) -> &str {
    text.trim().trim_end_matches('/')
}

/// The host and port without a scheme or a final slash.
fn bare_host(text: &str) -> &str {
    let text = text.trim();
    text.split_once("://").map_or(text, |(_, rest)| rest).trim_end_matches('/')
}

/// The path with one leading slash and no final one.
fn absolute_path(text: &str) -> String {
    let bare = text.trim().trim_matches('/');
    if bare.is_empty() { String::new() } else { format!("/{bare}") }
}

fn named(list: Option<Node<'_>>) -> Vec<&str> {
    list.into_iter().flat_map(Node::items).filter_map(Node::as_str).collect()
}
