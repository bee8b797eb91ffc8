//! The network between client and server: a transport that draws a fault for each request.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame};
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::Planted;
use super::api::{HONOURED, KEY, NUMBER};
use super::plan::{Fault, Settings};
use super::server::{Begun, LogEntry, Server};

#[derive(Clone)]
pub(super) struct Network(Arc<Mutex<State>>);

struct State {
    rng: Rng,
    settings: Settings,
    planted: Planted,
    server: Server,
    attempts: u64,
    /// How many tokens were granted.
    tokens: u64,
}

/// One request on the network.
struct Packet {
    number: u64,
    /// The key, if the server honours it for this operation.
    key: Option<String>,
    fault: Fault,
    latency: Duration,
    work: Duration,
    /// Whether a fault with two sides occurs after the server has performed the request.
    is_performed: bool,
    /// `Retry-After` in seconds.
    hint: u32,
}

type Reply = Result<Response<ResponseBody>, TransportError>;

impl Network {
    pub(super) fn new(rng: Rng, settings: &Settings, planted: Planted) -> Self {
        let server = Server::new(planted == Planted::ForgetfulServer);
        let settings = settings.clone();
        Self(Arc::new(Mutex::new(State { rng, settings, planted, server, attempts: 0, tokens: 0 })))
    }

    /// The number of requests so far.
    pub(super) fn attempts(&self) -> u64 {
        self.state().attempts
    }

    pub(super) fn effects(&self) -> u64 {
        self.state().server.log.values().map(|it| u64::from(it.effects)).sum()
    }

    /// What the server knows of a request.
    pub(super) fn entry(&self, number: u64) -> LogEntry {
        self.state().server.entry(number).clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("nothing panics while the lock is held")
    }

    fn packet(&self, headers: &HeaderMap) -> Packet {
        let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
        let number = text(NUMBER).and_then(|it| it.parse().ok()).unwrap_or_default();
        let mut state = self.state();
        state.attempts += 1;
        let state = &mut *state;
        let fault = state.settings.fault(&mut state.rng);
        let packet = Packet {
            number,
            key: text(KEY).filter(|_| headers.contains_key(HONOURED)).map(str::to_owned),
            fault,
            latency: Duration::from_micros(state.rng.u64(100..120_000)),
            work: Duration::from_micros(state.rng.u64(100..100_000)),
            is_performed: state.rng.bool(),
            hint: state.rng.u32(0..5),
        };
        let has_token = headers.contains_key("authorization");
        let entry = state.server.entry(number);
        entry.lacks_token |= state.settings.has_tokens && !has_token;
        entry.history.push(format!("{fault:?}/{}", packet.is_performed));
        entry.keys.extend(text(KEY).map(str::to_owned));
        packet
    }

