//! The OpenAPI documents in the folders of a workspace.

use std::path::PathBuf;

use crate::lint::inputs;

/// How many documents are searched for a file that is part of one.
const MAX_DOCUMENTS: usize = 200;

/// The paths of the documents in some folders.
pub(super) fn documents(folders: &[PathBuf]) -> Vec<PathBuf> {
    // A folder that cannot be read has no documents.
    let found = inputs::find(folders).into_iter().flatten();
    let documents = found
        .map(|it| it.path)
        .filter(|path| std::fs::read_to_string(path).is_ok_and(|text| may_be_document(&text)));
    documents.take(MAX_DOCUMENTS).collect()
}

/// Whether a text has the key of the version at the beginning of a line.
pub(super) fn may_be_document(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start_matches([' ', '\t', '{', '\u{FEFF}']);
        let is_key = |key: &str| {
            let rest = line.trim_start_matches(['"', '\'']).strip_prefix(key);
            rest.is_some_and(|it| it.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
        };
        is_key("openapi") || is_key("swagger")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_a_version() {
        for text in [
            "openapi: 3.0.0",
            "{\"swagger\": \"2.0\"}",
            "# a\n'openapi' : 3.1.0\n",
            "{\n  \"openapi\" : 1",
        ] {
            assert!(may_be_document(text), "{text}");
        }
        for text in ["", "type: object\n", "description: openapi: 3", "openapiVersion: 1"] {
            assert!(!may_be_document(text), "{text}");
        }
    }
}
