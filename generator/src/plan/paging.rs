//! Paging: from the property paths of the document to fields of the structs that were planned.

use std::collections::BTreeMap;

use super::items::{FieldItem, Item, Presence, StructItem};
use super::operation::{Decoder, PagingItem, ResponseItem, Step};
use super::rust_type::{RustType, TypePath};
use crate::model::{Paging, WireName};

/// All structs by path.
pub(super) struct Structs<'a>(BTreeMap<&'a TypePath, &'a StructItem>);

impl<'a> Structs<'a> {
    pub(super) fn of(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let structs = items.into_iter().filter_map(|item| match item {
            Item::Struct(item) => Some((&item.path, item)),
            _ => None,
        });
        Self(structs.collect())
    }

    fn field(&self, ty: &RustType, name: &WireName) -> Option<&'a FieldItem> {
        let RustType::Item(path) = ty else { return None };
        self.0.get(path)?.fields.iter().find(|field| field.wire == *name)
    }
}

/// The plan, or nothing where the paths do not lead to an array and to a string or number.
pub(super) fn plan(
    paging: &Paging,
    response: &ResponseItem,
    structs: &Structs<'_>,
) -> Option<PagingItem> {
    if !matches!(response.decoder, Decoder::Json) {
        return None;
    }
    let (items, list) = follow(&response.ty, &paging.items, structs)?;
    let (next, cursor) = follow(&response.ty, &paging.next, structs)?;
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
    structs: &Structs<'_>,
) -> Option<(Vec<Step>, RustType)> {
    let mut steps = Vec::new();
    let mut ty = from.clone();
    for name in names {
        let field = structs.field(&ty, name)?;
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
