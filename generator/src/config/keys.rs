//! Every key of `renkei.yaml`, each as one entry.

use std::sync::Arc;

use super::dependency::Dependency;
use super::rules::RuleSettings;
use super::syntax::{
    ABSOLUTE_URL, CRATE_NAME, DURATION, HEADER_NAME, PERCENTAGE, PROPERTY, is_absolute_url, is_any,
    is_crate_name, is_duration, is_header_name, is_percentage, is_property,
};
use super::table::{Key, Value, choices, table, tables};
use super::value::{Pair, Set, SpannedString};
use crate::lint;
use crate::source::{Node, Tree};

tables! {
    /// The settings of `renkei.yaml`, with defaults for absent keys.
    #[derive(Clone, Debug, Default)]
    #[non_exhaustive]
    pub struct Config = SECTIONS {
        /// What the linter reports.
        "lint" => lint: lint::Config, Value::Object(LINT), "";
        /// The client's name and behaviour.
        "client" => client: Client, Value::Object(CLIENT), "";
        /// The folder that contains all files of the document, relative to this file. Defaults to the folder of the nearest
        /// repository or cargo workspace around the document, or else to the document's.
        "root" => root: Option<SpannedString>, Value::String(is_any, "a folder"), "..";
        /// Overlays that are applied to the document in this order, as paths relative to this file (OpenAPI Overlay 1.0 and 1.1).
        "overlays" => overlays: Vec<SpannedString>, Value::Strings, "[fixes.yaml]";
        /// What a reference to a schema that does not exist is: an error, or raw JSON.
        "unresolved-refs" => unresolved_refs: UnresolvedRefs, Value::Choice(UnresolvedRefs::WORDS), "raw";
        /// Generates only these operations and the types that they use. Defaults to everything.
        "keep" => keep: Keep, Value::Object(KEEP), "";
        /// How the pages of an operation follow each other, by operationId or by method and path. The keys are those of
        /// `x-renkei-pagination`; `none` turns paging off.
        "paging" => paging: Vec<(SpannedString, Arc<Tree>)>, Value::Paging(PAGING),
            "listOrders: {items: /data, cursor: after, next: /page/next}\nGET /v1/colours: none";
        /// Rust names that replace the derived ones. A type is named by its component, or by the JSON pointer that
        /// renkei-manifest.json gives for it; an operation by its operationId, or by method and path.
        "rename" => rename: Rename, Value::Object(RENAME), "";
        /// Your own types in place of generated ones. Each implements Clone, Debug, PartialEq, Serialize and Deserialize.
        "replace" => replace: Replace, Value::Object(REPLACE), "";
        /// More derives for the types: Eq, Hash, PartialOrd, Ord, or paths of your own derives.
        "derives" => derives: Derives, Value::Object(DERIVES), "";
        /// What a generated crate needs for your own types and derives, as in Cargo.toml.
        "dependencies" => dependencies: Vec<Dependency>, Value::Dependencies(DEPENDENCY),
            "rust_decimal: \"1\"";
    }

    /// The `lint` section.
    #[derive(Clone, Debug, Default)]
    pub(super) struct Lint = LINT {
        /// The rules to start from.
        "preset" => preset: lint::Preset, Value::Choice(lint::Preset::NAMES), "house";
        /// Severities by code or name of a rule: off, info, warning or error. An object sets the `severity` and the rule's options.
        "rules" => rules: RuleSettings, Value::Rules,
            "{path-kebab-case: warning, N005: {severity: error, singular-words: [fleet]}}";
        /// Rules of your own, by name. `where` is a JSONPath (RFC 9535) or a kind of object, such as `operation`.
        "custom-rules" => custom_rules: Vec<lint::CustomRule>, Value::CustomRules(CUSTOM_RULE),
            "\nshort-summary: {where: operation, member: summary, length: {max: 60}, message: the summary is too long}";
        /// Findings that are not reported, under names of your own. Each entry has rules and a reason.
        "ignore" => ignore: Vec<lint::Ignore>, Value::Ignores(IGNORE),
            "\nlegacy-paths: {rules: [N001], files: [specs/legacy/**], reason: they are frozen, until: 2027-12-31}";
    }

    /// The `client` section.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Client = CLIENT {
        /// The package name. Defaults to the document's title.
        "crate-name" => crate_name: Option<String>, Value::String(is_crate_name, CRATE_NAME),
            "orders-api";
        /// The base URL of every operation. Defaults to the document's first absolute server.
        "base-url" => base_url: Option<String>, Value::String(is_absolute_url, ABSOLUTE_URL),
            "https://api.example.com";
        /// The idempotency header of operations that declare none. The linter accepts it too.
        "idempotency-header" => idempotency_header: Option<String>,
            Value::String(is_header_name, HEADER_NAME), "Idempotency-Key";
        /// The library whose types represent `date-time` and `date`; `text` keeps them as strings.
        "dates" => dates: Dates, Value::Choice(Dates::WORDS), "jiff";
        /// Whether a string of a response that is not of its `format` is an error, or is kept as text. In error bodies it is always
        /// kept.
        "formats" => formats: Formats, Value::Choice(Formats::WORDS), "lenient";
        /// Which types keep the properties that the document does not declare, and write them back.
        "unknown-fields" => unknown_fields: UnknownFields, Value::Choice(UnknownFields::WORDS), "keep";
        /// Which types distinguish an absent property from null, as `Maybe<T>`. Others have `Option<T>`.
        "maybe" => maybe: MaybeFields, Value::Choice(MaybeFields::WORDS), "all";
        /// Whether a request is validated against the declared lengths, bounds and patterns before it is sent.
        "check" => check: bool, Value::Flag, "true";
        /// Path parameters whose slashes and other reserved characters are sent as they are, by operation and parameter.
        "path-slashes" => path_slashes: Vec<SpannedString>, Value::Strings, "[getFile.path]";
        /// Whether only the types of the components are generated, without a client.
        "types-only" => types_only: bool, Value::Flag, "true";
        /// Whether a generated package has example programs that call its operations: one for each group, in `examples/`.
        "examples" => examples: bool, Value::Flag, "true";
        /// Targets for calls, which a program can replace with `ClientBuilder::slo`.
        "slo" => slo: Slo, Value::Object(SLO), "";
        /// Where a response with status 200 reports its real status.
        "envelope" => envelope: Option<Envelope>, Value::Table(ENVELOPE),
            "{status: status, message: message}";
    }

    /// The `client.slo` section.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Slo = SLO {
        /// The 95th percentile of the duration of calls, in ms or s.
        "p95" => p95: Option<String>, Value::String(is_duration, DURATION), "200ms";
        /// The share of calls that may fail because of the server.
        "error-rate" => error_rate: Option<String>, Value::String(is_percentage, PERCENTAGE), "0.5%";
    }

    /// The `client.envelope` key.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Envelope = ENVELOPE {
        /// The status: a property of the response, or a JSON pointer into it. Required.
        "status" => status: Option<SpannedString>, Value::String(is_property, PROPERTY), "status";
        /// A message for people, named in the same way.
        "message" => message: Option<SpannedString>, Value::String(is_property, PROPERTY),
            "/error/message";
        /// The values of the status that mean success. Defaults to the HTTP statuses from 200 to 299.
        "success" => success: Vec<String>, Value::Scalars, "[0, ok]";
        /// Whether the envelope applies to operations whose responses describe it, or to all.
        "operations" => operations: EnvelopeScope, Value::Choice(EnvelopeScope::WORDS), "described";
    }

    /// The `keep` section. An operation is kept if any of the lists names it; without a list, all are.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Keep = KEEP {
        /// Operations with one of these tags.
        "tags" => tags: Vec<SpannedString>, Value::Strings, "[orders]";
        /// These paths and everything below them.
        "paths" => paths: Vec<SpannedString>, Value::Strings, "[/v1/customers]";
        /// Operations by operationId.
        "operations" => operations: Vec<SpannedString>, Value::Strings, "[getRefund]";
        /// Operations whose methods your Rust sources call. This is a file or a folder, relative to this file.
        "used" => used: Option<SpannedString>, Value::String(is_any, "a path"), "src";
        /// The properties that have types, if there is `used`: those that your sources name, or all. Others are JSON values.
        "properties" => properties: TypedProperties, Value::Choice(TypedProperties::WORDS), "all";
    }

    /// The `rename` section: for a name of the document, the Rust name.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Rename = RENAME {
        /// Types.
        "types" => types: Vec<Pair>, Value::Names, "{Ordr: Order}";
        /// Fields, by type and property.
        "fields" => fields: Vec<Pair>, Value::Names, "{Order.crtd: created}";
        /// Enum values, by type and value.
        "values" => values: Vec<Pair>, Value::Names, "{Status.ACTV: Active}";
        /// Operations.
        "operations" => operations: Vec<Pair>, Value::Names,
            "{listOrdrs: list_orders, GET /v1/health: health}";
        /// Parameters, by operation and parameter.
        "parameters" => parameters: Vec<Pair>, Value::Names, "{listOrdrs.lmt: limit}";
        /// Groups, by tag or path segment. Two groups with the same new name become one.
        "groups" => groups: Vec<Pair>, Value::Names, "{Order Management: orders}";
    }

    /// The `replace` section: for a schema of the document, a Rust type.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Replace = REPLACE {
        /// Types, named as in `rename`.
        "types" => types: Vec<Pair>, Value::Names, "{Money: my_money::Money}";
        /// Every string or number of a format.
        "formats" => formats: Vec<Pair>, Value::Names, "{decimal: rust_decimal::Decimal, date: String}";
    }

    /// The `derives` section.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Derives = DERIVES {
        /// Derives for every type that supports them.
        "all" => all: Vec<SpannedString>, Value::Strings, "[Eq, Hash]";
        /// Derives for a type and the types of its fields.
        "types" => types: Vec<(SpannedString, Vec<SpannedString>)>, Value::Lists, "{Order: [Eq, Hash]}";
    }
}

