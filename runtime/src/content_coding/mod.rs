//! Content codings of responses (RFC 9110 § 8.4): gzip and deflate, brotli and zstd, each by a
//! feature.
//!
//! Takes a body and its `Content-Encoding`; returns the decoded body. It must not know what the
//! bytes mean.

mod body;
#[cfg(feature = "brotli")]
mod brotli;
#[cfg(feature = "gzip")]
mod deflate;
#[cfg(test)]
#[cfg(feature = "gzip")]
mod tests;
#[cfg(feature = "zstd")]
mod zstd;

use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderValue};

use self::body::DecodedBody;
use crate::transport::ResponseBody;

/// The codings that can be decoded, for `Accept-Encoding`.
pub(crate) const ACCEPTED: HeaderValue = HeaderValue::from_static(
    match (cfg!(feature = "gzip"), cfg!(feature = "brotli"), cfg!(feature = "zstd")) {
        (false, false, false) => "identity",
        (true, false, false) => "gzip, deflate",
        (false, true, false) => "br",
        (false, false, true) => "zstd",
        (true, true, false) => "gzip, deflate, br",
        (true, false, true) => "gzip, deflate, zstd",
        (false, true, true) => "br, zstd",
        (true, true, true) => "gzip, deflate, br, zstd",
    },
);

/// The maximum number of codings of one body.
const MAX_CODINGS: usize = 3;

/// A body has a coding that cannot be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UnsupportedCoding {
    /// Its name.
    Unknown(String),
    TooMany,
}

impl std::fmt::Display for UnsupportedCoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "the body has the unsupported coding {name:?}"),
            Self::TooMany => write!(f, "the body has more than {MAX_CODINGS} codings"),
        }
    }
}

/// The contents of a body do not match its coding.
#[cfg_attr(
    not(any(feature = "gzip", feature = "brotli", feature = "zstd")),
    expect(dead_code, reason = "there are no decoders")
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodingError {
    Malformed(&'static str),
    /// The body ends too early.
    Truncated(&'static str),
}

impl std::fmt::Display for CodingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(coding) => write!(f, "the body is not valid {coding}"),
            Self::Truncated(coding) => write!(f, "the {coding} body ends too early"),
        }
    }
}

impl std::error::Error for CodingError {}

/// Decodes one coding in steps, so that a small body cannot demand much memory at once.
trait Decoder: Send {
    /// Decodes the start of `input`, and appends at most about 64 KiB to `output`.
    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, CodingError>;

    /// Whether the body may end here.
    fn is_complete(&mut self) -> Result<(), CodingError>;
}

/// The result of one step.
struct Step {
    consumed: usize,
    /// Whether more output may follow without more input.
    has_more: bool,
}

/// The decoders of one body, in the order in which they are applied.
pub(crate) struct Decoders(Vec<Box<dyn Decoder>>);

impl Decoders {
    /// Returns the decoders for the codings that the headers name.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, UnsupportedCoding> {
        let find = |name: String| decoder(&name).ok_or(UnsupportedCoding::Unknown(name));
        // The coding that was applied last comes first.
        codings(headers)?.into_iter().rev().map(find).collect::<Result<_, _>>().map(Self)
    }

    /// Returns the decoded body.
    pub(crate) fn apply(self, body: ResponseBody) -> ResponseBody {
        let apply = |body, decoder| ResponseBody::new(DecodedBody::new(body, decoder));
        self.0.into_iter().fold(body, apply)
    }
}

/// Returns the codings in the order in which they were applied.
fn codings(headers: &HeaderMap) -> Result<Vec<String>, UnsupportedCoding> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in value.as_bytes().split(|it| *it == b',') {
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            if name.is_empty() || name == "identity" {
                continue;
            }
            if codings.len() == MAX_CODINGS {
                return Err(UnsupportedCoding::TooMany);
            }
            codings.push(name);
        }
    }
    Ok(codings)
}

fn decoder(name: &str) -> Option<Box<dyn Decoder>> {
    match name {
        #[cfg(feature = "gzip")]
        // RFC 9110 § 8.4.1.3.
        "gzip" | "x-gzip" => Some(Box::new(deflate::Gzip::default())),
        #[cfg(feature = "gzip")]
        "deflate" => Some(Box::new(deflate::Deflate::default())),
        #[cfg(feature = "brotli")]
        "br" => Some(Box::new(brotli::Brotli::default())),
        #[cfg(feature = "zstd")]
        "zstd" => zstd::Zstd::new().map(|it| Box::new(it) as Box<dyn Decoder>),
        _ => None,
    }
}
