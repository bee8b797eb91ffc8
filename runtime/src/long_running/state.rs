//! `PollerState`: one state of a long-running operation.

use std::time::Duration;

use crate::attempt;
use crate::decode::RawResponse;

/// Whether a long-running operation has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PollerStatus {
    /// It goes on.
    InProgress,
    /// It ended with a result.
    Succeeded,
    /// It ended without a result, because it failed or was canceled. A [`Poller`](crate::Poller) reports this status as
    /// an error.
    Failed,
}

/// A state of a long-running operation, as one response reports it.
#[derive(Clone, Debug)]
pub struct PollerState {
    status: PollerStatus,
    name: Option<String>,
    response: RawResponse,
}

impl PollerState {
    pub(super) fn new(status: PollerStatus, name: Option<String>, response: RawResponse) -> Self {
        Self { status, name, response }
    }

    /// Returns whether the operation has ended.
    pub fn status(&self) -> PollerStatus {
        self.status
    }

    /// Returns the status as the server writes it, such as `Running`, if the response names one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the response, whose body may report more, such as a percentage.
    pub fn response(&self) -> &RawResponse {
        &self.response
    }

    /// Returns how long the server asks to wait before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        attempt::read_retry_after(self.response.headers())
    }
}
