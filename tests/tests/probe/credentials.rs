//! The credentials of calls, and what a probe says if they are missing.

use std::fs;
use std::process::Command;
use std::time::Duration;

use axum::Json;
use axum::response::IntoResponse as _;
use renkei_tests::binary::Run;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::scripted::{Arrival, Scripted};
use crate::server::Server;
use crate::{SECRET, command_in, folder, json_of, probe, run};

const KEY: &str = "s3cret-key";

fn without_token(folder: &TempDir, url: &str, arguments: &str) -> Run {
    run(command_in(folder, url, arguments).env_remove("ORDERS_TOKEN"))
}

/// The lines of a metric about operations that are not called or miss their targets.
fn lines(folder: &TempDir) -> Vec<String> {
    let text = fs::read_to_string(folder.path().join("orders.prom")).unwrap();
    let is_wanted = |line: &&str| {
        line.starts_with("renkei_probe_skipped{") || line.starts_with("renkei_probe_meets_targets{")
    };
    text.lines().filter(is_wanted).map(str::to_owned).collect()
}

#[test]
fn missing_credentials_do_not_look_like_a_success() {
    let (server, folder) = (Server::start(), folder("{}"));
    let url = format!("{}/good", server.url);
    let report = without_token(&folder, &url, "--format json");
    assert_eq!(report.code, 1, "{}", report.stdout);
    assert!(report.stderr.contains("listOrders, getOrder: "), "{}", report.stderr);
    assert!(report.stderr.contains("set ORDERS_TOKEN"), "{}", report.stderr);
    assert!(report.stderr.contains("--allow-missing-credentials"), "{}", report.stderr);
    let report = json_of(&report);
    assert_eq!(report["meetsTargets"], false);
    let is_list = |it: &&Value| it["id"] == "listOrders";
    let skipped = report["skipped"].as_array().unwrap().iter().find(is_list).unwrap();
    assert_eq!((&skipped["kind"], &skipped["isFailure"]), (&json!("credentials"), &json!(true)));

    let run = without_token(&folder, &url, "--format prometheus --out orders.prom");
    assert_eq!(run.code, 1);
    let of = |name: &str, labels: &str| format!("renkei_probe_{name}{{operation={labels}");
    let expected = [
        of("skipped", "\"getCustomer\",reason=\"parameter\"} 1"),
        of("skipped", "\"watch\",reason=\"stream\"} 1"),
        of("skipped", "\"listOrders\",reason=\"credentials\"} 1"),
        of("skipped", "\"getOrder\",reason=\"credentials\"} 1"),
        of("meets_targets", "\"health\"} 1"),
        of("meets_targets", "\"listOrders\"} 0"),
        of("meets_targets", "\"getOrder\"} 0"),
    ];
    assert_eq!(lines(&folder), expected);

    let accepted = without_token(&folder, &url, "--allow-missing-credentials");
    assert_eq!((accepted.code, accepted.stderr.as_str()), (0, ""));
    assert!(accepted.stdout.contains("listOrders: not called: "), "{}", accepted.stdout);
}

#[test]
fn a_report_of_an_earlier_run_does_not_remain() {
    let (server, folder) = (Server::start(), folder("{}"));
    let url = format!("{}/good", server.url);
    let arguments = "--operation getOrder --format prometheus --out orders.prom";
    assert_eq!(run(&mut command_in(&folder, &url, arguments)).code, 0);
    assert_eq!(lines(&folder), ["renkei_probe_meets_targets{operation=\"getOrder\"} 1"]);
    let run = without_token(&folder, &url, arguments);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("set ORDERS_TOKEN"), "{}", run.stderr);
    let expected = [
        "renkei_probe_skipped{operation=\"getOrder\",reason=\"credentials\"} 1",
        "renkei_probe_meets_targets{operation=\"getOrder\"} 0",
    ];
    assert_eq!(lines(&folder), expected);
}

#[test]
fn a_named_operation_must_be_called() {
    let server = Server::start();
    let url = format!("{}/good", server.url);
    for (arguments, reason) in [
        ("--operation watch --operation health", "not called: watch: it responds with a stream"),
        ("--operation getCustomer --operation health", "--set customerId=VALUE"),
    ] {
        let run = probe(&url, arguments);
        assert_eq!(run.code, 1, "{arguments}");
        assert!(run.stderr.contains(reason), "{arguments}: {}", run.stderr);
    }
    let arguments = "--operation getOrder --operation health --allow-missing-credentials";
    assert_eq!(without_token(&folder("{}"), &url, arguments).code, 1);
}

/// A document whose operations differ in their security and their parameters.
const SPEC: &str = "openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /optional: {get: {operationId: optional, security: [{}, {token: []}], responses: {'200': {description: Ok.}}}}
  /undeclared: {get: {operationId: undeclared, responses: {'200': {description: Ok.}}}}
  /public: {get: {operationId: public, security: [], responses: {'200': {description: Ok.}}}}
  /cookies:
    get:
      operationId: cookies
      security: [{cookie: []}]
      parameters:
        - {name: tenant, in: cookie, required: true, example: t1, schema: {type: string}}
        - {name: session, in: cookie, required: true, example: none, schema: {type: string}}
      responses: {'200': {description: Ok.}}
  /header:
    get:
      operationId: header
      security: [{header: []}]
      parameters: [{name: x-api-key, in: header, required: true, example: none, schema: {type: string}}]
      responses: {'200': {description: Ok.}}
  /query:
    get:
      operationId: query
      security: [{query: []}]
      parameters:
        - {name: limit, in: query, required: true, example: 1, schema: {type: integer}}
        - {name: 'api key', in: query, required: true, example: none, schema: {type: string}}
      responses: {'200': {description: Ok.}}
  /certificate: {get: {operationId: certificate, security: [{tls: []}], responses: {'200': {description: Ok.}}}}
  /either: {get: {operationId: either, security: [{tls: []}, {header: [], token: []}, {basic: []}], responses: {'200': {description: Ok.}}}}
