//! How the context changes from an object to its contents.

use super::visit::{Key, Origin, Side, VisitContext};
use super::{Cursor, Walker};
use crate::document::Version;
use crate::document::grammar::ObjectKind;
use crate::source::{Entry, Node};

/// The context of an object, derived from that of its holder.
pub(super) fn inside<'a>(
    walker: &Walker<'a, '_>,
    kind: ObjectKind,
    at: Cursor<'a>,
    context: &VisitContext<'a>,
) -> VisitContext<'a> {
    let mut inside = *context;
    match kind {
        ObjectKind::Paths => inside.origin = Origin::Path,
        ObjectKind::Components => inside.origin = Origin::Component,
        ObjectKind::PathItem => return path_item(at, context),
        ObjectKind::Operation => {
            inside.method = at.key.or(context.method);
            inside.operation = Some(at.node);
        }
        ObjectKind::Parameter => parameter(walker, at, &mut inside),
        ObjectKind::Header => inside.parameter = Some(at.node),
        ObjectKind::RequestBody => inside.side = Side::Request,
        ObjectKind::Response => {
            inside.side = Side::Response;
            if walker.version == Version::V2_0 {
                inside.media_type = media_type_2_0(walker.root, context, "produces");
            }
        }
        ObjectKind::MediaType => {
            inside.media_type = at.key.map(|key| key.name).or(context.media_type);
        }
        _ => {}
    }
    inside
}

/// The context of an object's members, if it differs from the object's own.
pub(super) fn of_members<'a>(kind: ObjectKind, context: VisitContext<'a>) -> VisitContext<'a> {
    match kind {
        ObjectKind::Callback => VisitContext { origin: Origin::Callback, ..context },
        _ => context,
    }
}

/// The context of a map entry. Entries of top-level maps and of `components` are components or webhooks.
pub(super) fn of_entry<'a>(
    holder: ObjectKind,
    map: &str,
    entry: Entry<'a>,
    context: &VisitContext<'a>,
) -> VisitContext<'a> {
    match holder {
        ObjectKind::Document if map == "webhooks" => {
            VisitContext { origin: Origin::Webhook, ..*context }
        }
        ObjectKind::Document | ObjectKind::Components => {
            let key = Key { name: entry.key, span: entry.key_span };
            VisitContext { origin: Origin::Component, component: Some(key), ..*context }
        }
        _ => *context,
    }
}

fn path_item<'a>(at: Cursor<'a>, context: &VisitContext<'a>) -> VisitContext<'a> {
    let path = at.key.filter(|_| context.origin != Origin::Component).or(context.path);
    VisitContext {
        path,
        path_item: Some(at.node),
        method: None,
        operation: None,
        side: Side::Either,
        media_type: None,
        ..*context
    }
}

fn parameter<'a>(walker: &Walker<'a, '_>, at: Cursor<'a>, inside: &mut VisitContext<'a>) {
    inside.side = Side::Request;
    let is_body = at.node.get("in").and_then(Node::as_str) == Some("body");
    if is_body && walker.version == Version::V2_0 {
        inside.media_type = media_type_2_0(walker.root, inside, "consumes");
    } else {
        inside.parameter = Some(at.node);
    }
}

/// Swagger 2.0 declares media types at the operation or at the top level, not at the schema.
fn media_type_2_0<'a>(root: Node<'a>, context: &VisitContext<'a>, key: &str) -> Option<&'a str> {
    let own = context.operation.and_then(|operation| operation.get(key));
    let list = own.or_else(|| root.get(key))?;
    let json = list.items().filter_map(Node::as_str).find(|text| text.contains("json"));
    json.or_else(|| list.items().find_map(Node::as_str))
}
