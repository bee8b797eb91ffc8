//! `Recorder`: turns events into values of instruments, for libraries that record values one by one.
//!
//! Takes events; passes values with attributes to a [`Sink`].

use std::sync::{Arc, PoisonError, RwLock};

use super::error_type::CANCELLED;
use super::instruments::Id;
use super::series_map::{EventKey, SeriesMap};
use super::{error_type, known_method, split_origin};
use crate::error::Error;
use crate::hooks::Event;

/// The value of an attribute.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Name(&'static str),
    Number(u16),
    /// A number, as text.
    Digits(u16),
    True,
}

/// A library of metrics, which records values.
pub(super) trait Sink {
    /// Attributes in the form that the library wants.
    type Attributes;

    /// Converts the attributes of values of an instrument. This is done once for each set of attributes.
    fn attributes(&self, id: Id, attributes: &[(&'static str, Value<'_>)]) -> Self::Attributes;

    /// Records a value of an instrument. A counter counts one, and a gauge has this value now.
    fn record(&self, id: Id, value: f64, attributes: &Self::Attributes);
}

/// Turns events into values of instruments. Attributes are converted when they are new.
///
/// Their number is bounded: beyond it, values have the attribute `otel.metric.overflow` (OpenTelemetry, "Metrics SDK", cardinality limits).
#[derive(Debug)]
pub(super) struct Recorder<A> {
    series: SeriesMap<KnownSets<A>>,
    /// Those of the series beyond the limit.
    overflow: KnownSets<A>,
}

/// The sets of attributes that values of a series have had.
type KnownSets<A> = RwLock<Vec<(AttributeSet, Arc<A>)>>;

/// What an instrument and a series leave open about the attributes of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
struct AttributeSet {
    id: Id,
    status: Option<u16>,
    detail: Option<Detail>,
}

/// The attribute that says why: `error.type`, or what the instrument counts by.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Detail {
    Status(u16),
    Name(&'static str),
    /// It stands for all sets beyond the limit.
    Overflow,
}

impl AttributeSet {
    fn of(id: Id) -> Self {
        Self { id, status: None, detail: None }
    }

    /// Adds `error.type`: a status of 400 or more, or else the name of the failure.
    fn with_error(self, status: Option<u16>, error: Option<&Error>) -> Self {
        let detail = error.map(|error| match status.filter(|it| *it >= 400) {
            Some(status) => Detail::Status(status),
            None => Detail::Name(error_type(error)),
        });
        Self { detail, ..self }
    }

    fn with_name(self, name: &'static str) -> Self {
        Self { detail: Some(Detail::Name(name)), ..self }
    }

    /// Returns the set that stands for all sets of this instrument beyond the limit.
    fn overflow(id: Id) -> Self {
        Self { id, status: None, detail: Some(Detail::Overflow) }
    }

    /// Returns the name of the attribute that says why.
    fn detail_name(&self) -> &'static str {
        match self.id {
            Id::NotAdmitted => "renkei.limit",
            Id::Drift => "renkei.drift",
            Id::Hedges => "renkei.winner",
            _ => "error.type",
        }
    }
}

impl<A> Default for Recorder<A> {
    fn default() -> Self {
        Self { series: SeriesMap::default(), overflow: RwLock::default() }
    }
}

impl<A> Recorder<A> {
    /// How many sets of attributes of a series are remembered. A server can send any status.
    const MAX_SETS: usize = 64;

