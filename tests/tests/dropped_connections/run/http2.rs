//! The same server over HTTP/2: a stream ends, or its connection with all others.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http::{Request, Response};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_rustls::TlsAcceptor;

use super::server::{DropPoint, State, lock};

/// What happens to a connection.
enum End {
    /// GOAWAY: streams that were accepted go on.
    GoAway,
    /// The connection is dropped with all of its streams.
    Dropped,
}

/// Accepts streams until the connection is dropped.
pub(super) async fn connection(socket: TcpStream, acceptor: TlsAcceptor, state: Arc<Mutex<State>>) {
    let is_dropped_at_once = lock(&state).rng.u8(..) < 16;
    if let (false, Ok(socket)) = (is_dropped_at_once, acceptor.accept(socket).await) {
        if let Ok(mut connection) = h2::server::handshake(socket).await {
            let (sender, mut ends) = unbounded_channel();
            loop {
                tokio::select! {
                    Some(end) = ends.recv() => match end {
                        End::GoAway => connection.graceful_shutdown(),
                        End::Dropped => break,
                    },
                    accepted = connection.accept() => {
                        let Some(Ok((request, respond))) = accepted else { break };
                        tokio::spawn(stream(request, respond, sender.clone(), state.clone()));
                    }
                }
            }
        }
    }
    lock(&state).dropped += 1;
}

/// Performs the order of a request, or ends before or after that.
async fn stream(
    request: Request<h2::RecvStream>,
    mut respond: SendResponse<Bytes>,
    ends: UnboundedSender<End>,
    state: Arc<Mutex<State>>,
) -> Option<()> {
    let (drop, is_refused, is_whole) = {
        let mut state = lock(&state);
        (state.draw(), state.rng.u8(..) < 16, state.rng.u8(..) < 48)
    };
    if is_refused {
        // RFC 9113, section 8.7: the request was not processed.
        respond.send_reset(Reason::REFUSED_STREAM);
        return None;
    }
    let ended = |respond: &mut SendResponse<Bytes>| {
        if is_whole {
            let _ = ends.send(End::Dropped);
        } else {
            respond.send_reset(Reason::INTERNAL_ERROR);
        }
        None
    };
    if drop == DropPoint::InRequest {
        return ended(&mut respond);
    }
    let key = request.headers().get("idempotency-key").and_then(|it| it.to_str().ok());
    let key = key.unwrap_or_default().to_owned();
    let number = order(request.into_body()).await?;
    lock(&state).orders.entry(number).or_default().complete += 1;
    if drop == DropPoint::BeforeWork {
        return ended(&mut respond);
    }
    lock(&state).perform(number, &key);
    if matches!(drop, DropPoint::BeforeResponse | DropPoint::InHead) {
        return ended(&mut respond);
    }
    let head = Response::builder().status(201).header("content-type", "application/json");
    let mut body = respond.send_response(head.body(()).ok()?, false).ok()?;
    body.send_data(Bytes::from(number.to_string()), false).ok()?;
    if drop == DropPoint::InBody {
        return ended(&mut respond);
    }
    body.send_data(Bytes::from_static(b" "), true).ok()?;
    if drop == DropPoint::WhileIdle && is_whole {
        let idle = lock(&state).rng.u64(0..1500);
        tokio::time::sleep(Duration::from_micros(idle)).await;
        let _ = ends.send(if idle % 2 == 0 { End::GoAway } else { End::Dropped });
    }
    Some(())
}

/// The number in the body.
async fn order(mut body: h2::RecvStream) -> Option<u64> {
    let mut text = Vec::new();
    while let Some(part) = body.data().await {
        let part = part.ok()?;
        body.flow_control().release_capacity(part.len()).ok()?;
        text.extend_from_slice(&part);
    }
    String::from_utf8(text).ok()?.trim().parse().ok()
}
