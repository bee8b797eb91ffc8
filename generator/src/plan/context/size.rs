//! The approximate size of a value, so that one large variant does not make every value of its enum large.

use crate::model::{Shape, StringFormat, TypeId, TypeRef};
use crate::plan::context::PlanContext;
use crate::plan::graph::type_map::TypeMap;

/// The largest variant that is stored inline, in bytes. Clippy warns about a difference of 200 bytes.
const MAX_INLINE: usize = 160;
/// The deepest nesting that is measured. A deeper type counts as large.
const MAX_NESTING: usize = 32;

/// The sizes that are known already.
#[derive(Default)]
pub(crate) struct Sizes {
    known: TypeMap<usize>,
}

impl Sizes {
    /// Whether a variant of this type is boxed.
    pub(crate) fn is_large(&mut self, context: &PlanContext<'_>, ty: TypeRef) -> bool {
        self.size(context, ty, 0) > MAX_INLINE
    }

    /// An upper estimate: every field counts one word more for its `Option`, though many types have a niche.
    fn size(&mut self, context: &PlanContext<'_>, ty: TypeRef, nesting: usize) -> usize {
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
            Shape::Any | Shape::Raw | Shape::String(StringFormat::DateTime) => 72,
            Shape::Enum(_) => 24,
            _ => 24,
        };
        self.known.insert(ty.id, size);
        size
    }

    fn part(
        &mut self,
        context: &PlanContext<'_>,
        whole: TypeId,
        part: TypeRef,
        nesting: usize,
    ) -> usize {
        if context.boxed(whole, part) { 8 } else { self.size(context, part, nesting + 1) }
    }
}
