//! The metrics of a client as instruments, for libraries that record values one by one.
//!
//! Takes events; passes values with attributes to a [`Sink`]. Their names are those of [`Metrics::prometheus`](super::Metrics::prometheus),
//! with dots.

use std::sync::{Arc, PoisonError, RwLock};

use super::histogram::BOUNDS;
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
#[derive(Clone, Debug)]
pub(super) enum Value {
    Name(&'static str),
    Text(Arc<str>),
    Number(u16),
}

/// What records values.
pub(super) trait Sink {
    /// Records a value of an instrument. A counter counts one.
    fn record(&self, id: Id, value: f64, attributes: &[(&'static str, Value)]);
}

/// A server as attributes.
#[derive(Debug)]
struct Server {
    scheme: Arc<str>,
    address: Arc<str>,
    port: u16,
}

/// Turns events into values of instruments.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    /// By upstream. There are few, so a list is the fastest map.
    servers: RwLock<Vec<(String, Arc<Server>)>>,
}

impl Recorder {
    /// How many upstreams are remembered.
    const MAX_SERVERS: usize = 256;

    pub(super) fn record(&self, event: &Event<'_>, sink: &impl Sink) {
        match *event {
            Event::AttemptStarted { method, path, upstream, waited, .. } => {
                let attributes = self.attributes(upstream, Some((method, path)));
                sink.record(Id::AttemptWait, waited.as_secs_f64(), &attributes);
            }
            Event::AttemptEnded { method, path, upstream, status, error, duration, .. } => {
                let mut attributes = self.attributes(upstream, Some((method, path)));
                if status == Some(429) {
                    sink.record(Id::Throttled, 1.0, &attributes);
                }
                if let Some(status) = status {
                    attributes.push(("http.response.status_code", Value::Number(status)));
                }
                with_result(&mut attributes, status, error);
                sink.record(Id::RequestDuration, duration.as_secs_f64(), &attributes);
            }
            Event::CallEnded { method, path, upstream, attempts, error, duration, .. } => {
                let mut attributes = self.attributes(upstream, Some((method, path)));
                if error.is_none() {
                    sink.record(Id::CallAttempts, f64::from(attempts), &attributes);
                }
                let status = error.and_then(Error::status).map(|it| it.as_u16());
                with_result(&mut attributes, status, error);
                sink.record(Id::CallDuration, duration.as_secs_f64(), &attributes);
            }
            Event::NotAdmitted { method, path, upstream, limit, .. } => {
                let mut attributes = self.attributes(upstream, Some((method, path)));
                attributes.push(("renkei.limit", Value::Name(limit.as_str())));
                sink.record(Id::NotAdmitted, 1.0, &attributes);
            }
            Event::BudgetExhausted { method, path, upstream, .. } => {
                let attributes = self.attributes(upstream, Some((method, path)));
                sink.record(Id::BudgetExhausted, 1.0, &attributes);
            }
            Event::Drifted { method, path, upstream, ref drift, .. } => {
                let mut attributes = self.attributes(upstream, Some((method, path)));
                attributes.push(("renkei.drift", Value::Name(drift.kind().as_str())));
                sink.record(Id::Drift, 1.0, &attributes);
            }
            Event::BreakerOpened { upstream, .. } => {
                sink.record(Id::BreakerOpenings, 1.0, &self.attributes(upstream, None));
            }
            Event::GateClosed { upstream, .. } => {
                sink.record(Id::GateClosings, 1.0, &self.attributes(upstream, None));
            }
            _ => {}
        }
    }

    fn attributes(
        &self,
        upstream: &str,
        operation: Option<(&'static str, &'static str)>,
    ) -> Vec<(&'static str, Value)> {
        let server = self.server(upstream);
        // A request has two more at most.
        let mut attributes = Vec::with_capacity(7);
        attributes.push(("server.address", Value::Text(server.address.clone())));
        attributes.push(("server.port", Value::Number(server.port)));
        attributes.push(("url.scheme", Value::Text(server.scheme.clone())));
        if let Some((method, path)) = operation {
            attributes.push(("http.request.method", Value::Name(method)));
            if !path.is_empty() {
                attributes.push(("url.template", Value::Name(path)));
            }
        }
        attributes
    }

    fn server(&self, upstream: &str) -> Arc<Server> {
        let servers = self.servers.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, server)) = servers.iter().find(|(it, _)| it == upstream) {
            return server.clone();
        }
        drop(servers);
        let (scheme, address, port) = split_origin(upstream);
        let server = Arc::new(Server { scheme: scheme.into(), address: address.into(), port });
        let mut servers = self.servers.write().unwrap_or_else(PoisonError::into_inner);
        if servers.len() < Self::MAX_SERVERS {
            servers.push((upstream.to_owned(), server.clone()));
        }
        server
    }
}

/// Adds the attribute `error.type`: a status of 400 or more, or else the name of the failure.
fn with_result(
    attributes: &mut Vec<(&'static str, Value)>,
    status: Option<u16>,
    error: Option<&Error>,
) {
    let Some(error) = error else { return };
    let value = match status.filter(|it| *it >= 400) {
        Some(status) => Value::Text(status.to_string().into()),
        None => Value::Name(error_type(error)),
    };
    attributes.push(("error.type", value));
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
