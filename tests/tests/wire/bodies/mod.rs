//! Bodies: JSON, text and bytes here; forms and files in files of their own.

use std::collections::BTreeMap;

use super::table::{Row, row};
use api::types::{Change, Item};
use api::{Client, Maybe};
use renkei_runtime::codegen::serde_json::json;

mod files;
mod forms;

mod api {
    renkei_runtime::include_client!("bodies");
}

pub(crate) fn rows() -> Vec<Row> {
    [values(), plain(), several(), forms::rows(), files::rows()].into_iter().flatten().collect()
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
        row(name, "body merge-patch", move |c: Client| c.json().merge_patch(&change()), &sends)
    };
    vec![
        row(
            "JSON",
            "body JSON",
            |c: Client| c.json().send_json(&Item::new(7)),
            "POST /json\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row(
            "JSON in the order of the document",
            "body JSON",
            |c: Client| c.json().send_json(&Item::new(7).with_note("a\"é")),
            "POST /json\ncontent-type: application/json\n\n{\"id\":7,\"note\":\"a\\\"é\"}",
        ),
        row(
            "the first of several patches",
            "body merge-patch",
            |c: Client| c.json().send_patch(&Item::new(7)),
            "PATCH /patches\ncontent-type: application/merge-patch+json\n\n{\"id\":7}",
        ),
        row(
            "another patch of the same type",
            "several body media types",
            |c: Client| c.json().send_patch_strategic_merge_patch(&Item::new(7)),
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
            |c: Client| c.json().send_as_all_frameworks_do(&Item::new(7)),
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
            |c: Client| c.json().send_list(&[""; 0]),
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
            |c: Client| c.json().send_suffix(&Item::new(7)),
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
            |c: Client| c.json().send_optional().body(&Item::new(7)),
            "POST /optional\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row(
            "a body on DELETE",
            "bodies on DELETE",
            |c: Client| c.json().delete_with_body(&Item::new(7)),
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
            |c: Client| c.plain().send_any_media(&Item::new(7)),
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
            move |c: Client| c.plain().send_several(&item()),
            "POST /several\ncontent-type: application/json\n\n{\"id\":7}",
        ),
        row(
            "a form of several",
            "several body media types",
            move |c: Client| c.plain().send_several_form(&item()),
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
