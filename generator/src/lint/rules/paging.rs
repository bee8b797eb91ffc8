//! Shared by the rules about paging: the list that an operation returns, and its parameters for paging.

use super::super::api::{Api, ApiOperation, Parameter};
use super::super::schema;
use crate::source::Node;

/// A list that an operation returns.
pub(super) struct ReturnedList<'a> {
    /// The schema of the items, as it is written.
    pub(super) items: Option<Node<'a>>,
    /// Whether other members of the response belong to paging.
    pub(super) has_paging: bool,
}

/// The list of a successful JSON response: at the root, or the only list of an object.
pub(super) fn list<'a>(
    api: &Api<'a, '_>,
    operation: &ApiOperation<'a>,
) -> Option<ReturnedList<'a>> {
    let responses = api.responses(operation);
    let success = responses.iter().find(|it| it.is_class('2'))?;
    let link = success.node.get("headers").into_iter().flat_map(Node::members);
    let has_link = link.into_iter().any(|it| is_paging(&it.key.to_ascii_lowercase()));
    let body = success.contents.iter().find_map(|it| it.schema)?;
    if schema::has_type(body, "array") {
        return Some(ReturnedList { items: body.get("items"), has_paging: has_link });
    }
    let merged = api.merged(body);
    let resolved = merged.properties.iter().filter_map(|(_, node)| api.resolve(*node));
    let mut lists = resolved.filter(|it| schema::has_type(*it, "array"));
    let list = lists.next().filter(|_| !merged.has_alternatives)?;
    if lists.next().is_some() {
        return None;
    }
    let has_paging =
        merged.properties.iter().any(|(key, _)| is_paging(&key.name.to_ascii_lowercase()));
    Some(ReturnedList { items: list.get("items"), has_paging: has_paging || has_link })
}

/// Whether the name of a member or header belongs to paging.
fn is_paging(name: &str) -> bool {
    [
        "next",
        "cursor",
        "page",
        "pagination",
        "paging",
        "more",
        "offset",
        "total",
        "link",
        "marker",
        "continuation",
        "count",
        "range",
    ]
    .iter()
    .any(|it| name.contains(it))
}

/// What a query parameter does for paging.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Paging {
    /// A number of items or pages to skip.
    Offset,
    /// The place in the list where the page begins.
    Cursor,
    /// The size of a page.
    Size,
}

/// What a query parameter does for paging, by its name.
pub(super) fn kind(name: &str) -> Option<Paging> {
    let plain: String = name.chars().filter(|it| it.is_alphanumeric()).collect();
    match plain.to_ascii_lowercase().as_str() {
        "page" | "pagenumber" | "pageno" | "pagenum" | "pageindex" | "offset" | "skip"
        | "pageoffset" | "startindex" | "startat" => Some(Paging::Offset),
        "after" | "before" | "cursor" | "pagetoken" | "nexttoken" | "nextpagetoken"
        | "continuationtoken" | "continuation" | "marker" | "nextmarker" | "startingafter"
        | "endingbefore" | "startafter" | "pagecursor" | "nextcursor" | "pageafter"
        | "pagebefore" | "iterator" | "next" | "nextpage" | "sinceid" | "maxid" | "afterid"
        | "beforeid" | "start" | "from" | "lastid" | "bookmark" => Some(Paging::Cursor),
        "limit" | "perpage" | "pagesize" | "maxresults" | "maxitems" | "top" | "count" | "size"
        | "first" | "pagelimit" | "resultsperpage" | "itemsperpage" | "rows" | "max"
        | "maxrecords" | "numresults" | "num" => Some(Paging::Size),
        _ => None,
    }
}

/// A page or offset that is a string is a cursor by another name. A date or time (`from`) is a filter.
fn kind_of<'a>(api: &Api<'a, '_>, parameter: &Parameter<'a>) -> Option<Paging> {
    let kind = kind(parameter.name)?;
    let schema = parameter.schema(api);
    let format = schema.and_then(|it| it.get("format")?.as_str());
    if matches!(format, Some("date" | "date-time")) {
        return None;
    }
    let is_string = schema.is_some_and(|it| schema::has_type(it, "string"));
    Some(if kind == Paging::Offset && is_string { Paging::Cursor } else { kind })
}

/// The parameters for paging that an operation has: what each does, and its name.
pub(super) fn parameters<'a>(
    api: &Api<'a, '_>,
    operation: &ApiOperation<'a>,
) -> Vec<(Paging, &'a str)> {
    let parameters = api.parameters(operation);
    let query = parameters.iter().filter(|it| matches!(it.place, "query" | "header"));
    let kinds = query.filter_map(|it| Some((kind_of(api, it)?, it.name)));
    kinds.collect()
}

/// Whether callers add items to the collection that an operation lists.
pub(super) fn grows(api: &Api<'_, '_>, operation: &ApiOperation<'_>) -> bool {
    let Some(path) = operation.path else { return false };
    api.called_at(path.name).any(|it| it.method == "post")
        && api.called_at_items_of(path.name).any(|it| it.method == "get")
}
