//! Proxies, Unix sockets and local addresses: how the default transport reaches a server.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use renkei_runtime::Error;
use renkei_runtime::transport::{BoxFuture, HttpTransport, Proxy, Resolve, TransportBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::http2_server::{Http2Server, Reply, replies};
use crate::orders_client::Client;
use crate::server::{Server, chain, json, then};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

/// Resolves every name to this machine.
struct Here;

impl Resolve for Here {
    fn resolve(&self, _: &str) -> BoxFuture<std::io::Result<Vec<IpAddr>>> {
        Box::pin(async { Ok(vec![IpAddr::from([127, 0, 0, 1])]) })
    }
}

async fn get(url: &str, transport: TransportBuilder) -> Result<i64, Error> {
    let transport = transport.build()?;
    let builder = Client::builder().base_url(url).transport(transport).attempts(1);
    let order = builder.build()?.orders().get_order("7").await.map_err(Error::from)?;
    Ok(order.amount)
}

/// What a proxy saw: the lines of CONNECT and the greetings of SOCKS.
type Seen = Arc<Mutex<Vec<String>>>;

/// A proxy that connects everything to `upstream`, and rejects tunnels without `login`.
async fn http_proxy(upstream: SocketAddr, login: Option<&'static str>) -> (SocketAddr, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Seen::default();
    let log = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let head = String::from_utf8(head).unwrap();
            let is_allowed = login.is_none_or(|it| head.contains(it));
            log.lock().unwrap().push(head);
            if !is_allowed {
                stream.write_all(b"HTTP/1.1 407 No\r\n\r\n").await.unwrap();
                continue;
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            let mut upstream = TcpStream::connect(upstream).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut upstream).await });
        }
    });
    (address, seen)
}

/// A SOCKS5 proxy that connects everything to `upstream`, with the login `user`, `s3cret`.
async fn socks_proxy(upstream: SocketAddr) -> (SocketAddr, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Seen::default();
    let log = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut greeting = [0; 4];
            stream.read_exact(&mut greeting).await.unwrap();
            assert_eq!(greeting, [5, 2, 0, 2]);
            stream.write_all(&[5, 2]).await.unwrap();
            let mut login = [0; 13];
            stream.read_exact(&mut login).await.unwrap();
            assert_eq!(&login, b"\x01\x04user\x06s3cret");
            stream.write_all(&[1, 0]).await.unwrap();
            let mut request = [0; 4];
            stream.read_exact(&mut request).await.unwrap();
            let length = match request[3] {
                1 => 4,
                3 => usize::from(stream.read_u8().await.unwrap()),
                kind => unreachable!("{kind}"),
            };
            let mut rest = vec![0; length + 2];
            stream.read_exact(&mut rest).await.unwrap();
            let host = String::from_utf8_lossy(&rest[..length]).into_owned();
            log.lock().unwrap().push(format!("{} {host}", request[3]));
            stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 80]).await.unwrap();
            let mut upstream = TcpStream::connect(upstream).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut upstream).await });
        }
    });
    (address, seen)
}

#[tokio::test]
async fn a_plain_request_is_forwarded_with_its_whole_url() {
    // The server is the proxy itself.
    let server = Server::start(vec![then(&[json(ORDER), json(ORDER)])]).await;
    let proxy = format!("http://user:s3cret@{}", server.address);
    let transport = HttpTransport::builder().proxy(Proxy::all(&proxy, "").unwrap());
    assert_eq!(get("http://api.test:8080", transport).await.unwrap(), 1200);
    let request = server.requests().remove(0);
    assert!(request.starts_with("GET http://api.test:8080/v1/orders/7 HTTP/1.1\r\n"), "{request}");
    assert_eq!(server.header("host"), ["api.test:8080"]);
    assert_eq!(server.header("proxy-authorization"), ["Basic dXNlcjpzM2NyZXQ="]);
}

#[tokio::test]
async fn a_request_over_tls_passes_a_tunnel() {
    let server = Http2Server::start(vec![replies(&[Reply::Order])]).await;
    let login = Some("Proxy-Authorization: Basic dXNlcjpzM2NyZXQ=");
    let (address, seen) = http_proxy(server.address, login).await;
    let through = |url: &str| {
        let proxy = Proxy::all(url, "").unwrap();
        HttpTransport::builder().proxy(proxy).root_certificate(&server.pem)
    };
    let url = "https://api.test:8443";
    let transport = through(&format!("http://user:s3cret@{address}"));
    assert_eq!(get(url, transport).await.unwrap(), 1200);
    assert!(seen.lock().unwrap()[0].starts_with("CONNECT api.test:8443 HTTP/1.1\r\n"));

    let error = get(url, through(&format!("http://user:wr0ng@{address}"))).await.unwrap_err();
    let words = "the proxy refuses the tunnel with status \"407\"";
    let shown = chain(&error);
    assert!(shown.contains(words) && !shown.contains("wr0ng"), "{shown}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn socks_proxies_resolve_names_here_or_there() {
    let server = Http2Server::start(vec![replies(&[Reply::Order])]).await;
    for (scheme, expected) in [("socks5h", "3 api.test"), ("socks5", "1 \u{7f}\0\0\u{1}")] {
        let (address, seen) = socks_proxy(server.address).await;
        let proxy = Proxy::all(&format!("{scheme}://user:s3cret@{address}"), "").unwrap();
        let transport =
            HttpTransport::builder().proxy(proxy).resolver(Here).root_certificate(&server.pem);
        assert_eq!(get("https://api.test", transport).await.unwrap(), 1200);
        assert_eq!(*seen.lock().unwrap(), [expected], "{scheme}");
    }
}

#[tokio::test]
async fn hosts_can_be_excepted_and_proxies_switched_off() {
    let server = Server::start(vec![then(&[json(ORDER)]), then(&[json(ORDER)])]).await;
    let url = format!("http://api.test:{}", server.address.port());
    let dead = Proxy::all("http://127.0.0.1:1", "api.test").unwrap();
    for proxy in [dead, Proxy::off()] {
        let transport = HttpTransport::builder().proxy(proxy).resolver(Here);
        assert_eq!(get(&url, transport).await.unwrap(), 1200);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_replaces_the_host() {
    let folder =
        std::env::temp_dir().join(renkei_runtime::codegen::uuid::Uuid::new_v4().to_string());
    let listener = tokio::net::UnixListener::bind(&folder).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let length = stream.read(&mut [0; 4096]).await.unwrap();
        assert!(length > 0);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{ORDER}", ORDER.len());
        stream.write_all(head.as_bytes()).await.unwrap();
    });
    let transport = HttpTransport::builder().unix_socket(&folder);
    assert_eq!(get("http://engine", transport).await.unwrap(), 1200);
    std::fs::remove_file(&folder).unwrap();
}

#[tokio::test]
async fn the_local_address_is_used() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let local = IpAddr::from([127, 0, 0, 9]);
    let transport = HttpTransport::builder()
        .local_address(local)
        .tcp_keep_alive(std::time::Duration::from_secs(5));
    let call = tokio::spawn(async move { get(&url, transport).await });
    assert_eq!(listener.accept().await.unwrap().1.ip(), local);
    call.abort();
}

#[test]
fn impossible_settings_are_errors_when_built() {
    for (builder, words) in [
        (HttpTransport::builder().max_connections(0), "`max_connections` is 0"),
        (HttpTransport::builder().max_http2_connections(0), "`max_http2_connections` is 0"),
        (HttpTransport::builder().http2_windows(u32::MAX, 1), "larger than 2^31 - 1"),
        (HttpTransport::builder().root_certificate("x"), "has no certificate in PEM"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}
