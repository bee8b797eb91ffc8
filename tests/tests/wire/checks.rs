//! `client.check`: what the document declares of values is checked before anything is sent.

use std::collections::BTreeMap;

use super::table::{Row, row};
use api::Client;
use api::baskets::{PutBasket, PutBasketBody};
use api::types::{Area, Basket, BasketContact, Card, Line};

mod api {
    renkei_runtime::include_client!("check");
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        sent("nothing is wrong", Basket::new("ab-1"), |r| r.limit(100), r#"{"code":"ab-1"}"#),
        refused(
            "several places of a body",
            basket_of_faults(),
            |r| r,
            "`/code` of the body has 7 of at most 6 characters (maxLength); \
             `/lines/1/count` of the body is less than 1 (minimum); \
             the name of `/prices/usd` of the body is not one of `eur`, `jpy` (enum); \
             `/prices/usd` of the body is less than 0 (minimum); \
             `/corner/1` of the body is more than 9 (maximum); \
             `/parts/0/code` of the body does not match `^[a-z]{2}-\\d+$` (pattern); \
             `/other` of the body has 5 of at most 2 characters (maxLength)",
        ),
        refused(
            "a member that its tag names",
            Basket::new("ab-1").with_payment(Card::new("card", "4242424242424242").into()),
            |r| r,
            "`/payment/number` of the body has 16 of at most 4 characters (maxLength)",
        ),
        refused(
            "a member by its kind",
            Basket::new("ab-1").with_contact(BasketContact::Integer(7)),
            |r| r,
            "`/contact` of the body is less than 100 (minimum)",
        ),
        refused(
            "parameters of each place",
            Basket::new("ab-1"),
            |r| {
                r.limit(0)
                    .tags(&["a", "", "a"])
                    .area(&Area::new(0.125))
                    .x_reason("because")
                    .theme("not checked")
            },
            "query parameter `limit` is less than 1 (minimum); \
             query parameter `tags` has 3 of at most 2 items (maxItems); \
             query parameter `tags` has the item at 2 twice (uniqueItems); \
             `/1` of query parameter `tags` has 0 of at least 1 character (minLength); \
             `/width` of query parameter `area` is not a multiple of 0.01 (multipleOf); \
             header parameter `X-Reason` has 7 of at most 5 characters (maxLength)",
        ),
        sent(
            "a parameter that was set anew",
            Basket::new("ab-1"),
            |r| r.limit(0).limit(5),
            r#"{"code":"ab-1"}"#,
        ),
        row(
            "a parameter of the path",
            "check",
            |c: Client| c.baskets().put_basket("A", day(), &Basket::new("ab-1")),
            "",
        )
        .rejected_with(
            "putBasket: path parameter `basket` does not match `^[a-z]{2}-\\d+$` (pattern)",
        ),
        row(
            "a form",
            "check",
            |c: Client| c.baskets().put_basket_form("ab-1", day(), &PutBasketBody::new("long")),
            "",
        )
        .rejected_with("putBasket: `/note` of the body has 4 of at most 3 characters (maxLength)"),
        row("a text", "check", |c: Client| c.baskets().put_basket_text("ab-1", day(), "é"), "")
            .rejected_with("putBasket: the body has 1 of at least 2 characters (minLength)"),
    ]
}

fn day() -> renkei_runtime::codegen::jiff::civil::Date {
    "2025-04-01".parse().unwrap()
}

fn basket_of_faults() -> Basket {
    let mut basket = Basket::new("ab-1234")
        .with_lines(vec![Line::new("x"), Line::new("y").with_count(0)])
        .with_prices(BTreeMap::from([("eur".to_owned(), 1), ("usd".to_owned(), -1)]))
        .with_corner(("a".to_owned(), 10))
        .with_parts(vec![Basket::new("AB")]);
    basket.additional_properties.insert("other".to_owned(), "value".to_owned());
    basket
}

fn call(basket: Basket, set: fn(PutBasket) -> PutBasket) -> impl Fn(Client) -> PutBasket {
    move |c| set(c.baskets().put_basket("ab-1", day(), &basket.clone()))
}

fn refused(
    name: &'static str,
    basket: Basket,
    set: fn(PutBasket) -> PutBasket,
    message: &str,
) -> Row {
    row(name, "check", call(basket, set), "").rejected_with(&format!("putBasket: {message}"))
}

fn sent(name: &'static str, basket: Basket, set: fn(PutBasket) -> PutBasket, body: &str) -> Row {
    let query = if name == "nothing is wrong" { "?limit=100" } else { "?limit=5" };
    let sends =
        format!("PUT /baskets/ab-1/2025-04-01{query}\ncontent-type: application/json\n\n{body}");
    row(name, "check", call(basket, set), &sends)
}
