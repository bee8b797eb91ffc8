//! gzip (RFC 1952) and deflate (RFC 1950, and RFC 1951 as many servers send it).

use std::io::Write;

use flate2::write::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use super::{CodingError, Decoder, Step};

/// How much is decoded in one step.
const OUTPUT: usize = 32 * 1024;

const GZIP: &str = "gzip";
const DEFLATE: &str = "deflate";

/// One or more gzip members.
pub(super) struct Gzip(MultiGzDecoder<Vec<u8>>);

impl Default for Gzip {
    fn default() -> Self {
        Self(MultiGzDecoder::new(Vec::new()))
    }
}

impl Decoder for Gzip {
    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, CodingError> {
        // It consumes as much as fills its buffer, which the next write or a flush passes on.
        let consumed = self.0.write(input).map_err(|_| CodingError::Malformed(GZIP))?;
        let is_last = consumed == input.len();
        if is_last {
            self.0.flush().map_err(|_| CodingError::Malformed(GZIP))?;
        }
        output.append(self.0.get_mut());
        Ok(Step { consumed, has_more: false })
    }

    fn is_complete(&mut self) -> Result<(), CodingError> {
        self.0.try_finish().map_err(|_| CodingError::Truncated(GZIP))
    }
}

/// A zlib stream. Without the header of zlib it is a bare deflate stream.
#[derive(Default)]
pub(super) struct Deflate {
    inflate: Option<Decompress>,
    /// The first byte, until the second shows whether they are a header.
    first: Option<u8>,
    has_ended: bool,
}

/// Whether two bytes begin a zlib stream (RFC 1950 § 2.2).
fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && (u16::from(first) << 8 | u16::from(second)) % 31 == 0
}

impl Deflate {
    fn inflate(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, CodingError> {
        let malformed = CodingError::Malformed(DEFLATE);
        let Some(inflate) = &mut self.inflate else { return Err(malformed) };
        let before = inflate.total_in();
        output.reserve(OUTPUT);
        let status =
            inflate.decompress_vec(input, output, FlushDecompress::None).map_err(|_| malformed)?;
        self.has_ended = status == Status::StreamEnd;
        let consumed = usize::try_from(inflate.total_in() - before).unwrap_or(input.len());
        let is_full = output.len() == output.capacity();
        // What follows the end is ignored.
        let consumed = if self.has_ended { input.len() } else { consumed };
        Ok(Step { consumed, has_more: is_full && !self.has_ended })
    }
}

impl Decoder for Deflate {
    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, CodingError> {
        if self.has_ended {
            return Ok(Step { consumed: input.len(), has_more: false });
        }
        if self.inflate.is_some() {
            return self.inflate(input, output);
        }
        match (self.first, input) {
            (_, []) => Ok(Step { consumed: 0, has_more: false }),
            (None, [first]) => {
                self.first = Some(*first);
                Ok(Step { consumed: 1, has_more: false })
            }
            (None, [first, second, ..]) => {
                self.inflate = Some(Decompress::new(is_zlib(*first, *second)));
                self.inflate(input, output)
            }
            (Some(first), [second, ..]) => {
                self.inflate = Some(Decompress::new(is_zlib(first, *second)));
                self.inflate(&[first], output)?;
                self.inflate(input, output)
            }
        }
    }

    fn is_complete(&mut self) -> Result<(), CodingError> {
        if self.has_ended { Ok(()) } else { Err(CodingError::Truncated(DEFLATE)) }
    }
}
