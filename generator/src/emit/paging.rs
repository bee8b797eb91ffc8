//! `pages()` and `items()` of a request, and the constants that tell the runtime how pages follow each other.

use super::forms::{self, Parameter, function};
use super::printer::{List, Printer, Style};
use super::scope::Scope;
use crate::plan::ir::{
    NextPage, PageEnd, PageTarget, PagingItem, Presence, PropertyPath, RustType, Step, TypePath,
    WireName,
};

/// The constants of the request: how pages follow each other, and the decoder of their items.
pub(super) fn constants(out: &mut Printer, paging: &PagingItem, error: &RustType, scope: &Scope) {
    out.item();
    out.block(&["const PAGING: codegen::Paging = codegen::Paging"], ";", |out| {
        path(out, "items", &paging.items);
        next(out, &paging.next);
    });
    if let Some(element) = &paging.xml {
        to_json(out, element, scope);
    }
    let list = RustType::Vec(Box::new(paging.item.clone()));
    out.item();
    out.start();
    out.text("const ITEMS: ");
    scope.outcome(out, "codegen::Decode", &list, error);
    out.text(" =");
    out.assigned_block("codegen::Decode", |out| {
        out.block(&["ok: |response|"], ",", |out| {
            let page = |out: &mut Printer| scope.ty(out, &paging.page);
            match &paging.xml {
                None => forms::hanging(out, &["let page:"], " = codegen::json(response)?;", page),
                Some(element) => {
                    out.start();
                    out.text("let page: ");
                    page(out);
                    out.text(" =");
                    out.group(Style::VALUE, |out| {
                        out.soft_line(" ");
                        out.text("codegen::xml(response, &");
                        scope.path(out, element);
                        out.text(")?");
                    });
                    out.text(";");
                    out.end();
                }
            }
            out.start();
            out.text("Ok(");
            items(out, paging);
            out.text(")");
            out.end();
        });
        out.line(&["err: Self::DECODE.err,"]);
    });
}

/// The two methods of the request.
pub(super) fn methods(out: &mut Printer, paging: &PagingItem, error: &RustType, scope: &Scope) {
    let own = [Parameter::Text("self")];
    out.item();
    out.doc(&["Requests all pages, ", description(&paging.next), "."]);
    let pages = |out: &mut Printer| scope.outcome(out, "codegen::Pages", &paging.page, error);
    function(out, scope, &["pub fn pages"], &own, pages, |out| {
        call(out, "pages", "Self::DECODE", paging);
    });
    out.item();
    out.doc(&["Requests all pages and returns their items one by one."]);
    let items = |out: &mut Printer| scope.outcome(out, "codegen::Items", &paging.item, error);
    function(out, scope, &["pub fn items"], &own, items, |out| {
        call(out, "items", "Self::ITEMS", paging);
    });
}

/// The statement that makes the stream.
fn call(out: &mut Printer, method: &str, decode: &str, paging: &PagingItem) {
    match paging.xml {
        None => out.line(&["self.call.", method, "(&Self::PAGING, ", decode, ")"]),
        Some(_) => {
            out.line(&["self.call.", method, "_as(&Self::PAGING, ", decode, ", Self::JSON)"])
        }
    }
}

/// The constant that converts a page in XML to JSON.
fn to_json(out: &mut Printer, element: &TypePath, scope: &Scope) {
    out.item();
    forms::hanging(out, &["const JSON: codegen::ToJson ="], ";", |out| {
        out.text("|response| codegen::xml_as_json(response, &");
        scope.path(out, element);
        out.text(")");
    });
}

/// How one page leads to the next, without names of the document.
fn description(next: &NextPage) -> &'static str {
    match next {
        NextPage::Cursor { .. } => "each with the cursor of the previous one",
        NextPage::HeaderCursor { .. } => "each with the cursor in a header of the previous one",
        NextPage::LastItem { .. } => "each with the last item of the previous one",
        NextPage::Page { .. } => "by page number",
        NextPage::Offset { .. } => "by offset",
        NextPage::Url { .. } => "each at the URL in the previous one",
        NextPage::Link => "each at the URL in the `Link` header of the previous one",
    }
}

