//! The head of an HTTP/1.1 response (RFC 9112 §§ 4 and 5): its status, its headers, and how its body is framed.
//!
//! Takes what was received; returns the head once it is complete. It must not know the connection.

use std::fmt;
use std::mem::MaybeUninit;

use bytes::BytesMut;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::body_decoder::BodyDecoder;
use crate::slice;

/// The maximum length of a head. Larger ones are malformed.
const MAX_HEAD: usize = 400 * 1024;

/// The maximum number of header lines.
const MAX_HEADERS: usize = 100;

/// How many header lines most heads do not exceed.
const FEW_HEADERS: usize = 24;

/// The head of a response.
pub(super) struct ResponseHead {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) decoder: BodyDecoder,
    /// Whether the server keeps the connection open after this response.
    pub(super) is_kept: bool,
}

/// Why a head cannot be read. It shows none of its contents.
#[derive(Debug)]
pub(super) enum HeadError {
    Malformed(httparse::Error),
    TooLarge,
    Header,
    ContentLength,
    TransferEncoding,
}

impl From<httparse::Error> for HeadError {
    fn from(error: httparse::Error) -> Self {
        match error {
            httparse::Error::TooManyHeaders => Self::TooLarge,
            error => Self::Malformed(error),
        }
    }
}

impl fmt::Display for HeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => error.fmt(f),
            Self::TooLarge => f.write_str("it is too large"),
            Self::Header => f.write_str("a header is invalid"),
            Self::ContentLength => f.write_str("its Content-Length is invalid"),
            Self::TransferEncoding => f.write_str("HTTP/1.0 has no Transfer-Encoding"),
        }
    }
}

impl std::error::Error for HeadError {}

/// Reads heads that may arrive in many pieces.
#[derive(Default)]
pub(super) struct HeadReader {
    /// How much was received when the head was last incomplete.
    seen: usize,
    /// From which length on an incomplete head is parsed again, to find out whether it is malformed. It grows with the
    /// length, so a head in many pieces costs no more than a small multiple of its length.
    parse_from: usize,
}

impl HeadReader {
    /// Takes the head of the response to a request with this method, if it has arrived. Skips interim responses (RFC 9110
    /// § 15.2).
    pub(super) fn read(
        &mut self,
        received: &mut BytesMut,
        method: &Method,
    ) -> Result<Option<ResponseHead>, HeadError> {
        loop {
            if received.is_empty() || !self.is_worth_parsing(received) {
                return Ok(None);
            }
            let Some(head) = parse(received, method)? else {
                if received.len() > MAX_HEAD {
                    return Err(HeadError::TooLarge);
                }
                self.parse_from = received.len() * 2;
                return Ok(None);
            };
            *self = Self::default();
            // 101 would end HTTP, which no request asks for.
            if !head.status.is_informational() || head.status == StatusCode::SWITCHING_PROTOCOLS {
                return Ok(Some(head));
            }
        }
    }

    /// Whether the head may be complete now, or is much longer than when it was last parsed.
    fn is_worth_parsing(&mut self, received: &[u8]) -> bool {
        if self.seen == 0 {
            self.seen = received.len();
            return true;
        }
        // The end may have begun in the piece before.
        let new = slice::part(received, self.seen.saturating_sub(3).min(received.len())..);
        self.seen = received.len();
        received.len() >= self.parse_from.min(MAX_HEAD)
            || new.windows(2).any(|it| it == b"\n\n")
            || new.windows(3).any(|it| it == b"\n\r\n")
    }
}

/// Where the name and the value of a header begin and end.
#[derive(Clone, Copy, Default)]
struct HeaderRange {
    name: (usize, usize),
    value: (usize, usize),
}

