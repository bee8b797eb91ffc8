//! JSON output for programs.

use renkei::text::escape_in_json;
use serde::Serialize;

/// Renders a value as indented JSON that ends with a line break.
///
/// Only structs of strings and numbers are rendered, and these never fail to serialise.
pub(crate) fn json_text(value: &impl Serialize) -> String {
    match serde_json::to_string_pretty(value) {
        Ok(text) => escape_in_json(text) + "\n",
        Err(error) => format!("{}\n", serde_json::json!({ "error": error.to_string() })),
    }
}
