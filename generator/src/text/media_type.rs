//! Media types (RFC 9110 section 8.3.1) with structured syntax suffixes (RFC 6838 section 4.2.8).

/// A media type, parsed once. Names compare without case; the parameters do not change what a media type means.
///
/// Documents contain names that are no media types. They parse too, as a type without a subtype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    /// Type and subtype in lower case.
    essence: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// The media type of JSON (RFC 8259 section 11).
    pub const JSON: &str = "application/json";
    /// The media type of a form in a URL's syntax (WHATWG URL section 5).
    pub const FORM: &str = "application/x-www-form-urlencoded";
    /// The media type of server-sent events (WHATWG HTML section 9.2).
    pub const EVENTS: &str = "text/event-stream";

    /// Names of JSON from before it was registered (RFC 4627), which frameworks still list.
    const UNREGISTERED_JSON: [&str; 3] = ["text/json", "text/x-json", "application/x-json"];

    /// Parses a media type.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (essence, rest) = text.split_once(';').unwrap_or((text, ""));
        let parameters =
            rest.split(';').filter_map(|it| it.split_once('=')).map(|(name, value)| {
                (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned())
            });
        Self { essence: essence.trim().to_ascii_lowercase(), parameters: parameters.collect() }
    }

    /// The media type without parameters, in lower case.
    #[must_use]
    pub fn essence(&self) -> &str {
        &self.essence
    }

    /// The part before the slash; the whole name if there is none.
    #[must_use]
    pub fn top_level(&self) -> &str {
        self.essence.split_once('/').map_or(&self.essence, |(top_level, _)| top_level)
    }

    /// The part after the slash; the whole name if there is none.
    #[must_use]
    pub fn subtype(&self) -> &str {
        self.essence.split_once('/').map_or(&self.essence, |(_, subtype)| subtype)
    }

    /// The structured syntax suffix of the subtype, without its `+`.
    #[must_use]
    pub fn suffix(&self) -> Option<&str> {
        self.subtype().rsplit_once('+').map(|(_, suffix)| suffix)
    }

    /// The value of a parameter, without quotes.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether a body is one JSON value: `application/json`, one of its old names, or the suffix `+json`. A sequence of
    /// values is not; see [`MediaType::is_json_sequence`].
    #[must_use]
    pub fn is_json(&self) -> bool {
        let is_json = self.is_plain_json() || self.suffix() == Some("json");
        is_json && !self.is_json_sequence()
    }

    /// Whether it is `application/json` or one of its old names: JSON that no suffix specialises.
    #[must_use]
    pub fn is_plain_json(&self) -> bool {
        self.essence == Self::JSON || Self::UNREGISTERED_JSON.contains(&self.essence.as_str())
    }

    /// Whether a body is a sequence of JSON values: JSON Lines under its usual names, none of which is registered, or a
    /// JSON text sequence (RFC 7464, RFC 8091).
    #[must_use]
    pub fn is_json_sequence(&self) -> bool {
        let subtype = self.subtype();
        let plain = subtype.strip_prefix("x-").unwrap_or(subtype);
        let has_subtype = self.essence.contains('/');
        has_subtype
            && (matches!(plain, "jsonl" | "jsonlines" | "json-lines" | "ndjson" | "json-seq")
                || self.suffix() == Some("json-seq")
                || self.essence == "application/stream+json")
    }

    /// Whether a body is XML: `application/xml`, `text/xml`, or the suffix `+xml` (RFC 7303).
    #[must_use]
    pub fn is_xml(&self) -> bool {
        matches!(self.essence.as_str(), "application/xml" | "text/xml")
            || self.suffix() == Some("xml")
    }

    /// Whether a body is YAML (RFC 9512), registered or not.
    #[must_use]
    pub fn is_yaml(&self) -> bool {
        let subtype = self.subtype();
        matches!(subtype, "yaml" | "x-yaml" | "vnd.yaml") || self.suffix() == Some("yaml")
    }

    /// Whether a body is a form in a URL's syntax.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.essence == Self::FORM
    }

    /// Whether a body has parts (RFC 2046 section 5.1).
    #[must_use]
    pub fn is_multipart(&self) -> bool {
        self.essence.starts_with("multipart/")
    }

    /// Whether a body is a stream of server-sent events.
    #[must_use]
    pub fn is_events(&self) -> bool {
        self.essence == Self::EVENTS
    }

    /// Whether the top-level type is `text`.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.essence.starts_with("text/")
    }

    /// Whether it is the range of all media types.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.essence == "*/*"
    }

    /// Whether it is a range such as `image/*` (RFC 9110 section 12.5.1), which no body has.
    #[must_use]
    pub fn is_range(&self) -> bool {
        self.essence.contains('*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_parsed() {
        let media = MediaType::parse("Application/Problem+JSON; Charset=\"utf-8\" ;v=1");
        assert_eq!(media.essence(), "application/problem+json");
        assert_eq!((media.top_level(), media.subtype()), ("application", "problem+json"));
        assert_eq!(media.suffix(), Some("json"));
        assert_eq!(media.parameter("charset"), Some("utf-8"));
        assert_eq!(media.parameter("v"), Some("1"));
        assert_eq!(MediaType::parse("json").subtype(), "json");
    }

    #[test]
    fn json_is_defined_once() {
        let cases = [
            ("application/json", true, false),
            ("application/json; charset=utf-8", true, false),
            ("text/json", true, false),
            ("text/x-json", true, false),
            ("application/x-json", true, false),
            ("application/vnd.api+json", true, false),
            ("application/*+json", true, false),
            ("application/stream+json", false, true),
            ("application/x-ndjson", false, true),
            ("application/geo+json-seq", false, true),
            ("application/jsonp", false, false),
            ("json", false, false),
            ("", false, false),
        ];
        for (name, is_json, is_sequence) in cases {
            let media = MediaType::parse(name);
            assert_eq!(
                (media.is_json(), media.is_json_sequence()),
                (is_json, is_sequence),
                "{name}"
            );
        }
    }

    #[test]
    fn other_kinds_are_recognised() {
        type Case = (fn(&MediaType) -> bool, &'static [&'static str], &'static [&'static str]);
        let cases: [Case; 6] = [
            (MediaType::is_xml, &["text/xml", "image/svg+xml"], &["application/xmlish"]),
            (MediaType::is_yaml, &["application/yaml", "text/x-yaml"], &["text/plain"]),
            (MediaType::is_form, &["application/x-www-form-urlencoded"], &["multipart/form-data"]),
            (MediaType::is_multipart, &["Multipart/Mixed"], &["application/multipart"]),
            (MediaType::is_events, &["text/event-stream;charset=utf-8"], &["text/plain"]),
            (MediaType::is_range, &["*/*", "image/*"], &["image/png"]),
        ];
        for (is_kind, yes, no) in cases {
            assert!(yes.iter().all(|it| is_kind(&MediaType::parse(it))), "{yes:?}");
            assert!(!no.iter().any(|it| is_kind(&MediaType::parse(it))), "{no:?}");
        }
    }
}
