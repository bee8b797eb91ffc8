//! The `renkei` command as a user sees it: exit codes, output streams, and written files.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;

use renkei_tests::binary::{self, Run};
use renkei_tests::repo;
use tempfile::TempDir;

const DONE: i32 = 0;
const PROBLEMS: i32 = 1;
const CANNOT_RUN: i32 = 2;

/// Arguments, the exit code, and a part of the results and of the diagnostics.
fn check(arguments: &str, code: i32, stdout: &str, stderr: &str) {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let run = binary::run(&arguments);
    let shown = format!("{arguments:?}\n{}\n{}", run.stdout, run.stderr);
    assert_eq!(run.code, code, "{shown}");
    assert!(run.stdout.contains(stdout), "no {stdout:?} in the results of {shown}");
    assert!(run.stderr.contains(stderr), "no {stderr:?} in the diagnostics of {shown}");
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "colours: {shown}");
}

#[test]
fn exit_codes_and_output() {
    check("--version", DONE, "renkei 0.1.0", "");
    check("--help", DONE, "Usage", "");
    check("", CANNOT_RUN, "", "Usage");
    check("nonsense", CANNOT_RUN, "", "nonsense");
    check("lint specs/orders.yaml", DONE, "", "");
    check("lint specs/none.yaml", CANNOT_RUN, "", "none.yaml");
    check("lint specs/broken/unresolved-ref.yaml", PROBLEMS, "X001", "");
    check("lint specs/broken/yaml-syntax.yaml", PROBLEMS, "D001", "");
    check("lint --format json specs/orders.yaml", DONE, "[", "");
    check("lint --format json specs/broken/unresolved-ref.yaml", PROBLEMS, "\"X001\"", "");
    check("lint --fail-on info specs/broken/path-parameters.yaml", PROBLEMS, "X003", "");
    check("rules", DONE, "N005", "");
    check("rules --format json", DONE, "\"path-plural-collection\"", "");
    check("explain N005", DONE, "path-plural-collection", "");
    check("explain path-plural-collection", DONE, "N005", "");
    check("explain N999", CANNOT_RUN, "", "N999");
    check("print --stage document specs/features/enums.yaml", DONE, "Colliding", "");
    check("print --stage normalised specs/features/enums.yaml", DONE, "Colliding", "");
    check("print --stage model specs/features/enums.yaml", DONE, "Colliding", "");
    check("print --stage plan specs/features/enums.yaml", DONE, "Colliding", "");
    check("print --stage nothing specs/orders.yaml", CANNOT_RUN, "", "nothing");
    check("generate specs/orders.yaml", CANNOT_RUN, "", "--out");
    check("config-schema", DONE, "\"idempotency-header\"", "");
    check("init specs/none.yaml", CANNOT_RUN, "", "none.yaml is not a file");
    check(
        "generate specs/orders.yaml --config specs/none.yaml --out x",
        CANNOT_RUN,
        "",
        "none.yaml",
    );
    check("completions bash", DONE, "complete -F", "");
    check("completions fish", DONE, "complete -c renkei", "");
    check("completions nothing", CANNOT_RUN, "", "nothing");
    check("bundle specs/features/many-files.yaml", DONE, "line_item:", "");
    check("bundle specs/broken/ref-refused.yaml", PROBLEMS, "", "X001");
    check("bundle specs/none.yaml", CANNOT_RUN, "", "none.yaml");
    check("bundle specs/orders.yaml -o specs/none/one.yaml", CANNOT_RUN, "", "one.yaml");
}

#[test]
fn the_preset_of_the_command_line_replaces_that_of_the_configuration() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("renkei.yaml");
    let spec = repo::root().join("specs/broken/path-parameters.yaml");
    let codes = |preset_of_file: &str, arguments: &[&str]| {
        std::fs::write(&config, format!("lint: {{preset: {preset_of_file}}}\n")).unwrap();
        let mut command = binary::command();
        command.arg("lint").arg(&spec).arg("--config").arg(&config).args(arguments);
        let run = Run::of(&mut command);
        ["S001", "X003"].map(|code| run.stdout.contains(code))
    };
    assert_eq!(codes("house", &[]), [true, true]);
    assert_eq!(codes("minimal", &[]), [false, true]);
    assert_eq!(codes("house", &["--preset", "minimal"]), [false, true]);
    assert_eq!(codes("minimal", &["--preset", "house"]), [true, true]);
}

