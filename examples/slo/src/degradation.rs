//! The vendor becomes slow, fails in part, is down and recovers. Two clients call it: one with targets, one without.

use std::path::Path;
use std::time::{Duration, Instant};

use renkei_runtime::SloReactions;
use tokio::time::sleep_until;

use crate::chapter::Chapter;
use crate::load::{Call, Change, Log, PARCEL, RATES, quantile, steady};
use crate::vendor::{Condition, Request, Vendor};
use crate::vendor_api::Client;
use crate::{Error, P95, SLO, plot};

const RATE: u32 = 100;

/// A time in which the vendor's condition stays the same.
#[derive(Clone, Copy)]
pub(crate) struct Phase {
    pub(crate) name: &'static str,
    pub(crate) seconds: f64,
    condition: Condition,
}

const fn phase(name: &'static str, seconds: f64, condition: Condition) -> Phase {
    Phase { name, seconds, condition }
}

const SLOW: usize = 1;
const PARTLY: usize = 2;
const DOWN: usize = 3;
pub(crate) const PHASES: [Phase; 5] = [
    phase("healthy", 3.0, Condition::HEALTHY),
    phase("slow", 3.0, Condition::HEALTHY.stalling(0.25)),
    phase("a third fails", 3.0, Condition::HEALTHY.failing(0.33)),
    phase("down", 4.0, Condition::DOWN),
    phase("recovered", 5.0, Condition::HEALTHY),
];

/// What one client and its vendor have seen.
pub(crate) struct Run {
    pub(crate) start: Instant,
    pub(crate) requests: Vec<Request>,
    pub(crate) calls: Vec<Call>,
    log: Log,
    registered_twice: usize,
}

impl Run {
    /// Returns when a phase starts and ends.
    fn times(&self, phase: usize) -> (Instant, Instant) {
        let end = |count| self.start + seconds(PHASES.iter().take(count));
        (end(phase), end(phase + 1))
    }

    /// Returns the calls that ended in a phase.
    fn calls_in(&self, phase: usize) -> Vec<Call> {
        let (from, to) = self.times(phase);
        self.calls.iter().filter(|it| (from..to).contains(&it.at)).copied().collect()
    }

    fn requests_between(&self, from: Instant, to: Instant) -> usize {
        self.requests.iter().filter(|it| (from..to).contains(&it.at)).count()
    }

    fn requests_in(&self, phase: usize) -> usize {
        let (from, to) = self.times(phase);
        self.requests_between(from, to)
    }

    fn changes_in(&self, phase: usize, wanted: Change) -> usize {
        let (from, to) = self.times(phase);
        let changes = self.log.changes();
        changes.iter().filter(|(at, it)| (from..to).contains(at) && *it == wanted).count()
    }
}

fn seconds<'a>(phases: impl Iterator<Item = &'a Phase>) -> Duration {
    Duration::from_secs_f64(phases.map(|it| it.seconds).sum())
}

pub(crate) async fn run(plot: Option<&Path>) -> Result<Chapter, Error> {
    let mut chapter = Chapter::new("1. A vendor becomes slow, fails in part, is down and recovers");
    let (plain, careful) = tokio::try_join!(calls(false), calls(true))?;
    tell(&mut chapter, &careful);
    chapter.tell("");
    for (name, run) in [("without targets", &plain), ("with targets", &careful)] {
        let failed = |phase| run.calls_in(phase).iter().filter(|it| it.has_failed).count();
        chapter.tell(format!(
            "{name:<16} while a third fails: {} retries, {} calls fail; down: {} requests; recovered: {} calls fail",
            run.changes_in(PARTLY, Change::Retried),
            failed(PARTLY),
            run.requests_in(DOWN),
            failed(DOWN + 1)
        ));
    }
    expect_targets(&mut chapter, &careful);
    expect_reactions(&mut chapter, &plain, &careful);
    expect_breaker(&mut chapter, &careful);
    if let Some(path) = plot {
        std::fs::write(
            path,
            plot::svg(&careful, &[("without targets", &plain), ("with targets", &careful)]),
        )?;
        chapter.tell(path.display());
    }
    Ok(chapter)
}

/// Calls a vendor through all phases.
async fn calls(has_targets: bool) -> Result<Run, Error> {
    let vendor = Vendor::start(Condition::HEALTHY, 5).await?;
    let log = Log::default();
    let builder = Client::builder().base_url(&vendor.url).observe(log.clone()).random_seed(5);
    let client = if has_targets {
        let react = |report: &renkei_runtime::SloReport| {
            let reactions = SloReactions::NONE.stop_retries();
            if report.error_rate() > 0.5 { reactions.open_breaker() } else { reactions }
        };
        builder.slo(SLO).on_slo(react).build()?
    } else {
        builder.build()?
    };
    let start = Instant::now();
    let change = async {
        for (number, phase) in PHASES.iter().enumerate() {
            sleep_until((start + seconds(PHASES.iter().take(number))).into()).await;
            vendor.change(phase.condition);
        }
        Ok(())
    };
    tokio::try_join!(steady(&client, RATE, start + seconds(PHASES.iter())), change)?;
    let (requests, registered_twice) = (vendor.requests(), vendor.registered().1);
    Ok(Run { start, requests, calls: log.calls(), log, registered_twice })
}

