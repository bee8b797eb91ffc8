//! The handshake of SOCKS5 (RFC 1928) with a user name and password (RFC 1929).

use std::io;
use std::net::IpAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::stream::Stream;

/// A destination, by name or by address.
pub(super) enum Destination<'a> {
    Name(&'a str),
    Address(IpAddr),
}

const VERSION: u8 = 5;
const NO_LOGIN: u8 = 0;
const LOGIN: u8 = 2;
const CONNECT: u8 = 1;

/// Connects to a destination through the proxy at the other end of `stream`.
pub(super) async fn connect(
    stream: &mut Stream,
    destination: Destination<'_>,
    port: u16,
    login: Option<&(String, String)>,
) -> io::Result<()> {
    let methods: &[u8] =
        if login.is_some() { &[VERSION, 2, NO_LOGIN, LOGIN] } else { &[VERSION, 1, NO_LOGIN] };
    send(stream, methods).await?;
    match (read::<2>(stream).await?, login) {
        ([VERSION, NO_LOGIN], _) => {}
        ([VERSION, LOGIN], Some(login)) => authenticate(stream, login).await?,
        _ => return Err(io::Error::other("the proxy accepts no way to authenticate")),
    }
    send(stream, &request(&destination, port)?).await?;
    read_reply(stream).await
}

async fn authenticate(stream: &mut Stream, (user, word): &(String, String)) -> io::Result<()> {
    let mut message = vec![1];
    for text in [user, word] {
        push_text(&mut message, text)?;
    }
    send(stream, &message).await?;
    match read::<2>(stream).await? {
        [_, 0] => Ok(()),
        _ => Err(io::Error::other("the proxy rejects the user name or password")),
    }
}

/// Creates the request to connect (RFC 1928 § 4).
fn request(destination: &Destination<'_>, port: u16) -> io::Result<Vec<u8>> {
    let mut message = vec![VERSION, CONNECT, 0];
    match destination {
        Destination::Address(IpAddr::V4(address)) => {
            message.push(1);
            message.extend_from_slice(&address.octets());
        }
        Destination::Address(IpAddr::V6(address)) => {
            message.push(4);
            message.extend_from_slice(&address.octets());
        }
        Destination::Name(name) => {
            message.push(3);
            push_text(&mut message, name)?;
        }
    }
    message.extend_from_slice(&port.to_be_bytes());
    Ok(message)
}

/// Reads the reply (RFC 1928 § 6) with the address that it contains.
async fn read_reply(stream: &mut Stream) -> io::Result<()> {
    let [_, status, _, kind] = read::<4>(stream).await?;
    if status != 0 {
        return Err(io::Error::other(format!("the proxy cannot connect (reply {status})")));
    }
    let length = match kind {
        1 => 4,
        4 => 16,
        3 => usize::from(stream.read_u8().await?),
        _ => return Err(io::Error::other("the reply of the proxy is malformed")),
    };
    let mut rest = vec![0; length + 2];
    stream.read_exact(&mut rest).await?;
    Ok(())
}

fn push_text(message: &mut Vec<u8>, text: &str) -> io::Result<()> {
    let length = u8::try_from(text.len())
        .map_err(|_| io::Error::other("a text for the proxy is longer than 255 bytes"))?;
    message.push(length);
    message.extend_from_slice(text.as_bytes());
    Ok(())
}

async fn send(stream: &mut Stream, message: &[u8]) -> io::Result<()> {
    stream.write_all(message).await?;
    stream.flush().await
}

async fn read<const N: usize>(stream: &mut Stream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}
