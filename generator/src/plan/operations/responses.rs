//! What an operation gives and how it fails: one type where that suffices, an enum by status where it does not.

use crate::model::{Media, MediaKind, Operation, Response, Shape, StatusMatch, StringFormat};
use crate::plan::context::Context;
use crate::plan::context::size::Sizes;
use crate::plan::docs;
use crate::plan::ir::{
    Decoder, ErrorDecoder, ErrorItem, ErrorVariant, Ident, ModulePath, ResponseItem, RustType,
    SimpleDecoder, StatusPattern, StatusVariant, TypePath,
};
use crate::plan::naming::grouping::OperationNames;
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope};
use crate::plan::naming::status;
use crate::plan::xml::Carried;

/// The plan of all responses of one operation.
pub(crate) struct Planned {
    pub(crate) response: ResponseItem,
    pub(crate) error: ErrorItem,
    pub(crate) accept: String,
}

/// One declared response with what its body becomes.
struct Declared<'a> {
    response: &'a Response,
    body: Option<(RustType, SimpleDecoder)>,
    /// Whether it goes into a `Box` where it shares an enum with other bodies.
    large: bool,
}

impl Declared<'_> {
    /// The body as a variant holds it.
    fn held(&self) -> Option<RustType> {
        let (ty, _) = self.body.clone()?;
        Some(if self.large { RustType::Boxed(Box::new(ty)) } else { ty })
    }
}

pub(crate) fn plan(
    context: &Context<'_>,
    sizes: &mut Sizes,
    operation: &Operation,
    names: &OperationNames,
    module: &ModulePath,
    items: &mut Scope,
) -> Planned {
    let cases: Vec<_> = operation
        .responses
        .iter()
        .map(|response| Declared {
            response,
            body: body(context, response),
            large: chosen(context, response)
                .and_then(|media| media.ty)
                .is_some_and(|ty| sizes.is_large(context, ty)),
        })
        .collect();
    let is_good = successes(operation);
    let good: Vec<_> = cases.iter().filter(|case| is_good(case.response.status)).collect();
    let bad: Vec<_> = cases.iter().filter(|case| is_failure(case.response.status)).collect();
    let name_of = |items: &mut Scope, suffix: &str| {
        let wanted = Ident(format!("{}{suffix}", names.request.plain()));
        TypePath { module: module.clone(), name: items.claim_quietly(wanted, Case::Camel) }
    };
    let response = success(&good, names, &mut |suffix| name_of(items, suffix));
    let error = failure(&bad, names, &mut |suffix| name_of(items, suffix));
    Planned { response, error, accept: accept(context, &good, &bad) }
}

/// Which of the declared responses are successes: those in the 200s; where there is none, redirects, which are then what
/// the operation is for (a download, a form that leads on); else `default` speaks for them too.
pub(crate) fn successes(operation: &Operation) -> fn(StatusMatch) -> bool {
    let is_success: fn(StatusMatch) -> bool =
        |status| matches!(status, StatusMatch::Exact(200..=299) | StatusMatch::Range(2));
    let declares =
        |wanted: fn(StatusMatch) -> bool| operation.responses.iter().any(|it| wanted(it.status));
    match (declares(is_success), declares(is_redirect)) {
        (true, _) => is_success,
        (false, true) => is_redirect,
        (false, false) => |status| status == StatusMatch::Default,
    }
}

/// Whether redirects are what an operation gives.
pub(crate) fn redirects(operation: &Operation) -> bool {
    operation.responses.iter().any(|it| is_redirect(it.status) && successes(operation)(it.status))
}

/// 304 says that what the caller has is still good, which is no redirect (RFC 9110 section 15.4.5).
fn is_redirect(status: StatusMatch) -> bool {
    matches!(status, StatusMatch::Exact(300..=303 | 305..=399) | StatusMatch::Range(3))
}

fn is_failure(status: StatusMatch) -> bool {
    matches!(status, StatusMatch::Exact(400..) | StatusMatch::Range(4 | 5) | StatusMatch::Default)
}

