//! The streams of an operation's success: events, lines of JSON, bytes.

use super::BodyContext;
use super::outcome::successes;
use super::response_media::{Accept, preferred};
use crate::media::Coding;
use crate::model::{Media, Operation, Response, Shape, StringFormat, WireName};
use crate::plan::context::PlanContext;
use crate::plan::docs;
use crate::plan::ir::{Decoder, Ident, ResponseItem, RustType, StreamItem, StreamKind};
use crate::plan::naming::body_media;
use crate::plan::xml::XmlBody;

/// The member of a JSON body that requests a stream, in OpenAI's API and many that follow it.
const SWITCH: &str = "stream";

/// A stream before it has a method.
struct PlannedStream<'a> {
    kind: StreamKind,
    ty: RustType,
    accept: Accept<'a>,
}

/// The streams of an operation: events, then lines, then bytes. The method of the first is `stream`.
pub(super) fn plan(bodies: BodyContext<'_, '_>, operation: &Operation) -> Vec<StreamItem> {
    let switch = switch(bodies.context, operation);
    let item = |(index, stream): (usize, PlannedStream<'_>)| {
        let PlannedStream { kind, ty, accept } = stream;
        let method = if index == 0 { "stream" } else { specific_method(kind) };
        let switch = switch.clone().filter(|_| kind != StreamKind::Bytes);
        StreamItem {
            method: Ident(method.to_owned()),
            kind,
            accept: accept.value(),
            ty,
            docs: stream_docs(kind, switch.as_ref()),
            switch,
        }
    };
    by_kind(bodies, operation).into_iter().enumerate().map(item).collect()
}

/// One stream for each kind, in their order.
fn by_kind<'o>(bodies: BodyContext<'_, '_>, operation: &'o Operation) -> Vec<PlannedStream<'o>> {
    let is_success = successes(operation);
    let responses = operation.responses.iter().filter(|it| is_success(it.status));
    let mut streams: Vec<PlannedStream<'_>> = Vec::new();
    for (response, media) in responses.flat_map(|it| it.media.iter().map(move |media| (it, media)))
    {
        let Some((kind, ty)) = stream(bodies, response, media) else { continue };
        match streams.iter_mut().find(|it| it.kind == kind) {
            None => {
                let mut accept = Accept::default();
                accept.add(&media.name);
                streams.push(PlannedStream { kind, ty, accept });
            }
            Some(known) => {
                if known.ty != ty {
                    known.ty = stream_type(kind, RustType::Json);
                }
                known.accept.add(&media.name);
            }
        }
    }
    streams.sort_by_key(|it| it.kind);
    streams
}

/// The response of an operation, which is a stream where the success is only events or only lines.
pub(super) fn response(
    operation: &Operation,
    streams: &[StreamItem],
    response: ResponseItem,
) -> ResponseItem {
    let [only] = streams else { return response };
    let is_success = successes(operation);
    let responses = operation.responses.iter().filter(|it| is_success(it.status));
    if only.kind == StreamKind::Bytes
        || !responses.flat_map(|it| &it.media).all(|it| it.format().is_stream)
    {
        return response;
    }
    let by_status = response.by_status.into_iter();
    ResponseItem {
        ty: only.ty.clone(),
        decoder: Decoder::Stream,
        by_status: by_status.map(|(at, ty)| (at, ty.map(|_| only.ty.clone()))).collect(),
    }
}

/// The kind and the type of the stream that a media type of a success is.
fn stream(
    bodies: BodyContext<'_, '_>,
    response: &Response,
    media: &Media,
) -> Option<(StreamKind, RustType)> {
    let context = bodies.context;
    let resolved = media.ty.and_then(|ty| context.resolved(ty));
    let shape = resolved.map(|(_, def)| &def.shape);
    let is_preferred = || preferred(bodies, response) == Some(media);
    let kind = match (media.format().coding, shape) {
        (Coding::Events, _) if media.of_item => StreamKind::WholeEvents,
        (Coding::Events, Some(Shape::String(_)) | None) => StreamKind::TextEvents,
        (Coding::Events, _) => StreamKind::Events,
        // A schema of a string describes a file, not a list of values.
        (Coding::Lines, Some(Shape::String(_))) => StreamKind::Bytes,
        (Coding::Lines, _) => StreamKind::Lines,
        (Coding::Bytes, Some(Shape::String(_)) | None) => StreamKind::Bytes,
        (_, Some(Shape::String(StringFormat::Binary))) => StreamKind::Bytes,
        // The client reads other media types only as bytes, such as a multipart response.
        (Coding::Bytes | Coding::Multipart, _) if is_preferred() => StreamKind::Bytes,
        (Coding::Xml, _) if *bodies.xml.body(media) == XmlBody::Bytes && is_preferred() => {
            StreamKind::Bytes
        }
        _ => return None,
    };
    // Without `itemSchema`, documents describe either one item or, correctly, the list of all items.
    let item = match (resolved, shape) {
        (_, Some(Shape::Array(item))) if !media.of_item => Some(*item),
        (resolved, _) => resolved.and(media.ty),
    };
    let item = item.map_or(RustType::Json, |item| context.nullable(item));
    Some((kind, stream_type(kind, item)))
}

fn stream_type(kind: StreamKind, item: RustType) -> RustType {
    match kind {
        StreamKind::Events | StreamKind::WholeEvents => RustType::EventStream(Box::new(item)),
        StreamKind::TextEvents => RustType::EventStream(Box::new(RustType::String)),
        StreamKind::Lines => RustType::LineStream(Box::new(item)),
        StreamKind::Bytes => RustType::ByteStream,
    }
}

fn specific_method(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Events => "stream_events",
        StreamKind::TextEvents => "stream_text_events",
        StreamKind::WholeEvents => "stream_whole_events",
        StreamKind::Lines => "stream_lines",
        StreamKind::Bytes => "stream_bytes",
    }
}

/// The boolean member of the JSON body that requests a stream.
fn switch(context: &PlanContext<'_>, operation: &Operation) -> Option<WireName> {
    let body = operation.body.as_ref()?;
    let preferred = body_media::choices(context.api, body).into_iter().next()?;
    let ty = preferred.ty.filter(|_| preferred.format().is_json)?;
    let (_, def) = context.resolved(ty)?;
    let Shape::Object(object) = &def.shape else { return None };
    let field = object.fields.iter().find(|it| it.name.as_str() == SWITCH)?;
    let (_, def) = context.resolved(field.ty)?;
    (def.shape == Shape::Boolean).then(|| field.name.clone())
}

fn stream_docs(kind: StreamKind, switch: Option<&WireName>) -> Vec<String> {
    let content = match kind {
        StreamKind::Bytes => "the bytes of the body",
        StreamKind::Lines => "the values of the body",
        StreamKind::Events | StreamKind::TextEvents | StreamKind::WholeEvents => {
            "the events of the body"
        }
    };
    let mut line = format!("Sends the request and streams {content}.");
    if let Some(switch) = switch {
        let member = docs::code(&format!("{}: true", switch.as_str()));
        line.push_str(&format!(" Sets {member} in the request body."));
    }
    vec![line]
}
