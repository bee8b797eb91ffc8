//! The extensions of other tools: Speakeasy, Fern and Microsoft.
//!
//! Sources: speakeasy.com/docs/customize/runtime/pagination, buildwithfern.com/learn (`x-fern-pagination`), and
//! github.com/Azure/autorest/blob/main/docs/extensions/readme.md#x-ms-pageable.

use super::declared::{DeclarationError, FLAG, LIST, NUMBER, TOKEN, Wanted, place, target};
use super::names::{self, letters};
use super::{DeclarationResult, Subject};
use crate::model::{NextPage, PageEnd, PageTarget, Paging, PagingBasis, PropertyPath, WireName};
use crate::source::Node;

/// `{nextLinkName, itemName}`; without a link name there is only one page.
pub(super) fn microsoft<'a>(subject: &Subject<'_>, node: Node<'a>) -> DeclarationResult<'a> {
    let name = |key: &str| node.get(key).and_then(Node::as_str).filter(|it| !it.is_empty());
    let Some(link) = name("nextLinkName") else { return Ok(None) };
    let path = |text: &str| text.split('.').map(|it| WireName(it.to_owned())).collect();
    // Names of OData contain a dot, as in `odata.nextLink`.
    let whole = vec![WireName(link.to_owned())];
    let from =
        place(subject, node, whole, TOKEN).or_else(|_| place(subject, node, path(link), TOKEN))?;
    Ok(Some(Paging {
        items: place(subject, node, path(name("itemName").unwrap_or("value")), LIST)?,
        next: NextPage::Url { from },
        basis: PagingBasis::Extension("x-ms-pageable"),
    }))
}

/// `{type, inputs: [{name, in, type}], outputs: {results, numPages, nextCursor, nextUrl}}`.
pub(super) fn speakeasy<'a>(subject: &Subject<'_>, node: Node<'a>) -> DeclarationResult<'a> {
    let outputs = node.get("outputs");
    let output = |key: &str, wanted: Wanted| expression(subject, outputs?.get(key)?, "$", wanted);
    let input = |kind: &str| {
        let mut inputs = node.get("inputs").into_iter().flat_map(Node::items);
        let found = inputs.find(|it| it.get("type").and_then(Node::as_str) == Some(kind))?;
        let name = found.get("name")?.as_str()?;
        let in_body = found.get("in").and_then(Node::as_str) == Some("requestBody");
        let name = if in_body { format!("/{name}") } else { name.to_owned() };
        Some(target(subject, found, &name))
    };
    let needed = |to: Option<Result<PageTarget, DeclarationError<'a>>>| {
        to.unwrap_or_else(|| Err((node, "no input is the target of the page".to_owned())))
    };
    let items = match output("results", LIST) {
        Some(items) => items?,
        None => only_list(subject, node)?,
    };
    let next = match node.get("type").and_then(Node::as_str) {
        Some("cursor") => NextPage::Cursor {
            to: needed(input("cursor"))?,
            from: output("nextCursor", TOKEN).unwrap_or_else(|| missing(node, "nextCursor"))?,
            more: None,
        },
        Some("url") => NextPage::Url {
            from: output("nextUrl", TOKEN).unwrap_or_else(|| missing(node, "nextUrl"))?,
        },
        Some("offsetLimit") => {
            let end =
                PageEnd { pages: output("numPages", NUMBER).transpose()?, ..PageEnd::default() };
            match input("offset") {
                Some(to) => NextPage::Offset { to: to?, first: 0, end },
                None => NextPage::Page { to: needed(input("page"))?, first: 1, end },
            }
        }
        _ => return Err((node, "`type` is none of `cursor`, `url` and `offsetLimit`".to_owned())),
    };
    Ok(Some(Paging { items, next, basis: PagingBasis::Extension("x-speakeasy-pagination") }))
}

/// `{cursor, next_cursor, results}` or `{offset, results, step, has-next-page}`, each a `$request.…` or `$response.…`.
pub(super) fn fern<'a>(subject: &Subject<'_>, node: Node<'a>) -> DeclarationResult<'a> {
    let response =
        |key: &str, wanted: Wanted| expression(subject, node.get(key)?, "$response", wanted);
    let request = |key: &str| {
        let at = node.get(key)?;
        let name = at.as_str()?.strip_prefix("$request.")?;
        let body = || target(subject, at, &format!("/{}", name.replace('.', "/")));
        Some(target(subject, at, name).or_else(|error| body().map_err(|_| error)))
    };
    let items = match response("results", LIST) {
        Some(items) => items?,
        None => only_list(subject, node)?,
    };
    let basis = PagingBasis::Extension("x-fern-pagination");
    if let Some(to) = request("cursor") {
        let from =
            response("next_cursor", TOKEN).unwrap_or_else(|| missing(node, "next_cursor"))?;
        return Ok(Some(Paging {
            items,
            next: NextPage::Cursor { to: to?, from, more: None },
            basis,
        }));
    }
    let Some(to) = request("offset") else {
        return Err((node, "it names neither `cursor` nor `offset` of the request".to_owned()));
    };
    let to = to?;
    let more = response("has-next-page", FLAG).transpose()?;
    let end = PageEnd { more, ..PageEnd::default() };
    // Fern calls both an offset: without a step, or by its name, it counts pages.
    let counts_pages =
        node.get("step").is_none() || names::PAGES.contains(&last_name(&to).as_str());
    let next = match counts_pages {
        true => NextPage::Page { to, first: 1, end },
        false => NextPage::Offset { to, first: 0, end },
    };
    Ok(Some(Paging { items, next, basis }))
}

fn last_name(to: &PageTarget) -> String {
    match to {
        PageTarget::Query(name) | PageTarget::Header(name) => letters(name.as_str()),
        PageTarget::Body(path) => path.0.last().map_or_else(String::new, |it| letters(it.as_str())),
    }
}

fn missing<'a, T>(node: Node<'a>, key: &str) -> Result<T, DeclarationError<'a>> {
    Err((node, format!("`{key}` is missing")))
}

/// Reads an expression such as `$.a.b` as a path into the response.
fn expression<'a>(
    subject: &Subject<'_>,
    at: Node<'a>,
    root: &str,
    wanted: Wanted,
) -> Option<Result<PropertyPath, DeclarationError<'a>>> {
    let rest = at.as_str()?.strip_prefix(root)?;
    if rest.contains(['[', '*', '(']) {
        return Some(Err((at, "only paths of properties are supported".to_owned())));
    }
    let names = rest.split('.').filter(|it| !it.is_empty());
    Some(place(subject, at, names.map(|it| WireName(it.to_owned())).collect(), wanted))
}

/// The items if nothing names them: the only array.
fn only_list<'a>(
    subject: &Subject<'_>,
    node: Node<'a>,
) -> Result<PropertyPath, DeclarationError<'a>> {
    match subject.response.lists.as_slice() {
        [only] => Ok(only.path.clone()),
        _ => Err((node, "it does not name the items".to_owned())),
    }
}
