//! The static description of an operation in generated code.

use http::StatusCode;

use crate::confirm::Confirm;

/// One operation of the document. Generated code states what differs from the defaults of its method.
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
    /// The operation's id, for errors and telemetry.
    pub id: &'static str,
    /// The method as it is sent. It is not an `http::Method`, which may own memory and so cannot be
    /// part of a constant.
    pub method: &'static str,
    /// The path template, such as `/v1/orders/{order_id}`.
    pub path: &'static str,
    /// The `Accept` header; empty for none.
    pub accept: &'static str,
    /// The statuses that the document declares, such as `200 404 5XX`. Empty if it declares
    /// `default`, or if nothing is known.
    pub statuses: &'static str,
    /// Whether a repeated request is harmless: a safe method, PUT, DELETE, or declared idempotent.
    pub repeatable: bool,
    /// Whether a redirect (3xx) is the success of the operation: the document declares one and no
    /// 2xx. It is returned and not followed.
    pub redirects: bool,
    /// The idempotency header that the document declares, which promises that the server honours
    /// the key.
    pub idempotency_header: Option<&'static str>,
    /// Security requirements: alternatives, each a list of schemes that are needed together. `None`
    /// if the document declares nothing.
    pub security: Option<&'static [&'static [SecurityScheme]]>,
    /// Where the body of a 2xx response reports a failure, in an API that does so.
    pub envelope: Option<Envelope>,
    /// Servers of the operation, each with the name of the client's server that it belongs to. If
    /// empty, the operation uses the client's.
    pub servers: &'static [(&'static str, &'static str)],
    /// The number of attempts that the document sets.
    pub attempts: Option<u32>,
    /// Further statuses that are retried where a retry is safe.
    pub retry_on: &'static [u16],
    /// The look-up that tells whether the operation took effect if its response is lost.
    pub confirm: Option<&'static Confirm>,
}

impl Operation {
    /// The defaults of GET.
    pub const GET: Self = Self::by("GET", true);
    /// The defaults of PUT.
    pub const PUT: Self = Self::by("PUT", true);
    /// The defaults of POST.
    pub const POST: Self = Self::by("POST", false);
    /// The defaults of DELETE.
    pub const DELETE: Self = Self::by("DELETE", true);
    /// The defaults of OPTIONS.
    pub const OPTIONS: Self = Self::by("OPTIONS", true);
    /// The defaults of HEAD.
    pub const HEAD: Self = Self::by("HEAD", true);
    /// The defaults of PATCH.
    pub const PATCH: Self = Self::by("PATCH", false);
    /// The defaults of TRACE.
    pub const TRACE: Self = Self::by("TRACE", true);
    /// The defaults of QUERY, which is safe and may have a body.
    pub const QUERY: Self = Self::by("QUERY", true);

    /// Returns the defaults of a method that OpenAPI has no keyword for. It is retried only if
    /// `repeatable` is set.
    pub const fn named(method: &'static str) -> Self {
        Self::by(method, false)
    }

    /// Returns the request for the state of this operation, which is long-running. Its URL comes from a response.
    #[must_use]
    pub(crate) const fn polling(&self) -> Self {
        Self {
            id: self.id,
            accept: self.accept,
            security: self.security,
            servers: self.servers,
            attempts: self.attempts,
            retry_on: self.retry_on,
            ..Self::GET
        }
    }

    /// Whether the document declares no response with a status, but others of its kind: 4xx, or successes and redirects. It declares
    /// them exactly, by a range or by `default` (OpenAPI 3.1.1, "Responses Object"), or names them in `x-renkei-retry`.
    pub(crate) fn is_undeclared(&self, status: StatusCode) -> bool {
        let &[class, tens, ones] = status.as_str().as_bytes() else { return false };
        let mut declares_kind = false;
        // Each has three characters and a space.
        for declared in self.statuses.as_bytes().chunks(4) {
            let &[first, second, third, ..] = declared else { continue };
            if first == class && [[tens, ones], *b"XX"].contains(&[second, third]) {
                return false;
            }
            declares_kind |= class.max(b'3') == first.max(b'3');
        }
        declares_kind && !self.retry_on.contains(&status.as_u16())
    }

