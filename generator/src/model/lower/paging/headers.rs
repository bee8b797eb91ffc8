//! Headers of a response that have the cursor of the next page.
//!
//! Takes an operation with its declared headers and inputs; returns the header and the parameter that takes its value. It must
//! not know the body of the response.

use super::Subject;
use super::names::{self, letters};
use super::request::Input;
use crate::model::{Header, HeaderValue, Method, Operation, PageTarget, StatusMatch, WireName};

/// Finds the header of a success by its name, whose case makes no difference.
pub(super) fn declared(operation: &Operation, name: &str) -> Result<WireName, String> {
    let mut found =
        of_successes(operation).filter(|it| it.name.as_str().eq_ignore_ascii_case(name));
    match found.next() {
        None => Err(format!("no success of the operation declares the header `{name}`")),
        Some(header) if !is_token(header) => {
            Err(format!("the header `{name}` is neither a string nor an integer"))
        }
        Some(header) => Ok(header.name.clone()),
    }
}

/// Detects a header that names the next page, and the one parameter of a name that matches it.
pub(super) fn detect<'s>(subject: &'s Subject<'_>) -> Option<(&'s WireName, &'s PageTarget)> {
    if subject.operation.method != Method::Get {
        return None;
    }
    let tokens = of_successes(subject.operation).filter(|it| is_token(it) && !is_url(it));
    tokens.filter_map(|it| Some((&it.name, &input(subject, it)?.target))).next()
}

fn of_successes(operation: &Operation) -> impl Iterator<Item = &Header> {
    let is_success = |it: StatusMatch| match it {
        StatusMatch::Exact(status) => status / 100 == 2,
        StatusMatch::Range(class) => class == 2,
        StatusMatch::Default => false,
    };
    operation.responses.iter().filter(move |it| is_success(it.status)).flat_map(|it| &it.headers)
}

fn is_token(header: &Header) -> bool {
    !header.list && matches!(header.value, HeaderValue::Text | HeaderValue::Integer)
}

/// Whether the header has a URL, by its description or example.
fn is_url(header: &Header) -> bool {
    let docs = &header.docs;
    let texts = [docs.title.as_deref(), docs.description.as_deref()];
    let example = docs.example.as_ref().map(|it| it.0.as_str());
    let words = texts.into_iter().chain([example]).flatten().map(str::to_ascii_lowercase);
    words.into_iter().any(|it| ["url", "uri", "link", "http"].iter().any(|word| it.contains(word)))
}

/// Finds the parameter that takes this cursor: the header of the same name, or the only parameter of a name that matches.
fn input<'s>(subject: &'s Subject<'_>, header: &Header) -> Option<&'s Input> {
    let key = bare(&header.name);
    if !names::NEXT_HEADERS.contains(&key.as_str()) {
        return None;
    }
    let inputs = &subject.inputs;
    let is_same = |it: &&Input| match &it.target {
        PageTarget::Header(name) => name.as_str().eq_ignore_ascii_case(header.name.as_str()),
        PageTarget::Query(_) | PageTarget::Body(_) => false,
    };
    let matches = |it: &&Input| {
        let own = match &it.target {
            PageTarget::Header(name) => bare(name),
            PageTarget::Query(_) | PageTarget::Body(_) => it.key.clone(),
        };
        // A parameter `token` may be a credential.
        let takes_cursors = names::CURSORS.contains(&own.as_str()) || own == "page";
        takes_cursors && (own == key || key.strip_prefix("next") == Some(own.as_str()))
    };
    let mut all = inputs.list.iter().chain(&inputs.headers).filter(matches);
    let only = || all.next().filter(|_| all.next().is_none());
    inputs.headers.iter().find(is_same).or_else(only)
}

/// Returns the letters of a header's name without the prefix of names that no standard has.
fn bare(name: &WireName) -> String {
    let name = name.as_str().to_ascii_lowercase();
    let prefix = ["x-ms-", "x-"].into_iter().find_map(|it| name.strip_prefix(it));
    letters(prefix.unwrap_or(&name))
}
