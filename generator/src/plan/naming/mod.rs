//! Names: identifiers, scopes, groups of operations, and where each type lives.

pub(super) mod body_media;
pub(super) mod config_lookup;
pub(super) mod grouping;
pub(super) mod identifier;
pub(super) mod item_names;
pub(super) mod renames;
pub(super) mod scope;
pub(super) mod status;
