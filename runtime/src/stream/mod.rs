//! Answers that are read while they arrive: bytes, server-sent events, lines of JSON.
//!
//! Takes the head of a success and its unread body; gives a Stream of what is in it. It must not
//! know what came before the head: attempts and limits on them are over then. What is held in
//! memory is bounded by one piece of the body and one item.

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
