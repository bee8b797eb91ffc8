//! The configuration of a plan.
//!
//! Takes a [`Config`]; returns the part of it that the plan depends on.

use crate::config::{
    Client, Config, Dependency, Derives, Envelope as ConfiguredEnvelope, EnvelopeScope, Keep,
    Rename, Replace,
};
use crate::model::{Envelope, PropertyPath};
use crate::usage::UsedNames;

/// The configuration of a client.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The `client` section.
    pub client: Client,
    /// Where response bodies contain their status. Defaults to the document's declaration.
    pub envelope: Option<Envelope>,
    /// The operations of the client.
    pub keep: Keep,
    /// The names that the program's sources use, for `keep.used`.
    pub used: Option<UsedNames>,
    /// The configured names.
    pub rename: Rename,
    /// The configured types.
    pub replace: Replace,
    /// The configured derives.
    pub derives: Derives,
    /// The dependencies of the configured types.
    pub dependencies: Vec<Dependency>,
    /// Whether the client is a package, and not a module of the user's crate.
    pub is_package: bool,
}

impl From<&Config> for Options {
    fn from(config: &Config) -> Self {
        Self {
            client: config.client.clone(),
            envelope: config.client.envelope.as_ref().and_then(configured_envelope),
            keep: config.keep.clone(),
            used: None,
            rename: config.rename.clone(),
            replace: config.replace.clone(),
            derives: config.derives.clone(),
            dependencies: config.dependencies.clone(),
            is_package: false,
        }
    }
}

/// The configured envelope.
fn configured_envelope(configured: &ConfiguredEnvelope) -> Option<Envelope> {
    let status = configured.status.as_ref()?;
    Some(Envelope {
        status: PropertyPath::read(&status.text)?,
        message: configured.message.as_ref().and_then(|it| PropertyPath::read(&it.text)),
        success: configured.success.clone(),
        everywhere: configured.operations == EnvelopeScope::All,
        span: status.span,
    })
}
