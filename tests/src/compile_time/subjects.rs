//! The packages that are compared.

use std::path::Path;
use std::process::Command;

use renkei::emit::Layout;
use renkei::pipeline::{self, Options};

use super::Row;
use super::package::Package;
use super::structs::{self, Derive};
use crate::binary::Run;
use crate::repo;

/// The structs: serde's derive, Renkei, perhaps miniserde, and for each an empty package with its dependencies.
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
        derives("serde", Derive::Serde),
        Row::of("renkei", Package::new("renkei", &renkei)),
        Row::of("empty", empty),
    ];
    if miniserde {
        rows.push(derives("miniserde", Derive::Miniserde));
    }
    rows
}

/// The client of a document, after that of openapi-to-rust, if there is such a program.
pub(super) fn clients(scratch: &Path, document: &Path, peer: Option<&Path>) -> Vec<Row> {
    let name = repo::stem(document);
    let folder = scratch.join(&name);
    write_client(document, "renkei", &folder, None);
    let mut rows = vec![Row::of("renkei", Package::new("renkei", &folder))];
    if let Some(peer) = peer {
        let folder = scratch.join(format!("{name}-peer"));
        rows.insert(0, Row::of("openapi-to-rust", peer_client(document, &folder, peer)));
    }
    rows
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
    fn of(label: &str, package: Package) -> Self {
        Self { label: label.to_owned(), package }
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
