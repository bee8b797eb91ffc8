//! `pages()` and `items()` of a request, with what the runtime has to know to go from page to page.

use super::code::{self, Text};
use super::scope::Scope;
use crate::model::{NextPage, PageEnd, PageTarget, PropertyPath};
use crate::plan::{PagingItem, Presence, RustType, Step};

/// How pages follow each other, and the decoder of their items, as constants of the request, whose methods' names are the document's.
pub(super) fn constants(out: &mut Text, paging: &PagingItem, error: &RustType, scope: &Scope) {
    out.fitted(|out| {
        out.block("const PAGING: codegen::Paging = codegen::Paging", ";", |out| {
            path(out, "items", &paging.items);
            next(out, &paging.next);
        });
    });
    let list = RustType::Vec(Box::new(paging.item.clone()));
    let decode = format!("codegen::Decode{}", scope.outcome(&list, error));
    out.fitted(|out| {
        out.typed("const ITEMS: ", &decode, " = codegen::Decode {");
        out.indented(|out| {
            out.block("ok: |response|", ",", |out| {
                let page = scope.ty(&paging.page);
                out.typed("let page: ", page.as_str(), " = codegen::json(response)?;");
                out.line(&format!("Ok({})", items(paging)));
            });
            out.line("err: Self::DECODE.err,");
        });
        out.line("};");
    });
}

/// The two methods of the request.
pub(super) fn methods(out: &mut Text, paging: &PagingItem, error: &RustType, scope: &Scope) {
    let taken = ["self".to_owned()];
    out.doc(&format!("Reads page after page, {}.", words(&paging.next)));
    let pages = format!(" -> codegen::Pages{}", scope.outcome(&paging.page, error));
    out.function("pub fn pages", &taken, &pages, |out| {
        out.line("self.call.pages(&Self::PAGING, Self::DECODE)");
    });
    out.doc("Reads the items of all pages, one after the other.");
    let items = format!(" -> codegen::Items{}", scope.outcome(&paging.item, error));
    out.function("pub fn items", &taken, &items, |out| {
        out.line("self.call.items(&Self::PAGING, Self::ITEMS)");
    });
}

/// How one page leads to the next, in words without names of the document.
fn words(next: &NextPage) -> &'static str {
    match next {
        NextPage::Cursor { .. } => "each asked for with the cursor of the one before",
        NextPage::LastItem { .. } => "each asked for with the last item of the one before",
        NextPage::Page { .. } => "by their numbers",
        NextPage::Offset { .. } => "by the number of items before them",
        NextPage::Url { .. } => "each at the URL that the one before gives",
        NextPage::Link => "each at the URL in the `Link` header of the one before",
    }
}

/// The field `next`, with a `codegen::Next`.
fn next(out: &mut Text, next: &NextPage) {
    match next {
        NextPage::Cursor { to, from, more } => style(out, "Cursor", |out| {
            target(out, to);
            path(out, "from", from);
            option(out, "more", more.as_ref());
        }),
        NextPage::LastItem { to, id, more } => style(out, "LastItem", |out| {
            target(out, to);
            path(out, "id", id);
            path(out, "more", more);
        }),
        NextPage::Page { to, first, end } => style(out, "Page", |out| {
            target(out, to);
            out.line(&format!("first: {first},"));
            self::end(out, end);
        }),
        NextPage::Offset { to, first, end } => style(out, "Offset", |out| {
            target(out, to);
            out.line(&format!("first: {first},"));
            self::end(out, end);
        }),
        NextPage::Url { from } => {
            let from = format!("from: {}", names(from));
            out.literal("next: ", "codegen::Next::Url", &[from], ",");
        }
        NextPage::Link => out.line("next: codegen::Next::Link,"),
    }
}

fn style(out: &mut Text, name: &str, fields: impl FnOnce(&mut Text)) {
    out.block(&format!("next: codegen::Next::{name}"), ",", fields);
}

fn target(out: &mut Text, to: &PageTarget) {
    match to {
        PageTarget::Query(name) => {
            out.line(&format!("to: codegen::Target::Query({}),", code::literal(name.as_str())));
        }
        PageTarget::Body(place) => {
            out.line(&format!("to: codegen::Target::Body({}),", names(place)));
        }
    }
}

fn end(out: &mut Text, end: &PageEnd) {
    out.block("end: codegen::End", ",", |out| {
        option(out, "pages", end.pages.as_ref());
        option(out, "total", end.total.as_ref());
        option(out, "more", end.more.as_ref());
    });
}

fn option(out: &mut Text, field: &str, path: Option<&PropertyPath>) {
    match path {
        Some(path) => out.line(&format!("{field}: Some({}),", names(path))),
        None => out.line(&format!("{field}: None,")),
    }
}

fn path(out: &mut Text, field: &str, path: &PropertyPath) {
    out.line(&format!("{field}: {},", names(path)));
}

/// The names of a path as a list.
fn names(path: &PropertyPath) -> String {
    let names: Vec<_> = path.0.iter().map(|name| code::literal(name.as_str())).collect();
    format!("&[{}]", names.join(", "))
}

/// From a page to its `Vec` of items, by value; a missing list is an empty one.
fn items(paging: &PagingItem) -> String {
    let (path, optional) = walk(&paging.steps);
    let boxed = paging.steps.last().is_some_and(|step| step.boxed);
    match (optional, boxed) {
        (false, false) => path,
        (false, true) => format!("*{path}"),
        (true, false) => format!("{path}.unwrap_or_default()"),
        (true, true) => format!("{path}.map(|value| *value).unwrap_or_default()"),
    }
}

/// The expression for a field path, and whether it is an `Option`. A box needs no word: field access goes through it.
fn walk(steps: &[Step]) -> (String, bool) {
    steps.iter().fold(("page".to_owned(), false), |(path, optional), step| {
        let field = step.field.as_str();
        match (optional, wrapper(step.presence)) {
            (false, None) => (format!("{path}.{field}"), false),
            (false, Some(own)) => (format!("{path}.{field}{own}"), true),
            (true, None) => (format!("{path}.map(|value| value.{field})"), true),
            (true, Some(own)) => (format!("{path}.and_then(|value| value.{field}{own})"), true),
        }
    })
}

/// From a field to an `Option`, for fields that are not plain.
fn wrapper(presence: Presence) -> Option<&'static str> {
    match presence {
        Presence::Required => None,
        Presence::RequiredNullable | Presence::Optional => Some(""),
        Presence::OptionalNullable => Some(".into_option()"),
    }
}
