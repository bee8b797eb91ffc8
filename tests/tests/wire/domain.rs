//! Domain errors: successes whose body says that they are none.

use super::table::{Row, row};
use api::{Client, OpError};

mod api {
    renkei_runtime::include_client!("domain");
}
mod configured {
    renkei_runtime::include_client!("envelope");
}

const JSON: &str = "200 application/json";
const NOT_FOUND: &str = r#"{"users": [], "status": 404, "message": "not found"}"#;

pub(crate) fn rows() -> Vec<Row> {
    [house(), typed(), declared(), other_bodies(), streams(), from_the_configuration()]
        .into_iter()
        .flatten()
        .collect()
}

/// `{"users": [], "status": 404, "message": "not found"}`.
fn house() -> Vec<Row> {
    let users = |name, body: &str| {
        let sends = "GET /users\naccept: application/json";
        row(name, "domain errors", |c: Client| c.users().list_users(), sends).responds(JSON, body)
    };
    let fails = |name, status: &str, outcome: &str, reason: &str| {
        let body = format!(r#"{{"users":[],"status":{status}}}"#);
        users(name, &body)
            .fails(&format!("Domain, {outcome}: listUsers: the response body reports {reason}"))
    };
    vec![
        users("a success", r#"{"users":["a"],"status":200}"#)
            .returns(r#"Users { users: ["a"], status: Some(200), message: None }"#),
        users("a success without a status", r#"{"users":["a"]}"#)
            .returns(r#"Users { users: ["a"], status: None, message: None }"#),
        users("not found", NOT_FOUND)
            .fails("Domain, Rejected: listUsers: the response body reports status 404 Not Found"),
        fails("a status as text", r#""404""#, "Rejected", "status 404 Not Found"),
        fails("a server's failure", "500", "Unknown", "status 500 Internal Server Error"),
        fails("throttled", "429", "Rejected", "status 429 Too Many Requests"),
        fails("more to be done", "300", "Rejected", "status 300 Multiple Choices"),
        fails("a status that is none", "99999", "Unknown", "a failure"),
        users("a status of the transport", "{}")
            .responds("404 application/json", NOT_FOUND)
            .fails("Client, Rejected: listUsers: status 404 Not Found"),
    ]
}

/// The bodies that the document declares for a status are those of the status in the body.
fn typed() -> Vec<Row> {
    let user = |name, body: &str| {
        let sends = "GET /user\naccept: application/json";
        let proves = "domain errors, errors by status";
        row(name, proves, |c: Client| c.users().get_user(), sends).responds(JSON, body)
    };
    vec![
        user("a declared body", NOT_FOUND).fails(
            "Domain, Rejected: getUser: the response body reports status 404 Not Found → NotFound(Missing { message: \"not found\" })",
        ),
        user("another declared body", r#"{"status":409,"with":"a"}"#).fails(
            "Domain, Rejected: getUser: the response body reports status 409 Conflict → Conflict(Conflict { with: \"a\" })",
        ),
        user("a status without a declared body", r#"{"status":422,"with":"a"}"#).fails(
            "Domain, Rejected: getUser: the response body reports status 422 Unprocessable Entity",
        ),
    ]
}

/// What is declared for single operations.
fn declared() -> Vec<Row> {
    let own = |name, body: &str| {
        let sends = "GET /own\naccept: application/json";
        row(name, "domain errors", |c: Client| c.users().own(), sends).responds(JSON, body)
    };
    vec![
        row(
            "another kind of status",
            "domain errors",
            |c: Client| c.users().undescribed(),
            "GET /undescribed\naccept: application/json",
        )
        .responds(JSON, r#"{"status":"404"}"#)
        .returns(r#"UndescribedResponse { status: Some("404"), message: None }"#),
        row(
            "states that are numbers",
            "domain errors",
            |c: Client| c.users().states(),
            "GET /states\naccept: application/json",
        )
        .responds(JSON, r#"{"status":2}"#)
        .returns("StatesResponse { status: Some(N2), message: None }"),
        row(
            "statuses that are listed",
            "domain errors",
            |c: Client| c.users().codes(),
            "GET /codes\naccept: application/json",
        )
        .responds(JSON, r#"{"status":404}"#)
        .fails("Domain, Rejected: codes: the response body reports status 404 Not Found"),
        row(
            "switched off",
            "domain errors",
            |c: Client| c.users().off(),
            "GET /off\naccept: application/json",
        )
        .responds(JSON, r#"{"users":[],"status":404}"#)
        .returns("Users { users: [], status: Some(404), message: None }"),
        own("a code that means success", r#"{"error":{"code":0}}"#)
            .returns(r#"Object {"error": Object {"code": Number(0)}}"#),
        own("a word that means success", r#"{"error":{"code":"ok"}}"#)
            .returns(r#"Object {"error": Object {"code": String("ok")}}"#),
        own("no code", "[]").returns("Array []"),
        own("a code of the API's own", r#"{"error":{"code":"invalid_auth","text":"s3cret"}}"#)
            .fails("Domain, Unknown: own: the response body reports a failure"),
        own("a code that is a status", r#"{"error":{"code":503}}"#).fails(
            "Domain, Unknown: own: the response body reports status 503 Service Unavailable",
        ),
    ]
}

fn other_bodies() -> Vec<Row> {
    let text = |name, head: &str| {
        let sends = "GET /text\naccept: text/plain";
        row(name, "domain errors, response text", |c: Client| c.users().text(), sends)
            .responds(head, r#"{"status":404}"#)
    };
    vec![
        text("JSON in place of text", JSON)
            .fails("Domain, Rejected: text: the response body reports status 404 Not Found"),
        row(
            "bytes are not looked at",
            "domain errors, response bytes",
            |c: Client| c.users().bytes(),
            "GET /bytes\naccept: application/octet-stream",
        )
        .responds("200 application/octet-stream", r#"{"status":404}"#)
        .returns(r#"b"{\"status\":404}""#),
        row(
            "an answer of which nothing is described",
            "domain errors",
            |c: Client| c.users().nothing(),
            "DELETE /nothing",
        )
        .responds(JSON, r#"{"status":404}"#)
        .fails("Domain, Rejected: nothing: the response body reports status 404 Not Found"),
        row(
            "no body",
            "domain errors, empty responses",
            |c: Client| c.users().nothing(),
            "DELETE /nothing",
        ),
    ]
}

/// JSON in place of a stream may say failure; other responses are given as they come.
fn streams() -> Vec<Row> {
    let file = |name, head: &str, body: &str| {
        let call = |c: Client| async move {
            let stream = c.streams().file().stream().await?;
            stream.collect(100).await.map_err(OpError::from)
        };
        let sends = "GET /file\naccept: application/octet-stream";
        row(name, "domain errors, byte streams", call, sends).responds(head, body)
    };
    let lines = |name, head: &str, body: &str| {
        let call = |c: Client| async move {
            let stream = c.streams().lines().await?;
            stream.collect().await.map_err(OpError::<std::convert::Infallible>::from)
        };
        row(name, "domain errors, JSON lines", call, "GET /lines\naccept: application/jsonl")
            .responds(head, body)
    };
    vec![
        file("JSON in place of a file", JSON, r#"{"status":404,"message":"none"}"#).fails(
            r#"Domain, Rejected: file: the response body reports status 404 Not Found → Missing { message: "none" }"#,
        ),
        file("JSON in place of a file that says no failure", JSON, r#"{"status":200}"#)
            .returns(r#"b"{\"status\":200}""#),
        file("JSON in place of a file that is cut", JSON, r#"{"status":404"#)
            .returns(r#"b"{\"status\":404""#),
        file("a file that looks like JSON", "200 application/octet-stream", r#"{"status":404}"#)
            .returns(r#"b"{\"status\":404}""#),
        lines("JSON in place of lines", JSON, "{\n  \"status\": 404\n}")
            .fails("Domain, Rejected: lines: the response body reports status 404 Not Found"),
        lines("lines that are called JSON", JSON, "{\"a\":1}\n{\"status\":404}\n")
            .returns(r#"[{"a": 1}, {"status": 404}]"#),
        lines("a line that looks like a failure", "200 application/jsonl", "{\"status\":404}\n")
            .returns(r#"[{"status": 404}]"#),
    ]
}

/// `renkei.yaml` says `{status: code, message: /error/text, success: [0, ok], operations: all}`.
fn from_the_configuration() -> Vec<Row> {
    let coded = |name, body: &str| {
        let sends = "GET /coded\naccept: application/json";
        row(name, "domain errors", |c: configured::Client| c.all().coded(), sends)
            .responds(JSON, body)
    };
    vec![
        coded("configured: a success", r#"{"code":0,"data":"a"}"#)
            .returns(r#"Coded { code: Some(0), data: Some("a") }"#),
        coded("configured: a code of the API's own", r#"{"code":40013}"#)
            .fails("Domain, Unknown: coded: the response body reports a failure"),
        coded("configured: a code that is a status", r#"{"code":404}"#)
            .fails("Domain, Rejected: coded: the response body reports status 404 Not Found"),
        row(
            "configured: an answer of which nothing is described",
            "domain errors",
            |c: configured::Client| c.all().silent(),
            "POST /silent",
        )
        .responds(JSON, r#"{"code":404}"#)
        .fails("Domain, Rejected: silent: the response body reports status 404 Not Found"),
        row(
            "configured: switched off by the operation",
            "domain errors",
            |c: configured::Client| c.all().off(),
            "GET /off\naccept: application/json",
        )
        .responds(JSON, r#"{"code":1}"#)
        .returns("Coded { code: Some(1), data: None }"),
    ]
}
