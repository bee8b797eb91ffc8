//! Which variants of an enum are boxed.
//!
//! A variant that is an object is boxed, however small it is: the document can add properties to it at any time, and its type
//! must not change then. Clippy's `large_enum_variant` asks for a box beyond 200 bytes. Other variants have a fixed size.

use crate::model::{Shape, TypeRef};
use crate::plan::context::PlanContext;

/// The deepest nesting of tuples that is looked at. Anything deeper is boxed.
const MAX_NESTING: u8 = 8;

/// The most items of a tuple that is stored inline.
const MAX_ITEMS: usize = 4;

/// Whether a variant of this type is boxed.
pub(crate) fn is_boxed(context: &PlanContext<'_>, ty: TypeRef) -> bool {
    contains_object(context, ty, MAX_NESTING)
}

fn contains_object(context: &PlanContext<'_>, ty: TypeRef, nesting: u8) -> bool {
    let Some(nesting) = nesting.checked_sub(1) else { return true };
    let Some((ty, def)) = context.resolved(ty) else { return false };
    if context.replacements.get(ty.id).is_some() {
        return false;
    }
    match &def.shape {
        Shape::Object(_) => true,
        Shape::Tuple(items) => {
            items.len() > MAX_ITEMS || items.iter().any(|it| contains_object(context, *it, nesting))
        }
        _ => false,
    }
}
