//! Long-running operations: the type of the result and its decoder.

use super::BodyContext;
use super::responses::{distinct, single};
use crate::media::{Coding, MediaKind};
use crate::model::{Method, Operation, StatusMatch};
use crate::plan::ir::{Decoder, LongRunningItem, RustType, SimpleDecoder, ValueCodec};
use crate::plan::naming::grouping::OperationNames;

/// A declared success: its status, and its body if it has one.
type DeclaredSuccess = (StatusMatch, Option<(RustType, SimpleDecoder)>);

/// The polling of an operation whose successes are these.
pub(super) fn plan(
    bodies: BodyContext<'_, '_>,
    operation: &Operation,
    names: &OperationNames,
    successes: &[DeclaredSuccess],
) -> Option<LongRunningItem> {
    let description = operation.long_running.clone()?;
    let declared = description.ty.and_then(|ty| {
        let Coding::Value(codec) = MediaKind::Json.format().coding else { return None };
        Some((bodies.context.nullable(ty), Decoder::Value(codec)))
    });
    let (ty, decoder) = declared.unwrap_or_else(|| result(operation, successes));
    Some(LongRunningItem { description, ty, decoder, resume: names.resume.clone()? })
}

/// The result where the document does not name its type: the body of a success other than 202, or else that of 202,
/// because most servers respond to both requests with the same object.
fn result(operation: &Operation, successes: &[DeclaredSuccess]) -> (RustType, Decoder) {
    let is_accepted = |it: &&DeclaredSuccess| it.0 == StatusMatch::Exact(202);
    let ended: Vec<_> = successes.iter().filter(|it| !is_accepted(it)).collect();
    let found = distinct(ended.iter().filter_map(|it| it.1.clone()));
    let accepted = || successes.iter().filter(is_accepted).find_map(|it| it.1.clone());
    let has_empty = ended.iter().any(|it| it.1.is_none());
    match found.into_iter().next() {
        Some((ty, SimpleDecoder::Value(ValueCodec { decode_or_empty: Some(decode), .. })))
            if has_empty =>
        {
            (RustType::Option(Box::new(ty)), Decoder::ValueOrEmpty(decode))
        }
        Some((ty, decoder)) => (ty, single(&decoder)),
        None if has_empty || operation.method == Method::Delete => (RustType::Unit, Decoder::Empty),
        None => match accepted() {
            Some((ty, decoder)) => (ty, single(&decoder)),
            None => (RustType::Unit, Decoder::Empty),
        },
    }
}
