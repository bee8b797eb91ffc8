//! Where requests go: the document's servers, those of single paths and operations, and what the user says.

use super::table::{Row, row_anywhere as row};
use api::{Client, CloseToYouServer, Server, ServerRegion, YoursServer};
use renkei_runtime::{Auth, CallOptions, ClientBuilder};

mod api {
    renkei_runtime::include_client!("servers");
}

mod own_api {
    renkei_runtime::include_client!("own_servers");
}

pub(crate) fn rows() -> Vec<Row> {
    [chosen(), variables(), own(), only_own(), told(), secrets()].into_iter().flatten().collect()
}

fn chosen() -> Vec<Row> {
    vec![
        row(
            "the first server",
            "servers",
            |b| b,
            |c: Client| c.calls().list_orders(),
            "GET https://api.example.com/v1/orders",
        ),
        row(
            "another server",
            "servers",
            |b| b.server(Server::Sandbox),
            |c: Client| c.calls().list_orders(),
            "GET https://api.sandbox.example.com/v1/orders",
        ),
        row(
            "the first server by its name",
            "servers",
            |b| b.server(Server::Production),
            |c: Client| c.calls().ping(),
            "HEAD https://status.example.com/status",
        ),
    ]
}

fn variables() -> Vec<Row> {
    vec![
        row(
            "variables as the document has them",
            "server variables",
            |b| b.server(CloseToYouServer::new()),
            |c: Client| c.calls().list_orders(),
            "GET https://eu.api.example.com:443/v1/orders",
        ),
        row(
            "variables that are set",
            "server variables",
            |b| b.server(CloseToYouServer::new().region(ServerRegion::UsEast).port("8443")),
            |c: Client| c.calls().list_orders(),
            "GET https://us-east.api.example.com:8443/v1/orders",
        ),
        row(
            "a variable that makes no URL",
            "server variables",
            |b| b.server(CloseToYouServer::new().port("44 3")),
            |c: Client| c.calls().list_orders(),
            "",
        )
        .fails_to_build(
            "the client cannot be built: the server variable `port` is not a port number",
        ),
        row(
            "variables in host and path",
            "server variables",
            |b| b.server(YoursServer::new().tenant("shop-1").version("v2/beta")),
            |c: Client| c.calls().list_orders(),
            "GET https://shop-1.example.com/v2/beta/orders",
        ),
        led_away(
            "a variable that would end the host",
            |b| b.auth(Auth::api_key("k")).server(YoursServer::new().tenant("other.test/")),
            "`tenant` contains '/'; a host may contain letters, digits, `-`, `.`, `_` and `~`",
        ),
        led_away(
            "a variable that would make the host a password",
            |b| {
                b.auth(Auth::api_key("k")).server(YoursServer::new().tenant("me:secret@other.test"))
            },
            "`tenant` contains ':'; a host may contain letters, digits, `-`, `.`, `_` and `~`",
        ),
        led_away(
            "a variable that would make the host a query",
            |b| b.server(YoursServer::new().tenant("other.test?")),
            "`tenant` contains '?'; a host may contain letters, digits, `-`, `.`, `_` and `~`",
        ),
        led_away(
            "a variable that would begin another host behind the port",
            |b| b.server(CloseToYouServer::new().port("1@other.test")),
            "`port` is not a port number",
        ),
        led_away(
            "a variable of the path that would begin a query",
            |b| b.server(YoursServer::new().version("v1?admin=1")),
            "`version` contains '?', which is invalid in a path; percent-encode it",
        ),
        led_away(
            "a variable of the path that would lead out of it",
            |b| b.server(YoursServer::new().version("../admin")),
            "`version` has a segment of dots, which would change the path",
        ),
    ]
}

/// A client that cannot be built, as a variable would lead it to another place than the document says.
fn led_away(
    name: &'static str,
    set: fn(ClientBuilder<Client>) -> ClientBuilder<Client>,
    what: &str,
) -> Row {
    let row = row(name, "server variables", set, |c: Client| c.calls().list_orders(), "");
    row.fails_to_build(&format!("the client cannot be built: the server variable {what}"))
}

fn own() -> Vec<Row> {
    let lost = "ping: the operation has a server of its own, \"https://status.example.com\", and the document has none \
                for `Sandbox`: set one with `.base_url_for(…)`";
    let open = "sendPart: its server is \"https://{your-session}\", whose variables have no values: set its URL with \
                `.base_url_for(…)`, or for this call with `CallOptions::base_url`";
    vec![
        row(
            "a server of the path, by the name of the client's",
            "servers of a path",
            |b| b,
            |c: Client| c.calls().upload(),
            "POST https://files.example.com/files",
        ),
        row(
            "a server of the path, in the sandbox",
            "servers of a path",
            |b| b.server(Server::Sandbox),
            |c: Client| c.calls().upload(),
            "POST https://files.sandbox.example.com/files",
        ),
        row(
            "a server of the path, beside one with variables",
            "servers of a path",
            |b| b.server(CloseToYouServer::new()),
            |c: Client| c.calls().upload(),
            "POST https://files.eu.example.com/files",
        ),
        row(
            "a server of the operation",
            "servers of an operation",
            |b| b,
            |c: Client| c.calls().ping(),
            "HEAD https://status.example.com/status",
        ),
        row(
            "no server of the operation goes with the sandbox",
            "servers of an operation",
            |b| b.server(Server::Sandbox),
            |c: Client| c.calls().ping(),
            "",
        )
        .rejected_with(lost),
        row(
            "a relative server",
            "servers of an operation, relative servers",
            |b| b,
            |c: Client| c.calls().status(),
            "GET https://api.example.com/internal/status",
        ),
        row(
            "a relative server in the sandbox",
            "servers of an operation, relative servers",
            |b| b.server(Server::Sandbox),
            |c: Client| c.calls().status(),
            "GET https://api.sandbox.example.com/internal/status",
        ),
        row(
            "a relative server beside the base",
            "relative servers",
            |b| b,
            |c: Client| c.calls().inner(),
            "OPTIONS https://api.example.com/v2/status",
        ),
        row(
            "a server without a place",
            "servers of an operation, server variables",
            |b| b,
            |c: Client| c.calls().send_part(),
            "",
        )
        .rejected_with(open),
    ]
}

