//! A body that is decoded while it is read.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame};

use super::{CodingError, Decoder};
use crate::transport::{ResponseBody, TransportError, TransportErrorKind, frame_data};

/// A body that is decoded while it is read.
pub(super) struct DecodedBody {
    body: ResponseBody,
    decoder: Box<dyn Decoder>,
    input: Bytes,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// No byte was read. A body without bytes is empty, whatever its coding.
    Empty,
    /// The decoder wants input.
    Reading,
    /// The decoder may have more output.
    Decoding,
    Ended,
}

impl DecodedBody {
    pub(super) fn new(body: ResponseBody, decoder: Box<dyn Decoder>) -> Self {
        Self { body, decoder, input: Bytes::new(), state: State::Empty }
    }

    /// Decodes what was read. Returns `None` if more input is wanted.
    fn decode(&mut self) -> Result<Option<Bytes>, CodingError> {
        let mut output = Vec::new();
        while self.state == State::Decoding {
            let step = self.decoder.step(&self.input, &mut output)?;
            self.input.advance(step.consumed.min(self.input.len()));
            if self.input.is_empty() && !step.has_more {
                self.state = State::Reading;
            }
            if !output.is_empty() {
                return Ok(Some(Bytes::from(output)));
            }
        }
        Ok(None)
    }

    fn end(&mut self) -> Option<Result<Frame<Bytes>, TransportError>> {
        let was_empty = self.state == State::Empty;
        self.state = State::Ended;
        match self.decoder.is_complete() {
            Err(error) if !was_empty => Some(Err(coding_error(error))),
            _ => None,
        }
    }
}

fn coding_error(error: CodingError) -> TransportError {
    TransportError::with_source(TransportErrorKind::BodyCoding, error)
}

impl Body for DecodedBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        loop {
            if self.state == State::Ended {
                return Poll::Ready(None);
            }
            match self.decode() {
                Ok(Some(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Ok(None) => {}
                Err(error) => {
                    self.state = State::Ended;
                    return Poll::Ready(Some(Err(coding_error(error))));
                }
            }
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                None => return Poll::Ready(self.end()),
                Some(Err(error)) => {
                    self.state = State::Ended;
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Ok(frame)) => {
                    self.input = frame_data(frame);
                    if !self.input.is_empty() {
                        self.state = State::Decoding;
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.state == State::Ended || (self.state == State::Empty && self.body.is_end_stream())
    }
}
