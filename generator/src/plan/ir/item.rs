//! Type items: structs, enums, unions and aliases.

use super::derive::Derive;
use super::rule::Rule;
use super::rust_type::{Ident, RustType, TypePath};
use crate::model::WireName;
use crate::source::JsonPointer;

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
        }
    }

    /// Where the schema stands in the document.
    #[must_use]
    pub fn pointer(&self) -> &JsonPointer {
        match self {
            Self::Struct(item) => &item.pointer,
            Self::Enum(item) => &item.pointer,
            Self::Union(item) => &item.pointer,
            Self::Alias(item) => &item.pointer,
        }
    }

    /// The name in `components.schemas`, where it is a component.
    #[must_use]
    pub fn component(&self) -> Option<&str> {
        match self {
            Self::Struct(item) => item.component.as_deref(),
            Self::Enum(item) => item.component.as_deref(),
            Self::Union(item) => item.component.as_deref(),
            Self::Alias(item) => item.component.as_deref(),
        }
    }
}

/// A struct with named fields.
#[derive(Clone, Debug)]
pub struct StructItem {
    /// Name and module.
    pub path: TypePath,
    /// The component's name in the document.
    pub component: Option<String>,
    /// Where the schema stands.
    pub pointer: JsonPointer,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The schema is deprecated.
    pub deprecated: bool,
    /// Derives that the user wants beside the usual ones.
    pub derives: Vec<Derive>,
    /// Whether `Default` is derived: no field is required.
    pub default: bool,
    /// Fields in the document's order.
    pub fields: Vec<FieldItem>,
    /// Properties that are not named, kept in this flattened field.
    pub rest: Option<FieldItem>,
    /// How values are made; [`Constructor::None`] for types that only answers use.
    pub constructor: Constructor,
    /// The builder's name in the same module, with [`Constructor::Builder`].
    pub builder: Option<Ident>,
    /// What is checked before a value is sent.
    pub rules: Vec<Rule>,
}

/// How a struct's values are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constructor {
    /// By a literal only.
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
    /// Its name on the wire.
    pub wire: WireName,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The property is deprecated.
    pub deprecated: bool,
    /// The whole type, with `Option` or `Maybe` and boxes.
    pub ty: RustType,
    /// Whether it must be there, which the type's table says.
    pub presence: Presence,
    /// How the constructor and the setter take it.
    pub setter: Setter,
    /// Whether a request carries it: what only answers carry (`readOnly`) has no setter, and its table says that it is left out.
    pub sent: bool,
}

/// When a field is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always, and never null: `T`.
    Required,
    /// Always, perhaps null: `Option<T>`; a missing one is read as null, and `None` is written as null.
    RequiredNullable,
    /// Perhaps: `Option<T>`; null is read as absent.
    Optional,
    /// Perhaps, and null means something else than absent: `Maybe<T>`.
    OptionalNullable,
}

/// The parameter of a constructor or setter.
#[derive(Clone, Debug)]
pub struct Setter {
    /// `with_…` for optional fields; the field's name for a builder's setter of a required one.
    pub method: Ident,
    /// The innermost type that is taken: without `Option`, `Maybe` and the outer box. `String` is taken as `impl Into<String>`.
    pub takes: RustType,
    /// Whether the value goes into a `Box`.
    pub boxed: bool,
}

/// An open enum of literals.
#[derive(Clone, Debug)]
pub struct EnumItem {
    /// Name and module.
    pub path: TypePath,
    /// The component's name in the document.
    pub component: Option<String>,
    /// Where the schema stands.
    pub pointer: JsonPointer,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The schema is deprecated.
    pub deprecated: bool,
    /// Derives that the user wants beside the usual ones.
    pub derives: Vec<Derive>,
    /// What the literals are.
    pub repr: EnumRepr,
    /// The literals.
    pub variants: Vec<EnumVariant>,
    /// The variant that keeps a value that is none of the literals.
    pub unknown: Ident,
}

/// What an enum's literals are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumRepr {
    /// Strings; the unknown variant holds a `String`.
    String,
    /// Integers; the unknown variant holds an `i64`.
    Integer,
}

/// A literal.
#[derive(Clone, Debug)]
pub struct EnumVariant {
    /// The variant.
    pub name: Ident,
    /// The string, or the integer's digits (they fit an `i64`).
    pub wire: String,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// An enum of types.
#[derive(Clone, Debug)]
pub struct UnionItem {
    /// Name and module.
    pub path: TypePath,
    /// The component's name in the document.
    pub component: Option<String>,
    /// Where the schema stands.
    pub pointer: JsonPointer,
    /// Documentation lines, which say how a variant is chosen.
    pub docs: Vec<String>,
    /// The schema is deprecated.
    pub deprecated: bool,
    /// Derives that the user wants beside the usual ones.
    pub derives: Vec<Derive>,
    /// The property that holds the tag; without one the variants are tried in order.
    pub tag: Option<WireName>,
    /// The variant of a value whose tag is missing or unknown, where the document names one.
    pub default: Option<Ident>,
    /// Whether the tag is a string in all variants; else it is compared by its text.
    pub tag_is_text: bool,
    /// The variants, in the order in which they are tried.
    pub variants: Vec<UnionVariant>,
    /// How one is chosen where no tag chooses.
    pub choice: Choice,
    /// The variant that keeps a JSON value that is none of the others.
    pub unknown: Ident,
    /// What is checked before a value is sent.
    pub rules: Vec<Rule>,
}

/// How the variant for a value is found without a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The first that fits.
    First,
    /// Among the first so many, the one that leaves the fewest properties unread; else the first that fits.
    Best(usize),
    /// The same, but a value that needs several of them at once is left to the others.
    AllOrRest(usize),
}

/// Tags that lead to the same variants.
#[derive(Clone, Debug)]
pub struct TagArm<'a> {
    /// The tags, each in one arm only.
    pub tags: Vec<&'a str>,
    /// The variants to try, in this order.
    pub variants: Vec<&'a UnionVariant>,
}

impl UnionItem {
    /// What each tag leads to, in the order in which tags are met. Variants may share a tag, as in OpenAI's messages.
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

/// A member of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The variant.
    pub name: Ident,
    /// What it holds.
    pub ty: RustType,
    /// The tags that choose it; empty without a tag property.
    pub tags: Vec<String>,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
    /// Whether `From<ty>` is implemented: no other variant holds the same type.
    pub from: bool,
}

/// A type alias.
#[derive(Clone, Debug)]
pub struct AliasItem {
    /// Name and module.
    pub path: TypePath,
    /// The component's name in the document.
    pub component: Option<String>,
    /// Where the schema stands.
    pub pointer: JsonPointer,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The schema is deprecated.
    pub deprecated: bool,
    /// What it stands for.
    pub target: RustType,
}
