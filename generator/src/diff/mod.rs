//! Changes between two versions of an API: for its callers on the wire, and for programs that use the generated client.
//!
//! Takes the documents, models and plans of both versions; returns [`ApiDiff`], which is data. The wire is compared by the
//! model, so a schema that moves to a component, or an `allOf` that is written in another way, is no change. What a request
//! may contain and what a response may contain are compared in opposite directions. It must not know formats of output.

mod body;
mod change;
mod check;
mod locate;
mod operations;
mod parameters;
mod responses;
mod rust;
mod schema;
mod security;
mod surface;
mod version;

pub use self::change::{ApiDiff, Change, ChangeLocation, Level, Scope};
pub use self::check::Check;
pub use self::surface::Surface;
pub use self::version::Bump;

use self::change::Changes;
use crate::document::Document;
use crate::model::Api;
use crate::plan::Crate;

/// One version of an API.
#[derive(Clone, Copy)]
pub(crate) struct ApiVersion<'a> {
    /// The document.
    pub(crate) document: &'a Document,
    /// Its model.
    pub(crate) api: &'a Api,
    /// The plan of its client.
    pub(crate) plan: &'a Crate,
}

/// Compares two versions of an API. Both clients are planned with the same configuration, so that only the documents differ.
pub(crate) fn diff(base: ApiVersion<'_>, head: ApiVersion<'_>) -> ApiDiff {
    // The wire and the clients are compared independently.
    let (wire, rust) = std::thread::scope(|scope| {
        let rust = scope.spawn(|| Changes::of(|it| rust::compare(base, head, it)));
        let wire = Changes::of(|it| operations::compare(base, head, it));
        match rust.join() {
            Ok(rust) => (wire, rust),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    });
    let changes = wire.and(rust).finish();
    let bump = Bump::of(&changes);
    ApiDiff {
        title: head.api.info.title.clone(),
        base_version: base.api.info.version.clone(),
        head_version: head.api.info.version.clone(),
        bump,
        changes,
    }
}
