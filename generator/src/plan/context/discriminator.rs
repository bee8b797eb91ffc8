//! Whether the tag of a union determines the variant.

use super::PlanContext;
use crate::model::{Shape, UnionShape};

/// Whether several variants share a tag. They are then compared.
pub(crate) fn shares_tags(union: &UnionShape) -> bool {
    let mut tags: Vec<_> = union.variants.iter().flat_map(|variant| &variant.tags).collect();
    let all = tags.len();
    tags.sort_unstable();
    tags.dedup();
    tags.len() < all
}

/// Whether the tag determines the variant: every variant is an object, or a union, and has a tag.
pub(crate) fn tags_choose(context: &PlanContext<'_>, union: &UnionShape) -> bool {
    union.variants.iter().all(|variant| {
        let object = context
            .resolved(variant.ty)
            .is_some_and(|(_, def)| matches!(def.shape, Shape::Object(_) | Shape::Union(_)));
        object && !variant.tags.is_empty()
    })
}
