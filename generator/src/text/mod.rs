//! Text and locations in it: source files, spans, JSON pointers, hidden characters and "did you mean".
//!
//! A leaf: every stage uses it, and it imports nothing of the crate. It must not know JSON, YAML, OpenAPI or Rust.

mod file;
mod files;
pub mod glob;
mod hidden;
mod media_type;
mod pointer;
mod span;
mod suggest;

pub use file::SourceFile;
pub use files::SourceFiles;
pub use hidden::{escape_in_json, is_hidden, visible};
pub use media_type::MediaType;
pub use pointer::JsonPointer;
pub use span::{FileId, LineColumn, Span};

pub(crate) use file::offset;
pub(crate) use suggest::closest;
