//! `OpenTelemetryMetrics`: the metrics of a client through a meter.

use std::fmt;
use std::sync::Arc;

use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter};
use opentelemetry::{KeyValue, global};

use super::scope;
use crate::hooks::{CallEvents, Event, Observe};
use crate::telemetry::instruments::{INSTRUMENTS, Id, Instrument, Kind};
use crate::telemetry::recorder::{Recorder, Sink, Value};

/// Records the metrics of a client with a meter of OpenTelemetry. Pass it to [`ClientBuilder::observe`](crate::ClientBuilder::observe).
///
/// `http.client.request.duration` has the attributes and buckets of the semantic conventions; the others begin with
/// `renkei.client`.
pub struct OpenTelemetryMetrics {
    recorder: Recorder<Vec<KeyValue>>,
    instruments: Instruments,
}

/// In the order of [`INSTRUMENTS`].
struct Instruments(Vec<Recording>);

enum Recording {
    Counter(Counter<u64>),
    Gauge(Gauge<f64>),
    Histogram(Histogram<f64>),
}

impl OpenTelemetryMetrics {
    /// Uses the global provider as it is now: set it first.
    pub fn global() -> Self {
        Self::new(&global::meter_with_scope(scope()))
    }

    /// Uses this meter.
    pub fn new(meter: &Meter) -> Self {
        let instruments = INSTRUMENTS.iter().map(|it| recording(meter, it)).collect();
        Self { recorder: Recorder::default(), instruments: Instruments(instruments) }
    }
}

fn recording(meter: &Meter, instrument: &Instrument) -> Recording {
    let Instrument { name, unit, description, kind } = *instrument;
    match kind {
        Kind::Histogram(bounds) => Recording::Histogram(
            meter
                .f64_histogram(name)
                .with_unit(unit)
                .with_description(description)
                .with_boundaries(bounds.to_vec())
                .build(),
        ),
        Kind::Counter => Recording::Counter(
            meter.u64_counter(name).with_unit(unit).with_description(description).build(),
        ),
        Kind::Gauge => Recording::Gauge(
            meter.f64_gauge(name).with_unit(unit).with_description(description).build(),
        ),
    }
}

impl Observe for OpenTelemetryMetrics {
    fn call_events(&self) -> CallEvents {
        CallEvents::Ended
    }

    fn event(&self, event: &Event<'_>) {
        self.recorder.record(event, &self.instruments);
    }
}

impl Sink for Instruments {
    type Attributes = Vec<KeyValue>;

    fn attributes(&self, _: Id, attributes: &[(&'static str, Value<'_>)]) -> Vec<KeyValue> {
        let attribute = |(name, value): &(&'static str, Value<'_>)| match *value {
            // A shared text is cheap to copy, which a library does with each value.
            Value::Text(value) => KeyValue::new(*name, Arc::<str>::from(value)),
            Value::Name(value) => KeyValue::new(*name, value),
            Value::Number(value) => KeyValue::new(*name, i64::from(value)),
            Value::Digits(value) => KeyValue::new(*name, Arc::<str>::from(value.to_string())),
            Value::True => KeyValue::new(*name, true),
        };
        attributes.iter().map(attribute).collect()
    }

    fn record(&self, id: Id, value: f64, attributes: &Vec<KeyValue>) {
        match self.0.get(id as usize) {
            Some(Recording::Counter(counter)) => counter.add(1, attributes),
            Some(Recording::Gauge(gauge)) => gauge.record(value, attributes),
            Some(Recording::Histogram(histogram)) => histogram.record(value, attributes),
            None => {}
        }
    }
}

impl fmt::Debug for OpenTelemetryMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenTelemetryMetrics").finish_non_exhaustive()
    }
}
