//! The failures that are injected.

/// A failure of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum InjectedFault {
    /// There is no connection. Nothing was sent.
    Refused,
    /// The connection breaks before the server has read the request.
    LostRequest,
    /// The server performs the request, and the connection breaks before the response.
    LostResponse,
    /// The server performs the request, and the body of its response breaks.
    BrokenBody,
    /// The server fails with 500 after it has performed the request.
    FailedAfterwards,
    /// The server does not perform the request, and responds with 503 and `Retry-After: 0`.
    Unavailable,
    /// The program crashes before the request is sent: the job is dropped.
    CrashBefore,
    /// The program crashes after the server has performed the request: the job is dropped.
    CrashAfter,
}

impl InjectedFault {
    pub(super) const ALL: [Self; 8] = [
        Self::Refused,
        Self::LostRequest,
        Self::LostResponse,
        Self::BrokenBody,
        Self::FailedAfterwards,
        Self::Unavailable,
        Self::CrashBefore,
        Self::CrashAfter,
    ];

    pub(super) fn is_crash(self) -> bool {
        matches!(self, Self::CrashBefore | Self::CrashAfter)
    }

    /// Whether the server receives the request.
    pub(super) fn is_delivered(self) -> bool {
        matches!(
            self,
            Self::LostResponse | Self::BrokenBody | Self::FailedAfterwards | Self::CrashAfter
        )
    }
}
