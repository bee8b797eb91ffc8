//! The formats of bodies that the client knows: a table with one row for each.
//!
//! Every stage asks the row instead of comparing media types. A new format is a variant of [`MediaKind`] with its row, and
//! its codec in the runtime. The table knows neither documents nor Rust types.

use crate::text::MediaType;

/// What a media type means to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MediaKind {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `text/event-stream` (WHATWG HTML section 9.2).
    Events,
    /// JSON texts one after another: JSON Lines, NDJSON and their like, and JSON text sequences (RFC 7464).
    Lines,
    /// JSON, with `+json` suffixes (RFC 6839), and `*/*`, but for a binary schema.
    Json,
    /// `application/xml`, `text/xml`, and `+xml` suffixes (RFC 7303), but for a binary schema.
    Xml,
    /// `multipart/*`.
    Multipart,
    /// `text/*`.
    Text,
    /// `application/octet-stream` and everything else that is only bytes.
    Binary,
}

/// What the client can do with bodies of one kind.
#[derive(Debug)]
pub struct MediaFormat {
    /// Whether a media type is of this kind. The flag says whether its schema is binary (`format: binary`).
    matches: fn(&MediaType, bool) -> bool,
    /// How bodies are encoded and decoded.
    pub coding: Coding,
    /// Whether a body is JSON text, whose members the runtime finds by JSON Pointer: pages, envelopes, the switch of a stream.
    pub is_json: bool,
    /// Whether a body is a sequence of items that a stream yields one after another.
    pub is_stream: bool,
    /// The order in which the kinds of a request body are preferred, the lowest first.
    pub request_order: u8,
    /// The order in which the kinds of a response are preferred, the lowest first.
    pub response_order: u8,
    /// Which media types of a request body get a method.
    pub choice: Choice,
    /// What the name of such a method ends with.
    pub suffix: Suffix,
    /// The settings of single fields that have an effect (OpenAPI 3.0 "Encoding Object").
    pub field_settings: FieldSettings,
    /// How a parameter with this `content` is encoded; `None` where the caller encodes it.
    pub parameter: Option<ParameterCoding>,
    /// How the whole query is encoded (OpenAPI 3.2 `in: querystring`).
    pub query: Option<QueryCoding>,
    /// At how many levels `format: binary` means bytes rather than text: 1 is the body, 2 a field, 3 an item of a field.
    pub binary_levels: u8,
}

/// How bodies are encoded and decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// One value of the schema's type, by a codec of the runtime.
    Value(&'static ValueCodec),
    /// One value of the schema's type, by a table of elements.
    Xml,
    /// The fields of an object, in a URL's syntax. Responses are bytes.
    Form,
    /// The fields of an object as parts. Responses are bytes.
    Multipart,
    /// A sequence of values of the schema's type.
    Lines,
    /// Text, whose response can be streamed as events.
    Events,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// The functions of the runtime's `codegen` for bodies that are one value.
#[derive(PartialEq, Eq)]
pub struct ValueCodec {
    /// The method of `Call` that encodes a request, given its media type and a reference to the value.
    pub encode: &'static str,
    /// The media type of a request for which the document declares a range.
    pub media_type: &'static str,
    /// Decodes a response.
    pub decode: &'static str,
    /// Decodes a response that may have no body.
    pub decode_or_empty: Option<&'static str>,
    /// Decodes the body of an error.
    pub decode_error: &'static str,
}

impl std::fmt::Debug for ValueCodec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.encode)
    }
}

/// Which media types of one kind get a method of their own where a request body lists several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The first one.
    First,
    /// Those with schemas of their own.
    BySchema,
    /// Each, because its Rust type does not tell the format.
    Each,
}

/// What the name of a method for one media type ends with.
#[derive(Clone, Copy, Debug)]
pub enum Suffix {
    /// Always this.
    Fixed(&'static str),
    /// This for a plain media type, otherwise the subtype without the structured syntax suffix.
    Structured(&'static str, fn(&MediaType) -> bool),
    /// This for one media type, otherwise the subtype.
    Subtype(&'static str, &'static str),
}

/// The settings of single fields of a body that have an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSettings {
    /// None.
    None,
    /// Style, reserved characters and content type.
    All,
    /// The content type of a part.
    ContentType,
}

/// How a parameter with `content` is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterCoding {
    /// As a JSON text.
    Json,
    /// As it is.
    Text,
}

/// How the whole query is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryCoding {
    /// As a form.
    Form,
    /// As a JSON text.
    Json,
}

impl MediaKind {
    /// Every kind, in the order in which they are tried. Text and bytes accept what no other kind does.
    const ALL: [Self; 8] = [
        Self::Form,
        Self::Events,
        Self::Lines,
        Self::Json,
        Self::Xml,
        Self::Multipart,
        Self::Text,
        Self::Binary,
    ];

    /// The kind of a media type (RFC 9110 section 8.3.1), regardless of its parameters. `is_binary` says whether its schema is
    /// bytes.
    #[must_use]
    pub fn of(media_type: &MediaType, is_binary: bool) -> Self {
        let kind = Self::ALL.into_iter().find(|it| (it.format().matches)(media_type, is_binary));
        kind.unwrap_or(Self::Binary)
    }