choices! {
    /// The library whose types represent `date-time` and `date`.
    pub enum Dates {
        /// `renkei_runtime::DateTime`, which keeps what it reads, and `jiff::civil::Date`.
        Jiff = "jiff",
        /// `chrono::DateTime<FixedOffset>` and `chrono::NaiveDate`.
        Chrono = "chrono",
        /// `renkei_runtime::OffsetDateTime`, which wraps a `time::OffsetDateTime`, and `time::Date`.
        Time = "time",
        /// `String`, unchanged.
        Text = "text",
    }

    /// What a string of a response is that is not of its `format`.
    pub enum Formats {
        /// An error.
        Strict = "strict",
        /// Text, which the type keeps.
        Lenient = "lenient",
    }

    /// Which types keep properties that the document does not declare.
    pub enum UnknownFields {
        /// Those that are both read and sent.
        Sent = "sent",
        /// All.
        Keep = "keep",
        /// None.
        Drop = "drop",
    }

    /// Which types distinguish an absent property from null.
    pub enum MaybeFields {
        /// Those that are sent.
        Sent = "sent",
        /// All.
        All = "all",
    }

    /// The properties that have types.
    pub enum TypedProperties {
        /// Those that the sources of `keep.used` name. Others are JSON values.
        Used = "used",
        /// All.
        All = "all",
    }

    /// What a reference to a schema that does not exist is.
    pub enum UnresolvedRefs {
        /// An error.
        Error = "error",
        /// Raw JSON, with a warning.
        Raw = "raw",
    }

    /// The operations that an envelope applies to.
    pub enum EnvelopeScope {
        /// Those whose responses describe it.
        Described = "described",
        /// All.
        All = "all",
    }
}

