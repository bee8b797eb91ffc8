//! Overlays: changes to a document in files of their own (OpenAPI Overlay Specification 1.0 and 1.1).
//!
//! Takes the [`Sources`] of a document and the paths of overlays; changes the tree before anything else sees it. What an overlay
//! adds keeps its location in the overlay.

mod apply;
mod edit;
mod fields;
mod merge;
mod read;

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::source::{ReadError, Sources};

/// Applies overlays to the first file of a document, in order.
///
/// Returns an error (D011) for each invalid overlay and each action that cannot be applied, and a warning (D012) for each
/// action that selects nothing. With an error, the document is not changed.
///
/// # Errors
///
/// Fails if an overlay cannot be read, or is neither JSON nor YAML.
pub(crate) fn apply(
    sources: &mut Sources,
    overlays: &[PathBuf],
) -> Result<Vec<Diagnostic>, ReadError> {
    let mut diagnostics = Vec::new();
    let mut root = sources.tree().root().map(|it| it.id());
    for path in overlays {
        let overlay = sources.add_overlay(path)?;
        let (Some(document), Some(overlay)) = (root, overlay) else { continue };
        let tree = sources.tree_mut();
        root = match read::read(tree.node(overlay)) {
            Ok(overlay) => {
                diagnostics.extend(overlay.warnings);
                Some(apply::all(tree, document, &overlay.actions, &mut diagnostics))
            }
            Err(errors) => {
                diagnostics.extend(errors);
                root
            }
        };
    }
    let has_errors = diagnostics.iter().any(|it| it.severity == Severity::Error);
    if let Some(root) = root.filter(|_| !has_errors) {
        if let Err(reason) = sources.set_root(root) {
            let message = format!("the document with its overlays is too large: {reason}");
            let help = "remove an action that copies or adds much";
            diagnostics.push(Diagnostic::error(code::OVERLAY, message).with_help(help));
        }
    }
    Ok(diagnostics)
}
