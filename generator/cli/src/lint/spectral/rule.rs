//! A rule of a ruleset as a custom rule.

use renkei::json_path::JsonPath;
use renkei::source::Node;

use super::{Import, quoted, severity};

/// The field that stands for the key of a member in Spectral and in Renkei.
const KEY: &str = "@key";

/// Adds a rule: one custom rule for each query and each function.
pub(super) fn convert(import: &mut Import, name: &str, rule: Node<'_>) {
    if rule.get("given").is_none() {
        // A built-in rule with other settings: `{severity: error}`.
        let severity = rule.get("severity").and_then(severity);
        super::built_in(import, name, severity);
        return;
    }
    let severity = match rule.get("severity") {
        Some(node) => severity(node).unwrap_or("warning"),
        None => "warning",
    };
    let functions = one_or_list(rule.get("then"));
    let mut converted = Vec::new();
    for given in one_or_list(rule.get("given")) {
        for function in &functions {
            match members(rule, name, given, *function, severity) {
                Ok(members) => converted.push(members),
                Err(reason) => import.left.push(format!("`{name}`: {reason}")),
            }
        }
    }
    let is_one = converted.len() == 1;
    for (index, members) in converted.into_iter().enumerate() {
        let name = if is_one { name.to_owned() } else { format!("{name}-{}", index + 1) };
        import.custom.push((name, members));
    }
}

fn one_or_list(node: Option<Node<'_>>) -> Vec<Node<'_>> {
    match node {
        Some(node) if node.is_array() => node.items().collect(),
        other => other.into_iter().collect(),
    }
}

/// The members of a custom rule as YAML.
fn members(
    rule: Node<'_>,
    name: &str,
    given: Node<'_>,
    then: Node<'_>,
    severity: &str,
) -> Result<Vec<String>, String> {
    let field = then.get("field").and_then(Node::as_str);
    let mut query = given.as_str().unwrap_or("").to_owned();
    if query.starts_with('#') {
        return Err(format!("the alias `{query}`"));
    }
    // Spectral checks the keys of the selected object; Renkei checks the key of each selected value.
    let selects_keys = query.ends_with('~');
    query = query.trim_end_matches('~').to_owned();
    if field == Some(KEY) {
        query.push_str("[*]");
    }
    if JsonPath::parse_with_hyphens(&query).is_err() {
        return Err(format!("`{query}` is not a JSONPath of RFC 9535"));
    }
    let member = if selects_keys { Some(KEY) } else { field };
    let is_path = |it: &str| it != KEY && (it.contains(['.', '/']) || it.starts_with('@'));
    if let Some(member) = member.filter(|it| is_path(it)) {
        return Err(format!("the field `{member}`"));
    }
    let mut members = vec![format!("where: {}", quoted(&query))];
    members.extend(member.map(|it| format!("member: {}", quoted(it))));
    members.push(format!("severity: {severity}"));
    members.push(check(then)?);
    members.push(format!("message: {}", quoted(&message(rule, name))));
    Ok(members)
}

/// The message without Spectral's placeholders; a message that consists of them is replaced by the description.
fn message(rule: Node<'_>, name: &str) -> String {
    let text = |key: &str| rule.get(key).and_then(Node::as_str).filter(|it| !it.is_empty());
    let message = text("message").map(|it| it.replace("{{value}}", "{value}"));
    let message = message.filter(|it| !it.contains("{{"));
    let message = message.or_else(|| text("description").map(str::to_owned));
    message.unwrap_or_else(|| format!("`{name}` is not satisfied"))
}

/// The function as the check of a custom rule.
fn check(then: Node<'_>) -> Result<String, String> {
    let function = then.get("function").and_then(Node::as_str).unwrap_or("");
    let option = |key: &str| then.get("functionOptions").and_then(|it| it.get(key));
    let text = |key: &str| option(key).and_then(Node::as_str);
    match function {
        "truthy" | "defined" => Ok("present: true".to_owned()),
        "falsy" | "undefined" => Ok("absent: true".to_owned()),
        "pattern" => match (text("match"), text("notMatch")) {
            (Some(pattern), None) => Ok(format!("pattern: {}", translated(pattern)?)),
            (None, Some(pattern)) => Ok(format!("not-pattern: {}", translated(pattern)?)),
            _ => Err("`pattern` needs one of `match` and `notMatch`".to_owned()),
        },
        "casing" => casing(text("type").unwrap_or("")).map(|it| format!("casing: {it}")),
        "enumeration" => {
            let values = option("values").into_iter().flat_map(Node::items);
            let values: Vec<String> =
                values.filter_map(Node::scalar_text).map(|it| quoted(&it)).collect();
            Ok(format!("one-of: [{}]", values.join(", ")))
        }
        "length" => {
            let bound = |key: &str| {
                let number = option(key)?.as_number()?.to_owned();
                Some(format!("{key}: {number}"))
            };
            let bounds: Vec<String> = ["min", "max"].iter().filter_map(|key| bound(key)).collect();
            Ok(format!("length: {{{}}}", bounds.join(", ")))
        }
        "schema" => {
            let schema = option("schema").ok_or("`schema` needs a schema")?;
            Ok(format!("schema: {}", json(schema)))
        }
        function => Err(format!("the function `{function}`")),
    }
}

/// The value as JSON on one line.
fn json(node: Node<'_>) -> String {
    if node.is_object() {
        let members = node.members();
        let members: Vec<String> = members
            .map(|it| format!("{}: {}", serde_json::Value::from(it.key), json(it.value)))
            .collect();
        return format!("{{{}}}", members.join(", "));
    }
    if node.is_array() {
        return format!("[{}]", node.items().map(json).collect::<Vec<_>>().join(", "));
    }
    match node.as_str() {
        Some(text) => serde_json::Value::from(text).to_string(),
        None => node.scalar_text().unwrap_or_else(|| "null".to_owned()),
    }
}

fn casing(name: &str) -> Result<&'static str, String> {
    Ok(match name {
        "camel" => "camelCase",
        "pascal" => "PascalCase",
        "kebab" => "kebab-case",
        "snake" => "snake_case",
        "macro" => "SCREAMING_SNAKE_CASE",
        "cobol" => "SCREAMING-KEBAB-CASE",
        "flat" => "flat",
        other => return Err(format!("the casing `{other}`")),
    })
}

