//! Type items: structs, enums, unions and aliases.

use super::derive::Derive;
use super::rule::Rule;
use super::rust_type::{Ident, RustType, TypePath};
use crate::model::WireName;
use crate::text::JsonPointer;

/// A type.
#[derive(Clone, Debug)]
pub enum Item {
    /// A struct.
    Struct(StructItem),
    /// An open enum of literals.
    Enum(EnumItem),
    /// An enum of types.
    Union(UnionItem),
    /// A type alias.
    Alias(AliasItem),
    /// A public name of a definition that several inline schemas share.
    Shared(SharedItem),
}

impl Item {
    /// The path of the item.
    #[must_use]
    pub fn path(&self) -> &TypePath {
        match self {
            Self::Struct(item) => &item.path,
            Self::Enum(item) => &item.path,
            Self::Union(item) => &item.path,
            Self::Alias(item) => &item.path,
            Self::Shared(item) => &item.path,
        }
    }

    /// The location of the schema in the document.
    #[must_use]
    pub fn pointer(&self) -> &JsonPointer {
        match self {
            Self::Struct(item) => &item.pointer,
            Self::Enum(item) => &item.pointer,
            Self::Union(item) => &item.pointer,
            Self::Alias(item) => &item.pointer,
            Self::Shared(item) => &item.pointer,
        }
    }

    /// The name in `components.schemas`; `None` for an inline schema.
    #[must_use]
    pub fn component(&self) -> Option<&str> {
        match self {
            Self::Struct(item) => item.component.as_deref(),
            Self::Enum(item) => item.component.as_deref(),
            Self::Union(item) => item.component.as_deref(),
            Self::Alias(item) => item.component.as_deref(),
            Self::Shared(_) => None,
        }
    }
}

/// A struct with named fields.
#[derive(Clone, Debug)]
pub struct StructItem {
    /// Name and module.
    pub path: TypePath,
    /// The name in `components.schemas`; `None` for an inline schema.
    pub component: Option<String>,
    /// The location of the schema in the document.
    pub pointer: JsonPointer,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Whether the schema is deprecated.
    pub deprecated: bool,
    /// The configured derives, besides those of every type.
    pub derives: Vec<Derive>,
    /// Whether `Default` is derived, because no field is required.
    pub default: bool,
    /// Whether it is read into an empty value of its type. Otherwise serde alone reads its fields.
    pub in_place: bool,
    /// The fields in the document's order.
    pub fields: Vec<FieldItem>,
    /// The properties with one possible value, which are no fields.
    pub constants: Vec<ConstantFieldItem>,
    /// The flattened field of additional properties.
    pub rest: Option<FieldItem>,
    /// Whether the flattened field keeps what the document does not declare, rather than what the schema describes.
    pub keeps_undeclared: bool,
    /// Its constructor; [`Constructor::None`] for a type that no request contains.
    pub constructor: Constructor,
    /// The name of its builder, with [`Constructor::Builder`].
    pub builder: Option<Ident>,
    /// The rules that a value is validated against before it is sent.
    pub rules: Vec<Rule>,
}

/// A property that always has the same value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConstantFieldItem {
    /// The name of the property.
    pub wire: WireName,
    /// How many fields precede it in the document's order.
    pub after: usize,
    /// Its value.
    pub value: ConstantValue,
}

/// The value of a constant property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstantValue {
    /// A string.
    String(String),
    /// The digits of an integer, which fits an `i64`.
    Integer(String),
    /// A boolean.
    Boolean(bool),
}

/// The constructor of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constructor {
    /// None.
    None,
    /// `new` with the required fields in order, and `with_…` setters for the others.
    New,
    /// `builder()`, because more than [`Constructor::MAX_ARGUMENTS`] fields are required.
    Builder,
}

impl Constructor {
    /// The most required fields that `new` takes: clippy's limit for arguments.
    pub const MAX_ARGUMENTS: usize = 7;
}

/// A field.
#[derive(Clone, Debug)]
pub struct FieldItem {
    /// The field.
    pub name: Ident,
    /// The name of the property.
    pub wire: WireName,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Whether the property is deprecated.
    pub deprecated: bool,
    /// The type, including `Option`, `Maybe` and `Box`.
    pub ty: RustType,
    /// Whether the property is required and nullable.
    pub presence: Presence,
    /// Its setter and constructor argument.
    pub setter: Setter,
    /// Whether requests contain it. A read-only property has no setter and is omitted from requests.
    pub sent: bool,
    /// Whether it is JSON because the program does not name it.
    pub pruned: bool,
}

/// Whether a property is required and nullable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Required and not null: `T`.
    Required,
    /// Required and nullable: `Option<T>`. An absent property is read as null, and `None` is written as null.
    RequiredNullable,
    /// Optional: `Option<T>`. Null is read as absent.
    Optional,
    /// Optional and nullable: `Maybe<T>`, which distinguishes null from absent.
    OptionalNullable,
}

/// The setter of a field, and its argument in a constructor.
#[derive(Clone, Debug)]
pub struct Setter {
    /// `with_…` for an optional field, and the field's name for the builder's setter of a required one.
    pub method: Ident,
    /// The type of the argument, without `Option`, `Maybe` and the outer `Box`. For `String` it is `impl Into<String>`.
    pub takes: RustType,
    /// Whether the value is boxed.
    pub boxed: bool,
}

