//! Connections that fail in ways that an error alone does not show: silence, late alerts, caps on
//! streams, responses before the end of an upload.

use std::future::IntoFuture;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use renkei_runtime::codegen;
use renkei_runtime::transport::{BoxFuture, HttpTransport, Resolve};
use renkei_runtime::{Body, CallOptions, ClientBuilder, Maybe, Outcome, Phase};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::failure_table::{coded, gzip};
use crate::http2_server::{Certificate, Http2Server, Reply, at_most, replies};
use crate::orders_client::{Client, Order};
use crate::server::{Server, Step, respond};
use h2::Reason;

static UPLOAD: codegen::Operation =
    codegen::Operation { id: "upload", path: "/v1/files", ..codegen::Operation::POST };

static HEAD: codegen::Operation =
    codegen::Operation { id: "head", path: "/v1/files", ..codegen::Operation::HEAD };

fn builder(url: &str) -> ClientBuilder<Client> {
    Client::builder()
        .base_url(url)
        .backoff(Duration::from_millis(2), Duration::from_millis(4))
        .attempt_timeout(Duration::from_millis(300))
}

fn client(server: &Http2Server) -> Client {
    builder(&server.url()).root_certificate(&server.pem).build().unwrap()
}

fn order() -> Order {
    Order { id: "7".to_owned(), amount: 1200, note: Maybe::Absent }
}

async fn upload(client: &Client, body: Body) -> Result<(), renkei_runtime::Error> {
    let mut call = codegen::Call::new(client.core(), &UPLOAD);
    call.body("application/octet-stream", body);
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    call.send(decode).await.map_err(renkei_runtime::Error::from)
}

#[tokio::test]
async fn a_silent_http2_peer_costs_one_attempt() {
    let first = replies(&[Reply::Order, Reply::Silence]);
    let server = Http2Server::start(vec![first, replies(&[Reply::Order])]).await;
    let client = client(&server);
    client.orders().get_order("7").await.unwrap();
    let full = client.orders().get_order("7").send_full().await.unwrap();
    assert_eq!(full.value, order());
    for _ in 0..3 {
        let started = Instant::now();
        client.orders().get_order("7").await.unwrap();
        assert!(started.elapsed() < Duration::from_millis(200), "another attempt was lost");
    }
    assert_eq!((server.requests().len(), server.connections()), (6, 2));
}

#[tokio::test]
async fn http2_failures_of_an_unsafe_write() {
    for (reply, outcome, attempts, seen) in [
        (Reply::Reset(Reason::REFUSED_STREAM), Outcome::NotSent, 3, 3),
        (Reply::GoAway(Reason::NO_ERROR), Outcome::NotSent, 3, 0),
        (Reply::Reset(Reason::INTERNAL_ERROR), Outcome::Unknown, 1, 1),
        (Reply::Close, Outcome::Unknown, 1, 1),
        (Reply::Ignore, Outcome::Unknown, 1, 1),
        (Reply::PartialBody(Reason::CANCEL), Outcome::Applied, 1, 1),
    ] {
        let server = Http2Server::start(vec![replies(&[reply])]).await;
        let error = client(&server).orders().note_order("7").await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (outcome, attempts), "{reply:?}: {error}");
        assert_eq!(server.requests().len(), seen, "{reply:?}");
    }
}

/// Resolves every name to these addresses.
struct Addresses(Vec<IpAddr>);

impl Resolve for Addresses {
    fn resolve(&self, _: &str) -> BoxFuture<std::io::Result<Vec<IpAddr>>> {
        let addresses = self.0.clone();
        Box::pin(async move { Ok(addresses) })
    }
}

