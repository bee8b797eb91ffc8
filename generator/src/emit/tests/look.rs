//! Text looks as prettyplease would print it.

use std::path::{Path, PathBuf};

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
fn text_is_as_prettyplease_prints_it() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let folders = ["features", "hostile", "wire"].map(|folder| specs.join(folder));
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut documents: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    documents.retain(|path| path.extension().is_some_and(|it| it == "yaml"));
    documents.push(specs.join("orders.yaml"));
    assert!(documents.len() > 30, "the specs have moved");
    documents.iter().for_each(|document| check(document));
}

#[test]
fn what_is_too_wide_is_laid_out() {
    let dir = tempfile::tempdir().unwrap();
    let document = dir.path().join("wide.yaml");
    std::fs::write(&document, WIDE).unwrap();
    check(&document);
}

/// Expects that prettyplease changes nothing but the empty lines, which are ours.
fn check(document: &Path) {
    let options = crate::pipeline::Options::default();
    let made = crate::pipeline::generate(document, Layout::Crate, &options).unwrap();
    let is_printed = |path: &str| path.ends_with(".rs") && path != "src/lib.rs";
    for (path, text) in made.files.iter().filter(|(path, _)| is_printed(path.as_str())) {
        let text = without_tables(text);
        let printed = prettyplease::unparse(&syn::parse_file(&text).unwrap());
        for (number, (ours, theirs)) in text.lines().zip(printed.lines()).enumerate() {
            assert_eq!(ours, theirs, "{path}:{number} of {}", document.display());
        }
        assert_eq!(text.len(), printed.len(), "{path} of {}", document.display());
    }
}

/// The code without tables, whose look prettyplease does not know, and without comments and empty lines.
fn without_tables(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("codegen::") {
            let mut end = line;
            while !end.ends_with("});") {
                end = lines.next().unwrap();
            }
        } else if !line.is_empty() && !line.starts_with("// ") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