/// Text if it is offered first and all forms are text; else JSON if it is offered, else typed XML, else text, else bytes;
/// what is read as a stream only where there is nothing else.
fn body(context: &Context<'_>, response: &Response) -> Option<(RustType, SimpleDecoder)> {
    let media = chosen(context, response)?;
    let binary = media
        .ty
        .and_then(|ty| context.resolved(ty))
        .is_some_and(|(_, def)| def.shape == Shape::String(StringFormat::Binary));
    Some(match media.kind {
        _ if binary => (RustType::Bytes, SimpleDecoder::Bytes),
        MediaKind::Json => {
            (media.ty.map_or(RustType::Json, |ty| context.nullable(ty)), SimpleDecoder::Json)
        }
        MediaKind::Xml => match (context.xml.carried(media), media.ty) {
            (Carried::Element(path), Some(ty)) => {
                (context.nullable(ty), SimpleDecoder::Xml(path.clone()))
            }
            (Carried::Text, _) => (RustType::String, SimpleDecoder::Text),
            _ => (RustType::Bytes, SimpleDecoder::Bytes),
        },
        MediaKind::Text | MediaKind::Events => (RustType::String, SimpleDecoder::Text),
        MediaKind::Form | MediaKind::Multipart | MediaKind::Lines | MediaKind::Binary => {
            (RustType::Bytes, SimpleDecoder::Bytes)
        }
    })
}

pub(crate) fn chosen<'m>(context: &Context<'_>, response: &'m Response) -> Option<&'m Media> {
    let is_text = |media: &&Media| {
        let def = media.ty.and_then(|ty| context.resolved(ty)).map(|(_, def)| &def.shape);
        matches!(def, Some(Shape::String(StringFormat::Plain)))
    };
    // A log or a token is text: some servers have no other form of it, whatever they list behind.
    let first = response.media.first().filter(|media| media.kind == MediaKind::Text);
    if let Some(text) = first.filter(|_| response.media.iter().all(|media| is_text(&media))) {
        return Some(text);
    }
    let of_kind = |kind| response.media.iter().find(|media| media.kind == kind);
    let xml = || of_kind(MediaKind::Xml).filter(|media| context.xml.is_typed(media));
    let found =
        Media::preferred_json(&response.media).or_else(xml).or_else(|| of_kind(MediaKind::Text));
    let whole = |media: &&Media| !matches!(media.kind, MediaKind::Events | MediaKind::Lines);
    found.or_else(|| response.media.iter().find(whole)).or_else(|| response.media.first())
}