#[test]
fn every_subcommand_has_a_man_page() {
    let folder = TempDir::new().unwrap();
    let run = Run::of(binary::command().arg("man").arg("--out").arg(folder.path()));
    assert_eq!(run.code, DONE, "{run:?}");
    for page in ["renkei", "renkei-lint", "renkei-generate", "renkei-config-schema"] {
        let text = std::fs::read_to_string(folder.path().join(format!("{page}.1"))).unwrap();
        assert!(text.contains(".SH NAME") && text.contains(".SH OPTIONS"), "{text}");
        let has_details = page != "renkei-config-schema";
        assert_eq!(
            text.contains(
                ".nf
Examples:
"
            ),
            has_details,
            "{text}"
        );
    }
}

#[test]
fn every_diagnostic_code_is_explained() {
    let path = repo::root().join("generator/src/diagnostic/code.rs");
    let text = std::fs::read_to_string(path).unwrap();
    let codes = text.lines().filter_map(|line| line.split_once(" = \"")?.1.strip_suffix("\";"));
    let codes: Vec<&str> = codes.collect();
    assert!(codes.len() > 20, "{codes:?}");
    for code in codes {
        check(&format!("explain {code}"), DONE, code, "");
    }
}

#[test]
fn the_help_of_commands_that_read_documents_lists_exit_codes() {
    check("--help", DONE, "Exit codes:\n  0  success\n  1  the document", "");
    for command in ["generate", "lint", "bundle", "policies", "diff", "print", "init"] {
        check(&format!("{command} --help"), DONE, "\nExit codes:\n  0  ", "");
    }
}

#[test]
fn every_broken_document_gets_a_place_and_no_panic() {
    for spec in repo::broken() {
        let run = lint(&spec);
        assert!(run.code == DONE || run.code == PROBLEMS, "{}: {run:?}", repo::shown(&spec));
        let place = format!("{}:", repo::shown(&spec));
        assert!(run.stdout.contains(&place) || run.code == DONE, "{place} {run:?}");
    }
}

#[test]
fn nothing_is_written_when_it_fails() {
    let folder = TempDir::new().unwrap();
    for (spec, code) in [
        ("specs/broken/unresolved-ref.yaml", PROBLEMS),
        ("specs/broken/json-syntax.json", PROBLEMS),
        ("specs/broken/swagger-2.yaml", PROBLEMS),
        ("specs/none.yaml", CANNOT_RUN),
    ] {
        let out = folder.path().join("client");
        let run = generate(&repo::root().join(spec), &out, &[]);
        assert_eq!(run.code, code, "{spec}: {run:?}");
        assert!(!out.exists(), "{spec}");
    }
}

#[test]
fn a_client_is_written_once_and_then_checked() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("client");
    let orders = repo::orders();
    assert_eq!(generate(&orders, &out, &["--check"]).code, PROBLEMS, "nothing is there yet");
    assert!(!out.exists());
    let run = generate(&orders, &out, &[]);
    assert_eq!(run.code, DONE, "{run:?}");
    assert!(out.join("src/lib.rs").exists() && out.join("renkei-manifest.json").exists());
    assert_eq!(generate(&orders, &out, &["--check"]).code, DONE);
    std::fs::write(out.join("src/lib.rs"), "// changed by hand\n").unwrap();
    std::fs::write(out.join("notes.txt"), "not ours").unwrap();
    let stale = generate(&orders, &out, &["--check"]);
    assert_eq!(stale.code, PROBLEMS);
    assert!(stale.stdout.contains("src/lib.rs"), "{stale:?}");
    assert_eq!(generate(&orders, &out, &[]).code, DONE);
    assert_eq!(generate(&orders, &out, &["--check"]).code, DONE);
    assert_eq!(std::fs::read_to_string(out.join("notes.txt")).unwrap(), "not ours");
}

