//! The rule registry: each rule is one file and one line here.

mod auth_declared;
mod date_time_format;
mod document_valid;
mod duplicate_key;
mod idempotency_key;
mod json_camel_case;
mod operation_id_unique;
mod path_form;
mod path_kebab_case;
mod path_lowercase;
mod path_name;
mod path_no_crud_verb;
mod path_params_match;
mod path_plural_collection;
mod path_unambiguous;
mod public;
mod ref_resolves;
mod security_defined;
mod server_valid;
mod version_in_url;

use super::rule::LintRule;

/// All rules, sorted by code.
pub(super) static RULES: &[LintRule] = &[
    idempotency_key::RULE,
    path_lowercase::RULE,
    path_kebab_case::RULE,
    path_no_crud_verb::RULE,
    path_plural_collection::RULE,
    json_camel_case::RULE,
    date_time_format::RULE,
    auth_declared::RULE,
    security_defined::RULE,
    version_in_url::RULE,
    ref_resolves::RULE,
    operation_id_unique::RULE,
    path_params_match::RULE,
    path_unambiguous::RULE,
    duplicate_key::RULE,
    document_valid::RULE,
    path_form::RULE,
    server_valid::RULE,
];
