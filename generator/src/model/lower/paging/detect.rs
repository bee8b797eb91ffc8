//! Detects paging that is not declared, from parameters and response that match each other.
//!
//! A wrong guess loses items or reads the same ones again and again; without a guess the user still has single pages.
//! So each rule needs two signs that agree: a parameter and the response, or two parameters.

use super::names::{self, letters};
use super::request::{Input, InputKind};
use super::response::{List, PagedResponse, ScalarField, ScalarKind, follow, shape_of};
use super::{Subject, headers};
use crate::model::{
    Method, NextPage, Operation, PageEnd, Paging, PagingBasis, PropertyPath, Shape, StringFormat,
};

/// Detects paging by the first rule that matches. Rules with a token of the server precede rules that count, and rules
/// with a known end precede those that need an empty page.
pub(super) fn detect(subject: &Subject<'_>) -> Option<Paging> {
    let list = items(subject)?;
    let told = |it: &NextPage| match it {
        NextPage::Page { end, .. } | NextPage::Offset { end, .. } => end.is_told(),
        _ => true,
    };
    let counted = page(subject).or_else(|| offset(subject));
    let next = cursor(subject)
        .or_else(|| last_item(subject, &list))
        .or_else(|| link(subject))
        .or_else(|| header_cursor(subject))
        .or_else(|| counted.clone().filter(told))
        .or_else(|| url(subject))
        // A list with a cursor is not counted, even if it has a page number too.
        .or_else(|| counted.filter(|_| !subject.inputs.has(names::CURSORS)))?;
    Some(Paging { items: list.path, next, basis: PagingBasis::Detected })
}

/// Whether the operation only reads: a GET, or a POST with the name of a read.
pub(super) fn only_reads(operation: &Operation) -> bool {
    const READS: [&str; 6] = ["search", "query", "list", "find", "scroll", "filter"];
    if operation.method != Method::Post {
        return operation.method == Method::Get;
    }
    let last = operation.path.rsplit('/').next().map_or_else(String::new, letters);
    let id = operation.id.as_deref().map_or_else(String::new, letters);
    READS.iter().any(|word| last.ends_with(word) || id.starts_with(word) || id.ends_with(word))
}

/// Finds the array of items: the only one at its level, or the one with a usual name or the name of the path, or the only one
/// that is required. A required one comes first, because a later version of the document only adds optional ones.
fn items(subject: &Subject<'_>) -> Option<List> {
    let PagedResponse { lists, .. } = &subject.response;
    let key = |list: &List| list.path.0.last().map_or_else(String::new, |it| letters(it.as_str()));
    let mut candidates: Vec<&List> =
        lists.iter().filter(|it| !names::NO_LISTS.contains(&key(it).as_str())).collect();
    let top = candidates.iter().map(|it| it.path.0.len()).min()?;
    candidates.retain(|it| it.path.0.len() == top);
    if let [only] = candidates.as_slice() {
        return Some((*only).clone());
    }
    let segments = subject.operation.path.rsplit('/').filter(|it| !it.contains('{'));
    // A path of parameters alone names no list.
    let segment = segments.map(letters).find(|it| !it.is_empty()).unwrap_or_default();
    let only = |right: &dyn Fn(&List) -> bool| {
        let mut matching = candidates.iter().filter(|it| right(it));
        matching.next().filter(|_| matching.next().is_none()).map(|it| (*it).clone())
    };
    let is_of_path = |list: &List| key(list) == segment;
    let is_usual = |list: &List| names::LISTS.contains(&key(list).as_str());
    only(&|it| it.required && is_of_path(it))
        .or_else(|| only(&|it| it.required && is_usual(it)))
        .or_else(|| only(&is_of_path))
        .or_else(|| only(&is_usual))
        .or_else(|| only(&|it| it.required))
}

/// Detects a cursor in the response, and the parameter that takes it.
fn cursor(subject: &Subject<'_>) -> Option<NextPage> {
    let more = more(subject);
    let found = |scalar: &ScalarField| {
        let input = cursor_input(subject, scalar)?;
        let (to, from) = (input.target.clone(), scalar.path.clone());
        Some(NextPage::Cursor { to, from, more: more.clone() })
    };
    let scalars = subject.response.scalars.iter().filter(|it| it.is_token());
    scalars.filter(|it| is_next_cursor(subject, it)).find_map(found)
}

