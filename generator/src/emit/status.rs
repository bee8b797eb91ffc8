//! Enums by status: one variant for each body that an operation may respond with.

use super::forms::{self, Parameter, function};
use super::printer::{List, Printer};
use super::scope::{Prelude, Scope};
use super::text;
use crate::plan::ir::{
    Decoder, ErrorCodec, ErrorDecoder, ErrorVariant, OperationItem, SimpleDecoder, StatusPattern,
    StatusVariant, TypePath,
};

/// The names of the enums that an operation needs.
pub(super) fn declared(item: &OperationItem) -> impl Iterator<Item = &TypePath> {
    let response = match &item.response.decoder {
        Decoder::ByStatus { path, .. } => Some(path),
        _ => None,
    };
    let error = match &item.error.decoder {
        ErrorDecoder::ByStatus { path, .. } => Some(path),
        _ => None,
    };
    response.into_iter().chain(error)
}

/// The enums that an operation needs.
pub(super) fn print(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    if let Decoder::ByStatus { path, docs, variants } = &item.response.decoder {
        out.item();
        forms::docs_or(out, docs, &["The success responses, by status."]);
        successes(out, path, variants, scope);
    }
    if let ErrorDecoder::ByStatus { path, docs, variants } = &item.error.decoder {
        out.item();
        forms::docs_or(out, docs, &["The error responses, by status."]);
        errors(out, path, variants, scope);
    }
}

fn successes(out: &mut Printer, path: &TypePath, variants: &[StatusVariant], scope: &Scope) {
    declaration(out, path, |out| {
        for it in variants {
            variant_docs(out, &it.docs, it.status);
            match &it.ty {
                Some(ty) => forms::variant(out, it.name.as_str(), scope, ty),
                None => out.line(&[it.name.as_str(), ","]),
            }
        }
    });
    let result = |out: &mut Printer| {
        out.text(scope.prelude(Prelude::Result));
        out.list(List::TYPES, ["Self", "codegen::DecodeError"], |out, ty| out.text(ty));
    };
    let arms = variants.iter().map(|it| (it.status, it));
    decode(out, path, scope, result, arms, |out, variant| match variant {
        Some(variant) => read(out, variant, scope),
        None => out.text("Err(codegen::undeclared_status(response))"),
    });
}

fn read(out: &mut Printer, variant: &StatusVariant, scope: &Scope) {
    let name = variant.name.as_str();
    if variant.ty.is_none() {
        return out.texts(&["codegen::empty(response).map(|()| Self::", name, ")"]);
    }
    match &variant.decoder {
        SimpleDecoder::Empty => out.text("codegen::empty(response)"),
        SimpleDecoder::Value(codec) => out.texts(&["codegen::", codec.decode, "(response)"]),
        SimpleDecoder::Text => out.text("codegen::text(response)"),
        SimpleDecoder::Bytes => out.text("codegen::raw_bytes(response)"),
        SimpleDecoder::Xml(element) => {
            out.text("codegen::xml(response, &");
            scope.path(out, element);
            out.text(")");
        }
    }
    out.texts(&[".map(Self::", name, ")"]);
}

fn errors(out: &mut Printer, path: &TypePath, variants: &[ErrorVariant], scope: &Scope) {
    declaration(out, path, |out| {
        for it in variants {
            variant_docs(out, &it.docs, it.status);
            forms::variant(out, it.name.as_str(), scope, &it.ty);
        }
    });
    let result = |out: &mut Printer| out.texts(&[scope.prelude(Prelude::Option), "<Self>"]);
    let arms = variants.iter().map(|it| (it.status, it));
    decode(out, path, scope, result, arms, |out, variant| match variant {
        Some(variant) => read_error(out, variant, scope),
        None => out.text("None"),
    });
}

fn read_error(out: &mut Printer, variant: &ErrorVariant, scope: &Scope) {
    match &variant.decoder {
        ErrorCodec::Value(codec) => out.texts(&["codegen::", codec.decode_error, "(response)"]),
        ErrorCodec::Xml(element) => {
            out.text("codegen::error_xml(response, &");
            scope.path(out, element);
            out.text(")");
        }
    }
    out.texts(&[".map(Self::", variant.name.as_str(), ")"]);
}

/// The enum, whose variants `variants` prints.
fn declaration(out: &mut Printer, path: &TypePath, variants: impl FnOnce(&mut Printer)) {
    out.line(&["#[derive(Clone, Debug, PartialEq)]"]);
    out.block(&["pub enum ", path.name.as_str()], "", variants);
}

/// The function that reads the enum, by a match on the status. An arm after a pattern for every status would be
/// unreachable, and is left out.
fn decode<'a, V: 'a>(
    out: &mut Printer,
    path: &TypePath,
    scope: &Scope,
    result: impl FnOnce(&mut Printer),
    arms: impl Iterator<Item = (StatusPattern, &'a V)> + Clone,
    read: impl Fn(&mut Printer, Option<&'a V>),
) {
    let fallback = arms.clone().find(|(status, _)| *status == StatusPattern::Any);
    let fallback = fallback.map(|(_, variant)| variant);
    let mut arms = arms.take_while(|(status, _)| *status != StatusPattern::Any).peekable();
    let parameters = [Parameter::Text("response: &codegen::RawResponse")];
    out.item();
    out.block(&["impl ", path.name.as_str()], "", |out| {
        function(out, scope, &["fn decode"], &parameters, result, |out| {
            if arms.peek().is_none() {
                out.start();
                read(out, fallback);
                return out.end();
            }
            out.block(&["match response.status()"], "", |out| {
                for (status, variant) in arms {
                    arm(out, status, |out| read(out, Some(variant)));
                }
                arm(out, StatusPattern::Any, |out| read(out, fallback));
            });
        });
    });
}

fn arm(out: &mut Printer, status: StatusPattern, body: impl FnOnce(&mut Printer)) {
    out.start();
    pattern(out, status);
    out.text(" => ");
    forms::arm_body(out, body);
    out.end();
}

fn pattern(out: &mut Printer, status: StatusPattern) {
    match status {
        StatusPattern::Exact(status) => out.text(&status.to_string()),
        StatusPattern::Range(from, to) => out.texts(&[&from.to_string(), "..=", &to.to_string()]),
        StatusPattern::Any => out.text("_"),
    }
}

fn variant_docs(out: &mut Printer, docs: &[String], status: StatusPattern) {
    let otherwise = match status {
        StatusPattern::Exact(status) => format!("Status {status}."),
        StatusPattern::Range(from, to) => {
            format!("Status {}.", text::code(&format!("{from}..={to}")))
        }
        StatusPattern::Any => "Any other status.".to_owned(),
    };
    forms::docs_or(out, docs, &[&otherwise]);
}
