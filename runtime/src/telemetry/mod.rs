//! Metrics and traces of a client.
//!
//! [`Metrics`] counts the events of [`hooks`](crate::hooks) in memory, without a further crate, and returns a snapshot, or the text that
//! Prometheus scrapes. By feature, the crates `tracing`, `metrics` and
//! `opentelemetry` receive spans, events and metrics. It must not know how calls are made.
//!
//! # Examples
//!
//! ```
//! use renkei_runtime::telemetry::Metrics;
//!
//! let metrics = Metrics::new();
//! // let client = Client::builder().observe(metrics.clone()).build()?;
//! for path in &metrics.snapshot().paths {
//!     println!("{} {}: {:?}", path.method, path.path, path.duration.p95);
//! }
//! print!("{}", metrics.prometheus());
//! ```

mod error_type;
#[cfg(feature = "metrics")]
mod facade;
mod histogram;
#[cfg(any(feature = "metrics", feature = "opentelemetry"))]
mod instruments;
mod method;
mod metrics;
#[cfg(feature = "opentelemetry")]
mod opentelemetry;
mod origin;
mod prometheus;
#[cfg(any(feature = "metrics", feature = "opentelemetry"))]
mod recorder;
mod series;
mod series_map;
mod snapshot;
#[cfg(test)]
mod tests;
mod trace_context;
#[cfg(feature = "tracing")]
mod tracing;

pub(crate) use self::error_type::error_type;
#[cfg(feature = "metrics")]
#[cfg_attr(docsrs, doc(cfg(feature = "metrics")))]
pub use self::facade::MetricsFacade;
pub(crate) use self::histogram::DurationHistogram;
pub(crate) use self::method::known_method;
#[cfg(any(feature = "tracing", feature = "opentelemetry"))]
pub(crate) use self::method::{SpanName, original_method};
pub use self::metrics::Metrics;
#[cfg(feature = "opentelemetry")]
#[cfg_attr(docsrs, doc(cfg(feature = "opentelemetry")))]
pub use self::opentelemetry::{OpenTelemetryMetrics, OpenTelemetryTracer};
pub(crate) use self::origin::split_origin;
pub use self::snapshot::{DurationSummary, MetricsSnapshot, PathMetrics, UpstreamMetrics};
pub use self::trace_context::{TraceContext, TraceContextError};
#[cfg(feature = "tracing")]
#[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
pub use self::tracing::Tracing;
