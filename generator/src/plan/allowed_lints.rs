//! The lints that generated code allows, because names and prose are the document's.
//!
//! Takes whether the client names something deprecated; returns the lints. It must not know what the client contains.

use crate::plan::ir::AllowedLints;

/// Lints about names and prose.
const FOREIGN: [&str; 11] = [
    "unknown_lints",
    "clippy::disallowed_names",
    "clippy::doc_lazy_continuation",
    "clippy::doc_overindented_list_items",
    "clippy::enum_variant_names",
    "clippy::module_inception",
    "clippy::new_ret_no_self",
    "clippy::should_implement_trait",
    "clippy::type_complexity",
    "clippy::upper_case_acronyms",
    "clippy::wrong_self_convention",
];

/// Lints about names that rustc checks for a whole crate.
const OF_CRATES: [&str; 2] = ["confusable_idents", "mixed_script_confusables"];

/// Lints about unused code, in a client that is a part of the user's crate.
const OF_PARTS: [&str; 3] = ["dead_code", "unreachable_pub", "unused_imports"];

pub(super) fn plan(has_deprecated: bool) -> AllowedLints {
    let deprecated = has_deprecated.then_some("deprecated");
    let list = |own: &[&'static str]| {
        FOREIGN.iter().chain(own).copied().chain(deprecated).collect::<Vec<_>>()
    };
    AllowedLints { as_crate: list(&OF_CRATES), as_part: list(&OF_PARTS) }
}
