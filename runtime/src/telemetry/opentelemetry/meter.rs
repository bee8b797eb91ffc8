//! `OpenTelemetryMetrics`: the metrics of a client through a meter.

use std::fmt;

use opentelemetry::metrics::{Counter, Histogram, Meter};
use opentelemetry::{KeyValue, global};

use super::scope;
use crate::hooks::{Event, Observe};
use crate::telemetry::instruments::{INSTRUMENTS, Id, Instrument, Recorder, Sink, Value};

/// Records the metrics of a client with a meter of OpenTelemetry. Pass it to [`ClientBuilder::observe`](crate::ClientBuilder::observe).
///
/// `http.client.request.duration` has the attributes and buckets of the semantic conventions; the others begin with
/// `renkei.client`.
pub struct OpenTelemetryMetrics {
    recorder: Recorder,
    instruments: Instruments,
}

/// In the order of [`INSTRUMENTS`].
struct Instruments(Vec<Recording>);

enum Recording {
    Counter(Counter<u64>),
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
    let Instrument { name, unit, description, bounds } = *instrument;
    match bounds {
        Some(bounds) => Recording::Histogram(
            meter
                .f64_histogram(name)
                .with_unit(unit)
                .with_description(description)
                .with_boundaries(bounds.to_vec())
                .build(),
        ),
        None => Recording::Counter(
            meter.u64_counter(name).with_unit(unit).with_description(description).build(),
        ),
    }
}

impl Observe for OpenTelemetryMetrics {
    fn event(&self, event: &Event<'_>) {
        self.recorder.record(event, &self.instruments);
    }
}

impl Sink for Instruments {
    fn record(&self, id: Id, value: f64, attributes: &[(&'static str, Value)]) {
        let attribute = |(name, value): &(&'static str, Value)| match value {
            Value::Name(value) => KeyValue::new(*name, *value),
            Value::Text(value) => KeyValue::new(*name, value.clone()),
            Value::Number(value) => KeyValue::new(*name, i64::from(*value)),
        };
        let attributes: Vec<_> = attributes.iter().map(attribute).collect();
        match self.0.get(id as usize) {
            Some(Recording::Counter(counter)) => counter.add(1, &attributes),
            Some(Recording::Histogram(histogram)) => histogram.record(value, &attributes),
            None => {}
        }
    }
}

impl fmt::Debug for OpenTelemetryMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenTelemetryMetrics").finish_non_exhaustive()
    }
}
