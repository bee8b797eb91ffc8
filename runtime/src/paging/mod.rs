//! Pagers: streams of pages and of items, by cursor, number or URL.
//!
//! Takes a call and the location of the next page; returns a stream that can be stopped, stored and
//! resumed. It must not know how a call is made.

mod checkpoint;
mod cursor;
mod hash;
mod items;
mod link_header;
mod next;
mod pager;
mod pages;

pub use self::checkpoint::Checkpoint;
pub use self::items::Items;
pub use self::next::{End, Next, Paging, Target};
pub use self::pager::ToJson;
pub use self::pages::Pages;
