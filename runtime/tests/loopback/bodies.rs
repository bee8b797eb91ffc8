//! Request bodies that are not in memory: files, and streams that can be sent once.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use renkei_runtime::codegen::{self, Pending};
use renkei_runtime::{Body, BoxError, CallOptions, Class, ErrorKind, Outcome};
use tokio::time::{Sleep, sleep};

use crate::orders_client::Client;
use crate::server::{Server, Step, chain, header, status, then};

static UPLOAD: codegen::Operation =
    codegen::Operation { id: "upload", path: "/v1/files", ..codegen::Operation::PUT };

static DOWNLOAD: codegen::Operation =
    codegen::Operation { id: "download", path: "/v1/files", ..codegen::Operation::GET };

/// Yields these chunks one after another, and waits before an error.
struct Pieces(VecDeque<Result<Bytes, BoxError>>, Pin<Box<Sleep>>);

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if matches!(self.0.front(), Some(Err(_))) {
            ready!(self.1.as_mut().poll(cx));
        }
        Poll::Ready(self.0.pop_front())
    }
}

fn pieces(of: &[&'static str]) -> Pieces {
    let pieces = of.iter().map(|it| Ok(Bytes::from_static(it.as_bytes()))).collect();
    Pieces(pieces, Box::pin(sleep(Duration::from_millis(50))))
}

fn upload(server: &Server, body: Body) -> Pending<()> {
    let client = Client::builder()
        .base_url(server.url())
        .backoff(Duration::from_millis(2), Duration::from_millis(4))
        .build()
        .unwrap();
    let mut call = codegen::Call::new(client.core(), &UPLOAD);
    call.body("text/plain", body);
    call.send(codegen::Decode { ok: codegen::empty, err: codegen::no_error })
}

#[tokio::test]
async fn a_stream_is_sent_in_chunks_or_with_its_length() {
    let server = Server::start(vec![status("204 No Content"), status("204 No Content")]).await;
    upload(&server, Body::stream(pieces(&["ab", "", "c"]))).await.unwrap();
    upload(&server, Body::stream_of(3, pieces(&["ab", "c"]))).await.unwrap();
    let requests = server.requests();
    assert!(requests[0].ends_with("\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"), "{}", requests[0]);
    assert_eq!(header(&requests[0], "transfer-encoding"), "chunked");
    assert!(requests[1].ends_with("\r\n\r\nabc"), "{}", requests[1]);
    assert_eq!(header(&requests[1], "content-length"), "3");
}

#[tokio::test]
async fn a_write_without_a_body_declares_its_length() {
    let server =
        Server::start(vec![then(&[status("204 No Content"), status("204 No Content")])]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    for operation in [&UPLOAD, &DOWNLOAD] {
        let call = codegen::Call::new(client.core(), operation);
        let decode: codegen::Decode<()> =
            codegen::Decode { ok: codegen::empty, err: codegen::no_error };
        call.send(decode).await.unwrap();
    }
    assert_eq!(server.header("content-length"), ["0", ""]);
}

#[tokio::test]
async fn a_stream_body_is_sent_once() {
    let busy = || then(&[status("503 Busy"), status("204 No Content")]);
    let server = Server::start(vec![busy()]).await;
    let error = upload(&server, Body::stream(pieces(&["ab"]))).await.unwrap_err();
    assert!(error.body_spent());
    assert_eq!(
        error.to_string(),
        "upload: status 503 Service Unavailable; the request body is a stream that cannot be sent again \
         (1 attempt; whether the request took effect is unknown)"
    );
    let server = Server::start(vec![busy()]).await;
    upload(&server, Body::from("ab")).await.unwrap();
    assert_eq!(server.requests().len(), 2);
    let server = Server::start(vec![status("404 No")]).await;
    let error = upload(&server, Body::stream(pieces(&["ab"]))).await.unwrap_err();
    assert!(!error.body_spent(), "it would not have been tried again anyway");
}

#[tokio::test]
async fn an_unstarted_stream_can_be_resent() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::builder()
        .base_url(format!("http://{free}"))
        .backoff(Duration::from_millis(2), Duration::from_millis(4))
        .build()
        .unwrap();
    let mut call = codegen::Call::new(client.core(), &UPLOAD);
    call.body("text/plain", Body::stream(pieces(&["ab"])));
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    let error = call.send(decode).await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (3, Outcome::NotSent));
    assert!(!error.body_spent());
}

