//! How a look-up tells whether a write took effect whose response is lost.

use std::fmt;

use super::operation::Location;
use super::paging::PropertyPath;
use super::schema::WireName;

/// The look-up of a write whose response is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirm {
    /// The index of the look-up in [`Api::operations`](super::Api::operations).
    pub operation: usize,
    /// The `operationId` of the look-up.
    pub id: String,
    /// The parameters of the look-up.
    pub parameters: Vec<ConfirmParameter>,
    /// The value in the response that only a write that took effect has: it is present, and not empty.
    pub found: Option<PropertyPath>,
    /// The values in the response that are equal to those of the request if the write took effect.
    pub equals: Vec<(PropertyPath, RequestValue)>,
}

/// A parameter of a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmParameter {
    /// Its location.
    pub location: Location,
    /// Its name.
    pub name: WireName,
    /// What it is set to.
    pub value: RequestValue,
}

/// A value of the write, by a runtime expression (OpenAPI 3.1 "Runtime Expressions") or a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestValue {
    /// A path parameter of the write.
    Path(WireName),
    /// A query parameter of the write.
    Query(WireName),
    /// A header of the write.
    Header(WireName),
    /// A property of the write's body.
    Body(PropertyPath),
    /// A literal.
    Literal(String),
}

impl fmt::Display for Confirm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        for (at, ConfirmParameter { name, value, .. }) in self.parameters.iter().enumerate() {
            write!(f, "{}{} = {value}", if at == 0 { " by " } else { ", " }, name.as_str())?;
        }
        if let Some(path) = &self.found {
            write!(f, ", found by `{path}`")?;
        }
        self.equals.iter().try_for_each(|(path, value)| write!(f, ", `{path}` equals {value}"))
    }
}

impl fmt::Display for RequestValue {
    /// As a runtime expression, or the literal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(name) => write!(f, "$request.path.{}", name.as_str()),
            Self::Query(name) => write!(f, "$request.query.{}", name.as_str()),
            Self::Header(name) => write!(f, "$request.header.{}", name.as_str()),
            Self::Body(path) => write!(f, "$request.body#{path}"),
            Self::Literal(text) => f.write_str(text),
        }
    }
}
