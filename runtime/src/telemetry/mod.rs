//! Metrics of a client: [`Metrics`] counts its events in memory, without a further crate.
//!
//! Takes events of [`hooks`](crate::hooks); returns a snapshot, or the text that Prometheus scrapes. It must not know how
//! calls are made.
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
mod histogram;
mod metrics;
mod prometheus;
mod series;
mod snapshot;
#[cfg(test)]
mod tests;

pub use self::metrics::Metrics;
pub use self::snapshot::{DurationSummary, MetricsSnapshot, PathMetrics, UpstreamMetrics};
