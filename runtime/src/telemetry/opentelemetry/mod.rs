//! Spans and metrics through the API of OpenTelemetry, with the names of its semantic conventions.

mod meter;
mod tracer;

use opentelemetry::InstrumentationScope;

pub use self::meter::OpenTelemetryMetrics;
pub use self::tracer::OpenTelemetryTracer;

/// The schema of the semantic conventions that names of attributes and metrics belong to.
const SCHEMA: &str = "https://opentelemetry.io/schemas/1.45.0";

/// Returns what this crate is as a source of telemetry.
fn scope() -> InstrumentationScope {
    InstrumentationScope::builder("renkei-runtime")
        .with_version(env!("CARGO_PKG_VERSION"))
        .with_schema_url(SCHEMA)
        .build()
}
