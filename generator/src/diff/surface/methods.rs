//! Methods: their arguments, and everything that a program can call on the request.

use super::Surface;
use super::types::Comparison;
use crate::plan::{
    Argument, Decoder, ErrorDecoder, LongRunningItem, OperationItem, PagingItem, RustType, TypePath,
};

/// A name with its type, if it has one.
type Named<'a> = (&'a str, Option<&'a RustType>);

impl<'a> Comparison<'_, 'a> {
    /// The first difference of a method of the same name.
    pub(super) fn operation(
        &mut self,
        item: &'a OperationItem,
        other: &'a OperationItem,
    ) -> Option<String> {
        if item.request != other.request {
            return Some(format!("returns `{}` instead of `{}`", other.request, item.request));
        }
        None.or_else(|| self.arguments(&item.arguments, &other.arguments))
            .or_else(|| self.setters(item, other))
            .or_else(|| self.results(item, other))
            .or_else(|| self.headers(item.headers.as_ref(), other.headers.as_ref()))
            .or_else(|| self.paging(item.paging.as_ref(), other.paging.as_ref()))
            .or_else(|| self.poller(item.long_running.as_ref(), other.long_running.as_ref()))
            .or_else(|| {
                let is_lost =
                    item.idempotency_header.is_some() && other.idempotency_header.is_none();
                is_lost.then(|| "has no `idempotency_key()` any more".to_owned())
            })
            .or_else(|| self.streams(item, other))
            .or_else(|| self.alternatives(item, other))
    }

    fn arguments(&mut self, before: &'a [Argument], after: &'a [Argument]) -> Option<String> {
        if before.len() != after.len() {
            return Some(format!("takes {} instead of {}", listed(after), listed(before)));
        }
        before.iter().zip(after).find_map(|(one, two)| {
            let change = self.ty(argument_type(one), argument_type(two))?;
            Some(format!("takes another `{}`: {change}", one.name()))
        })
    }

    fn setters(&mut self, item: &'a OperationItem, other: &'a OperationItem) -> Option<String> {
        self.named("setter", &setters(item), &setters(other))
    }

    fn results(&mut self, item: &'a OperationItem, other: &'a OperationItem) -> Option<String> {
        let mut ty = |what: &str, one: &'a RustType, two: &'a RustType| {
            self.ty(one, two).map(|it| format!("has another {what}: {it}"))
        };
        ty("result", &item.response.ty, &other.response.ty)
            .or_else(|| ty("error", &item.error.ty, &other.error.ty))
            .or_else(|| self.named("success", &successes(item), &successes(other)))
            .or_else(|| self.named("error", &errors(item), &errors(other)))
    }

    /// The fields of the response's headers. Which of them share a struct is private.
    fn headers(
        &mut self,
        before: Option<&'a TypePath>,
        after: Option<&'a TypePath>,
    ) -> Option<String> {
        let (before, after) =
            (header_fields(self.before, before), header_fields(self.after, after));
        self.named("response header", &before, &after)
    }

    fn paging(
        &mut self,
        before: Option<&'a PagingItem>,
        after: Option<&'a PagingItem>,
    ) -> Option<String> {
        let Some(after) = after else {
            return before.map(|_| "has no `pages()` and `items()` any more".to_owned());
        };
        let change = self.ty(&before?.item, &after.item)?;
        Some(format!("has other items: {change}"))
    }

    fn poller(
        &mut self,
        before: Option<&'a LongRunningItem>,
        after: Option<&'a LongRunningItem>,
    ) -> Option<String> {
        let before = before?;
        let Some(after) = after else { return Some("has no `poller()` any more".to_owned()) };
        if before.resume != after.resume {
            return Some(format!(
                "is resumed by `{}` instead of `{}`",
                after.resume, before.resume
            ));
        }
        let change = self.ty(&before.ty, &after.ty)?;
        Some(format!("ends in another result: {change}"))
    }

    fn streams(&mut self, item: &'a OperationItem, other: &'a OperationItem) -> Option<String> {
        self.named("stream", &streams(item), &streams(other))
    }

    fn alternatives(
        &mut self,
        item: &'a OperationItem,
        other: &'a OperationItem,
    ) -> Option<String> {
        item.alternatives.iter().find_map(|before| {
            let name = &before.method;
            let Some(after) = other.alternatives.iter().find(|it| it.method == *name) else {
                return Some(format!("has no alternative `{name}()` any more"));
            };
            let change = self.arguments(&before.arguments, &after.arguments)?;
            Some(format!("has an alternative `{name}()` that {change}"))
        })
    }

    /// The first of `before` that is gone or has another type.
    fn named(&mut self, kind: &str, before: &[Named<'a>], after: &[Named<'a>]) -> Option<String> {
        before.iter().find_map(|(name, ty)| {
            let Some((_, found)) = after.iter().find(|it| it.0 == *name) else {
                return Some(format!("has no {kind} `{name}` any more"));
            };
            let change = match (ty, found) {
                (None, None) => return None,
                (Some(one), Some(two)) => self.ty(one, two)?,
                (one, two) => format!("{} became {}", shown(*one), shown(*two)),
            };
            Some(format!("has another {kind} `{name}`: {change}"))
        })
    }
}

fn header_fields<'a>(surface: &Surface<'a>, path: Option<&TypePath>) -> Vec<Named<'a>> {
    let fields = path.and_then(|it| surface.headers.get(it)).into_iter().flat_map(|it| &it.fields);
    fields.map(|it| (it.name.as_str(), Some(&it.ty))).collect()
}

fn shown(ty: Option<&RustType>) -> String {
    ty.map_or_else(|| "no value".to_owned(), |it| format!("`{it}`"))
}

fn argument_type(argument: &Argument) -> &RustType {
    match argument {
        Argument::Parameter(it) => &it.ty,
        Argument::Body(it) => &it.ty,
    }
}

fn setters(item: &OperationItem) -> Vec<Named<'_>> {
    let setters = item.setters.iter().map(|it| (it.name.as_str(), Some(&it.ty)));
    let bodies = item.body_setters.iter().map(|it| (it.name.as_str(), Some(&it.ty)));
    setters.chain(bodies).collect()
}

/// The methods that stream a success.
fn streams(item: &OperationItem) -> Vec<Named<'_>> {
    item.streams.iter().map(|it| (it.method.as_str(), Some(&it.ty))).collect()
}

/// The variants of the enum of successes by status.
fn successes(item: &OperationItem) -> Vec<Named<'_>> {
    match &item.response.decoder {
        Decoder::ByStatus { variants, .. } => {
            variants.iter().map(|it| (it.name.as_str(), it.ty.as_ref())).collect()
        }
        _ => Vec::new(),
    }
}

/// The variants of the enum of errors by status.
fn errors(item: &OperationItem) -> Vec<Named<'_>> {
    match &item.error.decoder {
        ErrorDecoder::ByStatus { variants, .. } => {
            variants.iter().map(|it| (it.name.as_str(), Some(&it.ty))).collect()
        }
        _ => Vec::new(),
    }
}

fn listed(arguments: &[Argument]) -> String {
    let shown = |it: &Argument| format!("{}: {}", it.name(), argument_type(it));
    let all: Vec<String> = arguments.iter().map(shown).collect();
    format!("`({})`", all.join(", "))
}
