//! A tail of slow requests, and second requests against it.

use std::time::{Duration, Instant};

use crate::Error;
use crate::chapter::Chapter;
use crate::load::{Log, PARCEL, quantile, steady};
use crate::vendor::{Condition, STALL, Vendor};
use crate::vendor_api::Client;

const LENGTH: Duration = Duration::from_secs(7);
const RATE: u32 = 200;
/// The share of requests for a parcel that stall.
const STALLS: f64 = 0.02;
/// The share of extra requests that the client may send.
const SHARE: f64 = 0.03;

/// What the calls of a client were like.
struct Measured {
    p99: Duration,
    /// The calls that took as long as a stalled request.
    stalled: usize,
    calls: [usize; 2],
    requests: [usize; 2],
    registered_twice: usize,
}

pub(crate) async fn run() -> Result<Chapter, Error> {
    let mut chapter = Chapter::new("2. One in fifty requests for a parcel stalls for 400 ms");
    let (without, with) = tokio::try_join!(calls(None), calls(Some(SHARE)))?;
    for (name, it) in [("without hedging", &without), ("with hedging", &with)] {
        let ([reads, writes], [read_requests, write_requests]) = (it.calls, it.requests);
        chapter.tell(format!(
            "{name:<16} p99 of {PARCEL}: {:>3} ms; {} calls stalled; {reads} reads in {read_requests} requests, {writes} writes in {write_requests}",
            it.p99.as_millis(),
            it.stalled
        ));
    }
    chapter.expect(without.p99 >= STALL, "the p99 is that of the calls that stall");
    chapter.expect(with.p99 < STALL, "with hedging, it is not");
    chapter.expect(with.stalled * 2 < without.stalled, "fewer than half as many calls stall");
    let [reads, writes] = with.calls;
    let [read_requests, write_requests] = with.requests;
    let most = reads as f64 * (1.0 + SHARE);
    chapter.expect(read_requests > reads, "second requests were sent");
    chapter.expect(read_requests as f64 <= most, "they are at most 3 % of the reads");
    chapter.expect(write_requests == writes, "no write was sent twice");
    chapter.expect(with.registered_twice == 0, "no parcel was registered twice");
    Ok(chapter)
}

async fn calls(hedging: Option<f64>) -> Result<Measured, Error> {
    let vendor = Vendor::start(Condition::HEALTHY.stalling(STALLS), 1).await?;
    let log = Log::default();
    let builder = Client::builder().base_url(&vendor.url).observe(log.clone()).random_seed(1);
    let client = match hedging {
        Some(share) => builder.hedging(share).build()?,
        None => builder.build()?,
    };
    steady(&client, RATE, Instant::now() + LENGTH).await?;
    let calls = log.calls();
    let parcels: Vec<_> = calls.iter().filter(|it| it.path == PARCEL).copied().collect();
    let (writes, requests) =
        (calls.iter().filter(|it| it.method == "POST").count(), vendor.requests());
    let write_requests = requests.iter().filter(|it| it.is_write).count();
    Ok(Measured {
        p99: quantile(&parcels, 0.99),
        stalled: parcels.iter().filter(|it| it.duration >= STALL).count(),
        calls: [calls.len() - writes, writes],
        requests: [requests.len() - write_requests, write_requests],
        registered_twice: vendor.registered().1,
    })
}
