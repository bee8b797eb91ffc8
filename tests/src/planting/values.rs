//! Violations in schemas and other values.

use renkei::document::{ObjectKind, SchemaRole};
use renkei::source::Node;

use super::edit::{has, text};
use super::{Planted, Site};

/// M002: a script in a description.
pub(super) fn script(site: &Site<'_>) -> Vec<Planted> {
    site.visited(|visit| {
        let description = visit.node.get("description")?;
        let is_line = description.as_str().is_some_and(|it| !it.contains('\n') && it.len() < 80);
        let kinds = [ObjectKind::Operation, ObjectKind::Parameter, ObjectKind::Response];
        (is_line && kinds.contains(&visit.object))
            .then(|| site.replace(description, "a <script>alert(1)</script> b"))?
    })
}

/// N033: two properties that differ only in case.
pub(super) fn similar_property(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let properties = visit.node.get("properties")?;
        let mut members = properties.members();
        let (first, second) = (members.next()?, members.next()?);
        let similar = first.key.to_uppercase();
        let is_new = similar != first.key && properties.get(&similar).is_none();
        is_new.then(|| site.rename(&second, &similar))?
    })
}

/// N035: a value in another style.
pub(super) fn other_style(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let list = visit.node.entry("enum")?;
        let values: Vec<&str> = list.value.items().filter_map(Node::as_str).collect();
        let is_snake = |it: &&str| {
            it.contains('_') && it.bytes().all(|it| it == b'_' || it.is_ascii_lowercase())
        };
        let (last, others) = values.split_last()?;
        let planted = site.replace(list.value.items().last()?, "plantedValue")?;
        let fits = others.iter().any(is_snake) && !last.is_empty();
        fits.then_some(Planted { mark: list.key_span.start as usize, ..planted })
    })
}

/// R007: an example with an offset.
pub(super) fn time_with_offset(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let is_time = text(visit.node, "format") == Some("date-time");
        let is_free = !has(visit.node, &["example", "examples", "default"]);
        let value = "\"2020-01-01T10:00:00+02:00\"";
        let inserted = site.insert(visit.node, "example", value).filter(|_| is_time && is_free)?;
        let mark = inserted.mark + inserted.new.find("\"2020")?;
        Some(Planted { mark, ..inserted })
    })
}

/// S002: schemes that are not allowed.
pub(super) fn other_scheme(site: &Site<'_>) -> Vec<Planted> {
    let schemes = match site.is_swagger() {
        true => site.root.get("securityDefinitions"),
        false => site.root.get("components").and_then(|it| it.get("securitySchemes")),
    };
    let flow = "\"authorizationUrl\": \"https://a.example/a\", \"scopes\": {}";
    let values = match site.is_swagger() {
        true => vec![
            "{\"type\": \"basic\"}".to_owned(),
            format!("{{\"type\": \"oauth2\", \"flow\": \"implicit\", {flow}}}"),
        ],
        false => vec![
            "{\"type\": \"http\", \"scheme\": \"basic\"}".to_owned(),
            "{\"type\": \"http\", \"scheme\": \"digest\"}".to_owned(),
            format!("{{\"type\": \"oauth2\", \"flows\": {{\"implicit\": {{{flow}}}}}}}"),
        ],
    };
    let Some(schemes) = schemes else { return Vec::new() };
    values.iter().filter_map(|it| site.insert(schemes, "planted", it)).collect()
}

/// S003: servers without TLS.
pub(super) fn plain_server(site: &Site<'_>) -> Vec<Planted> {
    let Some(servers) = site.root.get("servers") else { return Vec::new() };
    let url = |scheme: &str| format!("{{\"url\": \"{scheme}://api.planted.com/v1\"}}");
    let planted = ["http", "ws"]
        .into_iter()
        .filter_map(|scheme| site.prepend(servers, &[url(scheme)], &format!("\"{scheme}:")));
    planted.collect()
}

/// T001: a schema whose type is missing.
pub(super) fn without_type(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let kind = visit.node.entry("type")?;
        let is_part = visit.object == ObjectKind::Schema(SchemaRole::Part);
        let rest = ["allOf", "oneOf", "anyOf", "not", "enum", "const", "if"];
        let fits = !is_part && has(visit.node, &["properties", "items"]) && !has(visit.node, &rest);
        let renamed = site.rename(&kind, "x-kind").filter(|_| fits)?;
        // A report of a schema without a key is at its first member, which may be the renamed one.
        Some(Planted { mark: visit.location().start as usize, ..renamed })
    })
}

/// The properties of a schema with one more, if it is new.
fn with_property(site: &Site<'_>, name: &str, value: &str) -> Vec<Planted> {
    site.schemas(|visit| {
        let is_component = visit.object == ObjectKind::Schema(SchemaRole::Component);
        let properties = visit.node.get("properties").filter(|_| is_component)?;
        (!has(properties, &[name])).then(|| site.insert(properties, name, value))?
    })
}

/// T002: a string without a maximum.
pub(super) fn unbounded_string(site: &Site<'_>) -> Vec<Planted> {
    with_property(site, "plantedText", "{\"type\": \"string\"}")
}

