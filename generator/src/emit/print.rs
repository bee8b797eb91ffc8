//! From tokens to text: parsed item by item, so that a mistake has a name, and spaced for the eye.

use super::error::Error;
use super::module::Code;
use super::table;

/// The text of some items.
pub(super) fn items(code: &[Code]) -> Result<String, Error> {
    let mut out = String::new();
    let mut previous = String::new();
    for code in code {
        let text = item(code)?;
        let close = is_reexport(&previous) && is_reexport(&text);
        if !out.is_empty() && !close {
            out.push('\n');
        }
        out.push_str(&text);
        previous = text;
    }
    Ok(out)
}

/// Lines of re-exports stand close together.
fn is_reexport(text: &str) -> bool {
    text.starts_with("pub use ")
}

/// Items, and tables between them, since prettyplease does not know how a table is to look.
fn item(code: &Code) -> Result<String, Error> {
    let mut file = syn::parse2::<syn::File>(code.tokens.clone())
        .map_err(|error| Error::new(&code.name, error))?;
    let mut parts = Vec::new();
    for item in std::mem::take(&mut file.items) {
        if let syn::Item::Macro(item) = item {
            flush(&mut file, &mut parts);
            parts.push(table::print(&item.mac));
        } else {
            file.items.push(item);
        }
    }
    flush(&mut file, &mut parts);
    Ok(parts.join("\n"))
}

/// Prints what has come together since the last table.
fn flush(file: &mut syn::File, parts: &mut Vec<String>) {
    if !file.items.is_empty() {
        parts.push(spaced(&prettyplease::unparse(file)));
        file.items.clear();
    }
}

/// Puts an empty line between neighbouring items and methods, which prettyplease leaves out. Neither literals nor
/// comments reach over lines here, so that a line can be judged by itself.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut previous = "";
    for line in text.lines() {
        if is_boundary(previous, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

fn is_boundary(previous: &str, line: &str) -> bool {
    if indent(previous) != indent(line) {
        return false;
    }
    let (previous, line) = (previous.trim_start(), line.trim_start());
    let opens = ["///", "#[", "pub ", "impl", "fn ", "static ", "const ", "type "];
    let after_block = previous == "}" || previous == "};";
    let after_line = previous.ends_with(';')
        && ["pub type", "static", "const"].iter().any(|it| previous.starts_with(it));
    let after_empty = previous.ends_with("{}");
    (after_block || after_line || after_empty) && opens.iter().any(|it| line.starts_with(it))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The text as the body of a block.
pub(super) fn indented(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str("    ");
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}
