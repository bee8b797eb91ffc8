//! The metrics of a client as instruments, for libraries that record values one by one. Their names are those of
//! [`Metrics::prometheus`](super::Metrics::prometheus), with dots.

use super::histogram::BOUNDS;

/// An instrument.
#[derive(Debug)]
pub(super) struct Instrument {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) description: &'static str,
    pub(super) kind: Kind,
}

/// What an instrument makes of its values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// It counts in whole numbers.
    Counter,
    /// It has the last value.
    Gauge,
    /// It counts values in buckets with these upper bounds.
    Histogram(&'static [f64]),
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
    Hedges,
    BreakerOpen,
    SloMet,
    CanaryShare,
}

const ATTEMPT_BOUNDS: [f64; 9] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];

/// All instruments, in the order of [`Id`].
pub(super) const INSTRUMENTS: [Instrument; 14] = [
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
    counter(
        "renkei.client.hedges",
        "{request}",
        "Second requests of safe operations, because the first was late.",
    ),
    gauge("renkei.client.breaker.open", "1 while the circuit breaker of a server is not closed."),
    gauge("renkei.client.slo.met", "1 while the calls to a server meet their targets, or else 0."),
    gauge("renkei.client.canary.share", "The share of the calls that go to the canary."),
];

const fn histogram(
    name: &'static str,
    unit: &'static str,
    description: &'static str,
    bounds: &'static [f64],
) -> Instrument {
    Instrument { name, unit, description, kind: Kind::Histogram(bounds) }
}

const fn counter(name: &'static str, unit: &'static str, description: &'static str) -> Instrument {
    Instrument { name, unit, description, kind: Kind::Counter }
}

const fn gauge(name: &'static str, description: &'static str) -> Instrument {
    Instrument { name, unit: "1", description, kind: Kind::Gauge }
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
        assert_eq!(name(Id::BreakerOpen), "renkei.client.breaker.open");
        assert_eq!(name(Id::CanaryShare), "renkei.client.canary.share");
        assert_eq!(INSTRUMENTS.len(), Id::CanaryShare as usize + 1);
        let counters = INSTRUMENTS.iter().filter(|it| it.kind == Kind::Counter);
        assert!(counters.map(|it| it.unit).all(|it| it.starts_with('{')));
    }
}
