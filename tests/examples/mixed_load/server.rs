//! The server, in a process of its own: each request meets a random fault or none.

#[path = "../support/tls.rs"]
mod tls;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http::{Request, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

const BODY: &str = r#"{"id":"7","amount":1200,"currency":"JPY","note":"the quick brown fox jumps over the lazy dog"}"#;
const LINES: &str = "{\"line\":1}\n{\"line\":2}\n{\"line\":3}\n";
/// Longer than any attempt of the client.
const STALL: Duration = Duration::from_secs(5);

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    /// A status without a body, and a wait that the response asks for.
    Status(u16, Option<&'static str>),
    /// The connection or the stream is reset before the response.
    Reset,
    /// The connection closes after a good response.
    CloseAfter,
    Stall,
    /// Half of the body, then the end.
    Truncated,
    /// The body in five parts.
    Slow,
    /// No HTTP; over HTTP/2 GOAWAY.
    Malformed,
}

fn fault(random: &mut fastrand::Rng) -> Fault {
    match random.u16(..1000) {
        0..20 => Fault::Status(500, None),
        20..30 => Fault::Status(503, None),
        30..35 => Fault::Status(503, Some("0")),
        35..37 => Fault::Status(429, Some("0.02")),
        37..40 => Fault::Status(404, None),
        40..60 => Fault::Reset,
        60..90 => Fault::CloseAfter,
        90..95 => Fault::Stall,
        95..110 => Fault::Truncated,
        110..140 => Fault::Slow,
        140..150 => Fault::Malformed,
        _ => Fault::None,
    }
}

fn is_lines(path: &str) -> bool {
    path.starts_with("/lines")
}

/// The server's process. Dropping it ends the server.
pub(crate) struct Process {
    child: Child,
    pub(crate) http1: String,
    pub(crate) http2: String,
    /// The certificate of the HTTP/2 server as PEM.
    pub(crate) certificate: String,
}

impl Process {
    pub(crate) fn start(seed: u64) -> Self {
        let program = std::env::current_exe().expect("the command has a path");
        let mut command = Command::new(program);
        command.args(["--server", &seed.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the command starts itself");
        let output = child.stdout.take().expect("it is piped");
        let mut lines = BufReader::new(output).lines().map(|it| it.expect("it is text"));
        let (http1, http2) = (lines.next().expect("an address"), lines.next().expect("an address"));
        let certificate = lines.take_while(|it| !it.is_empty()).map(|it| it + "\n").collect();
        Self { child, http1, http2, certificate }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until the process is killed, or the one that started it ends.
pub(crate) async fn run(seed: u64) {
    let (certificate, acceptor) = tls::http2();
    let plain = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let secure = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("http://{}", plain.local_addr().expect("an address"));
    println!("https://{}", secure.local_addr().expect("an address"));
    println!("{certificate}");
    // The other process holds this open as long as it lives.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    let mut random = fastrand::Rng::with_seed(seed);
    loop {
        let mut own = random.fork();
        tokio::select! {
            Ok((socket, _)) = plain.accept() => {
                tokio::spawn(async move { http1(socket, &mut own).await });
            }
            Ok((socket, _)) = secure.accept() => {
                let acceptor = acceptor.clone();
                tokio::spawn(async move { http2(socket, acceptor, own).await });
            }
            else => return,
        }
    }
}

async fn http1(mut socket: TcpStream, random: &mut fastrand::Rng) {
    let mut read = Vec::new();
    while let Some(path) = request(&mut socket, &mut read).await {
        let fault = fault(random);
        if !respond(&mut socket, fault, is_lines(&path)).await {
            return;
        }
    }
}

/// Reads a request with its body, and returns its path.
async fn request(socket: &mut TcpStream, read: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = read.windows(4).position(|it| it == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
            });
            let whole = end + 4 + length.unwrap_or(0);
            if read.len() >= whole {
                read.drain(..whole);
                return head.split(' ').nth(1).map(str::to_owned);
            }
        }
        if socket.read_buf(read).await.ok()? == 0 {
            return None;
        }
    }
}

/// Responds with a fault. Returns whether the connection goes on.
async fn respond(socket: &mut TcpStream, fault: Fault, lines: bool) -> bool {
    let (media_type, body) =
        if lines { ("application/x-ndjson", LINES) } else { ("application/json", BODY) };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let half = &body[..body.len() / 2];
    match fault {
        Fault::None => write(socket, &(head + body)).await,
        Fault::CloseAfter => {
            write(socket, &(head + body)).await;
            // The next request may be on its way.
            sleep(Duration::from_millis(2)).await;
            false
        }
        Fault::Status(status, wait) => {
            let wait = wait.map(|it| format!("retry-after: {it}\r\n")).unwrap_or_default();
            write(socket, &format!("HTTP/1.1 {status} Oh\r\n{wait}content-length: 0\r\n\r\n")).await
        }
        Fault::Reset => {
            let _ = socket.set_zero_linger();
            false
        }
        Fault::Stall => {
            sleep(STALL).await;
            false
        }
        Fault::Truncated => {
            write(socket, &(head + half)).await;
            false
        }
        Fault::Slow => {
            let mut goes_on = write(socket, &head).await;
            for part in body.as_bytes().chunks(body.len().div_ceil(5)) {
                sleep(Duration::from_millis(20)).await;
                goes_on &= socket.write_all(part).await.is_ok();
            }
            goes_on
        }
        Fault::Malformed => {
            write(socket, "no HTTP\r\n\r\n").await;
            false
        }
    }
}

async fn write(socket: &mut TcpStream, text: &str) -> bool {
    socket.write_all(text.as_bytes()).await.is_ok()
}

async fn http2(socket: TcpStream, acceptor: TlsAcceptor, mut random: fastrand::Rng) {
    let Ok(socket) = acceptor.accept(socket).await else { return };
    let Ok(mut connection) = h2::server::handshake(socket).await else { return };
    while let Some(Ok((request, respond))) = connection.accept().await {
        match fault(&mut random) {
            Fault::Malformed => connection.graceful_shutdown(),
            // It ends all streams of the connection, so it is rarer.
            Fault::CloseAfter if random.u8(..10) == 0 => return,
            fault => {
                tokio::spawn(stream(request, respond, fault));
            }
        }
    }
}

async fn stream(
    request: Request<h2::RecvStream>,
    mut respond: SendResponse<Bytes>,
    fault: Fault,
) -> Option<()> {
    let lines = is_lines(request.uri().path());
    let mut upload = request.into_body();
    while let Some(Ok(part)) = upload.data().await {
        upload.flow_control().release_capacity(part.len()).ok()?;
    }
    let (media_type, body) =
        if lines { ("application/x-ndjson", LINES) } else { ("application/json", BODY) };
    let good = Response::builder().header("content-type", media_type).body(()).ok()?;
    match fault {
        Fault::Status(status, wait) => {
            let mut head = Response::builder().status(status);
            if let Some(wait) = wait {
                head = head.header("retry-after", wait);
            }
            respond.send_response(head.body(()).ok()?, true).ok()?;
        }
        Fault::Reset => respond.send_reset(Reason::INTERNAL_ERROR),
        Fault::Stall => {
            sleep(STALL).await;
            respond.send_reset(Reason::CANCEL);
        }
        Fault::Truncated => {
            let mut stream = respond.send_response(good, false).ok()?;
            stream.send_data(Bytes::from_static(&body.as_bytes()[..body.len() / 2]), false).ok()?;
            stream.send_reset(Reason::INTERNAL_ERROR);
        }
        Fault::Slow => {
            let mut stream = respond.send_response(good, false).ok()?;
            for part in body.as_bytes().chunks(body.len().div_ceil(5)) {
                sleep(Duration::from_millis(20)).await;
                stream.send_data(Bytes::from_static(part), false).ok()?;
            }
            stream.send_data(Bytes::new(), true).ok()?;
        }
        Fault::None | Fault::CloseAfter | Fault::Malformed => {
            let mut stream = respond.send_response(good, false).ok()?;
            stream.send_data(Bytes::from_static(body.as_bytes()), true).ok()?;
        }
    }
    Some(())
}
