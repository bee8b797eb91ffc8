//! `renkei lint --base` with revisions of a repository, folders and files, and `--baseline`.

use std::fs;
use std::path::Path;
use std::process::Command;

use renkei_tests::binary::{self, Run};
use tempfile::TempDir;

const OLD: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://api.example.com/v1}]
security: [{key: []}]
paths:
  /Orders:
    get: {$ref: parts/get.yaml}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
";
const PART: &str =
    "operationId: listOrders\nresponses: {'200': {description: ok}, '429': {description: later}}\n";

fn git(folder: &Path, arguments: &[&str]) {
    let author = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(author).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A repository whose branch adds a path and a document.
fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    let top = folder.path();
    git(top, &["init", "-q", "-b", "main"]);
    write(top, "specs/api.yaml", OLD);
    write(top, "specs/parts/get.yaml", PART);
    git(top, &["add", "-A"]);
    git(top, &["commit", "-q", "-m", "first"]);
    git(top, &["checkout", "-q", "-b", "change"]);
    let new = OLD.replace("paths:\n", "paths:\n  # new\n  /Users: {get: {$ref: parts/get.yaml}}\n");
    write(top, "specs/api.yaml", &new);
    folder
}

fn lint(folder: &Path, arguments: &str) -> Run {
    let mut command = binary::command();
    Run::of(command.current_dir(folder).arg("lint").args(arguments.split(' ')))
}

/// Runs the linter and compares the exit code and a part of each stream.
fn check(folder: &Path, arguments: &str, code: i32, stdout: &str, stderr: &str) -> Run {
    let run = lint(folder, arguments);
    let shown = format!("{arguments}\n{}\n{}", run.stdout, run.stderr);
    assert_eq!(run.code, code, "{shown}");
    assert!(run.stdout.contains(stdout), "no {stdout:?} in {shown}");
    assert!(run.stderr.contains(stderr), "no {stderr:?} in {shown}");
    run
}

#[test]
fn a_branch_is_compared_with_the_commit_that_it_began_at() {
    let folder = repository();
    let top = folder.path();
    let run = check(top, "specs/api.yaml --base main --rule N001", 1, "N001", "");
    assert!(run.stdout.contains("/Users") && !run.stdout.contains("`/Orders`"), "{}", run.stdout);
    assert!(run.stdout.contains("1 error (1 unchanged, 0 fixed)"), "{}", run.stdout);
    check(top, "specs --base HEAD --rule N001", 1, "specs/api.yaml:7", "");
    // What is fixed on main later is no new problem of the branch.
    git(top, &["commit", "-qam", "second"]);
    git(top, &["checkout", "-q", "main"]);
    write(top, "specs/api.yaml", &OLD.replace("/Orders", "/orders"));
    git(top, &["commit", "-qam", "third"]);
    git(top, &["checkout", "-q", "change"]);
    check(top, "specs/api.yaml --base main --rule N001", 1, "1 error (1 unchanged, 0 fixed)", "");
    write(top, "specs/api.yaml", OLD);
    check(top, "specs/api.yaml --base main", 0, "no new problems", "");
}

#[test]
fn a_base_is_a_revision_a_folder_or_a_file() {
    let folder = repository();
    let top = folder.path();
    write(top, "old.yaml", &OLD.replace("parts", "specs/parts"));
    write(top, "base/specs/api.yaml", OLD);
    write(top, "base/specs/parts/get.yaml", PART);
    check(
        top,
        "specs/api.yaml --base old.yaml --rule N001",
        1,
        "1 error (1 unchanged, 0 fixed)",
        "",
    );
    check(top, "specs/api.yaml --base base --rule N001", 1, "1 error (1 unchanged, 0 fixed)", "");
    check(top, "specs/api.yaml --base none", 2, "", "`none` is neither a file nor a revision");
    check(top, "specs/api.yaml old.yaml --base old.yaml", 2, "", "one file for 2 documents");
    write(top, "specs/new.yaml", &OLD.replace("Shop", "New"));
    check(top, "specs/new.yaml --base main --rule N001", 1, "1 error (0 unchanged, 0 fixed)", "");
}

#[test]
fn a_baseline_counts_known_problems() {
    let folder = repository();
    let top = folder.path();
    let spec = "specs/api.yaml --rule N001 --baseline known.json";
    check(top, spec, 2, "", "`--update-baseline` writes it");
    check(top, &format!("{spec} --update-baseline"), 0, "", "known.json: 2 known problems");
    check(top, spec, 0, "no problems", "");
    let text = fs::read_to_string(top.join("known.json")).unwrap();
    insta::assert_snapshot!(text, @r#"
    {
      "format": 1,
      "documents": {
        "specs/api.yaml": {
          "N001": {
            "/Orders": 1,
            "/Users": 1
          }
        }
      }
    }
    "#);
    // From another folder, the documents are the same.
    check(
        &top.join("specs"),
        "api.yaml --rule N001 --baseline ../known.json",
        0,
        "no problems",
        "",
    );
    let more = fs::read_to_string(top.join("specs/api.yaml")).unwrap();
    write(top, "specs/api.yaml", &more.replace("  # new\n", "  /Third: {}\n"));
    check(top, spec, 1, "/third", "");
    write(top, "specs/api.yaml", OLD);
    check(top, spec, 0, "no problems", "1 problems of known.json are fixed");
    write(top, "known.json", "{}");
    check(top, spec, 2, "", "known.json is not a baseline");
}

#[test]
fn git_shows_changes_of_documents_by_a_driver() {
    let folder = TempDir::new().unwrap();
    let top = folder.path();
    let api = OLD.replace("{$ref: parts/get.yaml}", "{responses: {'200': {description: ok}}}");
    git(top, &["init", "-q", "-b", "main"]);
    write(top, ".gitattributes", "*.yaml diff=openapi\n");
    write(top, "one.yaml", &api);
    write(top, "two.yaml", &api);
    git(top, &["add", "-A"]);
    git(top, &["commit", "-q", "-m", "first"]);
    write(top, "one.yaml", &api.replace("/Orders", "/orders"));
    write(top, "new.yaml", &api);
    fs::remove_file(top.join("two.yaml")).unwrap();
    git(top, &["add", "-A"]);
    let program = binary::path().display();
    let driver = format!("f() {{ {program} diff \"$2\" \"$5\" --fail-on never; }}; f");
    let mut command = Command::new("git");
    command.current_dir(top).args(["-c", &format!("diff.openapi.command={driver}")]);
    command.args(["diff", "--cached", "--no-renames"]);
    let run = Run::of(&mut command);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for part in ["operation-removed", "a new document", "a removed document"] {
        assert!(run.stdout.contains(part), "no {part} in {}{}", run.stdout, run.stderr);
    }
}
