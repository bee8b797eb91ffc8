//! Queries over small documents. The compliance suite runs in `tests/tests/json_path.rs`.

use super::*;
use crate::source::read_text;

const STORE: &str = "
paths:
  /pets: {get: {tags: [pets], parameters: [{name: limit, in: query}, {name: id, in: path}]}}
  /users: {post: {tags: [users], x-internal: true}}
servers: [{url: 'https://a'}, {url: 'http://b'}, {url: 'https://c'}]
";

/// The locations that a query selects.
fn select(query: &str) -> Vec<String> {
    let sources = read_text("a.yaml", STORE).unwrap();
    let selected = JsonPath::parse(query).unwrap().select(sources.tree().root().unwrap()).unwrap();
    let shown = |steps: Vec<Step<'_>>| {
        let steps = steps.into_iter().map(|step| match step {
            Step::Key(key) => key.to_owned(),
            Step::Index(index) => index.to_string(),
        });
        steps.collect::<Vec<_>>().join(" ")
    };
    selected.iter().map(|it| shown(it.location.steps())).collect()
}

#[test]
fn queries_select_locations() {
    assert_eq!(select("$"), [""]);
    assert_eq!(select("$.paths['/pets'].get.tags[-1]"), ["paths /pets get tags 0"]);
    assert_eq!(select("$.paths.*[?@['x-internal']]"), ["paths /users post"]);
    assert_eq!(select("$.servers[?match(@.url, 'https:.*')]"), ["servers 0", "servers 2"]);
    assert_eq!(select("$.servers[::2]"), ["servers 0", "servers 2"]);
    assert_eq!(select("$..tags[?@ == 'users']"), ["paths /users post tags 0"]);
    assert_eq!(
        select("$..parameters[?@.name == 'limit' && @.in == 'query' || @.name == 'x']"),
        ["paths /pets get parameters 0"]
    );
    assert_eq!(select("$.paths[?count(@.*.parameters[*]) > 1]"), ["paths /pets"]);
    assert!(select("$.paths.none[0]").is_empty());
}

#[test]
fn an_error_has_an_offset() {
    for (query, offset) in [
        ("info", 0),
        ("$.paths./pets", 8),
        ("$.a[01]", 4),
        ("$.a[?@.b = 1]", 9),
        ("$.a[?length(@.*) > 1]", 12),
        ("$.a[?match(@.b, '\\\\d')]", 16),
        ("$ ", 1),
    ] {
        assert_eq!(JsonPath::parse(query).unwrap_err().offset, offset, "{query}");
    }
}

#[test]
fn a_query_that_visits_too_many_nodes_is_an_error() {
    let text = format!("[{}]", vec!["[1,2,3,4]"; 500].join(","));
    let sources = read_text("a.json", &text).unwrap();
    let select = |query: &str| {
        let query = JsonPath::parse(query).unwrap();
        query.select(sources.tree().root().unwrap()).map(|it| it.len())
    };
    assert_eq!(select("$[?count($..*) > 0]"), Ok(500));
    assert_eq!(select("$[*][?count($..*) > 0]"), Err(TooManyNodes));
}
