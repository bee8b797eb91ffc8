//! Forms with percent-encoding, in the default encoding and in that of the document.

use super::super::table::{Row, row};
use super::api::types::{Charge, Fields, Item};
use super::api::{Client, Maybe};
use super::{map, texts};

pub(super) fn rows() -> Vec<Row> {
    [forms(), encoded()].into_iter().flatten().collect()
}

const FORM: &str = "content-type: application/x-www-form-urlencoded";

fn forms() -> Vec<Row> {
    let form = |name, proves, fill: fn(Fields) -> Fields, body: &str| {
        let sends = format!("POST /form\n{FORM}\n\n{body}");
        row(name, proves, move |c: Client| c.forms().send_form(&fill(Fields::new("a b"))), &sends)
    };
    vec![
        form("form", "body form", |f| f, "name=a%20b"),
        form("form with a flag", "body form", |f| f.with_flag(true), "name=a%20b&flag=true"),
        form(
            "form with a list",
            "body form, arrays",
            |f| f.with_tags(texts(&["a", "b&c"])),
            "name=a%20b&tags=a&tags=b%26c",
        ),
        form(
            "form with an empty list",
            "body form, arrays",
            |f| f.with_tags(Vec::new()),
            "name=a%20b",
        ),
        form(
            "form with null",
            "body form, nullable",
            |f| Fields { note: Maybe::Null, ..f },
            "name=a%20b",
        ),
        form(
            "form with an object",
            "body form, nested objects",
            |f| f.with_item(Item::new(7)),
            "name=a%20b&item%5Bid%5D=7",
        ),
        form(
            "form with a list of objects",
            "body form, arrays of objects",
            |f| f.with_items(vec![Item::new(7), Item::new(8)]),
            "name=a%20b&items%5B0%5D%5Bid%5D=7&items%5B1%5D%5Bid%5D=8",
        ),
        form(
            "form with a map",
            "body form, free-form maps",
            |f| f.with_metadata(map("a b", "c")),
            "name=a%20b&metadata%5Ba%20b%5D=c",
        ),
        row(
            "a map as a form",
            "body form, free-form maps",
            |c: Client| c.forms().send_map(&map("a", "+=&%")),
            &format!("POST /form-map\n{FORM}\n\na=%2B%3D%26%25"),
        ),
    ]
}

fn encoded() -> Vec<Row> {
    let form = |name, proves, fill: fn(Fields) -> Fields, body: &str| {
        let sends = format!("POST /form-encoded\n{FORM}\n\n{body}");
        row(name, proves, move |c: Client| c.forms().send_encoded(&fill(Fields::new("n"))), &sends)
    };
    let nested = |name, proves, fill: fn(Charge) -> Charge, body: &str| {
        let sends = format!("POST /stripe\n{FORM}\n\n{body}");
        row(
            name,
            proves,
            move |c: Client| c.forms().send_nested().body(&fill(Charge::new())),
            &sends,
        )
    };
    vec![
        form(
            "joined list by its encoding",
            "form encoding, arrays",
            |f| f.with_tags(texts(&["a", "b"])),
            "name=n&tags=a,b",
        ),
        form(
            "pipes by the encoding",
            "form encoding, arrays",
            |f| f.with_numbers(vec![1, 2]),
            "name=n&numbers=1%7C2",
        ),
        form(
            "deep object by its encoding",
            "form encoding, nested objects",
            |f| f.with_item(Item::new(7)),
            "name=n&item%5Bid%5D=7",
        ),
        form(
            "deep list by its encoding",
            "form encoding, arrays of objects",
            |f| f.with_items(vec![Item::new(7)]),
            "name=n&items%5B0%5D%5Bid%5D=7",
        ),
        form(
            "reserved characters by the encoding",
            "form encoding, allowReserved",
            |f| f.with_note("a/b c"),
            "name=n&note=a/b%20c",
        ),
        form(
            "JSON by the encoding",
            "form encoding, content",
            |f| f.with_json(Item::new(7)),
            "name=n&json=%7B%22id%22%3A7%7D",
        ),
        nested(
            "a payment: list with indices",
            "form encoding, arrays",
            |b| b.with_expand(texts(&["customer", "invoice"])),
            "expand%5B0%5D=customer&expand%5B1%5D=invoice",
        ),
        nested(
            "a payment: map",
            "form encoding, free-form maps",
            |b| b.with_amount(5).with_metadata(map("order", "7")),
            "amount=5&metadata%5Border%5D=7",
        ),
        nested(
            "a payment: list of objects",
            "form encoding, arrays of objects",
            |b| b.with_items(vec![Item::new(7).with_note("x")]),
            "items%5B0%5D%5Bid%5D=7&items%5B0%5D%5Bnote%5D=x",
        ),
    ]
}
