//! Two versions of an API through the stages, for `renkei diff`.

use std::path::Path;

use super::{ApiComparison, Failure, Inputs, Options, Report};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff;
use crate::document::Document;
use crate::model::Api;
use crate::plan::{self, Crate};

/// Compares two versions of an API. The configuration is that of `head`, for both.
///
/// # Errors
///
/// As [`policies()`](super::policies), for either document.
pub fn diff(base: &Path, head: &Path, options: &Options) -> Result<ApiComparison, Failure> {
    let base = Inputs::read_configured(base, head, options)?.into_version()?;
    let head = Inputs::read(head, options)?.into_version()?;
    let diff = diff::diff(base.as_version(), head.as_version());
    Ok(ApiComparison { diff, base: base.into_report(), head: head.into_report() })
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
