//! The TLS configuration of a build without the default transport: there is none.

/// Nothing, because each transport has its own TLS.
#[derive(Default)]
pub(crate) struct TlsConfig(());

impl TlsConfig {
    pub(crate) fn has_identity(&self) -> bool {
        false
    }

    pub(crate) fn is_default(&self) -> bool {
        true
    }
}