/// Whether a scalar is the cursor of the next page, by its name, its parent or its description.
fn is_next_cursor(subject: &Subject<'_>, scalar: &ScalarField) -> bool {
    let (key, parent) = (scalar.key.as_str(), scalar.parent.as_str());
    let says_next = ["next", "subsequent"].iter().any(|it| scalar.words.contains(it));
    match key {
        key if names::NEXT_CURSORS.contains(&key) => true,
        "after" => names::CURSOR_OBJECTS.contains(&parent),
        "token" | "offset" => matches!(parent, "next" | "nextpage"),
        // With a flag, it need not be a URL that is null on the last page.
        "next" => {
            let of_cursors = matches!(parent, "cursor" | "cursors");
            let flagged = parent.is_empty() && more(subject).is_some();
            scalar.kind == ScalarKind::Text
                && (of_cursors || flagged)
                && !scalar.words.contains("url")
        }
        "nextpage" => subject.inputs.list.iter().any(|it| {
            matches!(it.key.as_str(), "pagetoken" | "page") && it.kind == InputKind::Text
        }),
        "lastid" => more(subject).is_some(),
        "cursor" => parent.is_empty() && says_next,
        _ => false,
    }
}

/// Finds the parameter that takes this cursor: the one of the same name, or the only one for cursors.
fn cursor_input<'s>(subject: &'s Subject<'_>, scalar: &ScalarField) -> Option<&'s Input> {
    let inputs = &subject.inputs;
    let bare = scalar.key.strip_prefix("next").unwrap_or(&scalar.key);
    let named = |key: &str| inputs.list.iter().find(|it| it.key == key);
    match scalar.key.as_str() {
        // A page or an offset is a cursor only if the response returns one.
        "nextpage" => return named("pagetoken").or_else(|| named("page")),
        "offset" | "nextoffset" | "nextpageoffset" => return named("offset"),
        "lastid" => return named("after").or_else(|| named("afterid")),
        _ => {}
    }
    let takes = || inputs.named(names::CURSORS);
    if subject.operation.parameters.iter().any(|it| letters(it.name.as_str()) == "usemarker") {
        // The marker has an effect only with a switch, which is off by default.
        return None;
    }
    takes().find(|it| it.key == bare || it.key == scalar.key).or_else(|| {
        let mut all = takes();
        all.next().filter(|_| all.next().is_none())
    })
}

/// Detects a header with the next cursor, and the parameter that takes it.
fn header_cursor(subject: &Subject<'_>) -> Option<NextPage> {
    let (header, to) = headers::detect(subject)?;
    Some(NextPage::HeaderCursor { to: to.clone(), header: header.clone(), more: more(subject) })
}

/// Detects `starting_after` with the id of the last item, while `has_more` is true.
fn last_item(subject: &Subject<'_>, list: &List) -> Option<NextPage> {
    let input = subject.inputs.named(&["startingafter", "after"]).next()?;
    let more = more(subject)?;
    let mut words = input.words.split(|it: char| !it.is_alphanumeric());
    let says_id = words.any(|word| matches!(word, "id" | "identifier" | "object"));
    if input.key != "startingafter" && !says_id {
        return None;
    }
    let id = PropertyPath(vec![crate::model::WireName("id".to_owned())]);
    let is_text =
        |shape: &Shape| matches!(shape, Shape::String(StringFormat::Plain | StringFormat::Uuid));
    has_id(subject, list, &id, is_text).then(|| NextPage::LastItem {
        to: input.target.clone(),
        id,
        more,
    })
}

/// Whether items have the property; each member of a union must have it.
fn has_id(
    subject: &Subject<'_>,
    list: &List,
    id: &PropertyPath,
    right: fn(&Shape) -> bool,
) -> bool {
    let api = subject.inputs.api;
    match shape_of(api, list.item) {
        Some(Shape::Union(union)) => {
            union.variants.iter().all(|it| follow(api, it.ty, &id.0).is_some_and(right))
        }
        _ => follow(api, list.item, &id.0).is_some_and(right),
    }
}

