//! Responses that are read while they arrive: bytes, server-sent events and JSON sequences.
//!
//! Takes the head of a success and its unread body; returns a stream. It must not know what
//! precedes the head: attempts and their limits are over. Memory is bounded by one chunk of the
//! body and one item.

mod bytes;
mod event;
mod event_source;
mod events;
mod incoming;
mod lines;
mod opening;
mod record;

pub use self::bytes::{ByteStream, byte_stream};
pub use self::events::{Event, EventStream, events, text_events, whole_events};
pub use self::lines::{LineStream, lines};
pub use self::opening::{FullStreaming, OpenedStream, Streaming};
