//! What generated code states once for each operation.

/// One operation of the document, as generated code states it: what is not as usual for its method,
/// over a constant that has the method's name.
///
/// ```
/// # use renkei_runtime::codegen;
/// static CREATE_ORDER: codegen::Operation = codegen::Operation {
///     id: "createOrder",
///     path: "/v1/orders",
///     accept: "application/json",
///     ..codegen::Operation::POST
/// };
/// ```
#[derive(Debug)]
pub struct Operation {
    /// Its id, for errors and telemetry.
    pub id: &'static str,
    /// Its method, as it is sent. `http::Method` can own text, which a static that is made of a constant may not.
    pub method: &'static str,
    /// Its path template, such as `/v1/orders/{order_id}`.
    pub path: &'static str,
    /// The `Accept` header; empty for none.
    pub accept: &'static str,
    /// Whether sending it twice does no harm: a safe method, PUT, DELETE, or declared idempotent.
    pub repeatable: bool,
    /// Whether its success is a redirect (3xx), which is given and not followed: the document declares one, and no other
    /// success.
    pub redirects: bool,
    /// The idempotency header that the document declares for it; such a declaration is a promise to
    /// honour the key.
    pub idempotency_header: Option<&'static str>,
    /// Its security: alternatives of schemes that are needed together; `None` where the document
    /// declares nothing.
    pub security: Option<&'static [&'static [SecurityScheme]]>,
    /// Where the body of a success says that it is none, if the API does that.
    pub envelope: Option<Envelope>,
    /// Servers of its own, each by the name of the client's server that it goes with; empty for the
    /// client's.
    pub servers: &'static [(&'static str, &'static str)],
    /// How many attempts a call makes in all, where the document says so.
    pub attempts: Option<u32>,
    /// Statuses after which it is tried again besides the usual ones, where that does no harm.
    pub retry_on: &'static [u16],
}

impl Operation {
    /// A GET.
    pub const GET: Self = Self::by("GET", true);
    /// A PUT.
    pub const PUT: Self = Self::by("PUT", true);
    /// A POST.
    pub const POST: Self = Self::by("POST", false);
    /// A DELETE.
    pub const DELETE: Self = Self::by("DELETE", true);
    /// An OPTIONS.
    pub const OPTIONS: Self = Self::by("OPTIONS", true);
    /// A HEAD.
    pub const HEAD: Self = Self::by("HEAD", true);
    /// A PATCH.
    pub const PATCH: Self = Self::by("PATCH", false);
    /// A TRACE.
    pub const TRACE: Self = Self::by("TRACE", true);
    /// A QUERY: it only reads, and may have a body.
    pub const QUERY: Self = Self::by("QUERY", true);

    /// One by a method that OpenAPI has no word for, which is sent in these letters. It is not repeated unless `repeatable`
    /// says so.
    pub const fn named(method: &'static str) -> Self {
        Self::by(method, false)
    }

    /// Whether it only reads: its method is safe (RFC 9110 § 9.2.1, and the IANA registry of methods).
    pub(crate) fn is_read(&self) -> bool {
        is_safe(self.method)
    }

    /// Whether a method is idempotent is said by RFC 9110 § 9.2.2, and of PATCH by RFC 5789.
    const fn by(method: &'static str, repeatable: bool) -> Self {
        Self {
            id: "",
            method,
            path: "",
            accept: "",
            repeatable,
            redirects: false,
            idempotency_header: None,
            security: None,
            envelope: None,
            servers: &[],
            attempts: None,
            retry_on: &[],
        }
    }
}

/// Whether a method is safe: it only reads.
pub(crate) fn is_safe(method: &str) -> bool {
    let safe = ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "REPORT", "SEARCH"];
    safe.contains(&method)
}

/// Where a JSON body says how the request went, in an API that answers with 200 whatever happened. A place is the names of
/// properties from the root.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    /// The status. A body that has none is a success.
    pub(crate) status: &'static [&'static str],
    /// A message for people; empty for none.
    pub(crate) message: &'static [&'static str],
    /// What stands at the status after a success, as text; where this is empty, an HTTP status in the 200s.
    pub(crate) success: &'static [&'static str],
}

impl Envelope {
    /// A status and a message; there is none where its place is the body as a whole.
    pub const fn new(status: &'static [&'static str], message: &'static [&'static str]) -> Self {
        Self { status, message, success: &[] }
    }

    /// With these values at the status for successes, as text, in place of HTTP statuses in the 200s.
    #[must_use]
    pub const fn success(mut self, values: &'static [&'static str]) -> Self {
        self.success = values;
        self
    }
}

/// A security scheme by name and kind.
#[derive(Clone, Copy, Debug)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub id: &'static str,
    /// Its kind.
    pub kind: SchemeKind,
}

/// The kinds of security scheme (OpenAPI 3.0.4, "Security Scheme Object").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// An API key in the header of that name.
    ApiKeyHeader(&'static str),
    /// An API key in the query parameter of that name.
    ApiKeyQuery(&'static str),
    /// An API key in the cookie of that name.
    ApiKeyCookie(&'static str),
    /// RFC 7617.
    Basic,
    /// RFC 6750.
    Bearer,
    /// OAuth2, by any flow.
    OAuth2,
    /// OpenID Connect discovery.
    OpenIdConnect,
    /// A client certificate.
    MutualTls,
    /// Another HTTP authentication scheme.
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_by_its_name_does_something_unless_it_is_known_to_read() {
        const COPY: Operation = Operation::named("COPY");
        const SEARCH: Operation = Operation::named("SEARCH");
        assert!(!COPY.is_read() && !COPY.repeatable);
        assert!(SEARCH.is_read() && !SEARCH.repeatable);
        assert!(Operation::QUERY.is_read() && !Operation::DELETE.is_read());
    }
}
