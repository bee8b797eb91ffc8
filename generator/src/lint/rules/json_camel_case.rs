//! N030: JSON properties are in camelCase.

use std::sync::Arc;

use super::super::api::{Api, BodyFormat, Property};
use super::super::option::{LintOption, OptionKind};
use super::super::report::{self, Reporter};
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::property_name;
use crate::diagnostic::{Applicability, Code, Group, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N030"),
    name: "json-camel-case",
    severity: Some(Severity::Error),
    summary: "JSON properties are in camelCase",
    docs: "\
JSON comes from JavaScript, where names are in camelCase: `userId`. With one style throughout, a client needs no \
table of exceptions.

The rule reports a property once, at the key that defines it, however many operations use the schema.

Acronyms inside a name may keep their capitals (`diskGB`, `userID`). Accepted are names with a marker (`_links`, \
`@type`, `$ref`, `x-…`), names of capitals and digits only (`URL`, `SHA256`, `MAX_AGE`), names that are data \
(`og:title`, `a.b`, `short term`, `a__b`, `en-US`, `+1`), the keys of maps, and bodies that are not JSON (forms, \
XML), with the components that only such bodies use.

If nine of ten names of a document are in the other style, its reports are one group, which names the option `style`.

To fix a report, rename the property, as long as no client depends on it.",
    bad: &[
        "type: object\nproperties:\n  user_id: {type: string}",
        "type: object\nproperties:\n  UserName: {type: string}",
        "type: object\nproperties:\n  user-name: {type: string}",
        "type: object\nproperties:\n  user: {type: object, properties: {first_name: {type: string}}}",
        "/a:\n  post:\n    requestBody:\n      content:\n        application/json:\n          schema: {properties: {a_b: {}}}",
        "/a: {get: {responses: {'200': {content: {application/jsonl: {schema: {properties: {a_b: {}}}}}}}}}",
        "components: {schemas: {User: {$ref: '#/x-schemas/User'}}}\nx-schemas: {User: {properties: {user_id: {}}}}",
    ],
    good: &[
        "type: object\nproperties:\n  userId: {type: string}\n  diskGB: {type: number}\n  userID: {type: string}",
        "type: object\nproperties:\n  _links: {}\n  '@type': {}\n  $ref: {type: string}\n  x-rate_limit: {}",
        "type: object\nproperties:\n  URL: {}\n  SHA256: {}\n  MAX_AGE: {}\n  en-US: {}\n  zh_CN: {}\n  '+1': {}\n  og:title: {}",
        "type: object\nadditionalProperties: {type: string}\nexample: {user_id: a}",
        "/a:\n  post:\n    requestBody:\n      content:\n        multipart/form-data:\n          schema: {properties: {a_b: {}}}",
        "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          application/x-www-form-urlencoded:\n            schema: {$ref: '#/components/schemas/F'}\ncomponents: {schemas: {F: {properties: {a_b: {}}}}}",
        "/a:\n  get:\n    parameters:\n    - name: filter\n      in: query\n      schema: {properties: {a_b: {}}}",
    ],
    source: "D",
    options: &[&STYLE],
    fix: Some(Applicability::Suggestion),
    check: Check::Api(check),
    ..LintRule::BASE
};

/// The style of property names.
const STYLE: LintOption = LintOption {
    rule: "N030",
    key: "style",
    kind: OptionKind::Choice(&["camelCase", "snake_case"]),
    docs: "The style of property names.",
    example: "snake_case",
};

/// So many properties of several words show the style of a document.
const MIN_PROPERTIES: usize = 20;

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let style = api.config().choice(&STYLE);
    let is_snake = style == "snake_case";
    let group = other_style(api, is_snake);
    for property in api.properties().iter().filter(|it| is_json(api, it)) {
        let written = property.key.name;
        if is_accepted(written, is_snake) {
            continue;
        }
        let name = api.name(written);
        let wanted = if is_snake { name.words.join("_") } else { name.camel().to_owned() };
        if wanted.is_empty() || wanted == written {
            continue;
        }
        let message = format!("property `{written}` is not in {style}");
        let subject = Subject::at(api, api.file_root_of(property.node), &property.pointer);
        let help = format!("rename it to `{wanted}`");
        let named = (property.key, property.node, &property.pointer);
        let mut finding = reporter.report(property, subject, message, help);
        if let Some(fix) = property_name::rename(api, named, &wanted) {
            finding = finding.fix(fix);
        }
        if let Some(group) = &group {
            finding.in_group(group);
        }
    }
}

/// Whether nine of ten names are in the other style: then that style is probably intended, and the cause is one setting.
fn other_style(api: &Api<'_, '_>, is_snake: bool) -> Option<Arc<Group>> {
    let (wanted, other) =
        if is_snake { ("snake_case", "camelCase") } else { ("camelCase", "snake_case") };
    let names = api.properties().iter().filter(|it| is_json(api, it)).map(|it| it.key.name);
    let (mut camel, mut snake) = (0_usize, 0_usize);
    for name in names.filter(|it| !has_marker(it) && !is_data(it) && !is_constant(it)) {
        snake += usize::from(name.contains('_'));
        camel += usize::from(!name.contains('_') && name.contains(char::is_uppercase));
    }
    let of_other = if is_snake { camel } else { snake };
    let is_other = camel + snake >= MIN_PROPERTIES && of_other * 10 >= (camel + snake) * 9;
    let help = format!(
        "rename them, or set `lint: {{rules: {{N030: {{style: {other}}}}}}}` in renkei.yaml"
    );
    is_other.then(|| {
        report::group(
            format!("properties are not in {wanted}; the document's style is {other}"),
            help,
        )
    })
}

/// Whether JSON bodies contain the property. A component that nothing uses counts, and one that only forms or XML bodies use
/// does not.
fn is_json<'a>(api: &Api<'a, '_>, property: &Property<'a>) -> bool {
    let uses = api.uses(property);
    uses.is_empty() || uses.includes(BodyFormat::Json)
}

fn is_accepted(name: &str, is_snake: bool) -> bool {
    let fits = |it: char| match is_snake {
        true => it == '_' || it.is_numeric() || it.is_lowercase(),
        false => it.is_alphanumeric(),
    };
    let is_in_style = name.starts_with(char::is_lowercase) && name.chars().all(fits);
    is_in_style || has_marker(name) || is_data(name) || is_constant(name) || is_locale(name)
}

/// Names whose first characters mark them as special.
fn has_marker(name: &str) -> bool {
    name.starts_with(['_', '@', '$', '#'])
        || name.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("x-"))
}

/// Names that begin with something other than a letter, or contain characters that no naming style uses.
fn is_data(name: &str) -> bool {
    let is_name_character = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-');
    !name.chars().all(is_name_character)
        || name.contains("__")
        || !name.starts_with(char::is_alphabetic)
}

/// `URL`, `SHA256`, `MAX_AGE`; a single capital is one too (`X`).
fn is_constant(name: &str) -> bool {
    !name.contains(char::is_lowercase)
}

/// Language tags with a region: `en-US`, `zh_CN`, `zh-Hant`.
fn is_locale(name: &str) -> bool {
    let Some((language, region)) = name.split_once(['-', '_']) else { return false };
    let lower = language.bytes().all(|it| it.is_ascii_lowercase());
    let capital = region.starts_with(|it: char| it.is_ascii_uppercase());
    (2..=3).contains(&language.len()) && lower && capital && (2..=4).contains(&region.len())
}
