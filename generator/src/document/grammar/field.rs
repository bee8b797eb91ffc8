//! The parts that the grammar's table is made of: fields, what they hold, and constraints over several fields.
//!
//! Plain data with constructors for constants. It must not know any single object.

use super::ObjectKind;
use crate::document::Version;

/// One field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub holds: Holds,
    /// The first and the last version that have it.
    pub versions: (Version, Version),
    /// The first and the last version that require it.
    pub required: Option<(Version, Version)>,
    /// The field is only required where this sibling is there.
    pub required_with: Option<&'static str>,
    /// The field is only allowed where this sibling has one of these values.
    pub when: Option<(&'static str, &'static [&'static str])>,
}

/// What the value of a field is.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    /// A value that is no object of the standard.
    Value(ValueKind),
    /// One object.
    One(ObjectKind),
    /// A list of objects.
    List(ObjectKind),
    /// A map from free names to objects.
    Map(ObjectKind),
    /// One object or a list of them.
    OneOrList(ObjectKind),
    /// One object, `true` or `false`.
    OneOrBool(ObjectKind),
}

/// A value that is no object of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Anything.
    Any,
    /// A string.
    String,
    /// `true` or `false`.
    Bool,
    /// `true` and nothing else.
    True,
    /// A number.
    Number,
    /// A number above zero.
    PositiveNumber,
    /// A whole number from zero up.
    Count,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// One of these strings, or a list of them.
    OneOrMoreOf(&'static [&'static str]),
    /// A list of strings out of these.
    ListOf(&'static [&'static str]),
    /// A list of strings.
    Strings,
    /// A list of strings with at least one.
    SomeStrings,
    /// A list of anything.
    List,
    /// A list of anything with at least one item.
    SomeList,
    /// A map of anything.
    Map,
    /// A map of strings.
    StringMap,
    /// A map of lists of strings.
    StringsMap,
}

/// What members with names of the author's hold.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// Which names are allowed.
    pub names: PatternKind,
    /// What they hold.
    pub holds: Holds,
}

/// Which names an author may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternKind {
    /// Any.
    Any,
    /// A path template.
    Path,
    /// `default`, a status, or from 3.0 on a class of statuses such as `4XX`.
    Status,
    /// Any keyword from 3.1 on (JSON Schema core section 6.5), none before.
    Keyword,
}

impl Pattern {
    pub(super) const fn new(names: PatternKind, holds: Holds) -> Self {
        Self { names, holds }
    }
}

impl PatternKind {
    /// Whether the name is allowed.
    #[must_use]
    pub fn accepts(self, name: &str, version: Version) -> bool {
        match self {
            Self::Any => true,
            Self::Path => name.starts_with('/'),
            Self::Status => name == "default" || is_status(name, version),
            Self::Keyword => version >= Version::V3_1,
        }
    }
}

/// Three digits, or from 3.0 on a digit from 1 to 5 and two `X` ("Responses Object").
fn is_status(name: &str, version: Version) -> bool {
    let class = version >= Version::V3_0 && name.ends_with("XX");
    let digits = if class { name.strip_suffix("XX").unwrap_or(name) } else { name };
    let length = if class { 1 } else { 3 };
    let first = digits.bytes().next().is_some_and(|it| (b'1'..=b'5').contains(&it));
    first && digits.len() == length && digits.bytes().all(|it| it.is_ascii_digit())
}

/// What must be true of several fields together.
#[derive(Clone, Copy, Debug)]
pub struct Constraint {
    /// What must be true.
    pub kind: ConstraintKind,
    /// Of which fields.
    pub fields: &'static [&'static str],
    /// The first and the last version with this constraint.
    pub versions: (Version, Version),
}

/// What must be true of several fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    /// At most one of them is there.
    AtMostOne,
    /// One or more of them are there.
    AtLeastOne,
    /// Each of them is a map with exactly one member.
    OneMember,
    /// The object has at least one member that is no extension.
    NotEmpty,
    /// Each of them is a list with at least one item.
    SomeItems,
}

const ALL: (Version, Version) = (Version::V2_0, Version::V3_2);

impl Constraint {
    pub(super) const fn new(kind: ConstraintKind, fields: &'static [&'static str]) -> Self {
        Self { kind, fields, versions: ALL }
    }

    pub(super) const fn since(self, version: Version) -> Self {
        Self { versions: (version, self.versions.1), ..self }
    }

    /// Whether a version has this constraint.
    #[must_use]
    pub fn is_in(&self, version: Version) -> bool {
        (self.versions.0..=self.versions.1).contains(&version)
    }
}

impl Field {
    pub(super) const fn new(name: &'static str, holds: Holds) -> Self {
        Self { name, holds, versions: ALL, required: None, required_with: None, when: None }
    }

    pub(super) const fn value(name: &'static str, kind: ValueKind) -> Self {
        Self::new(name, Holds::Value(kind))
    }

    pub(super) const fn string(name: &'static str) -> Self {
        Self::value(name, ValueKind::String)
    }

    pub(super) const fn bool(name: &'static str) -> Self {
        Self::value(name, ValueKind::Bool)
    }

    pub(super) const fn one(name: &'static str, kind: ObjectKind) -> Self {
        Self::new(name, Holds::One(kind))
    }

    pub(super) const fn list(name: &'static str, kind: ObjectKind) -> Self {
        Self::new(name, Holds::List(kind))
    }

    pub(super) const fn map(name: &'static str, kind: ObjectKind) -> Self {
        Self::new(name, Holds::Map(kind))
    }

    /// The first version that has the field.
    pub(super) const fn since(self, version: Version) -> Self {
        Self { versions: (version, self.versions.1), ..self }
    }

    /// The last version that has the field.
    pub(super) const fn until(self, version: Version) -> Self {
        Self { versions: (self.versions.0, version), ..self }
    }

    /// Required in every version that has the field.
    pub(super) const fn required(self) -> Self {
        Self { required: Some(self.versions), ..self }
    }

    /// Required where the sibling is there.
    pub(super) const fn required_with(self, sibling: &'static str) -> Self {
        Self { required_with: Some(sibling), ..self.required() }
    }

    /// Required up to this version.
    pub(super) const fn required_until(self, version: Version) -> Self {
        Self { required: Some((self.versions.0, version)), ..self }
    }

    /// Only allowed where the sibling has one of these values.
    pub(super) const fn when(self, sibling: &'static str, values: &'static [&'static str]) -> Self {
        Self { when: Some((sibling, values)), ..self }
    }

    /// Whether a version has the field.
    #[must_use]
    pub fn is_in(&self, version: Version) -> bool {
        (self.versions.0..=self.versions.1).contains(&version)
    }

    /// Whether a version requires the field.
    #[must_use]
    pub fn is_required_in(&self, version: Version) -> bool {
        self.required.is_some_and(|(from, to)| (from..=to).contains(&version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_recognised() {
        let cases = [
            ("200", true, true),
            ("default", true, true),
            ("4XX", false, true),
            ("4xx", false, false),
            ("600", false, false),
            ("20", false, false),
            ("2000", false, false),
            ("6XX", false, false),
        ];
        for (name, in_2_0, in_3_0) in cases {
            assert_eq!(PatternKind::Status.accepts(name, Version::V2_0), in_2_0, "{name}");
            assert_eq!(PatternKind::Status.accepts(name, Version::V3_0), in_3_0, "{name}");
        }
    }
}
