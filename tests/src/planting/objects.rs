//! Violations in operations, parameters, references and other objects.

use renkei::document::{ObjectKind, Visit, walk};
use renkei::source::{Entry, Node};

use super::{Planted, Site};

/// What `plant` makes of each visited object of the first file.
fn visited(
    site: &Site<'_>,
    mut plant: impl for<'a> FnMut(&Visit<'a, '_>) -> Option<Planted>,
) -> Vec<Planted> {
    let mut planted = Vec::new();
    walk(site.document, &mut |visit| planted.extend(plant(visit)));
    planted
}

/// The operations under `paths`: the path, and the method with the operation.
fn operations<'a>(site: &Site<'a>) -> Vec<(Entry<'a>, Entry<'a>)> {
    let paths = site.root.get("paths").into_iter().flat_map(Node::members);
    let methods = ["get", "put", "post", "delete", "options", "head", "patch"];
    let of_path = |path: Entry<'a>| {
        let members = path.value.members().filter(move |it| methods.contains(&it.key));
        members.map(move |operation| (path, operation))
    };
    paths.flat_map(of_path).collect()
}

/// G001: a GET of an item becomes a PUT. A raw stream has no result that could be repeated.
pub(super) fn without_idempotency_key(site: &Site<'_>) -> Vec<Planted> {
    let planted = operations(site).into_iter().filter_map(|(path, operation)| {
        let is_free = operation.key == "get" && path.value.get("put").is_none();
        let text = site.text.get(operation.key_span.start as usize..)?;
        // A description that names idempotency shows a key.
        let text = text.get(..4000).unwrap_or(text).to_lowercase();
        let has_key = ["idempoten", "raw-stream"].iter().any(|it| text.contains(it));
        let shared = path.value.get("parameters").is_some();
        (is_free && !has_key && !shared).then(|| site.rename(&operation, "put"))?
    });
    planted.collect()
}

/// Words of paths that are usually public.
pub(super) const PUBLIC: &[&str] = &[
    "auth",
    "callback",
    "health",
    "jwks",
    "log",
    "metrics",
    "oauth",
    "openapi",
    "passw",
    "ping",
    "recover",
    "register",
    "registration",
    "saml",
    "session",
    "sign",
    "sso",
    "status",
    "swagger",
    "token",
    "version",
    "webhook",
    "well-known",
];

/// S001: an operation without `security`, in a document without a top-level one.
pub(super) fn without_security(site: &Site<'_>) -> Vec<Planted> {
    let planted = operations(site).into_iter().filter_map(|(path, operation)| {
        let security = operation.value.entry("security")?;
        let is_public = PUBLIC.iter().any(|word| path.key.to_lowercase().contains(word));
        let renamed = site.rename(&security, "x-security")?;
        let mark = operation.key_span.start as usize;
        (!is_public && path.key != "/").then_some(Planted { mark, ..renamed })
    });
    if site.root.get("security").is_some() { Vec::new() } else { planted.collect() }
}

/// S005: a scheme that is not defined.
pub(super) fn unknown_scheme(site: &Site<'_>) -> Vec<Planted> {
    visited(site, |visit| {
        let is_requirement = visit.object == ObjectKind::SecurityRequirement;
        let entry = visit.node.members().next().filter(|_| is_requirement)?;
        site.rename(&entry, "planted")
    })
}

/// X001: a reference to a component that is not defined.
pub(super) fn broken_reference(site: &Site<'_>) -> Vec<Planted> {
    visited(site, |visit| {
        let node = visit.node.get("$ref").filter(|_| visit.reference().is_some())?;
        let text = node.as_str().filter(|it| it.starts_with("#/"))?;
        site.replace(node, &format!("{text}Planted"))
    })
}

/// X002: the operationId of the operation before.
pub(super) fn repeated_operation_id(site: &Site<'_>) -> Vec<Planted> {
    let all = operations(site);
    let ids: Vec<Node<'_>> = all.iter().filter_map(|(_, it)| it.value.get("operationId")).collect();
    let planted = ids.windows(2).filter_map(|pair| site.replace(pair[1], pair[0].as_str()?));
    planted.collect()
}

/// X003: a path parameter that the template does not have.
pub(super) fn unused_path_parameter(site: &Site<'_>) -> Vec<Planted> {
    visited(site, |visit| {
        let is_parameter = visit.object == ObjectKind::Parameter && visit.context.path.is_some();
        let is_in_path = visit.node.get("in").and_then(Node::as_str) == Some("path");
        site.replace(visit.node.get("name").filter(|_| is_parameter && is_in_path)?, "planted")
    })
}

/// X011: a misspelt key.
pub(super) fn misspelt_key(site: &Site<'_>) -> Vec<Planted> {
    visited(site, |visit| {
        let is_fixed = matches!(
            visit.object,
            ObjectKind::Operation | ObjectKind::Parameter | ObjectKind::Info | ObjectKind::Tag
        );
        let entry = visit.node.entry("description").filter(|_| is_fixed)?;
        site.rename(&entry, "descripton")
    })
}

/// X015: a variable that is not defined.
pub(super) fn undefined_variable(site: &Site<'_>) -> Vec<Planted> {
    visited(site, |visit| {
        let url = visit.node.get("url").filter(|_| visit.object == ObjectKind::Server)?;
        site.replace(url, &format!("{}/{{planted}}", url.as_str()?))
    })
}
