//! Values without parts, and values that became another kind of value.

use super::walk::{Located, Walk};
use super::{Check, Direction};
use crate::model::{EnumShape, Shape, TypeDef};

/// What kind of value a type is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
    Union,
}

impl Kind {
    fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Any | Shape::Raw | Shape::Alias(_) => Self::Any,
            Shape::Boolean => Self::Boolean,
            Shape::Integer(_) => Self::Integer,
            Shape::Number(_) => Self::Number,
            Shape::String(_) => Self::String,
            Shape::Enum(it) if it.integer => Self::Integer,
            Shape::Enum(_) => Self::String,
            Shape::Array(_) | Shape::Tuple(_) => Self::Array,
            Shape::Map(_) | Shape::Object(_) => Self::Object,
            Shape::Union(_) => Self::Union,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Union => "one of several types",
        }
    }

    /// Whether every value of `other` is one of this kind, too.
    fn contains(self, other: Self) -> bool {
        self == Self::Any || (self, other) == (Self::Number, Self::Integer)
    }
}

/// Formats whose values are all values of a wider format.
const WIDER: [(&str, &str); 2] = [("int32", "int64"), ("float", "double")];

impl Walk<'_, '_> {
    /// Compares two types of which at most one has parts.
    pub(super) fn scalars(&mut self, base: &TypeDef, head: &TypeDef, place: &Located<'_>) {
        let (before, after) = (Kind::of(&base.shape), Kind::of(&head.shape));
        if before == after {
            self.enums(base, head, place);
            return self.formats(base, head, place);
        }
        let subject = place.subject;
        let message = format!("`{subject}` was {}, and is {}", before.name(), after.name());
        let widened = after.contains(before) || self.is_variant(base, &head.shape, false);
        let narrowed = before.contains(after) || self.is_variant(head, &base.shape, true);
        let (request, response) = match (widened, narrowed) {
            (true, _) => (Check::RequestTypeWidened, Check::ResponseTypeWidened),
            (_, true) => (Check::RequestTypeNarrowed, Check::ResponseTypeNarrowed),
            _ => (Check::RequestTypeChanged, Check::ResponseTypeChanged),
        };
        self.add_by(place, request, response, message);
    }

    /// Whether one variant of a union is of the same kind as a type; of objects, the component of the same name.
    fn is_variant(&self, one: &TypeDef, union: &Shape, union_is_base: bool) -> bool {
        let Shape::Union(union) = union else { return false };
        let version = if union_is_base { self.schemas.base } else { self.schemas.head };
        union.variants.iter().any(|variant| {
            let Some(found) = super::walk::target(version.api, variant.ty) else { return false };
            let is_same_kind = Kind::of(&found.def.shape) == Kind::of(&one.shape);
            let has_parts = matches!(Kind::of(&one.shape), Kind::Object | Kind::Array);
            is_same_kind && (!has_parts || found.def.place == one.place)
        })
    }

    fn enums(&mut self, base: &TypeDef, head: &TypeDef, place: &Located<'_>) {
        let subject = place.subject;
        match (&base.shape, &head.shape) {
            (Shape::Enum(before), Shape::Enum(after)) => self.values(before, after, place),
            (Shape::Enum(_), _) => {
                let (request, response) = (Check::RequestEnumOpened, Check::ResponseEnumOpened);
                let message = format!("`{subject}` can have values that are not listed");
                self.add_by(place, request, response, message);
            }
            (_, Shape::Enum(_)) => {
                let (request, response) = (Check::RequestEnumClosed, Check::ResponseEnumClosed);
                let message = format!("`{subject}` can have only the listed values");
                self.add_by(place, request, response, message);
            }
            _ => {}
        }
    }

    fn values(&mut self, before: &EnumShape, after: &EnumShape, place: &Located<'_>) {
        let subject = place.subject;
        let has = |all: &EnumShape, wire: &str| all.values.iter().any(|it| it.wire == wire);
        for it in before.values.iter().filter(|it| !has(after, &it.wire)) {
            let (request, response) =
                (Check::RequestEnumValueRemoved, Check::ResponseEnumValueRemoved);
            let message = format!("`{subject}` cannot be `{}` any more", it.wire);
            self.add_by(place, request, response, message);
        }
        for it in after.values.iter().filter(|it| !has(before, &it.wire)) {
            let (request, response) = (Check::RequestEnumValueAdded, Check::ResponseEnumValueAdded);
            let message = format!("`{subject}` can be `{}`", it.wire);
            self.add_by(place, request, response, message);
        }
    }

    fn formats(&mut self, base: &TypeDef, head: &TypeDef, place: &Located<'_>) {
        let subject = place.subject;
        let is_wider = |one: &str, two: &str| WIDER.contains(&(one, two));
        let (request, response, message) = match (base.format.as_deref(), head.format.as_deref()) {
            (one, two) if one == two => return,
            (None, Some(format)) => (
                Check::RequestFormatAdded,
                Check::ResponseFormatAdded,
                format!("`{subject}` has the format `{format}`"),
            ),
            (Some(format), None) => (
                Check::RequestFormatRemoved,
                Check::ResponseFormatRemoved,
                format!("`{subject}` has the format `{format}` no more"),
            ),
            (Some(one), Some(two)) => {
                let message = format!("`{subject}` had the format `{one}`, and has `{two}`");
                let (request, response) = match (is_wider(one, two), is_wider(two, one)) {
                    (true, _) => (Check::RequestFormatRemoved, Check::ResponseFormatRemoved),
                    (_, true) => (Check::RequestFormatAdded, Check::ResponseFormatAdded),
                    _ => (Check::RequestFormatChanged, Check::ResponseFormatChanged),
                };
                (request, response, message)
            }
            (None, None) => return,
        };
        self.add_by(place, request, response, message);
    }
}

impl Direction {
    /// Whether a property that only the other side may send is left out of the comparison.
    pub(super) fn skips(self, read_only: bool, write_only: bool) -> bool {
        match self {
            Self::Request => read_only,
            Self::Response => write_only,
        }
    }
}
