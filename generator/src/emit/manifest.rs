//! `renkei-manifest.json`: the Rust items of all operations, arguments and schemas, for tools and people.
//!
//! It is one JSON object:
//!
//! | key | value |
//! |---|---|
//! | `manifest` | the version of this format, 1 |
//! | `package`, `title`, `apiVersion` | of the client, and of the document's `info` |
//! | `operations` | the operations in the order of the code; see below |
//! | `schemas` | `{name, pointer, rust, json}`: the component's name or null, its JSON pointer, the item, such as `types::Order`, and its properties that are JSON because the program does not name them, omitted if there are none |
//! | `json` | why these properties are JSON, and how they get types; omitted if there are none |
//! | `files` | the paths of all other files, relative to the manifest; `write` removes those that a later client lacks |
//!
//! An operation is `{operationId, id, method, path, pointer, tag, group, call, arguments, setters, body, responses, errors, headers, streams, paging}`:
//! `operationId` is null if the document has none, and `id` is then a generated one; `call` is the expression before the
//! arguments (`client.orders().create_order`). `arguments` (required, in order) and `setters` are lists of
//! `{name, wire, in, type, required}`, where `in` is `path`, `query`, `header`, `cookie` or `body`, and `wire` is null for a body.
//! `body` is `{mediaType, type}` or null. `responses` and `errors` map a status (`200`, `4XX`, `default`) to a type or null.
//! `headers` is the struct of a success's declared headers, omitted if there is none.
//! `streams` is a list of `{method, accept, type}`, omitted if it is empty.
//! `paging` is `{style, to, page, item}` or null, where `to` is a query parameter, a JSON pointer into the body, or null.
//! `longRunning` is `{result, resume}`: the type of the result and the method that resumes the operation; omitted if it is not
//! long-running. Types are written from the client's root.
//!
//! Everything is in the order of the plan, so the same document results in the same bytes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::error::Error;
use super::files::RelativePath;
use crate::plan::ir::{
    Argument, BodyItem, Crate, Group, Item, Location, OperationItem, PageTarget, ParameterItem,
    RustType, StatusMatch, StreamItem, TypePath,
};
use crate::text::escape_in_json;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    manifest: u32,
    package: &'a str,
    title: &'a str,
    api_version: &'a str,
    operations: Vec<Operation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    json: Option<&'static str>,
    schemas: Vec<Schema<'a>>,
    files: Vec<&'a str>,
}

/// Why properties are JSON.
const PRUNED: &str = "The sources of `keep.used` do not name the properties in `json`, so these are JSON values. Name one, or set `keep.properties: all`, to get its type.";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Operation<'a> {
    operation_id: Option<&'a str>,
    id: &'a str,
    method: &'a str,
    path: &'a str,
    pointer: String,
    tag: Option<&'a str>,
    group: &'a str,
    call: String,
    arguments: Vec<Input<'a>>,
    setters: Vec<Input<'a>>,
    body: Option<Body<'a>>,
    responses: BTreeMap<String, Option<String>>,
    errors: BTreeMap<String, Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    streams: Vec<Stream<'a>>,
    paging: Option<Paging>,
    #[serde(skip_serializing_if = "Option::is_none")]
    long_running: Option<LongRunning<'a>>,
}

#[derive(Serialize)]
struct Input<'a> {
    name: &'a str,
    wire: Option<&'a str>,
    r#in: &'static str,
    r#type: String,
    required: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    media_type: &'a str,
    r#type: String,
}

#[derive(Serialize)]
struct Stream<'a> {
    method: &'a str,
    accept: &'a str,
    r#type: String,
}

#[derive(Serialize)]
struct Paging {
    style: &'static str,
    to: Option<String>,
    page: String,
    item: String,
}

#[derive(Serialize)]
struct LongRunning<'a> {
    result: String,
    resume: &'a str,
}

#[derive(Serialize)]
struct Schema<'a> {
    name: Option<&'a str>,
    pointer: String,
    rust: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    json: Vec<&'a str>,
}

/// The manifest's text.
pub(super) fn print<'a>(
    plan: &'a Crate,
    files: impl Iterator<Item = &'a RelativePath>,
) -> Result<String, Error> {
    let in_groups = plan.groups.iter().flat_map(|group| &group.items);
    let items = plan.types.iter().flat_map(|module| &module.items).chain(in_groups);
    let shared = plan.shared.iter().chain(plan.groups.iter().flat_map(|group| &group.shared));
    let shared: BTreeMap<&TypePath, &Item> = shared.map(|item| (item.path(), item)).collect();
    let schemas: Vec<Schema<'_>> = items.map(|item| schema(item, &shared)).collect();
    let manifest = Manifest {
        manifest: 1,
        package: &plan.name,
        title: &plan.title,
        api_version: &plan.api_version,
        operations: plan
            .groups
            .iter()
            .flat_map(|group| group.operations.iter().map(|item| operation(item, group)))
            .collect(),
        json: schemas.iter().any(|it| !it.json.is_empty()).then_some(PRUNED),
        schemas,
        files: files.map(RelativePath::as_str).collect(),
    };
    let text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| Error::new("renkei-manifest.json", error))?;
    Ok(escape_in_json(text) + "\n")
}

