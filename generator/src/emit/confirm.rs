//! `Operation::confirm`: the look-up that tells whether a write took effect whose response is lost.
//!
//! Takes the planned look-up; prints a `codegen::Confirm`. It must not know how its values were found in the document.

use super::forms;
use super::operation;
use super::printer::{List, Printer};
use crate::plan::ir::{ConfirmItem, ConfirmParameter, Location};

pub(super) fn field(out: &mut Printer, item: &ConfirmItem) {
    out.block(&["confirm: Some(&codegen::Confirm"], "),", |out| {
        out.block(&["operation: &codegen::Operation"], ",", |out| {
            operation::fields(out, &(&item.operation).into());
        });
        let parameters: Vec<_> = item.parameters.iter().map(parameter).collect();
        operation::field(out, "parameters: ", ",", |out| forms::array(out, &parameters, pair));
        match &item.found {
            Some(path) => {
                operation::field(out, "found: Some(", "),", |out| out.literal(&path.to_string()));
            }
            None => out.line(&["found: None,"]),
        }
        let equals = item.equals.iter().map(|(path, value)| [path.to_string(), value.to_string()]);
        let equals: Vec<_> = equals.collect();
        operation::field(out, "equals: ", ",", |out| forms::array(out, &equals, pair));
    });
}

/// The location and the name of a parameter as one text, and its value.
fn parameter(item: &ConfirmParameter) -> [String; 2] {
    let location = match item.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    [format!("{location}.{}", item.name.as_str()), item.value.to_string()]
}

fn pair(out: &mut Printer, pair: &[String; 2]) {
    out.list(List::TUPLE, pair, |out, it| out.literal(it));
}
