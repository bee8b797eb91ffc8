//! Names: identifiers, scopes, groups of operations, and the location of each item.
//!
//! Takes the model, its graph and the `rename` section; returns names that are unique in their scope. It must not know
//! what the items contain.

mod action;
pub(super) mod body_media;
pub(super) mod config_lookup;
pub(super) mod grouping;
pub(super) mod identifier;
pub(super) mod item_names;
mod item_text;
pub(super) mod module_files;
pub(super) mod renames;
pub(super) mod scope;
mod spelling;
pub(super) mod status;