impl Keep {
    /// Whether everything is kept.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.tags.is_empty()
            && self.paths.is_empty()
            && self.operations.is_empty()
            && self.used.is_none()
    }
}

/// The keys of `x-renkei-pagination`. A location in the response is a JSON pointer; a location in the request is a query or
/// header parameter, or a JSON pointer into the body.
const PAGING: &[Key] = table! {
    /// The list in the response.
    "items": Value::String(is_any, "a JSON pointer"), "/data";
    /// The location of the cursor in the request.
    "cursor": Value::String(is_any, "a location"), "after";
    /// The next cursor in the response.
    "next": Value::String(is_any, "a JSON pointer"), "/page/next";
    /// The header of the response with the next cursor, in place of `next`. Case makes no difference.
    "next-header": Value::String(is_any, "the name of a header"), "X-Next-Cursor";
    /// The location of the page number in the request.
    "page": Value::String(is_any, "a location"), "page";
    /// The location of the number of preceding items in the request.
    "offset": Value::String(is_any, "a location"), "skip";
    /// The next URL in the response.
    "url": Value::String(is_any, "a JSON pointer"), "/next";
    /// Whether the `Link` header has the next URL.
    "link": Value::Flag, "true";
    /// The number of the first page or item.
    "first": Value::Count, "0";
    /// The number of pages in the response.
    "pages": Value::String(is_any, "a JSON pointer"), "/pages";
    /// The number of items in the response.
    "total": Value::String(is_any, "a JSON pointer"), "/total";
    /// Whether there is another page.
    "more": Value::String(is_any, "a JSON pointer"), "/more";
};

