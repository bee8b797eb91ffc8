//! Each coding: decoded in chunks of any size, cut, damaged, and much larger than it looks.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use http_body::{Body, Frame};
use http_body_util::BodyExt;

use super::*;
use crate::transport::{TransportError, TransportErrorKind};

/// Yields these chunks.
struct Chunks(std::vec::IntoIter<Bytes>);

impl Body for Chunks {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        std::task::Poll::Ready(self.0.next().map(|it| Ok(Frame::data(it))))
    }
}

fn chunks(bytes: &[u8], size: usize) -> ResponseBody {
    let chunks: Vec<_> = bytes.chunks(size.max(1)).map(Bytes::copy_from_slice).collect();
    ResponseBody::new(Chunks(chunks.into_iter()))
}

fn coded(names: &[&str]) -> HeaderMap {
    names.iter().map(|it| (CONTENT_ENCODING, HeaderValue::from_str(it).unwrap())).collect()
}

/// Decodes a body in chunks of a size. Returns the bytes, or the words of the error.
async fn decoded(names: &[&str], bytes: &[u8], size: usize) -> Result<Bytes, String> {
    let body = Decoders::of(&coded(names)).map_err(|it| it.to_string())?.apply(chunks(bytes, size));
    let read = body.collect().await.map_err(|error| {
        assert_eq!(error.kind(), TransportErrorKind::BodyCoding);
        std::error::Error::source(&error).unwrap().to_string()
    })?;
    Ok(read.to_bytes())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A body that compresses, but not to nothing.
fn text() -> Vec<u8> {
    (0..40_000_u32).flat_map(|it| (it.wrapping_mul(2_654_435_761) >> 20).to_le_bytes()).collect()
}

/// Each coding: its names, and the coded text.
fn samples() -> Vec<(&'static [&'static str], Vec<u8>)> {
    let text = text();
    let two_members = [gzip(&text[..1000]), gzip(&text[1000..])].concat();
    vec![
        (&["gzip"], gzip(&text)),
        (&["X-GZip"], two_members),
        (&["deflate"], zlib(&text)),
        (&["deflate"], deflate(&text)),
        (&["gzip, deflate"], zlib(&gzip(&text))),
        (&["identity", "gzip"], gzip(&text)),
        #[cfg(feature = "zstd")]
        (&["zstd"], ::zstd::stream::encode_all(text.as_slice(), 3).unwrap()),
        (&["identity"], text),
    ]
}

#[tokio::test]
async fn each_coding_is_decoded_in_chunks_of_any_size() {
    for (names, bytes) in samples() {
        for size in [1, 2, 7, 1000, usize::MAX] {
            let read = decoded(names, &bytes, size.min(bytes.len())).await.unwrap();
            assert_eq!(read, text(), "{names:?} {size}");
        }
        assert_eq!(decoded(names, b"", 1).await.unwrap(), "", "{names:?}: an empty body");
    }
}

#[cfg(feature = "brotli")]
#[tokio::test]
async fn brotli_is_decoded() {
    let hello = b"\x0b\x02\x80hello\x03";
    for size in [1, 3, 20] {
        assert_eq!(decoded(&["br"], hello, size).await.unwrap(), "hello");
    }
    let cut = decoded(&["br"], &hello[..6], 20).await.unwrap_err();
    assert_eq!(cut, "the brotli body ends too early");
}

#[tokio::test]
async fn a_cut_or_damaged_body_is_an_error() {
    for (names, bytes) in samples() {
        if names == ["identity"] {
            continue;
        }
        for length in [1, 2, 9, bytes.len() / 2, bytes.len() - 1] {
            let error = decoded(names, &bytes[..length], 500).await.unwrap_err();
            assert!(error.ends_with("ends too early"), "{names:?} {length}: {error}");
        }
        let mut damaged = bytes.clone();
        damaged[0] ^= 0xff;
        assert!(decoded(names, &damaged, 500).await.is_err(), "{names:?}");
    }
    let mut damaged = gzip(b"hello");
    let checksum = damaged.len() - 8;
    damaged[checksum] ^= 1;
    assert!(decoded(&["gzip"], &damaged, 500).await.is_err());
}

#[tokio::test]
async fn a_small_body_does_not_demand_much_memory_at_once() {
    let zeros = vec![0; 16 << 20];
    for (name, bytes) in [
        ("gzip", gzip(&zeros)),
        ("deflate", zlib(&zeros)),
        #[cfg(feature = "zstd")]
        ("zstd", ::zstd::stream::encode_all(zeros.as_slice(), 3).unwrap()),
    ] {
        assert!(bytes.len() < 100_000);
        let mut body = Decoders::of(&coded(&[name])).unwrap().apply(chunks(&bytes, usize::MAX));
        let mut total = 0;
        while let Some(frame) = body.frame().await {
            let length = frame.unwrap().into_data().unwrap().len();
            assert!(length <= 128 * 1024, "{name}: {length}");
            total += length;
        }
        assert_eq!(total, zeros.len());
    }
}

#[tokio::test]
async fn unsupported_codings_are_named() {
    for (codings, words) in [
        (&["gzip, Compress"][..], "the body has the unsupported coding \"compress\""),
        (&["gzip, gzip", "gzip, gzip"], "the body has more than 3 codings"),
    ] {
        assert_eq!(decoded(codings, b"", 1).await.unwrap_err(), words);
    }
}

#[test]
fn what_is_accepted_can_be_decoded() {
    for name in ACCEPTED.to_str().unwrap().split(", ") {
        assert!(name == "identity" || decoder(name).is_some(), "{name}");
    }
}
