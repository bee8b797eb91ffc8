//! `Event`: what happens in a client, for logs and metrics.

use std::time::Duration;

use super::Drift;
use crate::error::{AdmissionLimit, Confirmation, Error};
use crate::slo::SloReport;

/// Something that happened in a client. No event contains a header value, a body or a URL with its
/// query.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A call starts.
    #[non_exhaustive]
    CallStarted {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template. It is empty for the requests that poll a long-running operation.
        path: &'static str,
        /// Scheme, host and port.
        upstream: &'a str,
    },
    /// An attempt is sent.
    #[non_exhaustive]
    AttemptStarted {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template. It is empty for the requests that poll a long-running operation.
        path: &'static str,
        /// The number of the attempt, from 1.
        attempt: u32,
        /// Scheme, host and port.
        upstream: &'a str,
        /// How long the attempt waited for credentials and limits.
        waited: Duration,
    },
    /// An attempt has ended.
    #[non_exhaustive]
    AttemptEnded {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template. It is empty for the requests that poll a long-running operation.
        path: &'static str,
        /// The number of the attempt, from 1.
        attempt: u32,
        /// Scheme, host and port.
        upstream: &'a str,
        /// How long the attempt waited for credentials and limits, before it was sent.
        waited: Duration,
        /// The status of the response, if there was one.
        status: Option<u16>,
        /// Why the attempt failed.
        error: Option<&'a Error>,
        /// The time from sending to the end of the body, or to the head of a stream.
        duration: Duration,
    },
    /// An attempt was dropped before it ended: by the program, or because the other of two requests was faster.
    #[non_exhaustive]
    AttemptDropped {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template. It is empty for the requests that poll a long-running operation.
        path: &'static str,
        /// The number of the attempt, from 1.
        attempt: u32,
        /// Scheme, host and port.
        upstream: &'a str,
        /// How long the attempt waited for credentials and limits, before it was sent.
        waited: Duration,
        /// The time from sending until it was dropped.
        duration: Duration,
    },
    /// An attempt was not sent, because a limit of the client does not allow it.
    #[non_exhaustive]
    NotAdmitted {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template. It is empty for the requests that poll a long-running operation.
        path: &'static str,
        /// Scheme, host and port.
        upstream: &'a str,
        /// The limit.
        limit: AdmissionLimit,
    },
    /// Another attempt follows after a wait.
    #[non_exhaustive]
    RetryScheduled {
        /// The operation's id.
        operation: &'static str,
        /// The number of the next attempt.
        attempt: u32,
        /// How long it waits.
        wait: Duration,
    },
    /// A second request of a safe operation was sent, because the first was late.
    #[non_exhaustive]
    Hedged {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template.
        path: &'static str,
        /// Scheme, host and port.
        upstream: &'a str,
        /// Whether its response was used. The other request was dropped.
        is_faster: bool,
    },
    /// The retry budget of an upstream does not allow a retry.
    #[non_exhaustive]
    BudgetExhausted {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template. It is empty for the requests that poll a long-running operation.
        path: &'static str,
        /// Scheme, host and port.
        upstream: &'a str,
    },
    /// A 429, or a quota that is used up, has closed the gate of an upstream.
    #[non_exhaustive]
    GateClosed {
        /// Scheme, host and port.
        upstream: &'a str,
        /// The path template, if each has its own limits.
        path: Option<&'static str>,
        /// For how long.
        pause: Duration,
    },
    /// The circuit breaker of an upstream has opened.
    #[non_exhaustive]
    BreakerOpened {
        /// Scheme, host and port.
        upstream: &'a str,
        /// The path template, if each has its own limits.
        path: Option<&'static str>,
        /// For how long.
        pause: Duration,
    },
    /// The circuit breaker of an upstream has closed.
    #[non_exhaustive]
    BreakerClosed {
        /// Scheme, host and port.
        upstream: &'a str,
        /// The path template, if each has its own limits.
        path: Option<&'static str>,
    },
    /// The calls to an upstream do not meet their targets. It is reported each time that they are compared.
    #[non_exhaustive]
    SloViolated {
        /// The calls and their targets.
        report: &'a SloReport,
    },
    /// The calls to an upstream meet their targets again. If there are few calls, none of them has failed or was slow for the length
    /// of the window.
    #[non_exhaustive]
    SloMet {
        /// The calls and their targets.
        report: &'a SloReport,
    },
    /// A response differs from what the client was generated for, or announces that it will.
    #[non_exhaustive]
    Drifted {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template. It is empty for the requests that poll a long-running operation.
        path: &'static str,
        /// Scheme, host and port.
        upstream: &'a str,
        /// The difference.
        drift: Drift,
    },
    /// A larger share of the calls goes to the canary, because its targets were met.
    #[non_exhaustive]
    CanaryRaised {
        /// Scheme, host and port of the canary.
        upstream: &'a str,
        /// The share, up to 1.
        share: f64,
    },
    /// No call goes to the canary any more, because its targets are not met.
    #[non_exhaustive]
    CanaryWithdrawn {
        /// The calls that went to the canary.
        report: &'a SloReport,
    },
    /// A limit that several processes share is out of reach. Until it recovers, the client applies its own share of it.
    #[non_exhaustive]
    LimitFellBack {
        /// The name of the limit.
        limit: &'a str,
        /// Why it is out of reach.
        cause: &'a (dyn std::error::Error + 'static),
    },
    /// A limit that several processes share applies again.
    #[non_exhaustive]
    LimitRecovered {
        /// The name of the limit.
        limit: &'a str,
        /// For how long the client has applied its own share.
        after: Duration,
    },
    /// A store that several processes share is out of reach: a journal, the positions of syncs, or remembered responses. Until it
    /// recovers, the process does without it.
    #[non_exhaustive]
    StoreFellBack {
        /// The name of the store.
        store: &'a str,
        /// Why it is out of reach.
        cause: &'a (dyn std::error::Error + 'static),
    },
    /// A store that several processes share is used again, and has what was kept for it meanwhile.
    #[non_exhaustive]
    StoreRecovered {
        /// The name of the store.
        store: &'a str,
        /// For how long the process has done without it.
        after: Duration,
    },
    /// Look-ups of a write whose response is lost have ended. It follows [`Event::CallEnded`] of the write.
    #[non_exhaustive]
    LookedUp {
        /// The id of the write.
        operation: &'static str,
        /// The method of the write.
        method: &'static str,
        /// The path template of the write.
        path: &'static str,
        /// What they said.
        confirmation: Confirmation,
        /// The time of all look-ups, with the waits between them.
        duration: Duration,
    },
    /// A call has ended.
    #[non_exhaustive]
    CallEnded {
        /// The operation's id.
        operation: &'static str,
        /// The method.
        method: &'static str,
        /// The path template. It is empty for the requests that poll a long-running operation.
        path: &'static str,
        /// Scheme, host and port.
        upstream: &'a str,
        /// The number of attempts.
        attempts: u32,
        /// Why the call failed.
        error: Option<&'a Error>,
        /// The time of the whole call.
        duration: Duration,
    },
}

/// Observes a client. It is called on the task of the call, so it must be quick.
pub trait Observe: Send + Sync + 'static {
    /// Receives an event.
    fn event(&self, event: &Event<'_>);

    /// Returns which of the events that every call has it receives, so that the others are not made for it. Defaults to
    /// [`CallEvents::All`]. It is asked once, when it is added to a client. Rare events are always received.
    fn call_events(&self) -> CallEvents {
        CallEvents::All
    }
}

/// The events that every call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallEvents {
    /// [`CallStarted`](Event::CallStarted), [`AttemptStarted`](Event::AttemptStarted), [`AttemptEnded`](Event::AttemptEnded),
    /// [`AttemptDropped`](Event::AttemptDropped) and [`CallEnded`](Event::CallEnded).
    All,
    /// [`AttemptEnded`](Event::AttemptEnded), [`AttemptDropped`](Event::AttemptDropped) and [`CallEnded`](Event::CallEnded).
    Ended,
    /// None of them.
    None,
}

impl<F: Fn(&Event<'_>) + Send + Sync + 'static> Observe for F {
    fn event(&self, event: &Event<'_>) {
        self(event);
    }
}
