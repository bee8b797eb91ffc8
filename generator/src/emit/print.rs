//! Text of items, spaced for the eye.

/// The text of some items.
pub(super) fn items(code: &[String]) -> String {
    let mut out = String::new();
    let mut previous = "";
    for text in code {
        let close = is_reexport(previous) && is_reexport(text);
        if !out.is_empty() && !close {
            out.push('\n');
        }
        push_spaced(&mut out, text);
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
fn push_spaced(out: &mut String, text: &str) {
    let mut previous = "";
    for line in text.split_terminator('\n') {
        if is_boundary(previous, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
}

fn is_boundary(previous: &str, line: &str) -> bool {
    if !previous.ends_with(['}', ';']) {
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
    let rest = line.trim_start_matches(' ');
    (line.len() - rest.len(), rest)
}

/// The text as the body of a block.
pub(super) fn indented(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.split_terminator('\n') {
        if !line.is_empty() {
            out.push_str("    ");
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}
