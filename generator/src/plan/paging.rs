//! Paging: from the property paths of the document to fields of the structs that were planned.

use super::items::Presence;
use super::lookup::Lookup;
use super::operation::{Decoder, PagingItem, ResponseItem, Step};
use super::rust_type::RustType;
use crate::model::{Paging, WireName};

/// The plan, or nothing where the paths do not lead to an array and to a string or number.
pub(super) fn plan(
    paging: &Paging,
    response: &ResponseItem,
    known: &Lookup<'_>,
) -> Option<PagingItem> {
    if !matches!(response.decoder, Decoder::Json) {
        return None;
    }
    let (items, list) = follow(&response.ty, &paging.items, known)?;
    let (next, cursor) = follow(&response.ty, &paging.next, known)?;
    let RustType::Vec(item) = list else { return None };
    let cursor_is_text = cursor == RustType::String;
    let number = matches!(cursor, RustType::I32 | RustType::I64 | RustType::U32 | RustType::U64);
    (cursor_is_text || number).then(|| PagingItem {
        cursor: paging.cursor.clone(),
        page: response.ty.clone(),
        item: *item,
        items,
        next,
        cursor_is_text,
    })
}

/// The steps along `names` and the type at their end, without its wrapping.
fn follow(
    from: &RustType,
    names: &[WireName],
    known: &Lookup<'_>,
) -> Option<(Vec<Step>, RustType)> {
    let mut steps = Vec::new();
    let mut ty = from.clone();
    for name in names {
        let field = known.field(&ty, name)?;
        let inner = match (&field.ty, field.presence) {
            (inner, Presence::Required) => inner,
            (RustType::Option(inner) | RustType::Maybe(inner), _) => inner,
            _ => return None,
        };
        let (boxed, inner) = match inner {
            RustType::Boxed(inner) => (true, inner.as_ref()),
            other => (false, other),
        };
        steps.push(Step { field: field.name.clone(), presence: field.presence, boxed });
        ty = inner.clone();
    }
    Some((steps, ty))
}