    pub(super) fn record(&self, event: &Event<'_>, sink: &impl Sink<Attributes = A>) {
        match *event {
            Event::AttemptEnded {
                method, path, upstream, waited, status, error, duration, ..
            } => {
                let values = self.values((method, path, upstream), sink);
                values.record(AttributeSet::of(Id::AttemptWait), waited.as_secs_f64());
                if status == Some(429) {
                    values.record(AttributeSet::of(Id::Throttled), 1.0);
                }
                let set = AttributeSet { status, ..AttributeSet::of(Id::RequestDuration) };
                values.record(set.with_error(status, error), duration.as_secs_f64());
            }
            Event::AttemptDropped { method, path, upstream, waited, duration, .. } => {
                let values = self.values((method, path, upstream), sink);
                values.record(AttributeSet::of(Id::AttemptWait), waited.as_secs_f64());
                let set = AttributeSet::of(Id::RequestDuration).with_name(CANCELLED);
                values.record(set, duration.as_secs_f64());
            }
            Event::CallEnded { method, path, upstream, attempts, error, duration, .. } => {
                let values = self.values((method, path, upstream), sink);
                if error.is_none() {
                    values.record(AttributeSet::of(Id::CallAttempts), f64::from(attempts));
                }
                let status = error.and_then(Error::status).map(|it| it.as_u16());
                let set = AttributeSet::of(Id::CallDuration).with_error(status, error);
                values.record(set, duration.as_secs_f64());
            }
            Event::NotAdmitted { method, path, upstream, limit, .. } => {
                let set = AttributeSet::of(Id::NotAdmitted).with_name(limit.as_str());
                self.values((method, path, upstream), sink).record(set, 1.0);
            }
            Event::BudgetExhausted { method, path, upstream, .. } => {
                let set = AttributeSet::of(Id::BudgetExhausted);
                self.values((method, path, upstream), sink).record(set, 1.0);
            }
            Event::Drifted { method, path, upstream, ref drift, .. } => {
                let set = AttributeSet::of(Id::Drift).with_name(drift.kind().as_str());
                self.values((method, path, upstream), sink).record(set, 1.0);
            }
            Event::Hedged { method, path, upstream, is_faster, .. } => {
                let winner = if is_faster { "second" } else { "first" };
                let set = AttributeSet::of(Id::Hedges).with_name(winner);
                self.values((method, path, upstream), sink).record(set, 1.0);
            }
            _ => self.record_upstream(event, sink),
        }
    }

    fn record_upstream(&self, event: &Event<'_>, sink: &impl Sink<Attributes = A>) {
        let record = |upstream, path: Option<_>, id, value| {
            let values = self.values(("", path.unwrap_or(""), upstream), sink);
            values.record(AttributeSet::of(id), value);
        };
        match *event {
            Event::BreakerOpened { upstream, path, .. } => {
                record(upstream, path, Id::BreakerOpenings, 1.0);
                record(upstream, path, Id::BreakerOpen, 1.0);
            }
            Event::BreakerClosed { upstream, path } => record(upstream, path, Id::BreakerOpen, 0.0),
            Event::GateClosed { upstream, path, .. } => {
                record(upstream, path, Id::GateClosings, 1.0);
            }
            Event::SloViolated { report } => record(&report.upstream, report.path, Id::SloMet, 0.0),
            Event::SloMet { report } => record(&report.upstream, report.path, Id::SloMet, 1.0),
            Event::CanaryRaised { upstream, share } => {
                record(upstream, None, Id::CanaryShare, share);
            }
            Event::CanaryWithdrawn { report } => {
                record(&report.upstream, None, Id::CanaryShare, 0.0);
            }
            _ => {}
        }
    }

    fn values<'a, S>(&'a self, key: EventKey<'a>, sink: &'a S) -> Values<'a, S, A> {
        Values { key, sink, sets: self.series.get(key, RwLock::default), overflow: &self.overflow }
    }
}

/// Records values of one series.
struct Values<'a, S, A> {
    key: EventKey<'a>,
    sink: &'a S,
    /// The known sets of attributes, unless the series is beyond the limit.
    sets: Option<Arc<KnownSets<A>>>,
    overflow: &'a KnownSets<A>,
}

