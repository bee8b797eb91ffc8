//! A Redis server of the story's own, on a free loopback port.

use std::io;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// A server that ends with the value.
pub(crate) struct RedisServer {
    port: u16,
    _process: Child,
}

impl RedisServer {
    /// Starts a server; `None` if the program is missing.
    pub(crate) async fn start() -> io::Result<Option<Self>> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
        let process = match command.stdout(Stdio::null()).kill_on_drop(true).spawn() {
            Ok(process) => process,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        for _ in 0..1000 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(Some(Self { port, _process: process }));
            }
            sleep(Duration::from_millis(10)).await;
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "redis-server does not respond"))
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}
