//! The rules that a request is validated against before it is sent, if the configuration asks for it.
//!
//! Takes the model and the names of items; returns rules. A pattern that cannot be checked is reported. It must not know how
//! a client validates.

mod pattern;
mod rules;

pub(super) use rules::Validation;
