//! OpenAPI 2.0: `collectionFormat`, bodies, form fields and files.

use super::table::{Row, row};
use api::Client;
use api::old::{Find, FormBody, JsonBody, UploadBody};

mod api {
    renkei_runtime::include_client!("swagger");
}

fn find(name: &'static str, proves: &'static str, fill: fn(Find) -> Find, sends: &str) -> Row {
    row(name, proves, move |c: Client| fill(c.old().find()), &format!("GET /find{sends}"))
}

pub(crate) fn rows() -> Vec<Row> {
    let part = "--BOUNDARY\r\ncontent-disposition: form-data; name=\"file\"; filename=\"file\"\r\ncontent-type: application/octet-stream\r\n\r\nx\r\n--BOUNDARY--\r\n";
    vec![
        find("list", "2.0 collectionFormat", |r| r.plain(&["a", "b"]), "?plain=a,b"),
        find("csv", "2.0 collectionFormat", |r| r.csv(&["a", "b"]), "?csv=a,b"),
        find(
            "csv with a comma in it",
            "2.0 collectionFormat, percent-encoding",
            |r| r.csv(&["a,b", "c"]),
            "?csv=a%2Cb,c",
        ),
        find("ssv", "2.0 collectionFormat", |r| r.ssv(&["a", "b"]), "?ssv=a%20b"),
        find("tsv", "2.0 collectionFormat", |r| r.tsv(&["a", "b"]), "?tsv=a%09b"),
        find("pipes", "2.0 collectionFormat", |r| r.pipes(&["a", "b"]), "?pipes=a%7Cb"),
        find("multi", "2.0 collectionFormat", |r| r.multi(&[1, 2]), "?multi=1&multi=2"),
        find("text", "2.0 parameters", |r| r.text("a b"), "?text=a%20b"),
        find(
            "list in a header",
            "2.0 collectionFormat",
            |r| r.x_list(&["a", "b"]),
            "\nx-list: a,b",
        ),
        row(
            "list in the path",
            "2.0 collectionFormat",
            |c: Client| c.old().items(&[1, 2]),
            "GET /items/1,2",
        ),
        row(
            "JSON",
            "2.0 bodies",
            |c: Client| c.old().json(&JsonBody::new(1)),
            "POST /json\naccept: application/json\ncontent-type: application/json\n\n{\"a\":1}",
        )
        .responds("200 application/json", "7")
        .returns("7"),
        row(
            "form",
            "2.0 form fields",
            |c: Client| c.old().form(&FormBody::new("a b")),
            "POST /form\ncontent-type: application/x-www-form-urlencoded\n\nname=a%20b",
        ),
        row(
            "form with a list",
            "2.0 form fields",
            |c: Client| {
                c.old().form(&FormBody::new("n").with_tags(vec!["a".to_owned(), "b".to_owned()]))
            },
            "POST /form\ncontent-type: application/x-www-form-urlencoded\n\nname=n&tags=a&tags=b",
        ),
        row(
            "file",
            "2.0 form fields, files",
            |c: Client| c.old().upload(&UploadBody::new("x")),
            &format!(
                "POST /upload\ncontent-type: multipart/form-data; boundary=BOUNDARY\n\n{part}"
            ),
        ),
    ]
}
