//! Extensions of Azure: paths with queries, hosts with parameters, values that are not encoded.

use super::table::{Row, row, row_anywhere};
use api::Client;
use api::blobs::GetFileTier;
use api::types::Lease;
use renkei_runtime::ClientBuilder;

mod api {
    renkei_runtime::include_client!("azure");
}

mod slashes {
    renkei_runtime::include_client!("slashes");
}

/// A path parameter whose slashes are sent.
fn file(name: &'static str, value: &'static str, sends: &str) -> Row {
    let call = move |c: Client| c.blobs().get_file(value);
    row(name, "path parameters with slashes", call, sends)
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        row(
            "a path that differs in its query",
            "x-ms-paths",
            |c: Client| c.blobs().list_blobs("a").prefix("b"),
            "GET /a?comp=list&prefix=b",
        ),
        row(
            "a query that no parameter declares",
            "x-ms-paths",
            |c: Client| c.blobs().lease_container("a", &Lease::new(7)),
            "PUT /a?restype=container&comp=lease\ncontent-type: application/json\n\n{\"seconds\":7}",
        ),
        row_anywhere(
            "a host with parameters",
            "x-ms-parameterized-host",
            |builder: ClientBuilder<Client>| builder.server(api::Server::new().account_name("me")),
            |c: Client| c.blobs().get_container("a"),
            "GET https://me.blob.example.com/a",
        ),
        row(
            "names of the values of a parameter",
            "x-ms-enum",
            |c: Client| c.blobs().get_file("a").tier(GetFileTier::Cool),
            "GET /files/a?tier=a2",
        ),
        file("a slash", "a/b c", "GET /files/a/b%20c"),
        file("a slash that is encoded already", "a%2Fb", "GET /files/a%2Fb"),
        file("the end of a path", "a/?b#c", "GET /files/a/%3Fb%23c"),
        file("a dot segment", "a/../b", "")
            .rejected_with("getFile: path parameter `path` has a dot segment"),
        file("an encoded dot segment", "a/.%2E/b", "")
            .rejected_with("getFile: path parameter `path` has a dot segment"),
        row(
            "a query value that is not encoded",
            "x-ms-skip-url-encoding",
            |c: Client| c.blobs().get_file("a").filter("b/c?d"),
            "GET /files/a?filter=b/c?d",
        ),
        row(
            "reserved expansion",
            "path parameters with slashes",
            |c: slashes::Client| c.files().get_name("a/b"),
            "GET /names/a/b",
        ),
        row(
            "allowReserved",
            "path parameters with slashes",
            |c: slashes::Client| c.files().get_reserved("a/b"),
            "GET /reserved/a/b/end",
        ),
        row(
            "a configured parameter",
            "path parameters with slashes",
            |c: slashes::Client| c.files().get_configured("a/b", "c/d"),
            "GET /configured/a/b/c%2Fd",
        ),
    ]
}
