//! Turns the Rust code of the README and of the guide into functions that the test `guide` compiles.
//!
//! Takes Markdown; returns Rust. A comment before a code block says how to wrap it: `<!-- given: name: Type -->` lists the
//! parameters of the function around it, `<!-- items -->` marks items, such as functions and modules.

use std::fmt::Write as _;

/// The parameters of a block without a comment.
const USUAL: &str = "client: &orders_api::Client";

/// Returns one module per Rust block of a page, named after the page and the block's line.
pub(crate) fn modules(page: &str, text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines().enumerate();
    let mut comment = "";
    while let Some((number, line)) = lines.next() {
        if line == "```rust" {
            let code: Vec<&str> =
                lines.by_ref().map(|(_, line)| line).take_while(|it| *it != "```").collect();
            let name = format!("{page}_{}", number + 1);
            module(&mut out, &name, comment, &code.join("\n"));
        } else if line.starts_with("```") {
            // A block of another language, whose lines are skipped.
            lines.by_ref().take_while(|(_, line)| *line != "```").for_each(drop);
        }
        comment = line.strip_prefix("<!-- ").and_then(|it| it.strip_suffix(" -->")).unwrap_or("");
    }
    out
}

fn module(out: &mut String, name: &str, comment: &str, code: &str) {
    let body = if comment == "items" {
        code.to_owned()
    } else {
        let parameters = comment.strip_prefix("given: ").unwrap_or(USUAL);
        format!(
            "async fn snippet({parameters}) -> Result<(), Box<dyn std::error::Error>> {{\n{code}\nOk(())\n}}"
        )
    };
    let _ = writeln!(out, "mod {name} {{\nuse super::clients::*;\n{body}\n}}\n");
}
