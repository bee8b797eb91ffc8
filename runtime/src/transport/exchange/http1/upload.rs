//! A request on its way to an HTTP/1.1 server (RFC 9112 §§ 3 and 7.1).
//!
//! Takes a request; writes its head and the chunks of its body. It must not know the response.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http::header::{CONTENT_LENGTH, HOST, PROXY_AUTHORIZATION, TRANSFER_ENCODING};
use http::{HeaderValue, Method, Request, Uri};
use http_body::Body;
use tokio::io::AsyncWrite;

use super::super::super::connect::{Forwarding, MonitoredStream};
use super::super::super::request_body::RequestBodyError;
use super::super::super::{RequestBody, frame_data};

/// Bodies in memory up to this length are copied behind the head.
const SMALL: usize = 4 * 1024;

/// Above this capacity the buffer is not kept for the next request.
const LARGE: usize = 64 * 1024;

/// The request of a connection.
#[derive(Default)]
pub(super) struct Upload {
    /// The head, or what surrounds the data of a chunk. It is kept, because allocating it takes longer than filling it.
    buffer: Vec<u8>,
    /// How much of it was written.
    written: usize,
    /// The data after the buffer.
    data: Bytes,
    /// The rest of the body; none once it has ended.
    body: Option<RequestBody>,
    coding: Coding,
    /// Whether anything was written since the last flush.
    is_unflushed: bool,
}

/// How the body is framed.
#[derive(Clone, Copy, Default)]
enum Coding {
    /// By its length, which the head declares.
    #[default]
    Length,
    /// In chunks. The flag tells whether a chunk precedes, whose line break is still to be written.
    Chunked { is_first: bool },
}

impl Upload {
    /// Begins a request.
    pub(super) fn begin(
        &mut self,
        request: Request<RequestBody>,
        host: &HeaderValue,
        forwarding: Option<&Forwarding>,
    ) {
        self.buffer.clear();
        self.buffer.shrink_to(LARGE);
        self.written = 0;
        self.data = Bytes::new();
        self.body = None;
        write_head(&mut self.buffer, &request, host, forwarding);
        let length = request.body().size_hint().exact();
        self.coding = match length {
            None => {
                self.line(b"transfer-encoding: chunked");
                Coding::Chunked { is_first: true }
            }
            Some(length) => {
                // A request with such a method anticipates a body (RFC 9110 § 8.6).
                let has_content =
                    matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
                if length > 0 || has_content || request.headers().contains_key(CONTENT_LENGTH) {
                    self.line(format!("content-length: {length}").as_bytes());
                }
                Coding::Length
            }
        };
        self.line(b"");
        match request.into_body().into_memory() {
            Ok(bytes) if bytes.len() <= SMALL => self.buffer.extend_from_slice(&bytes),
            Ok(bytes) => self.data = bytes,
            Err(body) => self.body = Some(body),
        }
    }

    fn line(&mut self, line: &[u8]) {
        self.buffer.extend_from_slice(line);
        self.buffer.extend_from_slice(b"\r\n");
    }

    /// Whether everything was sent.
    pub(super) fn has_ended(&self) -> bool {
        self.body.is_none() && !self.has_unwritten() && !self.is_unflushed
    }

    fn has_unwritten(&self) -> bool {
        self.written < self.buffer.len() || !self.data.is_empty()
    }

