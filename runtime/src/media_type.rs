//! `MediaType`: a media type with its parameters (RFC 9110 § 8.3.1).
//!
//! Takes the value of `Content-Type`, or one entry of `Accept`; answers questions about it. It is the only place that
//! knows which media types are JSON.

/// A media type: type, subtype and parameters. Names are compared without regard to case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MediaType<'a> {
    essence: &'a str,
    parameters: &'a str,
}

impl<'a> MediaType<'a> {
    /// Parses a media type. Returns `None` for a text without a subtype.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
        let essence = essence.trim();
        let (kind, subtype) = essence.split_once('/')?;
        (!kind.is_empty() && !subtype.is_empty()).then_some(Self { essence, parameters })
    }

    /// Parses the entries of an `Accept` header (RFC 9110 § 12.5.1).
    pub(crate) fn parse_list(accept: &'a str) -> impl Iterator<Item = Self> {
        accept.split(',').filter_map(Self::parse)
    }

    /// Type and subtype as they were written, without parameters.
    pub(crate) fn essence(self) -> &'a str {
        self.essence
    }

    /// Whether type and subtype are those of `essence`.
    pub(crate) fn is(self, essence: &str) -> bool {
        self.essence.eq_ignore_ascii_case(essence)
    }

    /// Whether two media types have the same type and subtype.
    pub(crate) fn same_essence(self, other: MediaType<'_>) -> bool {
        self.is(other.essence)
    }

    /// Whether it is text (RFC 2046 § 4.1).
    pub(crate) fn is_text(self) -> bool {
        self.kind().eq_ignore_ascii_case("text")
    }

    /// Whether a body of this type is one JSON value: `application/json` (RFC 8259), its older names `text/json` and
    /// `x-json`, or a `+json` suffix (RFC 6839 § 3.1). `application/stream+json` is a sequence of values.
    pub(crate) fn is_json(self) -> bool {
        let is_json = self.has_subtype("json") || self.has_subtype("x-json");
        is_json || (self.has_suffix("+json") && !self.is("application/stream+json"))
    }

    /// Whether a body of this type is a JSON text sequence (RFC 7464, RFC 8091).
    pub(crate) fn is_json_sequence(self) -> bool {
        self.has_subtype("json-seq") || self.has_suffix("+json-seq")
    }

    /// Whether a body of this type is XML: an `xml` subtype or a `+xml` suffix (RFC 7303 § 9).
    #[cfg_attr(not(feature = "xml"), allow(dead_code))]
    pub(crate) fn is_xml(self) -> bool {
        self.has_subtype("xml") || self.has_suffix("+xml")
    }

    /// Returns the value of a parameter without its quotation marks.
    pub(crate) fn parameter(self, name: &str) -> Option<&'a str> {
        let mut pairs = self.parameters.split(';').filter_map(|it| it.split_once('='));
        let (_, value) = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?;
        Some(value.trim().trim_matches('"'))
    }

    fn kind(self) -> &'a str {
        self.essence.split_once('/').map_or(self.essence, |(kind, _)| kind)
    }

    fn subtype(self) -> &'a str {
        self.essence.split_once('/').map_or("", |(_, subtype)| subtype)
    }

    fn has_subtype(self, subtype: &str) -> bool {
        self.subtype().eq_ignore_ascii_case(subtype)
    }

    fn has_suffix(self, suffix: &str) -> bool {
        let subtype = self.subtype();
        let at = subtype.len().checked_sub(suffix.len()).filter(|at| *at > 0);
        at.and_then(|at| subtype.get(at..)).is_some_and(|it| it.eq_ignore_ascii_case(suffix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_that_are_json() {
        for (text, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("text/json", true),
            ("application/x-json", true),
            ("application/problem+json", true),
            ("application/vnd.api+JSON;v=1", true),
            ("application/stream+json", false),
            ("application/json-seq", false),
            ("application/jsonl", false),
            ("application/+json", false),
            ("text/plain", false),
        ] {
            assert_eq!(MediaType::parse(text).unwrap().is_json(), expected, "{text}");
        }
    }

    #[test]
    fn sequences_and_texts() {
        let parsed = |text| MediaType::parse(text).unwrap();
        assert!(parsed("application/json-seq").is_json_sequence());
        assert!(parsed("application/geo+json-seq").is_json_sequence());
        assert!(!parsed("application/json").is_json_sequence());
        assert!(parsed("TEXT/html").is_text() && !parsed("application/text").is_text());
    }

    #[test]
    fn a_media_type_needs_a_subtype() {
        for text in ["", "json", "/json", "text/", "; charset=utf-8"] {
            assert!(MediaType::parse(text).is_none(), "{text}");
        }
        let accepted: Vec<_> = MediaType::parse_list("a/b;q=0.5, x , c/d").collect();
        assert_eq!(accepted.iter().map(|it| it.essence()).collect::<Vec<_>>(), ["a/b", "c/d"]);
    }

    #[test]
    fn xml_and_parameters() {
        let xml = MediaType::parse("application/atom+xml; type=feed; Charset=\"UTF-8\"").unwrap();
        assert!(xml.is_xml());
        assert_eq!((xml.parameter("charset"), xml.parameter("q")), (Some("UTF-8"), None));
        assert!(!MediaType::parse("application/json").unwrap().is_xml());
    }
}
