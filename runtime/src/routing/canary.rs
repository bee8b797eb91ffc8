//! `Canary`: a second base URL for a share of the calls, which grows while its targets are met.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::refusals::BaseRefusals;
use crate::slo::{CallResult, Measurement, Monitor, Slo, SloReport};

/// A second base URL, to which a growing share of the calls goes until its targets are not met.
///
/// Only safe operations go there, such as GET. A write stays where its idempotency key is known, and so do the pages of a list. The
/// canary receives the client's credentials.
///
/// The share is raised by a step when the targets were met for the whole of [`hold`](Self::hold). As soon as they are not met, all calls go to
/// the base URL again, and stay there. The same happens if the canary refuses clearly more of its calls than the base URL: with 4xx, such as
/// 404 and 401, or with responses that cannot be used.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use renkei_runtime::{Canary, Slo};
///
/// let slo = Slo::new().p95(Duration::from_millis(200)).error_rate(0.005);
/// let canary = Canary::new("https://next.example.com", slo).steps([0.01, 0.1, 0.5, 1.0]);
/// // let client = Client::builder().canary(canary).build()?;
/// # let _ = canary;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Canary {
    url: String,
    steps: Vec<f64>,
    hold: Duration,
    slo: Slo,
}

impl Canary {
    /// Creates a canary at a base URL, with targets for its calls. Its shares are 1, 5, 25 and 100 %, each held for 10 minutes.
    pub fn new(url: impl Into<String>, slo: Slo) -> Self {
        Self {
            url: url.into(),
            steps: vec![0.01, 0.05, 0.25, 1.0],
            hold: Duration::from_secs(600),
            slo,
        }
    }

    /// Sets the shares of the calls, in the order in which they are reached, each between 0 and 1.
    pub fn steps(mut self, shares: impl IntoIterator<Item = f64>) -> Self {
        self.steps = shares.into_iter().collect();
        self
    }

    /// Sets for how long each share is held at least. Defaults to 10 minutes.
    pub fn hold(mut self, time: Duration) -> Self {
        self.hold = time;
        self
    }

    /// Returns the canary as a client uses it, or why that is impossible.
    pub(crate) fn activate(self) -> Result<ActiveCanary, String> {
        let base = super::validate(&self.url)?;
        if let Some(what) = self.slo.invalid() {
            return Err(what.to_owned());
        }
        let is_share = |it: &f64| *it > 0.0 && *it <= 1.0;
        let rises = self.steps.windows(2).all(|pair| pair.first() < pair.last());
        if self.steps.is_empty() || !self.steps.iter().all(is_share) || !rises {
            return Err("the shares of a canary rise, from above 0 to at most 1".to_owned());
        }
        let Self { steps, hold, slo, .. } = self;
        Ok(ActiveCanary {
            base,
            steps,
            hold,
            monitor: Monitor::new(slo),
            refusals: BaseRefusals::default(),
            rejects_new_tokens: AtomicBool::new(false),
            state: Mutex::default(),
        })
    }
}

/// The canary of a client.
#[derive(Debug)]
pub(crate) struct ActiveCanary {
    base: String,
    steps: Vec<f64>,
    hold: Duration,
    monitor: Monitor,
    refusals: BaseRefusals,
    rejects_new_tokens: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    step: usize,
    /// When the targets began to be met at this step.
    met_since: Option<Instant>,
    is_withdrawn: bool,
}

/// What a call has changed.
#[derive(Debug)]
pub(crate) enum CanaryChange {
    /// The share of the calls.
    Raised(f64),
    Withdrawn(SloReport),
}

impl ActiveCanary {
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Returns the share of the calls that go to the canary.
    pub(crate) fn share(&self) -> f64 {
        let state = self.state();
        self.steps.get(state.step).copied().filter(|_| !state.is_withdrawn).unwrap_or(0.0)
    }

    /// Records a call that could have gone to the canary, and went to the base URL.
    pub(crate) fn record_base(&self, result: CallResult) {
        self.refusals.record(result == CallResult::Refused);
    }

    /// Whether a call takes longer than its target.
    pub(crate) fn is_slow(&self, duration: Duration) -> bool {
        self.monitor.is_slow(duration)
    }

