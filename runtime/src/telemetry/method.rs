//! Methods as the semantic conventions of OpenTelemetry name them.

/// What stands for methods that the conventions do not know.
const OTHER: &str = "_OTHER";

/// Returns a method as the attribute `http.request.method` has it: one of RFC 9110, PATCH or QUERY, or else `_OTHER`.
///
/// A document of OpenAPI 3.2 can have operations of any method.
pub(crate) fn known_method(method: &'static str) -> &'static str {
    match method {
        "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "CONNECT" | "OPTIONS" | "TRACE" | "PATCH"
        | "QUERY" => method,
        _ => OTHER,
    }
}

/// The name of a client span: the method and the path template. `HTTP` stands for methods that the conventions do not know.
#[cfg(any(feature = "tracing", feature = "opentelemetry"))]
pub(crate) struct SpanName {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
}

#[cfg(any(feature = "tracing", feature = "opentelemetry"))]
impl std::fmt::Display for SpanName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if known_method(self.method) == OTHER { "HTTP" } else { self.method })?;
        if self.path.is_empty() { Ok(()) } else { write!(f, " {}", self.path) }
    }
}

/// Returns a method that the conventions do not know, for the attribute `http.request.method_original`.
#[cfg(any(feature = "tracing", feature = "opentelemetry"))]
pub(crate) fn original_method(method: &'static str) -> Option<&'static str> {
    (known_method(method) == OTHER).then_some(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_of_the_conventions_and_others() {
        assert_eq!((known_method("GET"), known_method("QUERY")), ("GET", "QUERY"));
        for method in ["COPY", "get", ""] {
            assert_eq!(known_method(method), "_OTHER");
        }
    }

    #[cfg(any(feature = "tracing", feature = "opentelemetry"))]
    #[test]
    fn names_of_spans() {
        for (method, path, name, original) in [
            ("GET", "/things/{id}", "GET /things/{id}", None),
            ("GET", "", "GET", None),
            ("COPY", "/things/{id}", "HTTP /things/{id}", Some("COPY")),
        ] {
            assert_eq!(SpanName { method, path }.to_string(), name);
            assert_eq!(original_method(method), original);
        }
    }
}
