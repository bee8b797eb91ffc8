//! The `Link` header (RFC 8288 § 3): the target whose relation is `next`.

use http::{HeaderMap, header::LINK};

/// Returns the reference to the next page. A link with an anchor has another context than this
/// page.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(links).find(|link| link.is_next()).map(|link| link.target.to_owned())
}

/// One link value and its parameters.
struct LinkValue<'a> {
    target: &'a str,
    parameters: &'a str,
}

impl LinkValue<'_> {
    fn is_next(&self) -> bool {
        let value = |name: &str| {
            let mut parts = split(self.parameters, ';').into_iter();
            parts.find_map(|part| {
                let (key, value) = part.split_once('=')?;
                let value = value.trim().trim_matches('"');
                key.trim().eq_ignore_ascii_case(name).then_some(value)
            })
        };
        let is_next = |relations: &str| {
            relations.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case("next"))
        };
        value("rel").is_some_and(is_next) && value("anchor").is_none()
    }
}

fn links(value: &str) -> Vec<LinkValue<'_>> {
    let parse = |part| {
        let rest = str::trim(part).strip_prefix('<')?;
        let (target, parameters) = rest.split_once('>')?;
        Some(LinkValue { target, parameters })
    };
    split(value, ',').into_iter().filter_map(parse).collect()
}

/// Splits at a separator outside of targets and quoted strings.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped, mut target) = (false, false, false);
    for (at, one) in text.char_indices() {
        match one {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if !target => quoted = !quoted,
            '<' if !quoted => target = true,
            '>' if !quoted => target = false,
            one if one == separator && !quoted && !target => {
                parts.extend(text.get(start..at));
                start = at + separator.len_utf8();
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link() {
        for (value, expected) in [
            (
                r#"<https://a.test/?page=2>; rel="next", <https://a.test/?page=9>; rel="last""#,
                Some("https://a.test/?page=2"),
            ),
            (r#"</x?a=1,2;3>; title="a, \"b\"; rel=prev"; REL=Next"#, Some("/x?a=1,2;3")),
            (r#"<?p=1>; rel="prev first", <?p=3>;rel="index next""#, Some("?p=3")),
            (r#"<?p=3>; rel="next"; anchor="/other""#, None),
            (r#"<?p=1>; rel="prev""#, None),
            ("garbage", None),
            ("<unclosed; rel=next", None),
        ] {
            let headers = [(LINK, value.parse().unwrap())].into_iter().collect();
            assert_eq!(next(&headers).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn several_headers_are_one_list() {
        let mut headers = HeaderMap::new();
        headers.append(LINK, "<?p=1>; rel=prev".parse().unwrap());
        headers.append(LINK, "<?p=3>; rel=next".parse().unwrap());
        assert_eq!(next(&headers).as_deref(), Some("?p=3"));
    }
}