    /// The row of this kind.
    #[must_use]
    pub const fn format(self) -> &'static MediaFormat {
        match self {
            Self::Form => &FORM,
            Self::Events => &EVENTS,
            Self::Lines => &LINES,
            Self::Json => &JSON,
            Self::Xml => &XML,
            Self::Multipart => &MULTIPART,
            Self::Text => &TEXT,
            Self::Binary => &BINARY,
        }
    }
}

/// What most kinds have in common: bytes without any feature.
const PLAIN: MediaFormat = MediaFormat {
    matches: |_, _| true,
    coding: Coding::Bytes,
    is_json: false,
    is_stream: false,
    request_order: 9,
    response_order: 3,
    choice: Choice::First,
    suffix: Suffix::Fixed("bytes"),
    field_settings: FieldSettings::None,
    parameter: None,
    query: None,
    binary_levels: 0,
};

/// JSON (RFC 8259).
pub static JSON_CODEC: ValueCodec = ValueCodec {
    encode: "json",
    media_type: MediaType::JSON,
    decode: "json",
    decode_or_empty: Some("json_or_empty"),
    decode_error: "error_json",
};

static JSON: MediaFormat = MediaFormat {
    matches: |it, is_binary| (it.is_json() || it.is_any()) && !is_binary,
    coding: Coding::Value(&JSON_CODEC),
    is_json: true,
    request_order: 0,
    response_order: 0,
    choice: Choice::BySchema,
    suffix: Suffix::Structured("json", MediaType::is_plain_json),
    parameter: Some(ParameterCoding::Json),
    query: Some(QueryCoding::Json),
    ..PLAIN
};

static FORM: MediaFormat = MediaFormat {
    matches: |it, _| it.is_form(),
    coding: Coding::Form,
    request_order: 1,
    suffix: Suffix::Fixed("form"),
    field_settings: FieldSettings::All,
    query: Some(QueryCoding::Form),
    ..PLAIN
};

static MULTIPART: MediaFormat = MediaFormat {
    matches: |it, _| it.is_multipart(),
    coding: Coding::Multipart,
    request_order: 2,
    suffix: Suffix::Fixed("multipart"),
    field_settings: FieldSettings::ContentType,
    binary_levels: 3,
    ..PLAIN
};

static XML: MediaFormat = MediaFormat {
    matches: |it, is_binary| it.is_xml() && !is_binary,
    coding: Coding::Xml,
    request_order: 3,
    response_order: 1,
    suffix: Suffix::Fixed("xml"),
    ..PLAIN
};

static LINES: MediaFormat = MediaFormat {
    matches: |it, _| it.is_json_sequence(),
    coding: Coding::Lines,
    is_stream: true,
    request_order: 4,
    response_order: 4,
    suffix: Suffix::Fixed("lines"),
    ..PLAIN
};

static TEXT: MediaFormat = MediaFormat {
    matches: |it, _| it.is_text(),
    coding: Coding::Text,
    request_order: 5,
    response_order: 2,
    choice: Choice::Each,
    suffix: Suffix::Subtype("text", "text/plain"),
    parameter: Some(ParameterCoding::Text),
    binary_levels: 1,
    ..PLAIN
};

static EVENTS: MediaFormat = MediaFormat {
    matches: |it, _| it.is_events(),
    coding: Coding::Events,
    is_stream: true,
    request_order: 6,
    response_order: 4,
    choice: Choice::Each,
    suffix: Suffix::Subtype("event-stream", MediaType::EVENTS),
    ..PLAIN
};

static BINARY: MediaFormat = MediaFormat {
    request_order: 7,
    choice: Choice::Each,
    suffix: Suffix::Subtype("bytes", "application/octet-stream"),
    binary_levels: 1,
    ..PLAIN
};

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, is_binary: bool) -> MediaKind {
        MediaKind::of(&MediaType::parse(name), is_binary)
    }

    #[test]
    fn media_types_have_a_kind() {
        let cases = [
            ("application/json", MediaKind::Json),
            ("Application/JSON; charset=utf-8", MediaKind::Json),
            ("application/problem+json", MediaKind::Json),
            ("*/*", MediaKind::Json),
            ("application/x-www-form-urlencoded", MediaKind::Form),
            ("multipart/form-data", MediaKind::Multipart),
            ("text/plain", MediaKind::Text),
            ("text/event-stream;charset=utf-8", MediaKind::Events),
            ("application/jsonl", MediaKind::Lines),
            ("application/x-ndjson", MediaKind::Lines),
            ("application/json-seq", MediaKind::Lines),
            ("application/geo+json-seq", MediaKind::Lines),
            ("application/stream+json", MediaKind::Lines),
            ("application/octet-stream", MediaKind::Binary),
            ("application/xml", MediaKind::Xml),
            ("text/xml; charset=utf-8", MediaKind::Xml),
            ("application/atom+xml", MediaKind::Xml),
        ];
        for (name, expected) in cases {
            assert_eq!(kind(name, false), expected, "{name}");
        }
        for name in ["*/*", "application/json", "application/xml", "image/svg+xml"] {
            assert_eq!(kind(name, true), MediaKind::Binary, "{name}");
        }
    }

    #[test]
    fn every_kind_is_tried_once() {
        let formats: Vec<_> = MediaKind::ALL.iter().map(|it| it.format().request_order).collect();
        let mut distinct = formats.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), formats.len(), "two kinds share a row or an order: {formats:?}");
    }
}
