//! A server that honours idempotency keys, loses responses, and hands out work.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream, tcp::OwnedReadHalf};
use tokio::time::{sleep, timeout};

/// The server, its effects and the work that is left.
#[derive(Clone, Default)]
pub(crate) struct Server {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
pub(crate) struct State {
    /// The numbers of the writes that nobody has taken.
    left: BTreeSet<u32>,
    /// Those that a client has taken, and that were not performed.
    taken: BTreeSet<u32>,
    /// Those whose request has arrived, also if nothing of it was performed.
    arrived: BTreeSet<u32>,
    /// Those that a client has begun, and that it did not complete when it recovered.
    pub(crate) forgotten: BTreeSet<u32>,
    /// The keys that the server remembers.
    keys: HashMap<String, u32>,
    /// How often each write was performed.
    pub(crate) performed: HashMap<u32, u32>,
    /// Responses that were lost after the write was performed.
    pub(crate) lost: u32,
    /// Requests whose key the server knew.
    pub(crate) replayed: u32,
    /// Requests that the server has received.
    pub(crate) received: u64,
    /// Whether responses are lost at all.
    is_lossy: bool,
    random: u64,
}

impl Server {
    /// Starts a server with this many writes to make.
    pub(crate) async fn start(writes: u32, is_lossy: bool, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let left = (0..writes).collect();
        let state = State { left, is_lossy, random: seed, ..State::default() };
        let url = format!("http://{}", listener.local_addr()?);
        let server = Self { url, state: Arc::new(Mutex::new(state)) };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = own.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        Ok(server)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut read = BufReader::new(read);
        loop {
            let (mut line, mut key, mut length) = (String::new(), String::new(), 0);
            if read.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let target = line.split(' ').nth(1).unwrap_or("").to_owned();
            loop {
                let mut header = String::new();
                read.read_line(&mut header).await?;
                let Some((name, value)) = header.trim_end().split_once(": ") else { break };
                match name.to_ascii_lowercase().as_str() {
                    "idempotency-key" => key = value.to_owned(),
                    "content-length" => length = value.parse().unwrap(),
                    _ => {}
                }
            }
            let mut body = vec![0; length];
            read.read_exact(&mut body).await?;
            self.state().received += 1;
            let number = || String::from_utf8_lossy(&body).parse().unwrap();
            let response = match target.as_str() {
                "/next" => self.state().take(),
                "/resumed" => self.state().resumed(),
                "/writes" => {
                    let (wait_before, wait) = self.state().arrive(number());
                    if is_abandoned(&mut read, wait_before).await {
                        return Ok(());
                    }
                    let outcome = self.state().write(&key, number());
                    sleep(wait).await;
                    let Some(response) = outcome else { return Ok(()) };
                    response
                }
                _ => panic!("{target}"),
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                response.len()
            );
            write.write_all((head + &response).as_bytes()).await?;
        }
    }
}

/// Whether the client is killed before the server performs its write.
async fn is_abandoned(read: &mut BufReader<OwnedReadHalf>, wait: Duration) -> bool {
    // The client sends nothing before it has a response.
    !wait.is_zero() && timeout(wait, read.fill_buf()).await.is_ok()
}

impl State {
    /// Hands out a write: its number, or `null`.
    fn take(&mut self) -> String {
        let Some(number) = self.left.pop_first() else { return "null".to_owned() };
        self.taken.insert(number);
        number.to_string()
    }

    /// A client has recovered. What was taken and has not arrived was never begun, so it is handed out again. What has arrived was
    /// recorded before, so the client has completed it, or its journal has lost it.
    fn resumed(&mut self) -> String {
        let taken = std::mem::take(&mut self.taken);
        let (mut begun, mut unbegun) = taken.into_iter().partition(|it| self.arrived.contains(it));
        self.left.append(&mut unbegun);
        self.forgotten.append(&mut begun);
        "null".to_owned()
    }

    /// Notes that the request of a write has arrived. Returns how long the server waits before it performs it, and after.
    fn arrive(&mut self, number: u32) -> (Duration, Duration) {
        self.arrived.insert(number);
        let [wait_before, wait] = if self.is_lossy { [1000, 1000] } else { [1, 2000] };
        let wait_before = Duration::from_micros(self.below(wait_before));
        (wait_before, Duration::from_micros(self.below(wait)))
    }

    /// Performs a write once for each key. Returns `None` if the response is lost.
    fn write(&mut self, key: &str, number: u32) -> Option<String> {
        if self.is_lossy && self.below(20) == 0 {
            return None;
        }
        if let Some(known) = self.keys.get(key) {
            assert_eq!(*known, number, "a key belongs to one write");
            self.replayed += 1;
        } else {
            self.keys.insert(key.to_owned(), number);
            *self.performed.entry(number).or_default() += 1;
            self.taken.remove(&number);
        }
        if self.is_lossy && self.below(10) == 0 {
            self.lost += 1;
            return None;
        }
        Some(number.to_string())
    }

    /// A random number (xorshift).
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % end
    }
}
