//! Problem details (RFC 9457).

use serde_json::{Map, Value};

/// A problem details object (RFC 9457 § 3).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// A URI reference that identifies the problem type; `about:blank` if there is none (§ 3.1.1).
    pub kind: String,
    /// The status in the body (§ 3.1.2), which is advisory.
    pub status: Option<u16>,
    /// A short summary of the problem type (§ 3.1.3).
    pub title: Option<String>,
    /// An explanation of this occurrence (§ 3.1.4).
    pub detail: Option<String>,
    /// A URI reference of this occurrence (§ 3.1.5).
    pub instance: Option<String>,
    /// The extension members (§ 3.2).
    pub extensions: Map<String, Value>,
}

impl Problem {
    /// Parses a body. A member of the wrong type is ignored, as § 3.1 requires.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut members: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let mut text = |name: &str| match members.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (kind, title, detail, instance) =
            (text("type"), text("title"), text("detail"), text("instance"));
        let status = members.remove("status").and_then(|status| status.as_u64()?.try_into().ok());
        let kind = kind.unwrap_or_else(|| "about:blank".to_owned());
        Some(Self { kind, status, title, detail, instance, extensions: members })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_the_wrong_type_are_ignored() {
        let body = br#"{"title": 1, "status": "404", "detail": "d", "balance": 30}"#;
        let problem = Problem::read(body).unwrap();
        assert_eq!((problem.kind.as_str(), problem.status), ("about:blank", None));
        assert_eq!((problem.title, problem.detail.as_deref()), (None, Some("d")));
        assert_eq!(Value::Object(problem.extensions), serde_json::json!({"balance": 30}));
        assert_eq!(Problem::read(b"[]"), None);
    }
}
