//! The success and the errors of an operation: one type where that suffices, otherwise an enum by status.

use super::outcome::{is_failure, successes};
use super::response_media::{Accept, body, preferred};
use super::{BodyContext, long_running};
use crate::model::{Operation, Response, StatusMatch};
use crate::plan::context::boxing::is_boxed;
use crate::plan::docs;
use crate::plan::ir::{
    Decoder, ErrorCodec, ErrorDecoder, ErrorItem, ErrorVariant, Ident, LongRunningItem, ModulePath,
    ResponseItem, RustType, SimpleDecoder, StatusPattern, StatusVariant, TypePath, ValueCodec,
};
use crate::plan::naming::grouping::OperationNames;
use crate::plan::naming::scope::{Case, Scope};
use crate::plan::naming::{identifier, status};

/// The planned responses of one operation.
pub(super) struct PlannedResponses {
    pub(super) response: ResponseItem,
    pub(super) error: ErrorItem,
    pub(super) accept: String,
    pub(super) long_running: Option<LongRunningItem>,
}

/// A declared response and the type of its body.
struct DeclaredResponse<'a> {
    response: &'a Response,
    body: Option<(RustType, SimpleDecoder)>,
    /// Whether the body is boxed where it shares an enum with other bodies.
    large: bool,
}

impl DeclaredResponse<'_> {
    /// The type of the enum variant for this response.
    fn variant_type(&self) -> Option<RustType> {
        let (ty, _) = self.body.clone()?;
        Some(if self.large { RustType::Boxed(Box::new(ty)) } else { ty })
    }

    /// The type of an error body and its decoder; `None` for text, bytes and no body.
    fn error(&self) -> Option<(RustType, ErrorCodec)> {
        let (ty, decoder) = self.body.as_ref()?;
        let decoder = match decoder {
            SimpleDecoder::Value(codec) => ErrorCodec::Value(codec),
            SimpleDecoder::Xml(path) => ErrorCodec::Xml(path.clone()),
            SimpleDecoder::Empty | SimpleDecoder::Text | SimpleDecoder::Bytes => return None,
        };
        Some((ty.clone(), decoder))
    }
}

pub(super) fn plan(
    bodies: BodyContext<'_, '_>,
    operation: &Operation,
    names: &OperationNames,
    scope: &mut Scope,
) -> PlannedResponses {
    let declared: Vec<_> = operation
        .responses
        .iter()
        .map(|response| DeclaredResponse {
            response,
            body: body(bodies, response),
            large: preferred(bodies, response)
                .and_then(|media| media.ty)
                .is_some_and(|ty| is_boxed(bodies.context, ty)),
        })
        .collect();
    let is_success = successes(operation);
    let good: Vec<_> = declared.iter().filter(|it| is_success(it.response.status)).collect();
    let bad: Vec<_> = declared.iter().filter(|it| is_failure(it.response.status)).collect();
    let finals: Vec<_> = good.iter().map(|it| (it.response.status, it.body.clone())).collect();
    let long_running = long_running::plan(bodies, operation, names, &finals);
    let mut enums = StatusEnums { names, scope };
    PlannedResponses {
        response: enums.success(&good),
        error: enums.failure(&bad),
        accept: accept(bodies, operation),
        long_running,
    }
}

/// The `Accept` header: the media types of the successes, then those of the failures.
pub(super) fn accept(bodies: BodyContext<'_, '_>, operation: &Operation) -> String {
    let is_success = successes(operation);
    let responses = operation.responses.iter();
    let (good, others): (Vec<_>, Vec<_>) = responses.partition(|it| is_success(it.status));
    let bad = others.into_iter().filter(|it| is_failure(it.status));
    let mut accept = Accept::default();
    for media in good.into_iter().chain(bad).filter_map(|it| preferred(bodies, it)) {
        accept.add(&media.name);
    }
    accept.value()
}

/// The enums by status of one operation.
struct StatusEnums<'a> {
    names: &'a OperationNames,
    scope: &'a mut Scope,
}

