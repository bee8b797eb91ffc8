//! The TLS configuration: roots and a client certificate.
//!
//! Takes PEM; returns the configuration of rustls. Keys are never shown.

use std::fmt;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WantsClientCert;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, ClientConfig, ConfigBuilder, WantsVerifier};

/// Roots in addition to those of Mozilla, and the client certificate.
#[derive(Default)]
pub(crate) struct TlsConfig {
    roots: Vec<CertificateDer<'static>>,
    identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
}

impl TlsConfig {
    /// Adds the certificates of a PEM file as roots.
    pub(crate) fn add_roots(&mut self, pem: &[u8]) -> Result<(), String> {
        self.roots.extend(certificates("root certificate", pem)?);
        Ok(())
    }

    /// Sets the client certificate: its chain, starting with its own certificate, and its key.
    pub(crate) fn set_identity(&mut self, chain: &[u8], key: &[u8]) -> Result<(), String> {
        let chain = certificates("identity", chain)?;
        // The cause is not shown, because it could repeat a line of the key.
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| {
            "the identity has no private key in PEM (PKCS #8, PKCS #1 or SEC 1)".to_owned()
        })?;
        self.identity = Some((chain, key));
        Ok(())
    }

    pub(crate) fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// Whether nothing was set.
    pub(crate) fn is_default(&self) -> bool {
        self.roots.is_empty() && self.identity.is_none()
    }

    /// Creates a configuration for TLS 1.2 or newer. The crypto provider is explicit and not
    /// installed for the process, because that is the program's choice.
    pub(in crate::transport) fn into_config(self) -> Result<ClientConfig, String> {
        let wrong = |cause: rustls::Error| format!("TLS cannot be set up: {cause}");
        let provider = provider()?;
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(wrong)?;
        let config = with_roots(config, self.roots, provider)?;
        match self.identity {
            None => Ok(config.with_no_client_auth()),
            Some((chain, key)) => config
                .with_client_auth_cert(chain, key)
                .map_err(|cause| format!("the identity is invalid: {cause}")),
        }
    }
}

/// Returns the cryptography that the features select.
fn provider() -> Result<Arc<CryptoProvider>, String> {
    #[cfg(feature = "aws-lc")]
    return Ok(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "ring", not(feature = "aws-lc")))]
    return Ok(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "aws-lc", feature = "ring")))]
    Err("TLS has no cryptography: enable the feature `ring` or `aws-lc`, or set `tls_config`"
        .to_owned())
}

type WithoutRoots = ConfigBuilder<ClientConfig, WantsVerifier>;
type WithRoots = ConfigBuilder<ClientConfig, WantsClientCert>;

/// Trusts the operating system, and `roots`.
#[cfg(feature = "platform-roots")]
fn with_roots(
    config: WithoutRoots,
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<WithRoots, String> {
    // The verifier would report an invalid one as the system's.
    trust(&mut RootCertStore::empty(), roots.clone())?;
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(roots, provider)
        .map_err(|cause| format!("the certificates of the system cannot be used: {cause}"))?;
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

/// Trusts Mozilla's authorities if they are compiled in, and `roots`.
#[cfg(not(feature = "platform-roots"))]
fn with_roots(
    config: WithoutRoots,
    roots: Vec<CertificateDer<'static>>,
    _: Arc<CryptoProvider>,
) -> Result<WithRoots, String> {
    let mut trusted = RootCertStore::empty();
    #[cfg(feature = "webpki-roots")]
    trusted.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    trust(&mut trusted, roots)?;
    Ok(config.with_root_certificates(trusted))
}

fn trust(store: &mut RootCertStore, roots: Vec<CertificateDer<'static>>) -> Result<(), String> {
    let mut added = roots.into_iter().map(|root| store.add(root));
    let added = added.try_for_each(|result| result);
    added.map_err(|cause| format!("a root certificate is invalid: {cause}"))
}

fn certificates(what: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(format!("the {what} has no certificate in PEM")),
        Err(_) => Err(format!("the {what} is not PEM")),
    }
}

/// Whether an alert means that the server refuses the handshake (RFC 8446 § 6.2). In TLS 1.3 it may
/// arrive after this side has sent data, which the server has then not read. The others may also
/// follow data that it has read.
pub(super) fn refuses_handshake(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::HandshakeFailure
            | AlertDescription::NoCertificate
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied
            | AlertDescription::DecryptError
            | AlertDescription::ProtocolVersion
            | AlertDescription::InsufficientSecurity
            | AlertDescription::MissingExtension
            | AlertDescription::UnsupportedExtension
            | AlertDescription::UnrecognisedName
            | AlertDescription::BadCertificateStatusResponse
            | AlertDescription::UnknownPSKIdentity
            | AlertDescription::CertificateRequired
            | AlertDescription::NoApplicationProtocol
    )
}

/// The server requires a client certificate, and there was none or another. A type of its own,
/// because the TLS library reports it in one word, which an I/O error hides.
#[derive(Debug)]
pub(in crate::transport) struct CertificateRequired;

impl CertificateRequired {
    pub(super) fn matches(error: &rustls::Error) -> bool {
        *error == rustls::Error::AlertReceived(AlertDescription::CertificateRequired)
    }
}

impl fmt::Display for CertificateRequired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server requires a client certificate: set one with `identity`")
    }
}

impl std::error::Error for CertificateRequired {}
