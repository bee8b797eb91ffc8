//! Applies the actions of an overlay, one after the other.

use super::edit::{Locations, edit};
use super::merge::{self, Mismatch};
use super::read::{Action, Change, Target};
use crate::diagnostic::{Diagnostic, code};
use crate::json_path::{Selected, TooManyNodes};
use crate::source::{MAX_DEPTH, NodeId, Tree};

/// How many nodes all actions together may add, as if nothing were shared.
const MAX_ADDED_NODES: usize = 20_000_000;

/// Returns the new root. An action that fails changes nothing.
pub(super) fn all(
    tree: &mut Tree,
    root: NodeId,
    actions: &[Action],
    diagnostics: &mut Vec<Diagnostic>,
) -> NodeId {
    let mut root = root;
    let mut added = 0;
    for action in actions {
        match one(tree, root, action, &mut added) {
            Ok(Some(changed)) => root = changed,
            Ok(None) => diagnostics.push(unused(&action.target)),
            Err(error) => diagnostics.push(*error),
        }
    }
    root
}

type Outcome<T> = Result<T, Box<Diagnostic>>;

/// Returns the new root, or `None` if the action selects nothing.
fn one(
    tree: &mut Tree,
    root: NodeId,
    action: &Action,
    added: &mut usize,
) -> Outcome<Option<NodeId>> {
    let locations = Locations::of(&select(tree, root, &action.target)?);
    if locations.count() == 0 {
        return Ok(None);
    }
    let value = match &action.change {
        Change::Nothing => return Ok(Some(root)),
        Change::Remove => None,
        Change::Update(value) => Some(*value),
        Change::Copy(source) => Some(only(tree, root, source)?),
    };
    if let Some(value) = value {
        limit(tree, &action.target, &locations, value, added)?;
    }
    let mut change = |tree: &mut Tree, id| match value {
        None => Ok(None),
        Some(value) => merge::update(tree, id, value).map(Some),
    };
    match edit(tree, root, &locations, &mut change) {
        Ok(Some(root)) => Ok(Some(root)),
        Ok(None) => {
            let message = "an overlay cannot remove the whole document";
            Err(error(&action.target, message, "select a part of the document"))
        }
        Err(mismatch) => Err(mismatched(tree, &action.target, mismatch)),
    }
}

fn select<'a>(tree: &'a Tree, root: NodeId, target: &Target) -> Outcome<Vec<Selected<'a>>> {
    target.path.select(tree.node(root)).map_err(|TooManyNodes| {
        let help = "write a query with fewer `..` and nested filters";
        error(target, "the query visits too many nodes", help)
    })
}

/// The only node that the source of a copy selects.
fn only(tree: &Tree, root: NodeId, source: &Target) -> Outcome<NodeId> {
    match select(tree, root, source)?.as_slice() {
        [selected] => Ok(selected.node.id()),
        other => {
            let message = format!("the source of a copy must be one node, not {}", other.len());
            Err(error(source, &message, "write a query that selects one node"))
        }
    }
}

/// Keeps the tree within the limits of all trees.
fn limit(
    tree: &Tree,
    target: &Target,
    locations: &Locations,
    value: NodeId,
    added: &mut usize,
) -> Outcome<()> {
    let size = tree.size_of(value);
    if locations.depth() + size.depth > MAX_DEPTH {
        let message = format!("the action nests values more than {MAX_DEPTH} deep");
        return Err(error(target, &message, "add a value that nests less deeply"));
    }
    *added = added.saturating_add(size.expanded.saturating_mul(locations.count()));
    if *added > MAX_ADDED_NODES {
        let message = format!("the overlay adds more than {MAX_ADDED_NODES} values");
        return Err(error(target, &message, "select fewer nodes, or add less to each"));
    }
    Ok(())
}

fn unused(target: &Target) -> Diagnostic {
    let message = format!("the action selects nothing: {}", target.text.escape_debug());
    Diagnostic::warning(code::OVERLAY_UNUSED, message)
        .at(target.span)
        .with_pointer(target.pointer.clone())
        .with_help("remove it, or correct the query for this version of the document")
}

fn mismatched(tree: &Tree, target: &Target, mismatch: Mismatch) -> Box<Diagnostic> {
    let (value, into) = (tree.node(mismatch.value), tree.node(mismatch.target));
    let message = format!("cannot merge {} into {}", value.kind_name(), into.kind_name());
    let help =
        "write a value of the same kind, or remove the target with an action before this one";
    let mut error = error(target, &message, help);
    error.span = Some(value.span());
    error.related = vec![(into.span(), "the target".to_owned())];
    error
}

fn error(target: &Target, message: &str, help: &str) -> Box<Diagnostic> {
    let error = Diagnostic::error(code::OVERLAY, message).at(target.span);
    Box::new(error.with_pointer(target.pointer.clone()).with_help(help))
}