impl StatusEnums<'_> {
    fn claim(&mut self, suffix: &str) -> TypePath {
        let wanted = Ident(format!("{}{suffix}", self.names.whole_request.plain()));
        TypePath {
            module: ModulePath(vec![self.names.group.clone()]),
            name: self.scope.claim_unreported(identifier::shortened(&wanted), Case::Camel),
        }
    }

    fn success(&mut self, declared: &[&DeclaredResponse<'_>]) -> ResponseItem {
        let bodies = distinct(declared.iter().filter_map(|it| it.body.clone()));
        let some_empty = declared.iter().any(|it| it.body.is_none());
        let (ty, decoder) = match bodies.as_slice() {
            [] => (RustType::Unit, Decoder::Empty),
            [(ty, decoder)] if !some_empty => (ty.clone(), single(decoder)),
            [(ty, SimpleDecoder::Value(ValueCodec { decode_or_empty: Some(decode), .. }))] => {
                (RustType::Option(Box::new(ty.clone())), Decoder::ValueOrEmpty(decode))
            }
            _ => self.success_enum(declared),
        };
        ResponseItem { ty, decoder, by_status: by_status(declared) }
    }

    fn success_enum(&mut self, declared: &[&DeclaredResponse<'_>]) -> (RustType, Decoder) {
        let path = self.claim("Success");
        let mut scope = Scope::default();
        let variant = |it: &&DeclaredResponse<'_>| StatusVariant {
            name: variant_name(&mut scope, it.response.status),
            status: pattern(it.response.status),
            ty: it.variant_type(),
            decoder: it.body.as_ref().map_or(SimpleDecoder::Empty, |(_, it)| it.clone()),
            docs: variant_docs(it.response),
        };
        let variants = declared.iter().map(variant).collect();
        let docs = vec![format!("The success of `{}`, by status.", self.names.method.plain())];
        (RustType::Item(path.clone()), Decoder::ByStatus { path, docs, variants })
    }

    fn failure(&mut self, declared: &[&DeclaredResponse<'_>]) -> ErrorItem {
        let types = distinct(declared.iter().filter_map(|it| it.error()));
        let (ty, decoder) = match types.as_slice() {
            [] => (RustType::Never, ErrorDecoder::None),
            [(ty, decoder)] => (ty.clone(), ErrorDecoder::Single(decoder.clone())),
            _ => self.error_enum(declared),
        };
        ErrorItem { ty, decoder, by_status: by_status(declared) }
    }

    fn error_enum(&mut self, declared: &[&DeclaredResponse<'_>]) -> (RustType, ErrorDecoder) {
        let path = self.claim("Error");
        let mut scope = Scope::default();
        let variant = |it: &&DeclaredResponse<'_>| {
            let (_, decoder) = it.error()?;
            Some(ErrorVariant {
                ty: it.variant_type()?,
                name: variant_name(&mut scope, it.response.status),
                status: pattern(it.response.status),
                decoder,
                docs: variant_docs(it.response),
            })
        };
        let variants = declared.iter().filter_map(variant).collect();
        let docs = vec![format!("The error bodies of `{}`, by status.", self.names.method.plain())];
        (RustType::Item(path.clone()), ErrorDecoder::ByStatus { path, docs, variants })
    }
}

pub(super) fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for it in all {
        if !distinct.contains(&it) {
            distinct.push(it);
        }
    }
    distinct
}

/// The decoder of a success that is one type.
pub(super) fn single(decoder: &SimpleDecoder) -> Decoder {
    match decoder {
        SimpleDecoder::Empty => Decoder::Empty,
        SimpleDecoder::Value(codec) => Decoder::Value(codec),
        SimpleDecoder::Xml(path) => Decoder::Xml(path.clone()),
        SimpleDecoder::Text => Decoder::Text,
        SimpleDecoder::Bytes => Decoder::Bytes,
    }
}

fn by_status(declared: &[&DeclaredResponse<'_>]) -> Vec<(StatusMatch, Option<RustType>)> {
    declared
        .iter()
        .map(|it| (it.response.status, it.body.as_ref().map(|(ty, _)| ty.clone())))
        .collect()
}

fn variant_name(scope: &mut Scope, status: StatusMatch) -> Ident {
    let text = match status {
        StatusMatch::Exact(code) => status::reason(code),
        StatusMatch::Range(class) => status::class_name(class).to_owned(),
        StatusMatch::Default => "Default".to_owned(),
    };
    scope.claim_unreported(identifier::camel(&text), Case::Camel)
}

fn pattern(status: StatusMatch) -> StatusPattern {
    match status {
        StatusMatch::Exact(code) => StatusPattern::Exact(code),
        StatusMatch::Range(class) => StatusPattern::Range(class * 100, class * 100 + 99),
        StatusMatch::Default => StatusPattern::Any,
    }
}

fn variant_docs(response: &Response) -> Vec<String> {
    let status = match response.status {
        StatusMatch::Exact(code) => format!("Status {code}."),
        StatusMatch::Range(class) => format!("Statuses {class}00 to {class}99."),
        StatusMatch::Default => "Any undeclared status.".to_owned(),
    };
    let mut lines = Vec::new();
    docs::paragraph(&mut lines, Some(&response.description));
    docs::note(&mut lines, status);
    lines
}