fn success(
    cases: &[&Declared<'_>],
    names: &OperationNames,
    claim: &mut dyn FnMut(&str) -> TypePath,
) -> ResponseItem {
    let by_status = by_status(cases);
    let mut bodies: Vec<&(RustType, SimpleDecoder)> = Vec::new();
    for body in cases.iter().filter_map(|case| case.body.as_ref()) {
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    let some_empty = cases.iter().any(|case| case.body.is_none());
    let (ty, decoder) = match bodies.as_slice() {
        [] => (RustType::Unit, Decoder::Empty),
        [(ty, SimpleDecoder::Json)] if some_empty => {
            (RustType::Option(Box::new(ty.clone())), Decoder::JsonOrEmpty)
        }
        [(ty, decoder)] if !some_empty => (ty.clone(), whole(decoder)),
        _ => by_status_decoder(cases, names, claim),
    };
    ResponseItem { ty, decoder, by_status }
}

fn whole(decoder: &SimpleDecoder) -> Decoder {
    match decoder {
        SimpleDecoder::Empty => Decoder::Empty,
        SimpleDecoder::Json => Decoder::Json,
        SimpleDecoder::Xml(path) => Decoder::Xml(path.clone()),
        SimpleDecoder::Text => Decoder::Text,
        SimpleDecoder::Bytes => Decoder::Bytes,
    }
}

fn by_status_decoder(
    cases: &[&Declared<'_>],
    names: &OperationNames,
    claim: &mut dyn FnMut(&str) -> TypePath,
) -> (RustType, Decoder) {
    let path = claim("Success");
    let mut scope = Scope::default();
    let variants = cases
        .iter()
        .map(|case| StatusVariant {
            name: variant_name(&mut scope, case.response.status),
            status: pattern(case.response.status),
            ty: case.held(),
            decoder: case
                .body
                .as_ref()
                .map_or(SimpleDecoder::Empty, |(_, decoder)| decoder.clone()),
            docs: variant_docs(case.response),
        })
        .collect();
    let docs = vec![format!("What `{}` answers, by status.", names.method.plain())];
    (RustType::Item(path.clone()), Decoder::ByStatus { path, docs, variants })
}

fn failure(
    cases: &[&Declared<'_>],
    names: &OperationNames,
    claim: &mut dyn FnMut(&str) -> TypePath,
) -> ErrorItem {
    let typed = |case: &&Declared<'_>| match &case.body {
        Some((ty, SimpleDecoder::Json)) => Some((ty.clone(), None)),
        Some((ty, SimpleDecoder::Xml(path))) => Some((ty.clone(), Some(path.clone()))),
        _ => None,
    };
    let mut types: Vec<(RustType, Option<TypePath>)> = Vec::new();
    for it in cases.iter().filter_map(typed) {
        if !types.contains(&it) {
            types.push(it);
        }
    }
    let by_status = by_status(cases);
    let (ty, decoder) = match types.as_slice() {
        [] => (RustType::Never, ErrorDecoder::None),
        [(ty, None)] => (ty.clone(), ErrorDecoder::Json),
        [(ty, Some(xml))] => (ty.clone(), ErrorDecoder::Xml(xml.clone())),
        _ => {
            let path = claim("Error");
            let mut scope = Scope::default();
            let variant = |case: &&Declared<'_>| {
                let (_, xml) = typed(case)?;
                let ty = case.held()?;
                let name = variant_name(&mut scope, case.response.status);
                Some(ErrorVariant {
                    name,
                    status: pattern(case.response.status),
                    ty,
                    xml,
                    docs: variant_docs(case.response),
                })
            };
            let variants = cases.iter().filter_map(variant).collect();
            let docs = vec![format!("The error bodies of `{}`, by status.", names.method.plain())];
            (RustType::Item(path.clone()), ErrorDecoder::ByStatus { path, docs, variants })
        }
    };
    ErrorItem { ty, decoder, by_status }
}

fn by_status(cases: &[&Declared<'_>]) -> Vec<(StatusMatch, Option<RustType>)> {
    cases
        .iter()
        .map(|case| (case.response.status, case.body.as_ref().map(|(ty, _)| ty.clone())))
        .collect()
}

fn variant_name(scope: &mut Scope, matched: StatusMatch) -> Ident {
    let text = match matched {
        StatusMatch::Exact(code) => status::reason(code),
        StatusMatch::Range(class) => status::class_name(class).to_owned(),
        StatusMatch::Default => "Default".to_owned(),
    };
    scope.claim_quietly(identifier::camel(&text), Case::Camel)
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
        StatusMatch::Range(class) => format!("Status {class}00 to {class}99."),
        StatusMatch::Default => "Every status that is not declared.".to_owned(),
    };
    let mut lines = Vec::new();
    docs::paragraph(&mut lines, Some(&response.description));
    docs::note(&mut lines, status);
    lines
}

/// The media types that can be read, each once: those of successes first.
fn accept(context: &Context<'_>, good: &[&Declared<'_>], bad: &[&Declared<'_>]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for media in good.iter().chain(bad).filter_map(|case| chosen(context, case.response)) {
        add_accepted(&mut names, &media.name);
    }
    accepted(&names)
}

/// Adds the name of a media type to those that are asked for, without its parameters where these cannot stand in a header.
///
/// What cannot stand there at all is no media type (RFC 9110 section 8.3.1), and would fail every call.
pub(crate) fn add_accepted<'a>(names: &mut Vec<&'a str>, name: &'a str) {
    let can_be_sent = |it: &&str| it.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let bare = name.split(';').next().unwrap_or_default();
    let fit = [name, bare].into_iter().find(can_be_sent).filter(|it| !it.trim().is_empty());
    names.extend(fit.filter(|it| !names.contains(it)));
}

/// The value of `Accept`; any media type where there is none to name.
pub(crate) fn accepted(names: &[&str]) -> String {
    if names.is_empty() { "*/*".to_owned() } else { names.join(", ") }
}
