//! A server on loopback that keeps what it is sent as it came, and returns the response it was given.
//!
//! It must not know of documents or clients.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// A request as it came over the wire.
#[derive(Clone, Debug, Default)]
pub(super) struct Raw {
    pub(super) method: String,
    /// Path and query, still encoded.
    pub(super) target: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Raw {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) body: Vec<u8>,
}

#[derive(Debug)]
struct State {
    response: Response,
    requests: Vec<Raw>,
}

/// The running server; its threads end with the process.
#[derive(Debug)]
pub(super) struct Server {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let response = Response { status: 500, content_type: None, body: Vec::new() };
        let state = Arc::new(Mutex::new(State { response, requests: Vec::new() }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &state));
            }
        });
        Self { url, state }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Says what is answered from now on, and forgets earlier requests.
    pub(super) fn prepare(&self, response: Response) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = State { response, requests: Vec::new() };
    }

    /// What it was asked since.
    pub(super) fn requests(&self) -> Vec<Raw> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.requests)
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Ok(Some(request)) = read(&mut reader) {
        let is_head = request.method == "HEAD";
        let response = {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.requests.push(request);
            state.response.clone()
        };
        let mut out = stream;
        if out.write_all(&bytes(&response, is_head)).is_err() {
            return;
        }
    }
}

pub(super) fn bytes(response: &Response, is_head: bool) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} Recorded\r\n", response.status);
    if let Some(media) = &response.content_type {
        head.push_str(&format!("content-type: {media}\r\n"));
    }
    // Such a response has no content (RFC 9110 sections 15.3.5 and 15.4.5).
    let is_bare = matches!(response.status, 204 | 304);
    if !is_bare {
        head.push_str(&format!("content-length: {}\r\n", response.body.len()));
    }
    head.push_str("\r\n");
    let body: &[u8] = if is_head || is_bare { &[] } else { &response.body };
    [head.as_bytes(), body].concat()
}

pub(super) fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Raw>> {
    let first = line(reader)?;
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let mut request =
        Raw { method: method.to_owned(), target: target.to_owned(), ..Raw::default() };
    loop {
        let header = line(reader)?;
        let Some((name, value)) = header.split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = request.header("content-length").and_then(|it| it.parse().ok());
    let chunked = request.header("transfer-encoding") == Some("chunked");
    match length {
        Some(length) => request.body = exactly(reader, length)?,
        None if chunked => request.body = chunks(reader)?,
        None => {}
    }
    Ok(Some(request))
}

fn exactly(reader: &mut impl Read, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// RFC 9112 section 7.1, without trailers.
fn chunks(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length = usize::from_str_radix(&line(reader)?, 16).map_err(std::io::Error::other)?;
        body.extend(exactly(reader, length)?);
        line(reader)?;
        if length == 0 {
            return Ok(body);
        }
    }
}

fn line(reader: &mut impl BufRead) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    reader.read_until(b'\n', &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}
