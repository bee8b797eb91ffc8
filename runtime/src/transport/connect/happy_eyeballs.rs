//! Connects to one of several addresses (RFC 8305): a dead address delays the next by 250 ms only.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long to wait for one address before the next is tried too (RFC 8305 § 5).
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// The settings of a TCP socket.
#[derive(Clone, Debug, Default)]
pub(super) struct SocketOptions {
    pub(super) local_address: Option<IpAddr>,
    pub(super) keep_alive: Option<Duration>,
}

/// Connects to the first of `addresses` that answers.
pub(super) async fn connect_any(
    addresses: Vec<IpAddr>,
    port: u16,
    options: &Arc<SocketOptions>,
) -> io::Result<TcpStream> {
    let mut left = interleaved(addresses);
    if let (1, Some(only)) = (left.len(), left.front()) {
        return connect(SocketAddr::new(*only, port), options.clone()).await;
    }
    let mut running = JoinSet::new();
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    loop {
        if let Some(address) = left.pop_front() {
            running.spawn(connect(SocketAddr::new(address, port), options.clone()));
        }
        let joined = match left.is_empty() {
            true => running.join_next().await,
            false => match timeout(ATTEMPT_DELAY, running.join_next()).await {
                Ok(joined) => joined,
                Err(_) => continue,
            },
        };
        match joined {
            None => return Err(failure),
            Some(Ok(Ok(stream))) => return Ok(stream),
            Some(Ok(Err(error))) => failure = error,
            Some(Err(error)) => failure = io::Error::other(error),
        }
    }
}

/// Orders addresses so that the families alternate, starting with IPv6 (RFC 8305 § 4).
fn interleaved(addresses: Vec<IpAddr>) -> VecDeque<IpAddr> {
    let (six, four): (Vec<_>, Vec<_>) = addresses.into_iter().partition(IpAddr::is_ipv6);
    let (mut six, mut four) = (six.into_iter(), four.into_iter());
    let mut ordered = VecDeque::new();
    loop {
        match (six.next(), four.next()) {
            (None, None) => return ordered,
            (first, second) => ordered.extend(first.into_iter().chain(second)),
        }
    }
}

async fn connect(address: SocketAddr, options: Arc<SocketOptions>) -> io::Result<TcpStream> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    if let Some(local) = options.local_address.filter(|it| it.is_ipv6() == address.is_ipv6()) {
        socket.bind(SocketAddr::new(local, 0))?;
    }
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    if let Some(time) = options.keep_alive {
        SockRef::from(&stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(time))?;
    }
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_alternate() {
        let of = |text: &str| -> Vec<IpAddr> {
            text.split_whitespace().map(|it| it.parse().unwrap()).collect()
        };
        for (given, expected) in [
            ("1.1.1.1 2.2.2.2 ::1 ::2 3.3.3.3", "::1 1.1.1.1 ::2 2.2.2.2 3.3.3.3"),
            ("1.1.1.1", "1.1.1.1"),
            ("::1 ::2", "::1 ::2"),
            ("", ""),
        ] {
            assert_eq!(Vec::from(interleaved(of(given))), of(expected), "{given}");
        }
    }

    #[tokio::test]
    async fn without_an_address_there_is_an_error() {
        let error = connect_any(Vec::new(), 1, &Arc::default()).await.unwrap_err();
        assert_eq!(error.to_string(), "the host has no address");
    }
}