/// Parses the head and takes it. Returns `None` if it is incomplete.
fn parse(received: &mut BytesMut, method: &Method) -> Result<Option<ResponseHead>, HeadError> {
    let mut parsed = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let result = config.parse_response_with_uninit_headers(&mut response, received, &mut parsed);
    let httparse::Status::Complete(length) = result? else { return Ok(None) };
    let is_http11 = response.version == Some(1);
    let status = response.code.and_then(|it| StatusCode::from_u16(it).ok());
    let status = status.ok_or(HeadError::Malformed(httparse::Error::Status))?;
    let start = received.as_ptr() as usize;
    let count = response.headers.len();
    let range = |part: &[u8]| {
        let from = (part.as_ptr() as usize).saturating_sub(start);
        (from, from + part.len())
    };
    // To clear room for all that are allowed takes longer than to parse most heads.
    let (mut few, mut many) = ([HeaderRange::default(); FEW_HEADERS], Vec::new());
    let ranges = if count <= FEW_HEADERS {
        &mut few[..]
    } else {
        many.resize(count, HeaderRange::default());
        &mut many[..]
    };
    for (to, from) in ranges.iter_mut().zip(response.headers.iter()) {
        *to = HeaderRange { name: range(from.name.as_bytes()), value: range(from.value) };
    }
    let text = received.split_to(length).freeze();
    let mut headers = HeaderMap::with_capacity(count);
    let mut framing = Framing { is_http11, is_kept: is_http11, ..Framing::default() };
    for HeaderRange { name, value } in ranges.iter().take(count) {
        let name = HeaderName::from_bytes(slice::part(&text, name.0..name.1));
        let name = name.map_err(|_| HeadError::Header)?;
        let value = HeaderValue::from_maybe_shared(text.slice(value.0..value.1));
        let value = value.map_err(|_| HeadError::Header)?;
        framing.note(&name, &value)?;
        headers.append(name, value);
    }
    let decoder = framing.decoder(status, method)?;
    let is_kept =
        framing.is_kept && !framing.is_ambiguous() && status != StatusCode::SWITCHING_PROTOCOLS;
    Ok(Some(ResponseHead { status, headers, decoder, is_kept }))
}

/// What the headers say about the body and the connection.
#[derive(Default)]
struct Framing {
    is_http11: bool,
    is_kept: bool,
    is_closed: bool,
    length: Option<u64>,
    /// Whether there is a transfer coding, and whether the last one is `chunked`.
    is_chunked: Option<bool>,
}

impl Framing {
    fn note(&mut self, name: &HeaderName, value: &HeaderValue) -> Result<(), HeadError> {
        match *name {
            CONNECTION => {
                self.is_closed |= has_token(value, "close");
                self.is_kept |= has_token(value, "keep-alive");
                self.is_kept &= !self.is_closed;
            }
            CONTENT_LENGTH => {
                let text = value.to_str().map_err(|_| HeadError::ContentLength)?;
                // Several equal values are one (RFC 9110 § 8.6).
                for one in text.split(',').map(str::trim) {
                    let is_number = one.bytes().all(|it| it.is_ascii_digit());
                    let length = one.parse().ok().filter(|_| is_number);
                    if length.is_none() || self.length.is_some_and(|it| Some(it) != length) {
                        return Err(HeadError::ContentLength);
                    }
                    self.length = length;
                }
            }
            TRANSFER_ENCODING => {
                let last = value.as_bytes().rsplit(|it| *it == b',').next();
                let last = last.map(<[u8]>::trim_ascii);
                self.is_chunked = Some(last.is_some_and(|it| it.eq_ignore_ascii_case(b"chunked")));
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the body is framed in two ways. What follows it may be another one's response (RFC 9112 § 6.3, item 3).
    fn is_ambiguous(&self) -> bool {
        self.is_chunked.is_some() && self.length.is_some()
    }

    /// Returns how the body is framed (RFC 9112 § 6.3).
    fn decoder(&self, status: StatusCode, method: &Method) -> Result<BodyDecoder, HeadError> {
        let is_bodiless = status.is_informational()
            || status == StatusCode::NO_CONTENT
            || status == StatusCode::NOT_MODIFIED
            || *method == Method::HEAD;
        Ok(match (self.is_chunked, self.length) {
            _ if is_bodiless => BodyDecoder::Length(0),
            (Some(_), _) if !self.is_http11 => return Err(HeadError::TransferEncoding),
            (Some(true), _) => BodyDecoder::chunked(),
            (None, Some(length)) => BodyDecoder::Length(length),
            (Some(false), _) | (None, None) => BodyDecoder::UntilClosed,
        })
    }
}

fn has_token(value: &HeaderValue, token: &str) -> bool {
    let mut tokens = value.as_bytes().split(|it| *it == b',').map(<[u8]>::trim_ascii);
    tokens.any(|it| it.eq_ignore_ascii_case(token.as_bytes()))
}
