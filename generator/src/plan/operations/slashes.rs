//! The path parameters whose slashes the configuration keeps: `client.path-slashes`.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::model::{Api, Location, WireName};
use crate::plan::naming::config_lookup::{OperationLookup, not_in_document, splits};
use crate::plan::options::Options;

/// Parameters, each by the index of its operation and its name.
pub(in crate::plan) type Slashes = BTreeSet<(usize, WireName)>;

/// The configured parameters. One that no operation has in its path is reported.
pub(in crate::plan) fn of(
    api: &Api,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Slashes {
    let operations = OperationLookup::of(api);
    let mut slashes = Slashes::new();
    for entry in &options.client.path_slashes {
        let mut near = Vec::new();
        let before = slashes.len();
        for (owner, name) in splits(&entry.text) {
            for index in operations.get(owner) {
                let operation = api.operations.get(*index).into_iter();
                let parameters = operation.flat_map(|it| &it.parameters);
                for it in parameters.filter(|it| it.location == Location::Path) {
                    near.push(format!("{owner}.{}", it.name));
                    if it.name.as_str() == name {
                        slashes.insert((*index, it.name.clone()));
                    }
                }
            }
        }
        if slashes.len() == before {
            let section = ("client.path-slashes", "path parameter");
            diagnostics.push(not_in_document(&entry.text, entry.span, section, &near));
        }
    }
    slashes
}