/// The keys of a dependency (the Cargo book, "Specifying Dependencies").
pub(super) const DEPENDENCY: &[Key] = table! {
    /// The version.
    "version": Value::String(is_any, "a version"), "\"1\"";
    /// A folder, relative to the generated crate.
    "path": Value::String(is_any, "a path"), "../money";
    /// A git repository.
    "git": Value::String(is_any, "a URL"), "https://git.example.com/money";
    /// A branch of the repository.
    "branch": Value::String(is_any, "a branch"), "main";
    /// A tag of the repository.
    "tag": Value::String(is_any, "a tag"), "v1";
    /// A revision of the repository.
    "rev": Value::String(is_any, "a revision"), "0123abc";
    /// The package name, where it differs.
    "package": Value::String(is_crate_name, CRATE_NAME), "money";
    /// Features.
    "features": Value::Strings, "[serde]";
    /// Whether default features are enabled.
    "default-features": Value::Flag, "false";
};

/// The keys of a custom rule. One of them says what is checked.
pub(super) const CUSTOM_RULE: &[Key] = table! {
    /// A JSONPath, or a kind of object.
    "where": Value::String(is_any, "a JSONPath or a kind of object"), "operation";
    /// The checked member of each selected object. `@key` is the key of the object itself. Defaults to the selected value.
    "member": Value::String(is_any, "the name of a member"), "summary";
    /// What is wrong, for the diagnostic. `{value}` is the checked value.
    "message": Value::String(is_any, "a sentence"), "the summary is too long";
    /// The severity. Defaults to `warning`.
    "severity": Value::Choice(&["warning", "info", "error", "off"]), "error";
    /// A regular expression (RFC 9485) that must match a part of the value.
    "pattern": Value::String(is_any, "a regular expression"), "\"^[A-Z]\"";
    /// A regular expression that must match no part of the value.
    "not-pattern": Value::String(is_any, "a regular expression"), "TODO";
    /// The style of the value.
    "casing": Value::Choice(lint::CASINGS), "kebab-case";
    /// The member must exist, and must not be empty.
    "present": Value::Flag, "true";
    /// The member must not exist.
    "absent": Value::Flag, "true";
    /// The value must be one of these.
    "one-of": Value::Scalars, "[public, partner]";
    /// The bounds of the length of a string or list, or of the number of members.
    "length": Value::Object(LENGTH), "{max: 60}";
    /// A JSON Schema that the value must satisfy.
    "schema": Value::Schema, "{type: string}";
};

/// The keys of an entry of `lint.ignore`.
pub(super) const IGNORE: &[Key] = table! {
    /// Codes or names of rules. Required.
    "rules": Value::Strings, "[N001]";
    /// Why the findings are not fixed. Required.
    "reason": Value::String(is_any, "a sentence"), "they are frozen";
    /// Patterns of files, such as `specs/legacy/**`. Defaults to all files.
    "files": Value::Strings, "[specs/legacy/**]";
    /// Patterns of subjects, which the JSON output contains. Defaults to all.
    "subjects": Value::Strings, "[GET /users/*]";
    /// The last day on which the entry applies.
    "until": Value::String(is_any, "a date"), "2027-12-31";
};

/// The bounds of a length.
const LENGTH: &[Key] = table! {
    /// The minimum.
    "min": Value::Count, "1";
    /// The maximum.
    "max": Value::Count, "60";
};
