//! The OpenAPI version of a document (OpenAPI 3.x section "OpenAPI Object", Swagger 2.0 "Swagger Object").

use std::fmt;

use crate::diagnostic::{Diagnostic, code};
use crate::source::{Node, Tree};

/// The versions that differ in structure. Patch releases do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Swagger 2.0.
    V2_0,
    /// OpenAPI 3.0.x.
    V3_0,
    /// OpenAPI 3.1.x.
    V3_1,
    /// OpenAPI 3.2.x.
    V3_2,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2_0 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        })
    }
}

/// Reads the version from `openapi` or `swagger` at the root.
pub(super) fn detect(tree: &Tree) -> Result<Version, Box<Diagnostic>> {
    let Some(root) = tree.root().filter(|root| root.is_object()) else {
        let message = "the root of an OpenAPI document must be an object";
        let diagnostic = Diagnostic::error(code::NOT_OPENAPI, message);
        let diagnostic = tree.root().map_or(diagnostic.clone(), |root| diagnostic.at(root.span()));
        return Err(Box::new(diagnostic));
    };
    let Some(entry) = root.entry("openapi").or_else(|| root.entry("swagger")) else {
        let message = "the document has neither an `openapi` nor a `swagger` field";
        let location = root.members().next().map_or(root.span(), |entry| entry.key_span);
        let diagnostic = Diagnostic::error(code::NOT_OPENAPI, message).at(location);
        let help = "add the version, such as `openapi: 3.0.3`";
        return Err(Box::new(diagnostic.with_help(help)));
    };
    let text = text_of(entry.value);
    parse(text).ok_or_else(|| {
        let message = format!("`{}: {text}` is not a supported version", entry.key);
        let diagnostic =
            Diagnostic::error(code::UNSUPPORTED_VERSION, message).at(entry.value.span());
        Box::new(diagnostic.with_help("use 2.0, 3.0.x, 3.1.x or 3.2.x"))
    })
}

/// The version as text. An unquoted `swagger: 2.0`, which is common, is a number in YAML.
fn text_of(node: Node<'_>) -> &str {
    node.as_str().or_else(|| node.as_number()).unwrap_or("")
}

fn parse(text: &str) -> Option<Version> {
    let mut parts = text.split('.');
    match (parts.next()?, parts.next().unwrap_or("0")) {
        ("2", "0") => Some(Version::V2_0),
        ("3", "0") => Some(Version::V3_0),
        ("3", "1") => Some(Version::V3_1),
        ("3", "2") => Some(Version::V3_2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    #[test]
    fn versions_are_read_from_text_and_numbers() {
        let cases = [
            ("openapi: 3.0.3", Ok(Version::V3_0)),
            ("openapi: 3.1", Ok(Version::V3_1)),
            ("swagger: 2.0", Ok(Version::V2_0)),
            ("swagger: '2.0'", Ok(Version::V2_0)),
            ("openapi: 3.10.0", Err("D003")),
            ("openapi: {}", Err("D003")),
            ("info: {}", Err("D002")),
            ("- a", Err("D002")),
        ];
        for (text, expected) in cases {
            let source = read_text("a.yaml", text).unwrap();
            assert_eq!(detect(source.tree()).map_err(|it| it.code.0), expected, "{text}");
        }
    }
}
