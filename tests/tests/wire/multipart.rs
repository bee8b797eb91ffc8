//! Multipart bodies beyond forms: named parts, parts by position, and headers of parts.

use super::table::{Row, row};
use api::Client;
use api::parts::SendMixedBody;
use api::types::{Meta, Upload};
use renkei_runtime::FilePart;

mod api {
    renkei_runtime::include_client!("multipart");
}

/// The request with its parts, of which each is its headers and its content.
fn sends(path: &str, content_type: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|it| format!("--BOUNDARY\r\n{it}\r\n")).collect();
    format!(
        "POST {path}\ncontent-type: {content_type}; boundary=BOUNDARY\n\n{parts}--BOUNDARY--\r\n"
    )
}

fn upload() -> Upload {
    Upload::new(Meta::new("a"), "png")
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        row(
            "related parts",
            "multipart/related, headers of parts",
            |c: Client| c.parts().send_related(&upload()),
            &sends(
                "/related",
                "multipart/related; type=\"application/json\"",
                &[
                    "content-id: <meta>\r\ncontent-type: application/json\r\n\r\n{\"name\":\"a\"}",
                    "content-id: <media>\r\ncontent-type: image/png\r\ncontent-transfer-encoding: binary\r\n\r\npng",
                ],
            ),
        ),
        row(
            "mixed parts",
            "multipart/mixed",
            |c: Client| {
                c.parts().send_mixed(
                    &SendMixedBody::new(7).with_notes(vec!["a".to_owned(), "b".to_owned()]),
                )
            },
            &sends(
                "/mixed",
                "multipart/mixed",
                &[
                    "content-id: <id>\r\n\r\n7",
                    "content-id: <notes>\r\n\r\na",
                    "content-id: <notes>\r\n\r\nb",
                ],
            ),
        ),
        row(
            "headers of the parts of a form",
            "headers of parts",
            |c: Client| {
                let media = FilePart::bytes("png").with_header("X-Trace", "t");
                c.parts().send_form(&Upload::new(Meta::new("a"), media))
            },
            &sends(
                "/form",
                "multipart/form-data",
                &[
                    "content-disposition: form-data; name=\"meta\"\r\ncontent-type: application/json\r\nx-kind: meta\r\n\r\n{\"name\":\"a\"}",
                    "content-disposition: form-data; name=\"media\"; filename=\"media\"\r\ncontent-type: application/octet-stream\r\nx-trace: t\r\n\r\npng",
                ],
            ),
        ),
        row(
            "a header that breaks its line",
            "headers of parts",
            |c: Client| {
                let media = FilePart::bytes("png").with_header("X-Trace", "t\r\nX-Evil: 1");
                c.parts().send_form(&Upload::new(Meta::new("a"), media))
            },
            "",
        )
        .rejected_with("sendForm: a header of the part `media` is invalid"),
        row(
            "parts of one schema",
            "multipart/mixed, itemEncoding",
            |c: Client| c.parts().send_items(&[Meta::new("a"), Meta::new("b")]),
            &sends(
                "/items",
                "multipart/mixed",
                &[
                    "content-type: application/vnd.meta+json\r\nx-kind: item\r\n\r\n{\"name\":\"a\"}",
                    "content-type: application/vnd.meta+json\r\nx-kind: item\r\n\r\n{\"name\":\"b\"}",
                ],
            ),
        ),
        row(
            "parts by position",
            "multipart/mixed, prefixEncoding",
            |c: Client| c.parts().send_positions((Meta::new("a"), "<p>".to_owned())),
            &sends(
                "/positions",
                "multipart/mixed",
                &[
                    "content-type: application/json\r\n\r\n{\"name\":\"a\"}",
                    "content-type: text/html\r\n\r\n<p>",
                ],
            ),
        ),
    ]
}
