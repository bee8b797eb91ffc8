//! The parts of a request that are checked before it is sent.

use super::inputs::Inputs;
use crate::plan::ir::{Argument, BodyItem, BodyKind, CheckedPart, ParameterItem, RequestCheck};

/// Each part that has rules, once, whichever method sets it.
pub(super) fn plan(inputs: &Inputs) -> Vec<RequestCheck> {
    let others = inputs.alternatives.iter().flat_map(|it| &it.arguments);
    let arguments = inputs.arguments.iter().chain(others).map(|it| match it {
        Argument::Parameter(it) => parameter(it),
        Argument::Body(it) => body(it),
    });
    let setters = inputs.setters.iter().map(parameter).chain(inputs.body_setters.iter().map(body));
    let mut checks: Vec<RequestCheck> = Vec::new();
    for check in arguments.chain(setters).flatten() {
        if !checks.iter().any(|known| known.part == check.part) {
            checks.push(check);
        }
    }
    checks
}

fn parameter(item: &ParameterItem) -> Option<RequestCheck> {
    let part = || CheckedPart::Parameter(item.position.location, item.wire.clone());
    (!item.rules.is_empty()).then(|| RequestCheck { part: part(), rules: item.rules.clone() })
}

fn body(item: &BodyItem) -> Option<RequestCheck> {
    let media_type = match item.kind {
        BodyKind::Form => "application/x-www-form-urlencoded",
        _ => &item.media_type,
    };
    let part = || CheckedPart::Body(media_type.to_owned());
    (!item.rules.is_empty()).then(|| RequestCheck { part: part(), rules: item.rules.clone() })
}
