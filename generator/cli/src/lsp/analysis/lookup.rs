//! What is at an offset: a reference, or something that references name.

use renkei::text::{SourceFile, Span};

use super::locate::chain;
use super::references::Reference;
use super::snapshot::Snapshot;

/// The reference at an offset.
pub(crate) fn reference_at<'s>(
    snapshot: &'s Snapshot,
    file: &SourceFile,
    offset: usize,
) -> Option<&'s Reference> {
    snapshot.references().iter().find(|it| {
        it.at.file == file.id() && (it.at.start as usize..=it.at.end as usize).contains(&offset)
    })
}

/// The name of what is referenced or defined at an offset. In an object without a name, the nearest one around it counts.
pub(crate) fn target_at(snapshot: &Snapshot, file: &SourceFile, offset: usize) -> Option<Span> {
    if let Some(reference) = reference_at(snapshot, file, offset) {
        return Some(reference.target_name);
    }
    let root = snapshot.root(file.id())?;
    let is_target = |span: Span| snapshot.references().iter().any(|it| it.target_name == span);
    let chain = chain(root, offset);
    let names = chain.iter().rev().map(|it| it.key.unwrap_or_else(|| it.node.span()));
    names.into_iter().find(|it| is_target(*it))
}
