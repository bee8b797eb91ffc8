//! Structs of headers, with the table by which they are read.

use super::forms;
use super::printer::Printer;
use super::scope::Scope;
use super::text;
use crate::plan::ir::{HeaderReader, HeadersItem};

pub(super) fn print(out: &mut Printer, item: &HeadersItem, scope: &Scope) {
    let name = item.path.name.as_str();
    out.item();
    out.docs(&item.docs);
    out.line(&["#[derive(Clone, Debug, PartialEq, Default)]"]);
    out.block(&["pub struct ", name], "", |out| {
        for it in &item.fields {
            forms::docs_or(out, &it.docs, &[&text::code(it.wire.as_str()), "."]);
            forms::deprecated(out, it.deprecated);
            let head = ["pub ", it.name.as_str(), ":"];
            forms::hanging(out, &head, ",", |out| scope.ty(out, &it.ty));
        }
    });
    out.item();
    forms::table(out, "codegen::headers", &[name], |out| {
        for it in &item.fields {
            out.start();
            out.literal(it.wire.as_str());
            out.texts(&[" => ", it.name.as_str(), ": ", reader(it.reader), ","]);
            out.end();
        }
    });
}

fn reader(reader: HeaderReader) -> &'static str {
    match reader {
        HeaderReader::Single => "header",
        HeaderReader::List => "header_list",
        HeaderReader::Dates => "header_dates",
        HeaderReader::Json => "header_json",
    }
}
