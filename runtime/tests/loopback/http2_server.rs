//! A server that speaks HTTP/2 over TLS: each connection has its own behaviour, and every request
//! that reached a handler is recorded.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use h2::server::{Builder, SendResponse};
use h2::{Reason, RecvStream};
use http::{Request, Response};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::scan::{HEADER, PLANTED};

/// A self-signed certificate for 127.0.0.1 and its key.
pub struct Certificate {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Certificate {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let names = ["127.0.0.1".to_owned(), "api.test".to_owned()];
        let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        Self { certificate: certificate.der().clone(), key: key.serialize_der() }
    }

    pub fn pem(&self) -> String {
        let text = STANDARD.encode(&self.certificate);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    }

    /// Returns an acceptor that offers the protocols of `alpn`.
    pub fn acceptor(&self, alpn: &[&str]) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(self.key.clone()).unwrap();
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], key)
            .unwrap();
        config.alpn_protocols = alpn.iter().map(|it| it.as_bytes().to_vec()).collect();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What happens to one request.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    /// 200 with an order.
    Order,
    /// 200 with an order, after this time.
    OrderAfter(Duration),
    /// This status without a body, before the request body was read.
    Status(u16),
    /// A head that declares a length, without a body.
    Length(u64),
    /// RST_STREAM.
    Reset(Reason),
    /// The start of a body, then RST_STREAM.
    PartialBody(Reason),
    /// Closes the connection.
    Close,
    /// GOAWAY that excludes every request, as the first reply of a connection.
    GoAway(Reason),
    /// The connection stays open, but is not served any more.
    Silence,
    /// No response to this request; the connection is served.
    Ignore,
}

/// The behaviour of one connection: its replies in order, of which the last one repeats.
#[derive(Clone, Debug)]
pub struct Behaviour {
    pub max_streams: Option<u32>,
    pub replies: Vec<Reply>,
}

/// Replies in order.
pub fn replies(replies: &[Reply]) -> Behaviour {
    Behaviour { max_streams: None, replies: replies.to_vec() }
}

/// At most `max` streams at once.
pub fn at_most(max: u32, reply: Reply) -> Behaviour {
    Behaviour { max_streams: Some(max), replies: vec![reply] }
}

#[derive(Clone, Default)]
struct Log {
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
    planted: Arc<Mutex<usize>>,
}

pub struct Http2Server {
    pub address: SocketAddr,
    pub pem: String,
    log: Log,
}

impl Http2Server {
    /// Serves each connection by the next behaviour; the last one repeats.
    pub async fn start(behaviours: Vec<Behaviour>) -> Self {
        let certificate = Certificate::new();
        let acceptor = certificate.acceptor(&["h2"]);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Log::default();
        let seen = log.clone();
        tokio::spawn(async move {
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept().await {
                *seen.connections.lock().unwrap() += 1;
                let behaviour = behaviours[number.min(behaviours.len() - 1)].clone();
                number += 1;
                tokio::spawn(serve(acceptor.clone(), stream, behaviour, seen.clone()));
            }
        });
        Self { address, pem: certificate.pem(), log }
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The requests that reached a handler, as `METHOD path`.
    pub fn requests(&self) -> Vec<String> {
        self.log.requests.lock().unwrap().clone()
    }

    /// How many of them had the planted secret.
    pub fn planted(&self) -> usize {
        *self.log.planted.lock().unwrap()
    }

    pub fn connections(&self) -> usize {
        *self.log.connections.lock().unwrap()
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, behaviour: Behaviour, log: Log) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let mut builder = Builder::new();
    if let Some(max) = behaviour.max_streams {
        builder.max_concurrent_streams(max);
    }
    let Ok(mut connection) = builder.handshake::<_, Bytes>(stream).await else { return };
    let mut number = 0;
    if let Some(Reply::GoAway(reason)) = behaviour.replies.first() {
        connection.abrupt_shutdown(*reason);
    }
    while let Some(Ok((request, respond))) = connection.accept().await {
        *log.planted.lock().unwrap() += usize::from(request.headers().contains_key(HEADER));
        log.requests.lock().unwrap().push(format!("{} {}", request.method(), request.uri().path()));
        let reply = behaviour.replies[number.min(behaviour.replies.len() - 1)];
        number += 1;
        match reply {
            Reply::Close => return,
            Reply::Silence => {
                std::future::pending::<()>().await;
            }
            _ => {
                tokio::spawn(play(reply, request, respond));
            }
        }
    }
}

async fn play(reply: Reply, request: Request<RecvStream>, mut respond: SendResponse<Bytes>) {
    let head =
        |status: u16| Response::builder().status(status).header(HEADER, PLANTED).body(()).unwrap();
    match reply {
        Reply::Order | Reply::OrderAfter(_) => {
            read(request.into_body()).await;
            if let Reply::OrderAfter(wait) = reply {
                tokio::time::sleep(wait).await;
            }
            let Ok(mut body) = respond.send_response(head(200), false) else { return };
            let _ = body.send_data(Bytes::from_static(br#"{"id":"7","amount":1200}"#), true);
        }
        Reply::Status(status) => {
            // The library resets the stream after that, because the request was not read.
            let _ = respond.send_response(head(status), true);
        }
        Reply::Length(length) => {
            let mut head = head(200);
            head.headers_mut().insert("content-length", length.into());
            let _ = respond.send_response(head, true);
        }
        Reply::Reset(reason) => respond.send_reset(reason),
        Reply::PartialBody(reason) => {
            let Ok(mut body) = respond.send_response(head(200), false) else { return };
            let _ = body.send_data(Bytes::from_static(b"{\"id\":"), false);
            tokio::time::sleep(Duration::from_millis(20)).await;
            body.send_reset(reason);
        }
        Reply::Ignore => std::future::pending().await,
        Reply::Close | Reply::GoAway(_) | Reply::Silence => {}
    }
}

async fn read(mut body: RecvStream) {
    while let Some(Ok(data)) = body.data().await {
        let _ = body.flow_control().release_capacity(data.len());
    }
}
