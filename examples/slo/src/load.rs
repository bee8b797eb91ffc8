//! Calls at a steady rate, and what their client reports of them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use renkei_runtime::Outcome;
use renkei_runtime::hooks::{Event, Observe};
use tokio::task::JoinSet;
use tokio::time::interval;

use crate::Error;
use crate::vendor::PARCELS;
use crate::vendor_api::Client;
use crate::vendor_api::types::NewParcel;

/// The path template of a parcel, whose requests can stall.
pub(crate) const PARCEL: &str = "/v1/parcels/{number}";
/// The path template of the prices.
pub(crate) const RATES: &str = "/v1/rates";

/// Makes calls until a time, `rate` of them a second: of ten calls, six read a parcel, three read the prices, and one registers a
/// parcel. Waits for the last one.
pub(crate) async fn steady(client: &Client, rate: u32, until: Instant) -> Result<(), Error> {
    let (mut calls, mut number) = (JoinSet::new(), 0);
    let mut ticks = interval(Duration::from_secs(1) / rate);
    while Instant::now() < until {
        ticks.tick().await;
        let client = client.clone();
        number += 1;
        // The observer has the results.
        calls.spawn(async move {
            match number % 10 {
                0 => drop(client.parcels().register_parcel(&NewParcel::new(number)).await),
                1 | 4 | 7 => drop(client.rates().list_rates().await),
                _ => drop(client.parcels().get_parcel(number % PARCELS).await),
            }
        });
        while let Some(call) = calls.try_join_next() {
            call?;
        }
    }
    while let Some(call) = calls.join_next().await {
        call?;
    }
    Ok(())
}

/// A call that has ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) at: Instant,
    pub(crate) path: &'static str,
    pub(crate) method: &'static str,
    pub(crate) duration: Duration,
    pub(crate) has_failed: bool,
    /// Whether it failed without a request that was sent.
    pub(crate) is_unsent: bool,
}

/// What a client reports about its targets and servers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Change {
    Violated,
    Met,
    Opened(Duration),
    Closed,
    Raised(f64),
    Withdrawn,
    Retried,
}

/// An observer that keeps what its client reports.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Entries>>);

#[derive(Default)]
struct Entries {
    calls: Vec<Call>,
    changes: Vec<(Instant, Change)>,
}

impl Log {
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.entries().calls.clone()
    }

    pub(crate) fn changes(&self) -> Vec<(Instant, Change)> {
        self.entries().changes.clone()
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when something was first reported.
    pub(crate) fn first(&self, is_wanted: impl Fn(Change) -> bool) -> Option<Instant> {
        self.changes().into_iter().find(|(_, it)| is_wanted(*it)).map(|(at, _)| at)
    }
}

impl Observe for Log {
    fn event(&self, event: &Event<'_>) {
        let at = Instant::now();
        let change = match event {
            Event::CallEnded { path, method, duration, error, .. } => {
                let call = Call {
                    at,
                    path,
                    method,
                    duration: *duration,
                    has_failed: error.is_some(),
                    is_unsent: error.is_some_and(|it| it.outcome() == Outcome::NotSent),
                };
                self.entries().calls.push(call);
                return;
            }
            Event::RetryScheduled { .. } => Change::Retried,
            Event::SloViolated { .. } => Change::Violated,
            Event::SloMet { .. } => Change::Met,
            Event::BreakerOpened { pause, .. } => Change::Opened(*pause),
            Event::BreakerClosed { .. } => Change::Closed,
            Event::CanaryRaised { share, .. } => Change::Raised(*share),
            Event::CanaryWithdrawn { .. } => Change::Withdrawn,
            _ => return,
        };
        self.entries().changes.push((at, change));
    }
}

/// Returns a quantile of durations, or zero if there are none.
pub(crate) fn quantile(calls: &[Call], quantile: f64) -> Duration {
    let mut durations: Vec<_> = calls.iter().map(|it| it.duration).collect();
    durations.sort_unstable();
    let rank = (quantile * durations.len() as f64).ceil() as usize;
    durations.get(rank.saturating_sub(1)).copied().unwrap_or(Duration::ZERO)
}
