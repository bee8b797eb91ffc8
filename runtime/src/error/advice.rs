//! `Advice`: what to do about a failed call.

use serde::{Deserialize, Serialize};

use super::{Class, Confirmation, Error, ErrorKind, Outcome};

/// What to do about a failed call. It can be stored, such as with a job in a queue.
///
/// # Examples
///
/// ```
/// use renkei_runtime::Advice;
///
/// let advice = Advice::Retry { after_ms: Some(1500) };
/// let text = serde_json::to_string(&advice)?;
/// assert_eq!(text, r#"{"do":"retry","after_ms":1500}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Advice {
    /// Send the request again, with the same idempotency key if it had one
    /// ([`Error::idempotency_key`]). It cannot take effect twice, or a look-up confirmed that it did not take effect.
    Retry {
        /// How long to wait in milliseconds, if the server or a limit of the client states a time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_ms: Option<u64>,
    },
    /// Find out whether the request took effect before sending it again: it may have, and nothing
    /// keeps the server from performing it twice. Or the server has stored the failure for the idempotency
    /// key (`Idempotent-Replayed: true`), so the same key fails again, and another key may repeat the effect.
    Confirm,
    /// Change the request, or the settings of the client. The same request fails again.
    FixRequest,
    /// Obtain other credentials.
    Authenticate,
    /// Do not send the request again: it took effect, or the server will not perform it.
    GiveUp,
}

impl Error {
    /// Returns what to do about the failure, after the retries of the call itself.
    pub fn advice(&self) -> Advice {
        let after_ms =
            self.retry_after().map(|it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX));
        let retry = Advice::Retry { after_ms };
        // A response that forbids retries gets the same failure for the same request and key again.
        match self.outcome() {
            _ if self.confirmation() == Some(Confirmation::Applied) => Advice::GiveUp,
            Outcome::Rejected if self.is_unapplied() => retry,
            _ if matches!(self.kind(), ErrorKind::NotAdmitted(_)) && self.attempts() == 0 => retry,
            Outcome::Unknown if self.is_read() && self.forbids_retry() => Advice::GiveUp,
            Outcome::Unknown if self.is_repeatable() && !self.forbids_retry() => retry,
            Outcome::Unknown => Advice::Confirm,
            Outcome::Applied if self.is_repeatable() && self.is_response_lost() => retry,
            Outcome::Applied => Advice::GiveUp,
            Outcome::NotSent => self.unsent_advice(retry),
            Outcome::Rejected => self.rejected_advice(retry),
        }
    }

    /// Whether a look-up confirmed that the request did not take effect, and its key can be used again.
    fn is_unapplied(&self) -> bool {
        self.confirmation() == Some(Confirmation::NotApplied) && !self.forbids_retry()
    }

    /// Whether the last response broke on its way or failed in passing, so that another one may be complete.
    fn is_response_lost(&self) -> bool {
        matches!(self.class(), Class::Network | Class::Timeout | Class::Server)
            || matches!(self.kind(), ErrorKind::Throttled { .. })
    }

    fn unsent_advice(&self, retry: Advice) -> Advice {
        match self.class() {
            Class::Network | Class::Timeout => retry,
            Class::Auth => match self.kind() {
                ErrorKind::Token(error) if error.is_transient() => retry,
                _ => Advice::Authenticate,
            },
            _ => Advice::FixRequest,
        }
    }

    fn rejected_advice(&self, retry: Advice) -> Advice {
        let is_throttled = matches!(
            self.kind(),
            ErrorKind::Throttled { .. } | ErrorKind::Domain { throttled: true, .. }
        );
        match self.status().map(|it| it.as_u16()) {
            _ if self.forbids_retry() => Advice::GiveUp,
            _ if is_throttled || self.is_in_progress() => retry,
            Some(401) => Advice::Authenticate,
            Some(500..) | None => Advice::GiveUp,
            Some(_) => Advice::FixRequest,
        }
    }
}