/// Tells the p95 of each path template in each phase.
fn tell(chapter: &mut Chapter, run: &Run) {
    chapter.tell(format!(
        "{:<15} {:>26} {:>15} {:>8} {:>10}",
        "with targets",
        format!("p95 {PARCEL}"),
        format!("p95 {RATES}"),
        "failed",
        "unsent"
    ));
    for (number, phase) in PHASES.iter().enumerate() {
        let calls = run.calls_in(number);
        let p95 = |path| {
            let of_path: Vec<_> = calls.iter().filter(|it| it.path == path).copied().collect();
            format!("{} ms", quantile(&of_path, 0.95).as_millis())
        };
        let failed = calls.iter().filter(|it| it.has_failed).count();
        let unsent = calls.iter().filter(|it| it.is_unsent).count();
        chapter.tell(format!(
            "{:<15} {:>26} {:>15} {:>8} {:>10}",
            phase.name,
            p95(PARCEL),
            p95(RATES),
            failed,
            unsent
        ));
    }
}

/// The p95 of the path template that is slow misses the target, and that of the other does not.
fn expect_targets(chapter: &mut Chapter, run: &Run) {
    let p95 = |phase, path| {
        let calls = run.calls_in(phase);
        quantile(&calls.into_iter().filter(|it| it.path == path).collect::<Vec<_>>(), 0.95)
    };
    chapter.expect(
        p95(0, PARCEL) < P95 && p95(0, RATES) < P95,
        "both path templates meet the target at first",
    );
    chapter.expect(p95(SLOW, PARCEL) > P95, "a quarter of slow parcels misses it");
    chapter.expect(p95(SLOW, RATES) < P95, "the prices, which are not slow, still meet it");
    chapter.expect(run.changes_in(0, Change::Violated) == 0, "no violation is reported before");
    chapter.expect(
        run.changes_in(SLOW, Change::Violated) > 0,
        "it is reported while the vendor is slow",
    );
}

fn expect_reactions(chapter: &mut Chapter, plain: &Run, careful: &Run) {
    let retries = |run: &Run| run.changes_in(PARTLY, Change::Retried);
    chapter.expect(
        retries(careful) * 10 < retries(plain),
        "stop_retries leaves less than a tenth of the retries",
    );
    chapter.expect(
        careful.requests_in(DOWN) * 2 < plain.requests_in(DOWN),
        "the vendor that is down gets fewer than half as many requests",
    );
    let twice = plain.registered_twice + careful.registered_twice;
    chapter.expect(twice == 0, "no parcel is registered twice, with all these retries");
}

/// The breaker opens, sends probes after its pause, and closes.
fn expect_breaker(chapter: &mut Chapter, run: &Run) {
    let opened = run.log.changes().into_iter().find_map(|(at, it)| match it {
        Change::Opened(pause) => Some((at, pause)),
        _ => None,
    });
    let closed = run.log.first(|it| it == Change::Closed);
    let (Some((opened, pause)), Some(closed)) = (opened, closed) else {
        return chapter.expect(false, "the circuit breaker opens and closes");
    };
    // What was in flight when it opened still arrives.
    let moment = Duration::from_millis(100);
    let silent = run.requests_between(opened + moment, opened + pause);
    let probes = run.requests_between(opened + pause, closed);
    chapter.tell(format!(
        "the breaker opens after {:.1} s for {:.0} s: {silent} requests, then {probes} probes, and closes after {:.1} s",
        (opened - run.start).as_secs_f64(),
        pause.as_secs_f64(),
        (closed - run.start).as_secs_f64()
    ));
    chapter.expect(opened > run.times(DOWN).0, "the circuit breaker opens when the vendor is down");
    chapter.expect(silent == 0, "no request is sent while it is open");
    chapter.expect((3..=5).contains(&probes), "three probes succeed, and it closes");
    let later: Vec<_> = run.calls.iter().filter(|it| it.at > closed + moment).copied().collect();
    let is_well = !later.is_empty() && later.iter().all(|it| !it.has_failed);
    chapter.expect(
        is_well && quantile(&later, 0.95) < P95,
        "after that, no call fails, and the targets are met",
    );
    let last = run
        .log
        .changes()
        .into_iter()
        .rev()
        .find(|(_, it)| matches!(it, Change::Violated | Change::Met));
    chapter.expect(last.is_some_and(|(_, it)| it == Change::Met), "the client reports that");
}
