//! Pagers: streams of pages and of items, by cursor.
//!
//! Takes a call and the way to find the next cursor, gives a stream that can be stopped, kept and
//! resumed. It must not know how a call is made.

mod checkpoint;
mod items;
mod pager;
mod pages;

pub use self::checkpoint::Checkpoint;
pub use self::items::Items;
pub use self::pages::Pages;

/// A page taken apart: its items, and the cursor of the page after it.
#[derive(Debug)]
pub struct Split<I> {
    /// The items on this page.
    pub items: Vec<I>,
    /// The cursor of the next page; none or an empty one on the last.
    pub next: Option<String>,
}
