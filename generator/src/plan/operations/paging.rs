//! Paging: the fields of the planned structs on the path to the items of a page.

use crate::model::{Paging, WireName};
use crate::plan::ir::{Decoder, Item, PagingItem, Presence, ResponseItem, RustType, Step};
use crate::plan::operations::item_index::ItemIndex;

/// The longest chain of aliases.
const MAX_ALIASES: usize = 64;

/// The paging of an operation; `None` if the path does not end at an array of a response.
pub(super) fn plan(
    paging: &Paging,
    response: &ResponseItem,
    items: &ItemIndex<'_>,
) -> Option<PagingItem> {
    // A response that is no single value has no pages.
    let xml = match &response.decoder {
        Decoder::Value(_) => None,
        Decoder::Xml(element) => Some(element.clone()),
        _ => return None,
    };
    let (steps, list) = follow(&response.ty, &paging.items.0, items)?;
    let RustType::Vec(item) = list else { return None };
    Some(PagingItem {
        page: response.ty.clone(),
        item: *item,
        xml,
        steps,
        items: paging.items.clone(),
        next: paging.next.clone(),
    })
}

/// The fields on the path `names`, and the type at its end without its wrapper.
fn follow(
    from: &RustType,
    names: &[WireName],
    items: &ItemIndex<'_>,
) -> Option<(Vec<Step>, RustType)> {
    let mut steps = Vec::new();
    let mut ty = alias_target(from, items);
    for name in names {
        let field = items.field(&ty, name)?;
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
        ty = alias_target(inner, items);
    }
    Some((steps, ty))
}

/// The target of an alias.
fn alias_target(ty: &RustType, items: &ItemIndex<'_>) -> RustType {
    let mut ty = ty.clone();
    for _ in 0..MAX_ALIASES {
        let RustType::Item(path) = &ty else { break };
        let Some(Item::Alias(alias)) = items.item(path) else { break };
        ty = alias.target.clone();
    }
    ty
}
