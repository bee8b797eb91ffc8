//! About how large a value is, so that one large variant does not make every value of its enum large.

use crate::model::{Shape, TypeId, TypeRef};
use crate::plan::context::Context;
use crate::plan::graph::type_map::TypeMap;

/// A variant larger than this, in bytes, goes into a `Box`; clippy complains from 200 bytes of difference.
const MAX_INLINE: usize = 160;
/// A nested type deeper than this counts as large without being measured.
const MAX_NESTING: usize = 32;

/// Sizes that were measured before.
#[derive(Default)]
pub(crate) struct Sizes {
    known: TypeMap<usize>,
}

impl Sizes {
    /// Whether a variant of this type goes into a `Box`.
    pub(crate) fn is_large(&mut self, context: &Context<'_>, ty: TypeRef) -> bool {
        self.size(context, ty, 0) > MAX_INLINE
    }

    /// An upper estimate: every optional field counts a word more, though many have a niche.
    fn size(&mut self, context: &Context<'_>, ty: TypeRef, nesting: usize) -> usize {
        let Some((ty, def)) = context.resolved(ty) else { return 72 };
        if nesting > MAX_NESTING {
            return MAX_INLINE + 1;
        }
        if let Some(size) = self.known.get(ty.id) {
            return *size;
        }
        let size = match &def.shape {
            Shape::Object(object) => {
                let fields = object
                    .fields
                    .iter()
                    .map(|field| self.part(context, ty.id, field.ty, nesting) + 8);
                fields.sum::<usize>() + 24
            }
            Shape::Union(union) => {
                let variants =
                    union.variants.iter().map(|it| self.part(context, ty.id, it.ty, nesting));
                variants.map(|size| size.min(MAX_INLINE)).max().unwrap_or(0).max(72) + 8
            }
            Shape::Tuple(items) => {
                items.iter().map(|it| self.part(context, ty.id, *it, nesting) + 8).sum()
            }
            Shape::Any | Shape::Raw => 72,
            Shape::Enum(_) => 24,
            _ => 24,
        };
        self.known.insert(ty.id, size);
        size
    }

    fn part(
        &mut self,
        context: &Context<'_>,
        whole: TypeId,
        part: TypeRef,
        nesting: usize,
    ) -> usize {
        if context.boxed(whole, part) { 8 } else { self.size(context, part, nesting + 1) }
    }
}
