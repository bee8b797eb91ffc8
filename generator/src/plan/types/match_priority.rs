//! The order in which a union without a tag tries its variants, and how it selects one of those that match.

use std::cmp::Reverse;

use super::structs::is_required;
use crate::model::{
    Additional, ObjectShape, Shape, StringFormat, TypeId, TypeRef, UnionKind, UnionShape, Variant,
};
use crate::plan::context::PlanContext;
use crate::plan::graph::type_map::TypeSet;
use crate::plan::ir::Choice;

/// The most levels of nested unions in which objects are looked for.
const MAX_NESTING: u8 = 8;

/// The kinds of values that a variant accepts, from the narrowest to the broadest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Accepts {
    Boolean,
    Integer,
    IntegerEnum,
    Number,
    FormattedString,
    List,
    /// An object with named properties.
    Object,
    /// A union of objects. It accepts every value, so all single objects come before it; a map accepts all that it is
    /// meant for, so it comes before maps.
    ObjectUnion,
    Map,
    Union,
    /// An object without properties, which accepts any object and keeps nothing of it.
    EmptyObject,
    Enum,
    String,
    Any,
    Unresolved,
}

/// How early a variant is tried: the one that accepts less is tried first, and of two objects the one that requires
/// more properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MatchPriority {
    accepts: Accepts,
    required: Reverse<usize>,
}

/// The priority of a variant of this type.
pub(super) fn match_priority(
    context: &PlanContext<'_>,
    object_unions: &TypeSet,
    ty: TypeRef,
) -> MatchPriority {
    let mut required = 0;
    let accepts = match context.resolved(ty).map(|(ty, def)| (ty, &def.shape)) {
        None => Accepts::Unresolved,
        Some((ty, shape)) => match shape {
            Shape::Boolean => Accepts::Boolean,
            Shape::Integer(_) => Accepts::Integer,
            Shape::Enum(shape) if shape.integer => Accepts::IntegerEnum,
            Shape::Number(_) => Accepts::Number,
            Shape::String(format) if *format != StringFormat::Plain => Accepts::FormattedString,
            Shape::Object(object) if keeps_nothing(object) => Accepts::EmptyObject,
            Shape::Object(object) => {
                let fields = object.fields.iter();
                required = fields.filter(|it| is_required(context, ty.id, it)).count();
                Accepts::Object
            }
            Shape::Array(_) | Shape::Tuple(_) => Accepts::List,
            Shape::Map(_) => Accepts::Map,
            Shape::Union(_) if object_unions.contains(ty.id) => Accepts::ObjectUnion,
            Shape::Union(_) => Accepts::Union,
            Shape::Enum(_) => Accepts::Enum,
            Shape::String(_) => Accepts::String,
            Shape::Any | Shape::Raw | Shape::Alias(_) => Accepts::Any,
        },
    };
    MatchPriority { accepts, required: Reverse(required) }
}

/// How a union selects one of its variants, which are sorted by priority.
///
/// Objects and lists ignore what they do not name. Where a union has several of them, the first that matches need not be
/// the one that is meant, so they are compared. Broader types are not compared: they leave nothing unread. The exception
/// is a map or a union of objects after an object that requires nothing, because that object matches any object too.
pub(super) fn choice(union: &UnionShape, priorities: &[MatchPriority]) -> Choice {
    let has = |accepts: Accepts| priorities.iter().any(|it| it.accepts == accepts);
    let is_comparable = |it: &&MatchPriority| matches!(it.accepts, Accepts::List | Accepts::Object);
    let requires_nothing =
        priorities.iter().any(|it| it.accepts == Accepts::Object && it.required.0 == 0);
    let broader = [Accepts::Map, Accepts::ObjectUnion].into_iter().find(|it| has(*it));
    let broadest = match broader.filter(|_| requires_nothing) {
        Some(broader) => broader,
        None if priorities.iter().filter(is_comparable).count() < 2 => return Choice::First,
        None => Accepts::Object,
    };
    let compared = priorities.iter().take_while(|it| it.accepts <= broadest).count();
    match union.kind {
        UnionKind::OneOf => Choice::Best(compared),
        UnionKind::AnyOf => Choice::AllOrRest(compared),
    }
}

/// The unions with a variant that is an object with named properties, directly or in a nested union. Unions can contain
/// each other, so each pass looks one level deeper at all of them.
pub(super) fn object_unions(context: &PlanContext<'_>) -> TypeSet {
    let mut all = TypeSet::default();
    for _ in 0..=MAX_NESTING {
        let before = all.clone();
        for (id, def) in (0_u32..).map(TypeId).zip(&context.api.types) {
            let Shape::Union(union) = &def.shape else { continue };
            let is_object = |it: &Variant| {
                context.resolved(it.ty).is_some_and(|(ty, def)| {
                    matches!(def.shape, Shape::Object(_)) || before.contains(ty.id)
                })
            };
            if union.variants.iter().any(is_object) {
                all.insert(id);
            }
        }
        if all.ids().count() == before.ids().count() {
            break;
        }
    }
    all
}

fn keeps_nothing(object: &ObjectShape) -> bool {
    object.fields.is_empty() && matches!(object.additional, Additional::Ignored)
}