/// T003: a number without a format.
pub(super) fn number_without_format(site: &Site<'_>) -> Vec<Planted> {
    with_property(site, "plantedNumber", "{\"type\": \"integer\"}")
}

/// T004: a name that has another type elsewhere.
pub(super) fn other_type(site: &Site<'_>) -> Vec<Planted> {
    let mut counts: std::collections::BTreeMap<(&str, &str), usize> = Default::default();
    let mut names = std::collections::BTreeSet::new();
    let schemas = match site.is_swagger() {
        true => site.root.get("definitions"),
        false => site.root.get("components").and_then(|it| it.get("schemas")),
    };
    for schema in schemas.into_iter().flat_map(Node::members) {
        for entry in schema.value.get("properties").into_iter().flat_map(Node::members) {
            let Some(kind) = text(entry.value, "type") else { continue };
            *counts.entry((entry.key, kind)).or_default() += 1;
            names.insert(entry.key);
        }
    }
    let is_common = |name: &&str| {
        let is_specific = name.len() > 8;
        let kinds: Vec<_> = counts.iter().filter(|((key, _), _)| key == name).collect();
        is_specific && matches!(kinds.as_slice(), [((_, "string"), count)] if **count >= 3)
    };
    names
        .into_iter()
        .filter(is_common)
        .flat_map(|name| with_property(site, name, "{\"type\": \"boolean\"}"))
        .collect()
}

/// X005: a value that is listed before.
pub(super) fn repeated_value(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let mut values = visit.node.get("enum")?.items();
        let (first, second) = (values.next()?, values.next()?);
        site.replace(second, first.as_str()?)
    })
}

/// X006: an example of another type.
pub(super) fn wrong_example(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let is_integer = text(visit.node, "type") == Some("integer");
        let is_free = !has(visit.node, &["example", "examples", "default"]);
        let inserted =
            site.insert(visit.node, "example", "\"planted\"").filter(|_| is_integer && is_free)?;
        let mark = inserted.mark + inserted.new.find("\"planted")?;
        Some(Planted { mark, ..inserted })
    })
}

/// X009: components that nothing uses.
pub(super) fn unused_component(site: &Site<'_>) -> Vec<Planted> {
    let parameter =
        "{\"name\": \"planted\", \"in\": \"query\", \"schema\": {\"type\": \"string\"}}";
    let section = |key: &str| match site.is_swagger() {
        true => site.root.get(if key == "schemas" { "definitions" } else { key }),
        false => site.root.get("components").and_then(|it| it.get(key)),
    };
    let values = [
        ("schemas", "{\"type\": \"string\"}"),
        ("responses", "{\"description\": \"planted\"}"),
        ("parameters", parameter),
    ];
    let plant = |(key, value): (&str, &str)| site.insert(section(key)?, "Planted", value);
    values.into_iter().filter_map(plant).collect()
}

/// X010: a required property that is not defined.
pub(super) fn undefined_required(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let required = visit.node.get("required").filter(|it| it.is_array())?;
        let others = ["additionalProperties", "patternProperties", "allOf", "oneOf", "anyOf"];
        let is_part = visit.object == ObjectKind::Schema(SchemaRole::Part);
        let fits = has(visit.node, &["properties"]) && !has(visit.node, &others) && !is_part;
        fits.then(|| site.prepend(required, &["\"plantedName\"".to_owned()], "\"planted"))?
    })
}

/// X012: a member that a reference hides.
pub(super) fn hidden_member(site: &Site<'_>) -> Vec<Planted> {
    let version = text(site.root, "openapi").unwrap_or("2.0");
    if !version.starts_with("3.0") && version != "2.0" {
        return Vec::new();
    }
    site.visited(|visit| {
        let is_property = visit.object == ObjectKind::Schema(SchemaRole::Property);
        let is_reference = visit.node.get("$ref").is_some() && visit.node.members().len() == 1;
        (is_property && is_reference)
            .then(|| site.insert(visit.node, "description", "\"planted\""))?
    })
}

/// X013: a keyword of another type.
pub(super) fn foreign_keyword(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let is_integer = text(visit.node, "type") == Some("integer");
        let fits = is_integer && !has(visit.node, &["minLength"]);
        fits.then(|| site.insert(visit.node, "minLength", "1"))?
    })
}

/// X016: a discriminator that is not defined.
pub(super) fn undefined_discriminator(site: &Site<'_>) -> Vec<Planted> {
    let value = match site.is_swagger() {
        true => "\"plantedKind\"",
        false => "{\"propertyName\": \"plantedKind\"}",
    };
    site.schemas(|visit| {
        let is_component = visit.object == ObjectKind::Schema(SchemaRole::Component);
        let rest = ["allOf", "oneOf", "anyOf", "discriminator", "patternProperties"];
        let fits = is_component && has(visit.node, &["properties"]) && !has(visit.node, &rest);
        let inserted = site.insert(visit.node, "discriminator", value).filter(|_| fits)?;
        let mark = inserted.mark + inserted.new.find("\"plantedKind")?;
        Some(Planted { mark, ..inserted })
    })
}
