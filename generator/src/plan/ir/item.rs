//! The crate as a whole, and its type items.

use crate::config::Dependency;
use crate::model::{SchemeKind, WireName, is_absolute};
use crate::plan::ir::operation::{HeadersItem, OperationItem, SecuritySchemeItem};
use crate::plan::ir::rust_type::{Ident, ModulePath, RustType, TypePath};
use crate::plan::server::Servers;
use crate::plan::types::derives::Derive;
use crate::plan::validation::Rule;
use crate::plan::xml::XmlModule;
use crate::source::JsonPointer;

/// A client, with every decision taken.
#[derive(Clone, Debug)]
pub struct Crate {
    /// The package name, such as `orders-api`.
    pub name: String,
    /// The package version: the document's where that is semantic versioning, else `0.1.0`.
    pub version: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub api_version: String,
    /// Documentation of the crate and of `Client`, as Markdown lines that are safe in a doc comment.
    pub docs: Vec<String>,
    /// The URL that a client uses unless told otherwise. One that is not absolute is only there to be complained about.
    pub base_url: Option<String>,
    /// The servers that the user can choose from.
    pub servers: Servers,
    /// The URLs of servers of single operations, sorted.
    pub own_servers: Vec<String>,
    /// Sent as `User-Agent`.
    pub user_agent: String,
    /// The header for idempotency keys where an operation declares none.
    pub idempotency_header: String,
    /// Groups of operations, by module name.
    pub groups: Vec<Group>,
    /// The submodules of `types`, by module name: one for each component that becomes an item.
    pub types: Vec<TypeModule>,
    /// How types look in XML, where bodies are XML.
    pub xml: Option<XmlModule>,
    /// Every security scheme that an operation names; operations refer to them by index.
    pub security_schemes: Vec<SecuritySchemeItem>,
    /// What the package depends on beside the runtime.
    pub dependencies: Vec<Dependency>,
    /// Whether the server sends something by itself, which is to be verified where it is received.
    pub has_webhooks: bool,
    /// The runtime's features that the client needs.
    pub runtime_features: Vec<&'static str>,
}

impl Crate {
    /// Whether a client can be built without saying where the API is.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        let is_place = |it: &str| (is_absolute(it) || it.starts_with("//")) && !it.contains('{');
        let mut operations = self.groups.iter().flat_map(|it| &it.operations);
        let of_itself = self.base_url.as_deref().is_some_and(|it| is_absolute(it) && is_place(it));
        let all_own = !self.own_servers.is_empty()
            && operations.all(|it| it.servers.first().is_some_and(|(_, url)| is_place(url)));
        of_itself || all_own
    }

    /// How a credential for the first scheme that takes one is made, for the readme.
    #[must_use]
    pub fn auth_example(&self) -> Option<&'static str> {
        self.security_schemes.iter().find_map(|scheme| match scheme.kind {
            SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => Some("Auth::api_key(key)"),
            SchemeKind::Basic => Some("Auth::basic(user, password)"),
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => {
                Some("Auth::bearer(token)")
            }
            SchemeKind::MutualTls | SchemeKind::Other => None,
        })
    }
}

/// A module of operations, `client.group()`.
#[derive(Clone, Debug)]
pub struct Group {
    /// The module and the method on `Client`.
    pub module: Ident,
    /// The handle type in the module, such as `Orders`.
    pub handle: Ident,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The operations, in the document's order.
    pub operations: Vec<OperationItem>,
    /// Inline types of these operations.
    pub items: Vec<Item>,
    /// Structs of headers that they declare.
    pub headers: Vec<HeadersItem>,
}

/// A private submodule of `types`; each of its items is re-exported from `types`.
#[derive(Clone, Debug)]
pub struct TypeModule {
    /// The module (and file).
    pub module: Ident,
    /// The component's item first, then its inline types.
    pub items: Vec<Item>,
}

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
    /// `builder()`, because more than seven fields are required.
    Builder,
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
    Whole(usize),
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

/// The module of named schemas.
pub fn types_module() -> ModulePath {
    ModulePath(vec![Ident("types".to_owned())])
}
