//! `Metrics`: counts the events of clients.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::prometheus;
use super::series::{Series, SeriesKey};
use super::snapshot::{MetricsSnapshot, PathMetrics, UpstreamMetrics};
use crate::hooks::{Event, Observe};

/// Counts what happens in a client, by method, path template and upstream (scheme, host and port).
///
/// Pass a clone to [`ClientBuilder::observe`](crate::ClientBuilder::observe); clones share their counters, and several clients
/// may share one. Nothing is sent anywhere: [`snapshot`](Self::snapshot) and [`prometheus`](Self::prometheus) return what was
/// counted since [`new`](Self::new).
///
/// Memory is bounded: about 20 KB for each of at most [`MAX_PATHS`](Self::MAX_PATHS) path templates, however many calls there
/// are. A call that was dropped before it ended is not counted.
#[derive(Clone, Default)]
pub struct Metrics(Arc<Inner>);

type SharedSeries = Arc<Mutex<Series>>;

#[derive(Default)]
struct Inner {
    /// By path template. Usually each has one method and one upstream, so a list is the fastest map.
    paths: RwLock<HashMap<&'static str, Vec<(SeriesKey, SharedSeries)>>>,
    /// What is beyond the limit.
    overflow: RwLock<Option<SharedSeries>>,
    upstreams: Mutex<BTreeMap<String, UpstreamMetrics>>,
}

impl Metrics {
    /// How many path templates are counted separately at most, each with its method and upstream. Others are counted together.
    pub const MAX_PATHS: usize = 1000;
    /// How many upstreams are counted at most. The gates and breakers of others are not counted.
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
        let shared: Vec<(SeriesKey, SharedSeries)> = {
            let paths = self.0.paths.read().unwrap_or_else(PoisonError::into_inner);
            paths.values().flatten().cloned().collect()
        };
        let mut series: Vec<_> =
            shared.into_iter().map(|(key, series)| (key, copy(&series))).collect();
        series.sort_by(|a, b| a.0.cmp(&b.0));
        series
    }

    fn overflow(&self) -> Option<Series> {
        let overflow = self.0.overflow.read().unwrap_or_else(PoisonError::into_inner);
        overflow.as_ref().map(|series| copy(series))
    }

    fn upstreams(&self) -> Vec<UpstreamMetrics> {
        let upstreams = self.0.upstreams.lock().unwrap_or_else(PoisonError::into_inner);
        upstreams.values().cloned().collect()
    }

    fn record(
        &self,
        (method, path, upstream): (&'static str, &'static str, &str),
        change: impl FnOnce(&mut Series),
    ) {
        let is_of = |key: &SeriesKey| key.method == method && key.upstream == upstream;
        let known = {
            let paths = self.0.paths.read().unwrap_or_else(PoisonError::into_inner);
            let all = paths.get(path);
            all.and_then(|all| all.iter().find(|(key, _)| is_of(key))).map(|it| it.1.clone())
        };
        let series = known
            .unwrap_or_else(|| self.add(SeriesKey { path, method, upstream: upstream.to_owned() }));
        change(&mut series.lock().unwrap_or_else(PoisonError::into_inner));
    }

    #[cold]
    fn add(&self, key: SeriesKey) -> SharedSeries {
        let mut paths = self.0.paths.write().unwrap_or_else(PoisonError::into_inner);
        let is_full = paths.values().map(Vec::len).sum::<usize>() >= Self::MAX_PATHS;
        let known = paths.get(key.path).and_then(|all| all.iter().find(|it| it.0 == key));
        if let Some((_, series)) = known {
            return series.clone();
        }
        let new = || Arc::new(Mutex::new(Series::new()));
        if is_full {
            let mut overflow = self.0.overflow.write().unwrap_or_else(PoisonError::into_inner);
            return overflow.get_or_insert_with(new).clone();
        }
        let series = new();
        paths.entry(key.path).or_default().push((key, series.clone()));
        series
    }

    fn record_upstream(&self, upstream: &str, change: impl FnOnce(&mut UpstreamMetrics)) {
        let mut upstreams = self.0.upstreams.lock().unwrap_or_else(PoisonError::into_inner);
        if !upstreams.contains_key(upstream) && upstreams.len() >= Self::MAX_UPSTREAMS {
            return;
        }
        let name = upstream.to_owned();
        change(
            upstreams.entry(name.clone()).or_insert_with(|| UpstreamMetrics {
                upstream: name,
                ..UpstreamMetrics::default()
            }),
        );
    }
}

fn copy(series: &Mutex<Series>) -> Series {
    series.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

impl Observe for Metrics {
    fn event(&self, event: &Event<'_>) {
        match *event {
            Event::AttemptStarted { method, path, upstream, waited, .. } => {
                self.record((method, path, upstream), |it| it.record_wait(waited));
            }
            Event::AttemptEnded { method, path, upstream, status, error, duration, .. } => {
                let change = |it: &mut Series| it.record_attempt(status, error, duration);
                self.record((method, path, upstream), change);
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
            Event::GateClosed { upstream, .. } => {
                self.record_upstream(upstream, |it| it.gate_closings += 1);
            }
            Event::BreakerOpened { upstream, .. } => {
                self.record_upstream(upstream, |it| it.breaker_openings += 1);
            }
            _ => {}
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
