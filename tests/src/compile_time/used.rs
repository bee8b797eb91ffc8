//! The clients of a document, whole and in parts: operations of one tag, and those that a program calls, with the types of all
//! properties and of those that it names.

use std::path::Path;

use super::Row;
use super::package::Package;
use super::subjects::write_client;

/// The name of the client, which the program uses.
const CLIENT: &str = "api";

/// The whole client, that of a tag or of paths, and those for the operations of a program.
pub(super) fn rows(
    scratch: &Path,
    document: &Path,
    program: &Path,
    part: Option<&str>,
) -> Vec<Row> {
    let program = std::path::absolute(program).expect("this folder has a path");
    let used = |properties: &str| format!("keep: {{used: {program:?}, properties: {properties}}}");
    let client = |label: &str, folder: &str, config: String| {
        let folder = scratch.join(folder);
        write_client(document, CLIENT, &folder, Some(config));
        Row::of(label, Package::new(CLIENT, &folder))
    };
    let mut rows = vec![client("whole", "whole", String::new()).running(&program)];
    if let Some(part) = part {
        let list = if part.starts_with('/') { "paths" } else { "tags" };
        rows.push(client(part, "part", format!("keep: {{{list}: [{part:?}]}}")));
    }
    rows.push(client("used, all properties", "all", used("all")).running(&program));
    rows.push(client("used, named properties", "named", used("used")).running(&program));
    rows
}