fn more(subject: &Subject<'_>) -> Option<PropertyPath> {
    subject.response.scalar(ScalarKind::Flag, names::MORE).map(|it| it.path.clone())
}

fn end(subject: &Subject<'_>) -> PageEnd {
    let at = |keys| subject.response.scalar(ScalarKind::Number, keys).map(|it| it.path.clone());
    PageEnd { pages: at(names::PAGE_COUNTS), total: at(names::TOTALS), more: more(subject) }
}

/// Detects a page number, with a size or with a response that shows the end.
fn page(subject: &Subject<'_>) -> Option<NextPage> {
    let input = subject.inputs.number(names::PAGES)?;
    let end = end(subject);
    if !end.is_told() && !subject.inputs.has(names::SIZES) {
        return None;
    }
    let first = first_page(subject, input)?;
    Some(NextPage::Page { to: input.target.clone(), first, end })
}

/// The number of the first page; `None` if the default is neither 0 nor 1, because it is no page number.
fn first_page(subject: &Subject<'_>, input: &Input) -> Option<u64> {
    const FROM_ZERO: [&str; 8] = [
        "zero-based",
        "zero based",
        "0-based",
        "0-indexed",
        "zero-indexed",
        "starts at 0",
        "starting at 0",
        "starting from 0",
    ];
    if let Some(default) = &input.default {
        return default.0.parse().ok().filter(|it| *it <= 1);
    }
    // Spring counts from zero, and its responses have these two properties.
    let response = &subject.response;
    let of_spring = response.scalar(ScalarKind::Number, &["number"]).is_some()
        && response.scalar(ScalarKind::Number, &["totalpages"]).is_some();
    let zero = FROM_ZERO.iter().any(|it| input.words.contains(it))
        || input.minimum.as_deref() == Some("0")
        || input.key == "pageindex"
        || of_spring;
    Some(u64::from(!zero))
}

/// Detects an offset with a size.
fn offset(subject: &Subject<'_>) -> Option<NextPage> {
    let input = subject.inputs.number(names::OFFSETS)?;
    // The start of a period is no offset.
    let is_time = subject.inputs.has(&["end", "until", "to", "endtime", "stop"])
        || ["time", "epoch", "date", "second"].iter().any(|it| input.words.contains(it));
    if !subject.inputs.has(names::SIZES) || (input.key == "start" && is_time) {
        return None;
    }
    let first = match &input.default {
        Some(default) => default.0.parse().ok().filter(|it| *it <= 1)?,
        // SCIM counts from one (RFC 7644 section 3.4.2.4).
        None => u64::from(input.key == "startindex"),
    };
    // The response counts pages only if the request has a page number.
    let end = PageEnd { pages: None, ..end(subject) };
    Some(NextPage::Offset { to: input.target.clone(), first, end })
}

/// Detects a URL of the next page in the response.
fn url(subject: &Subject<'_>) -> Option<NextPage> {
    let is_url = |scalar: &&ScalarField| {
        let key = scalar.key.as_str();
        let text = matches!(scalar.kind, ScalarKind::Url | ScalarKind::Text);
        let says = scalar.kind == ScalarKind::Url
            || ["url", "uri", "link to"].iter().any(|it| scalar.words.contains(it));
        let linked = matches!(scalar.parent.as_str(), "links" | "pages");
        text && (names::NEXT_URLS.contains(&key)
            || matches!(key, "next" | "nextpage") && (says || linked)
            || key == "href" && scalar.parent == "next")
    };
    let asks = [names::SIZES, names::CURSORS, names::PAGES, names::OFFSETS];
    let is_asked = asks.iter().any(|keys| subject.inputs.has(keys));
    if subject.operation.method != Method::Get || !is_asked {
        return None;
    }
    subject.response.scalars.iter().find(is_url).map(|it| NextPage::Url { from: it.path.clone() })
}

fn link(subject: &Subject<'_>) -> Option<NextPage> {
    (subject.links && subject.operation.method == Method::Get).then_some(NextPage::Link)
}
