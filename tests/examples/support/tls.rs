//! A certificate for loopback, and what servers need of it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// The certificate, which clients have to trust, and its key.
pub(super) fn certificate() -> (CertificateDer<'static>, KeyPair) {
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::new(["127.0.0.1".to_owned()]).expect("a valid name");
    let certificate = certificate.self_signed(&key).expect("a certificate");
    (certificate.der().clone(), key)
}

/// Bytes in the form of PEM.
pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<String> =
        text.as_bytes().chunks(64).map(|it| String::from_utf8_lossy(it).into_owned()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// The certificate as PEM, and an acceptor with it that speaks HTTP/2.
pub(super) fn http2() -> (String, TlsAcceptor) {
    let (certificate, key) = certificate();
    let pem = pem("CERTIFICATE", &certificate);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = vec![certificate];
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::try_from(key.serialize_der()).expect("a key"))
        .expect("they belong together");
    config.alpn_protocols = vec![b"h2".to_vec()];
    (pem, TlsAcceptor::from(Arc::new(config)))
}
