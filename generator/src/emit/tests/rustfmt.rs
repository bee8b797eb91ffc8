//! rustfmt changes nothing in generated code.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;

/// Each form of code with names that leave no room in a line.
const WIDE: &str = "
openapi: 3.1.0
info: {title: Wide, version: 1.0.0}
paths:
  /v1/reconciliations-of-settlements/{reconciliationOfSettlementsIdentifier}/adjustments-of-entries:
    parameters:
      - {name: reconciliationOfSettlementsIdentifier, in: path, required: true, schema: {type: string}}
    put:
      operationId: replaceAllAdjustmentsOfEntriesOfOneReconciliationOfSettlements
      tags: [reconciliations]
      parameters:
        - name: onlyAdjustmentsThatWereApprovedByAnAccountantBeforeTheEndOfTheMonth
          in: query
          explode: false
          schema: {type: array, items: {type: string}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/AdjustmentOfEntriesOfOneReconciliationOfSettlements'}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/AdjustmentOfEntriesOfOneReconciliationOfSettlements'}}}}
        '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/ExplanationOfWhatCouldNotBeFoundAmongTheSettlements'}}}}
  /v1/pairs-of-adjustments:
    post:
      operationId: addPairOfAnAdjustmentAndAnExplanation
      tags: [reconciliations]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/AdjustmentOfEntriesOfOneReconciliationOfSettlements'}}
          multipart/form-data:
            schema: {$ref: '#/components/schemas/FormWithFilesOfAdjustmentsOfEntries'}
            encoding:
              statementOfTheAccountant: {contentType: application/vnd.statement-of-an-accountant+pdf}
              remark: {contentType: text/markdown}
          application/x-www-form-urlencoded:
            schema: {$ref: '#/components/schemas/ExplanationOfWhatCouldNotBeFoundAmongTheSettlements'}
            encoding: {message: {style: form, explode: true, allowReserved: true}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, prefixItems: [{$ref: '#/components/schemas/ExplanationOfWhatCouldNotBeFoundAmongTheSettlements'}, {type: string}], items: false, minItems: 2}}}}
components:
  schemas:
    FormWithFilesOfAdjustmentsOfEntries:
      type: object
      required: [remark, statementOfTheAccountant]
      properties: {remark: {type: string}, statementOfTheAccountant: {type: string, contentMediaType: application/octet-stream}}
    ExplanationOfWhatCouldNotBeFoundAmongTheSettlements: {type: object, properties: {message: {type: string}}}
    EitherAnAdjustmentOrAnExplanationOfWhatCouldNotBeFoundAmongThem:
      oneOf:
        - {$ref: '#/components/schemas/AdjustmentOfEntriesOfOneReconciliationOfSettlements'}
        - {$ref: '#/components/schemas/ExplanationOfWhatCouldNotBeFoundAmongTheSettlements'}
    AdjustmentOfEntriesOfOneReconciliationOfSettlements:
      type: object
      required: [a, b, c, d, e, f, g, accountantWhoApprovedTheAdjustmentBeforeTheEndOfTheMonth]
      properties:
        a: {type: string}
        b: {type: string}
        c: {type: string}
        d: {type: string}
        e: {type: string}
        f: {type: string}
        g: {type: string}
        accountantWhoApprovedTheAdjustmentBeforeTheEndOfTheMonth: {type: string}
        explanationsOfWhatCouldNotBeFoundByNameOfSettlement:
          type: object
          additionalProperties: {type: array, items: {$ref: '#/components/schemas/ExplanationOfWhatCouldNotBeFoundAmongTheSettlements'}}
        pairsByNameOfSettlement:
          type: object
          additionalProperties:
            type: array
            prefixItems: [{$ref: '#/components/schemas/ExplanationOfWhatCouldNotBeFoundAmongTheSettlements'}, {type: array, items: {type: string}}]
            items: false
            minItems: 2
        oneOrTheOther: {$ref: '#/components/schemas/EitherAnAdjustmentOrAnExplanationOfWhatCouldNotBeFoundAmongThem'}
";

#[test]
fn generated_code_is_as_rustfmt_prints_it() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let folders = ["features", "hostile", "wire"].map(|folder| specs.join(folder));
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut documents: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    documents.retain(|path| path.extension().is_some_and(|it| it == "yaml"));
    documents.push(specs.join("orders.yaml"));
    assert!(documents.len() > 30, "the specs have moved");
    check(&documents);
}

#[test]
fn code_with_long_names_is_as_rustfmt_prints_it() {
    let dir = tempfile::tempdir().unwrap();
    let document = dir.path().join("wide.yaml");
    std::fs::write(&document, WIDE).unwrap();
    check(&[document]);
}

/// Generates a client of each document, and expects that rustfmt leaves its modules as they are. It does not see the
/// root, whose items are inside a macro. rustfmt gives up on names that are wider than a line.
fn check(documents: &[PathBuf]) {
    let dir = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let options = crate::pipeline::Options::default();
        let client = crate::pipeline::generate(document, Layout::Crate, &options).unwrap();
        let is_code = |path: &str| path.ends_with(".rs") && path != "src/lib.rs";
        let is_sane = |text: &str| !text.contains(&"l".repeat(100));
        let files_of_code = client.files.iter().filter(|(path, _)| is_code(path.as_str()));
        for (path, text) in files_of_code.filter(|(_, text)| is_sane(text)) {
            let file = dir.path().join(index.to_string()).join(path.as_str());
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, text).unwrap();
            files.push(file);
        }
    }
    let rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--check", "--color", "never"])
        .args(&files)
        .output()
        .unwrap();
    let differences = String::from_utf8_lossy(&rustfmt.stdout);
    assert!(rustfmt.status.success(), "{differences}{}", String::from_utf8_lossy(&rustfmt.stderr));
}