/// A check names the whole command that writes the client again.
#[test]
fn an_outdated_client_names_its_command() {
    let folder = TempDir::new().unwrap();
    let overlay = folder.path().join("overlay.yaml");
    let text = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\n\
                actions: [{target: $.info, update: {title: Other}}]\n";
    std::fs::write(&overlay, text).unwrap();
    let overlay = format!("--overlay {}", overlay.display());
    for arguments in ["--types-only", "--format module", "--crate-name one", &overlay] {
        let mut given: Vec<&str> = arguments.split(' ').collect();
        given.push("--check");
        let run = generate(&repo::orders(), &folder.path().join("client"), &given);
        assert_eq!(run.code, PROBLEMS, "{run:?}");
        let next = run.stdout.lines().last().unwrap_or_default();
        assert!(next.contains(arguments) && !next.contains("--check"), "{next}");
    }
}

#[test]
fn a_client_is_written_without_linting() {
    let folder = TempDir::new().unwrap();
    let spec = repo::root().join("specs/features/enums.yaml");
    let linted = generate(&spec, &folder.path().join("linted"), &[]);
    assert!(linted.stdout.contains("renkei lint"), "the document has problems: {linted:?}");
    let run = generate(&spec, &folder.path().join("client"), &["--no-lint"]);
    assert_eq!(run.code, DONE, "{run:?}");
    assert!(!run.stdout.contains("lint"), "{run:?}");
}

#[test]
fn stale_files_of_ours_go_and_others_stay() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("client");
    let feature = |name: &str| repo::root().join(format!("specs/features/{name}.yaml"));
    assert_eq!(generate(&feature("recursion"), &out, &["--crate-name", "one"]).code, DONE);
    assert!(out.join("src/trees.rs").exists());
    std::fs::write(out.join("src/mine.rs"), "// mine\n").unwrap();
    assert_eq!(generate(&feature("security"), &out, &["--crate-name", "one"]).code, DONE);
    assert!(!out.join("src/trees.rs").exists());
    assert!(out.join("src/secrets.rs").exists() && out.join("src/mine.rs").exists());
}

#[test]
fn a_bundle_says_what_the_files_say() {
    let folder = TempDir::new().unwrap();
    let spec = repo::root().join("specs/features/many-files.yaml");
    let manifest = |spec: &Path, out: &str| {
        let out = folder.path().join(out);
        assert_eq!(generate(spec, &out, &["--crate-name", "one"]).code, DONE);
        std::fs::read_to_string(out.join("renkei-manifest.json")).unwrap()
    };
    let expected = manifest(&spec, "files");
    for name in ["one.yaml", "one.json"] {
        let one = folder.path().join(name);
        let run = Run::of(binary::command().arg("bundle").arg(&spec).arg("-o").arg(&one));
        assert_eq!((run.code, run.stdout.as_str()), (DONE, ""), "{run:?}");
        let is_json = std::fs::read_to_string(&one).unwrap().starts_with('{');
        assert_eq!(is_json, name.ends_with("json"));
        assert_eq!(manifest(&one, &name.replace('.', "-")), expected, "{name}");
    }
}

