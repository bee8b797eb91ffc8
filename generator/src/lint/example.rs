//! Expands the example snippets of rules into documents.

/// Completes a YAML snippet to an OpenAPI 3.0 document.
///
/// A snippet of paths begins with `/`, and a schema snippet has `type:` or `properties:`. Other snippets are top-level keys.
#[must_use]
pub fn expand(snippet: &str) -> String {
    let snippet = snippet.trim_start_matches('\n').trim_end();
    if has_key(snippet, "openapi") || has_key(snippet, "swagger") {
        return format!("{snippet}\n");
    }
    let head = "openapi: 3.0.3\ninfo: {title: Example, version: 1.0.0}\n";
    if snippet.starts_with('/') {
        return format!("{head}paths:\n{}", indented(snippet, 2));
    }
    if has_key(snippet, "type") || has_key(snippet, "properties") {
        let schema = indented(snippet, 6);
        return format!("{head}paths: {{}}\ncomponents:\n  schemas:\n    Example:\n{schema}");
    }
    let paths = if has_key(snippet, "paths") { "" } else { "paths: {}\n" };
    format!("{head}{paths}{snippet}\n")
}

fn has_key(snippet: &str, key: &str) -> bool {
    snippet.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
}

fn indented(snippet: &str, by: usize) -> String {
    snippet.lines().map(|line| format!("{:by$}{line}\n", "")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_become_documents() {
        let head = "openapi: 3.0.3\ninfo: {title: Example, version: 1.0.0}\n";
        let cases = [
            ("/a:\n  get: {}\n", format!("{head}paths:\n  /a:\n    get: {{}}\n")),
            ("servers: []", format!("{head}paths: {{}}\nservers: []\n")),
            ("paths: {}\ntags: []", format!("{head}paths: {{}}\ntags: []\n")),
            ("swagger: '2.0'", "swagger: '2.0'\n".to_owned()),
            (
                "type: string",
                format!(
                    "{head}paths: {{}}\ncomponents:\n  schemas:\n    Example:\n      type: string\n"
                ),
            ),
        ];
        for (snippet, expected) in cases {
            assert_eq!(expand(snippet), expected);
        }
    }
}
