//! A server on loopback that does to each request of a call what a script says, and keeps a log of every call.
//!
//! A call is determined by the first segment of its path, `call-N`, so that a request that comes late counts for the call that
//! sent it.

use std::collections::HashMap;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fault::{Fault, Script};
use super::judge::Seen;
use crate::corpus::drive::program::ATTEMPT;
use crate::corpus::drive::server::{self, Raw, Response};

/// How much of a request is looked at to find its call.
const PREFIX: usize = 64;

#[derive(Debug, Default)]
struct Planned {
    script: Script,
    response: Option<Response>,
    key_header: Option<String>,
    log: Vec<Seen>,
}

type Calls = Mutex<HashMap<usize, Planned>>;

/// The running server; its threads end with the process.
#[derive(Debug)]
pub(super) struct Server {
    url: String,
    calls: Arc<Calls>,
}

impl Server {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let calls = Arc::new(Calls::default());
        let shared = Arc::clone(&calls);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let calls = Arc::clone(&shared);
                std::thread::spawn(move || while serve(&stream, &calls).is_some() {});
            }
        });
        Self { url, calls }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Says what befalls the requests of a call, how they are answered, and in which header their key is.
    pub(super) fn prepare(
        &self,
        call: usize,
        script: Script,
        response: Response,
        key_header: Option<&str>,
    ) {
        let key_header = key_header.map(str::to_ascii_lowercase);
        let planned = Planned { script, response: Some(response), key_header, log: Vec::new() };
        lock(&self.calls).insert(call, planned);
    }

    /// The requests of a call so far.
    pub(super) fn log(&self, call: usize) -> Vec<Seen> {
        lock(&self.calls).get(&call).map(|it| it.log.clone()).unwrap_or_default()
    }
}

fn lock(calls: &Calls) -> MutexGuard<'_, HashMap<usize, Planned>> {
    calls.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves one request; `None` where the connection ends.
fn serve(stream: &TcpStream, calls: &Calls) -> Option<()> {
    let call = call_of(stream)?;
    let (number, fault) = {
        let mut calls = lock(calls);
        let planned = calls.get_mut(&call)?;
        planned.log.push(Seen::default());
        let number = planned.log.len() - 1;
        (number, planned.script.at(number))
    };
    if fault == Some(Fault::Reset) {
        // The system resets a connection that is closed with bytes that nobody read.
        return None;
    }
    let request = server::read(&mut BufReader::new(stream)).ok().flatten()?;
    let executed = fault != Some(Fault::TooManyRequests);
    let response = record(&request, &mut lock(calls), call, number, executed)?;
    let mut bytes = server::bytes(&response, request.method == "HEAD");
    match fault {
        None | Some(Fault::Reset) => {}
        Some(Fault::Lost) => return None,
        Some(Fault::TooManyRequests) => {
            bytes = b"HTTP/1.1 429 Slow\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n".to_vec();
        }
        Some(Fault::ServerError) => {
            bytes = b"HTTP/1.1 500 Broken\r\ncontent-length: 0\r\n\r\n".to_vec();
        }
        Some(Fault::Slow) => std::thread::sleep(2 * ATTEMPT),
        Some(Fault::Truncated) => bytes.truncate(bytes.len() / 2),
    }
    let mut out = stream;
    out.write_all(&bytes).ok()?;
    match fault {
        Some(Fault::Truncated) => return None,
        None => {
            let mut calls = lock(calls);
            calls.get_mut(&call)?.log.get_mut(number)?.answered = true;
        }
        Some(_) => {}
    }
    Some(())
}

/// The number of the call that the next request belongs to. Reads nothing.
fn call_of(stream: &TcpStream) -> Option<usize> {
    let mut prefix = [0; PREFIX];
    loop {
        let read = stream.peek(&mut prefix).ok().filter(|it| *it > 0)?;
        let text = String::from_utf8_lossy(prefix.get(..read)?);
        if let Some((_, rest)) = text.split_once("/call-") {
            if let Some((number, _)) = rest.split_once(|it: char| !it.is_ascii_digit()) {
                return number.parse().ok();
            }
        }
        if read == PREFIX {
            return None;
        }
        std::thread::yield_now();
    }
}

/// Writes a request that was read into the log, and returns its response.
fn record(
    request: &Raw,
    calls: &mut HashMap<usize, Planned>,
    call: usize,
    number: usize,
    executed: bool,
) -> Option<Response> {
    let planned = calls.get_mut(&call)?;
    let key = planned.key_header.as_deref().and_then(|it| request.header(it));
    let key = key.map(str::to_owned);
    *planned.log.get_mut(number)? = Seen { key, whole: true, executed, answered: false };
    planned.response.clone()
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::time::Duration;

    use super::*;

    /// What a POST gets back whose first request has this fault, and what the server knows of it.
    fn post(fault: Option<Fault>) -> (String, Vec<Seen>) {
        let server = Server::start();
        let script = Script { first: fault.into_iter().collect(), then: None };
        let response = Response { status: 200, content_type: None, body: b"0123456789".repeat(20) };
        server.prepare(3, script, response, Some("Idempotency-Key"));
        let address = server.url().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(address).unwrap();
        let head =
            "POST /call-3/orders HTTP/1.1\r\nidempotency-key: k\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(head.as_bytes()).unwrap();
        let mut got = vec![0; 4096];
        let read = stream.read(&mut got).unwrap_or(0);
        // Where a response was written, the log follows it.
        std::thread::sleep(Duration::from_millis(20));
        (String::from_utf8_lossy(&got[..read]).into_owned(), server.log(3))
    }

    #[test]
    fn each_fault_is_done_and_logged() {
        let whole =
            Seen { key: Some("k".to_owned()), whole: true, executed: true, answered: false };
        let (text, log) = post(None);
        assert!(text.ends_with("0123456789"), "{text}");
        assert_eq!(log, [Seen { answered: true, ..whole.clone() }]);
        let (text, log) = post(Some(Fault::Lost));
        assert_eq!((text.as_str(), log), ("", vec![whole.clone()]));
        let (text, log) = post(Some(Fault::Reset));
        assert_eq!((text.as_str(), log), ("", vec![Seen::default()]));
        let (text, log) = post(Some(Fault::TooManyRequests));
        assert!(text.starts_with("HTTP/1.1 429 "), "{text}");
        assert_eq!(log, [Seen { executed: false, ..whole.clone() }]);
        let (text, log) = post(Some(Fault::Truncated));
        assert!(text.starts_with("HTTP/1.1 200 ") && !text.ends_with("0123456789"), "{text}");
        assert_eq!(log, [whole]);
    }
}
