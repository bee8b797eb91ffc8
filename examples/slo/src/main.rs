//! A vendor becomes slow, fails and recovers. The client compares its calls with targets, and does less for a vendor that misses them.
//!
//! Run it with `cargo run -p slo`. It exits with 1 if an expectation fails, and writes a plot, `slo.svg`, next to the program in the
//! target folder.

mod canary;
mod chapter;
mod concurrency;
mod degradation;
mod hedging;
mod load;
mod plot;
mod vendor;

/// The client that `build.rs` generated from `vendor.yaml`.
mod vendor_api {
    renkei_runtime::include_client!("vendor");
}

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use renkei_runtime::Slo;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// The target for the 95th percentile of calls.
const P95: Duration = Duration::from_millis(200);
/// The target for the share of calls that fail.
const ERROR_RATE: f64 = 0.01;

/// The targets, which are compared over a time as short as the story.
const SLO: Slo =
    Slo::new().p95(P95).error_rate(ERROR_RATE).window(Duration::from_secs(2)).least_calls(50);

#[tokio::main]
async fn main() -> ExitCode {
    let plot = std::env::current_exe().map(|program| program.with_file_name("slo.svg"));
    let result = match plot {
        Ok(plot) => story(Some(&plot)).await,
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nExpectation failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Tells the story. The first chapter takes as long as the others, and runs at the same time: each has vendors of its own.
async fn story(plot: Option<&Path>) -> Result<(), Error> {
    println!("targets: a p95 of {} ms, and {} % of errors", P95.as_millis(), ERROR_RATE * 100.0);
    let others = async {
        Ok::<_, Error>([hedging::run().await?, concurrency::run().await?, canary::run().await?])
    };
    let (first, others) = tokio::try_join!(degradation::run(plot), others)?;
    for chapter in std::iter::once(first).chain(others) {
        chapter.end()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_story_holds() {
        let told = story(None).await;
        assert!(told.is_ok(), "{told:?}");
    }
}
