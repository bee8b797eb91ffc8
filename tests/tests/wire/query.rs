//! Query parameters: OpenAPI 3.0 "Style Values", RFC 6570, RFC 3986.

use std::collections::BTreeMap;

use super::table::{Row, row};
use parameters::Client;
use parameters::query::{Find, FindEither};
use parameters::types::{Color, Filter, FilterCreated, Mixed, Point};
use renkei_runtime::Maybe;
use renkei_runtime::codegen::serde_json::{Value, json};

pub(crate) mod parameters {
    renkei_runtime::include_client!("parameters");
}

pub(crate) fn rows() -> Vec<Row> {
    let tables =
        [form(), encoding(), delimited(), objects(), deep(), content(), reserved(), others()];
    tables.into_iter().flatten().collect()
}

/// A row of the operation that has every query parameter; `query` is what is sent behind the path.
fn find(name: &'static str, proves: &'static str, fill: fn(Find) -> Find, query: &str) -> Row {
    row(name, proves, move |c: Client| fill(c.query().find()), &format!("GET /find{query}"))
}

fn point() -> Point {
    Point::new(1, -2)
}

fn map<V: Clone>(entries: &[(&str, V)]) -> BTreeMap<String, V> {
    entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn form() -> Vec<Row> {
    vec![
        find("nothing", "query form", |r| r, ""),
        find("text", "query form", |r| r.text("blue"), "?text=blue"),
        find("empty text", "query form", |r| r.text(""), "?text="),
        find("text set twice", "query form", |r| r.text("a").text("b"), "?text=b"),
        find(
            "two parameters in the order of setting",
            "query form",
            |r| r.flag(true).text("a"),
            "?flag=true&text=a",
        ),
        find("integer", "query form", |r| r.integer(-3), "?integer=-3"),
        find(
            "largest integer",
            "query form",
            |r| r.integer(i64::MAX),
            "?integer=9223372036854775807",
        ),
        find("number", "query form", |r| r.number(0.25), "?number=0.25"),
        find("flag", "query form", |r| r.flag(false), "?flag=false"),
        find(
            "date and time",
            "query form, formats",
            |r| r.when("2025-04-01T09:30:00.5Z".parse().unwrap()),
            "?when=2025-04-01T09%3A30%3A00.5Z",
        ),
        find(
            "date",
            "query form, formats",
            |r| r.day("2025-04-01".parse().unwrap()),
            "?day=2025-04-01",
        ),
        find(
            "uuid",
            "query form, formats",
            |r| r.uuid("67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap()),
            "?uuid=67e55044-10b1-426f-9247-bb680e5fe0c8",
        ),
        find("enum", "query form, enums", |r| r.color(Color::LightRed), "?color=light%20red"),
        find(
            "unknown value of an enum",
            "query form, enums",
            |r| r.color(Color::from("pink")),
            "?color=pink",
        ),
        find(
            "enums",
            "query form, explode, arrays, enums",
            |r| r.colors(&[Color::Blue, Color::LightRed]),
            "?colors=blue&colors=light%20red",
        ),
        find("list", "query form, explode, arrays", |r| r.list(&["a", "b"]), "?list=a&list=b"),
        find("list of one", "query form, explode, arrays", |r| r.list(&["a"]), "?list=a"),
        find("empty list", "query form, explode, arrays", |r| r.list(&[""; 0]), ""),
        find(
            "list with an empty item",
            "query form, explode, arrays",
            |r| r.list(&["", "b"]),
            "?list=&list=b",
        ),
        find(
            "list of integers",
            "query form, explode, arrays",
            |r| r.numbers(&[1, 2]),
            "?numbers=1&numbers=2",
        ),
        find("list taken back", "query form, arrays", |r| r.list(&["a"]).list(&[""; 0]), ""),
        find("joined list", "query form, arrays", |r| r.joined(&["a", "b"]), "?joined=a,b"),
        find(
            "joined list with a comma in it",
            "query form, arrays, percent-encoding",
            |r| r.joined(&["a,b", "c"]),
            "?joined=a%2Cb,c",
        ),
        find("default is left to the server", "defaults", |r| r.text("a"), "?text=a"),
        find("value that is the default", "defaults", |r| r.limit(10), "?limit=10"),
        find("empty value", "allowEmptyValue", |r| r.empty(""), "?empty="),
        find(
            "one of a text",
            "query form, oneOf",
            |r| r.either(&FindEither::String("a".to_owned())),
            "?either=a",
        ),
        find(
            "one of a list",
            "query form, oneOf",
            |r| r.either(&FindEither::Array(vec!["a".to_owned(), "b".to_owned()])),
            "?either=a&either=b",
        ),
    ]
}

fn encoding() -> Vec<Row> {
    vec![
        find("unreserved characters", "percent-encoding", |r| r.text("aZ09-._~"), "?text=aZ09-._~"),
        find(
            "general delimiters",
            "percent-encoding",
            |r| r.text(":/?#[]@"),
            "?text=%3A%2F%3F%23%5B%5D%40",
        ),
        find(
            "sub-delimiters",
            "percent-encoding",
            |r| r.text("!$&'()*+,;="),
            "?text=%21%24%26%27%28%29%2A%2B%2C%3B%3D",
        ),
        find(
            "other ASCII",
            "percent-encoding",
            |r| r.text("\"<>\\^`{|}%"),
            "?text=%22%3C%3E%5C%5E%60%7B%7C%7D%25",
        ),
        find("a space", "percent-encoding", |r| r.text("a b"), "?text=a%20b"),
        find(
            "letters beyond ASCII",
            "percent-encoding",
            |r| r.text("連携é"),
            "?text=%E9%80%A3%E6%90%BA%C3%A9",
        ),
        find(
            "control characters",
            "percent-encoding",
            |r| r.text("\0\t\r\n\u{7f}"),
            "?text=%00%09%0D%0A%7F",
        ),
        find("already encoded", "percent-encoding", |r| r.text("%41"), "?text=%2541"),
        find(
            "brackets in a name",
            "parameter names, percent-encoding",
            |r| r.page_size(5),
            "?page%5Bsize%5D=5",
        ),
        find(
            "odd characters in a name",
            "parameter names, percent-encoding",
            |r| r.a_b_c("x"),
            "?a%20b%26c=x",
        ),
        find("a dollar in a name", "parameter names, percent-encoding", |r| r.top(3), "?%24top=3"),
    ]
}

fn delimited() -> Vec<Row> {
    vec![
        find(
            "spaces between",
            "query spaceDelimited, arrays",
            |r| r.spaced(&["a", "b"]),
            "?spaced=a%20b",
        ),
        find(
            "spaces between and inside",
            "query spaceDelimited, arrays, percent-encoding",
            |r| r.spaced(&["a b", "c"]),
            "?spaced=a%20b%20c",
        ),
        find("spaces, one item", "query spaceDelimited, arrays", |r| r.spaced(&["a"]), "?spaced=a"),
        find(
            "spaces, exploded",
            "query spaceDelimited, explode, arrays",
            |r| r.spaced_each(&["a", "b"]),
            "?spaced_each=a&spaced_each=b",
        ),
        find("spaces, no item", "query spaceDelimited, arrays", |r| r.spaced(&[""; 0]), ""),
        find(
            "spaces in an object",
            "query spaceDelimited, objects",
            |r| r.point_spaced(&point()),
            "?point_spaced=x%201%20y%20-2",
        ),
        find(
            "pipes between",
            "query pipeDelimited, arrays",
            |r| r.piped(&["a", "b"]),
            "?piped=a%7Cb",
        ),
        find(
            "pipes, exploded",
            "query pipeDelimited, explode, arrays",
            |r| r.piped_each(&["a", "b"]),
            "?piped_each=a&piped_each=b",
        ),
        find("pipes, one item", "query pipeDelimited, arrays", |r| r.piped(&["a"]), "?piped=a"),
        find(
            "pipes in an object",
            "query pipeDelimited, objects",
            |r| r.point_piped(&point()),
            "?point_piped=x%7C1%7Cy%7C-2",
        ),
    ]
}

fn objects() -> Vec<Row> {
    vec![
        find("object", "query form, explode, objects", |r| r.point(&point()), "?x=1&y=-2"),
        find(
            "object with an optional field",
            "query form, explode, objects",
            |r| r.point(&point().with_note("a&b")),
            "?note=a%26b&x=1&y=-2",
        ),
        find(
            "joined object",
            "query form, objects",
            |r| r.point_joined(&point()),
            "?point_joined=x,1,y,-2",
        ),
        find(
            "map",
            "query form, explode, free-form maps",
            |r| r.labels(&map(&[("a", "1".to_owned()), ("b c", "2".to_owned())])),
            "?a=1&b%20c=2",
        ),
        find(
            "empty map",
            "query form, explode, free-form maps",
            |r| r.labels(&BTreeMap::new()),
            "",
        ),
        find(
            "joined map",
            "query form, free-form maps",
            |r| r.labels_joined(&map(&[("a", "1".to_owned()), ("b", "2".to_owned())])),
            "?labels_joined=a,1,b,2",
        ),
        find(
            "mixed map",
            "query form, explode, mixed maps",
            |r| {
                let mixed = Mixed::new()
                    .with_size(3)
                    .with_additional_properties(map(&[("k", "v".to_owned())]));
                r.mixed(&mixed)
            },
            "?k=v&size=3",
        ),
        find(
            "list of objects",
            "query form, explode, arrays of objects",
            |r| r.points(&[point(), point()]),
            "?points=%7B%22x%22%3A1%2C%22y%22%3A-2%7D&points=%7B%22x%22%3A1%2C%22y%22%3A-2%7D",
        ),
    ]
}

fn deep() -> Vec<Row> {
    let created =
        |r: Find| r.deep(&Filter::new().with_created(FilterCreated::new().with_gte(1).with_lt(9)));
    vec![
        find(
            "deep object",
            "query deepObject, objects",
            |r| r.deep(&Filter::new().with_name("a b")),
            "?deep%5Bname%5D=a%20b",
        ),
        find("deep object, empty", "query deepObject, objects", |r| r.deep(&Filter::new()), ""),
        find(
            "deep object in it",
            "query deepObject, nested objects",
            created,
            "?deep%5Bcreated%5D%5Bgte%5D=1&deep%5Bcreated%5D%5Blt%5D=9",
        ),
        find(
            "deep list in it",
            "query deepObject, nested arrays",
            |r| r.deep(&Filter::new().with_tags(vec!["a".to_owned(), "b".to_owned()])),
            "?deep%5Btags%5D%5B0%5D=a&deep%5Btags%5D%5B1%5D=b",
        ),
        find(
            "deep objects in a list in it",
            "query deepObject, nested arrays, arrays of objects",
            |r| r.deep(&Filter::new().with_items(vec![point()])),
            "?deep%5Bitems%5D%5B0%5D%5Bx%5D=1&deep%5Bitems%5D%5B0%5D%5By%5D=-2",
        ),
        find(
            "deep null in it",
            "query deepObject, nullable",
            |r| r.deep(&Filter { note: Maybe::Null, ..Filter::new().with_name("a") }),
            "?deep%5Bname%5D=a",
        ),
        find(
            "deep map",
            "query deepObject, free-form maps",
            |r| r.metadata(&map(&[("order id", "7".to_owned())])),
            "?metadata%5Border%20id%5D=7",
        ),
        find(
            "deep map of anything",
            "query deepObject, free-form maps",
            |r| r.anything(&map::<Value>(&[("a", json!({"b": [1, true]}))])),
            "?anything%5Ba%5D%5Bb%5D%5B0%5D=1&anything%5Ba%5D%5Bb%5D%5B1%5D=true",
        ),
        find(
            "deep list",
            "query deepObject, arrays",
            |r| r.expand(&["customer", "items.price"]),
            "?expand%5B0%5D=customer&expand%5B1%5D=items.price",
        ),
        find(
            "list with brackets in its name",
            "query form, arrays, parameter names",
            |r| r.expand_2(&["a", "b"]),
            "?expand%5B%5D=a&expand%5B%5D=b",
        ),
    ]
}

fn content() -> Vec<Row> {
    vec![
        find(
            "JSON",
            "query content",
            |r| r.json(&Filter::new().with_name("a")),
            "?json=%7B%22name%22%3A%22a%22%7D",
        ),
        find(
            "JSON with null",
            "query content, nullable",
            |r| r.json(&Filter { note: Maybe::Null, ..Filter::new() }),
            "?json=%7B%22note%22%3Anull%7D",
        ),
        find(
            "JSON list",
            "query content, arrays",
            |r| r.json_list(&["a", "b"]),
            "?json_list=%5B%22a%22%2C%22b%22%5D",
        ),
        find(
            "empty JSON list",
            "query content, arrays",
            |r| r.json_list(&[""; 0]),
            "?json_list=%5B%5D",
        ),
        find("text as content", "query content", |r| r.plain("a,b"), "?plain=a%2Cb"),
    ]
}

fn reserved() -> Vec<Row> {
    vec![
        find(
            "reserved characters stay",
            "allowReserved",
            |r| r.reserved(":/?@!$'()*,;="),
            "?reserved=:/?@!$'()*,;=",
        ),
        find(
            "what would end the value is encoded",
            "allowReserved, percent-encoding",
            |r| r.reserved("a&b#c+d[e]"),
            "?reserved=a%26b%23c%2Bd%5Be%5D",
        ),
        find(
            "a triple stays",
            "allowReserved, percent-encoding",
            |r| r.reserved("%2F 100%"),
            "?reserved=%2F%20100%25",
        ),
        find(
            "reserved in a list",
            "allowReserved, explode, arrays",
            |r| r.reserved_list(&["a/b", "c d"]),
            "?reserved_list=a/b&reserved_list=c%20d",
        ),
        find(
            "reserved in a joined list",
            "allowReserved, arrays",
            |r| r.reserved_joined(&["a/b", "c"]),
            "?reserved_joined=a/b,c",
        ),
    ]
}

fn others() -> Vec<Row> {
    vec![
        row(
            "required arguments",
            "required parameters",
            |c: Client| c.query().must("a", "b", &[1, 2]),
            "GET /must?text=a&list=1&list=2\nx-text: b",
        ),
        row(
            "required list that is empty",
            "required parameters, arrays",
            |c: Client| c.query().must("", "", &[]),
            "GET /must?text=\nx-text: ",
        ),
        row(
            "constants are no arguments",
            "constant parameters",
            |c: Client| c.query().constants("7"),
            "GET /constants/order/7?api-version=2024-01\nx-level: 3",
        ),
        row(
            "one name in four places",
            "same name in several locations",
            |c: Client| c.query().same("1", "2", "3", "4"),
            "GET /same/1?id=2\ncookie: id=4\nid: 3",
        ),
        row(
            "parameter of the path item",
            "path item parameters",
            |c: Client| c.query().same("1", "2", "3", "4").shared("s"),
            "GET /same/1?id=2&shared=s\ncookie: id=4\nid: 3",
        ),
        row(
            "parameter of the path item, overridden",
            "path item parameters",
            |c: Client| c.query().same("1", "2", "3", "4").over("text"),
            "GET /same/1?id=2&over=text\ncookie: id=4\nid: 3",
        ),
        row(
            "query in the path",
            "paths with a query",
            |c: Client| c.query().fixed_query(),
            "GET /fixed?action=list",
        ),
        row(
            "query behind that in the path",
            "paths with a query",
            |c: Client| c.query().fixed_query().text("a"),
            "GET /fixed?action=list&text=a",
        ),
    ]
}
