//! Brotli (RFC 7932).

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

use super::{CodingError, Decoder, Step};

/// How much is decoded in one step.
const OUTPUT: usize = 32 * 1024;

const NAME: &str = "brotli";

type State = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

/// A brotli stream.
pub(super) struct Brotli {
    state: Box<State>,
    has_ended: bool,
}

impl Default for Brotli {
    fn default() -> Self {
        let alloc = StandardAlloc::default;
        Self { state: Box::new(State::new(alloc(), alloc(), alloc())), has_ended: false }
    }
}

impl Decoder for Brotli {
    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, CodingError> {
        if self.has_ended {
            // What follows the end is ignored.
            return Ok(Step { consumed: input.len(), has_more: false });
        }
        let (mut left, mut consumed) = (input.len(), 0);
        let (mut room, mut produced, mut total) = (OUTPUT, 0, 0);
        output.resize(OUTPUT, 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut consumed,
            input,
            &mut room,
            &mut produced,
            output,
            &mut total,
            &mut self.state,
        );
        output.truncate(produced);
        match result {
            BrotliResult::ResultSuccess => {
                self.has_ended = true;
                Ok(Step { consumed: input.len(), has_more: false })
            }
            BrotliResult::NeedsMoreInput => Ok(Step { consumed, has_more: false }),
            BrotliResult::NeedsMoreOutput => Ok(Step { consumed, has_more: true }),
            BrotliResult::ResultFailure => Err(CodingError::Malformed(NAME)),
        }
    }

    fn is_complete(&mut self) -> Result<(), CodingError> {
        if self.has_ended { Ok(()) } else { Err(CodingError::Truncated(NAME)) }
    }
}