#[tokio::test]
async fn a_dead_address_costs_less_than_the_connect_timeout() {
    let server = Server::start(vec![respond("200 OK", "", r#"{"id":"7","amount":1200}"#)]).await;
    // A listener whose queue is full drops the next handshake, so connecting hangs.
    let dead: IpAddr = "127.0.0.2".parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((dead, server.address.port()).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let mut filling = Vec::new();
    let full = Duration::from_millis(50);
    while let Ok(stream) = timeout(full, TcpStream::connect(listener.local_addr().unwrap())).await {
        filling.push(stream);
    }
    let addresses = Addresses(vec![dead, server.address.ip()]);
    let transport = HttpTransport::builder().resolver(addresses).build().unwrap();
    let url = format!("http://api.test:{}", server.address.port());
    let client = Client::builder().base_url(url).transport(transport).attempts(1).build().unwrap();
    let started = Instant::now();
    client.orders().get_order("7").await.unwrap();
    let took = started.elapsed();
    assert!((Duration::from_millis(240)..Duration::from_millis(400)).contains(&took), "{took:?}");
}

/// Passes everything on to a TLS server, which answers a request with the alert that a damaged
/// record causes.
pub async fn serve_late_alert(certificate: &Certificate, seen: Arc<Mutex<Vec<String>>>) -> String {
    let acceptor = certificate.acceptor(&["http/1.1"]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = acceptor.accept(stream).await.unwrap();
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap();
            seen.lock().unwrap().push(String::from_utf8_lossy(&request[..length]).into_owned());
            let damaged = [&[0x17, 3, 3, 0, 32][..], &[0; 32]].concat();
            let mut alert = Vec::new();
            let (_, tls) = stream.get_mut();
            tls.read_tls(&mut damaged.as_slice()).unwrap();
            tls.process_new_packets().unwrap_err();
            while tls.wants_write() {
                tls.write_tls(&mut alert).unwrap();
            }
            stream.get_mut().0.write_all(&alert).await.unwrap();
            stream.get_mut().0.shutdown().await.unwrap();
        }
    });
    url
}

#[tokio::test]
async fn an_alert_after_the_request_was_read_leaves_the_outcome_unknown() {
    let certificate = Certificate::new();
    let seen = Arc::default();
    let url = serve_late_alert(&certificate, Arc::clone(&seen)).await;
    let client = builder(&url).root_certificate(certificate.pem()).build().unwrap();
    let error = client.orders().note_order("7").await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{error}");
    assert_eq!(seen.lock().unwrap().len(), 1);
    let error = client.orders().create_order(&order()).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 3), "{error}");
}

#[tokio::test]
async fn a_write_over_the_cap_of_streams_waits_and_is_not_sent() {
    let behaviour = at_most(1, Reply::OrderAfter(Duration::from_millis(800)));
    let server = Http2Server::start(vec![behaviour]).await;
    let client = client(&server);
    let within = |limit| {
        let options = CallOptions::new().attempts(1).attempt_timeout(Duration::from_millis(limit));
        tokio::spawn(client.orders().note_order("7").with(options).into_future())
    };
    let served: Vec<_> = (0..4).map(|_| within(2500)).collect();
    while server.requests().len() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let error = within(100).await.unwrap().unwrap_err();
    assert_eq!((error.outcome(), error.phase()), (Outcome::NotSent, Phase::Connect), "{error}");
    let patient = within(2500);
    for call in served.into_iter().chain([patient]) {
        call.await.unwrap().unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (5, 4));
}

#[tokio::test]
async fn twelve_writes_pass_a_cap_of_four() {
    let behaviour = at_most(4, Reply::OrderAfter(Duration::from_millis(100)));
    let server = Http2Server::start(vec![behaviour]).await;
    let client = builder(&server.url()).root_certificate(&server.pem);
    let client = client.attempt_timeout(Duration::from_secs(3)).build().unwrap();
    let calls: Vec<_> =
        (0..12).map(|_| tokio::spawn(client.orders().note_order("7").into_future())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.requests().len(), 12, "none was refused and repeated");
}

#[tokio::test]
async fn a_rejection_during_an_upload_is_read() {
    for number in 0..20 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 1024]).await;
                let head =
                    b"HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
                let _ = stream.write_all(head).await;
                // What was not read makes the kernel reset the connection.
                drop(stream);
            }
        });
        let client = builder(&url).attempts(1).build().unwrap();
        let error = upload(&client, Body::from(vec![b'x'; 8 << 20])).await.unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(413), "{number}: {error}");
        assert_eq!(error.outcome(), Outcome::Rejected);
    }
}

