//! The scripted server: each connection is a list of steps, and everything received is recorded.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::scan::{HEADER, PLANTED};

/// What the server does on a connection.
#[derive(Clone, Debug)]
pub enum Step {
    /// Reads one request, head and body.
    Read,
    /// Writes this text.
    Write(String),
    /// Writes these bytes.
    WriteBytes(Vec<u8>),
    /// Waits.
    Wait(Duration),
    /// Closes with a reset.
    Reset,
}

pub type Connection = Vec<Step>;

/// Reads a request and responds to it.
pub fn respond(status: &str, headers: &str, body: &str) -> Vec<Step> {
    let (planted, length) =
        (format!("{HEADER}: {PLANTED}\r\nset-cookie: id={PLANTED}"), body.len());
    let head =
        format!("HTTP/1.1 {status}\r\n{headers}{planted}\r\ncontent-length: {length}\r\n\r\n");
    vec![Step::Read, Step::Write(head + body)]
}

pub fn json(body: &str) -> Vec<Step> {
    respond("200 OK", "content-type: application/json\r\n", body)
}

pub fn status(status: &str) -> Vec<Step> {
    respond(status, "", "")
}

/// Several steps on one connection.
pub fn then(parts: &[Vec<Step>]) -> Connection {
    parts.concat()
}

/// A server that plays one script per connection, in the order of connecting, and closes later
/// connections.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

impl Server {
    pub async fn start(script: Vec<Connection>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let (log, count) = (requests.clone(), connections.clone());
        tokio::spawn(async move {
            let mut script = script.into_iter();
            while let Ok((stream, _)) = listener.accept().await {
                *count.lock().unwrap() += 1;
                let Some(steps) = script.next() else { continue };
                tokio::spawn(play(stream, steps, log.clone()));
            }
        });
        Self { address, requests, connections }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    /// The values of a header, one per request, empty if it is missing.
    pub fn header(&self, name: &str) -> Vec<String> {
        self.requests().iter().map(|request| header(request, name)).collect()
    }
}

/// The messages of an error and of all its causes, as reporters print them.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(it) = cause {
        let message = it.to_string();
        assert!(!text.contains(&message), "{text:?} repeats {message:?}");
        text = format!("{text}: {message}");
        cause = it.source();
    }
    text
}

pub fn header(request: &str, name: &str) -> String {
    let line = |line: &str| {
        let (there, value) = line.split_once(':')?;
        there.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    };
    request.lines().find_map(line).unwrap_or_default()
}

async fn play(mut stream: TcpStream, steps: Connection, log: Arc<Mutex<Vec<String>>>) {
    for step in steps {
        match step {
            Step::Read => match read(&mut stream).await {
                Some(request) => log.lock().unwrap().push(request),
                None => return,
            },
            Step::Write(text) => {
                if stream.write_all(text.as_bytes()).await.is_err() {
                    return;
                }
            }
            Step::WriteBytes(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Wait(time) => tokio::time::sleep(time).await,
            Step::Reset => {
                stream.set_zero_linger().unwrap();
                return;
            }
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let chunked = header(head, "transfer-encoding") == "chunked";
            let whole = body.len() >= header(head, "content-length").parse().unwrap_or(0);
            if if chunked { body.ends_with("0\r\n\r\n") } else { whole } {
                return Some(text);
            }
        }
        if stream.read_buf(&mut request).await.ok()? == 0 {
            return None;
        }
    }
}
