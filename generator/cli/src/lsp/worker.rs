//! The thread that analyses documents, so that the server responds while it is busy.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use super::analyser::{Analysed, Analyser, CurrentTexts};
use super::server::Event;

/// The texts to analyse.
pub(super) struct Job {
    /// Counts the changes of texts.
    pub(super) revision: u64,
    pub(super) texts: CurrentTexts,
    /// The files that have changed since the last job.
    pub(super) changed: BTreeSet<PathBuf>,
}

/// The result of a job.
pub(super) struct Update {
    pub(super) revision: u64,
    /// All documents with an open file, by the path of the first file.
    pub(super) documents: Vec<(PathBuf, Analysed)>,
    pub(super) duration: Duration,
}

/// Analyses the jobs of a channel until it is closed. Of several waiting jobs, only the last one counts.
pub(super) fn run(mut analyser: Analyser, jobs: &Receiver<Job>, events: &Sender<Event>) {
    while let Ok(mut job) = jobs.recv() {
        while let Ok(newer) = jobs.try_recv() {
            let changed = job.changed.into_iter().chain(newer.changed).collect();
            job = Job { changed, ..newer };
        }
        let start = Instant::now();
        // A bug must not end the server. The documents stay as they were.
        let update = AssertUnwindSafe(|| analyser.update(&job.texts, &job.changed));
        let is_done = catch_unwind(update).is_ok();
        let documents = analyser.documents().iter();
        let documents = documents.map(|(path, it)| (path.clone(), it.clone())).collect();
        let (revision, duration) = (job.revision, start.elapsed());
        let update = Update { revision, documents, duration };
        let event = if is_done { Event::Analysed(update) } else { Event::AnalysisFailed(update) };
        if events.send(event).is_err() {
            return;
        }
    }
}
