//! Stage 5: what the API offers, as closed enums: types, operations, parameters, bodies, responses, security, paging.
//!
//! Takes a [`Normalised`](crate::normalise::Normalised) document; returns an [`Api`]. It must not know Rust names or Rust types.

mod api;
mod children;
mod confirm;
mod constraint;
mod envelope;
mod long_running;
mod lower;
mod operation;
mod paging;
mod positions;
mod print;
mod refs;
mod schema;

pub use api::{
    Api, Info, Place, SchemaUse, SchemeKind, SecurityScheme, Server, ServerVariable, Tag,
    is_absolute,
};
pub use children::ChildRole;
pub use confirm::{Confirm, ConfirmParameter, RequestValue};
pub use constraint::{Argument, Constraint, Constraints, Keyword, Names, Pattern, Phrase};
pub use envelope::{Envelope, EnvelopeUse};
pub use long_running::{LongRunning, ResultSource, StateUrl};
pub use lower::{lower, lower_with_paging};
pub use operation::{
    Body, Encoding, FieldEncoding, Header, HeaderValue, Location, Media, Method, Operation,
    OperationId, OperationLink, Parameter, Requirement, Response, Retry, StatusMatch, Style,
};
pub use paging::{NextPage, PageEnd, PageTarget, Paging, PagingBasis, PropertyPath};
pub use positions::{Carried, Position, PositionKind};
pub use schema::{
    Additional, Discriminator, Docs, EnumShape, EnumValue, Field, IntegerFormat, Literal,
    NumberFormat, ObjectShape, Shape, StringFormat, TypeDef, TypeId, TypeRef, UnionKind,
    UnionShape, Variant, WireName, XmlFacts, XmlNode,
};
