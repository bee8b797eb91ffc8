//! The client: settings, credentials and transport, shared by all its calls.

mod base_url;
mod builder;
mod core;
mod settings;

pub(crate) use self::base_url::{exposes, same_origin};
pub use self::builder::ClientBuilder;
pub use self::core::{Core, Defaults, FromCore};
pub(crate) use self::settings::{Backoff, Settings};
