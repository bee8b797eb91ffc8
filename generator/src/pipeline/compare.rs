//! Two versions of an API through the stages, for `renkei diff`.

use std::path::Path;

use super::report::recorded_bugs;
use super::{ApiComparison, BaseDocument, Failure, Inputs, Options, Report};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff;
use crate::document::Document;
use crate::model::Api;
use crate::plan::{self, Crate};

/// Compares two versions of an API. The configuration is that of `head`, for both.
///
/// # Errors
///
/// As [`policies()`](super::policies), for either document. An earlier version without a path cannot be read.
pub fn diff(base: &BaseDocument, head: &Path, options: &Options) -> Result<ApiComparison, Failure> {
    let missing = || Failure::Io {
        path: head.to_owned(),
        error: std::io::Error::new(std::io::ErrorKind::NotFound, "there is no earlier version"),
    };
    let base_path = base.path.as_deref().ok_or_else(missing)?;
    let root = base.root.clone().or_else(|| options.root.clone());
    let base_options = Options { root, ..options.clone() };
    let root = base.root.clone();
    // Planning takes most of the time, and the versions do not depend on each other.
    let (base, head) = std::thread::scope(|scope| {
        let base =
            scope.spawn(|| Inputs::read_configured(base_path, head, &base_options)?.into_version());
        let head = Inputs::read(head, options).and_then(Inputs::into_version);
        match base.join() {
            Ok(base) => (base, head),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    });
    let (base, head) = (base?, head?);
    let diff = diff::diff(base.as_version(), head.as_version());
    // Extracted files are named as in the repository.
    let base_report = match &root {
        Some(root) => base.into_report().relative_to(root),
        None => base.into_report(),
    };
    Ok(ApiComparison { diff, base: base_report, head: head.into_report() })
}

/// A document with everything that is compared.
struct PlannedDocument {
    document: Document,
    api: Api,
    plan: Crate,
    found: Vec<Diagnostic>,
}

impl PlannedDocument {
    fn as_version(&self) -> diff::ApiVersion<'_> {
        diff::ApiVersion { document: &self.document, api: &self.api, plan: &self.plan }
    }

    fn into_report(self) -> Report {
        Report::of_stages(self.document.into_files(), self.found)
    }
}

impl Inputs {
    fn into_version(mut self) -> Result<PlannedDocument, Failure> {
        self.read_used()?;
        let mut found = self.overlay_diagnostics.clone();
        let planned = self.modelled(&mut found).map(|api| {
            let (plan, more) = plan::plan(&api, &self.plan);
            found.extend(more);
            (api, plan)
        });
        found.extend(recorded_bugs());
        let has_errors = found.iter().any(|it| it.severity == Severity::Error);
        match planned.filter(|_| !has_errors) {
            Some((api, plan)) => Ok(PlannedDocument { document: self.document, api, plan, found }),
            None => {
                let report = Report::of_stages(self.document.into_files(), found);
                Err(Failure::Document(report))
            }
        }
    }
}
