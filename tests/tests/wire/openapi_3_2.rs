//! What OpenAPI 3.2 added.

use super::table::{Row, row};
use api::Client;
use api::pets::FindPetsFilter;
use api::types::Filter;

mod api {
    renkei_runtime::include_client!("openapi_3_2");
}

/// A search that returns this list.
fn search(name: &'static str, answer: &str, returns: &str) -> Row {
    row(
        name,
        "QUERY, media types among the components, defaultMapping",
        |c: Client| c.pets().search_pets(&Filter::new().with_name("a")),
        "QUERY /pets\naccept: application/json\ncontent-type: application/json\n\n{\"name\":\"a\"}",
    )
    .responds("200 application/json", answer)
    .returns(returns)
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        search(
            "QUERY with a body, and a tag that is known",
            r#"[{"kind":"cat","lives":7}]"#,
            r#"[Cat(Cat { kind: "cat", lives: Some(7) })]"#,
        ),
        search(
            "the default of a union",
            r#"[{"kind":"cow","name":"b"},{"name":"c"}]"#,
            r#"[Other(Other { kind: Some("cow"), name: "b" }), Other(Other { kind: None, name: "c" })]"#,
        ),
        search(
            "a value that is not even the default",
            r#"[{"kind":"cow"}]"#,
            r#"[Unknown(Object {"kind": String("cow")})]"#,
        ),
        row(
            "a method that OpenAPI has no key for, with an idempotency key",
            "additionalOperations",
            |c: Client| c.pets().copy_pets("/pets/new"),
            "COPY /pets\ndestination: /pets/new",
        ),
        row(
            "a method of the registry that only reads",
            "additionalOperations",
            |c: Client| c.pets().search_pets_2(&Filter::new()),
            "SEARCH /pets\naccept: application/json\ncontent-type: application/json\n\n{}",
        )
        .responds("200 application/json", "[]")
        .returns("[]"),
        row(
            "the whole query as a form",
            "in: querystring",
            |c: Client| {
                let filter = FindPetsFilter::new().with_name("a&b").with_ages(vec![1, 2]);
                c.pets().find_pets().filter(&filter)
            },
            "GET /pets?ages=1&ages=2&name=a%26b",
        ),
        row(
            "the whole query as an empty form",
            "in: querystring",
            |c: Client| c.pets().find_pets().filter(&FindPetsFilter::new()),
            "GET /pets",
        ),
        row(
            "the whole query as JSON",
            "in: querystring",
            |c: Client| c.pets().find_raw(&Filter::new().with_name("a")),
            "GET /raw?%7B%22name%22%3A%22a%22%7D",
        ),
        row(
            "cookies as they are",
            "style: cookie",
            |c: Client| c.pets().find_pets().theme(&["a b", "50%"]),
            "GET /pets\ncookie: theme=a b; theme=50%",
        ),
        row(
            "a cookie that would end early",
            "style: cookie",
            |c: Client| c.pets().find_pets().theme(&["a;b"]),
            "",
        )
        .rejected_with(
            "findPets: cookie parameter `theme` has characters that are invalid in a cookie",
        ),
    ]
}