    /// Whether the method is safe (RFC 9110 § 9.2.1, and the IANA registry of methods).
    pub(crate) fn is_read(&self) -> bool {
        is_safe(self.method)
    }

    /// The security schemes of all requirements.
    pub(crate) fn schemes(&self) -> impl Iterator<Item = &'static SecurityScheme> {
        self.security.into_iter().flatten().copied().flatten()
    }

    /// RFC 9110 § 9.2.2 defines which methods are idempotent, and RFC 5789 excludes PATCH.
    const fn by(method: &'static str, repeatable: bool) -> Self {
        Self {
            id: "",
            method,
            path: "",
            accept: "",
            statuses: "",
            repeatable,
            redirects: false,
            idempotency_header: None,
            security: None,
            envelope: None,
            servers: &[],
            attempts: None,
            retry_on: &[],
            confirm: None,
        }
    }
}

/// Whether a method is safe (read-only).
pub(crate) fn is_safe(method: &str) -> bool {
    let safe = ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "REPORT", "SEARCH"];
    safe.contains(&method)
}

/// Where the JSON body of a 200 response reports how the request went. A path lists property names
/// from the root.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    /// The path of the status. A body without one is a success.
    pub(crate) status: &'static [&'static str],
    /// The path of a message for people; empty for none.
    pub(crate) message: &'static [&'static str],
    /// The statuses of a success, as text. If empty, any HTTP status in the 200s.
    pub(crate) success: &'static [&'static str],
}

impl Envelope {
    /// Creates an envelope with the paths of the status and the message. An empty message path
    /// means none.
    pub const fn new(status: &'static [&'static str], message: &'static [&'static str]) -> Self {
        Self { status, message, success: &[] }
    }

    /// Sets the values of the status that mean success, in place of HTTP statuses in the 200s.
    #[must_use]
    pub const fn success(mut self, values: &'static [&'static str]) -> Self {
        self.success = values;
        self
    }
}

/// A security scheme.
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
    /// An API key in the header with this name.
    ApiKeyHeader(&'static str),
    /// An API key in the query parameter with this name.
    ApiKeyQuery(&'static str),
    /// An API key in the cookie with this name.
    ApiKeyCookie(&'static str),
    /// HTTP basic authentication (RFC 7617).
    Basic,
    /// A bearer token (RFC 6750).
    Bearer,
    /// OAuth 2, with any flow.
    OAuth2,
    /// OpenID Connect Discovery.
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
    fn undeclared_statuses() {
        for (statuses, undeclared, others) in [
            ("200", &[201, 204, 302][..], &[200, 404, 409, 503][..]),
            ("200 404", &[204, 400, 440], &[200, 404, 409, 500]),
            ("204 2XX 404", &[304, 400], &[200, 204, 299, 404]),
            ("201 4XX 500", &[200, 503], &[201, 400, 499, 500]),
            ("404", &[400], &[200, 302, 404, 500]),
            ("302", &[200, 303], &[302, 404]),
            ("", &[], &[100, 200, 404, 503, 999]),
        ] {
            let operation = Operation { statuses, retry_on: &[409], ..Operation::GET };
            for status in 100..=999 {
                let is_undeclared = operation.is_undeclared(StatusCode::from_u16(status).unwrap());
                let is_expected = !undeclared.contains(&status) || is_undeclared;
                assert!(is_expected, "{status} of {statuses}");
                assert!(!others.contains(&status) || !is_undeclared, "{status} of {statuses}");
            }
        }
    }

    #[test]
    fn an_unknown_method_is_a_write() {
        const COPY: Operation = Operation::named("COPY");
        const SEARCH: Operation = Operation::named("SEARCH");
        assert!(!COPY.is_read() && !COPY.repeatable);
        assert!(SEARCH.is_read() && !SEARCH.repeatable);
        assert!(Operation::QUERY.is_read() && !Operation::DELETE.is_read());
    }
}
