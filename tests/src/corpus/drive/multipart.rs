//! The parts of a multipart body (RFC 2046 section 5.1, RFC 7578).

/// A part of a form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) is_file: bool,
    pub(super) content_type: Option<String>,
    pub(super) body: Vec<u8>,
}

/// Reads the parts; `None` where the body is not what its content type says.
pub(super) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let boundary = content_type.split(';').find_map(|it| it.trim().strip_prefix("boundary="))?;
    let delimiter = format!("\r\n--{}", boundary.trim_matches('"'));
    // The first delimiter has no line before it.
    let whole = [b"\r\n", body].concat();
    let pieces = split(&whole, delimiter.as_bytes());
    let (first, rest) = pieces.split_first()?;
    let (last, inner) = rest.split_last()?;
    if !first.is_empty() || !last.starts_with(b"--") {
        return None;
    }
    inner.iter().map(|it| part(it.strip_prefix(b"\r\n")?)).collect()
}

fn split<'a>(text: &'a [u8], by: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.windows(by.len()).position(|it| it == by) {
        pieces.push(&rest[..at]);
        rest = &rest[at + by.len()..];
    }
    pieces.push(rest);
    pieces
}

fn part(text: &[u8]) -> Option<Part> {
    let end = text.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&text[..end]).ok()?;
    let header = |name: &str| {
        let lines = head.split("\r\n").filter_map(|it| it.split_once(':'));
        lines.filter(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, it)| it.trim()).next()
    };
    let disposition = header("content-disposition")?.strip_prefix("form-data;")?;
    let name = disposition.split("name=\"").nth(1)?.split('"').next()?;
    Some(Part {
        name: name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"),
        is_file: disposition.contains("filename="),
        content_type: header("content-type").map(str::to_owned),
        body: text[end + 4..].to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read() {
        let body = "--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
                    --b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\ncontent-type: image/png\r\n\r\n\r\n\r\n--b--\r\n";
        let parts = parts("multipart/form-data; boundary=b", body.as_bytes()).unwrap();
        let shown: Vec<_> =
            parts.iter().map(|it| (it.name.as_str(), it.is_file, it.body.as_slice())).collect();
        assert_eq!(shown, [("a", false, b"1".as_slice()), ("f", true, b"\r\n".as_slice())]);
        assert_eq!(super::parts("multipart/form-data; boundary=b", b"--b\r\n"), None);
    }
}
