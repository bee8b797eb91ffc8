//! `readOnly` properties are read and never sent; `writeOnly` properties are sent and need not be returned.

use super::table::{Row, row};
use api::Client;
use api::types::{Line, Order, Shape};
use renkei_runtime::codegen::serde::de::DeserializeOwned;
use renkei_runtime::codegen::serde_json;

mod api {
    renkei_runtime::include_client!("read_write_only");
}

const WHOLE: &str = r#"{"id":7,"name":"a","etag":"x","closed":null,"lines":[{"no":1,"sku":"s","more":{"no":2}}],"by_name":{"b":{"no":3,"sku":"t"}}}"#;

const SMALL: &str = r#"{"id":7,"name":"a","etag":"x","closed":"y","lines":[]}"#;

/// A value as a response contains it.
fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

pub(crate) fn rows() -> Vec<Row> {
    let json = |path: &str, method: &str, body: &str| {
        format!("{method} {path}\ncontent-type: application/json\n\n{body}")
    };
    vec![
        row(
            "a read object sent back",
            "readOnly, body JSON",
            |c: Client| c.orders().put_order(7, &read(WHOLE)),
            &json(
                "/orders/7",
                "PUT",
                r#"{"name":"a","lines":[{"sku":"s","more":{"no":2}}],"by_name":{"b":{"sku":"t"}}}"#,
            ),
        ),
        row(
            "a new object",
            "readOnly, writeOnly, body JSON",
            |c: Client| c.orders().put_order(7, &Order::new("a", vec![]).with_secret("s")),
            &json("/orders/7", "PUT", r#"{"name":"a","secret":"s","lines":[]}"#),
        ),
        row(
            "an answer with all of it",
            "readOnly, writeOnly, response JSON",
            |c: Client| c.orders().get_order(7),
            "GET /orders/7\naccept: application/json",
        )
        .responds("200 application/json", r#"{"id":7,"name":"a","etag":"x","lines":[]}"#)
        .returns(
            r#"Order { id: Some(7), name: "a", secret: None, etag: Some("x"), closed: Absent, lines: [], by_name: None }"#,
        ),
        row(
            "a read object as a form",
            "readOnly, body form",
            |c: Client| c.orders().send_form(&read(WHOLE)),
            "POST /forms\ncontent-type: application/x-www-form-urlencoded\n\n\
             name=a&lines%5B0%5D%5Bmore%5D%5Bno%5D=2&lines%5B0%5D%5Bsku%5D=s&by_name%5Bb%5D%5Bsku%5D=t",
        ),
        row(
            "a read object as parts",
            "readOnly, body multipart",
            |c: Client| c.orders().send_parts(&read(r#"{"id":7,"name":"a","lines":[{"no":1,"sku":"s"}]}"#)),
            "POST /parts\ncontent-type: multipart/form-data; boundary=BOUNDARY\n\n\
             --BOUNDARY\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\na\r\n\
             --BOUNDARY\r\ncontent-disposition: form-data; name=\"lines\"\r\n\
             content-type: application/json\r\n\r\n{\"sku\":\"s\"}\r\n--BOUNDARY--\r\n",
        ),
        row(
            "a read object in a query",
            "readOnly, query deepObject",
            |c: Client| c.orders().search().like(&read::<Line>(r#"{"no":1,"sku":"s"}"#)),
            "GET /search?like%5Bsku%5D=s",
        ),
        row(
            "a read object in a query as JSON",
            "readOnly, query content",
            |c: Client| c.orders().search().json(&read::<Line>(r#"{"no":1,"sku":"s"}"#)),
            "GET /search?json=%7B%22sku%22%3A%22s%22%7D",
        ),
        row(
            "read objects as lines",
            "readOnly, JSON lines",
            |c: Client| c.orders().send_lines([read::<Order>(SMALL), read::<Order>(SMALL)]),
            "POST /lines\ncontent-type: application/x-ndjson\n\n\
             {\"name\":\"a\",\"lines\":[]}\n{\"name\":\"a\",\"lines\":[]}\n",
        ),
        row(
            "a read object as XML",
            "readOnly, XML",
            |c: Client| c.orders().send_xml(&read(SMALL)),
            "POST /xml\ncontent-type: application/xml\n\n\
             <?xml version=\"1.0\" encoding=\"UTF-8\"?><Order><name>a</name></Order>",
        ),
        row(
            "a member of a union",
            "readOnly, oneOf",
            |c: Client| {
                let shape: Shape = read(r#"{"kind":"Circle","area":3.5,"radius":1.0}"#);
                c.orders().send_shape(&shape)
            },
            &json("/shapes", "POST", r#"{"kind":"Circle","radius":1}"#),
        ),
    ]
}
