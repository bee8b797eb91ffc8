//! Four processes register parcels at a carrier that allows 50 requests a second to all of them together.
//!
//! Run it with `cargo run -p shipping`. It exits with 1 if an expectation fails, and writes a timeline, `shipping.svg`, next to the
//! program in the target folder. The shared limit needs `redis-server`; without it, that part is skipped.

mod carrier;
mod plot;
mod redis_server;
mod worker;

/// The client that `build.rs` generated from `carrier.yaml`.
mod carrier_api {
    renkei_runtime::include_client!("carrier");
}

use std::path::Path;
use std::process::{ExitCode, Stdio};

use carrier::{Carrier, Timeline};
use redis_server::RedisServer;
use tokio::process::Command;
use worker::Mode;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// How many processes register parcels.
const PROCESSES: u32 = 4;
/// How many parcels there are in all.
const PARCELS: u32 = 600;
/// How many requests a second the carrier allows.
const LIMIT: u32 = 50;

#[tokio::main]
async fn main() -> ExitCode {
    let result = match worker::from_environment() {
        Some(settings) => worker::run(settings).await,
        None => match std::env::current_exe() {
            Ok(program) => story(PARCELS, &[], Some(&program.with_file_name("shipping.svg"))).await,
            Err(error) => Err(error.into()),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nExpectation failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the three ways. `arguments` make this program a worker.
async fn story(parcels: u32, arguments: &[&str], plot: Option<&Path>) -> Result<(), Error> {
    println!(
        "{parcels} parcels, {PROCESSES} processes, {LIMIT} requests a second for all of them\n"
    );
    let naive = fleet(Mode::Naive, parcels, "", arguments).await?;
    expect(
        naive.refused > naive.accepted,
        "a loop that retries sends more refused requests than others",
    )?;
    let local = fleet(Mode::Local, parcels, "", arguments).await?;
    expect(local.accepted == parcels, "with a bucket in each process, every parcel is registered")?;
    expect(
        local.refused > 0 && local.refused < naive.refused,
        "fewer requests are refused, but some are",
    )?;
    let mut timelines = vec![("retry loop", naive), ("a bucket in each process", local)];
    match RedisServer::start().await? {
        Some(redis) => {
            let shared = fleet(Mode::Shared, parcels, &redis.url(), arguments).await?;
            expect(shared.accepted == parcels, "with a shared bucket, every parcel is registered")?;
            expect(shared.refused * 100 <= parcels, "at most 1 % of the requests are refused")?;
            let least = f64::from(parcels) / f64::from(LIMIT);
            expect(shared.seconds() < 1.2 * least + 1.0, "the limit is used")?;
            timelines.push(("a shared bucket", shared));
        }
        None => {
            eprintln!("!! SKIPPED: redis-server is not installed (apt-get install redis-server)")
        }
    }
    if let Some(path) = plot {
        std::fs::write(path, plot::svg(&timelines, LIMIT))?;
        println!("\n   {}", path.display());
    }
    Ok(())
}

/// Registers all parcels in one way.
async fn fleet(
    mode: Mode,
    parcels: u32,
    redis: &str,
    arguments: &[&str],
) -> Result<Timeline, Error> {
    let carrier = Carrier::start(LIMIT).await?;
    let mut workers = Vec::new();
    for number in 0..PROCESSES {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).stdout(Stdio::null()).kill_on_drop(true);
        let parcels = parcels * number / PROCESSES..parcels * (number + 1) / PROCESSES;
        worker::into_environment(&mut command, mode, &carrier.url, redis, parcels);
        workers.push(command.spawn()?);
    }
    for mut worker in workers {
        if !worker.wait().await?.success() {
            return Err("a worker failed".into());
        }
    }
    let timeline = carrier.timeline();
    println!(
        "   {mode:<7} {} accepted, {} refused, in {:.1} s",
        timeline.accepted,
        timeline.refused,
        timeline.seconds()
    );
    Ok(timeline)
}

/// Prints an expectation that holds; returns an error otherwise.
fn expect(holds: bool, what: &str) -> Result<(), Error> {
    if !holds {
        return Err(format!("not true: {what}").into());
    }
    println!("   ✓ {what}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Not a test of its own: the story runs it in other processes.
    #[tokio::test]
    async fn worker() {
        if let Some(settings) = worker::from_environment() {
            let ended = worker::run(settings).await;
            assert!(ended.is_ok(), "{ended:?}");
        }
    }

    #[tokio::test]
    async fn the_story_holds() {
        let told = story(200, &["--exact", "tests::worker", "--nocapture"], None).await;
        assert!(told.is_ok(), "{told:?}");
    }
}