/// The pattern of ECMA-262 as one of RFC 9485, quoted.
fn translated(pattern: &str) -> Result<String, String> {
    let unsupported = || format!("the regular expression `{pattern}`");
    // Spectral accepts `/pattern/flags` too.
    let body = pattern.strip_prefix('/').and_then(|it| it.strip_suffix('/')).unwrap_or(pattern);
    let mut text = String::new();
    let mut characters = body.chars().peekable();
    let mut is_in_class = false;
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('(', Some('?')) => {
                characters.next();
                if characters.next() != Some(':') {
                    return Err(unsupported());
                }
                text.push('(');
            }
            ('\\', _) => {
                text.push_str(&escape(characters.next(), is_in_class).ok_or_else(unsupported)?)
            }
            ('[', _) if !is_in_class => {
                is_in_class = true;
                text.push('[');
            }
            (']', _) => {
                is_in_class = false;
                text.push(']');
            }
            ('*' | '+' | '?' | '}', Some('?')) if !is_in_class => {
                characters.next();
                text.push(character);
            }
            _ => text.push(character),
        }
    }
    let config = format!(
        "r: {{where: info, message: m, pattern: {}}}",
        serde_json::Value::from(text.as_str())
    );
    let sources = renkei::source::read_text("rule.yaml", &config).map_err(|_| unsupported())?;
    let entry = sources.tree().root().and_then(|it| it.members().next());
    let is_valid = entry.is_some_and(|it| renkei::lint::CustomRule::read(it).is_ok());
    if is_valid { Ok(serde_json::Value::from(text).to_string()) } else { Err(unsupported()) }
}

/// An escape of ECMA-262; `None` for back references and boundaries, which RFC 9485 does not have.
fn escape(character: Option<char>, is_in_class: bool) -> Option<String> {
    let class =
        |members: &str| if is_in_class { members.to_owned() } else { format!("[{members}]") };
    Some(match character? {
        'd' => class("0-9"),
        'w' => class("A-Za-z0-9_"),
        's' => class(" \\t\\n\\r"),
        'D' if !is_in_class => "[^0-9]".to_owned(),
        'W' if !is_in_class => "[^A-Za-z0-9_]".to_owned(),
        'S' if !is_in_class => "[^ \\t\\n\\r]".to_owned(),
        '/' => "/".to_owned(),
        it @ ('n' | 'r' | 't') => format!("\\{it}"),
        it if it.is_ascii_punctuation() => format!("\\{it}"),
        _ => return None,
    })
}
