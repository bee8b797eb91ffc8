//! The compliance suite of JSONPath, which is no part of this repository, where it is present.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use renkei::json_path::{JsonPath, Step};
use renkei::source::{Node, read_text};
use renkei_tests::repo;
use serde_json::Value;

#[test]
fn the_compliance_suite_passes() {
    let path = repo::root().join("../shared/suites/jsonpath/cts.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("!! SKIPPED: the compliance suite of JSONPath is not there");
        return;
    };
    let suite: Value = serde_json::from_str(&text).unwrap();
    let cases = suite["tests"].as_array().unwrap();
    let failures: Vec<String> = cases.iter().filter_map(failure_of).collect();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() > 700, "{}", cases.len());
}

/// What differs from the suite's expectation.
fn failure_of(case: &Value) -> Option<String> {
    let (name, selector) = (case["name"].as_str().unwrap(), case["selector"].as_str().unwrap());
    let query = match JsonPath::parse(selector) {
        Err(_) if case["invalid_selector"] == true => return None,
        Err(error) => return Some(format!("{name}: {selector}: {error:?}")),
        Ok(_) if case["invalid_selector"] == true => {
            return Some(format!("{name}: {selector} is accepted"));
        }
        Ok(query) => query,
    };
    let sources = read_text("case.json", &case["document"].to_string()).unwrap();
    let selected = query.select(sources.tree().root().unwrap()).unwrap();
    let values: Value = selected.iter().map(|it| value_of(it.node)).collect();
    let paths: Value = selected.iter().map(|it| normalized(&it.location.steps())).collect();
    let one = |plural: &str, single: &str| match &case[plural] {
        Value::Array(all) => all.clone(),
        _ => vec![case[single].clone()],
    };
    let is_right = one("results", "result").contains(&values)
        && one("results_paths", "result_paths").contains(&paths);
    (!is_right).then(|| format!("{name}: {selector} selects {values} at {paths}"))
}

fn value_of(node: Node<'_>) -> Value {
    if node.is_object() {
        node.members().map(|it| (it.key.to_owned(), value_of(it.value))).collect()
    } else if node.is_array() {
        node.items().map(value_of).collect()
    } else if let Some(number) = node.as_number() {
        serde_json::from_str(number).unwrap()
    } else if let Some(text) = node.as_str() {
        text.into()
    } else {
        node.as_bool().map_or(Value::Null, Value::Bool)
    }
}

/// A normalized path (RFC 9535 section 2.7).
fn normalized(steps: &[Step<'_>]) -> String {
    let mut path = String::from("$");
    for step in steps {
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Key(key) => {
                path.push_str("['");
                key.chars().for_each(|c| path.push_str(&escaped(c)));
                path.push_str("']");
            }
        }
    }
    path
}

fn escaped(c: char) -> String {
    match c {
        '\u{8}' => "\\b".to_owned(),
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\r' => "\\r".to_owned(),
        '\'' => "\\'".to_owned(),
        '\\' => "\\\\".to_owned(),
        c if c < ' ' => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    }
}
