//! Zstandard (RFC 8878), with windows of at most 8 MiB (RFC 9659).

use zstd::stream::raw::{DParameter, Decoder as RawDecoder, InBuffer, Operation, OutBuffer};

use super::{CodingError, Decoder, Step};

/// How much is decoded in one step.
const OUTPUT: usize = 32 * 1024;

/// The largest window, as a power of two (RFC 9659 § 3).
const MAX_WINDOW_LOG: u32 = 23;

const NAME: &str = "zstd";

/// One or more zstd frames.
pub(super) struct Zstd {
    decoder: RawDecoder<'static>,
    /// Whether a frame has ended, and no other has begun.
    is_between_frames: bool,
}

impl Zstd {
    /// Returns `None` if there is no memory for a decoder.
    pub(super) fn new() -> Option<Self> {
        let mut decoder = RawDecoder::new().ok()?;
        decoder.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG)).ok()?;
        Some(Self { decoder, is_between_frames: true })
    }
}

impl Decoder for Zstd {
    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, CodingError> {
        output.resize(OUTPUT, 0);
        let mut source = InBuffer::around(input);
        let mut target = OutBuffer::around(output.as_mut_slice());
        let hint =
            self.decoder.run(&mut source, &mut target).map_err(|_| CodingError::Malformed(NAME))?;
        let (consumed, produced) = (source.pos(), target.pos());
        output.truncate(produced);
        if hint == 0 {
            self.is_between_frames = true;
        } else if consumed > 0 || produced > 0 {
            self.is_between_frames = false;
        }
        Ok(Step { consumed, has_more: produced == OUTPUT })
    }

    fn is_complete(&mut self) -> Result<(), CodingError> {
        if self.is_between_frames { Ok(()) } else { Err(CodingError::Truncated(NAME)) }
    }
}
