//! Bodies: JSON, text, bytes, forms, and parts with files.

use std::collections::BTreeMap;

use super::table::{Row, row};
use api::types::{Change, Charge, Fields, Item, Upload};
use api::{Client, FilePart, Maybe};
use renkei_runtime::codegen::serde_json::json;
use renkei_tests::repo;
use renkei_tests::script::{Reply, Server};

mod api {
    renkei_runtime::include_client!("bodies");
}

pub(crate) fn rows() -> Vec<Row> {
    [values(), plain(), several(), forms(), encoded(), parts(), files()]
        .into_iter()
        .flatten()
        .collect()
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|it| (*it).to_owned()).collect()
}

fn map(key: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), value.to_owned())])
}

fn values() -> Vec<Row> {
    let merge = |name, change: fn() -> Change, body: &str| {
        let sends = format!("PATCH /merge\ncontent-type: application/merge-patch+json\n\n{body}");
        row(name, "body merge-patch", move |c: Client| c.json().merge_patch(change()), &sends)
    };
    vec![
        row(
            "JSON",
            "body JSON",
            |c: Client| c.json().send_json(Item::new(7)),
            "POST /json\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row(
            "JSON in the order of the document",
            "body JSON",
            |c: Client| c.json().send_json(Item::new(7).with_note("a\"é")),
            "POST /json\ncontent-type: application/json\n\n{\"id\":7,\"note\":\"a\\\"é\"}",
        ),
        row(
            "the first of several patches",
            "body merge-patch",
            |c: Client| c.json().send_patch(Item::new(7)),
            "PATCH /patches\ncontent-type: application/merge-patch+json\n\n{\"id\":7}",
        ),
        row(
            "another patch of the same type",
            "several body media types",
            |c: Client| c.json().send_patch_strategic_merge_patch(Item::new(7)),
            "PATCH /patches\ncontent-type: application/strategic-merge-patch+json\n\n{\"id\":7}",
        ),
        row(
            "another patch of another type",
            "several body media types",
            |c: Client| c.json().send_patch_json_patch(&[Item::new(7)]),
            "PATCH /patches\ncontent-type: application/json-patch+json\n\n[{\"id\":7}]",
        ),
        row(
            "plain JSON before what frameworks list beside it",
            "several body media types",
            |c: Client| c.json().send_as_all_frameworks_do(Item::new(7)),
            "POST /frameworks\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row(
            "plain JSON before the same in place",
            "several body media types",
            |c: Client| c.json().send_inline(&[7]),
            "POST /frameworks-inline\ncontent-type: application/json\n\n[7]",
        ),
        row(
            "JSON of another type",
            "several body media types",
            |c: Client| c.json().send_as_all_frameworks_do_vnd_acme_v2(7),
            "POST /frameworks\ncontent-type: application/vnd.acme.v2+json\n\n7",
        ),
        row(
            "a number",
            "body JSON",
            |c: Client| c.json().send_number(-1),
            "POST /number\ncontent-type: application/json\n\n-1",
        ),
        row(
            "a list",
            "body JSON, arrays",
            |c: Client| c.json().send_list(&["a", "b"]),
            "PUT /list\ncontent-type: application/json\n\n[\"a\",\"b\"]",
        ),
        row(
            "an empty list",
            "body JSON, arrays",
            |c: Client| c.json().send_list(&[]),
            "PUT /list\ncontent-type: application/json\n\n[]",
        ),
        row(
            "anything",
            "body JSON",
            |c: Client| c.json().send_any(&json!({"a": [null, 1.5]})),
            "POST /any\ncontent-type: application/json\n\n{\"a\":[null,1.5]}",
        ),
        row(
            "null",
            "body JSON",
            |c: Client| c.json().send_any(&json!(null)),
            "POST /any\ncontent-type: application/json\n\nnull",
        ),
        row(
            "a suffix",
            "body JSON suffixes",
            |c: Client| c.json().send_suffix(Item::new(7)),
            "POST /suffix\ncontent-type: application/vnd.acme.v2+json\n\n{\"id\":7}",
        ),
        merge("merge nothing", Change::new, "{}"),
        merge("merge a value", || Change::new().with_name("a"), "{\"name\":\"a\"}"),
        merge(
            "merge null, which clears",
            || Change { note: Maybe::Null, ..Change::new() },
            "{\"note\":null}",
        ),
        merge(
            "merge both",
            || Change { note: Maybe::Null, ..Change::new().with_name("a") },
            "{\"name\":\"a\",\"note\":null}",
        ),
        row(
            "an optional body that is left out",
            "optional bodies",
            |c: Client| c.json().send_optional(),
            "POST /optional",
        ),
        row(
            "an optional body",
            "optional bodies",
            |c: Client| c.json().send_optional().body(Item::new(7)),
            "POST /optional\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row(
            "a body on DELETE",
            "bodies on DELETE",
            |c: Client| c.json().delete_with_body(Item::new(7)),
            "DELETE /delete\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row("no body", "no body", |c: Client| c.json().send_nothing(), "POST /no-body"),
    ]
}

fn plain() -> Vec<Row> {
    vec![
        row(
            "text",
            "body text",
            |c: Client| c.plain().send_text("a\r\né"),
            "POST /text\ncontent-type: text/plain\n\na\r\né",
        ),
        row(
            "empty text",
            "body text",
            |c: Client| c.plain().send_text(""),
            "POST /text\ncontent-type: text/plain",
        ),
        row(
            "another text with a charset",
            "body text",
            |c: Client| c.plain().send_csv("a,b"),
            "POST /csv\ncontent-type: text/csv; charset=utf-8\n\na,b",
        ),
        row(
            "bytes",
            "body bytes",
            |c: Client| c.plain().send_bytes(vec![0, 255]),
            "PUT /bytes\ncontent-type: application/octet-stream\n\n\\x00\\xff",
        ),
        row(
            "an image",
            "body bytes",
            |c: Client| c.plain().send_image(&b"\x89PNG"[..]),
            "PUT /image\ncontent-type: image/png\n\n\\x89PNG",
        ),
        row(
            "bytes of any type, which the caller names",
            "body bytes",
            |c: Client| c.plain().send_upload("application/zip", &b"PK"[..]),
            "POST /upload-any\ncontent-type: application/zip\n\nPK",
        ),
        row(
            "bytes of a range of types, one of which the caller names",
            "body bytes",
            |c: Client| c.plain().send_picture("image/png", &b"\x89PNG"[..]),
            "PUT /picture\ncontent-type: image/png\n\n\\x89PNG",
        ),
        row(
            "an object as any type, which is JSON",
            "body JSON",
            |c: Client| c.plain().send_any_media(Item::new(7)),
            "POST /any-media\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row(
            "lines of JSON",
            "body JSON lines",
            |c: Client| c.json().send_lines([Item::new(7), Item::new(8)]),
            "POST /lines\ncontent-type: application/x-ndjson\n\n{\"id\":7}\n{\"id\":8}\n",
        ),
    ]
}

fn several() -> Vec<Row> {
    let item = || Item::new(7);
    vec![
        row(
            "the preferred of several",
            "several body media types",
            move |c: Client| c.plain().send_several(item()),
            "POST /several\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row(
            "a form of several",
            "several body media types",
            move |c: Client| c.plain().send_several_form(item()),
            "POST /several\ncontent-type: application/x-www-form-urlencoded\n\nid=7",
        ),
        row(
            "text of several",
            "several body media types",
            |c: Client| c.plain().send_several_text("a"),
            "POST /several\ncontent-type: text/plain\n\na",
        ),
        row(
            "bytes of several",
            "several body media types",
            |c: Client| c.plain().send_several_bytes("a"),
            "POST /several\ncontent-type: application/octet-stream\n\na",
        ),
        row(
            "one of several that are optional",
            "several body media types, optional bodies",
            |c: Client| c.plain().send_several_perhaps().body_text("a"),
            "POST /several-optional\ncontent-type: text/plain\n\na",
        ),
        row(
            "none of several that are optional",
            "several body media types, optional bodies",
            |c: Client| c.plain().send_several_perhaps(),
            "POST /several-optional",
        ),
    ]
}

const FORM: &str = "content-type: application/x-www-form-urlencoded";

fn forms() -> Vec<Row> {
    let form = |name, proves, fill: fn(Fields) -> Fields, body: &str| {
        let sends = format!("POST /form\n{FORM}\n\n{body}");
        row(name, proves, move |c: Client| c.forms().send_form(fill(Fields::new("a b"))), &sends)
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
        row(name, proves, move |c: Client| c.forms().send_encoded(fill(Fields::new("n"))), &sends)
    };
    let nested = |name, proves, fill: fn(Charge) -> Charge, body: &str| {
        let sends = format!("POST /stripe\n{FORM}\n\n{body}");
        row(
            name,
            proves,
            move |c: Client| c.forms().send_nested().body(fill(Charge::new())),
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

/// A multipart request: its path, and each part's headers behind `form-data` with its body.
fn sent_parts(path: &str, parts: &[(&str, &str)]) -> String {
    let mut text = format!("POST {path}\ncontent-type: multipart/form-data; boundary=BOUNDARY\n\n");
    for (head, body) in parts {
        let head = head.replace('\n', "\r\n");
        text += &format!("--BOUNDARY\r\ncontent-disposition: form-data; {head}\r\n\r\n{body}\r\n");
    }
    text + "--BOUNDARY--\r\n"
}

const FILE: (&str, &str) =
    ("name=\"file\"; filename=\"file\"\ncontent-type: application/octet-stream", "data");

fn parts() -> Vec<Row> {
    let upload = |name, proves, fill: fn(Upload) -> Upload, more: &[(&str, &str)]| {
        let sends = sent_parts("/upload", &[&[("name=\"name\"", "a b"), FILE], more].concat());
        row(
            name,
            proves,
            move |c: Client| c.parts().upload(fill(Upload::new("a b", "data"))),
            &sends,
        )
    };
    vec![
        upload("parts", "body multipart, files", |u| u, &[]),
        upload(
            "part of a number",
            "body multipart",
            |u| u.with_count(3),
            &[("name=\"count\"", "3")],
        ),
        upload(
            "part for each item",
            "body multipart, arrays",
            |u| u.with_tags(texts(&["a", "b"])),
            &[("name=\"tags\"", "a"), ("name=\"tags\"", "b")],
        ),
        upload(
            "part of an object",
            "body multipart, nested objects",
            |u| u.with_item(Item::new(7)),
            &[("name=\"item\"\ncontent-type: application/json", "{\"id\":7}")],
        ),
        upload(
            "part that is empty",
            "body multipart",
            |u| u.with_tags(texts(&[""])),
            &[("name=\"tags\"", "")],
        ),
        row(
            "parts of a map",
            "body multipart, free-form maps",
            |c: Client| c.parts().upload_map(&map("a\"b\r\n", "c")),
            &sent_parts("/upload-map", &[("name=\"a%22b%0D%0A\"", "c")]),
        ),
        row(
            "parts of another kind",
            "body multipart",
            |c: Client| c.parts().upload_mixed("multipart/mixed; boundary=between", "--between--"),
            "POST /mixed-parts\ncontent-type: multipart/mixed; boundary=BOUNDARY\n\n--BOUNDARY--",
        ),
    ]
}

fn files() -> Vec<Row> {
    let upload = |name, proves, file: fn() -> FilePart, part: (&str, &str)| {
        let sends = sent_parts("/upload", &[("name=\"name\"", "n"), part]);
        row(name, proves, move |c: Client| c.parts().upload(Upload::new("n", file())), &sends)
    };
    let encoded = |c: Client| {
        let upload =
            Upload::new("n", "data").with_files(vec!["x".into()]).with_tags(texts(&["a", "b"]));
        c.parts().upload_encoded(upload)
    };
    let own = |c: Client| {
        c.parts()
            .upload_encoded(Upload::new("n", FilePart::bytes("x").with_content_type("image/jpeg")))
    };
    vec![
        upload(
            "file with a name",
            "files",
            || FilePart::bytes("x").with_name("a\"b.txt"),
            ("name=\"file\"; filename=\"a%22b.txt\"\ncontent-type: application/octet-stream", "x"),
        ),
        upload(
            "file with a content type",
            "files",
            || FilePart::bytes("x").with_content_type("text/csv"),
            ("name=\"file\"; filename=\"file\"\ncontent-type: text/csv", "x"),
        ),
        upload(
            "file that is empty",
            "files",
            || FilePart::bytes(""),
            ("name=\"file\"; filename=\"file\"\ncontent-type: application/octet-stream", ""),
        ),
        upload(
            "file from disk",
            "files",
            || FilePart::path(note()),
            (
                "name=\"file\"; filename=\"note.txt\"\ncontent-type: application/octet-stream",
                "A note.\n",
            ),
        ),
        upload(
            "file from disk by another name",
            "files",
            || FilePart::path(note()).with_name("n.md"),
            (
                "name=\"file\"; filename=\"n.md\"\ncontent-type: application/octet-stream",
                "A note.\n",
            ),
        ),
        row(
            "several files",
            "files, arrays",
            |c: Client| {
                c.parts().upload(
                    Upload::new("n", "data").with_files(vec!["x".into(), FilePart::path(note())]),
                )
            },
            &sent_parts(
                "/upload",
                &[
                    ("name=\"name\"", "n"),
                    FILE,
                    (
                        "name=\"files\"; filename=\"files\"\ncontent-type: application/octet-stream",
                        "x",
                    ),
                    (
                        "name=\"files\"; filename=\"note.txt\"\ncontent-type: application/octet-stream",
                        "A note.\n",
                    ),
                ],
            ),
        ),
        row(
            "file that is not there",
            "files",
            |c: Client| c.parts().upload(Upload::new("n", FilePart::path("no-such-file"))),
            "",
        )
        .rejected_with(
            "upload: cannot read the file of `file`: No such file or directory (os error 2)",
        ),
        row(
            "a line break in a content type",
            "files",
            |c: Client| {
                c.parts()
                    .upload(Upload::new("n", FilePart::bytes("x").with_content_type("a/b\r\nx: y")))
            },
            "",
        )
        .rejected_with("upload: the content type of `file` is not a valid header value"),
        row(
            "content types by the encoding",
            "multipart encoding, files, arrays",
            encoded,
            &sent_parts(
                "/upload-encoded",
                &[
                    ("name=\"name\"\ncontent-type: text/plain; charset=utf-8", "n"),
                    ("name=\"file\"; filename=\"file\"\ncontent-type: image/png", "data"),
                    (
                        "name=\"files\"; filename=\"files\"\ncontent-type: application/octet-stream",
                        "x",
                    ),
                    ("name=\"tags\"\ncontent-type: application/json", "[\"a\",\"b\"]"),
                ],
            ),
        ),
        row(
            "a content type over that of the encoding",
            "multipart encoding, files",
            own,
            &sent_parts(
                "/upload-encoded",
                &[
                    ("name=\"name\"\ncontent-type: text/plain; charset=utf-8", "n"),
                    ("name=\"file\"; filename=\"file\"\ncontent-type: image/jpeg", "x"),
                ],
            ),
        ),
    ]
}

fn note() -> std::path::PathBuf {
    repo::root().join("specs/wire/files/note.txt")
}

/// A file can be read again, so what sends one can be tried again.
#[tokio::test]
async fn a_file_is_sent_again_by_the_next_attempt() {
    let done = b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n".to_vec();
    let server = Server::start(vec![Reply::Close, Reply::Raw(done)]);
    let client =
        Client::builder().base_url(server.url()).idempotency_honoured(true).build().unwrap();
    client.parts().upload(Upload::new("n", FilePart::path(note()))).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
    assert!(requests[0].body.contains("A note.\n"), "{}", requests[0].body);
}
