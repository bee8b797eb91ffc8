//! Generated clients compile, without one warning of rustc or clippy, in every layout and edition.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::sync::LazyLock;

use renkei::emit::Layout;
use renkei_tests::binary::Run;
use renkei_tests::crates::Workspace;
use renkei_tests::{repo, stages};

/// Like `Cargo.toml` of a user who includes a client from a build script.
const MANIFEST: &str = "[package]\nname = \"NAME\"\nversion = \"0.0.0\"\nedition = \"EDITION\"\npublish = false\n\n[dependencies]\njiff = { version = \"0.2\", default-features = false, features = [\"std\", \"serde\"] }\nrenkei-runtime = { path = \"RUNTIME\", features = [\"chrono\", \"regex\", \"time\", \"xml\"] }\n";

/// Two lints that only a crate as a whole can allow; a client that is a part of one leaves them to it.
const OF_THE_CRATE: &str = "#![allow(confusable_idents, mixed_script_confusables)]\n";

const NO_WARNING: [&str; 5] = ["--", "-D", "warnings", "-D", "missing_docs"];

#[test]
fn every_client_compiles_without_a_warning() {
    let workspace = clients();
    let run = workspace.cargo(
        &[&["clippy", "--workspace", "--lib", "--examples", "-q"], &NO_WARNING[..]].concat(),
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let parts = [("orders", ""), ("orders", "orders"), ("orders", "captures,refunds")];
    for (client, groups) in parts.into_iter().chain([("shared-inline", "two")]) {
        let part = ["clippy", "-q", "-p", client, "--no-default-features", "--features", groups];
        let run = workspace.cargo(&[&part, &NO_WARNING[..]].concat());
        assert_eq!(run.code, 0, "{client} with {groups:?}: {}", run.stderr);
    }
}

#[test]
fn examples_in_the_documentation_compile() {
    let workspace = clients();
    let run = workspace.cargo(&["test", "--doc", "-q", "-p", "orders", "-p", "bodies"]);
    assert_eq!(run.code, 0, "{}\n{}", run.stdout, run.stderr);
    assert!(!run.stdout.contains("running 0 tests"), "no examples: {}", run.stdout);
}

#[test]
fn example_programs_call_the_server() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let head: Vec<String> =
            lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
        let body = r#"[{"text":"hello","day":"2026-01-31","tags":[]}]"#;
        let status = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json";
        write!(stream, "{status}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        head
    });
    let call = |operation: &str| {
        let program = ["run", "-q", "-p", "runnable", "--example", "notes", "--", operation];
        Run::of(clients().command(&program).env("RUNNABLE_BASE_URL", &base_url))
    };
    let run = call("list_notes");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("text: \"hello\""), "{}", run.stdout);
    assert_eq!(server.join().unwrap()[0], "GET /notes HTTP/1.1");
    let run = call("unknown");
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.ends_with("list_notes, add_note, main\n"), "{}", run.stderr);
}

#[test]
fn no_text_of_a_document_is_run() {
    let run = clients().cargo(&["test", "--doc", "-p", "injection", "-p", "obstacle-course"]);
    assert_eq!(run.code, 0, "{}\n{}", run.stdout, run.stderr);
    let (results, tests): (Vec<&str>, Vec<&str>) = run
        .stdout
        .lines()
        .filter(|it| it.starts_with("test "))
        .partition(|it| it.starts_with("test result"));
    assert!(!tests.is_empty() && !results.is_empty(), "no examples: {}", run.stdout);
    let foreign: Vec<&str> =
        tests.into_iter().filter(|it| !it.contains(" - compile ... ok")).collect();
    assert_eq!(foreign, Vec::<&str>::new(), "our own examples are only compiled");
}

#[test]
fn every_client_has_documentation_without_a_warning() {
    // The edition changes nothing in the documentation.
    let others = ["--exclude", "included-2021", "--exclude", "modules-2021"];
    let run = clients().cargo(&[&["doc", "--workspace", "--no-deps", "-q"], &others[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_client_for_another_contract_fails_with_one_sentence() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contract");
    let mut workspace = Workspace::new(&folder);
    for (path, text) in stages::generate(&repo::orders(), Layout::Crate).iter() {
        // Code for a later contract also uses names that this runtime does not have.
        let text = text.replace("contract! { 1;", "contract! { 2;");
        workspace.add("orders", path.as_str(), &text.replace("codegen::Core", "codegen::Center"));
    }
    let run = workspace.finish().cargo(&["check", "-q"]);
    let errors: Vec<&str> = run.stderr.lines().filter(|it| it.starts_with("error")).collect();
    let expected = "error: this client was generated for contract 2 of renkei-runtime, and this is contract 1: \
        regenerate it with renkei 0.1, or use a newer renkei-runtime";
    assert_eq!(errors.first(), Some(&expected), "{}", run.stderr);
    assert!(errors.len() == 2 && errors[1].contains("could not compile"), "{}", run.stderr);
}

/// A workspace of all clients: each a crate, and all of them in one crate for each other layout and edition.
fn clients() -> &'static Workspace {
    static CLIENTS: LazyLock<Workspace> = LazyLock::new(generate_clients);
    &CLIENTS
}

fn generate_clients() -> Workspace {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    let mut workspace = Workspace::new(&folder);
    for spec in specs() {
        for (path, text) in stages::generate(&spec, Layout::Crate).iter() {
            workspace.add(&repo::stem(&spec), path.as_str(), text);
        }
    }
    for edition in ["2021", "2024"] {
        add_included(&mut workspace, edition);
        add_modules(&mut workspace, edition);
    }
    workspace.finish()
}

fn specs() -> Vec<std::path::PathBuf> {
    let mut specs = repo::features();
    specs.extend(repo::hostile());
    specs.push(repo::orders());
    specs
}

/// One crate that includes all clients, as `include_client!` does.
fn add_included(workspace: &mut Workspace, edition: &str) {
    let name = format!("included-{edition}");
    let mut lib = format!("//! All clients, each included as one file.\n{OF_THE_CRATE}");
    for spec in specs() {
        let module = module_of(&spec);
        for (path, text) in stages::generate(&spec, Layout::Include).iter() {
            if path.as_str().ends_with(".rs") {
                lib += &format!(
                    "\n/// A client.\npub mod {module} {{\n    include!(\"{path}\");\n}}\n"
                );
                workspace.add(&name, &format!("src/{path}"), text);
            }
        }
    }
    workspace.add(&name, "src/lib.rs", &lib);
    workspace.add(&name, "Cargo.toml", &manifest(&name, edition));
}

/// One crate that has all clients as folders of modules.
fn add_modules(workspace: &mut Workspace, edition: &str) {
    let name = format!("modules-{edition}");
    let mut lib = format!("//! All clients, each a module.\n{OF_THE_CRATE}");
    for spec in specs() {
        let module = module_of(&spec);
        lib += &format!("\npub mod {module};\n");
        for (path, text) in stages::generate(&spec, Layout::Module).iter() {
            workspace.add(&name, &format!("src/{module}/{path}"), text);
        }
    }
    workspace.add(&name, "src/lib.rs", &lib);
    workspace.add(&name, "Cargo.toml", &manifest(&name, edition));
}

fn manifest(name: &str, edition: &str) -> String {
    let runtime = repo::root().join("runtime").display().to_string();
    MANIFEST.replace("NAME", name).replace("EDITION", edition).replace("RUNTIME", &runtime)
}

fn module_of(spec: &Path) -> String {
    repo::stem(spec).replace('-', "_")
}
