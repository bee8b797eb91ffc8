//! The paging of an operation in one line.

use crate::model::{NextPage, PageEnd, PageTarget, PagingBasis};
use crate::plan::PagingItem;

/// Returns how the pages follow each other, and how that is known.
pub(super) fn text(paging: &PagingItem, basis: Option<PagingBasis>) -> String {
    let how = match &paging.next {
        NextPage::Cursor { to, from, .. } => format!("cursor {from} to {}", target(to)),
        NextPage::HeaderCursor { to, header, .. } => {
            format!("cursor in the header `{}` to {}", header.as_str(), target(to))
        }
        NextPage::LastItem { to, id, .. } => format!("last item's {id} to {}", target(to)),
        NextPage::Page { to, end, .. } => format!("page number in {}{}", target(to), until(end)),
        NextPage::Offset { to, end, .. } => format!("offset in {}{}", target(to), until(end)),
        NextPage::Url { from } => format!("URL at {from}"),
        NextPage::Link => "`Link` header".to_owned(),
    };
    match basis {
        Some(PagingBasis::Detected) => format!("{how} (detected)"),
        Some(PagingBasis::Extension(_)) | None => how,
    }
}

fn target(to: &PageTarget) -> String {
    match to {
        PageTarget::Query(name) => format!("`{}`", name.as_str()),
        PageTarget::Header(name) => format!("header `{}`", name.as_str()),
        PageTarget::Body(path) => format!("body {path}"),
    }
}

fn until(end: &PageEnd) -> &'static str {
    if end.is_told() { "" } else { ", until an empty page" }
}
