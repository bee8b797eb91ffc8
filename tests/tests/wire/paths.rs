//! Path parameters: OpenAPI 3.0 "Style Values", RFC 6570, RFC 3986.

use super::query::parameters;
use super::table::{Row, row};
use parameters::Client;
use parameters::types::{Color, Point};

pub(crate) fn rows() -> Vec<Row> {
    [simple(), label(), matrix(), others()].into_iter().flatten().collect()
}

fn point() -> Point {
    Point::new(1, -2)
}

fn simple() -> Vec<Row> {
    vec![
        row(
            "what no URI can have, in the path itself",
            "path simple",
            |c: Client| c.paths().odd_path(),
            "GET /%3Codd%20path%3E/%C3%A9",
        ),
        row(
            "simple text",
            "path simple",
            |c: Client| c.paths().simple_text("blue"),
            "GET /simple/blue",
        ),
        row(
            "simple integer",
            "path simple",
            |c: Client| c.paths().simple_integer(-7),
            "GET /simple-int/-7",
        ),
        row(
            "simple list",
            "path simple, arrays",
            |c: Client| c.paths().simple_list(&["a", "b"]),
            "GET /simple-list/a,b",
        ),
        row(
            "simple list of one",
            "path simple, arrays",
            |c: Client| c.paths().simple_list(&["a"]),
            "GET /simple-list/a",
        ),
        row(
            "simple list, exploded",
            "path simple, explode, arrays",
            |c: Client| c.paths().simple_list_each(&["a", "b"]),
            "GET /simple-list-each/a,b",
        ),
        row(
            "simple list with commas in it",
            "path simple, arrays, percent-encoding",
            |c: Client| c.paths().simple_list(&["a,b", "c"]),
            "GET /simple-list/a%2Cb,c",
        ),
        row(
            "simple object",
            "path simple, objects",
            |c: Client| c.paths().simple_point(&point()),
            "GET /simple-point/x,1,y,-2",
        ),
        row(
            "simple object, exploded",
            "path simple, explode, objects",
            |c: Client| c.paths().simple_point_each(&point()),
            "GET /simple-point-each/x=1,y=-2",
        ),
        row(
            "unreserved characters",
            "percent-encoding",
            |c: Client| c.paths().simple_text("aZ09-._~"),
            "GET /simple/aZ09-._~",
        ),
        row(
            "general delimiters",
            "percent-encoding",
            |c: Client| c.paths().simple_text(":/?#[]@"),
            "GET /simple/%3A%2F%3F%23%5B%5D%40",
        ),
        row(
            "sub-delimiters",
            "percent-encoding",
            |c: Client| c.paths().simple_text("!$&'()*+,;="),
            "GET /simple/%21%24%26%27%28%29%2A%2B%2C%3B%3D",
        ),
        row(
            "a percent sign",
            "percent-encoding",
            |c: Client| c.paths().simple_text("100%2F"),
            "GET /simple/100%252F",
        ),
        row(
            "a space",
            "percent-encoding",
            |c: Client| c.paths().simple_text("a b"),
            "GET /simple/a%20b",
        ),
        row(
            "letters beyond ASCII",
            "percent-encoding",
            |c: Client| c.paths().simple_text("連携é"),
            "GET /simple/%E9%80%A3%E6%90%BA%C3%A9",
        ),
        row(
            "control characters",
            "percent-encoding",
            |c: Client| c.paths().simple_text("a\r\nb\0"),
            "GET /simple/a%0D%0Ab%00",
        ),
        row(
            "three dots",
            "path simple",
            |c: Client| c.paths().simple_text("..."),
            "GET /simple/...",
        ),
        row("nothing", "path simple", |c: Client| c.paths().simple_text(""), "")
            .rejected_with("simpleText: path parameter `text` is empty"),
        row("a dot", "path simple", |c: Client| c.paths().simple_text("."), "")
            .rejected_with("simpleText: path parameter `text` is a dot segment"),
        row("two dots", "path simple", |c: Client| c.paths().simple_text(".."), "")
            .rejected_with("simpleText: path parameter `text` is a dot segment"),
        row(
            "an empty list",
            "path simple, arrays",
            |c: Client| c.paths().simple_list(&[""; 0]),
            "",
        )
        .rejected_with("simpleList: path parameter `list` is empty"),
    ]
}

fn label() -> Vec<Row> {
    vec![
        row(
            "label text",
            "path label",
            |c: Client| c.paths().label_text("blue"),
            "GET /label/.blue",
        ),
        row(
            "label text to be encoded",
            "path label, percent-encoding",
            |c: Client| c.paths().label_text("a/b"),
            "GET /label/.a%2Fb",
        ),
        row(
            "label list",
            "path label, arrays",
            |c: Client| c.paths().label_list(&["a", "b"]),
            "GET /label-list/.a,b",
        ),
        row(
            "label list, exploded",
            "path label, explode, arrays",
            |c: Client| c.paths().label_list_each(&["a", "b"]),
            "GET /label-list-each/.a.b",
        ),
        row(
            "label object",
            "path label, objects",
            |c: Client| c.paths().label_point(&point()),
            "GET /label-point/.x,1,y,-2",
        ),
        row(
            "label object, exploded",
            "path label, explode, objects",
            |c: Client| c.paths().label_point_each(&point()),
            "GET /label-point-each/.x=1.y=-2",
        ),
    ]
}

fn matrix() -> Vec<Row> {
    vec![
        row(
            "matrix text",
            "path matrix",
            |c: Client| c.paths().matrix_text("blue"),
            "GET /matrix/;text=blue",
        ),
        row(
            "matrix text to be encoded",
            "path matrix, percent-encoding",
            |c: Client| c.paths().matrix_text("a;b"),
            "GET /matrix/;text=a%3Bb",
        ),
        row(
            "matrix list",
            "path matrix, arrays",
            |c: Client| c.paths().matrix_list(&["a", "b"]),
            "GET /matrix-list/;list=a,b",
        ),
        row(
            "matrix list, exploded",
            "path matrix, explode, arrays",
            |c: Client| c.paths().matrix_list_each(&["a", "b"]),
            "GET /matrix-list-each/;list=a;list=b",
        ),
        row(
            "matrix object",
            "path matrix, objects",
            |c: Client| c.paths().matrix_point(&point()),
            "GET /matrix-point/;point=x,1,y,-2",
        ),
        row(
            "matrix object, exploded",
            "path matrix, explode, objects",
            |c: Client| c.paths().matrix_point_each(&point()),
            "GET /matrix-point-each/;x=1;y=-2",
        ),
    ]
}

fn others() -> Vec<Row> {
    let day = |c: Client| {
        c.paths().several_in_a_segment(Color::LightRed, "2025-04-01".parse().unwrap(), "json")
    };
    vec![
        row(
            "JSON in the path",
            "path content",
            |c: Client| c.paths().json_path(&point()),
            "GET /json/%7B%22x%22%3A1%2C%22y%22%3A-2%7D",
        ),
        row(
            "several in a segment",
            "path simple, path item parameters",
            day,
            "GET /two/light%20red-2025-04-01.json",
        ),
    ]
}
