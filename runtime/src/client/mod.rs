//! The client: settings, credentials and transport, shared by all its calls.

mod base_url;
mod builder;
mod core;
mod environment;
mod policies;
mod server;
mod server_url;
mod settings;
mod shown_url;

#[cfg(feature = "http-transport")]
pub(crate) use self::base_url::is_loopback;
pub(crate) use self::base_url::{exposes, normalise, same_origin};
pub use self::builder::ClientBuilder;
pub use self::core::{Core, Defaults, FromCore};
pub use self::server::ServerOf;
pub use self::server_url::{UrlVariable, server_url};
pub(crate) use self::settings::{Backoff, Settings};
pub(crate) use self::shown_url::{redacted, shown_url};