#[test]
fn the_output_does_not_depend_on_where_it_is_made() {
    let folder = TempDir::new().unwrap();
    let texts: Vec<_> = [repo::root(), folder.path().to_owned()]
        .iter()
        .enumerate()
        .map(|(index, from)| {
            let out = folder.path().join(format!("client-{index}"));
            let mut command = binary::command();
            command.current_dir(from).arg("generate").arg(repo::orders()).arg("--out").arg(&out);
            let run = Run::of(&mut command);
            assert_eq!(run.code, DONE, "{run:?}");
            texts(&out)
        })
        .collect();
    assert!(texts[0].len() > 20);
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn only_what_is_kept_and_what_it_reaches_is_made() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("renkei.yaml");
    let text = "keep: {tags: [refunds], paths: [/v1/customers], operations: [getOrder, noSuch]}\n";
    std::fs::write(&config, text).unwrap();
    let out = folder.path().join("client");
    let run = generate(&repo::orders(), &out, &["--config", config.to_str().unwrap()]);
    assert_eq!(run.code, DONE, "{run:?}");
    assert!(run.stderr.contains("the operation `noSuch`, which is not in the document"), "{run:?}");
    let manifest = std::fs::read_to_string(out.join("renkei-manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let operations = manifest["operations"].as_array().unwrap();
    let mut calls: Vec<_> = operations.iter().map(|it| it["call"].as_str().unwrap()).collect();
    calls.sort_unstable();
    let customers = ["create_customer", "get_customer", "list_customers", "update_customer"];
    let customers = customers.map(|it| format!("client.customers().{it}"));
    let others = ["orders().get_order", "refunds().create_refund", "refunds().get_refund"];
    let expected: Vec<_> =
        customers.into_iter().chain(others.map(|it| format!("client.{it}"))).collect();
    assert_eq!(calls, expected);
    assert!(out.join("src/types/order.rs").exists());
    assert!(!out.join("src/types/new_order.rs").exists() && !out.join("src/captures.rs").exists());
}

#[test]
fn a_kept_operation_keeps_the_types_that_it_shares_with_others() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("renkei.yaml");
    std::fs::write(&config, "keep: {tags: [two]}\n").unwrap();
    let out = folder.path().join("client");
    let spec = repo::root().join("specs/features/shared-inline.yaml");
    let run = generate(&spec, &out, &["--config", config.to_str().unwrap()]);
    assert_eq!(run.code, DONE, "{run:?}");
    let group = std::fs::read_to_string(out.join("src/two.rs")).unwrap();
    assert!(group.contains("pub fn create_thing(&self, kind: ListThingsKind)"), "{group}");
}

#[test]
fn a_configuration_is_begun_and_never_overwritten() {
    let folder = TempDir::new().unwrap();
    let spec = folder.path().join("orders.yaml");
    std::fs::copy(repo::orders(), &spec).unwrap();
    let init = || Run::of(binary::command().arg("init").arg(&spec));
    assert_eq!(init().code, DONE);
    let config = folder.path().join("renkei.yaml");
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(text.starts_with("# yaml-language-server: $schema=renkei.schema.json\n"), "{text}");
    assert!(folder.path().join("renkei.schema.json").exists());
    assert_eq!(generate(&spec, &folder.path().join("client"), &[]).code, DONE);
    std::fs::write(&config, "client: {crate-name: mine}\n").unwrap();
    let again = init();
    assert_eq!(again.code, CANNOT_RUN);
    assert!(again.stderr.contains("renkei.yaml"), "{again:?}");
    assert_eq!(std::fs::read_to_string(&config).unwrap(), "client: {crate-name: mine}\n");
}

#[test]
fn what_a_configuration_wants_and_cannot_have_is_told_at_its_place() {
    let cases = [
        ("rename: {types: {Order: 'A<B>'}}", "1:25", "`A<B>` is not the name of a type"),
        ("rename: {fields: {Order.id: createdAt}}", "1:29", "did you mean `created_at`?"),
        ("rename: {groups: {orders: types}}", "1:27", "no group can be named `types`"),
        ("replace: {types: {Order: Money}}", "1:26", "not the path of a type"),
        ("replace: {types: {Order: 'a::b;c'}}", "1:26", "not the path of a type"),
        ("replace: {types: {Order: 'a::r#fn'}}", "1:26", "not the path of a type"),
        ("replace: {types: {Order: 'a::Money'}}", "1:26", "does not depend on `a`"),
        ("replace: {types: {Order: 'crate::Money'}}", "1:26", "a separate crate"),
        ("replace: {formats: {date-time: i64}}", "1:32", "cannot be read as `i64`"),
        ("derives: {all: [Copy]}", "1:17", "unknown derive `Copy`"),
        ("derives: {all: [Hsah]}", "1:17", "did you mean `Hash`?"),
        ("derives: {all: [Clone]}", "1:17", "every type derives `Clone` already"),
    ];
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("renkei.yaml");
    let out = folder.path().join("client");
    for (text, place, message) in cases {
        std::fs::write(&config, format!("{text}\n")).unwrap();
        let run = generate(&repo::orders(), &out, &["--config", config.to_str().unwrap()]);
        assert_eq!(run.code, CANNOT_RUN, "{text}: {run:?}");
        assert!(run.stderr.contains(&format!("renkei.yaml:{place}\n")), "{text}: {run:?}");
        assert!(run.stderr.contains(message), "{text}: {run:?}");
        assert!(!out.exists(), "{text}");
    }
}

fn lint(spec: &Path) -> Run {
    binary::run(&["lint", &repo::shown(spec)])
}

fn generate(spec: &Path, out: &Path, more: &[&str]) -> Run {
    let mut command = binary::command();
    Run::of(command.arg("generate").arg(spec).arg("--out").arg(out).args(more))
}

/// Every file of a client, by its path in the folder.
fn texts(out: &Path) -> Vec<(String, String)> {
    let mut files = vec![out.join("Cargo.toml"), out.join("README.md")];
    files.push(out.join("renkei-manifest.json"));
    files.extend(repo::rust_files_under(out));
    let name = |path: &Path| path.strip_prefix(out).unwrap().display().to_string();
    files.iter().map(|it| (name(it), std::fs::read_to_string(it).unwrap())).collect()
}

/// A cargo workspace with a package in `app`, and a copy of the document of orders.
fn workspace(root_manifest: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let package = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    write("Cargo.toml", &root_manifest.replace("PACKAGE", package));
    write("app/Cargo.toml", package);
    write("app/src/lib.rs", "");
    write("src/lib.rs", "");
    std::fs::copy(repo::orders(), folder.path().join("orders.yaml")).unwrap();
    std::fs::copy(repo::root().join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    folder
}

/// Runs renkei, and the command that it prints as the next step.
fn generate_and_add(folder: &Path, arguments: &[&str]) -> String {
    let mut command = binary::command();
    command.current_dir(folder).args(["generate", "orders.yaml", "--out", "clients/a"]);
    let run = Run::of(command.args(arguments));
    assert_eq!(run.code, DONE, "{run:?}");
    let next = run.stdout.lines().last().unwrap().trim();
    let next = next.replace("PACKAGE", "app");
    let next: Vec<&str> = next.strip_prefix("cargo ").unwrap().split(' ').collect();
    for arguments in [&next[..], &["metadata", "--format-version", "1", "--no-deps"]] {
        let mut cargo = std::process::Command::new(env!("CARGO"));
        cargo.current_dir(folder).args(arguments).arg("--offline");
        let added = Run::of(&mut cargo);
        assert_eq!(added.code, DONE, "{arguments:?}: {added:?}");
    }
    std::fs::read_to_string(folder.join("clients/a/Cargo.toml")).unwrap()
}

#[test]
fn a_client_inside_a_workspace_can_be_added_to_it() {
    let runtime = repo::root().join("runtime").display().to_string();
    let arguments = ["--runtime-path", runtime.as_str()];
    for root in ["PACKAGE\n[workspace]\n", "[workspace]\nmembers = [\"app\"]\n"] {
        let folder = workspace(root);
        let manifest = generate_and_add(folder.path(), &arguments);
        assert!(!manifest.contains("[workspace]"), "{manifest}");
    }
    let folder = workspace("PACKAGE");
    let manifest = generate_and_add(folder.path(), &arguments);
    assert!(manifest.contains("[workspace]"), "{manifest}");
}

#[test]
fn the_runtime_path_is_relative_to_the_client() {
    let folder = workspace("PACKAGE");
    let runtime = folder.path().join("libraries/runtime");
    std::fs::create_dir_all(runtime.join("src")).unwrap();
    let manifest = std::fs::read_to_string(repo::root().join("runtime/Cargo.toml")).unwrap();
    std::fs::write(runtime.join("Cargo.toml"), manifest).unwrap();
    let path_in_manifest = |given: &str| {
        let mut command = binary::command();
        command.current_dir(folder.path()).args(["generate", "orders.yaml", "--out", "clients/a"]);
        let run = Run::of(command.args(["--runtime-path", given]));
        assert_eq!(run.code, DONE, "{run:?}");
        let manifest = std::fs::read_to_string(folder.path().join("clients/a/Cargo.toml")).unwrap();
        let path = manifest.split_once("path = \"").unwrap().1.split_once('"').unwrap().0;
        path.to_owned()
    };
    assert_eq!(path_in_manifest("libraries/runtime"), "../../libraries/runtime");
    assert_eq!(path_in_manifest("./libraries/../libraries/runtime/"), "../../libraries/runtime");
    assert_eq!(path_in_manifest("../../libraries/runtime"), "../../libraries/runtime");
    let absolute = runtime.display().to_string();
    assert_eq!(path_in_manifest(&absolute), absolute);
}

#[test]
fn a_folder_that_cannot_be_written_is_named_as_it_was_given() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for out in [folder.path().join("file/client"), folder.path().join("file")] {
        let run = generate(&repo::orders(), &out, &[]);
        assert_eq!(run.code, CANNOT_RUN, "{run:?}");
        assert!(run.stderr.contains(&format!("{}: ", out.display())), "{run:?}");
    }
}

#[test]
fn bidirectional_controls_are_escaped_in_files_and_messages() {
    let folder = TempDir::new().unwrap();
    let spec = folder.path().join("a.yaml");
    let operation = "{operationId: \"list\u{202E}Pets\", tags: [\"a\u{2066}b\"], summary: \"s\u{200F}\", description: \"d\u{202E}\", responses: {'204': {description: \"x\u{2067}\"}}, nme: 1}";
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: \"T\u{202D}itle\", version: \"1\u{061C}\", description: \"d\u{2068}\"}}\nservers: [{{url: 'https://a.b', description: \"p\u{202C}\"}}]\npaths:\n  /pets: {{get: {operation}}}\n"
    );
    std::fs::write(&spec, text).unwrap();
    let is_control = |it: char| matches!(it, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let out = folder.path().join("client");
    let run = generate(&spec, &out, &["-v"]);
    assert_eq!(run.code, DONE, "{run:?}");
    assert!(run.stderr.contains("nme") && !run.stderr.contains(is_control), "{run:?}");
    for entry in ["renkei-manifest.json", "Cargo.toml", "README.md", "src/lib.rs"] {
        let text = std::fs::read_to_string(out.join(entry)).unwrap();
        assert!(!text.contains(is_control), "{entry}: {text}");
    }
    for arguments in [&[][..], &["--format", "json"]] {
        let run = Run::of(binary::command().arg("lint").arg(&spec).args(arguments));
        assert!(!run.stdout.contains(is_control), "{run:?}");
    }
}

#[test]
fn files_outside_of_the_root_folder_are_not_read() {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let spec = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {$ref: '../shared.yaml#/A'}\n    B: {$ref: notes.txt}\n";
    write("shared.yaml", "A: {type: object}\nA: {type: sekret}\n");
    write("api/a.yaml", spec);
    write("api/notes.txt", "sekret one\nsekret two\n");
    let run = |command: &str, arguments: &[&str]| {
        let mut renkei = binary::command();
        renkei.current_dir(folder.path()).arg(command).arg("api/a.yaml").args(arguments);
        let run = Run::of(&mut renkei);
        (run.code, run.stdout + &run.stderr)
    };
    for command in ["lint", "bundle"] {
        let (code, text) = run(command, &[]);
        assert_eq!(code, PROBLEMS, "{text}");
        assert!(text.contains("outside of the document's root folder"), "{text}");
        assert!(text.contains("`notes.txt` cannot be read: it contains no object"), "{text}");
        assert!(!text.contains("sekret"), "{text}");
        let (code, text) = run(command, &["--root", "."]);
        assert!(code == PROBLEMS && !text.contains("outside of"), "{text}");
    }
    write("api/a.yaml", &spec.replace("    B: {$ref: notes.txt}\n", ""));
    write("shared.yaml", "A: {type: object}\n");
    let arguments = ["--out", "client"];
    assert_eq!(run("generate", &arguments).0, PROBLEMS);
    assert_eq!(run("generate", &["--out", "client", "--root", "."]).0, DONE);
    write("api/renkei.yaml", "root: ..\n");
    assert_eq!(run("generate", &arguments).0, DONE);
    std::fs::remove_file(folder.path().join("api/renkei.yaml")).unwrap();
    write(".git/HEAD", "");
    assert_eq!(run("generate", &arguments).0, DONE, "the repository is the root folder");
}
