//! A server of orders on loopback, which drops connections at random points.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use fastrand::Rng;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Keys, Protocol, http2, tls};

/// What the server knows of an order.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    /// How many complete requests arrived.
    pub(super) complete: u32,
    /// How often it was performed.
    pub(super) performed: u32,
}

pub(super) struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    /// The certificate that clients have to trust, as PEM, with TLS.
    pub(super) certificate: Option<String>,
}

pub(super) struct State {
    pub(super) rng: Rng,
    keys: Keys,
    pub(super) orders: HashMap<u64, Log>,
    /// The orders that were performed, by key.
    known: HashMap<String, u64>,
    pub(super) dropped: u64,
}

/// Where a connection is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DropPoint {
    /// Nowhere: the response is complete and the connection stays.
    Never,
    /// As soon as it is accepted.
    AtOnce,
    /// After a part of the request was read.
    InRequest,
    /// After the request was read, and before it is performed.
    BeforeWork,
    /// After it was performed.
    BeforeResponse,
    InHead,
    InBody,
    /// Shortly after a complete response, when the client may send the next request.
    WhileIdle,
}

const DROPS: [DropPoint; 10] = [
    DropPoint::Never,
    DropPoint::Never,
    DropPoint::InRequest,
    DropPoint::BeforeWork,
    DropPoint::BeforeResponse,
    DropPoint::InHead,
    DropPoint::InBody,
    DropPoint::WhileIdle,
    DropPoint::WhileIdle,
    DropPoint::WhileIdle,
];

impl Server {
    pub(super) async fn start(seed: u64, keys: Keys, protocol: Protocol) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let (orders, known) = (HashMap::new(), HashMap::new());
        let state = State { rng: Rng::with_seed(seed), keys, orders, known, dropped: 0 };
        let state = Arc::new(Mutex::new(state));
        let tls = (protocol == Protocol::Http2).then(tls::http2);
        let (certificate, acceptor) = tls.unzip();
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                match acceptor.clone() {
                    None => tokio::spawn(connection(stream, shared.clone())),
                    Some(acceptor) => {
                        tokio::spawn(http2::connection(stream, acceptor, shared.clone()))
                    }
                };
            }
        });
        Self { address, state, certificate }
    }

    pub(super) fn url(&self) -> String {
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    pub(super) fn log(&self, number: u64) -> Log {
        lock(&self.state).orders.get(&number).cloned().unwrap_or_default()
    }

    pub(super) fn performed(&self) -> u64 {
        lock(&self.state).orders.values().map(|it| u64::from(it.performed)).sum()
    }

    /// How often the order was performed that was performed most often.
    pub(super) fn most_performed(&self) -> u32 {
        lock(&self.state).orders.values().map(|it| it.performed).max().unwrap_or_default()
    }

    pub(super) fn dropped(&self) -> u64 {
        lock(&self.state).dropped
    }
}

pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("nothing panics while the lock is held")
}

impl State {
    pub(super) fn draw(&mut self) -> DropPoint {
        DROPS[self.rng.usize(..DROPS.len())]
    }

    /// Performs an order, unless its key is known and honoured.
    pub(super) fn perform(&mut self, number: u64, key: &str) {
        let is_known = self.keys == Keys::Honoured && self.known.contains_key(key);
        if !is_known {
            self.known.insert(key.to_owned(), number);
            self.orders.entry(number).or_default().performed += 1;
        }
    }
}

/// Serves requests until the connection is dropped.
async fn connection(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let (mut buffer, mut is_first) = (Vec::new(), true);
    let mut drop =
        if lock(&state).rng.u8(..) < 16 { DropPoint::AtOnce } else { lock(&state).draw() };
    while drop != DropPoint::AtOnce {
        let Some((number, key)) = read(&mut stream, &mut buffer, drop).await else { break };
        lock(&state).orders.entry(number).or_default().complete += 1;
        if drop == DropPoint::BeforeWork {
            break;
        }
        lock(&state).perform(number, &key);
        let body = number.to_string();
        let head = format!(
            "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len() + 1
        );
        let response = format!("{head}{body} ");
        let sent = match drop {
            DropPoint::BeforeResponse => "",
            DropPoint::InHead => &response[..20],
            DropPoint::InBody => &response[..head.len() + body.len()],
            _ => &response,
        };
        if stream.write_all(sent.as_bytes()).await.is_err() {
            break;
        }
        match drop {
            DropPoint::Never => drop = lock(&state).draw(),
            DropPoint::WhileIdle => {
                let idle = lock(&state).rng.u64(0..1500);
                tokio::time::sleep(Duration::from_micros(idle)).await;
                break;
            }
            _ => break,
        }
        is_first = false;
    }
    let mut state = lock(&state);
    state.dropped += 1;
    // A reset tells the client something else than an orderly end.
    if state.rng.bool() && (!is_first || drop != DropPoint::Never) {
        let _ = stream.set_zero_linger();
    }
}

/// Reads a request. Returns the order in its body, and its key.
async fn read(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    drop: DropPoint,
) -> Option<(u64, String)> {
    buffer.clear();
    loop {
        let text = String::from_utf8_lossy(buffer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            if drop == DropPoint::InRequest {
                return None;
            }
            let header = |name: &str| {
                let named = |line: &str| {
                    let (it, value) = line.split_once(':')?;
                    it.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
                };
                head.lines().find_map(named).unwrap_or_default()
            };
            if body.len() >= header("content-length").parse().ok()? {
                return Some((body.trim().parse().ok()?, header("idempotency-key")));
            }
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}
