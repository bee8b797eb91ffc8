//! Markdown for the HTML of descriptions, which Stripe, GitHub and Adyen use. Unknown tags are unchanged.

/// Replaces the tags that Markdown can express.
pub(super) fn to_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The targets of open links. HTML does not nest links, but untrusted text can.
    let mut links: Vec<Option<&str>> = Vec::new();
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match tag(from) {
            Some((Tag::Text(markdown), after)) => {
                out.push_str(markdown);
                rest = after;
            }
            Some((Tag::Link(target), after)) => {
                out.push_str(if target.is_some() { "[" } else { "" });
                links.push(target);
                rest = after;
            }
            Some((Tag::LinkEnd, after)) => {
                if let Some(Some(target)) = links.pop() {
                    out.push_str(&format!("]({target})"));
                }
                rest = after;
            }
            None => {
                out.push('<');
                rest = from.strip_prefix('<').unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

enum Tag<'a> {
    Text(&'static str),
    Link(Option<&'a str>),
    LinkEnd,
}

/// A known tag at the start of `text`, and the rest.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let (inside, after) = text.strip_prefix('<')?.split_once('>')?;
    let name = inside.split([' ', '\n']).next()?.trim_end_matches('/').to_ascii_lowercase();
    let tag = match name.as_str() {
        "br" | "/p" | "/div" | "/ul" | "/ol" | "/li" | "hr" => Tag::Text("\n"),
        "p" | "div" | "ul" | "ol" => Tag::Text("\n\n"),
        "li" => Tag::Text("\n- "),
        "b" | "/b" | "strong" | "/strong" => Tag::Text("**"),
        "i" | "/i" | "em" | "/em" => Tag::Text("*"),
        "code" | "/code" => Tag::Text("`"),
        "span" | "/span" | "sup" | "/sup" | "sub" | "/sub" | "small" | "/small" => Tag::Text(""),
        "a" => Tag::Link(target(inside)),
        "/a" => Tag::LinkEnd,
        _ => return None,
    };
    Some((tag, after))
}

/// The value of `href`, if it is a web URL.
fn target(inside: &str) -> Option<&str> {
    let (_, value) = inside.split_once("href=")?;
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let url = value.get(1..)?.split(quote).next()?;
    url.starts_with("http").then_some(url)
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn known_tags_become_markdown_and_others_stay() {
        let cases = [
            ("<p>A <b>bold</b> <code>x</code></p>", "\n\nA **bold** `x`\n"),
            ("<a href=\"https://a.example\">docs</a>", "[docs](https://a.example)"),
            ("<a href='#x'>here</a></a>", "here"),
            ("a < b, <id>, <br/>", "a < b, <id>, \n"),
            ("<ul><li>one</li></ul>", "\n\n\n- one\n\n"),
            ("open <", "open <"),
        ];
        for (html, markdown) in cases {
            assert_eq!(to_markdown(html), markdown, "{html}");
        }
    }
}
