//! The URL of a call without the values of its parameters, for telemetry.

use super::Call;

/// What replaces a value (OpenTelemetry, semantic conventions of `url.full`).
const REDACTED: &str = "REDACTED";
/// The length that most redacted URLs have at most.
const LENGTH: usize = 128;

impl Call {
    /// Returns the URL with `REDACTED` for each value of a path or query parameter. `origin` is scheme, host and port of the
    /// request.
    pub(crate) fn redacted_url(&self, origin: &str) -> String {
        // The path of a URL from a response is that of a server, which may put anything into it.
        let template = self.operation.path;
        let base = self.base().ok().filter(|_| self.parts.url.is_none() && !template.is_empty());
        let Some(base) = base else { return format!("{origin}/{REDACTED}") };
        let mut url = String::with_capacity(LENGTH);
        url.push_str(origin);
        // The parts of `https://host/path`.
        if let Some(path) = base.splitn(4, '/').nth(3) {
            url.push('/');
            // Some servers have a token in the path, which the user has set.
            let is_declared = self.core.base_urls().is_declared(&base, self.operation);
            url.push_str(if is_declared { path } else { REDACTED });
        }
        redact_path(template, &mut url);
        for (name, _) in &self.parts.query {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(name);
            url.push('=');
            url.push_str(REDACTED);
        }
        url
    }
}

/// Appends a path template with `REDACTED` for each parameter.
fn redact_path(template: &str, url: &mut String) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        url.push_str(before);
        url.push_str(REDACTED);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    url.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_path_parameters_are_redacted() {
        for (template, expected) in [
            ("/v1/orders", "/v1/orders"),
            ("/v1/orders/{id}/items/{+item}.json", "/v1/orders/REDACTED/items/REDACTED.json"),
            ("/odd{", "/oddREDACTED"),
        ] {
            let mut url = String::new();
            redact_path(template, &mut url);
            assert_eq!(url, expected);
        }
    }
}
