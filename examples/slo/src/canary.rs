//! A new version of the vendor at another base URL, which gets a share of the reads until it breaks its targets.

use std::time::{Duration, Instant};

use renkei_runtime::Canary;

use crate::chapter::Chapter;
use crate::load::{Change, Log, steady};
use crate::vendor::{Condition, Vendor};
use crate::vendor_api::Client;
use crate::{Error, SLO};

const LENGTH: Duration = Duration::from_secs(5);
const RATE: u32 = 100;
/// The new version becomes slow with this request.
const BREAKS_AFTER: usize = 100;

pub(crate) async fn run() -> Result<Chapter, Error> {
    let mut chapter =
        Chapter::new("4. A new version at another URL becomes slow with its 100th request");
    let (base, next) =
        (Vendor::start(Condition::HEALTHY, 3).await?, Vendor::start(Condition::HEALTHY, 4).await?);
    next.change_after(BREAKS_AFTER, Condition::HEALTHY.stalling(1.0));
    let log = Log::default();
    let slo = SLO.window(Duration::from_secs(1)).least_calls(20);
    let canary =
        Canary::new(&next.url, slo).steps([0.25, 0.5, 1.0]).hold(Duration::from_millis(1200));
    let builder = Client::builder().base_url(&base.url).canary(canary);
    let client = builder.observe(log.clone()).random_seed(3).build()?;
    steady(&client, RATE, Instant::now() + LENGTH).await?;

    let (calls, requests) = (log.calls(), next.requests());
    let changes: Vec<_> = log.changes().into_iter().map(|(_, it)| it).collect();
    let raised = changes.contains(&Change::Raised(0.5));
    let withdrawn = log.first(|it| it == Change::Withdrawn);
    // A call may have chosen its server just before.
    let settled = withdrawn.map(|it| it + Duration::from_millis(100));
    let late = requests.iter().filter(|it| settled.is_some_and(|at| it.at > at)).count();
    let later = base.requests().iter().filter(|it| settled.is_some_and(|at| it.at > at)).count();
    chapter.tell(format!(
        "{} calls; the new version got {} requests, {} of them while slow, and {late} after it was taken back",
        calls.len(),
        requests.len(),
        requests.len().saturating_sub(BREAKS_AFTER)
    ));
    chapter.expect(raised, "its share was raised to a half while it met its targets");
    chapter.expect(withdrawn.is_some(), "it was taken back");
    chapter.expect(late == 0 && later > 0, "then all calls went to the base URL again");
    chapter.expect(!requests.iter().any(|it| it.is_write), "no write ever went to it");
    chapter.expect(!calls.iter().any(|it| it.has_failed), "no call failed");
    Ok(chapter)
}
