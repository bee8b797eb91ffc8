//! The rule registry: each rule is one file and one line here.

mod action_is_verb;
mod auth_declared;
mod auth_scheme_allowed;
mod bodies;
mod chatty_api;
mod component_used;
mod date_time_format;
mod date_time_utc_example;
mod delete_no_body;
mod discriminator_valid;
mod document_valid;
mod duplicate_key;
mod enum_case;
mod enum_distinct;
mod error_declared;
mod error_same_envelope;
mod error_status_message;
mod errors;
mod example_valid;
mod get_no_body;
mod https_only;
mod idempotency_key;
mod ignore_expired;
mod ignore_used;
mod ignore_valid;
mod int_format;
mod json_array_plural;
mod json_camel_case;
mod json_name_collision;
mod json_object_root;
mod json_only;
mod json_scalar_singular;
mod json_spelling;
mod keyword_fits_type;
mod list_paginated;
mod long_get_post_twin;
mod markdown_safe;
mod method_fits_role;
mod no_content_no_body;
mod no_secret_in_query;
mod operation_id_style;
mod operation_id_unique;
mod page_params;
mod paging;
mod patch_media_type;
mod path_api_prefix;
mod path_correct_plural;
mod path_form;
mod path_kebab_case;
mod path_lowercase;
mod path_max_depth;
mod path_name;
mod path_no_crud_verb;
mod path_no_verb;
mod path_param_consistent;
mod path_params_match;
mod path_plural_collection;
mod path_spelling;
mod path_trailing_slash;
mod path_unambiguous;
mod per_page_bounds;
mod plurals;
mod prefer_cursor;
mod property_name;
mod public;
mod query;
mod query_array_plural;
mod query_case;
mod query_scalar_singular;
mod query_spelling;
mod rate_limit_429;
mod ref_resolves;
mod ref_siblings;
mod required_defined;
mod reserved_header_param;
mod same_name_same_type;
mod schema_typed;
mod security_defined;
mod server_valid;
mod spelling;
mod status_code_known;
mod success_declared;
mod summary_present;
mod tag_defined;
mod value_bounds;
mod version_in_url;
mod version_integer;

use super::rule::LintRule;

/// All rules, sorted by code.
pub(super) static RULES: &[LintRule] = &[
    idempotency_key::RULE,
    rate_limit_429::RULE,
    ignore_used::RULE,
    ignore_valid::RULE,
    ignore_expired::RULE,
    summary_present::RULE,
    markdown_safe::RULE,
    path_lowercase::RULE,
    path_kebab_case::RULE,
    path_no_crud_verb::RULE,
    path_no_verb::RULE,
    path_plural_collection::RULE,
    path_correct_plural::RULE,
    path_spelling::RULE,
    path_trailing_slash::RULE,
    path_max_depth::RULE,
    path_param_consistent::RULE,
    path_api_prefix::RULE,
    method_fits_role::RULE,
    action_is_verb::RULE,
    operation_id_style::RULE,
    query_case::RULE,
    query_array_plural::RULE,
    query_scalar_singular::RULE,
    query_spelling::RULE,
    json_camel_case::RULE,
    json_array_plural::RULE,
    json_spelling::RULE,
    json_name_collision::RULE,
    json_scalar_singular::RULE,
    enum_case::RULE,
    page_params::RULE,
    list_paginated::RULE,
    prefer_cursor::RULE,
    per_page_bounds::RULE,
    json_only::RULE,
    json_object_root::RULE,
    error_declared::RULE,
    error_status_message::RULE,
    error_same_envelope::RULE,
    date_time_format::RULE,
    date_time_utc_example::RULE,
    status_code_known::RULE,
    get_no_body::RULE,
    long_get_post_twin::RULE,
    chatty_api::RULE,
    success_declared::RULE,
    no_content_no_body::RULE,
    delete_no_body::RULE,
    reserved_header_param::RULE,
    patch_media_type::RULE,
    auth_declared::RULE,
    auth_scheme_allowed::RULE,
    https_only::RULE,
    no_secret_in_query::RULE,
    security_defined::RULE,
    schema_typed::RULE,
    value_bounds::RULE,
    int_format::RULE,
    same_name_same_type::RULE,
    version_in_url::RULE,
    version_integer::RULE,
    ref_resolves::RULE,
    operation_id_unique::RULE,
    path_params_match::RULE,
    path_unambiguous::RULE,
    enum_distinct::RULE,
    example_valid::RULE,
    duplicate_key::RULE,
    tag_defined::RULE,
    component_used::RULE,
    required_defined::RULE,
    document_valid::RULE,
    ref_siblings::RULE,
    keyword_fits_type::RULE,
    path_form::RULE,
    server_valid::RULE,
    discriminator_valid::RULE,
];
