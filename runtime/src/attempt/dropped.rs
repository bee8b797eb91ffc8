//! What is reported of calls and attempts that are dropped before they end.
//!
//! Each is a value that is forgotten when the call or the attempt has ended.

use std::time::Duration;

use tokio::time::Instant;

use super::retry_loop::Run;
use crate::hooks::Event;

/// A call that has not ended.
pub(super) struct PendingCall<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) started: Instant,
}

impl Drop for PendingCall<'_> {
    fn drop(&mut self) {
        self.run.record_dropped(self.started.elapsed());
    }
}

/// An attempt that was sent and has not ended.
pub(super) struct InFlight<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) number: u32,
    pub(super) waited: Duration,
    pub(super) began: Instant,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let (call, upstream) = (self.run.call, self.run.upstream.origin());
        let operation = call.operation();
        call.core().hooks().report_end(|| Event::AttemptDropped {
            operation: operation.id,
            method: operation.method,
            path: operation.path,
            attempt: self.number,
            upstream,
            waited: self.waited,
            duration: self.began.elapsed(),
        });
    }
}
