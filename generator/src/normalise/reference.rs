//! `$ref`: each is resolved in the document as written, and rewritten to name a component or a schema that is copied to
//! `sharedSchemas`, in one step.

use super::context::{NormaliseContext, ObjectBuilder};
use super::field::FieldRule;
use crate::diagnostic::{Diagnostic, code};
use crate::document::RefError;
use crate::source::{Node, NodeId};
use crate::text::JsonPointer;

/// The key at the tree's root for referenced schemas outside of `components.schemas`; its keys are pointers. The rules
/// copy no unknown keys, so only this stage writes it.
pub(crate) const SHARED_SCHEMAS: &str = "sharedSchemas";

/// The `$ref` of an object. A property may be called `$ref`; only a string makes a reference.
pub(super) fn reference_of<'a>(node: Node<'a>) -> Option<Node<'a>> {
    node.get("$ref").filter(|at| at.as_str().is_some())
}

/// An object that may be a reference to `components.<kind>`. References to other locations are replaced by their
/// targets.
pub(super) fn referable<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    kind: &str,
    rule: FieldRule,
) -> Option<NodeId> {
    let Some(at) = reference_of(node) else { return rule(cx, node) };
    let target = resolve(cx, node)?;
    let tokens: Vec<_> = target.pointer.tokens().collect();
    match tokens.as_slice() {
        [components, section, _] if components == "components" && section == kind => {
            Some(reference(cx, at, &format!("#{}", target.pointer)))
        }
        _ => rule(cx, target.node),
    }
}

/// The text of a schema's reference after rewriting; `None` where it does not resolve.
pub(super) fn schema_target<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<String> {
    if cx.input.missing_is_raw && cx.resolve(node).is_err() {
        return None;
    }
    let target = resolve(cx, node)?;
    let written = reference_of(node).and_then(Node::as_str).unwrap_or("");
    // The first step is kept if possible, so that a component that only references another one keeps its name.
    let home = if cx.is_swagger() { "#/definitions/" } else { "#/components/schemas/" };
    let name = written.strip_prefix(home).filter(|name| !name.contains(['/', '%']));
    if let Some(name) = name {
        return Some(format!("#/components/schemas/{name}"));
    }
    Some(target_at(cx, target.pointer, target.node))
}

/// The text of a reference to the schema at a pointer. A schema outside of `components.schemas` is copied.
pub(super) fn target_at<'a>(
    cx: &mut NormaliseContext<'a>,
    pointer: JsonPointer,
    node: Node<'a>,
) -> String {
    let tokens: Vec<_> = pointer.tokens().collect();
    if matches!(tokens.as_slice(), [a, b, _] if a == "components" && b == "schemas") {
        return format!("#{pointer}");
    }
    if cx.hoisted.insert(pointer.clone()) {
        cx.waiting.push_back((pointer.clone(), node));
    }
    format!("#{}", JsonPointer::of(&[SHARED_SCHEMAS, pointer.as_str()]))
}

/// An object that is only a reference.
pub(super) fn reference<'a>(cx: &mut NormaliseContext<'a>, at: Node<'a>, text: &str) -> NodeId {
    let mut object = ObjectBuilder::new(at.span());
    let value = cx.string(text, at.span());
    object.push("$ref", at.span(), value);
    object.finish(cx)
}

pub(super) struct ReferenceTarget<'a> {
    pub(super) node: Node<'a>,
    pub(super) pointer: JsonPointer,
}

/// Follows references to the end. Validation reports one that does not resolve (X001), and no client is generated.
pub(super) fn resolve<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
) -> Option<ReferenceTarget<'a>> {
    match cx.resolve(node) {
        Ok(found) => {
            // The document is one file here, and only its root has no pointer.
            Some(ReferenceTarget { node: found.node, pointer: found.pointer.unwrap_or_default() })
        }
        Err(error) => {
            report_unsupported_target(cx, node, error);
            None
        }
    }
}

/// Reports a reference that resolves only in the document as written: to a part of Swagger 2.0 that rewriting splits.
/// Validation reports all others.
fn report_unsupported_target<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    error: RefError<'a>,
) {
    cx.has_unresolved = true;
    if cx.input.document.resolve(node).is_ok() {
        let message = "a reference to this part of a Swagger 2.0 document is not supported";
        let diagnostic = Diagnostic::error(code::UNSUPPORTED, message);
        let help = "move the target to `definitions`, `parameters` or `responses`";
        cx.report(diagnostic.with_help(help), error.at.span());
    }
}
