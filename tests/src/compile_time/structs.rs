//! Three hundred structs of ten fields: as an OpenAPI document, and as Rust types for other crates.
//!
//! The structs form one tree for each root, and nothing else is declared. Each version reads and writes every root as
//! JSON. So every version compiles the same work, and what differs is the way to it.

use std::fmt::Write as _;

/// How many structs there are.
const STRUCTS: usize = 300;

/// How many of them are read and written themselves.
const ROOTS: usize = 37;

/// The derives of the types that Renkei generates.
const DERIVES: &str = "Clone, Debug, PartialEq";

/// A crate that reads and writes JSON by derives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derive {
    /// serde with serde_json.
    Serde,
    /// miniserde.
    Miniserde,
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Float,
    Flag,
    Texts,
    Struct(usize),
    Structs(usize),
}

struct Field {
    name: &'static str,
    kind: Kind,
    required: bool,
}

/// The fields of a struct. The first half of the structs have two others as parts.
fn fields(number: usize) -> [Field; 10] {
    let part = |index: usize| Some(ROOTS + 2 * number + index).filter(|it| *it < STRUCTS);
    let field = |name, kind, required| Field { name, kind, required };
    [
        field("identifier", Kind::Text, true),
        field("count", Kind::Integer, true),
        field("ratio", Kind::Float, true),
        field("active", Kind::Flag, true),
        field("labels", Kind::Texts, true),
        field("note", Kind::Text, false),
        field("limit", Kind::Integer, false),
        field("share", Kind::Float, false),
        field("first", part(0).map_or(Kind::Flag, Kind::Struct), false),
        field("others", part(1).map_or(Kind::Texts, Kind::Structs), true),
    ]
}

/// The document: an operation for each root, whose body is also its response.
#[must_use]
pub fn document() -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Structs, version: '1'}\npaths:\n".to_owned();
    for root in 0..ROOTS {
        let content = format!(
            "content: {{application/json: {{schema: {{$ref: '#/components/schemas/Struct{root}'}}}}}}"
        );
        let _infallible = write!(
            text,
            "  /roots/{root}:\n    put:\n      operationId: replace_{root}\n      tags: [roots]\n      \
             requestBody: {{required: true, {content}}}\n      \
             responses: {{'200': {{description: ok, {content}}}}}\n"
        );
    }
    text.push_str("components:\n  schemas:\n");
    for number in 0..STRUCTS {
        let fields = fields(number);
        let required = fields.iter().filter(|it| it.required).map(|it| it.name);
        let required = required.collect::<Vec<_>>().join(", ");
        let _infallible = write!(
            text,
            "    Struct{number}:\n      type: object\n      required: [{required}]\n      properties:\n"
        );
        for Field { name, kind, .. } in &fields {
            let _infallible = writeln!(text, "        {name}: {}", schema(*kind));
        }
    }
    text
}

fn schema(kind: Kind) -> String {
    let reference = |number| format!("{{$ref: '#/components/schemas/Struct{number}'}}");
    match kind {
        Kind::Text => "{type: string}".to_owned(),
        Kind::Integer => "{type: integer, format: int64}".to_owned(),
        Kind::Float => "{type: number}".to_owned(),
        Kind::Flag => "{type: boolean}".to_owned(),
        Kind::Texts => "{type: array, items: {type: string}}".to_owned(),
        Kind::Struct(number) => reference(number),
        Kind::Structs(number) => format!("{{type: array, items: {}}}", reference(number)),
    }
}

/// Functions that call every operation of the generated client. Without them nothing would use the operations, and rustc
/// would not compile them.
#[must_use]
pub fn calls() -> String {
    let mut text = String::new();
    for root in 0..ROOTS {
        let _infallible = write!(
            text,
            "
/// Replaces root {root}.
pub fn replace_{root}(
    client: &Client,
    body: &types::Struct{root},
) -> std::pin::Pin<Box<dyn std::future::Future<Output = Result<types::Struct{root}, renkei_runtime::OpError>> + Send>> {{
    Box::pin(std::future::IntoFuture::into_future(client.roots().replace_{root}(body)))
}}
"
        );
    }
    text
}

impl Derive {
    /// The dependencies of a package with [`code`](Self::code).
    #[must_use]
    pub fn dependencies(self) -> &'static str {
        match self {
            Self::Serde => {
                "serde = { version = \"1\", features = [\"derive\"] }\n\
                 serde_json = { version = \"1\", features = [\"float_roundtrip\"] }\n"
            }
            Self::Miniserde => "miniserde = \"0.1\"\n",
        }
    }

    /// The structs, and two functions for each root.
    #[must_use]
    pub fn code(self) -> String {
        let mut text = String::new();
        for number in 0..STRUCTS {
            self.write_struct(&mut text, number);
        }
        for root in 0..ROOTS {
            let (read, write) = self.functions(&format!("Struct{root}"));
            let _infallible =
                write!(text, "\npub fn read_{root}{read}\npub fn write_{root}{write}\n");
        }
        text
    }

    fn write_struct(self, text: &mut String, number: usize) {
        let traits = match self {
            Self::Serde => "serde::Serialize, serde::Deserialize",
            Self::Miniserde => "miniserde::Serialize, miniserde::Deserialize",
        };
        let _infallible =
            writeln!(text, "#[derive({DERIVES}, {traits})]\npub struct Struct{number} {{");
        for Field { name, kind, required } in fields(number) {
            if !required && self == Self::Serde {
                text.push_str("    #[serde(skip_serializing_if = \"Option::is_none\")]\n");
            }
            let inner = rust(kind);
            let outer = if required { inner } else { format!("Option<{inner}>") };
            let _infallible = writeln!(text, "    pub {name}: {outer},");
        }
        text.push_str("}\n");
    }

    fn functions(self, name: &str) -> (String, String) {
        match self {
            Self::Serde => (
                format!(
                    "(text: &[u8]) -> serde_json::Result<{name}> {{ serde_json::from_slice(text) }}"
                ),
                format!(
                    "(value: &{name}) -> serde_json::Result<Vec<u8>> {{ serde_json::to_vec(value) }}"
                ),
            ),
            Self::Miniserde => (
                format!(
                    "(text: &str) -> miniserde::Result<{name}> {{ miniserde::json::from_str(text) }}"
                ),
                format!("(value: &{name}) -> String {{ miniserde::json::to_string(value) }}"),
            ),
        }
    }
}

fn rust(kind: Kind) -> String {
    match kind {
        Kind::Text => "String".to_owned(),
        Kind::Integer => "i64".to_owned(),
        Kind::Float => "f64".to_owned(),
        Kind::Flag => "bool".to_owned(),
        Kind::Texts => "Vec<String>".to_owned(),
        Kind::Struct(number) => format!("Struct{number}"),
        Kind::Structs(number) => format!("Vec<Struct{number}>"),
    }
}
