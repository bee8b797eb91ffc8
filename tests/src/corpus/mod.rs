//! Runs real documents through all of renkei: reports the result, its cost, and what is lost.
//!
//! The command `corpus` prints the report. This module knows no particular document.

pub mod allowed;
pub mod arguments;
pub mod drive;
pub mod examples;
pub mod measure;
pub mod positions;
pub mod roots;
pub mod row;
pub mod total;
