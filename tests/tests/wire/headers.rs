//! Header and cookie parameters.

use super::query::parameters;
use super::table::{Row, row};
use parameters::Client;
use parameters::types::Point;

pub(crate) fn rows() -> Vec<Row> {
    [headers(), cookies(), others()].into_iter().flatten().collect()
}

fn point() -> Point {
    Point::new(1, -2)
}

fn headers() -> Vec<Row> {
    vec![
        row(
            "header text",
            "header simple",
            |c: Client| c.headers().send_headers().x_text("blue"),
            "GET /head\nx-text: blue",
        ),
        row(
            "header text is not encoded",
            "header simple, percent-encoding",
            |c: Client| c.headers().send_headers().x_text("a b/c?d=1&e%"),
            "GET /head\nx-text: a b/c?d=1&e%",
        ),
        row(
            "header integer",
            "header simple",
            |c: Client| c.headers().send_headers().x_integer(-3),
            "GET /head\nx-integer: -3",
        ),
        row(
            "header flag",
            "header simple",
            |c: Client| c.headers().send_headers().x_flag(true),
            "GET /head\nx-flag: true",
        ),
        row(
            "header list",
            "header simple, arrays",
            |c: Client| c.headers().send_headers().x_list(&["a", "b"]),
            "GET /head\nx-list: a,b",
        ),
        row(
            "header list, exploded",
            "header simple, explode, arrays",
            |c: Client| c.headers().send_headers().x_list_each(&["a", "b"]),
            "GET /head\nx-list-each: a,b",
        ),
        row(
            "header object",
            "header simple, objects",
            |c: Client| c.headers().send_headers().x_point(&point()),
            "GET /head\nx-point: x,1,y,-2",
        ),
        row(
            "header object, exploded",
            "header simple, explode, objects",
            |c: Client| c.headers().send_headers().x_point_each(&point()),
            "GET /head\nx-point-each: x=1,y=-2",
        ),
        row(
            "header JSON",
            "header content",
            |c: Client| c.headers().send_headers().x_json(&point()),
            "GET /head\nx-json: {\"x\":1,\"y\":-2}",
        ),
        row(
            "header of the standard's",
            "header simple",
            |c: Client| c.headers().send_headers().if_match("\"v1\""),
            "GET /head\nif-match: \"v1\"",
        ),
        row(
            "header set twice",
            "header simple",
            |c: Client| c.headers().send_headers().x_text("a").x_text("b"),
            "GET /head\nx-text: b",
        ),
        row(
            "two headers",
            "header simple",
            |c: Client| c.headers().send_headers().x_text("a").x_flag(false),
            "GET /head\nx-flag: false\nx-text: a",
        ),
        row(
            "a line break in a header",
            "header simple",
            |c: Client| c.headers().send_headers().x_text("a\r\nx-evil: 1"),
            "",
        )
        .rejected_with(
            "sendHeaders: header parameter `X-Text` has characters that are invalid in a header",
        ),
    ]
}

fn cookies() -> Vec<Row> {
    vec![
        row(
            "cookie text",
            "cookie form",
            |c: Client| c.headers().send_headers().session("s1"),
            "GET /head\ncookie: session=s1",
        ),
        row(
            "cookie text to be encoded",
            "cookie form, percent-encoding",
            |c: Client| c.headers().send_headers().session("a;b c"),
            "GET /head\ncookie: session=a%3Bb%20c",
        ),
        row(
            "cookie list",
            "cookie form, arrays",
            |c: Client| c.headers().send_headers().ids(&[1, 2]),
            "GET /head\ncookie: ids=1,2",
        ),
        row(
            "cookie object",
            "cookie form, objects",
            |c: Client| c.headers().send_headers().place(&point()),
            "GET /head\ncookie: place=x,1,y,-2",
        ),
        row(
            "cookie JSON",
            "cookie content",
            |c: Client| c.headers().send_headers().state(&point()),
            "GET /head\ncookie: state=%7B%22x%22%3A1%2C%22y%22%3A-2%7D",
        ),
        row(
            "two cookies",
            "cookie form",
            |c: Client| c.headers().send_headers().session("a").ids(&[1]),
            "GET /head\ncookie: session=a; ids=1",
        ),
        row(
            "cookie set twice",
            "cookie form",
            |c: Client| c.headers().send_headers().session("a").session("b"),
            "GET /head\ncookie: session=b",
        ),
    ]
}

fn others() -> Vec<Row> {
    vec![
        row(
            "headers that are described elsewhere",
            "ignored header parameters",
            |c: Client| c.query().ignored(),
            "GET /ignored\naccept: application/json",
        )
        .responds("200 application/json", "1")
        .returns("1"),
    ]
}