/// An open enum of literals.
#[derive(Clone, Debug)]
pub struct EnumItem {
    /// Name and module.
    pub path: TypePath,
    /// The name in `components.schemas`; `None` for an inline schema.
    pub component: Option<String>,
    /// The location of the schema in the document.
    pub pointer: JsonPointer,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Whether the schema is deprecated.
    pub deprecated: bool,
    /// The configured derives, besides those of every type.
    pub derives: Vec<Derive>,
    /// The type of the literals.
    pub repr: EnumRepr,
    /// The literals.
    pub variants: Vec<EnumVariant>,
    /// The variant for any other value.
    pub unknown: Ident,
}

/// The type of an enum's literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumRepr {
    /// Strings. The unknown variant contains a `String`.
    String,
    /// Integers. The unknown variant contains an `i64`.
    Integer,
}

/// A literal.
#[derive(Clone, Debug)]
pub struct EnumVariant {
    /// The variant.
    pub name: Ident,
    /// The string, or the digits of the integer, which fits an `i64`.
    pub wire: String,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// An enum of types.
#[derive(Clone, Debug)]
pub struct UnionItem {
    /// Name and module.
    pub path: TypePath,
    /// The name in `components.schemas`; `None` for an inline schema.
    pub component: Option<String>,
    /// The location of the schema in the document.
    pub pointer: JsonPointer,
    /// Documentation lines, including how a value gets its variant.
    pub docs: Vec<String>,
    /// Whether the schema is deprecated.
    pub deprecated: bool,
    /// The configured derives, besides those of every type.
    pub derives: Vec<Derive>,
    /// The property with the tag. Without one, the variants are tried in order.
    pub tag: Option<WireName>,
    /// The declared variant of a value with a missing or unknown tag.
    pub default: Option<Ident>,
    /// Whether the tag is a string in all variants. Other tags are compared by their JSON text.
    pub tag_is_text: bool,
    /// The variants in the order in which they are tried.
    pub variants: Vec<UnionVariant>,
    /// How a variant is selected without a tag.
    pub choice: Choice,
    /// The variant for any other JSON value.
    pub unknown: Ident,
    /// The rules that a value is validated against before it is sent.
    pub rules: Vec<Rule>,
}

/// How the variant of a value is selected without a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The first that matches.
    First,
    /// Of the first so many, the one that leaves the fewest properties unread. If none of them matches, the first of the others.
    Best(usize),
    /// Like [`Choice::Best`], but a value that matches only several of them together is left to the others.
    AllOrRest(usize),
}

/// Tags with the same variants.
#[derive(Clone, Debug)]
pub struct TagArm<'a> {
    /// The tags, each in only one arm.
    pub tags: Vec<&'a str>,
    /// The variants in the order in which they are tried.
    pub variants: Vec<&'a UnionVariant>,
}

impl UnionItem {
    /// The variants of each tag, in the order of the tags. Variants can share a tag, as in OpenAI's messages.
    #[must_use]
    pub fn arms(&self) -> Vec<TagArm<'_>> {
        let mut by_tag: Vec<(&str, Vec<usize>)> = Vec::new();
        for (index, variant) in self.variants.iter().enumerate() {
            for tag in &variant.tags {
                match by_tag.iter_mut().find(|(known, _)| known == tag) {
                    Some((_, variants)) => variants.push(index),
                    None => by_tag.push((tag, vec![index])),
                }
            }
        }
        let mut arms: Vec<(Vec<&str>, Vec<usize>)> = Vec::new();
        for (tag, variants) in by_tag {
            match arms.iter_mut().find(|(_, known)| *known == variants) {
                Some((tags, _)) => tags.push(tag),
                None => arms.push((vec![tag], variants)),
            }
        }
        let variants =
            |of: Vec<usize>| of.into_iter().filter_map(|index| self.variants.get(index)).collect();
        arms.into_iter().map(|(tags, of)| TagArm { tags, variants: variants(of) }).collect()
    }
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The variant.
    pub name: Ident,
    /// Its type.
    pub ty: RustType,
    /// Its tags; empty without a tag property.
    pub tags: Vec<String>,
    /// The tag that the union writes, because the type of the variant does not declare the property.
    pub written_tag: Option<String>,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
    /// The method that returns any value of the union as this variant, where a value can be several variants at once.
    pub view: Option<Ident>,
    /// Whether `From<ty>` is implemented, because no other variant has the same type.
    pub from: bool,
}

/// A type alias.
#[derive(Clone, Debug)]
pub struct AliasItem {
    /// Name and module.
    pub path: TypePath,
    /// The name in `components.schemas`; `None` for an inline schema.
    pub component: Option<String>,
    /// The location of the schema in the document.
    pub pointer: JsonPointer,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Whether the schema is deprecated.
    pub deprecated: bool,
    /// Its target.
    pub target: RustType,
}

/// The public name of an inline schema whose definition others share, as a re-export: it is the same item under every name.
#[derive(Clone, Debug)]
pub struct SharedItem {
    /// Name and module.
    pub path: TypePath,
    /// The location of the schema in the document.
    pub pointer: JsonPointer,
    /// Documentation lines, where the document says something here that the definition does not.
    pub docs: Vec<String>,
    /// The definition, in a private module.
    pub definition: TypePath,
    /// The name of its builder, and the name in the definition's module.
    pub builder: Option<(Ident, Ident)>,
}