#[tokio::test]
async fn a_rejection_during_an_http2_upload_is_read() {
    let server = Http2Server::start(vec![replies(&[Reply::Status(413)])]).await;
    let client = client(&server);
    for _ in 0..20 {
        let error = upload(&client, Body::from(vec![b'x'; 8 << 20])).await.unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(413), "{error}");
    }
}

#[tokio::test]
async fn a_head_request_may_declare_any_length() {
    let decode = || codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    let server = Http2Server::start(vec![replies(&[Reply::Length(5 << 30)])]).await;
    let client = client(&server);
    codegen::Call::new(client.core(), &HEAD).send(decode()).await.unwrap();

    let head = "HTTP/1.1 200 OK\r\ncontent-length: 5368709120\r\n\r\n".to_owned();
    let server = Server::start(vec![vec![Step::Read, Step::Write(head)]]).await;
    let client = builder(&server.url()).build().unwrap();
    codegen::Call::new(client.core(), &HEAD).send(decode()).await.unwrap();
}

#[tokio::test]
async fn a_missing_body_file_is_a_local_error() {
    let path = std::env::temp_dir().join(codegen::uuid::Uuid::new_v4().to_string());
    let server = Server::start(vec![respond("204 No Content", "", ""); 3]).await;
    let client = builder(&server.url()).build().unwrap();
    std::fs::write(&path, "ab").unwrap();
    let mut call = codegen::Call::new(client.core(), &UPLOAD);
    call.body("text/plain", Body::file(&path));
    std::fs::remove_file(&path).unwrap();
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    let sent: Result<(), _> = call.send(decode).await;
    let error = sent.unwrap_err();
    assert_eq!(error.class(), renkei_runtime::Class::Local, "{error}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0), "{error}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn compressed_responses_are_requested_and_decoded() {
    let order = gzip(br#"{"id":"7","amount":1200}"#);
    let server = Server::start(vec![coded("gzip", &order)]).await;
    let client = builder(&server.url()).build().unwrap();
    assert_eq!(client.orders().get_order("7").await.unwrap().amount, 1200);
    assert!(server.header("accept-encoding")[0].starts_with("gzip, deflate"));

    // The status alone determines the error of a failure, whose body is decoded if it can be.
    let body = gzip(br#"{"code":"gone"}"#);
    let head = format!(
        "HTTP/1.1 404 No\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let steps = vec![Step::Read, Step::Write(head), Step::WriteBytes(body)];
    let server = Server::start(vec![steps]).await;
    let client = builder(&server.url()).build().unwrap();
    let error = client.orders().get_order("7").await.unwrap_err();
    assert_eq!(error.body().unwrap().code, "gone");
}

/// Each chunk ends with a brace, so each could end the value.
#[tokio::test]
async fn a_trickled_first_value_costs_linear_time() {
    let value = format!("{{\"a\":[{}]}}", vec!["{}"; 21_000].join(","));
    let steps: Vec<Step> = std::iter::once(Step::Read)
        .chain([Step::Write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n".to_owned())])
        .chain([Step::Write(format!("content-length: {}\r\n\r\n", value.len()))])
        .chain(value.as_bytes().chunks(3).map(|it| Step::Write(String::from_utf8_lossy(it).into())))
        .collect();
    let server = Server::start(vec![steps]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    static STREAM: codegen::Operation = codegen::Operation {
        id: "stream",
        path: "/",
        envelope: Some(codegen::Envelope::new(&["status"], &[])),
        ..codegen::Operation::GET
    };
    let call = codegen::Call::new(client.core(), &STREAM);
    let opening = call.stream("application/octet-stream", codegen::byte_stream, codegen::no_error);
    let started = Instant::now();
    let stream = opening.await.unwrap();
    let body = stream.collect(1 << 20).await.unwrap();
    assert_eq!(body.len(), value.len());
    assert!(started.elapsed() < Duration::from_millis(1500), "{:?}", started.elapsed());
}
