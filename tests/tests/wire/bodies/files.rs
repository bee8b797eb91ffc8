//! Forms of several parts, and files as parts or as whole bodies.

use super::super::table::{Row, row};
use super::api::types::{Item, Upload};
use super::api::{Client, FilePart};
use super::{map, texts};
use renkei_tests::repo;
use renkei_tests::script::{Reply, Server};

pub(super) fn rows() -> Vec<Row> {
    [parts(), files()].into_iter().flatten().collect()
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
            move |c: Client| c.parts().upload(&fill(Upload::new("a b", "data"))),
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
        row(name, proves, move |c: Client| c.parts().upload(&Upload::new("n", file())), &sends)
    };
    let encoded = |c: Client| {
        let upload =
            Upload::new("n", "data").with_files(vec!["x".into()]).with_tags(texts(&["a", "b"]));
        c.parts().upload_encoded(&upload)
    };
    let own = |c: Client| {
        c.parts()
            .upload_encoded(&Upload::new("n", FilePart::bytes("x").with_content_type("image/jpeg")))
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
                    &Upload::new("n", "data").with_files(vec!["x".into(), FilePart::path(note())]),
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
            |c: Client| c.parts().upload(&Upload::new("n", FilePart::path("no-such-file"))),
            "",
        )
        .rejected_with(
            "upload: cannot read the file of `file`: No such file or directory (os error 2)",
        ),
        row(
            "a line break in a content type",
            "files",
            |c: Client| {
                c.parts().upload(&Upload::new(
                    "n",
                    FilePart::bytes("x").with_content_type("a/b\r\nx: y"),
                ))
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
    client.parts().upload(&Upload::new("n", FilePart::path(note()))).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
    assert!(requests[0].body.contains("A note.\n"), "{}", requests[0].body);
}
