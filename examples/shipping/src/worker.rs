//! One process of the fleet, which registers its part of the parcels.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use renkei_redis::{Rate, Redis, RedisLimiter};
use serde_json::json;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::carrier_api::Client;
use crate::carrier_api::types::NewParcel;
use crate::{Error, LIMIT, PROCESSES};

/// How many parcels a process registers at a time.
const TASKS: usize = 10;

/// How a process keeps the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Not at all: it sends again until it succeeds.
    Naive,
    /// By itself, as if the limit were its own.
    Local,
    /// Together with the others.
    Shared,
}

const MODE: &str = "SHIPPING_MODE";
const CARRIER: &str = "SHIPPING_CARRIER";
const REDIS: &str = "SHIPPING_REDIS";
const PARCELS: &str = "SHIPPING_PARCELS";

/// The settings of a process, from its environment.
pub(crate) struct Settings {
    mode: Mode,
    carrier: String,
    redis: String,
    parcels: Range<u32>,
}

/// Makes a command a worker.
pub(crate) fn into_environment(
    command: &mut Command,
    mode: Mode,
    carrier: &str,
    redis: &str,
    parcels: Range<u32>,
) {
    command.env(MODE, mode.to_string()).env(CARRIER, carrier).env(REDIS, redis);
    command.env(PARCELS, format!("{} {}", parcels.start, parcels.end));
}

/// Returns the settings, if this process is a worker.
pub(crate) fn from_environment() -> Option<Settings> {
    let variable = |name| std::env::var(name).ok();
    let mode = variable(MODE)?;
    let mode =
        [Mode::Naive, Mode::Local, Mode::Shared].into_iter().find(|it| it.to_string() == mode)?;
    let parcels = variable(PARCELS)?;
    let (start, end) = parcels.split_once(' ')?;
    let parcels = start.parse().ok()?..end.parse().ok()?;
    Some(Settings { mode, carrier: variable(CARRIER)?, redis: variable(REDIS)?, parcels })
}

/// Registers the parcels.
pub(crate) async fn run(settings: Settings) -> Result<(), Error> {
    let register = Arc::new(Register::new(&settings)?);
    let next = Arc::new(AtomicU32::new(settings.parcels.start));
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let (register, next, end) = (register.clone(), next.clone(), settings.parcels.end);
        tasks.spawn(async move {
            loop {
                let order = next.fetch_add(1, Ordering::Relaxed);
                if order >= end {
                    return Ok::<_, Error>(());
                }
                register.register(order).await?;
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok(())
}

/// How a parcel is registered.
enum Register {
    Naive(reqwest::Client, String),
    Renkei(Client),
}

impl Register {
    fn new(settings: &Settings) -> Result<Self, Error> {
        let builder =
            Client::builder().base_url(&settings.carrier).deadline(Duration::from_secs(60));
        let builder = builder.attempts(10);
        Ok(match settings.mode {
            Mode::Naive => {
                let http = reqwest::Client::builder().no_proxy().build()?;
                Self::Naive(http, format!("{}/v1/parcels", settings.carrier))
            }
            Mode::Local => Self::Renkei(builder.rate_limit(f64::from(LIMIT), 5).build()?),
            Mode::Shared => {
                let redis = Redis::open(&settings.redis)?;
                let limiter = RedisLimiter::builder(&redis, "carrier")
                    .rate(Rate::per_second(LIMIT).burst(2))
                    .processes(PROCESSES)
                    .build()?;
                Self::Renkei(builder.rate_limiter(limiter).build()?)
            }
        })
    }

    async fn register(&self, order: u32) -> Result<(), Error> {
        match self {
            Self::Renkei(client) => {
                client.parcels().register_parcel(&NewParcel::new(order)).await?;
            }
            Self::Naive(http, url) => {
                while !http
                    .post(url)
                    .json(&json!({"order": order}))
                    .send()
                    .await?
                    .status()
                    .is_success()
                {
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Naive => "naive",
            Self::Local => "local",
            Self::Shared => "shared",
        })
    }
}
