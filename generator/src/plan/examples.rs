//! The example programs of a generated package: one for each group, with a function for each operation.
//!
//! Takes the planned groups; returns the programs. It must not know how values are written: the documentation of each method
//! has its call already.

use crate::plan::ir::{ExampleCall, ExampleProgram, Group, Ident, OperationItem, RustType};

/// The programs, without groups of which no operation has an example.
pub(super) fn plan(groups: &[Group]) -> Vec<ExampleProgram> {
    let programs = groups.iter().map(|group| ExampleProgram {
        name: group.file_stem.clone().unwrap_or_else(|| group.module.plain().to_owned()),
        module: group.module.clone(),
        feature: group.feature.clone(),
        calls: group.operations.iter().filter_map(call).collect(),
    });
    programs.filter(|it| !it.calls.is_empty()).collect()
}

/// The call of an operation. A deprecated one would be a warning.
fn call(operation: &OperationItem) -> Option<ExampleCall> {
    let statement = operation.call_example().filter(|_| !operation.deprecated)?;
    // No name of a method ends with an underscore.
    let function = match operation.method.plain() {
        name @ ("main" | "run") => Ident(format!("{name}_")),
        _ => operation.method.clone(),
    };
    Some(ExampleCall {
        name: operation.method.plain().to_owned(),
        function,
        request: format!("{} {}", operation.http_method.as_str(), operation.path),
        has_response: operation.response.ty != RustType::Unit,
        statement: statement.to_owned(),
    })
}
