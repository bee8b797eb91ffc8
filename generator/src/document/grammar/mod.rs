//! The grammar of OpenAPI 2.0, 3.0, 3.1 and 3.2: one table of every object, its fields and what each holds.
//!
//! Takes nothing; returns the table. The walker takes its edges from it, `validate` its checks, and every list of methods
//! comes from it. It must know neither lint rules nor Rust.

mod field;
mod kind;
mod parameters;
mod paths;
mod root;
mod schema;
mod security;

pub use field::{Constraint, ConstraintKind, Field, Holds, Pattern, PatternKind, ValueKind};
pub use kind::{Flow, ObjectKind, SchemaRole};

use super::Version;

/// What an object of one kind may contain.
#[derive(Debug)]
pub struct ObjectType {
    /// The fixed fields, over all versions.
    pub fields: &'static [Field],
    /// What members of other names hold, where the standard allows names of the author's.
    pub pattern: Option<Pattern>,
    /// The first version in which `x-` members are extensions; `None` where they are not.
    pub extensible: Option<Version>,
    /// What must be true of several fields together.
    pub constraints: &'static [Constraint],
}

impl ObjectType {
    const fn new(fields: &'static [Field]) -> Self {
        Self { fields, pattern: None, extensible: Some(Version::V2_0), constraints: &[] }
    }

    const fn with_pattern(self, pattern: Pattern) -> Self {
        Self { pattern: Some(pattern), ..self }
    }

    const fn with_constraints(self, constraints: &'static [Constraint]) -> Self {
        Self { constraints, ..self }
    }

    /// `x-` members are extensions from this version on.
    const fn extensible_since(self, version: Version) -> Self {
        Self { extensible: Some(version), ..self }
    }

    const fn not_extensible(self) -> Self {
        Self { extensible: None, ..self }
    }

    /// Whether a member of this name is an extension.
    #[must_use]
    pub fn is_extension(&self, name: &str, version: Version) -> bool {
        name.starts_with("x-") && self.extensible.is_some_and(|since| since <= version)
    }

    /// The fields of a name in a version. There are several where the value depends on a sibling.
    pub fn named<'n>(
        &self,
        name: &'n str,
        version: Version,
    ) -> impl Iterator<Item = &'static Field> + use<'n> {
        self.fields.iter().filter(move |it| it.name == name && it.is_in(version))
    }

    /// The objects in a member: those of [`ObjectType::holds`]. A keyword of a later version has the schemas that it has
    /// there, because documents of every version use such keywords and clients read them.
    #[must_use]
    pub fn contents(&self, name: &str, version: Version) -> Option<Holds> {
        let is_keyword = self.pattern.is_some_and(|it| it.names == PatternKind::Keyword);
        let any_version = || self.fields.iter().find(|it| it.name == name && is_keyword);
        let field = self.named(name, version).next().or_else(any_version);
        field.map(|it| it.holds).or_else(|| self.holds(name, version))
    }

    /// What a member holds in a version, whatever its siblings; `None` for extensions and unknown names.
    #[must_use]
    pub fn holds(&self, name: &str, version: Version) -> Option<Holds> {
        let fixed = self.named(name, version).next().map(|it| it.holds);
        fixed.or_else(|| {
            let pattern = self.pattern.filter(|_| !self.is_extension(name, version))?;
            Some(pattern.holds)
        })
    }
}

/// What an object of this kind may contain.
#[must_use]
pub fn object_type(kind: ObjectKind) -> &'static ObjectType {
    match kind {
        ObjectKind::Document => &root::DOCUMENT,
        ObjectKind::Info => &root::INFO,
        ObjectKind::Contact => &root::CONTACT,
        ObjectKind::License => &root::LICENSE,
        ObjectKind::Server => &root::SERVER,
        ObjectKind::ServerVariable => &root::SERVER_VARIABLE,
        ObjectKind::Tag => &root::TAG,
        ObjectKind::ExternalDocs => &root::EXTERNAL_DOCS,
        ObjectKind::Components => &root::COMPONENTS,
        ObjectKind::Paths => &paths::PATHS,
        ObjectKind::PathItem => &paths::PATH_ITEM,
        ObjectKind::Operation => &paths::OPERATION,
        ObjectKind::Responses => &paths::RESPONSES,
        ObjectKind::Callback => &paths::CALLBACK,
        ObjectKind::Parameter => &parameters::PARAMETER,
        ObjectKind::Items => &parameters::ITEMS,
        ObjectKind::RequestBody => &parameters::REQUEST_BODY,
        ObjectKind::Response => &parameters::RESPONSE,
        ObjectKind::Header => &parameters::HEADER,
        ObjectKind::MediaType => &parameters::MEDIA_TYPE,
        ObjectKind::Encoding => &parameters::ENCODING,
        ObjectKind::Example => &parameters::EXAMPLE,
        ObjectKind::Link => &parameters::LINK,
        ObjectKind::Schema(_) => &schema::SCHEMA,
        ObjectKind::Discriminator => &schema::DISCRIMINATOR,
        ObjectKind::Xml => &schema::XML,
        ObjectKind::SecurityRequirement => &security::REQUIREMENT,
        ObjectKind::SecurityScheme => &security::SCHEME,
        ObjectKind::OAuthFlows => &security::FLOWS,
        ObjectKind::OAuthFlow(Flow::Implicit) => &security::IMPLICIT,
        ObjectKind::OAuthFlow(Flow::Password) => &security::PASSWORD,
        ObjectKind::OAuthFlow(Flow::ClientCredentials) => &security::CLIENT_CREDENTIALS,
        ObjectKind::OAuthFlow(Flow::AuthorizationCode) => &security::AUTHORIZATION_CODE,
        ObjectKind::OAuthFlow(Flow::DeviceAuthorization) => &security::DEVICE_AUTHORIZATION,
    }
}

/// The methods that a path item has a key for, in a version.
pub fn methods(version: Version) -> impl Iterator<Item = &'static str> {
    let fields = paths::PATH_ITEM.fields.iter().filter(move |it| it.is_in(version));
    let operations = fields.filter(|it| matches!(it.holds, Holds::One(ObjectKind::Operation)));
    operations.map(|it| it.name)
}

/// Whether a path item has a key for this method, in a version.
#[must_use]
pub fn is_method(name: &str, version: Version) -> bool {
    methods(version).any(|it| it == name)
}

pub use root::AZURE_PATHS;

/// The key of a path item under which 3.2 has operations by methods without a key of their own.
pub const ADDITIONAL_OPERATIONS: &str = "additionalOperations";
