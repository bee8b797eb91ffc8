//! The configuration of a plan.
//!
//! Takes a [`Config`]; returns the part of it that the plan depends on.

use crate::config::{
    Config, Dates, Dependency, Derives, Envelope as ConfiguredEnvelope, Keep, Rename, Replace,
};
use crate::model::{Envelope, PropertyPath};

/// The configuration of a client.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The package name. Defaults to the document's title.
    pub crate_name: Option<String>,
    /// The base URL of every operation. Defaults to the document's first absolute server, or the servers of an operation.
    pub base_url: Option<String>,
    /// The header of idempotency keys, unless an operation declares another. Defaults to `Idempotency-Key`.
    pub idempotency_header: Option<String>,
    /// Where response bodies contain their status. Defaults to the document's declaration.
    pub envelope: Option<Envelope>,
    /// The operations of the client.
    pub keep: Keep,
    /// The configured names.
    pub rename: Rename,
    /// The configured types.
    pub replace: Replace,
    /// The configured derives.
    pub derives: Derives,
    /// The library of date types.
    pub dates: Dates,
    /// Whether requests are validated against the declared constraints before they are sent.
    pub check: bool,
    /// The dependencies of the configured types.
    pub dependencies: Vec<Dependency>,
    /// Whether the client is a package, and not a module of the user's crate.
    pub is_package: bool,
}

impl From<&Config> for Options {
    fn from(config: &Config) -> Self {
        let client = &config.client;
        Self {
            crate_name: client.crate_name.clone(),
            base_url: client.base_url.clone(),
            idempotency_header: client.idempotency_header.clone(),
            envelope: client.envelope.as_ref().and_then(configured_envelope),
            keep: config.keep.clone(),
            rename: config.rename.clone(),
            replace: config.replace.clone(),
            derives: config.derives.clone(),
            dates: client.dates,
            check: client.check,
            dependencies: config.dependencies.clone(),
            is_package: false,
        }
    }
}

/// The configured envelope.
fn configured_envelope(configured: &ConfiguredEnvelope) -> Option<Envelope> {
    Some(Envelope {
        status: PropertyPath::read(&configured.status.text)?,
        message: configured.message.as_ref().and_then(|it| PropertyPath::read(&it.text)),
        success: configured.success.clone(),
        everywhere: configured.everywhere,
        span: configured.status.span,
    })
}
