//! Heads and bodies as servers send them, in pieces of any size.

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Method, Request};
use tokio::net::{TcpListener, TcpStream};

use super::super::super::connect::Forwarding;
use super::super::super::{RequestBody, request_body::Payload};
use super::body_decoder::{BodyDecoder, BodyError};
use super::response_head::{HeadError, HeadReader, ResponseHead};
use super::upload::Upload;

/// Reads a head that arrives in pieces of this size. Returns what is left of the text.
fn read_head(
    text: &[u8],
    method: &Method,
    size: usize,
) -> Result<Option<(ResponseHead, Vec<u8>)>, HeadError> {
    let (mut reader, mut received) = (HeadReader::default(), BytesMut::new());
    let mut pieces = text.chunks(size);
    while let Some(piece) = pieces.next() {
        received.extend_from_slice(piece);
        if let Some(head) = reader.read(&mut received, method)? {
            let rest = [received.to_vec(), pieces.collect::<Vec<_>>().concat()].concat();
            return Ok(Some((head, rest)));
        }
    }
    Ok(None)
}

/// Returns status, framing and persistence in short form.
fn summary(text: &str, method: &Method, size: usize) -> String {
    match read_head(text.as_bytes(), method, size) {
        Ok(Some((head, rest))) => {
            let body = match head.decoder {
                BodyDecoder::Length(length) => length.to_string(),
                BodyDecoder::Chunked(_) => "chunked".to_owned(),
                BodyDecoder::UntilClosed => "until closed".to_owned(),
                BodyDecoder::Ended => "ended".to_owned(),
            };
            let kept = if head.is_kept { "kept" } else { "closed" };
            assert_eq!(rest, b"rest", "{text}");
            format!("{} {body} {kept}", head.status.as_u16())
        }
        Ok(None) => "incomplete".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn heads() {
    const LENGTHS: &str = "its Content-Length is invalid";
    for (head, expected) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", "200 4 kept"),
        ("HTTP/1.1 200\r\nContent-Length:4\r\n\r\n", "200 4 kept"),
        ("HTTP/1.1 200 OK\ncontent-length: 4\n\n", "200 4 kept"),
        ("\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", "200 4 kept"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 4, 4\r\ncontent-length: 4\r\n\r\n", "200 4 kept"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 4, 5\r\n\r\n", LENGTHS),
        ("HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\n", LENGTHS),
        ("HTTP/1.1 200 OK\r\ncontent-length: +4\r\n\r\n", LENGTHS),
        ("HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n", LENGTHS),
        ("HTTP/1.1 200 OK\r\ncontent-length: \r\n\r\n", LENGTHS),
        ("HTTP/1.1 200 OK\r\n\r\n", "200 until closed kept"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "200 chunked kept"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n", "200 chunked kept"),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n",
            "200 chunked closed",
        ),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n", "200 until closed kept"),
        (
            "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
            "HTTP/1.0 has no Transfer-Encoding",
        ),
        ("HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\n", "200 4 closed"),
        ("HTTP/1.0 200 OK\r\ncontent-length: 4\r\nconnection: Keep-Alive\r\n\r\n", "200 4 kept"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: x, close\r\n\r\n", "200 4 closed"),
        (
            "HTTP/1.1 200 OK\r\nconnection: close\r\nconnection: keep-alive\r\ncontent-length: 4\r\n\r\n",
            "200 4 closed",
        ),
        ("HTTP/1.1 204 No Content\r\ncontent-length: 4\r\n\r\n", "204 0 kept"),
        ("HTTP/1.1 304 Not Modified\r\ncontent-length: 4\r\n\r\n", "304 0 kept"),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", "101 0 closed"),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n",
            "200 4 kept",
        ),
        ("HTTP/1.1 100 Continue\r\n\r\n", "invalid HTTP version"),
        ("HTTP/1.1 200 OK\r\na b: c\r\n\r\n", "invalid header name"),
        ("HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n", "invalid header name"),
        ("HTTP/2 200 OK\r\n\r\n", "invalid HTTP version"),
        ("SSH-2.0-server\r\n", "invalid HTTP version"),
    ] {
        for size in [1, 2, 3, 7, 1000] {
            let text = format!("{head}rest");
            assert_eq!(summary(&text, &Method::GET, size), expected, "{head:?} {size}");
        }
    }
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nrest";
    assert_eq!(summary(head, &Method::HEAD, 9), "200 0 kept");
    assert_eq!(summary("HTTP/1.1 200 OK\r\na: b\r\n", &Method::GET, 9), "incomplete");
}

#[test]
fn headers_are_complete() {
    let text = "HTTP/1.1 200 OK\r\nX-One: 1\r\nset-cookie: a\r\nset-cookie:  b \r\nempty:\r\n\r\n";
    let (head, _) = read_head(text.as_bytes(), &Method::GET, 5).unwrap().unwrap();
    assert_eq!((head.headers.len(), head.headers["x-one"].as_bytes()), (4, &b"1"[..]));
    let cookies: Vec<_> = head.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a", "b"]);
    assert_eq!(head.headers["empty"], "");
}

#[test]
fn a_head_may_have_many_headers() {
    for count in [1, 23, 24, 25, 98] {
        let lines: String = (0..count).map(|it| format!("x-{it}: {it}\r\n")).collect();
        let text = format!("HTTP/1.1 200 OK\r\n{lines}content-length: 7\r\n\r\n");
        let (head, _) = read_head(text.as_bytes(), &Method::GET, 1000).unwrap().unwrap();
        assert_eq!(head.headers.len(), count + 1);
        let is_there = |it: usize| head.headers[&*format!("x-{it}")] == it.to_string();
        assert!((0..count).all(is_there), "{count}");
    }
}

#[test]
fn heads_are_limited() {
    for (header, count, expected) in [
        ("x: y\r\n", 100, "incomplete"),
        ("x: y\r\n", 101, "it is too large"),
        (&*format!("x: {}\r\n", "y".repeat(10_000)), 50, "it is too large"),
    ] {
        let text = format!("HTTP/1.1 200 OK\r\n{}", header.repeat(count));
        assert_eq!(summary(&text, &Method::GET, 1000), expected);
    }
}

/// A head in single bytes is parsed a few times only. Parsing it at each byte takes minutes.
#[test]
fn a_head_in_many_pieces_is_cheap() {
    let line = format!("x: {}\r\n", "y".repeat(4000));
    let text = format!("HTTP/1.1 200 OK\r\n{}\r\nrest", line.repeat(90));
    assert_eq!(summary(&text, &Method::GET, 1), "200 until closed kept");
}

/// Reads a body that arrives in pieces of this size. Returns its data, and what follows it.
fn read_body(
    mut decoder: BodyDecoder,
    text: &[u8],
    size: usize,
) -> Result<(Vec<u8>, Vec<u8>, bool), BodyError> {
    let (mut received, mut data) = (BytesMut::new(), Vec::new());
    for piece in text.chunks(size) {
        received.extend_from_slice(piece);
        while let Some(next) = decoder.decode(&mut received)? {
            assert!(!next.is_empty());
            data.extend_from_slice(&next);
        }
    }
    Ok((data, received.to_vec(), decoder.has_ended()))
}

#[test]
fn bodies() {
    let long = "x".repeat(5000);
    for (text, expected) in [
        ("0\r\n\r\nrest", Ok(("", "rest"))),
        ("3\r\nabc\r\n0\r\n\r\nrest", Ok(("abc", "rest"))),
        ("3\r\nabc\r\n00a;x=\"y\"\r\n0123456789\r\n0\r\n\r\n", Ok(("abc0123456789", ""))),
        ("A \r\n0123456789\r\n0 ; last\r\nx: y\r\nz: \r\n\r\nrest", Ok(("0123456789", "rest"))),
        ("3\r\nabcd\r\n0\r\n\r\n", Err(&BodyError::Chunk)),
        ("\r\nabc", Err(&BodyError::Chunk)),
        ("zz\r\n", Err(&BodyError::Chunk)),
        ("-1\r\n", Err(&BodyError::Chunk)),
        ("11111111111111111\r\n", Err(&BodyError::Chunk)),
        (&*format!("1;{long}\r\na"), Err(&BodyError::TooLong)),
        ("0\r\na b\r\n\r\n", Err(&BodyError::Trailer)),
        (&*format!("0\r\nx: {}\r\n\r\n", long.repeat(4)), Err(&BodyError::TooLong)),
    ] {
        for size in [1, 2, 3, 5, 100_000] {
            let read = read_body(BodyDecoder::chunked(), text.as_bytes(), size);
            let read = read.as_ref().map(|(data, rest, ended)| {
                assert!(ended, "{size} {text:.40}");
                (std::str::from_utf8(data).unwrap(), std::str::from_utf8(rest).unwrap())
            });
            assert_eq!(read, expected, "{size} {text:.40}");
        }
    }
}

#[test]
fn the_end_of_a_connection_ends_a_body_without_a_length() {
    let text = |data: &str| data.as_bytes().to_vec();
    for size in [1, 4, 10] {
        let (data, rest, ended) = read_body(BodyDecoder::Length(5), b"hello rest", size).unwrap();
        assert_eq!((data, rest, ended), (text("hello"), text(" rest"), true));
        let (data, _, ended) = read_body(BodyDecoder::UntilClosed, b"hello", size).unwrap();
        assert_eq!((data, ended), (text("hello"), false));
    }
    for (mut decoder, is_complete) in [
        (BodyDecoder::UntilClosed, true),
        (BodyDecoder::Length(0), true),
        (BodyDecoder::Length(1), false),
        (BodyDecoder::chunked(), false),
    ] {
        assert_eq!(decoder.close(), is_complete, "{decoder:?}");
    }
}

/// Returns what a server receives.
async fn sent(request: Request<RequestBody>, forwarding: Option<&Forwarding>) -> String {
    use tokio::io::AsyncReadExt;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (mut server, _) = listener.accept().await.unwrap();
    let mut stream = super::super::super::connect::MonitoredStream::of_tcp(stream);
    let mut upload = Upload::default();
    upload.begin(request, &HeaderValue::from_static("a.test"), forwarding);
    std::future::poll_fn(|cx| upload.poll_send(cx, &mut stream)).await.unwrap().unwrap();
    assert!(upload.has_ended());
    drop(stream);
    let mut received = String::new();
    server.read_to_string(&mut received).await.unwrap();
    received
}

fn request(method: Method, uri: &str, body: RequestBody) -> Request<RequestBody> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri.parse().unwrap();
    request
}

