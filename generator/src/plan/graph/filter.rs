//! The operations of a client: all, or those that the configuration keeps.

use std::collections::BTreeSet;

use crate::config::{Keep, SpannedString};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Api, Operation};

/// The kept operations, as indices into [`Api::operations`].
pub(crate) struct Kept(BTreeSet<usize>);

impl Kept {
    /// All operations.
    pub(crate) fn all(api: &Api) -> Self {
        Self((0..api.operations.len()).collect())
    }

    /// No operation.
    pub(crate) fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// Whether an operation is kept.
    pub(crate) fn contains(&self, index: usize) -> bool {
        self.0.contains(&index)
    }

    /// Keeps more operations.
    pub(crate) fn add(&mut self, indices: impl IntoIterator<Item = usize>) {
        self.0.extend(indices);
    }

    /// The kept operations with their indices.
    pub(crate) fn indexed<'a>(
        &'a self,
        api: &'a Api,
    ) -> impl Iterator<Item = (usize, &'a Operation)> {
        self.0.iter().filter_map(|index| Some((*index, api.operations.get(*index)?)))
    }

    /// The kept operations.
    pub(crate) fn operations<'a>(&'a self, api: &'a Api) -> impl Iterator<Item = &'a Operation> {
        self.indexed(api).map(|(_, operation)| operation)
    }
}

/// Selects the operations. A filter that selects none is reported.
pub(crate) fn operations(api: &Api, keep: &Keep, diagnostics: &mut Vec<Diagnostic>) -> Kept {
    if keep.is_everything() {
        return Kept::all(api);
    }
    let mut kept = BTreeSet::new();
    let filters: [(&str, &[SpannedString], Matches); 3] = [
        ("tag", &keep.tags, |operation, tag| operation.tags.iter().any(|it| it == tag)),
        ("path", &keep.paths, |operation, path| is_below(&operation.path, path)),
        ("operation", &keep.operations, |operation, id| operation.id.as_deref() == Some(id)),
    ];
    for (what, names, matches) in filters {
        for name in names {
            let all = api.operations.iter().enumerate();
            let selected: Vec<_> =
                all.filter(|(_, it)| matches(it, &name.text)).map(|(index, _)| index).collect();
            if selected.is_empty() {
                let text = &name.text;
                let message =
                    format!("`keep` names the {what} `{text}`, which is not in the document");
                diagnostics.push(Diagnostic::warning(code::CONFIG, message).at(name.span));
            }
            kept.extend(selected);
        }
    }
    Kept(kept)
}

type Matches = fn(&Operation, &str) -> bool;

/// Whether a path is `prefix` or continues it with another segment.
fn is_below(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_whole_segments() {
        let cases = [
            ("/v1/customers", "/v1/customers", true),
            ("/v1/customers/{id}", "/v1/customers/", true),
            ("/v1/customers_search", "/v1/customers", false),
            ("/v1", "/v1/customers", false),
            ("/v1", "/", true),
        ];
        for (path, prefix, expected) in cases {
            assert_eq!(is_below(path, prefix), expected, "{path} {prefix}");
        }
    }
}
