//! Every key of `renkei.yaml`, with what it may hold, what it is for and an example.
//!
//! One table, from which come the messages about mistakes, the JSON Schema for editors and the file that `renkei init`
//! writes; so that none of them can know a key that another does not.

use crate::lint;

use super::shape::{
    BASE_URL, CRATE_NAME, HEADER_NAME, PLACE, is_absolute_url, is_crate_name, is_header_name,
    is_place,
};

/// What the value of a key may be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// A text that this accepts, and what it wants.
    Text(fn(&str) -> bool, &'static str),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Count,
    /// A list of texts.
    Texts,
    /// Rules with levels.
    Levels,
    /// Texts by name.
    Names,
    /// Lists of texts by name.
    Lists,
    /// A list of texts, numbers or booleans.
    Scalars,
    /// An object with these keys, of which the first has to be there.
    Table(&'static [Key]),
}

/// A key of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) value: Value,
    /// What it is for, as one sentence.
    pub(super) about: &'static str,
    /// A value, as YAML.
    pub(super) example: &'static str,
}

/// A section of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) body: Body,
}

/// What a section holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body {
    /// These keys.
    Keys(&'static [Key]),
    /// Any names, each with a version or with these keys; and an example.
    Entries(&'static [Key], &'static [(&'static str, &'static str)]),
    /// Operations, each with `false` or `none`, or with these keys; and examples.
    Operations(&'static [Key], &'static [(&'static str, &'static str)]),
}

const fn key(name: &'static str, value: Value, about: &'static str, example: &'static str) -> Key {
    Key { name, value, about, example }
}

pub(super) const SECTIONS: &[Section] = &[
    Section { name: "lint", about: "What the linter looks for.", body: Body::Keys(LINT) },
    Section {
        name: "client",
        about: "What the client is called, and how it behaves.",
        body: Body::Keys(CLIENT),
    },
    Section {
        name: "keep",
        about: "Only these operations and the types that they reach; without this section, everything.",
        body: Body::Keys(KEEP),
    },
    Section {
        name: "paging",
        about: "How pages follow each other, by operationId or by method and path: what `x-renkei-pagination` says in a document; or none.",
        body: Body::Operations(
            PAGING,
            &[
                ("listOrders", "{items: /data, cursor: after, next: /page/next}"),
                ("GET /v1/colours", "none"),
            ],
        ),
    },
    Section {
        name: "rename",
        about: "Rust names in place of those that the document's names become. A type is named by its component, or by the JSON pointer that renkei-manifest.json gives for it; an operation by its operationId, or by method and path.",
        body: Body::Keys(RENAME),
    },
    Section {
        name: "replace",
        about: "Your own types in place of generated ones. Each is Clone, Debug, PartialEq, Serialize and Deserialize.",
        body: Body::Keys(REPLACE),
    },
    Section {
        name: "derives",
        about: "More derives for the types: Eq, Hash, PartialOrd, Ord, or your own by their paths.",
        body: Body::Keys(DERIVES),
    },
    Section {
        name: "dependencies",
        about: "What a generated crate needs for your own types and derives, as in Cargo.toml.",
        body: Body::Entries(DEPENDENCY, &[("rust_decimal", "\"1\"")]),
    },
];

/// The words for a date library.
pub(super) const DATES: &[&str] = &["jiff", "chrono", "time", "text"];

const LINT: &[Key] = &[
    key("preset", Value::Choice(lint::Preset::NAMES), "The rules to begin with.", "house"),
    key(
        "rules",
        Value::Levels,
        "By code or by name: off, info, warning or error.",
        "{N005: off, path-kebab-case: warning}",
    ),
];

const CLIENT: &[Key] = &[
    key(
        "crate-name",
        Value::Text(is_crate_name, CRATE_NAME),
        "The package name; else it is made from the document's title.",
        "orders-api",
    ),
    key(
        "base-url",
        Value::Text(is_absolute_url, BASE_URL),
        "The URL to connect to, for every operation; else the document's first absolute server.",
        "https://api.example.com",
    ),
    key(
        "idempotency-header",
        Value::Text(is_header_name, HEADER_NAME),
        "For operations that declare none; the linter knows it too.",
        "Idempotency-Key",
    ),
    key(
        "dates",
        Value::Choice(DATES),
        "The library for `date-time` and `date`: jiff, chrono, time, or text to keep them as they are.",
        "jiff",
    ),
    key(
        "check",
        Value::Flag,
        "Whether lengths, bounds and patterns that the document declares are checked before a request is sent.",
        "true",
    ),
    key(
        "envelope",
        Value::Table(ENVELOPE),
        "Where the body of a success says whether it is one, in an API that answers 200 whatever happened.",
        "{status: status, message: message}",
    ),
];