#[tokio::test]
async fn targets() {
    for (uri, target) in [
        ("http://a.test/b?c=d", "/b?c=d"),
        ("http://u:p@a.test:80", "/"),
        ("http://a.test?c", "/?c"),
        ("https://[::1]:8443/x", "/x"),
    ] {
        let request = request(Method::GET, uri, Bytes::new().into());
        let expected = format!("GET {target} HTTP/1.1\r\nhost: a.test\r\n\r\n");
        assert_eq!(sent(request, None).await, expected, "{uri}");
    }
    let authorization = Some(HeaderValue::from_static("Basic x"));
    let mut proxied = request(Method::GET, "http://a.test/b", Bytes::new().into());
    proxied.headers_mut().insert("host", HeaderValue::from_static("b.test"));
    assert_eq!(
        sent(proxied, Some(&Forwarding { authorization })).await,
        "GET http://a.test/b HTTP/1.1\r\nproxy-authorization: Basic x\r\nhost: b.test\r\n\r\n"
    );
}

#[tokio::test]
async fn bodies_are_framed() {
    let head = "POST / HTTP/1.1\r\nhost: a.test\r\n";
    let long = "y".repeat(100_000);
    let mut segments = Payload::from(Bytes::from_static(b"a"));
    segments.push("b");
    let mut unknown = segments.clone();
    unknown.push_stream(Box::pin(OneChunk(Some(Bytes::from(long.clone())))), None);
    let mut empty = Payload::default();
    empty.push_stream(Box::pin(OneChunk(None)), None);
    for (payload, expected) in [
        (Payload::default(), "content-length: 0\r\n\r\n".to_owned()),
        (Bytes::from_static(b"x").into(), "content-length: 1\r\n\r\nx".to_owned()),
        (Bytes::from(long.clone()).into(), format!("content-length: 100000\r\n\r\n{long}")),
        (segments, "content-length: 2\r\n\r\nab".to_owned()),
        (
            unknown,
            format!(
                "transfer-encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n186a0\r\n{long}\r\n0\r\n\r\n"
            ),
        ),
        (empty, "transfer-encoding: chunked\r\n\r\n0\r\n\r\n".to_owned()),
    ] {
        let mut request = request(Method::POST, "http://a.test/", payload.open());
        // The framing is not that of the caller.
        request.headers_mut().insert("content-length", HeaderValue::from_static("7"));
        request.headers_mut().insert("transfer-encoding", HeaderValue::from_static("gzip"));
        assert_eq!(sent(request, None).await, format!("{head}{expected}"));
    }
}

/// A stream of one chunk, or of none.
struct OneChunk(Option<Bytes>);

impl futures_core::Stream for OneChunk {
    type Item = Result<Bytes, crate::BoxError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}
