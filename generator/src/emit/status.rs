//! Enums by status: one variant for each body that an operation may answer with.

use super::code::Text;
use super::scope::{Prelude, Scope};
use super::text;
use crate::plan::{
    Decoder, ErrorDecoder, ErrorVariant, OperationItem, SimpleDecoder, StatusPattern,
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
pub(super) fn print(out: &mut Text, item: &OperationItem, scope: &Scope) {
    if let Decoder::ByStatus { path, docs, variants } = &item.response.decoder {
        successes(out, path, docs, variants, scope);
    }
    if let ErrorDecoder::ByStatus { path, docs, variants } = &item.error.decoder {
        errors(out, path, docs, variants, scope);
    }
}

fn successes(
    out: &mut Text,
    path: &TypePath,
    docs: &[String],
    variants: &[StatusVariant],
    scope: &Scope,
) {
    out.docs_or(docs, "What the server answers, by status.");
    declaration(out, path, |out| {
        for it in variants {
            out.docs_or(&it.docs, &pattern_docs(it.status));
            match &it.ty {
                Some(ty) => out.variant(it.name.as_str(), scope.ty(ty).as_str()),
                None => out.line(&format!("{},", it.name)),
            }
        }
    });
    let arms = variants.iter().map(|it| (it.status, read(it, scope))).collect::<Vec<_>>();
    let result = format!("{}<Self, codegen::DecodeError>", scope.prelude(Prelude::Result));
    decode(out, path, &result, &arms, "Err(codegen::undeclared_status(response))");
}

fn read(variant: &StatusVariant, scope: &Scope) -> String {
    let name = &variant.name;
    let plain = match &variant.decoder {
        SimpleDecoder::Empty => "codegen::empty",
        SimpleDecoder::Json => "codegen::json",
        SimpleDecoder::Text => "codegen::text",
        SimpleDecoder::Bytes => "codegen::raw_bytes",
        SimpleDecoder::Xml(element) => {
            return format!("codegen::xml(response, &{}).map(Self::{name})", scope.path(element));
        }
    };
    match variant.ty {
        Some(_) => format!("{plain}(response).map(Self::{name})"),
        None => format!("codegen::empty(response).map(|()| Self::{name})"),
    }
}

fn errors(
    out: &mut Text,
    path: &TypePath,
    docs: &[String],
    variants: &[ErrorVariant],
    scope: &Scope,
) {
    out.docs_or(docs, "What the server answers with an error, by status.");
    declaration(out, path, |out| {
        for it in variants {
            out.docs_or(&it.docs, &pattern_docs(it.status));
            out.variant(it.name.as_str(), scope.ty(&it.ty).as_str());
        }
    });
    let arms = variants.iter().map(|it| (it.status, read_error(it, scope))).collect::<Vec<_>>();
    let result = format!("{}<Self>", scope.prelude(Prelude::Option));
    decode(out, path, &result, &arms, "None");
}

fn read_error(variant: &ErrorVariant, scope: &Scope) -> String {
    let name = &variant.name;
    match &variant.xml {
        None => format!("codegen::error_json(response).map(Self::{name})"),
        Some(element) => {
            format!("codegen::error_xml(response, &{}).map(Self::{name})", scope.path(element))
        }
    }
}

/// The enum. Its variants are written by `variants`.
fn declaration(out: &mut Text, path: &TypePath, variants: impl FnOnce(&mut Text)) {
    out.fitted(|out| {
        out.line("#[derive(Clone, Debug, PartialEq)]");
        out.block(&format!("pub enum {}", path.name), "", variants);
    });
}

/// How the enum is read: by a match on the status. What follows a pattern for every status would be unreachable, and is
/// left out.
fn decode(
    out: &mut Text,
    path: &TypePath,
    result: &str,
    arms: &[(StatusPattern, String)],
    otherwise: &str,
) {
    let any = arms.iter().position(|(status, _)| *status == StatusPattern::Any);
    let fallback = any.and_then(|at| arms.get(at)).map_or(otherwise, |(_, read)| read);
    let before = arms.get(..any.unwrap_or(arms.len())).unwrap_or_default();
    let parameters = ["response: &codegen::RawResponse".to_owned()];
    out.block(&format!("impl {}", path.name), "", |out| {
        out.function("fn decode", &parameters, &format!(" -> {result}"), |out| {
            if before.is_empty() {
                return out.line(fallback);
            }
            out.block("match response.status()", "", |out| {
                for (status, read) in before {
                    out.line(&format!("{} => {read},", pattern(*status)));
                }
                out.line(&format!("_ => {fallback},"));
            });
        });
    });
}

fn pattern(status: StatusPattern) -> String {
    match status {
        StatusPattern::Exact(status) => status.to_string(),
        StatusPattern::Range(from, to) => format!("{from}..={to}"),
        StatusPattern::Any => "_".to_owned(),
    }
}

fn pattern_docs(status: StatusPattern) -> String {
    match status {
        StatusPattern::Exact(status) => format!("Status {status}."),
        StatusPattern::Range(..) => format!("Status {}.", text::code(&pattern(status))),
        StatusPattern::Any => "Any other status.".to_owned(),
    }
}
