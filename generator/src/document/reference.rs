//! `$ref` resolution (OpenAPI 3.0 "Reference Object", RFC 3986, RFC 6901).

use crate::diagnostic::{Diagnostic, code};
use crate::source::{JsonPointer, Node, Tree};

/// How many references may follow each other.
const MAX_HOPS: usize = 64;

/// Where a chain of references ends.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The node, which has no `$ref` of its own.
    pub node: Node<'a>,
    /// Its JSON pointer, where a reference was followed.
    pub pointer: Option<JsonPointer>,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefError<'a> {
    /// The string that holds the reference at fault.
    pub at: Node<'a>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: &'static str,
}

impl From<RefError<'_>> for Diagnostic {
    fn from(error: RefError<'_>) -> Self {
        Self::error(code::UNRESOLVED_REF, error.message).at(error.at.span()).with_help(error.help)
    }
}

/// Follows `$ref` from `node` until a node without one. In a tree that was rewritten, `place` says where what stood at a
/// pointer stands now; else it gives the pointer back.
pub(crate) fn resolve<'a>(
    tree: &'a Tree,
    node: Node<'a>,
    place: impl Fn(JsonPointer) -> JsonPointer,
) -> Result<Resolved<'a>, RefError<'a>> {
    let mut current = Resolved { node, pointer: None };
    for _ in 0..MAX_HOPS {
        let Some(at) = current.node.get("$ref") else { return Ok(current) };
        let Some(text) = at.as_str() else {
            // A property may be called `$ref`; only a string makes a reference.
            return Ok(current);
        };
        let pointer = place(local_pointer(at, text)?);
        let target = tree.at(&pointer).ok_or_else(|| RefError {
            at,
            message: format!("`{text}` does not exist in this document"),
            help: "add what it names, or correct the reference",
        })?;
        current = Resolved { node: target, pointer: Some(pointer) };
    }
    let at = current.node.get("$ref").unwrap_or(current.node);
    Err(RefError {
        at,
        message: "this reference leads back to itself".to_owned(),
        help: "a chain of references must end at a definition",
    })
}

/// The pointer in a reference within the same document: the fragment, percent-decoded (RFC 6901 section 6).
fn local_pointer<'a>(at: Node<'a>, text: &str) -> Result<JsonPointer, RefError<'a>> {
    let Some(fragment) = text.strip_prefix('#') else {
        let message = format!("`{text}` lies in another file, which is not read yet");
        return Err(RefError { at, message, help: "bundle the document into one file first" });
    };
    percent_decoded(fragment).and_then(|text| JsonPointer::parse(&text)).ok_or_else(|| RefError {
        at,
        message: format!("`{text}` is not a JSON pointer"),
        help: "write `#/components/schemas/Name`",
    })
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |it: Option<u8>| it.and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    fn check(reference: &str, expected: Result<&str, &str>) {
        let text = format!(
            "{{\"a b/c\": 7, \"loop\": {{\"$ref\": \"#/loop\"}}, \"via\": {{\"$ref\": \"#/a%20b~1c\"}}, \"x\": {{\"$ref\": \"{reference}\"}}}}"
        );
        let source = read_text("a.json", &text).unwrap();
        let start = source.tree().root().unwrap().get("x").unwrap();
        let found = resolve(source.tree(), start, |it| it);
        let found =
            found.map(|it| it.node.as_number().unwrap().to_owned()).map_err(|it| it.message);
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{reference}");
    }

    #[test]
    fn references_end_at_a_value_or_an_error() {
        check("#/a%20b~1c", Ok("7"));
        check("#/via", Ok("7"));
        check("#/none", Err("`#/none` does not exist in this document"));
        check("#/loop", Err("this reference leads back to itself"));
        check("#none", Err("`#none` is not a JSON pointer"));
        check("b.yaml#/x", Err("`b.yaml#/x` lies in another file, which is not read yet"));
        check("#/%zz", Err("`#/%zz` is not a JSON pointer"));
    }
}
