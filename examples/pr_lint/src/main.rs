//! A pull request from red to green. `README.md` tells the story.

mod repository;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use repository::Repository;

/// The path that the branch adds, with two problems.
const ADDED: &str = "  /Refunds/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getRefund
      responses:
        '200': {description: The refund., content: {application/json: {schema: {$ref: '#/components/schemas/Refund'}}}}
        '429': {$ref: '#/components/responses/TooMany'}
        default: {$ref: '#/components/responses/Error'}
components:
";
const SCHEMA: &str = "    Refund: {type: object, properties: {id: {type: string}, paid_at: {type: string, format: date-time}}}
    Error: {type";

fn main() -> ExitCode {
    match story() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn story() -> Result<(), Box<dyn Error>> {
    let renkei = binary()?;
    let repository = Repository::new()?;
    let run = |arguments: &[&str], code: i32, wanted: &[&str]| {
        command(&renkei, repository.folder(), arguments, code, wanted)
    };

    println!("# The document on main has two old problems\n");
    run(&["lint", "shop.yaml", "--fail-on", "warning"], 1, &["/Orders", "total_price"])?;

    println!("# A pull request adds an operation, and two problems: only these are reported\n");
    repository.edit("Add refunds", "components:\n", ADDED)?;
    repository.edit("Describe refunds", "    Error: {type", SCHEMA)?;
    let lint = ["lint", "shop.yaml", "--base", "main", "--fail-on", "warning"];
    run(&lint, 1, &["/Refunds", "paid_at", "2 errors (2 unchanged, 0 fixed)"])?;
    println!("# The same as annotations of GitHub Actions\n");
    let github = [lint.as_slice(), &["--format", "github"]].concat();
    run(&github, 1, &["::error file=shop.yaml,line=16"])?;

    println!("# The author mends one, and keeps the other for a reason\n");
    repository.edit(
        "Name the path as the others of version 2",
        "/Refunds/{id}",
        "/refunds/{id}",
    )?;
    let reason = "    # renkei-ignore N030 until 2099-12-31: the ledger has this name\n    Refund";
    repository.edit("Keep the name of the ledger", "    Refund", reason)?;
    run(&lint, 0, &["no new problems"])?;

    println!("# Nobody's program breaks\n");
    run(&["diff", "main", "shop.yaml"], 0, &["version bump         minor"])?;
    repository.edit("Rename a property", "total_price: {", "total: {")?;
    println!("# But it would, if a property were renamed\n");
    run(&["diff", "main", "shop.yaml"], 1, &["rust-item-changed"])?;
    Ok(())
}

/// Builds the command, and returns its path.
fn binary() -> Result<PathBuf, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut build = Command::new(env!("CARGO"));
    let status = build.current_dir(&root).args(["build", "-q", "-p", "renkei-cli"]).status()?;
    if !status.success() {
        return Err("renkei-cli does not compile".into());
    }
    // The example is in the same target folder.
    let folder = std::env::current_exe()?;
    let folder = folder.parent().ok_or("the example has no folder")?;
    Ok(folder.join(format!("renkei{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs the command, shows its output, and compares the exit code and parts of the output.
fn command(
    renkei: &Path,
    folder: &Path,
    arguments: &[&str],
    code: i32,
    wanted: &[&str],
) -> Result<(), Box<dyn Error>> {
    println!("$ renkei {}", arguments.join(" "));
    let output = Command::new(renkei).current_dir(folder).args(arguments).output()?;
    let text = String::from_utf8(output.stdout)?;
    println!("{text}exit code {}\n", output.status.code().unwrap_or(-1));
    if output.status.code() != Some(code) {
        let stderr = String::from_utf8_lossy(&output.stderr);
        return Err(format!("expected exit code {code}; {stderr}").into());
    }
    match wanted.iter().find(|it| !text.contains(**it)) {
        Some(missing) => Err(format!("the output does not contain {missing:?}").into()),
        None => Ok(()),
    }
}
