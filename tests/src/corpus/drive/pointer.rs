//! JSON pointers (RFC 6901) into a document, and where references lead.

use serde_json::Value;

/// How many references may follow each other.
const MAX_STEPS: usize = 32;

/// The pointer of a member.
pub(super) fn child(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

/// Where the thing at a pointer really is: behind all references.
pub(super) fn resolve(document: &Value, pointer: &str) -> String {
    let mut pointer = pointer.to_owned();
    for _ in 0..MAX_STEPS {
        let node = document.pointer(&pointer);
        match node.and_then(|it| it.get("$ref")).and_then(Value::as_str).and_then(target) {
            Some(next) => pointer = next,
            None => break,
        }
    }
    pointer
}

/// The pointer in a reference to this document.
pub(super) fn target(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    super::percent::decode(fragment)
}
