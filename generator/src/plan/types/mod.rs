//! Items: structs, enums, unions and aliases, with their derives and the types that replace them.

pub(super) mod derives;
pub(super) mod enums;
pub(super) mod replace;
pub(super) mod structs;
pub(super) mod unions;
