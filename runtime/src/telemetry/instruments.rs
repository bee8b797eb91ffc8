//! The metrics of a client as instruments, for libraries that record values one by one.
//!
//! Takes events; passes values with attributes to a [`Sink`]. Their names are those of [`Metrics::prometheus`](super::Metrics::prometheus),
//! with dots.

use std::sync::{Arc, PoisonError, RwLock};

use super::histogram::BOUNDS;
use super::series_map::{EventKey, SeriesMap};
use super::{error_type, split_origin};
use crate::error::Error;
use crate::hooks::Event;

/// An instrument. Counters count in whole numbers.
#[derive(Debug)]
pub(super) struct Instrument {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) description: &'static str,
    /// The upper bounds of the buckets of a histogram. A counter has none.
    pub(super) bounds: Option<&'static [f64]>,
}

/// The instruments, by the names that events use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Id {
    RequestDuration,
    CallDuration,
    CallAttempts,
    AttemptWait,
    Throttled,
    NotAdmitted,
    BudgetExhausted,
    BreakerOpenings,
    GateClosings,
    Drift,
}

const ATTEMPT_BOUNDS: [f64; 9] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];

/// All instruments, in the order of [`Id`].
pub(super) const INSTRUMENTS: [Instrument; 10] = [
    histogram("http.client.request.duration", "s", "Duration of HTTP client requests.", &BOUNDS),
    histogram(
        "renkei.client.call.duration",
        "s",
        "Duration of calls, with all attempts and waits.",
        &BOUNDS,
    ),
    histogram(
        "renkei.client.call.attempts",
        "{attempt}",
        "Attempts of each call that succeeded.",
        &ATTEMPT_BOUNDS,
    ),
    histogram(
        "renkei.client.attempt.wait",
        "s",
        "How long attempts waited for credentials and limits.",
        &BOUNDS,
    ),
    counter("renkei.client.throttled", "{attempt}", "Attempts whose response had status 429."),
    counter(
        "renkei.client.not_admitted",
        "{attempt}",
        "Attempts that a limit of the client kept from being sent.",
    ),
    counter(
        "renkei.client.retry_budget.exhausted",
        "{retry}",
        "Retries that the retry budget did not allow.",
    ),
    counter(
        "renkei.client.breaker.openings",
        "{opening}",
        "How often the circuit breaker of a server opened.",
    ),
    counter(
        "renkei.client.gate.closings",
        "{closing}",
        "How often a 429 or a used-up quota stopped attempts for a time.",
    ),
    counter(
        "renkei.client.drift",
        "{response}",
        "Responses that differ from the document, or announce that they will.",
    ),
];

const fn histogram(
    name: &'static str,
    unit: &'static str,
    description: &'static str,
    bounds: &'static [f64],
) -> Instrument {
    Instrument { name, unit, description, bounds: Some(bounds) }
}

const fn counter(name: &'static str, unit: &'static str, description: &'static str) -> Instrument {
    Instrument { name, unit, description, bounds: None }
}

/// The value of an attribute.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Name(&'static str),
    Number(u16),
    /// A number, as text.
    Digits(u16),
}

/// A library of metrics, which records values.
pub(super) trait Sink {
    /// Attributes in the form that the library wants.
    type Attributes;

    /// Converts the attributes of values of an instrument. This is done once for each set of attributes.
    fn attributes(&self, id: Id, attributes: &[(&'static str, Value<'_>)]) -> Self::Attributes;

    /// Records a value of an instrument. A counter counts one.
    fn record(&self, id: Id, value: f64, attributes: &Self::Attributes);
}

/// Turns events into values of instruments. Attributes are converted when they are new.
#[derive(Debug)]
pub(super) struct Recorder<A> {
    series: SeriesMap<KnownSets<A>>,
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

    /// Returns the name of the attribute that says why.
    fn detail_name(&self) -> &'static str {
        match self.id {
            Id::NotAdmitted => "renkei.limit",
            Id::Drift => "renkei.drift",
            _ => "error.type",
        }
    }
}

/// What events about an upstream have as method and path template.
const NO_OPERATION: (&str, &str) = ("", "");

impl<A> Default for Recorder<A> {
    fn default() -> Self {
        Self { series: SeriesMap::default() }
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
            Event::BreakerOpened { upstream, .. } => {
                let (method, path) = NO_OPERATION;
                let set = AttributeSet::of(Id::BreakerOpenings);
                self.values((method, path, upstream), sink).record(set, 1.0);
            }
            Event::GateClosed { upstream, .. } => {
                let (method, path) = NO_OPERATION;
                let set = AttributeSet::of(Id::GateClosings);
                self.values((method, path, upstream), sink).record(set, 1.0);
            }
            _ => {}
        }
    }

    fn values<'a, S>(&self, key: EventKey<'a>, sink: &'a S) -> Values<'a, S, A> {
        Values { key, sink, sets: self.series.get(key, RwLock::default) }
    }
}

/// Records values of one series.
struct Values<'a, S, A> {
    key: EventKey<'a>,
    sink: &'a S,
    /// The known sets of attributes. There are none beyond the limit of series.
    sets: Option<Arc<KnownSets<A>>>,
}

impl<S: Sink> Values<'_, S, S::Attributes> {
    fn record(&self, set: AttributeSet, value: f64) {
        let attributes = self.known(set).unwrap_or_else(|| self.convert(set));
        self.sink.record(set.id, value, &attributes);
    }

    fn known(&self, set: AttributeSet) -> Option<Arc<S::Attributes>> {
        let sets = self.sets.as_ref()?.read().unwrap_or_else(PoisonError::into_inner);
        sets.iter().find(|(it, _)| *it == set).map(|(_, attributes)| attributes.clone())
    }

    #[cold]
    fn convert(&self, set: AttributeSet) -> Arc<S::Attributes> {
        let attributes = Arc::new(self.sink.attributes(set.id, &self.attributes(set)));
        if let Some(sets) = &self.sets {
            let mut sets = sets.write().unwrap_or_else(PoisonError::into_inner);
            if sets.len() < Recorder::<S::Attributes>::MAX_SETS {
                sets.push((set, attributes.clone()));
            }
        }
        attributes
    }

    fn attributes(&self, set: AttributeSet) -> Vec<(&'static str, Value<'_>)> {
        let (method, path, upstream) = self.key;
        let (scheme, address, port) = split_origin(upstream);
        let mut attributes = vec![
            ("server.address", Value::Text(address)),
            ("server.port", Value::Number(port)),
            ("url.scheme", Value::Text(scheme)),
        ];
        if !method.is_empty() {
            attributes.push(("http.request.method", Value::Name(method)));
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
            None => {}
        }
        attributes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instruments_are_in_the_order_of_their_ids() {
        let name = |id: Id| INSTRUMENTS[id as usize].name;
        assert_eq!(name(Id::RequestDuration), "http.client.request.duration");
        assert_eq!(name(Id::AttemptWait), "renkei.client.attempt.wait");
        assert_eq!(name(Id::GateClosings), "renkei.client.gate.closings");
        assert_eq!(name(Id::Drift), "renkei.client.drift");
        assert_eq!(INSTRUMENTS.len(), Id::Drift as usize + 1);
        let counters = INSTRUMENTS.iter().filter(|it| it.bounds.is_none());
        assert!(counters.map(|it| it.unit).all(|it| it.starts_with('{')));
    }
}
