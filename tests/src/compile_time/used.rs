//! The clients for one program: with the types of all properties, and of those that it names.

use std::path::Path;

use renkei::TypedProperties;

use super::Row;
use super::package::Package;
use super::subjects::write_client;
use crate::repo;

/// The name of the client, which the program uses.
const CLIENT: &str = "api";

/// The clients for a program with all types, and with those that it uses. Both are compiled with the program once.
pub(super) fn rows(scratch: &Path, document: &Path, program: &Path) -> Vec<Row> {
    let modes = [("all types", TypedProperties::All), ("used types", TypedProperties::Used)];
    let rows = modes.map(|(label, properties)| {
        let folder = scratch.join(properties.as_str());
        let program =
            program.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let keep = format!("keep: {{used: {program:?}, properties: {}}}", properties.as_str());
        write_client(document, CLIENT, &folder, Some(keep));
        println!("  {label:<18} {}", size(&folder));
        let examples = folder.join("examples");
        std::fs::create_dir_all(&examples).expect("the folder can be made");
        std::fs::copy(&program, examples.join("program.rs")).expect("the file can be copied");
        let package = Package::new(CLIENT, &folder);
        package.check_examples();
        Row { label: label.to_owned(), package }
    });
    rows.into()
}

/// The number of types and lines of a client.
fn size(folder: &Path) -> String {
    let (mut types, mut lines) = (0, 0);
    for file in repo::rust_files_under(folder) {
        let text = std::fs::read_to_string(&file).expect("a generated file can be read");
        let is_type = |line: &&str| {
            let line = line.trim_start();
            line.starts_with("pub struct ") || line.starts_with("pub enum ")
        };
        types += text.lines().filter(is_type).count();
        lines += text.lines().count();
    }
    format!("{types:>8} types, {lines} lines")
}