fn only_own() -> Vec<Row> {
    let nowhere = "no base URL: the document names no server; set one with `.base_url(…)`, or for this \
                call with `CallOptions::base_url`";
    vec![
        row(
            "a server of the path, and none of the document",
            "servers of a path",
            |b| b,
            |c: own_api::Client| c.calls().list_files(),
            "GET https://files.example.com/files",
        ),
        row(
            "a server without a scheme, and none of the document",
            "servers of an operation",
            |b| b,
            |c: own_api::Client| c.calls().list_images(),
            "GET https://images.example.com/v1/images",
        ),
        row(
            "no server at all, beside operations that have some",
            "base URLs",
            |b| b,
            |c: own_api::Client| c.calls().list_orders(),
            "",
        )
        .rejected_with(&format!("listOrders: {nowhere}")),
        row(
            "a relative server of the operation, and none of the document",
            "servers of an operation, relative servers",
            |b| b,
            |c: own_api::Client| c.calls().inner(),
            "",
        )
        .rejected_with(&format!("inner: {nowhere}")),
        row(
            "a base URL for a call that has no server",
            "base URLs",
            |b| b,
            |c: own_api::Client| {
                let there = CallOptions::new().base_url("https://orders.example.com");
                c.calls().list_orders().with(there)
            },
            "GET https://orders.example.com/orders",
        ),
    ]
}

fn told() -> Vec<Row> {
    vec![
        row(
            "a base URL for everything",
            "base URLs",
            |b| b.base_url("https://test.example/v3/"),
            |c: Client| c.calls().list_orders(),
            "GET https://test.example/v3/orders",
        ),
        row(
            "a base URL goes before a server of the operation",
            "base URLs, servers of an operation",
            |b| b.base_url("https://test.example/v3"),
            |c: Client| c.calls().ping(),
            "HEAD https://test.example/v3/status",
        ),
        row(
            "a base URL in place of variables",
            "base URLs, server variables",
            |b| b.base_url("https://test.example/v3"),
            |c: Client| c.calls().send_part(),
            "PUT https://test.example/v3/files",
        ),
        row(
            "a relative server at the base URL",
            "base URLs, relative servers",
            |b| b.base_url("https://test.example/v3"),
            |c: Client| c.calls().status(),
            "GET https://test.example/internal/status",
        ),
        row(
            "a base URL for one server",
            "base URLs, servers of an operation",
            |b| {
                b.base_url("https://test.example")
                    .base_url_for("https://status.example.com", "https://status.test")
            },
            |c: Client| c.calls().ping(),
            "HEAD https://status.test/status",
        ),
        row(
            "a base URL for one server leaves the others",
            "base URLs",
            |b| {
                b.server(Server::Sandbox)
                    .base_url_for("https://status.example.com", "https://status.test")
            },
            |c: Client| c.calls().list_orders(),
            "GET https://api.sandbox.example.com/v1/orders",
        ),
        row(
            "a base URL for a server that no operation has",
            "base URLs",
            |b| b.base_url_for("https://api.example.com/v1", "https://a.test"),
            |c: Client| c.calls().list_orders(),
            "",
        )
        .fails_to_build(
            "the client cannot be built: no operation has the server \"https://api.example.com/v1\"; known servers: \
             ../v2, /internal, http://plain.example.com, https://files.eu.example.com, https://files.example.com, \
             https://files.sandbox.example.com, https://status.example.com, https://{your-session}",
        ),
        row(
            "a base URL for one call",
            "base URLs, servers of an operation",
            |b| b,
            |c: Client| {
                let session = CallOptions::new().base_url("https://s17.example.com");
                c.calls().send_part().with(session)
            },
            "PUT https://s17.example.com/files",
        ),
    ]
}

fn secrets() -> Vec<Row> {
    vec![
        row(
            "credentials go to a server of the document",
            "servers of an operation, apiKey in header",
            |b| b.auth(Auth::api_key("k")),
            |c: Client| c.calls().ping(),
            "HEAD https://status.example.com/status with the key",
        ),
        row(
            "credentials never go over plain http",
            "servers of an operation, apiKey in header",
            |b| b.auth(Auth::api_key("k")),
            |c: Client| c.calls().plain(),
            "",
        )
        .rejected_with(
            "plain: credentials are not sent over plain http, except to this machine: use https",
        ),
        row(
            "plain http without credentials",
            "servers of an operation",
            |b| b,
            |c: Client| c.calls().plain(),
            "DELETE http://plain.example.com/status",
        ),
    ]
}
