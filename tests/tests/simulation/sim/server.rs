//! The simulated server: it performs requests, honours keys, and keeps a log.

use std::collections::{BTreeMap, HashMap};

/// What the server knows of one request of the caller, over all its attempts.
#[derive(Clone, Debug, Default)]
pub(super) struct LogEntry {
    /// How many copies of it arrived.
    pub(super) received: u32,
    /// How often it took effect.
    pub(super) effects: u32,
    /// The keys that its copies had.
    pub(super) keys: Vec<String>,
    /// Whether a copy had no token, although the server requires one.
    pub(super) lacks_token: bool,
    /// What happened to each attempt, for the report of a broken invariant.
    pub(super) history: Vec<String>,
}

/// How a request is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begun {
    /// The server starts to perform it.
    New,
    /// It was performed before, and its response is sent again.
    Replayed,
    /// The first request with its key is still in progress.
    InProgress,
}

#[derive(Default)]
pub(super) struct Server {
    /// By the number of the caller's request.
    pub(super) log: BTreeMap<u64, LogEntry>,
    /// Whether the request with a key is done.
    keys: HashMap<String, bool>,
    /// Whether it forgets keys.
    is_forgetful: bool,
}

impl Server {
    pub(super) fn new(is_forgetful: bool) -> Self {
        Self { is_forgetful, ..Self::default() }
    }

    pub(super) fn entry(&mut self, number: u64) -> &mut LogEntry {
        self.log.entry(number).or_default()
    }

    /// Receives a request. `key` is that of an operation that honours it.
    pub(super) fn begin(&mut self, number: u64, key: Option<&str>) -> Begun {
        self.entry(number).received += 1;
        let Some(key) = key.filter(|_| !self.is_forgetful) else { return Begun::New };
        match self.keys.get(key) {
            Some(true) => Begun::Replayed,
            Some(false) => Begun::InProgress,
            None => {
                self.keys.insert(key.to_owned(), false);
                Begun::New
            }
        }
    }

    /// Notes that a request took effect.
    pub(super) fn perform(&mut self, number: u64, key: Option<&str>) {
        self.entry(number).effects += 1;
        if let Some(key) = key {
            self.keys.insert(key.to_owned(), true);
        }
    }

    /// Notes that a request was given up without an effect.
    pub(super) fn abandon(&mut self, key: Option<&str>) {
        if let Some(key) = key {
            self.keys.remove(key);
        }
    }
}