    /// The token endpoint, which has faults of its own.
    async fn grant(self) -> Reply {
        let (fault, latency, life) = {
            let mut state = self.state();
            let state = &mut *state;
            let fault = state.settings.fault(&mut state.rng);
            let latency = Duration::from_micros(state.rng.u64(100..300_000));
            (fault, latency, [1, 30, 3600][state.rng.usize(..3)])
        };
        sleep(latency).await;
        let error = |kind| Err(TransportError::new(kind));
        match fault {
            Fault::Refused | Fault::ConnectTimeout => error(TransportErrorKind::Connect),
            Fault::Stale => error(TransportErrorKind::Stale),
            Fault::BrokenBefore | Fault::BrokenAfter => error(TransportErrorKind::Broken),
            Fault::LostResponse | Fault::Late | Fault::ConnectHangs => std::future::pending().await,
            Fault::Garbage => Ok(json(200, "<html>")),
            Fault::Failure | Fault::BadGateway => Ok(json(503, "{}")),
            Fault::Throttled => Ok(json(429, "{}")),
            Fault::Invalid => Ok(json(400, r#"{"error":"invalid_client"}"#)),
            _ => {
                let mut state = self.state();
                state.tokens += 1;
                let token = format!("token-{}", state.tokens);
                let body = format!(
                    r#"{{"access_token":"{token}","token_type":"bearer","expires_in":{life}}}"#
                );
                Ok(json(200, body))
            }
        }
    }

    /// The server's side of a request, which does not end when the client gives up.
    async fn serve(self, packet: Packet, reply: oneshot::Sender<Reply>) {
        let Packet { number, fault, .. } = packet;
        let key = packet.key.as_deref();
        let late = if fault == Fault::Late { Duration::from_secs(12) } else { Duration::ZERO };
        sleep(packet.latency + late).await;
        // A gateway in front of the server responds by itself.
        if let Some(response) = rejection(&packet) {
            self.state().server.entry(number).received += 1;
            let _ = reply.send(Ok(response));
            return;
        }
        let begun = self.state().server.begin(number, key);
        sleep(packet.work).await;
        let response = match begun {
            Begun::InProgress => json(409, r#"{"error":"the first request is in progress"}"#),
            Begun::New if fault == Fault::Failure && !packet.is_performed => {
                self.state().server.abandon(key);
                json(500, "{}")
            }
            Begun::New => {
                self.state().server.perform(number, key);
                success(fault)
            }
            Begun::Replayed => success(fault),
        };
        sleep(packet.latency).await;
        let is_lost = matches!(fault, Fault::LostResponse | Fault::Late);
        let result = match fault {
            Fault::Stale => Err(TransportError::new(TransportErrorKind::Stale)),
            Fault::BrokenAfter => Err(TransportError::new(TransportErrorKind::Broken)),
            Fault::Malformed => Err(TransportError::new(TransportErrorKind::MalformedHead)),
            _ => Ok(response),
        };
        if is_lost {
            // The client's side waits without end.
            std::mem::forget(reply);
        } else {
            let _ = reply.send(result);
        }
    }
}

impl Transport for Network {
    fn send(&self, request: Request<RequestBody>, attempt: Attempt) -> BoxFuture<Reply> {
        let network = self.clone();
        if request.uri().host() == Some("id.test") {
            return Box::pin(network.grant());
        }
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let packet = network.packet(&head.headers);
            attempt.progress.set_connecting();
            sleep(packet.latency).await;
            if let Some(error) = unconnected(&packet).await {
                return Err(TransportError::new(error));
            }
            attempt.progress.set_connected();
            drop(body);
            let lies = network.state().planted == Planted::LyingTransport;
            let before = packet.fault == Fault::Stale && !packet.is_performed;
            if before || packet.fault == Fault::BrokenBefore {
                sleep(packet.work).await;
                let kind =
                    if before { TransportErrorKind::Stale } else { TransportErrorKind::Broken };
                return Err(TransportError::new(kind));
            }
            let (sender, receiver) = oneshot::channel();
            tokio::spawn(network.serve(packet, sender));
            match receiver.await {
                Ok(Err(_)) if lies => Err(TransportError::new(TransportErrorKind::Unsent)),
                Ok(reply) => reply,
                Err(_) => std::future::pending().await,
            }
        })
    }
}

/// The error of a request that never got onto a connection.
async fn unconnected(packet: &Packet) -> Option<TransportErrorKind> {
    Some(match packet.fault {
        Fault::Refused => TransportErrorKind::Connect,
        Fault::ConnectTimeout => {
            sleep(Duration::from_secs(2)).await;
            TransportErrorKind::ConnectTimeout
        }
        Fault::ConnectHangs => std::future::pending().await,
        Fault::Tls => TransportErrorKind::Tls,
        Fault::Unsent => TransportErrorKind::Unsent,
        _ => return None,
    })
}

/// The response of a gateway that does not let a request pass.
fn rejection(packet: &Packet) -> Option<Response<ResponseBody>> {
    let hinted = |status, seconds: u32| {
        let mut response = json(status, "{}");
        response.headers_mut().insert("retry-after", seconds.into());
        response
    };
    Some(match packet.fault {
        Fault::Unavailable => hinted(503, packet.hint),
        Fault::Throttled if packet.is_performed => json(429, "{}"),
        Fault::Throttled => hinted(429, packet.hint),
        Fault::ThrottledForLong => hinted(429, 600),
        Fault::Unauthorized => json(401, "{}"),
        Fault::Invalid => json([400, 404, 409, 422, 501][packet.hint as usize], "{}"),
        _ => return None,
    })
}

/// The response of a request that took effect.
fn success(fault: Fault) -> Response<ResponseBody> {
    let with = |body: ResponseBody| json(201, "").map(|_| body);
    match fault {
        Fault::BrokenBody => with(ResponseBody::new(Partial { is_broken: true, sent: false })),
        Fault::StalledBody => with(ResponseBody::new(Partial { is_broken: false, sent: false })),
        Fault::Garbage => json(200, "<html>"),
        Fault::Oversized => json(200, format!("\"{}\"", "x".repeat(5_000))),
        Fault::Failure => json(500, "{}"),
        Fault::BadGateway => json(502, "{}"),
        _ => json(201, r#"{"ok":true}"#),
    }
}

fn json(status: u16, body: impl Into<Bytes>) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::from(body.into()));
    *response.status_mut() = status.try_into().expect("the status is valid");
    let json = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", json);
    response
}

/// A body that breaks or stops after its first chunk.
struct Partial {
    is_broken: bool,
    sent: bool,
}

impl Body for Partial {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if !std::mem::replace(&mut self.sent, true) {
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{\"ok\"")))));
        }
        if self.is_broken {
            return Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::BodyBroken))));
        }
        Poll::Pending
    }
}