#[tokio::test]
async fn a_failing_stream_aborts_the_request() {
    let server = Server::start(vec![vec![Step::Read]]).await;
    let mut failing = pieces(&["ab"]);
    failing.0.push_back(Err("the disk is gone".into()));
    let error = upload(&server, Body::stream(failing)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!((error.class(), error.outcome()), (Class::Local, Outcome::NotSent));
    assert!(chain(&error).contains("the disk is gone"), "{}", chain(&error));
}

#[tokio::test]
async fn a_body_of_another_length_than_declared_is_an_error() {
    let path = std::env::temp_dir().join(uuid());
    for (body, what) in [
        ((Body::stream_of(3, pieces(&["abcdef"])), None), "longer"),
        ((Body::stream_of(3, pieces(&["abc", "def"])), None), "longer"),
        ((Body::stream_of(6, pieces(&["abc"])), None), "shorter"),
        ((Body::file(&path), Some(("abc", "abcdef"))), "longer"),
        ((Body::file(&path), Some(("abcdef", "abc"))), "shorter"),
    ] {
        let (body, later) = body;
        let server = Server::start(vec![vec![Step::Read]]).await;
        let client = Client::builder().base_url(server.url()).attempts(1).build().unwrap();
        let mut call = codegen::Call::new(client.core(), &UPLOAD);
        if let Some((before, _)) = later {
            std::fs::write(&path, before).unwrap();
        }
        call.body("text/plain", body);
        if let Some((_, after)) = later {
            std::fs::write(&path, after).unwrap();
        }
        let decode: codegen::Decode<()> =
            codegen::Decode { ok: codegen::empty, err: codegen::no_error };
        let error = call.send(decode).await.unwrap_err();
        let words = format!("the body is {what} than its declared length");
        assert!(chain(&error).contains(&words), "{}", chain(&error));
        let complete =
            server.requests().iter().any(|it| it.ends_with("abc") || it.ends_with("abcdef"));
        assert!(!complete || what == "shorter", "{:?}", server.requests());
    }
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn headers_that_frame_the_message_cannot_be_set() {
    let server = Server::start(vec![]).await;
    for name in ["Content-Length", "transfer-encoding", "Host", "Connection"] {
        let options = CallOptions::new().header(name, "1");
        let error = Client::builder().base_url(server.url()).build().unwrap();
        let error = error.orders().get_order("7").with(options).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Local(_)), "{error}");
        let error = Client::builder().base_url(server.url()).default_header(name, "1").build();
        assert!(error.unwrap_err().to_string().contains("is set by the transport"));
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_file_is_resent_by_a_retry() {
    let path = std::env::temp_dir().join(uuid());
    std::fs::write(&path, "ab").unwrap();
    let server = Server::start(vec![then(&[status("503 Busy"), status("204 No Content")])]).await;
    upload(&server, Body::file(&path)).await.unwrap();
    assert!(server.requests().iter().all(|it| it.ends_with("\r\n\r\nab")));
    std::fs::remove_file(&path).unwrap();
    let error = upload(&server, Body::file(&path)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Local(_)), "{error}");
}

/// Yields a chunk every 50 ms up to a number, and then ends or stays pending.
struct Slow(usize, bool, Pin<Box<Sleep>>);

impl Stream for Slow {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        ready!(self.2.as_mut().poll(cx));
        if self.0 == 0 {
            return if self.1 { Poll::Ready(None) } else { Poll::Pending };
        }
        self.0 -= 1;
        self.2 = Box::pin(sleep(Duration::from_millis(50)));
        Poll::Ready(Some(Ok(Bytes::from_static(b"a"))))
    }
}

fn slow(pieces: usize, ends: bool) -> Body {
    Body::stream(Slow(pieces, ends, Box::pin(sleep(Duration::ZERO))))
}

/// One attempt may take 250 ms, and a call 2 s.
fn upload_in_time(
    server: &Server,
    operation: &'static codegen::Operation,
    body: Body,
) -> codegen::Call {
    let client = Client::builder()
        .base_url(server.url())
        .attempts(1)
        .attempt_timeout(Duration::from_millis(250))
        .deadline(Duration::from_secs(2))
        .body_idle(Duration::from_millis(250))
        .build()
        .unwrap();
    let mut call = codegen::Call::new(client.core(), operation);
    call.body("text/plain", body);
    call
}

#[tokio::test]
async fn the_attempt_timeout_restarts_with_each_chunk() {
    let done = || status("204 No Content");
    let late = || then(&[vec![Step::Read, Step::Wait(Duration::from_millis(400))], done()]);
    for (name, script, body, expected) in [
        ("a long stream", done(), slow(16, true), None),
        ("a stream that comes to a stand", done(), slow(2, false), Some("Attempt")),
        ("a stream beyond the deadline", done(), slow(60, true), Some("Deadline")),
        ("an response that is late", late(), slow(8, true), Some("Attempt")),
        ("bytes from memory", late(), Body::from("a"), Some("Attempt")),
    ] {
        let server = Server::start(vec![script]).await;
        let call = upload_in_time(&server, &UPLOAD, body);
        let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
        let given: Result<(), _> = call.send(decode).await;
        let limit = given.err().map(|error| match error.kind() {
            ErrorKind::Timeout { limit, .. } => format!("{limit:?}"),
            _ => error.to_string(),
        });
        assert_eq!(limit.as_deref(), expected, "{name}");
    }
}

/// The response may begin before the request ends, as in an echo server.
#[tokio::test]
async fn the_idle_limit_starts_after_the_upload() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 1\r\n\r\n";
    // Not before the request has begun.
    let pause = Step::Wait(Duration::from_millis(70));
    let begin = vec![pause, Step::Write(head.to_owned()), Step::Read];
    let early = |rest: Vec<Step>| then(&[begin.clone(), rest]);
    for (name, script, pieces, ends, expected) in [
        ("a long upload", early(vec![Step::Write("b".to_owned())]), 12, true, "b"),
        ("one that comes to a stand", early(vec![]), 2, false, "BodyIdle"),
        ("silence behind it", early(vec![Step::Wait(Duration::from_secs(2))]), 2, true, "BodyIdle"),
    ] {
        let server = Server::start(vec![script]).await;
        let call = upload_in_time(&server, &UPLOAD, slow(pieces, ends));
        let opening = call.stream("text/plain", codegen::byte_stream, codegen::no_error);
        let stream = opening.await.unwrap();
        let given = match stream.collect(10).await {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => match error.kind() {
                ErrorKind::Timeout { limit, .. } => format!("{limit:?}"),
                _ => error.to_string(),
            },
        };
        assert_eq!(given, expected, "{name}");
    }
}

fn uuid() -> String {
    codegen::uuid::Uuid::new_v4().to_string()
}
