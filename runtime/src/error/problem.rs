//! Problem details (RFC 9457).

use serde::Deserialize;
use serde_json::{Map, Value};

/// A problem details object (RFC 9457 § 3).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Problem {
    /// A URI reference that names the kind of problem; `about:blank` where there is none (§ 3.1.1).
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// The status as the body states it (§ 3.1.2); advisory.
    pub status: Option<u16>,
    /// A short summary of the kind of problem (§ 3.1.3).
    pub title: Option<String>,
    /// What happened this time (§ 3.1.4).
    pub detail: Option<String>,
    /// A URI reference for this occurrence (§ 3.1.5).
    pub instance: Option<String>,
    /// The members that the kind of problem adds (§ 3.2).
    #[serde(flatten)]
    pub extensions: Map<String, Value>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}
