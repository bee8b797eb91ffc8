//! `corpus --drive`, on documents that have a bit of everything, and on a client that is not the document's.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use renkei::emit::Layout;
use renkei::pipeline::{self, Options};
use renkei_tests::corpus::drive::{self, Outcome};
use renkei_tests::repo;

/// Drives the client of one document as if it were that of another.
fn driven(client_of: &Path, document: &Path) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let client = folder.path().join("client");
    let runtime_path = Some(repo::root().join("runtime").display().to_string());
    let config_text = Some(drive::CONFIG.to_owned());
    let options = Options { runtime_path, config_text, ..Options::default() };
    let made = pipeline::generate(client_of, Layout::Crate, &options).unwrap();
    std::fs::create_dir_all(&client).unwrap();
    renkei::write::write(&made.files, &client).unwrap();
    drive::of(document, &client, folder.path()).unwrap()
}

#[test]
fn every_style_body_and_scheme_is_as_the_document_says() {
    for document in ["parameters", "bodies", "security", "swagger", "responses", "methods"] {
        let spec = repo::root().join(format!("specs/wire/{document}.yaml"));
        let outcome = driven(&spec, &spec);
        assert_eq!(outcome.mismatches, [""; 0], "{document}");
        assert_eq!(outcome.called, outcome.operations, "{document}");
        assert_eq!((outcome.valid, outcome.read), (outcome.requests, outcome.responses));
        assert!(outcome.requests >= 3 * outcome.operations, "{document}: {outcome}");
    }
}

const HEAD: &str = "openapi: 3.0.3
info: {title: Driven, version: 1.0.0}
security: [{key: []}]
paths:
  /v1/orders/{id}:
    post:
      tags: [orders]
      operationId: sendOrder
";

const REST: &str = "      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses:
        '200': {description: It is here., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
components:
  schemas:
    Order: {type: object, additionalProperties: false, required: [amount], properties: {amount: {type: integer}, note: {type: string}}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
";

const RARE: &str = "openapi: 3.0.3
info: {title: Rarely seen, version: 1.0.0}
paths:
  /total:
    get: {operationId: total, responses: {'200': {description: It is here., content: {application/json: {schema: {$ref: '#/components/schemas/Total'}}}}}}
    post:
      operationId: countAgain
      requestBody: {content: {application/json: {schema: {type: object, additionalProperties: false}}}}
      responses: {'204': {description: It is done.}}
components:
  schemas:
    Total: {type: object, required: [count], properties: {count: {type: number, format: int32}, note: {type: string, nullable: true}}}
";

/// A number with a format of integers, a null that may be absent in a type that is only read, and a body with nothing to set.
#[test]
fn what_documents_rarely_say_is_as_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("rare.yaml");
    std::fs::write(&own, RARE).unwrap();
    let outcome = driven(&own, &own);
    assert_eq!(outcome.mismatches, [""; 0], "{outcome}");
    assert_eq!((outcome.called, outcome.valid, outcome.read), (2, 6, 3), "{outcome}");
}

#[test]
fn what_is_not_as_the_document_says_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, parameters: &str, rest: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{HEAD}{parameters}{rest}")).unwrap();
        path
    };
    let parameter = |name: &str, place: &str, more: &str| {
        format!("        - {{name: {name}, in: {place}, {more}}}\n")
    };
    let list = "schema: {type: array, items: {type: string}}";
    let id = parameter("id", "path", "required: true, schema: {type: string}");
    let parameters = |query: &str, header: &str| {
        let tags = parameter("tags", "query", &format!("{list}{query}"));
        let trace = parameter(header, "header", "schema: {type: string}");
        format!("      parameters:\n{id}{tags}{trace}")
    };
    let own = write("own.yaml", &parameters("", "X-Trace"), REST);
    let outcome = driven(&own, &own);
    assert_eq!(outcome.mismatches, [""; 0], "{outcome}");

    let style =
        write("style.yaml", &parameters(", style: pipeDelimited, explode: false", "X-Trace"), REST);
    let header = write("header.yaml", &parameters("", "X_Trace"), REST);
    let scheme = REST.replace("in: header, name: X-Key", "in: query, name: key");
    let security = write("security.yaml", &parameters("", "X-Trace"), &scheme);
    let body = REST.replace("note: {type: string}", "note: {type: string}, more: {type: boolean}");
    let body = write("body.yaml", &parameters("", "X-Trace"), &body);
    for (other, expected) in [
        (style, "the Query parameter `tags` is nothing"),
        (header, "the header `x-trace` is there, which nobody meant"),
        (security, "the API key is not in the query parameter `key`"),
        (body, "the body is not the one meant: at \"/more\""),
    ] {
        let outcome = driven(&own, &other);
        let seen = outcome.mismatches.iter().any(|it| it.contains(expected));
        assert!(seen, "{expected}: {:?}", outcome.mismatches);
        assert!(outcome.valid < outcome.requests, "{outcome}");
    }
}
