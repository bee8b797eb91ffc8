//! When the tag of a union chooses its variants.

use super::Context;
use crate::model::{Shape, UnionShape};

/// Whether a tag leads to more than one variant, which are then compared.
pub(crate) fn shares_tags(union: &UnionShape) -> bool {
    let mut tags: Vec<_> = union.variants.iter().flat_map(|variant| &variant.tags).collect();
    let all = tags.len();
    tags.sort_unstable();
    tags.dedup();
    tags.len() < all
}

/// A tag can choose only among objects, each of which some tag leads to.
pub(crate) fn tags_choose(context: &Context<'_>, union: &UnionShape) -> bool {
    union.variants.iter().all(|variant| {
        let object = context
            .resolved(variant.ty)
            .is_some_and(|(_, def)| matches!(def.shape, Shape::Object(_) | Shape::Union(_)));
        object && !variant.tags.is_empty()
    })
}