/// The field `next`, with a `codegen::Next`.
fn next(out: &mut Printer, next: &NextPage) {
    match next {
        NextPage::Cursor { to, from, more } => style(out, "Cursor", |out| {
            target(out, to);
            path(out, "from", from);
            option(out, "more", more.as_ref());
        }),
        NextPage::HeaderCursor { to, header, more } => style(out, "HeaderCursor", |out| {
            target(out, to);
            out.start();
            out.text("header: ");
            out.literal(header.as_str());
            out.text(",");
            out.end();
            option(out, "more", more.as_ref());
        }),
        NextPage::LastItem { to, id, more } => style(out, "LastItem", |out| {
            target(out, to);
            path(out, "id", id);
            path(out, "more", more);
        }),
        NextPage::Page { to, first, end } => style(out, "Page", |out| {
            target(out, to);
            out.line(&["first: ", &first.to_string(), ","]);
            self::end(out, end);
        }),
        NextPage::Offset { to, first, end } => style(out, "Offset", |out| {
            target(out, to);
            out.line(&["first: ", &first.to_string(), ","]);
            self::end(out, end);
        }),
        NextPage::Url { from } => {
            out.start();
            out.text("next: codegen::Next::Url ");
            out.list(List::FIELDS, [from], |out, from| {
                out.text("from: ");
                names(out, from);
            });
            out.text(",");
            out.end();
        }
        NextPage::Link => out.line(&["next: codegen::Next::Link,"]),
    }
}

fn style(out: &mut Printer, name: &str, fields: impl FnOnce(&mut Printer)) {
    out.block(&["next: codegen::Next::", name], ",", fields);
}

fn target(out: &mut Printer, to: &PageTarget) {
    out.start();
    match to {
        PageTarget::Query(name) => {
            out.text("to: codegen::Target::Query(");
            out.literal(name.as_str());
        }
        PageTarget::Header(name) => {
            out.text("to: codegen::Target::Header(");
            out.literal(name.as_str());
        }
        PageTarget::Body(location) => {
            out.text("to: codegen::Target::Body(");
            names(out, location);
        }
    }
    out.text("),");
    out.end();
}

fn end(out: &mut Printer, end: &PageEnd) {
    out.block(&["end: codegen::End"], ",", |out| {
        option(out, "pages", end.pages.as_ref());
        option(out, "total", end.total.as_ref());
        option(out, "more", end.more.as_ref());
    });
}

fn option(out: &mut Printer, field: &str, path: Option<&PropertyPath>) {
    let Some(path) = path else { return out.line(&[field, ": None,"]) };
    out.start();
    out.texts(&[field, ": Some("]);
    names(out, path);
    out.text("),");
    out.end();
}

fn path(out: &mut Printer, field: &str, path: &PropertyPath) {
    out.start();
    out.texts(&[field, ": "]);
    names(out, path);
    out.text(",");
    out.end();
}

/// The names of a path, as an array.
pub(super) fn names(out: &mut Printer, path: &PropertyPath) {
    forms::strings(out, path.0.iter().map(WireName::as_str));
}

/// The expression that takes the `Vec` of items out of a page. A missing list is an empty one.
fn items(out: &mut Printer, paging: &PagingItem) {
    let is_optional = paging.steps.iter().any(|step| wrapper(step.presence).is_some());
    let is_boxed = paging.steps.last().is_some_and(|step| step.boxed);
    out.group(Style::chain(paging.steps.len() + usize::from(is_optional)), |out| {
        if is_boxed && !is_optional {
            out.text("*");
        }
        steps(out, &paging.steps);
        if is_optional {
            if is_boxed {
                out.soft_line("");
                out.text(".map(|value| *value)");
            }
            out.soft_line("");
            out.text(".unwrap_or_default()");
        }
    });
}

/// A path of fields. Field access goes through a box by itself.
fn steps(out: &mut Printer, steps: &[Step]) {
    let mut is_optional = false;
    out.text("page");
    for step in steps {
        let (field, own) = (step.field.as_str(), wrapper(step.presence));
        if is_optional {
            out.soft_line("");
            let method =
                if own.is_some() { ".and_then(|value| value." } else { ".map(|value| value." };
            out.texts(&[method, field, own.unwrap_or(""), ")"]);
        } else {
            out.soft_line("");
            out.texts(&[".", field]);
            if own.is_some_and(|it| !it.is_empty()) {
                out.soft_line("");
                out.text(own.unwrap_or(""));
            }
        }
        is_optional |= own.is_some();
    }
}

/// The conversion of a field into an `Option`, unless the field is a plain value.
fn wrapper(presence: Presence) -> Option<&'static str> {
    match presence {
        Presence::Required => None,
        Presence::RequiredNullable | Presence::Optional => Some(""),
        Presence::OptionalNullable => Some(".into_option()"),
    }
}
