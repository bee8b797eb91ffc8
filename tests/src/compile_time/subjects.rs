//! The packages that are compared.

use std::path::{Path, PathBuf};
use std::process::Command;

use renkei::emit::Layout;
use renkei::pipeline::{self, Options};
use serde_json::{Value, json};

use super::Row;
use super::package::Package;
use super::structs::{self, Derive};
use crate::binary::Run;
use crate::repo;
use crate::speed::copies;

/// The structs: Renkei, serde's derive, perhaps miniserde, and for each an empty package with its dependencies.
pub(super) fn structs(scratch: &Path, miniserde: bool) -> Vec<Row> {
    let derives = |label: &str, derive: Derive| {
        let folder = scratch.join(label);
        // A package that has the name of a dependency is cleaned together with it, and then others compile that again.
        let name = format!("structs-{label}");
        Row::of(label, Package::create(&name, &folder, derive.dependencies(), &derive.code()))
    };
    let document = scratch.join("structs.yaml");
    std::fs::write(&document, structs::document()).expect("the file can be written");
    let renkei = scratch.join("renkei");
    write_client(&document, "renkei", &renkei, None);
    let code = std::fs::read_to_string(renkei.join("src/lib.rs")).expect("a crate has lib.rs");
    std::fs::write(renkei.join("src/lib.rs"), format!("{code}{}", structs::calls()))
        .expect("the file can be written");
    let runtime = format!("renkei-runtime = {{ path = {:?} }}\n", repo::root().join("runtime"));
    let empty = Package::create("empty", &scratch.join("empty"), &runtime, "");
    let mut rows = vec![
        Row::of("renkei", Package::new("renkei", &renkei)),
        derives("serde", Derive::Serde),
        Row::of("empty", empty),
    ];
    if miniserde {
        rows.push(derives("miniserde", Derive::Miniserde));
    }
    rows
}

/// The client of a document, and that of openapi-to-rust, if there is such a program.
pub(super) fn clients(scratch: &Path, document: &Path, peer: Option<&Path>) -> Vec<Row> {
    let name = repo::stem(document);
    let folders =
        |maker: &str| ["", "-changed"].map(|it| scratch.join(format!("{name}-{maker}{it}")));
    let versions = versions(scratch, document);
    let [before, after] = folders("renkei");
    write_client(&versions[0], "renkei", &before, None);
    write_client(&versions[1], "renkei", &after, None);
    let mut rows = vec![Row::of("renkei", Package::new("renkei", &before).changed_to(&after))];
    if let Some(peer) = peer {
        let [before, after] = folders("peer");
        peer_client(&versions[1], &after, peer);
        let package = peer_client(&versions[0], &before, peer).changed_to(&after);
        rows.push(Row::of("openapi-to-rust", package));
    }
    rows
}

/// Writes a document as JSON, and with one more property in its first schema with properties.
fn versions(scratch: &Path, document: &Path) -> [PathBuf; 2] {
    let before = copies::read(document);
    let mut after = before.clone();
    add_property(&mut after);
    [("before", before), ("after", after)].map(|(name, document)| {
        let folder = scratch.join(name);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        let path = folder.join("document.json");
        std::fs::write(&path, document.to_string()).expect("the file can be written");
        path
    })
}

fn add_property(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object_mut().into_iter().flatten();
    let mut all = schemas.filter_map(|(_, schema)| schema.get_mut("properties")?.as_object_mut());
    let properties = all.next().expect("the document has a schema with properties");
    properties.insert("added_property".to_owned(), json!({ "type": "string" }));
}

/// Generates a client with openapi-to-rust, which writes modules and the table of their dependencies.
fn peer_client(document: &Path, folder: &Path, peer: &Path) -> Package {
    let modules = folder.join("src/client");
    let mut command = Command::new(peer);
    command.arg("generate").arg(document).arg("--output-dir").arg(&modules).arg("--quiet");
    let run = Run::of(&mut command);
    assert_eq!(run.code, 0, "{} cannot generate a client:\n{}", peer.display(), run.stderr);
    let table = std::fs::read_to_string(modules.join("REQUIRED_DEPS.toml"))
        .expect("the program writes its dependencies");
    let dependencies = table.replace("[dependencies]\n", "");
    Package::create("peer", folder, &dependencies, "pub mod client;\n")
}

impl Row {
    pub(super) fn of(label: &str, package: Package) -> Self {
        Self { label: label.to_owned(), package }
    }

    /// Compiles a program with the package too.
    pub(super) fn running(self, program: &Path) -> Self {
        Self { package: self.package.with_program(program), ..self }
    }
}

pub(super) fn write_client(document: &Path, name: &str, folder: &Path, config: Option<String>) {
    let options = Options {
        crate_name: Some(name.to_owned()),
        runtime_path: Some(repo::root().join("runtime").display().to_string()),
        config_text: Some(config.unwrap_or_default()),
        ..Options::default()
    };
    let made = pipeline::generate(document, Layout::Crate, &options);
    let made = made.unwrap_or_else(|failure| panic!("{}: {failure}", document.display()));
    renkei::write::write(&made.files, folder).expect("the client can be written");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_added_to_the_first_schema_that_has_some() {
        let schemas = json!({ "A": { "type": "string" }, "B": { "properties": {} } });
        let mut document = json!({ "components": { "schemas": schemas } });
        add_property(&mut document);
        let added = json!({ "properties": { "added_property": { "type": "string" } } });
        assert_eq!(document["components"]["schemas"]["B"], added);
    }
}
