//! Servers with a private authority that require a client certificate.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair};
use renkei_runtime::codegen;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{ClientBuilder, Error, ErrorKind, Outcome};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, SupportedProtocolVersion, version};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::orders_client::Client;
use crate::server::chain;

/// A self-signed certificate and its key.
struct Identity {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Identity {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Self { certificate, key: key.serialize_der() }
    }

    fn certificate(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    fn key(&self) -> String {
        pem("PRIVATE KEY", &self.key)
    }
}

fn pem(label: &str, bytes: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(bytes))
}

/// A server that responds to clients with the certificate of `guest`.
async fn serve(
    host: &Identity,
    guest: &Identity,
    version: &'static SupportedProtocolVersion,
) -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut guests = RootCertStore::empty();
    guests.add(guest.certificate.clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(guests.into(), provider.clone());
    let key = PrivateKeyDer::try_from(host.key.clone()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![host.certificate.clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let response = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\nnull";
            let _ = stream.write_all(response).await;
        }
    });
    url
}

static WITH_CERTIFICATE: codegen::Operation = codegen::Operation {
    id: "withCertificate",
    path: "/",
    security: Some(&[&[codegen::SecurityScheme {
        id: "certificate",
        kind: codegen::SchemeKind::MutualTls,
    }]]),
    ..codegen::Operation::POST
};

static OPEN: codegen::Operation =
    codegen::Operation { id: "open", path: "/", ..codegen::Operation::POST };

async fn call(client: &Client, operation: &'static codegen::Operation) -> Result<(), Error> {
    let call = codegen::Call::new(client.core(), operation);
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    call.send(decode).await.map_err(Error::from)
}

#[tokio::test]
async fn a_client_certificate_is_presented_and_a_missing_one_is_reported() {
    let (host, guest, stranger) =
        (Identity::new("127.0.0.1"), Identity::new("guest.test"), Identity::new("guest.test"));
    for version in [&version::TLS12, &version::TLS13] {
        let url = serve(&host, &guest, version).await;
        let builder = || Client::builder().base_url(&url).root_certificate(host.certificate());

        let client = builder().identity(guest.certificate(), guest.key()).build().unwrap();
        call(&client, &WITH_CERTIFICATE).await.unwrap();
        assert!(!format!("{client:?}").contains("PRIVATE"));

        let bare = builder().build().unwrap();
        let error = call(&bare, &WITH_CERTIFICATE).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "withCertificate: no credential for the security scheme certificate"
        );
        let error = call(&bare, &OPEN).await.unwrap_err();
        let words = "open: TLS failed (1 attempt; nothing was sent): the server requires a client certificate: \
                     set one with `identity`";
        assert!(chain(&error).starts_with(words), "{version:?}: {}", chain(&error));

        let other = builder().identity(stranger.certificate(), stranger.key()).build().unwrap();
        let error = call(&other, &OPEN).await.unwrap_err();
        assert!(error.to_string().starts_with("open: TLS failed ("), "{error}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));

        let trustless = Client::builder().base_url(&url).identity(guest.certificate(), guest.key());
        let error = call(&trustless.build().unwrap(), &OPEN).await.unwrap_err();
        assert!(chain(&error).contains("UnknownIssuer"), "{error:?}");
    }
}

#[test]
fn invalid_identities() {
    let (one, other) = (Identity::new("one.test"), Identity::new("other.test"));
    let builder = || Client::builder().base_url("https://api.test");
    let certificate = one.certificate();
    let cases: [(ClientBuilder<Client>, &str); 7] = [
        (builder().identity("", one.key()), "the identity has no certificate in PEM"),
        (builder().identity(one.key(), one.key()), "the identity has no certificate in PEM"),
        (
            builder().identity(&certificate, &certificate),
            "the identity has no private key in PEM (PKCS #8, PKCS #1 or SEC 1)",
        ),
        (builder().identity(&certificate, other.key()), "the identity is invalid: "),
        (builder().root_certificate("roots.pem"), "the root certificate has no certificate in PEM"),
        (builder().root_certificate(pem("CERTIFICATE", b"?")), "a root certificate is invalid: "),
        (
            builder().root_certificate(certificate.clone()).transport(ScriptedTransport::new()),
            "`identity` and `root_certificate` apply to the default transport",
        ),
    ];
    for (builder, words) in cases {
        let error = builder.build().unwrap_err();
        let ErrorKind::Build(what) = error.kind() else { unreachable!("{error}") };
        assert!(what.starts_with(words), "{what}");
    }
}