    /// Writes as much as possible. Returns once everything was sent.
    pub(super) fn poll_send(
        &mut self,
        cx: &mut Context<'_>,
        stream: &mut MonitoredStream,
    ) -> Poll<io::Result<Result<(), RequestBodyError>>> {
        loop {
            while self.has_unwritten() {
                ready!(self.poll_write(cx, stream))?;
            }
            if let Some(body) = &mut self.body {
                match Pin::new(body).poll_frame(cx) {
                    Poll::Ready(Some(Ok(frame))) => self.take_data(frame_data(frame)),
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Ok(Err(error))),
                    Poll::Ready(None) => self.end_body(),
                    Poll::Pending => {
                        // What was written must not wait for more.
                        let _ = self.poll_flush(cx, stream)?;
                        return Poll::Pending;
                    }
                }
                continue;
            }
            ready!(self.poll_flush(cx, stream))?;
            return Poll::Ready(Ok(Ok(())));
        }
    }

    fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        stream: &mut MonitoredStream,
    ) -> Poll<io::Result<()>> {
        let buffer = self.buffer.get(self.written..).unwrap_or(&[]);
        let stream = Pin::new(stream);
        let count = if self.data.is_empty() {
            ready!(stream.poll_write(cx, buffer))?
        } else if buffer.is_empty() {
            ready!(stream.poll_write(cx, &self.data))?
        } else {
            let parts = [IoSlice::new(buffer), IoSlice::new(&self.data)];
            ready!(stream.poll_write_vectored(cx, &parts))?
        };
        if count == 0 {
            return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
        }
        let of_buffer = count.min(self.buffer.len() - self.written);
        self.written += of_buffer;
        self.data.advance(count - of_buffer);
        self.is_unflushed = true;
        Poll::Ready(Ok(()))
    }

    fn poll_flush(
        &mut self,
        cx: &mut Context<'_>,
        stream: &mut MonitoredStream,
    ) -> Poll<io::Result<()>> {
        if self.is_unflushed {
            ready!(Pin::new(stream).poll_flush(cx))?;
            self.is_unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    fn take_data(&mut self, data: Bytes) {
        self.buffer.clear();
        self.written = 0;
        if let Coding::Chunked { is_first } = &mut self.coding {
            // An empty chunk would end the body.
            if data.is_empty() {
                return;
            }
            let before = if std::mem::take(is_first) { "" } else { "\r\n" };
            self.line(format!("{before}{:x}", data.len()).as_bytes());
        }
        self.data = data;
    }

    fn end_body(&mut self) {
        self.body = None;
        self.buffer.clear();
        self.written = 0;
        if let Coding::Chunked { is_first } = self.coding {
            self.line(if is_first { b"0\r\n" } else { b"\r\n0\r\n" });
        }
    }
}

/// Writes the request line and all headers except those of the framing.
fn write_head(
    to: &mut Vec<u8>,
    request: &Request<RequestBody>,
    host: &HeaderValue,
    forwarding: Option<&Forwarding>,
) {
    to.extend_from_slice(request.method().as_str().as_bytes());
    to.push(b' ');
    match forwarding {
        None => write_origin_form(to, request.uri()),
        // A proxy receives the absolute URI.
        Some(_) => to.extend_from_slice(request.uri().to_string().as_bytes()),
    }
    to.extend_from_slice(b" HTTP/1.1\r\n");
    let mut header = |name: &str, value: &HeaderValue| {
        for part in [name.as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            to.extend_from_slice(part);
        }
    };
    if !request.headers().contains_key(HOST) {
        header("host", host);
    }
    let authorization = forwarding.and_then(|it| it.authorization.as_ref());
    if let Some(authorization) = authorization {
        header("proxy-authorization", authorization);
    }
    for (name, value) in request.headers() {
        let is_replaced = authorization.is_some() && *name == PROXY_AUTHORIZATION;
        if !is_replaced && *name != CONTENT_LENGTH && *name != TRANSFER_ENCODING {
            header(name.as_str(), value);
        }
    }
}

/// Writes the path and the query (RFC 9112 § 3.2.1).
fn write_origin_form(to: &mut Vec<u8>, uri: &Uri) {
    // The path of an absolute URI is never empty, unless there is only a query.
    let target = uri.path_and_query().map_or("/", |it| it.as_str());
    if !target.starts_with('/') {
        to.push(b'/');
    }
    to.extend_from_slice(target.as_bytes());
}