    /// Counts the last call as refused, whose body has turned out to be unusable.
    pub(crate) fn refuse_last(&self) {
        self.monitor.refuse_last();
    }

    /// Whether a token that the canary has rejected may be the cause. A canary that rejects the token after it as well is wrong itself,
    /// and renewing tokens for it would only disturb the calls to the base URL.
    pub(crate) fn may_renew_tokens(&self) -> bool {
        !self.rejects_new_tokens.load(Ordering::Relaxed)
    }

    /// Notes whether the canary rejects a token that was renewed for it.
    pub(crate) fn note_new_token(&self, is_rejected: bool) {
        self.rejects_new_tokens.store(is_rejected, Ordering::Relaxed);
    }

    /// Records a call that went to the canary.
    pub(crate) fn record(
        &self,
        upstream: &str,
        duration: Duration,
        result: CallResult,
    ) -> Option<CanaryChange> {
        let now = Instant::now();
        let measured = self.monitor.record(now, duration, result)?;
        let counted = measured.calls.max(self.monitor.least_calls());
        let refuses = self.refusals.are_exceeded_by(measured.refusals, counted);
        let is_met = if refuses { false } else { measured.is_met? };
        let mut state = self.state();
        if state.is_withdrawn {
            return None;
        }
        if !is_met {
            state.is_withdrawn = true;
            return Some(CanaryChange::Withdrawn(report(upstream, measured)));
        }
        let since = *state.met_since.get_or_insert(now);
        if now.duration_since(since) < self.hold {
            return None;
        }
        let next = *self.steps.get(state.step + 1)?;
        state.step += 1;
        state.met_since = None;
        Some(CanaryChange::Raised(next))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn report(upstream: &str, measured: Measurement) -> SloReport {
    let Measurement { calls, failures, refusals, p95, .. } = measured;
    let (upstream, path) = (upstream.to_owned(), None);
    SloReport { upstream, path, calls, failures, refusals, p95, is_met: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_canaries_are_refused() {
        let slo = Slo::new().error_rate(0.01);
        let canary = Canary::new("https://next.test", slo);
        assert!(canary.clone().activate().is_ok());
        assert!(Canary::new("next.test", slo).activate().is_err());
        assert!(Canary::new("http://next.test", slo).activate().is_err());
        assert!(Canary::new("http://localhost:8080", slo).activate().is_ok());
        assert!(Canary::new("https://next.test", Slo::new()).activate().is_err());
        for steps in [vec![], vec![0.0, 0.5], vec![0.5, 0.1], vec![0.5, 1.1], vec![f64::NAN]] {
            assert!(canary.clone().steps(steps.clone()).activate().is_err(), "{steps:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_share_rises_until_the_targets_are_not_met() {
        let slo = Slo::new().error_rate(0.01).window(Duration::from_secs(10));
        let canary = Canary::new("https://next.test", slo).steps([0.1, 0.5, 1.0]);
        let canary = canary.hold(Duration::from_secs(20)).activate().unwrap();
        let run = async |calls: u64, result: CallResult| {
            let mut changes = Vec::new();
            for _ in 0..calls {
                tokio::time::sleep(Duration::from_millis(50)).await;
                changes.extend(canary.record("", Duration::from_millis(5), result));
            }
            changes
        };
        assert_eq!(canary.share(), 0.1);
        assert!(
            run(400, CallResult::Succeeded).await.is_empty(),
            "the first second says nothing yet"
        );
        let raised = run(200, CallResult::Succeeded).await;
        assert!(matches!(raised[..], [CanaryChange::Raised(0.5)]), "{raised:?}");
        let raised = run(500, CallResult::Succeeded).await;
        assert!(matches!(raised[..], [CanaryChange::Raised(1.0)]), "{raised:?}");
        assert!(run(2000, CallResult::Succeeded).await.is_empty(), "there is no further step");
        let withdrawn = run(40, CallResult::Failed).await;
        assert!(matches!(withdrawn[..], [CanaryChange::Withdrawn(_)]), "{withdrawn:?}");
        assert_eq!(canary.share(), 0.0);
        assert!(run(4000, CallResult::Succeeded).await.is_empty(), "it stays withdrawn");
    }
}
