//! A vendor whose requests hinder each other, and fewer requests at once.

use std::time::{Duration, Instant};

use renkei_runtime::SloReactions;
use tokio::task::JoinSet;

use crate::chapter::Chapter;
use crate::vendor::{Condition, PARCELS, Vendor};
use crate::vendor_api::Client;
use crate::{Error, SLO};

const LENGTH: Duration = Duration::from_secs(6);
/// The tasks that call the vendor, one call after the other.
const TASKS: u32 = 40;
/// How much longer a request takes for each one in flight. Of 40, each takes three times as long again.
const CONGESTION: Duration = Duration::from_millis(6);

/// What the vendor has seen.
struct Measured {
    served: usize,
    /// The most requests in flight in the last two seconds.
    most_in_flight: u32,
}

pub(crate) async fn run() -> Result<Chapter, Error> {
    let mut chapter =
        Chapter::new("3. The vendor has lost machines: requests at once slow each other down");
    let shrinking = SloReactions::NONE.shrink_concurrency();
    let (without, with) = tokio::try_join!(calls(SloReactions::NONE), calls(shrinking))?;
    for (name, it) in [("no reaction", &without), ("shrink_concurrency", &with)] {
        chapter.tell(format!(
            "{name:<19} {} requests served, up to {} at once in the end",
            it.served, it.most_in_flight
        ));
    }
    chapter.expect(
        without.most_in_flight * 10 > TASKS * 9,
        "without a reaction, all tasks hinder each other",
    );
    chapter.expect(
        with.most_in_flight * 5 < TASKS * 3,
        "shrinking leaves fewer than 60 % of the requests at once",
    );
    chapter.expect(
        with.served * 5 > without.served * 6,
        "the vendor serves more than 1.2 times as many",
    );
    Ok(chapter)
}

async fn calls(reactions: SloReactions) -> Result<Measured, Error> {
    let vendor = Vendor::start(Condition::HEALTHY.congested(CONGESTION), 2).await?;
    let builder = Client::builder().base_url(&vendor.url).slo(SLO).on_slo(move |_| reactions);
    let client = builder.random_seed(2).build()?;
    let until = Instant::now() + LENGTH;
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let client = client.clone();
        tasks.spawn(async move {
            while Instant::now() < until {
                client.parcels().get_parcel(task % PARCELS).await?;
            }
            Ok::<_, Error>(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    let requests = vendor.requests();
    let late = requests.iter().filter(|it| it.at + Duration::from_secs(2) > until);
    let most_in_flight = late.map(|it| it.in_flight).max().unwrap_or(0);
    Ok(Measured { served: requests.len(), most_in_flight })
}
