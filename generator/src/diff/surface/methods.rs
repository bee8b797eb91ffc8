//! Methods: their arguments, and everything that a program can call on the request.

use super::{Pairs, Surface};
use crate::plan::{
    Argument, Decoder, ErrorDecoder, LongRunningItem, OperationItem, PagingItem, RustType, TypePath,
};

/// A name with its type, if it has one.
type Named<'a> = (&'a str, Option<&'a RustType>);

impl<'a> Surface<'a> {
    /// The first difference of a method of the same name.
    pub(in crate::diff) fn operation_change(
        &self,
        item: &'a OperationItem,
        later: &Surface<'a>,
        other: &'a OperationItem,
    ) -> Option<String> {
        if item.request != other.request {
            return Some(format!("returns `{}` instead of `{}`", other.request, item.request));
        }
        let pairs = &mut Pairs::new();
        None.or_else(|| self.arguments(&item.arguments, later, &other.arguments, pairs))
            .or_else(|| self.setters(item, later, other, pairs))
            .or_else(|| self.results(item, later, other, pairs))
            .or_else(|| self.headers(item.headers.as_ref(), later, other.headers.as_ref(), pairs))
            .or_else(|| self.paging(item.paging.as_ref(), later, other.paging.as_ref(), pairs))
            .or_else(|| {
                let (before, after) = (item.long_running.as_ref(), other.long_running.as_ref());
                self.poller(before, later, after, pairs)
            })
            .or_else(|| {
                let is_lost =
                    item.idempotency_header.is_some() && other.idempotency_header.is_none();
                is_lost.then(|| "has no `idempotency_key()` any more".to_owned())
            })
            .or_else(|| self.streams(item, later, other, pairs))
            .or_else(|| self.alternatives(item, later, other, pairs))
    }

    fn arguments(
        &self,
        before: &'a [Argument],
        later: &Surface<'a>,
        after: &'a [Argument],
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        if before.len() != after.len() {
            return Some(format!("takes {} instead of {}", listed(after), listed(before)));
        }
        before.iter().zip(after).find_map(|(one, two)| {
            let change = self.ty(argument_type(one), later, argument_type(two), pairs)?;
            Some(format!("takes another `{}`: {change}", one.name()))
        })
    }

    fn setters(
        &self,
        item: &'a OperationItem,
        later: &Surface<'a>,
        other: &'a OperationItem,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let (before, after) = (setters(item), setters(other));
        let change = self.first_change(&before, later, &after, pairs)?;
        Some(change.said(|name| format!("setter `{name}`")))
    }

    fn results(
        &self,
        item: &'a OperationItem,
        later: &Surface<'a>,
        other: &'a OperationItem,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let mut ty = |what: &str, one: &'a RustType, two: &'a RustType| {
            self.ty(one, later, two, pairs).map(|it| format!("has another {what}: {it}"))
        };
        ty("result", &item.response.ty, &other.response.ty)
            .or_else(|| ty("error", &item.error.ty, &other.error.ty))
            .or_else(|| {
                let (before, after) = (successes(item), successes(other));
                let change = self.first_change(&before, later, &after, pairs)?;
                Some(change.said(|name| format!("success `{name}`")))
            })
            .or_else(|| {
                let (before, after) = (errors(item), errors(other));
                let change = self.first_change(&before, later, &after, pairs)?;
                Some(change.said(|name| format!("error `{name}`")))
            })
    }

    /// The fields of the response's headers. Which of them share a struct is private.
    fn headers(
        &self,
        before: Option<&'a TypePath>,
        later: &Surface<'a>,
        after: Option<&'a TypePath>,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let (before, after) = (self.header_fields(before), later.header_fields(after));
        let change = self.first_change(&before, later, &after, pairs)?;
        Some(change.said(|name| format!("response header `{name}`")))
    }

    fn header_fields(&self, path: Option<&TypePath>) -> Vec<Named<'a>> {
        let fields = path.and_then(|it| self.headers.get(it)).into_iter().flat_map(|it| &it.fields);
        fields.map(|it| (it.name.as_str(), Some(&it.ty))).collect()
    }

    fn paging(
        &self,
        before: Option<&'a PagingItem>,
        later: &Surface<'a>,
        after: Option<&'a PagingItem>,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let Some(after) = after else {
            return before.map(|_| "has no `pages()` and `items()` any more".to_owned());
        };
        let change = self.ty(&before?.item, later, &after.item, pairs)?;
        Some(format!("has other items: {change}"))
    }

    fn poller(
        &self,
        before: Option<&'a LongRunningItem>,
        later: &Surface<'a>,
        after: Option<&'a LongRunningItem>,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let (before, after) = (before?, after);
        let Some(after) = after else { return Some("has no `poller()` any more".to_owned()) };
        if before.resume != after.resume {
            return Some(format!(
                "is resumed by `{}` instead of `{}`",
                after.resume, before.resume
            ));
        }
        let change = self.ty(&before.ty, later, &after.ty, pairs)?;
        Some(format!("ends in another result: {change}"))
    }

    fn streams(
        &self,
        item: &'a OperationItem,
        later: &Surface<'a>,
        other: &'a OperationItem,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        let all = |it: &'a OperationItem| -> Vec<Named<'a>> {
            it.streams.iter().map(|it| (it.method.as_str(), Some(&it.ty))).collect()
        };
        let change = self.first_change(&all(item), later, &all(other), pairs)?;
        Some(change.said(|name| format!("stream `{name}()`")))
    }

    fn alternatives(
        &self,
        item: &'a OperationItem,
        later: &Surface<'a>,
        other: &'a OperationItem,
        pairs: &mut Pairs<'a>,
    ) -> Option<String> {
        item.alternatives.iter().find_map(|before| {
            let name = &before.method;
            let Some(after) = other.alternatives.iter().find(|it| it.method == *name) else {
                return Some(format!("has no alternative `{name}()` any more"));
            };
            let change = self.arguments(&before.arguments, later, &after.arguments, pairs)?;
            Some(format!("has an alternative `{name}()` that {change}"))
        })
    }

    /// The first name that is gone or has another type.
    fn first_change(
        &self,
        before: &[Named<'a>],
        later: &Surface<'a>,
        after: &[Named<'a>],
        pairs: &mut Pairs<'a>,
    ) -> Option<NamedChange<'a>> {
        before.iter().find_map(|(name, ty)| {
            let Some((_, found)) = after.iter().find(|it| it.0 == *name) else {
                return Some(NamedChange { name, change: None });
            };
            let change = match (ty, found) {
                (None, None) => None,
                (Some(one), Some(two)) => self.ty(one, later, two, pairs),
                (one, two) => Some(format!("{} became {}", shown(*one), shown(*two))),
            };
            Some(NamedChange { name, change: Some(change?) })
        })
    }
}

/// A name that is gone, or whose type changed.
struct NamedChange<'a> {
    name: &'a str,
    change: Option<String>,
}

impl NamedChange<'_> {
    fn said(self, what: impl FnOnce(&str) -> String) -> String {
        let what = what(self.name);
        match self.change {
            None => format!("has no {what} any more"),
            Some(change) => format!("has another {what}: {change}"),
        }
    }
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