const ENVELOPE: &[Key] = &[
    key(
        "status",
        Value::Text(is_place, PLACE),
        "The status: a property, or a JSON pointer into the answer.",
        "status",
    ),
    key("message", Value::Text(is_place, PLACE), "A message for people.", "/error/message"),
    key(
        "success",
        Value::Scalars,
        "What stands at the status after a success; else an HTTP status in the 200s.",
        "[0, ok]",
    ),
    key(
        "operations",
        Value::Choice(&["described", "all"]),
        "Whether it holds for those whose answers describe it, or for all.",
        "described",
    ),
];

const KEEP: &[Key] = &[
    key("tags", Value::Texts, "Operations with one of these tags.", "[orders]"),
    key("paths", Value::Texts, "These paths and everything below them.", "[/v1/customers]"),
    key("operations", Value::Texts, "Operations by operationId.", "[getRefund]"),
];

/// The words of `x-renkei-pagination`. A place in the answer is a JSON pointer; a place in the request is a query
/// parameter, or a JSON pointer into the body.
const PAGING: &[Key] = &[
    key("items", Value::Text(any, "a JSON pointer"), "The list in the answer.", "/data"),
    key("cursor", Value::Text(any, "a place"), "Where the cursor goes.", "after"),
    key("next", Value::Text(any, "a JSON pointer"), "The next cursor in the answer.", "/page/next"),
    key("page", Value::Text(any, "a place"), "Where the number of the page goes.", "page"),
    key("offset", Value::Text(any, "a place"), "Where the number of items before it goes.", "skip"),
    key("url", Value::Text(any, "a JSON pointer"), "The next URL in the answer.", "/next"),
    key("link", Value::Flag, "Whether the `Link` header has the next URL.", "true"),
    key("first", Value::Count, "The number of the first page or item.", "0"),
    key(
        "pages",
        Value::Text(any, "a JSON pointer"),
        "The number of pages in the answer.",
        "/pages",
    ),
    key(
        "total",
        Value::Text(any, "a JSON pointer"),
        "The number of items in the answer.",
        "/total",
    ),
    key("more", Value::Text(any, "a JSON pointer"), "Whether there is another page.", "/more"),
];

const RENAME: &[Key] = &[
    key("types", Value::Names, "Types.", "{Ordr: Order}"),
    key("fields", Value::Names, "Fields, by type and property.", "{Order.crtd: created}"),
    key("values", Value::Names, "Values of enums, by type and value.", "{Status.ACTV: Active}"),
    key(
        "operations",
        Value::Names,
        "Operations.",
        "{listOrdrs: list_orders, GET /v1/health: health}",
    ),
    key(
        "parameters",
        Value::Names,
        "Parameters, by operation and parameter.",
        "{listOrdrs.lmt: limit}",
    ),
    key(
        "groups",
        Value::Names,
        "Groups, by tag or by the path segment that they are made from; two with one name become one.",
        "{Order Management: orders}",
    ),
];

const REPLACE: &[Key] = &[
    key("types", Value::Names, "Types, named as in `rename`.", "{Money: my_money::Money}"),
    key(
        "formats",
        Value::Names,
        "Every string or number of a format.",
        "{decimal: rust_decimal::Decimal, date: String}",
    ),
];

const DERIVES: &[Key] = &[
    key("all", Value::Texts, "For every type that can have them.", "[Eq, Hash]"),
    key("types", Value::Lists, "For a type and what it holds.", "{Order: [Eq, Hash]}"),
];

/// What a dependency may say (the Cargo book, "Specifying Dependencies").
pub(super) const DEPENDENCY: &[Key] = &[
    key("version", Value::Text(any, "a version"), "The version.", "\"1\""),
    key("path", Value::Text(any, "a path"), "A folder, from the generated crate's.", "../money"),
    key("git", Value::Text(any, "a URL"), "A repository.", "https://git.example.com/money"),
    key("branch", Value::Text(any, "a branch"), "A branch of it.", "main"),
    key("tag", Value::Text(any, "a tag"), "A tag of it.", "v1"),
    key("rev", Value::Text(any, "a revision"), "A revision of it.", "0123abc"),
    key("package", Value::Text(is_crate_name, CRATE_NAME), "Its own name.", "money"),
    key("features", Value::Texts, "Its features.", "[serde]"),
    key("default-features", Value::Flag, "Whether its default features are on.", "false"),
];

fn any(_: &str) -> bool {
    true
}
