//! The registry: one file a rule, one line here.

mod path_kebab_case;
mod path_lowercase;
mod path_name;
mod ref_resolves;

use super::rule::Rule;

/// All rules, sorted by code.
pub(super) static RULES: &[Rule] =
    &[path_lowercase::RULE, path_kebab_case::RULE, ref_resolves::RULE];