impl<S: Sink> Values<'_, S, S::Attributes> {
    fn record(&self, set: AttributeSet, value: f64) {
        let set = if self.sets.is_some() { set } else { AttributeSet::overflow(set.id) };
        let attributes = self.known(set).unwrap_or_else(|| self.add(set));
        self.sink.record(set.id, value, &attributes);
    }

    fn sets(&self) -> &KnownSets<S::Attributes> {
        self.sets.as_deref().unwrap_or(self.overflow)
    }

    fn known(&self, set: AttributeSet) -> Option<Arc<S::Attributes>> {
        let sets = self.sets().read().unwrap_or_else(PoisonError::into_inner);
        sets.iter().find(|(it, _)| *it == set).map(|(_, attributes)| attributes.clone())
    }

    #[cold]
    fn add(&self, set: AttributeSet) -> Arc<S::Attributes> {
        let mut sets = self.sets().write().unwrap_or_else(PoisonError::into_inner);
        let is_full = sets.len() >= Recorder::<S::Attributes>::MAX_SETS;
        let set = if is_full { AttributeSet::overflow(set.id) } else { set };
        // Another thread may have added it.
        if let Some((_, attributes)) = sets.iter().find(|(it, _)| *it == set) {
            return attributes.clone();
        }
        let attributes = Arc::new(self.sink.attributes(set.id, &self.attributes(set)));
        sets.push((set, attributes.clone()));
        attributes
    }

    fn attributes(&self, set: AttributeSet) -> Vec<(&'static str, Value<'_>)> {
        const OVERFLOW: (&str, Value<'_>) = ("otel.metric.overflow", Value::True);
        if self.sets.is_none() {
            return vec![OVERFLOW];
        }
        let (method, path, upstream) = self.key;
        let (scheme, address, port) = split_origin(upstream);
        let mut attributes = vec![
            ("server.address", Value::Text(address)),
            ("server.port", Value::Number(port)),
            ("url.scheme", Value::Text(scheme)),
        ];
        if !method.is_empty() {
            attributes.push(("http.request.method", Value::Name(known_method(method))));
        }
        if !path.is_empty() {
            attributes.push(("url.template", Value::Name(path)));
        }
        if let Some(status) = set.status {
            attributes.push(("http.response.status_code", Value::Number(status)));
        }
        match set.detail {
            // The attribute is a string (semantic conventions, "Error attributes").
            Some(Detail::Status(status)) => {
                attributes.push((set.detail_name(), Value::Digits(status)));
            }
            Some(Detail::Name(name)) => attributes.push((set.detail_name(), Value::Name(name))),
            Some(Detail::Overflow) => attributes.push(OVERFLOW),
            None => {}
        }
        attributes
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;
    use crate::error::{AdmissionLimit, ErrorKind};
    use crate::hooks::Drift;
    use crate::slo::SloReport;
    use crate::telemetry::instruments::INSTRUMENTS;

    const UPSTREAM: &str = "https://api.test:443";

    /// The last value of each instrument and set of attributes, as text, and how many there were.
    #[derive(Default)]
    struct Values(Mutex<BTreeMap<String, (f64, u32)>>);

    impl Sink for Values {
        type Attributes = String;

        fn attributes(&self, id: Id, attributes: &[(&'static str, Value<'_>)]) -> String {
            let text = |(name, value): &(&'static str, Value<'_>)| match value {
                Value::Text(value) => format!(" {name}={value}"),
                Value::Name(value) => format!(" {name}={value}"),
                Value::Number(value) | Value::Digits(value) => format!(" {name}={value}"),
                Value::True => format!(" {name}"),
            };
            let attributes: String = attributes.iter().map(text).collect();
            let server = " server.address=api.test server.port=443 url.scheme=https";
            INSTRUMENTS[id as usize].name.to_owned() + &attributes.replace(server, "")
        }

        fn record(&self, _: Id, value: f64, attributes: &String) {
            let mut values = self.0.lock().unwrap();
            let known = values.entry(attributes.clone()).or_insert((0.0, 0));
            *known = (value, known.1 + 1);
        }
    }

    fn ended(path: &'static str, upstream: &str, status: u16, record: &mut dyn FnMut(&Event<'_>)) {
        let (operation, method, attempt) = ("getOrder", "GET", 1);
        let (waited, duration) = (Duration::from_secs(1), Duration::from_secs(2));
        let (status, error) = (Some(status), None);
        record(&Event::AttemptEnded {
            operation,
            method,
            path,
            attempt,
            upstream,
            waited,
            status,
            error,
            duration,
        });
    }

    /// Returns the values of events.
    fn values(events: impl FnOnce(&mut dyn FnMut(&Event<'_>))) -> BTreeMap<String, (f64, u32)> {
        let (recorder, values) = (Recorder::default(), Values::default());
        events(&mut |event| recorder.record(event, &values));
        values.0.into_inner().unwrap()
    }

    /// Makes an event for each instrument.
    fn one_of_each(record: &mut dyn FnMut(&Event<'_>)) {
        let (operation, method, path, upstream) = ("getOrder", "COPY", "/orders", UPSTREAM);
        let failure = Error::new(ErrorKind::Provider);
        let report = |is_met| SloReport {
            upstream: UPSTREAM.to_owned(),
            path: Some("/orders"),
            calls: 100,
            failures: 1,
            refusals: 0,
            p95: Duration::ZERO,
            is_met,
        };
        ended("/orders", UPSTREAM, 429, record);
        let duration = Duration::from_secs(3);
        for (attempts, error) in [(2, None), (1, Some(&failure))] {
            record(&Event::CallEnded {
                operation,
                method,
                path,
                upstream,
                attempts,
                error,
                duration,
            });
        }
        let (attempt, waited) = (1, Duration::from_secs(1));
        record(&Event::AttemptDropped {
            operation,
            method,
            path,
            attempt,
            upstream,
            waited,
            duration,
        });
        let limit = AdmissionLimit::Queue;
        record(&Event::NotAdmitted { operation, method, path, upstream, limit });
        record(&Event::BudgetExhausted { operation, method, path, upstream });
        let drift = Drift::Deprecated { since: None, sunset: None };
        record(&Event::Drifted { operation, method, path, upstream, drift });
        for is_faster in [true, false, true] {
            record(&Event::Hedged { operation, method, path, upstream, is_faster });
        }
        let (pause, path) = (Duration::ZERO, None);
        record(&Event::GateClosed { upstream, path, pause });
        record(&Event::BreakerOpened { upstream, path, pause });
        record(&Event::BreakerClosed { upstream, path });
        record(&Event::SloViolated { report: &report(false) });
        record(&Event::SloMet { report: &report(true) });
        record(&Event::CanaryRaised { upstream, share: 0.25 });
    }

    #[test]
    fn each_instrument_has_an_event() {
        let all = values(one_of_each);
        let other = "http.request.method=_OTHER url.template=/orders";
        let get = "http.request.method=GET url.template=/orders";
        let expected: BTreeMap<String, (f64, u32)> = [
            (format!("http.client.request.duration {get} http.response.status_code=429"), (2.0, 1)),
            (format!("renkei.client.attempt.wait {get}"), (1.0, 1)),
            (format!("http.client.request.duration {other} error.type=cancelled"), (3.0, 1)),
            (format!("renkei.client.attempt.wait {other}"), (1.0, 1)),
            (format!("renkei.client.throttled {get}"), (1.0, 1)),
            (format!("renkei.client.call.duration {other}"), (3.0, 1)),
            (format!("renkei.client.call.duration {other} error.type=auth"), (3.0, 1)),
            (format!("renkei.client.call.attempts {other}"), (2.0, 1)),
            (format!("renkei.client.not_admitted {other} renkei.limit=queue"), (1.0, 1)),
            (format!("renkei.client.retry_budget.exhausted {other}"), (1.0, 1)),
            (format!("renkei.client.drift {other} renkei.drift=deprecated"), (1.0, 1)),
            (format!("renkei.client.hedges {other} renkei.winner=second"), (1.0, 2)),
            (format!("renkei.client.hedges {other} renkei.winner=first"), (1.0, 1)),
            ("renkei.client.gate.closings".to_owned(), (1.0, 1)),
            ("renkei.client.breaker.openings".to_owned(), (1.0, 1)),
            ("renkei.client.breaker.open".to_owned(), (0.0, 2)),
            ("renkei.client.slo.met url.template=/orders".to_owned(), (1.0, 2)),
            ("renkei.client.canary.share".to_owned(), (0.25, 1)),
        ]
        .into();
        assert_eq!(all, expected);
        let recorded = |name: &str| all.keys().any(|it| it.split(' ').next() == Some(name));
        assert!(INSTRUMENTS.iter().all(|it| recorded(it.name)));
    }

    #[test]
    fn sets_of_attributes_are_bounded() {
        let all = values(|record| {
            for port in 0..2 * SeriesMap::<()>::MAX {
                ended("/orders", &format!("https://tenant.test:{port}"), 200, record);
            }
        });
        // Two instruments have values of each series, and of all others together.
        assert_eq!(all.len(), 2 * (SeriesMap::<()>::MAX + 1));
        let rest = &all["http.client.request.duration otel.metric.overflow"];
        assert_eq!(rest.1 as usize, SeriesMap::<()>::MAX);

        let statuses = 400..800;
        let all = values(|record| {
            statuses.clone().for_each(|status| ended("/orders", UPSTREAM, status, record));
        });
        let most = Recorder::<String>::MAX_SETS;
        let durations = all.iter().filter(|(it, _)| it.starts_with("http.client"));
        assert!((most - 5..=most).contains(&durations.clone().count()), "{all:?}");
        let total: u32 = durations.map(|(_, (_, count))| count).sum();
        assert_eq!(total as usize, statuses.len(), "none is lost");
    }
}
