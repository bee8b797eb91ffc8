//! The configuration of a plan.

use crate::config::{
    Config, Dates, Dependency, Derives, Envelope as ConfiguredEnvelope, Keep, Rename, Replace,
};
use crate::model::{Envelope, PropertyPath};

/// What the user decides about a client.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The package name; else it is made from the document's title.
    pub crate_name: Option<String>,
    /// The base URL of every operation; else it is the document's first absolute server, and operations may have servers of
    /// their own.
    pub base_url: Option<String>,
    /// The header for idempotency keys where an operation declares none; else `Idempotency-Key`.
    pub idempotency_header: Option<String>,
    /// Where answers say whether they are a success; else the document says it, or nothing does.
    pub envelope: Option<Envelope>,
    /// Which operations the client has.
    pub keep: Keep,
    /// Names that the user gives.
    pub rename: Rename,
    /// Types that the user has.
    pub replace: Replace,
    /// More derives.
    pub derives: Derives,
    /// The library whose types carry dates.
    pub dates: Dates,
    /// Whether declared constraints are checked before a request is sent.
    pub check: bool,
    /// What the client depends on for the user's types.
    pub dependencies: Vec<Dependency>,
    /// Whether the client is a package of its own, and not a part of the user's crate.
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

/// What `renkei.yaml` says.
fn configured_envelope(said: &ConfiguredEnvelope) -> Option<Envelope> {
    Some(Envelope {
        status: PropertyPath::read(&said.status.text)?,
        message: said.message.as_ref().and_then(|it| PropertyPath::read(&it.text)),
        success: said.success.clone(),
        everywhere: said.everywhere,
        span: said.status.span,
    })
}
