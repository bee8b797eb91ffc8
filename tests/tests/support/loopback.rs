//! A server on loopback that answers every request in the same way, and keeps the requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub(crate) struct Server {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server with this response, a complete one or its beginning. Each connection has one request.
    pub(crate) fn start(response: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, response) = (requests.clone(), response.to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, response) = (log.clone(), response.clone());
                std::thread::spawn(move || serve(stream, &log, &response));
            }
        });
        Self { url, requests }
    }

    /// Starts a server that answers with this JSON.
    pub(crate) fn json(body: &str) -> Self {
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n";
        Self::start(&format!("{head}content-length: {}\r\n\r\n{body}", body.len()))
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, log: &Mutex<Vec<String>>, response: &str) {
    let mut reader = BufReader::new(stream);
    let (mut request, mut length) = (String::new(), 0);
    loop {
        let start = request.len();
        if reader.read_line(&mut request).unwrap_or(0) == 0 {
            return;
        }
        let line = request[start..].trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_ok() {
        request.push_str(&String::from_utf8_lossy(&body));
        log.lock().unwrap().push(request);
        let _ = reader.into_inner().write_all(response.as_bytes());
    }
}
