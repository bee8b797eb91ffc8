//! A server on loopback that responds by a script, and records requests.
//!
//! One connection carries one request, so that each reply, and each lost one, is independent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A status and a JSON body.
    Json(u16, &'static str),
    /// The bytes of a response, from the status line on.
    Raw(Vec<u8>),
    /// Reads the request and closes the connection.
    Close,
}

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Request {
    /// `POST /v1/orders`.
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, its chunks put together; bytes that are not text are written as `\\xff`.
    pub body: String,
    /// How many bytes the body has.
    pub body_len: usize,
}

impl Request {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// The running server.
#[derive(Debug)]
pub struct Server {
    url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server that sends these replies, one per request, and then refuses connections.
    #[must_use]
    pub fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for reply in replies {
                let (stream, _) = listener.accept().expect("a connection comes");
                serve(stream, &reply, &seen);
            }
        });
        Self { url, requests }
    }

    /// Where it listens, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no thread panicked with the lock").clone()
    }
}

fn serve(mut stream: TcpStream, reply: &Reply, seen: &Mutex<Vec<Request>>) {
    let request = read(&stream);
    seen.lock().expect("no thread panicked with the lock").push(request);
    let bytes = match reply {
        Reply::Json(status, body) => {
            let length = body.len();
            let head = "content-type: application/json\r\nconnection: close";
            format!(
                "HTTP/1.1 {status} Scripted\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}"
            )
            .into_bytes()
        }
        Reply::Raw(bytes) => bytes.clone(),
        Reply::Close => Vec::new(),
    };
    stream.write_all(&bytes).expect("the client reads the reply");
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let line = line(&mut reader);
    let mut headers = Vec::new();
    loop {
        let header = self::line(&mut reader);
        let Some((name, value)) = header.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let line = line.replace(" HTTP/1.1", "");
    let mut request = Request { line, headers, body: String::new(), body_len: 0 };
    let body = match request.header("content-length") {
        Some(length) => bytes(&mut reader, length.parse().expect("a number")),
        None if request.header("transfer-encoding") == Some("chunked") => chunks(&mut reader),
        None => Vec::new(),
    };
    request.body_len = body.len();
    request.body = match String::from_utf8(body) {
        Ok(text) => text,
        Err(error) => error.into_bytes().escape_ascii().to_string(),
    };
    request
}

fn bytes(reader: &mut impl Read, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).expect("the body is as long as it says");
    bytes
}

/// RFC 9112 section 7.1, without trailers.
fn chunks(reader: &mut impl BufRead) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let length = usize::from_str_radix(&line(reader), 16).expect("the length of a chunk");
        body.extend(bytes(reader, length));
        line(reader);
        if length == 0 {
            return body;
        }
    }
}

fn line(reader: &mut impl BufRead) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).expect("a line comes");
    line.trim_end().to_owned()
}
