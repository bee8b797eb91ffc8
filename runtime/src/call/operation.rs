//! What generated code states once for each operation.

use http::Method;

/// One operation of the document, as generated code states it.
#[derive(Debug)]
pub struct Operation {
    /// Its id, for errors and telemetry.
    pub id: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path template, such as `/v1/orders/{order_id}`.
    pub path: &'static str,
    /// The `Accept` header; empty for none.
    pub accept: &'static str,
    /// Whether sending it twice does no harm: a safe method, PUT, DELETE, or declared idempotent.
    pub repeatable: bool,
    /// The idempotency header that the document declares for it; such a declaration is a promise to
    /// honour the key.
    pub idempotency_header: Option<&'static str>,
    /// Its security: alternatives of schemes that are needed together; `None` where the document
    /// declares nothing.
    pub security: Option<&'static [&'static [SecurityScheme]]>,
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
