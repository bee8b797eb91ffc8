//! `Metrics`: counts the events of clients.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::prometheus;
use super::series::Series;
use super::series_map::{EventKey, SeriesKey, SeriesMap};
use super::snapshot::{MetricsSnapshot, PathMetrics, UpstreamMetrics};
use crate::hooks::{CallEvents, Event, Observe};

/// Counts what happens in a client, by method, path template and upstream (scheme, host and port).
///
/// Pass a clone to [`ClientBuilder::observe`](crate::ClientBuilder::observe); clones share their counters, and several clients
/// may share one. Nothing is sent anywhere: [`snapshot`](Self::snapshot) and [`prometheus`](Self::prometheus) return what was
/// counted since [`new`](Self::new).
///
/// Memory is bounded: about 20 KB for each of at most [`MAX_PATHS`](Self::MAX_PATHS) path templates, however many calls there
/// are. A call that was dropped before it ended is not counted; its attempt is, with the `error.type` `cancelled`.
#[derive(Clone, Default)]
pub struct Metrics(Arc<Inner>);

#[derive(Default)]
struct Inner {
    series: SeriesMap<Mutex<Series>>,
    /// What is beyond the limit.
    overflow: OnceLock<Mutex<Series>>,
    upstreams: Mutex<BTreeMap<(String, Option<&'static str>), UpstreamMetrics>>,
}

impl Metrics {
    /// How many path templates are counted separately at most, each with its method and upstream. Others are counted together.
    pub const MAX_PATHS: usize = SeriesMap::<Mutex<Series>>::MAX;
    /// How many upstreams are counted at most, or path templates if each has its own limits. The gates and breakers of others are not counted.
    const MAX_UPSTREAMS: usize = 256;

    /// Creates metrics that have counted nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns everything that was counted, as plain data.
    pub fn snapshot(&self) -> MetricsSnapshot {
        let overflow = self.overflow().map(|series| PathMetrics {
            is_overflow: true,
            ..series.snapshot(&SeriesKey::default())
        });
        let paths =
            self.series().into_iter().map(|(key, series)| series.snapshot(&key)).chain(overflow);
        MetricsSnapshot { paths: paths.collect(), upstreams: self.upstreams() }
    }

    /// Returns everything that was counted in the text format of Prometheus, version 0.0.4. Its media type is
    /// [`PROMETHEUS_CONTENT_TYPE`](Self::PROMETHEUS_CONTENT_TYPE).
    ///
    /// `http_client_request_duration_seconds` is the metric `http.client.request.duration` of the semantic conventions of
    /// OpenTelemetry 1.45, with their attributes and buckets. The names of the others begin with `renkei_client_`.
    pub fn prometheus(&self) -> String {
        prometheus::render(&self.series(), self.overflow().as_ref(), &self.upstreams())
    }

    /// The media type of [`prometheus`](Self::prometheus).
    pub const PROMETHEUS_CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// Returns a copy of each series, in order.
    fn series(&self) -> Vec<(SeriesKey, Series)> {
        let all = self.0.series.all().into_iter();
        all.map(|(key, series)| (key, copy(&series))).collect()
    }

    fn overflow(&self) -> Option<Series> {
        self.0.overflow.get().map(copy)
    }

    fn upstreams(&self) -> Vec<UpstreamMetrics> {
        let upstreams = self.0.upstreams.lock().unwrap_or_else(PoisonError::into_inner);
        upstreams.values().cloned().collect()
    }

    fn record(&self, key: EventKey<'_>, change: impl FnOnce(&mut Series)) {
        let known = self.0.series.known();
        if let Some(series) = known.get(key) {
            return change(&mut series.lock().unwrap_or_else(PoisonError::into_inner));
        }
        drop(known);
        self.record_first(key, change);
    }

    #[cold]
    fn record_first(&self, key: EventKey<'_>, change: impl FnOnce(&mut Series)) {
        let new = || Mutex::new(Series::new());
        let known = self.0.series.get(key, new);
        let series = known.as_deref().unwrap_or_else(|| self.0.overflow.get_or_init(new));
        change(&mut series.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn record_upstream(
        &self,
        upstream: &str,
        path: Option<&'static str>,
        change: impl FnOnce(&mut UpstreamMetrics),
    ) {
        let mut upstreams = self.0.upstreams.lock().unwrap_or_else(PoisonError::into_inner);
        let (name, count) = (upstream.to_owned(), upstreams.len());
        match upstreams.entry((name.clone(), path)) {
            Entry::Occupied(mut known) => change(known.get_mut()),
            Entry::Vacant(new) if count < Self::MAX_UPSTREAMS => {
                let metrics =
                    UpstreamMetrics { upstream: name, path, ..UpstreamMetrics::default() };
                change(new.insert(metrics));
            }
            Entry::Vacant(_) => {}
        }
    }

    fn record_server(&self, event: &Event<'_>) {
        match *event {
            Event::GateClosed { upstream, path, .. } => {
                self.record_upstream(upstream, path, |it| it.gate_closings += 1);
            }
            Event::BreakerOpened { upstream, path, .. } => {
                self.record_upstream(upstream, path, |it| {
                    it.breaker_openings += 1;
                    it.breaker_is_open = true;
                });
            }
            Event::BreakerClosed { upstream, path } => {
                self.record_upstream(upstream, path, |it| it.breaker_is_open = false);
            }
            Event::SloViolated { report } | Event::SloMet { report } => {
                let is_met = Some(report.is_met);
                self.record_upstream(&report.upstream, report.path, |it| it.meets_targets = is_met);
            }
            Event::CanaryRaised { upstream, share } => {
                self.record_upstream(upstream, None, |it| it.canary_share = Some(share));
            }
            Event::CanaryWithdrawn { report } => {
                self.record_upstream(&report.upstream, None, |it| it.canary_share = Some(0.0));
            }
            _ => {}
        }
    }
}

fn copy(series: &Mutex<Series>) -> Series {
    series.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

impl Observe for Metrics {
    fn call_events(&self) -> CallEvents {
        CallEvents::Ended
    }

    fn event(&self, event: &Event<'_>) {
        match *event {
            Event::AttemptEnded {
                method, path, upstream, waited, status, error, duration, ..
            } => {
                self.record((method, path, upstream), |it| {
                    it.record_wait(waited);
                    it.record_attempt(status, error, duration);
                });
            }
            Event::AttemptDropped { method, path, upstream, waited, duration, .. } => {
                self.record((method, path, upstream), |it| {
                    it.record_wait(waited);
                    it.record_dropped(duration);
                });
            }
            Event::NotAdmitted { method, path, upstream, limit, .. } => {
                self.record((method, path, upstream), |it| it.record_not_admitted(limit));
            }
            Event::BudgetExhausted { method, path, upstream, .. } => {
                self.record((method, path, upstream), Series::record_budget_exhausted);
            }
            Event::Drifted { method, path, upstream, ref drift, .. } => {
                self.record((method, path, upstream), |it| it.record_drift(drift.kind()));
            }
            Event::CallEnded { method, path, upstream, attempts, error, duration, .. } => {
                let change = |it: &mut Series| it.record_call(attempts, error, duration);
                self.record((method, path, upstream), change);
            }
            Event::Hedged { method, path, upstream, is_faster, .. } => {
                self.record((method, path, upstream), |it| it.record_hedge(is_faster));
            }
            _ => self.record_server(event),
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