fn operation<'a>(item: &'a OperationItem, group: &'a Group) -> Operation<'a> {
    Operation {
        operation_id: item.declared_id.then_some(item.id.as_str()),
        id: &item.id,
        method: item.http_method.as_str(),
        path: &item.path,
        pointer: item.pointer.to_string(),
        tag: item.tag.as_deref(),
        group: group.module.as_str(),
        call: format!("client.{}().{}", group.module, item.method),
        arguments: item.arguments.iter().flat_map(argument).collect(),
        setters: item
            .setters
            .iter()
            .map(|it| parameter(it, false))
            .chain(item.body_setters.iter().map(|it| body_input(it, false)))
            .collect(),
        body: body(item),
        responses: by_status(&item.response.by_status),
        errors: by_status(&item.error.by_status),
        headers: item.headers.as_ref().map(ToString::to_string),
        streams: item.streams.iter().map(stream).collect(),
        paging: item.paging.as_ref().map(|paging| Paging {
            style: paging.next.style(),
            to: paging.next.target().map(place),
            page: paging.page.to_string(),
            item: paging.item.to_string(),
        }),
        long_running: item
            .long_running
            .as_ref()
            .map(|it| LongRunning { result: it.ty.to_string(), resume: it.resume.as_str() }),
    }
}

fn stream(item: &StreamItem) -> Stream<'_> {
    Stream { method: item.method.as_str(), accept: &item.accept, r#type: item.ty.to_string() }
}

fn place(to: &PageTarget) -> String {
    match to {
        PageTarget::Query(name) | PageTarget::Header(name) => name.to_string(),
        PageTarget::Body(path) => path.to_string(),
    }
}

/// The arguments that a method has for a parameter or a body. A body may come with its content type.
fn argument(argument: &Argument) -> impl Iterator<Item = Input<'_>> {
    let (content_type, input) = match argument {
        Argument::Parameter(item) => (None, parameter(item, true)),
        Argument::Body(item) => (item.content_type.as_ref(), body_input(item, true)),
    };
    let content_type = content_type.map(|name| Input {
        name: name.as_str(),
        wire: Some("Content-Type"),
        r#in: "header",
        r#type: RustType::Str.to_string(),
        required: true,
    });
    content_type.into_iter().chain([input])
}

fn parameter(item: &ParameterItem, required: bool) -> Input<'_> {
    let r#in = match item.position.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    Input {
        name: item.name.as_str(),
        wire: Some(item.wire.as_str()),
        r#in,
        r#type: item.ty.to_string(),
        required,
    }
}

fn body_input(item: &BodyItem, required: bool) -> Input<'_> {
    Input {
        name: item.name.as_str(),
        wire: None,
        r#in: "body",
        r#type: item.ty.to_string(),
        required,
    }
}

fn body(item: &OperationItem) -> Option<Body<'_>> {
    let required = item.arguments.iter().find_map(|argument| match argument {
        Argument::Body(body) => Some(body),
        Argument::Parameter(_) => None,
    });
    let body = required.or(item.body_setters.first())?;
    Some(Body { media_type: &body.media_type, r#type: body.ty.to_string() })
}

fn by_status(statuses: &[(StatusMatch, Option<RustType>)]) -> BTreeMap<String, Option<String>> {
    statuses
        .iter()
        .map(|(status, ty)| (status.to_string(), ty.as_ref().map(RustType::to_string)))
        .collect()
}

fn schema<'a>(item: &'a Item, shared: &BTreeMap<&TypePath, &'a Item>) -> Schema<'a> {
    let definition = match item {
        Item::Shared(name) => shared.get(&name.definition).copied(),
        own => Some(own),
    };
    let fields = match definition {
        Some(Item::Struct(it)) => it.fields.as_slice(),
        _ => &[],
    };
    Schema {
        name: item.component(),
        pointer: item.pointer().to_string(),
        rust: item.path().to_string(),
        json: fields.iter().filter(|it| it.pruned).map(|it| it.wire.as_str()).collect(),
    }
}
