//! What of an operation's success can be read while it arrives: events, lines of JSON, bytes.

use crate::model::{Media, MediaKind, Operation, Response, Shape, StringFormat, WireName};
use crate::plan::context::Context;
use crate::plan::docs;
use crate::plan::ir::{Decoder, Ident, ResponseItem, RustType, StreamItem, StreamKind};
use crate::plan::operations::body;
use crate::plan::operations::responses::{accepted, add_accepted, chosen, successes};
use crate::plan::xml::Carried;

/// The member of a JSON body by which OpenAI's API, and many after its example, ask for a stream.
const SWITCH: &str = "stream";

/// The streams of an operation, events before lines before bytes. The first is `stream()`, the others have names that say
/// more.
pub(crate) fn plan(context: &Context<'_>, operation: &Operation) -> Vec<StreamItem> {
    let is_good = successes(operation);
    let good = operation.responses.iter().filter(|it| is_good(it.status));
    let mut found: Vec<(StreamKind, RustType, Vec<&str>)> = Vec::new();
    for (response, media) in good.flat_map(|it| it.media.iter().map(move |media| (it, media))) {
        let Some((kind, ty)) = stream(context, response, media) else { continue };
        match found.iter_mut().find(|(known, ..)| *known == kind) {
            None => {
                let mut names = Vec::new();
                add_accepted(&mut names, &media.name);
                found.push((kind, ty, names));
            }
            Some((_, known, names)) => {
                if *known != ty {
                    *known = of(kind, RustType::Json);
                }
                add_accepted(names, &media.name);
            }
        }
    }
    found.sort_by_key(|(kind, ..)| *kind);
    let switch = switch(context, operation);
    let item = |(at, (kind, ty, names)): (usize, (StreamKind, RustType, Vec<&str>))| {
        let method = if at == 0 { "stream" } else { longer_name(kind) };
        let switch = switch.clone().filter(|_| kind != StreamKind::Bytes);
        let docs = stream_docs(kind, switch.as_ref());
        StreamItem {
            method: Ident(method.to_owned()),
            kind,
            accept: accepted(&names),
            ty,
            switch,
            docs,
        }
    };
    found.into_iter().enumerate().map(item).collect()
}

/// Where a success is nothing but events or lines, awaiting the request gives the stream.
pub(crate) fn alone(operation: &Operation, streams: &[StreamItem], response: &mut ResponseItem) {
    let Some(first) = streams.first().filter(|it| it.kind != StreamKind::Bytes) else { return };
    let is_good = successes(operation);
    let mut media =
        operation.responses.iter().filter(|it| is_good(it.status)).flat_map(|it| &it.media);
    if !media.all(|media| matches!(media.kind, MediaKind::Events | MediaKind::Lines))
        || streams.len() > 1
    {
        return;
    }
    response.ty = first.ty.clone();
    response.decoder = Decoder::Stream;
    for (_, ty) in &mut response.by_status {
        *ty = ty.take().map(|_| first.ty.clone());
    }
}

/// What a media type of a success is as a stream.
fn stream(
    context: &Context<'_>,
    response: &Response,
    media: &Media,
) -> Option<(StreamKind, RustType)> {
    let resolved = media.ty.and_then(|ty| context.resolved(ty));
    let shape = resolved.map(|(_, def)| &def.shape);
    let is_chosen = || chosen(context, response) == Some(media);
    let kind = match (media.kind, shape) {
        (MediaKind::Events, _) if media.of_item => StreamKind::WholeEvents,
        (MediaKind::Events, Some(Shape::String(_)) | None) => StreamKind::TextEvents,
        (MediaKind::Events, _) => StreamKind::Events,
        // What is said to be text or bytes is a file for its reader, not a list of values.
        (MediaKind::Lines, Some(Shape::String(_))) => StreamKind::Bytes,
        (MediaKind::Lines, _) => StreamKind::Lines,
        (MediaKind::Binary, Some(Shape::String(_)) | None) => StreamKind::Bytes,
        (_, Some(Shape::String(StringFormat::Binary))) => StreamKind::Bytes,
        // Other forms that the client knows only as bytes, such as a multipart answer.
        (MediaKind::Binary | MediaKind::Multipart, _) if is_chosen() => StreamKind::Bytes,
        (MediaKind::Xml, _) if *context.xml.carried(media) == Carried::Bytes && is_chosen() => {
            StreamKind::Bytes
        }
        _ => return None,
    };
    // Without `itemSchema` the schema is often that of one item, and properly that of the list of all.
    let item = match (resolved, shape) {
        (_, Some(Shape::Array(item))) if !media.of_item => Some(*item),
        (resolved, _) => resolved.and(media.ty),
    };
    Some((kind, of(kind, item.map_or(RustType::Json, |item| context.nullable(item)))))
}

fn of(kind: StreamKind, item: RustType) -> RustType {
    match kind {
        StreamKind::Events | StreamKind::WholeEvents => RustType::EventStream(Box::new(item)),
        StreamKind::TextEvents => RustType::EventStream(Box::new(RustType::String)),
        StreamKind::Lines => RustType::LineStream(Box::new(item)),
        StreamKind::Bytes => RustType::ByteStream,
    }
}

fn longer_name(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Events => "stream_events",
        StreamKind::TextEvents => "stream_text_events",
        StreamKind::WholeEvents => "stream_whole_events",
        StreamKind::Lines => "stream_lines",
        StreamKind::Bytes => "stream_bytes",
    }
}

/// The boolean member of the JSON body that asks for a stream.
fn switch(context: &Context<'_>, operation: &Operation) -> Option<WireName> {
    let body = operation.body.as_ref()?;
    let preferred = body::choices(context.api, body).into_iter().next()?;
    let ty = preferred.ty.filter(|_| preferred.kind == MediaKind::Json)?;
    let (_, def) = context.resolved(ty)?;
    let Shape::Object(object) = &def.shape else { return None };
    let field = object.fields.iter().find(|it| it.name.as_str() == SWITCH)?;
    let (_, def) = context.resolved(field.ty)?;
    (def.shape == Shape::Boolean).then(|| field.name.clone())
}

fn stream_docs(kind: StreamKind, switch: Option<&WireName>) -> Vec<String> {
    let what = match kind {
        StreamKind::Bytes => "the body as it arrives",
        StreamKind::Lines => "the values of the body, each as it arrives",
        StreamKind::Events | StreamKind::TextEvents | StreamKind::WholeEvents => {
            "the events of the body, each as it arrives"
        }
    };
    let mut line = format!("Sends it, and gives {what}.");
    if let Some(switch) = switch {
        let member = docs::code(&format!("{}: true", switch.as_str()));
        line.push_str(&format!(" The body says {member}."));
    }
    vec![line]
}
