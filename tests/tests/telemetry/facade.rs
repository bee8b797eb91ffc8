//! Metrics of the crate `metrics`, as a recorder receives them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, SharedString, Unit};
use renkei_runtime::telemetry::{Metrics, MetricsFacade};

use crate::conventions::{Ended, REQUEST_DURATION, Type, Values, check};
use crate::{SECRET, builder, call, failing_server};

/// Counts the values of each key.
#[derive(Clone, Default)]
struct Recorder {
    values: Arc<Mutex<BTreeMap<Key, Vec<f64>>>>,
    described: Arc<Mutex<BTreeMap<String, Option<Unit>>>>,
}

struct Recording(Recorder, Key);

impl Recording {
    fn add(&self, value: f64) {
        self.0.values.lock().unwrap().entry(self.1.clone()).or_default().push(value);
    }
}

impl metrics::CounterFn for Recording {
    fn increment(&self, value: u64) {
        self.add(value as f64);
    }

    fn absolute(&self, _: u64) {}
}

impl metrics::HistogramFn for Recording {
    fn record(&self, value: f64) {
        self.add(value);
    }
}

impl metrics::Recorder for Recorder {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, _: SharedString) {
        self.described.lock().unwrap().insert(key.as_str().to_owned(), unit);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, _: SharedString) {
        self.described.lock().unwrap().insert(key.as_str().to_owned(), unit);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, _: SharedString) {
        self.described.lock().unwrap().insert(key.as_str().to_owned(), unit);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Recording(self.clone(), key.clone())))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::new(Recording(self.clone(), key.clone())))
    }
}

/// Returns the labels with the types of the conventions: all labels of this library are text.
fn labels(key: &Key) -> Values {
    let kind =
        |name: &str| REQUEST_DURATION.iter().find(|it| it.0 == name).map_or(Type::Str, |it| it.1);
    key.labels().map(|it| (it.key().to_owned(), (kind(it.key()), it.value().to_owned()))).collect()
}

#[test]
fn a_recorder_receives_the_same_as_the_snapshot() {
    let server = failing_server();
    let (recorder, snapshot) = (Recorder::default(), Metrics::new());
    metrics::with_local_recorder(&recorder, || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let builder = builder(&server.url).observe(MetricsFacade::new()).observe(snapshot.clone());
        assert!(!runtime.block_on(call(&builder.build().unwrap())));
    });
    let described = recorder.described.lock().unwrap();
    assert_eq!(described["http.client.request.duration"], Some(Unit::Seconds));
    let values = recorder.values.lock().unwrap();
    let of = |name: &str| {
        let mut all = values.iter().filter(|(key, _)| key.name() == name);
        let one = all.next().unwrap_or_else(|| panic!("no {name}"));
        assert!(all.next().is_none(), "one series of {name}");
        one
    };
    let (key, durations) = of("http.client.request.duration");
    check(
        &labels(key),
        &REQUEST_DURATION,
        Ended { has_failed: true, has_response: true, is_resent: false },
    );
    let paths = snapshot.snapshot().paths;
    assert_eq!((durations.len() as u64, paths[0].attempts), (2, 2));
    let (_, calls) = of("renkei.client.call.duration");
    assert_eq!((calls.len() as u64, paths[0].calls), (1, 1));
    assert!((calls[0] - paths[0].duration.total.as_secs_f64()).abs() < 1e-9);
    for key in values.keys() {
        assert!(described.contains_key(key.name()), "{key}");
        assert!(!key.to_string().contains(SECRET), "{key}");
    }

    // Each metric is one of the text for Prometheus.
    let text = snapshot.prometheus();
    for (name, unit) in described.iter() {
        let name = name.replace('.', "_");
        let suffixes = if unit == &Some(Unit::Seconds) { ["_seconds"; 2] } else { ["", "_total"] };
        let is_known = |suffix: &&str| text.contains(&format!("# TYPE {name}{suffix} "));
        assert!(suffixes.iter().any(is_known), "{name}");
    }
}
