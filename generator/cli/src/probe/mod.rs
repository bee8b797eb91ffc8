//! `renkei probe`: calls the safe operations of an API, and compares the responses with the document and with targets.

mod access;
mod calls;
mod human;
mod idempotency;
mod identity;
mod json;
mod measure;
mod prometheus;
mod rounds;
mod schedule;
mod send;
mod skipped;
mod verdict;

use std::time::Duration;

use renkei::diagnostic::Severity;
use renkei::model::Api;
use renkei::pipeline::{self, Options};

use self::access::Access;
use self::measure::{Measured, Targets};
use self::send::Prepared;
use self::skipped::Skipped;
use crate::args;
use crate::exit::Exit;
use crate::listing::Listing;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

/// The measurements after a round.
struct Report<'a> {
    api: &'a Api,
    rounds: u64,
    /// How long a call counts for the targets; without it, all calls do.
    window: Option<Duration>,
    targets: Targets,
    measured: Vec<(Prepared, Measured)>,
    skipped: &'a [Skipped],
}

impl Report<'_> {
    fn meets_targets(&self) -> bool {
        self.measured.iter().all(|(_, it)| it.meets(self.targets))
            && !self.skipped.iter().any(|it| it.is_failure)
    }

    fn has_drift(&self) -> bool {
        self.measured.iter().any(|(_, it)| it.recent.has_drift())
    }
}

pub(crate) fn run(args: &args::Probe, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, LockMode::Update) {
        Ok(session) => session,
        Err(message) => return terminal.cannot_run(&message),
    };
    let options = Options { remote: session.remote(), ..args.config.options() };
    let loaded = match pipeline::probe(&args.spec, &options) {
        Ok(loaded) => loaded,
        Err(failure) => return terminal.failure(&failure),
    };
    if let Err(message) = session.save() {
        return terminal.cannot_run(&message);
    }
    let listed = Listing::new(0).show(&loaded.report, |it| it.severity >= Severity::Error);
    terminal.message(&listed);
    let variable = |name: &str| std::env::var(name);
    let (name, base_url) = (&loaded.crate_name, args.base_url.as_deref());
    let access = match Access::read(name, base_url, variable) {
        Ok(access) => access,
        Err(message) => return terminal.cannot_run(&message),
    };
    let unused = args.values().unused(&loaded.api);
    if let Some(name) = unused.first() {
        return terminal.cannot_run(&format!("no operation has a parameter `{name}`"));
    }
    match &args.check_idempotency {
        Some(operation) => idempotency::run(args, operation, (&loaded, &access), terminal),
        None => rounds::run(args, &loaded, &access, terminal),
    }
}
