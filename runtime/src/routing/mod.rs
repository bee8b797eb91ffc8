//! Other servers for some calls: a canary, which answers a share of them, and a shadow, which receives copies.
//!
//! Takes calls of safe operations; returns the base URL that they are sent to. It must not know attempts.

mod canary;
mod refusals;
mod shadow;

use http::Uri;

pub use self::canary::Canary;
pub(crate) use self::canary::{ActiveCanary, CanaryChange};
pub(crate) use self::shadow::ActiveShadow;
pub use self::shadow::Shadow;
use crate::client::{exposes, normalise};

/// Validates the base URL of another server, which receives the credentials of the client.
fn validate(url: &str) -> Result<String, String> {
    let base = normalise(url)?;
    match base.parse::<Uri>() {
        Ok(uri) if !exposes(&uri) => Ok(base),
        _ => Err("a canary or a shadow receives credentials, so its URL is https, except on this machine".to_owned()),
    }
}