components:
  securitySchemes:
    tls: {type: mutualTLS}
    basic: {type: http, scheme: basic}
    query: {type: apiKey, in: query, name: 'api key'}
    token: {type: http, scheme: bearer}
    cookie: {type: apiKey, in: cookie, name: session}
    header: {type: apiKey, in: header, name: X-Api-Key}
";

fn server() -> (Scripted, TempDir) {
    let folder = folder("{}");
    fs::write(folder.path().join("api.yaml"), SPEC).unwrap();
    (Scripted::start(|_| (Duration::ZERO, Json(json!({})).into_response())), folder)
}

/// Probes the server of [`SPEC`], and returns the request of an operation.
fn request(change: impl Fn(&mut Command), operation: &str) -> Arrival {
    let (server, folder) = server();
    let mut command = command_in(&folder, &server.url, &format!("--operation {operation}"));
    change(command.env("ORDERS_KEY", KEY));
    let run = run(&mut command);
    assert_eq!(run.code, 0, "{operation}: {}{}", run.stdout, run.stderr);
    assert!(!run.stdout.contains(KEY));
    let arrivals = server.arrivals();
    assert_eq!((arrivals.len(), &*arrivals[0].path), (1, &*format!("/{operation}")));
    arrivals[0].clone()
}

#[test]
fn credentials_are_sent_wherever_a_client_sends_them() {
    let bearer = format!("Bearer {SECRET}");
    for (operation, expected) in
        [("optional", vec![&*bearer]), ("undeclared", vec![&*bearer]), ("public", vec![])]
    {
        assert_eq!(request(|_| {}, operation).header("authorization"), expected, "{operation}");
    }
    let basic = |it: &mut Command| {
        it.env_remove("ORDERS_TOKEN").env("ORDERS_USER", "u").env("ORDERS_PASSWORD", "p");
    };
    assert_eq!(request(basic, "undeclared").header("authorization"), ["Basic dTpw"]);
    let anonymous = |it: &mut Command| _ = it.env_remove("ORDERS_TOKEN");
    assert_eq!(request(anonymous, "optional").header("authorization"), [] as [&str; 0]);
}

#[test]
fn a_credential_replaces_a_parameter_with_its_name() {
    let cookies = request(|_| {}, "cookies");
    assert_eq!(cookies.header("cookie"), [&*format!("tenant=t1; session={KEY}")]);
    assert_eq!(request(|_| {}, "header").header("x-api-key"), [KEY]);
    assert_eq!(request(|_| {}, "query").query, format!("limit=1&api%20key={KEY}"));
    let (server, folder) = server();
    let mut command = command_in(&folder, &server.url, "--operation cookies");
    let run = run(command.env("ORDERS_KEY", "a;b=c"));
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("invalid in a cookie"), "{}", run.stderr);
    assert!(!run.stderr.contains("a;b=c"), "{}", run.stderr);
}

#[test]
fn only_what_the_environment_can_have_is_missing() {
    let (server, folder) = server();
    let run = without_token(&folder, &server.url, "--format json");
    let report = json_of(&run);
    let row = |it: &Value| (it["id"].clone(), it["kind"].clone(), it["isFailure"].clone());
    let skipped: Vec<_> = report["skipped"].as_array().unwrap().iter().map(row).collect();
    let keys = ["cookies", "header", "query"].map(|it| (it, "credentials", true));
    let others = [("certificate", "security_scheme", false), ("either", "credentials", true)];
    let expected = [keys.as_slice(), &others].concat();
    assert_eq!(
        skipped,
        expected.iter().map(|it| (json!(it.0), json!(it.1), json!(it.2))).collect::<Vec<_>>()
    );
    let reason = "set ORDERS_KEY and set ORDERS_TOKEN, or set ORDERS_USER and ORDERS_PASSWORD";
    assert!(run.stderr.contains(&format!("not called: either: it needs credentials: {reason}")));
    assert_eq!(run.code, 1);
}

#[test]
fn a_missing_base_url_does_not_look_like_a_success() {
    let (server, folder) = server();
    let own = format!("/optional: {{servers: [{{url: '{}'}}], get:", server.url);
    let spec = SPEC.replace("/optional: {get:", &own);
    fs::write(folder.path().join("api.yaml"), spec).unwrap();
    let mut command = command_in(&folder, "", "--format json");
    let run = run(command.env_remove("ORDERS_BASE_URL"));
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("not called: undeclared, public, "), "{}", run.stderr);
    assert!(run.stderr.contains("set ORDERS_BASE_URL"), "{}", run.stderr);
    assert_eq!(server.arrivals().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_variable_that_cannot_be_read_is_no_missing_one() {
    use std::os::unix::ffi::OsStrExt as _;
    let (server, folder) = server();
    let mut command = command_in(&folder, &server.url, "");
    command.env("ORDERS_TOKEN", std::ffi::OsStr::from_bytes(b"\xff"));
    let run = run(&mut command);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("ORDERS_TOKEN is not UTF-8"), "{}", run.stderr);
}
