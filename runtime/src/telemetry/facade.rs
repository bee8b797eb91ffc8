//! `MetricsFacade`: the metrics of a client through the crate `metrics`.

use metrics::{Key, KeyName, Label, Level, Metadata, SharedString, Unit, with_recorder};

use super::instruments::{INSTRUMENTS, Id, Instrument, Kind};
use super::recorder::{Recorder, Sink, Value};
use crate::hooks::{CallEvents, Event, Observe};

/// Records the metrics of a client with the recorder of the crate `metrics`. Pass it to
/// [`ClientBuilder::observe`](crate::ClientBuilder::observe).
///
/// Names of metrics and labels are those of the semantic conventions of OpenTelemetry, such as `http.client.request.duration` and
/// `url.template`; exporters replace the dots where they must. The recorder chooses the buckets of histograms.
#[derive(Debug)]
pub struct MetricsFacade {
    recorder: Recorder<Key>,
}

const METADATA: Metadata<'_> =
    Metadata::new("renkei_runtime", Level::INFO, Some("renkei_runtime::telemetry"));

impl MetricsFacade {
    /// Describes the metrics to the current recorder: install it first.
    pub fn new() -> Self {
        INSTRUMENTS.iter().for_each(describe);
        Self { recorder: Recorder::default() }
    }
}

impl Default for MetricsFacade {
    fn default() -> Self {
        Self::new()
    }
}

fn describe(instrument: &Instrument) {
    let Instrument { name, unit, description, kind } = *instrument;
    let unit = if unit == "s" { Unit::Seconds } else { Unit::Count };
    let (name, description) = (KeyName::from_const_str(name), SharedString::const_str(description));
    with_recorder(|recorder| match kind {
        Kind::Histogram(_) => recorder.describe_histogram(name, Some(unit), description),
        Kind::Counter => recorder.describe_counter(name, Some(unit), description),
        Kind::Gauge => recorder.describe_gauge(name, Some(unit), description),
    });
}

impl Observe for MetricsFacade {
    fn call_events(&self) -> CallEvents {
        CallEvents::Ended
    }

    fn event(&self, event: &Event<'_>) {
        self.recorder.record(event, &Current);
    }
}

/// The recorder that is current when a value is recorded.
struct Current;

impl Sink for Current {
    type Attributes = Key;

    fn attributes(&self, id: Id, attributes: &[(&'static str, Value<'_>)]) -> Key {
        let label = |(name, value): &(&'static str, Value<'_>)| match *value {
            Value::Text(value) => Label::new(*name, value.to_owned()),
            Value::Name(value) => Label::from_static_parts(name, value),
            Value::Number(value) | Value::Digits(value) => Label::new(*name, value.to_string()),
            Value::True => Label::from_static_parts(name, "true"),
        };
        let name = INSTRUMENTS.get(id as usize).map_or("", |it| it.name);
        Key::from_parts(name, attributes.iter().map(label).collect::<Vec<_>>())
    }

    fn record(&self, id: Id, value: f64, key: &Key) {
        let Some(instrument) = INSTRUMENTS.get(id as usize) else { return };
        with_recorder(|recorder| match instrument.kind {
            Kind::Histogram(_) => recorder.register_histogram(key, &METADATA).record(value),
            Kind::Counter => recorder.register_counter(key, &METADATA).increment(1),
            Kind::Gauge => recorder.register_gauge(key, &METADATA).set(value),
        });
    }
}
