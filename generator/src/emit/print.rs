//! Text of items, spaced for the eye.

/// What ends a line. As text it is added at once, also where nothing is optimised; as a character it is encoded first.
pub(super) const LINE_END: &str = "\n";

/// The text of some items, each line behind `indent`.
pub(super) fn items(code: &[String], indent: &str) -> String {
    let mut out = String::new();
    let mut previous = "";
    for text in code {
        let close = is_reexport(previous) && is_reexport(text);
        if !out.is_empty() && !close {
            out.push('\n');
        }
        push_spaced(&mut out, text, indent);
        previous = text;
    }
    out
}

/// Lines of re-exports stand close together.
fn is_reexport(text: &str) -> bool {
    text.starts_with("pub use ")
}

/// Puts an empty line between neighbouring items and methods, which prettyplease leaves out. Neither literals nor
/// comments reach over lines here, so that a line can be judged by itself.
fn push_spaced(out: &mut String, text: &str, indent: &str) {
    let mut previous = "";
    for line in text.split_terminator('\n') {
        if is_boundary(previous, line) {
            out.push_str(LINE_END);
        }
        push_line(out, line, indent);
        previous = line;
    }
}

fn is_boundary(previous: &str, line: &str) -> bool {
    if !matches!(previous.as_bytes().last(), Some(b'}' | b';')) {
        return false;
    }
    let (step, previous) = unindented(previous);
    let (own, line) = unindented(line);
    if step != own {
        return false;
    }
    let after_block = matches!(previous, "}" | "};" | "});") || previous.ends_with("{}");
    let after_line = previous.ends_with(';')
        && ["pub type", "static", "const", "codegen::"].iter().any(|it| previous.starts_with(it));
    if !after_block && !after_line {
        return false;
    }
    let opens = ["///", "#[", "pub ", "impl", "fn ", "static ", "const ", "type ", "codegen::"];
    opens.iter().any(|it| line.starts_with(it))
}

/// How far a line is indented, and the rest of it.
fn unindented(line: &str) -> (usize, &str) {
    let step = line.bytes().position(|it| it != b' ').unwrap_or(line.len());
    (step, line.get(step..).unwrap_or_default())
}

/// The text, each line behind `indent`.
pub(super) fn indented(text: &str, indent: &str) -> String {
    let mut out = String::new();
    text.split_terminator('\n').for_each(|line| push_line(&mut out, line, indent));
    out
}

fn push_line(out: &mut String, line: &str, indent: &str) {
    if !line.is_empty() {
        out.push_str(indent);
        out.push_str(line);
    }
    out.push_str(LINE_END);
}
