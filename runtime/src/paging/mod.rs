//! Pagers: streams of pages and of items, by cursor, number or URL.
//!
//! Takes a call and the location of the next page; returns a stream that can be stopped, stored and
//! resumed. It must not know how a call is made.

mod checkpoint;
mod cursor;
mod files;
mod items;
mod link_header;
mod next;
mod pager;
mod pages;
mod store;
mod sync;

pub use self::checkpoint::Checkpoint;
pub(crate) use self::cursor::is_header_text;
pub use self::files::FileCheckpoints;
pub use self::items::Items;
pub use self::next::{End, Next, Paging, Target};
pub use self::pager::ToJson;
pub use self::pages::Pages;
pub use self::store::{CheckpointStore, SyncState};
pub use self::sync::{ListSync, SyncReport};
