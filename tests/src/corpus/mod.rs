//! Real documents, each through the whole of renkei: what is made of it, what that costs, and what is lost.
//!
//! The command `corpus` prints what this finds. It must not know what any document says.

pub mod allowed;
pub mod arguments;
pub mod drive;
pub mod examples;
pub mod measure;
pub mod positions;
pub mod roots;
pub mod row;
pub mod total;
