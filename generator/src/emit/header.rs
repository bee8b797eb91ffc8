//! Structs of headers, with the table by which they are read.

use super::code::{self, Text};
use super::scope::Scope;
use super::text;
use crate::plan::{HeaderReader, HeadersItem};

pub(super) fn print(item: &HeadersItem, scope: &Scope) -> String {
    let mut out = Text::new();
    let name = &item.path.name;
    out.fitted(|out| {
        out.docs(&item.docs);
        out.line("#[derive(Clone, Debug, PartialEq, Default)]");
        out.block(&format!("pub struct {name}"), "", |out| {
            for it in &item.fields {
                out.docs_or(&it.docs, &format!("{}.", text::code(it.wire.as_str())));
                out.deprecated(it.deprecated);
                out.typed(&format!("pub {}: ", it.name), scope.ty(&it.ty).as_str(), ",");
            }
        });
    });
    let entries = item.fields.iter().map(|it| {
        format!("{} => {}: {}", code::literal(it.wire.as_str()), it.name, reader(it.reader))
    });
    out.table("codegen::headers", name.as_str(), &entries.collect::<Vec<_>>());
    out.finish()
}

fn reader(reader: HeaderReader) -> &'static str {
    match reader {
        HeaderReader::Single => "header",
        HeaderReader::List => "header_list",
        HeaderReader::Dates => "header_dates",
        HeaderReader::Json => "header_json",
    }
}
