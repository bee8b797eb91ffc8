//! Values at the edges of their types: numbers, and unions in unions.

use super::table::{Row, row};
use api::Client;
use api::types::{Circle, Price, Shape, Ticket};

mod api {
    renkei_runtime::include_client!("values");
}

pub(crate) fn rows() -> Vec<Row> {
    [picks(), tags(), integers(), floats(), dates(), tickets()].into_iter().flatten().collect()
}

fn picks() -> Vec<Row> {
    let pick = |name, body: &str, returns: &str| {
        row(name, "oneOf", |c: Client| c.values().pick(), "GET /pick\naccept: application/json")
            .responds("200 application/json", body)
            .returns(returns)
    };
    let picks = |name, body: &str, returns: &str| {
        row(name, "oneOf", |c: Client| c.values().picks(), "GET /picks\naccept: application/json")
            .responds("200 application/json", body)
            .returns(returns)
    };
    vec![
        pick("the first union of two", r#"{"a":"x"}"#, r#"Left(A(LeftA { a: "x" }))"#),
        pick("the second union of two", r#"{"d":"x"}"#, r#"Right(D(RightD { d: "x" }))"#),
        pick("none of two unions", r#"{"e":"x"}"#, r#"Unknown(Object {"e": String("x")})"#),
        picks(
            "a union in a list in a property",
            r#"{"items":[{"d":"x"}]}"#,
            r#"Other(PicksOther { items: [D(RightD { d: "x" })] })"#,
        ),
        picks(
            "an enum in a property",
            r#"{"paint":{"color":"blue"}}"#,
            r#"Blue(PicksBlue { paint: PicksBluePaint })"#,
        ),
    ]
}

fn tags() -> Vec<Row> {
    let shape = |name, shape: fn() -> Shape, json: &str, returns: &str| {
        let sends = format!(
            "POST /shapes\naccept: application/json\ncontent-type: application/json\n\n{json}"
        );
        row(name, "discriminator", move |c: Client| c.values().create_shape(&shape()), &sends)
            .responds("200 application/json", json)
            .returns(returns)
    };
    let squared = || {
        let text = r#"{"kind":"Square","side":1,"more":2}"#;
        renkei_runtime::codegen::serde_json::from_str(text).expect("a square")
    };
    vec![
        shape(
            "a tag that no member declares",
            || Shape::from(Circle::new(1)),
            r#"{"kind":"Circle","radius":1}"#,
            r#"Circle(Circle { radius: 1, extra: {"kind": String("Circle")} })"#,
        ),
        shape(
            "a tag that was read as an additional property",
            squared,
            r#"{"kind":"Square","side":1,"more":2}"#,
            r#"Square(Square { side: 1, additional_properties: {"kind": String("Square"), "more": Number(2)} })"#,
        ),
    ]
}

fn dates() -> Vec<Row> {
    vec![
        row(
            "dates as servers send them",
            "response JSON, formats",
            |c: Client| c.values().events(),
            "GET /events\naccept: application/json",
        )
        .responds(
            "200 application/json",
            r#"["9999-12-31T23:59:59.9999999Z","2024-04-26T09:06:55","2024-04-26 09:06:55.5+09:00"]"#,
        )
        .returns("[9999-12-31T23:59:59.9999999Z, 2024-04-26T09:06:55, 2024-04-26 09:06:55.5+09:00]"),
        row(
            "a date that was read is sent as it was",
            "query form, formats",
            |c: Client| c.values().events().since("2024-04-26T09:06:55.50+09:00".parse().expect("a date")),
            "GET /events?since=2024-04-26T09%3A06%3A55.50%2B09%3A00\naccept: application/json",
        )
        .responds("200 application/json", "[]")
        .returns("[]"),
    ]
}

fn tickets() -> Vec<Row> {
    let get = |name, answer: &str, body: &str| {
        row(
            name,
            "formats",
            |c: Client| c.values().get_ticket("1"),
            "GET /tickets/1\naccept: application/json",
        )
        .responds(answer, body)
    };
    vec![
        get("an id that is no UUID in an error", "404 application/json", r#"{"request_id":"req_12345","at":"2026-01-31"}"#)
            .fails(r#"Client, Rejected: getTicket: status 404 Not Found → Failure { request_id: Invalid("req_12345"), at: Some(Valid(2026-01-31)) }"#),
        get("a date that is none", "200 application/json", r#"{"id":1,"due":"tomorrow"}"#)
            .fails("Decode, Applied: getTicket: cannot decode the response: not a date (RFC 3339 full-date); `client.formats: lenient` in renkei.yaml reads it as text at /due (line 1, column 24)"),
        row(
            "what was read is written back",
            "undeclared properties",
            |c: Client| {
                let text = r#"{"new":[1,{"a":null}],"id":1,"who":{"name":"n","age":2},"closed":{"b":1}}"#;
                let mut ticket: Ticket =
                    renkei_runtime::codegen::serde_json::from_str(text).expect("a ticket");
                assert_eq!(ticket.extra().len(), 1);
                ticket.id = 2;
                c.values().put_ticket("1", &ticket)
            },
            "PUT /tickets/1\ncontent-type: application/json\n\n{\"id\":2,\"who\":{\"name\":\"n\",\"age\":2},\"closed\":{},\"new\":[1,{\"a\":null}]}",
        ),
    ]
}

fn integers() -> Vec<Row> {
    let count = |name, body: &str, returns: &str| {
        row(
            name,
            "response JSON",
            |c: Client| c.values().count(),
            "GET /count\naccept: application/json",
        )
        .responds("200 application/json", body)
        .returns(returns)
    };
    vec![
        count(
            "integers with a fraction of zero",
            r#"{"count":9007199254740993.0,"small":1.0,"level":1e1}"#,
            "Count { count: 9007199254740993, small: Some(1), level: Some(N10) }",
        ),
        count(
            "an integer with an exponent",
            r#"{"count":1e3}"#,
            "Count { count: 1000, small: None, level: None }",
        ),
    ]
}

fn floats() -> Vec<Row> {
    vec![
        row(
            "whole numbers everywhere",
            "query form, header parameters, cookie parameters",
            |c: Client| {
                let call = c.values().set_price(5.0).page(2.0).numbers(&[1.0, 1.5]);
                let call = call.deep(&price()).json(&price()).x_price(-3.0).price_2(4.0);
                call.body(&Price::new(7.0))
            },
            "PUT /prices/5?page=2&numbers=1,1.5&deep%5Bamount%5D=7&deep%5Bparts%5D%5B0%5D=1&json=%7B%22amount%22%3A7%2C%22parts%22%3A%5B1%5D%7D\ncontent-type: application/json\ncookie: price=4\nx-price: -3\n\n{\"amount\":7}",
        ),
        row(
            "whole numbers in a form",
            "body form",
            |c: Client| c.values().send_form(&price()),
            "POST /form\ncontent-type: application/x-www-form-urlencoded\n\namount=7&parts=1",
        ),
        row(
            "whole numbers in parts",
            "body multipart",
            |c: Client| c.values().send_parts(&price()),
            "POST /parts\ncontent-type: multipart/form-data; boundary=BOUNDARY\n\n--BOUNDARY\r\ncontent-disposition: form-data; name=\"amount\"\r\n\r\n7\r\n--BOUNDARY\r\ncontent-disposition: form-data; name=\"parts\"\r\n\r\n1\r\n--BOUNDARY--\r\n",
        ),
        row(
            "whole numbers in XML",
            "body XML",
            |c: Client| c.values().send_xml(&price()),
            "POST /xml\ncontent-type: application/xml\n\n<?xml version=\"1.0\" encoding=\"UTF-8\"?><Price><amount>7</amount><parts>1</parts></Price>",
        ),
        row("NaN", "path simple", |c: Client| c.values().set_price(f64::NAN), "")
            .rejected_with("setPrice: cannot serialize `price`: NaN is not a JSON number"),
        row(
            "infinity in a body",
            "body JSON",
            |c: Client| c.values().set_price(1.0).body(&Price::new(f64::INFINITY)),
            "",
        )
        .rejected_with(
            "setPrice: cannot serialize the body as JSON: infinity is not a JSON number at /amount",
        ),
        row(
            "infinity in a form",
            "body form",
            |c: Client| c.values().send_form(&Price::new(f64::NEG_INFINITY)),
            "",
        )
        .rejected_with(
            "sendForm: cannot serialize the body: infinity is not a JSON number at /amount",
        ),
    ]
}

fn price() -> Price {
    Price::new(7.0).with_parts(vec![1.0])
}
