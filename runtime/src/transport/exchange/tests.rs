//! The default transport over TLS: rejected certificates, and HTTP/2.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use http_body_util::BodyExt;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::*;

/// What the server does with a connection after TLS and HTTP/2 are established.
#[derive(Clone, Copy)]
pub(super) enum Play {
    Answer,
    Reset(Reason),
    GoAway(Reason),
    Drop,
    /// Requests a client certificate first, so it never reaches HTTP/2.
    AskCertificate,
}

/// A self-signed certificate and its key.
pub(super) struct Identity {
    certificate: CertificateDer<'static>,
    pem: String,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    pub(super) fn new(name: &str, until_year: i32) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(until_year, 1, 1);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let coded = crate::call::encode::base64(&certificate);
        let pem = format!("-----BEGIN CERTIFICATE-----\n{coded}\n-----END CERTIFICATE-----\n");
        Self { certificate, pem, key: PrivateKeyDer::try_from(key.serialize_der()).unwrap() }
    }

    fn acceptor(&self, ask: bool) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .unwrap();
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
        let verifier =
            if ask { verifier.build().unwrap() } else { WebPkiClientVerifier::no_client_auth() };
        let mut config = builder
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![self.certificate.clone()], self.key.clone_key())
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }

    pub(super) fn transport(&self, trusted: bool) -> HttpTransport {
        let builder = HttpTransport::builder();
        let builder = if trusted { builder.root_certificate(&self.pem) } else { builder };
        builder.build().unwrap()
    }
}

/// Serves each connection as the next of `plays` says. Returns the URL.
pub(super) async fn serve(identity: &Identity, plays: Vec<Play>) -> http::Uri {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let ask = plays.iter().any(|play| matches!(play, Play::AskCertificate));
    let acceptor = identity.acceptor(ask);
    tokio::spawn(async move {
        for play in plays {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(connection(acceptor.clone(), stream, play));
        }
    });
    url.parse().unwrap()
}

async fn connection(acceptor: TlsAcceptor, stream: TcpStream, play: Play) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let mut connection: h2::server::Connection<TlsStream<TcpStream>, Bytes> =
        h2::server::handshake(stream).await.unwrap();
    if let Play::GoAway(reason) = play {
        connection.abrupt_shutdown(reason);
    }
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        match play {
            Play::Answer => {
                // A client that dropped its request may have reset the stream.
                if let Ok(mut body) = respond.send_response(http::Response::new(()), false) {
                    let _ = body.send_data(Bytes::from_static(b"hello"), true);
                }
            }
            Play::Reset(reason) => respond.send_reset(reason),
            Play::Drop => return,
            Play::GoAway(_) | Play::AskCertificate => {}
        }
    }
}

pub(super) async fn get(
    transport: &HttpTransport,
    url: &http::Uri,
) -> Result<Bytes, TransportErrorKind> {
    let mut request = http::Request::new(Bytes::new().into());
    *request.uri_mut() = url.clone();
    let attempt = Attempt::new(1, Duration::from_secs(2));
    let response = transport.send(request, attempt).await.map_err(|error| error.kind())?;
    Ok(response.into_body().collect().await.map_err(|error| error.kind())?.to_bytes())
}

#[tokio::test]
async fn certificates() {
    for (name, year, trusted, expected) in [
        ("127.0.0.1", 2999, true, Ok(Bytes::from_static(b"hello"))),
        ("127.0.0.1", 2999, false, Err(TransportErrorKind::Tls)),
        ("127.0.0.1", 2001, true, Err(TransportErrorKind::Tls)),
        ("other.test", 2999, true, Err(TransportErrorKind::Tls)),
    ] {
        let identity = Identity::new(name, year);
        let url = serve(&identity, vec![Play::Answer]).await;
        assert_eq!(
            get(&identity.transport(trusted), &url).await,
            expected,
            "{name} {year} {trusted}"
        );
    }
}

#[tokio::test]
async fn http2_failures() {
    let identity = Identity::new("127.0.0.1", 2999);
    for (play, expected) in [
        (Play::Reset(Reason::REFUSED_STREAM), TransportErrorKind::Unsent),
        (Play::Reset(Reason::INTERNAL_ERROR), TransportErrorKind::Broken),
        (Play::GoAway(Reason::NO_ERROR), TransportErrorKind::Unsent),
        (Play::GoAway(Reason::ENHANCE_YOUR_CALM), TransportErrorKind::Unsent),
        (Play::Drop, TransportErrorKind::Broken),
        (Play::AskCertificate, TransportErrorKind::Tls),
    ] {
        let url = serve(&identity, vec![play]).await;
        assert_eq!(get(&identity.transport(true), &url).await, Err(expected));
    }
}

#[tokio::test]
async fn http2_shares_a_connection() {
    let identity = Identity::new("127.0.0.1", 2999);
    // A second connection would not be served.
    let url = serve(&identity, vec![Play::Answer]).await;
    let transport = identity.transport(true);
    for _ in 0..3 {
        assert_eq!(get(&transport, &url).await.as_deref(), Ok(&b"hello"[..]));
    }
}
