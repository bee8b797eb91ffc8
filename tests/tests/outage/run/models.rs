//! Retry policies of other clients, as their parameters say, over discrete events.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use fastrand::Rng;

use super::server::Server;
use super::{ATTEMPT_TIMEOUT, Scenario, Timeline};

/// How a client retries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model {
    pub(crate) name: &'static str,
    /// Attempts in all.
    pub(crate) attempts: u32,
    /// The first wait, and the longest, in microseconds.
    pub(crate) backoff: (u64, u64),
    /// What multiplies the wait with each retry.
    pub(crate) growth: f64,
    /// Whether each wait is a random part of it.
    pub(crate) has_jitter: bool,
    pub(crate) budget: Option<Budget>,
    /// How long a call may take in all, in microseconds.
    pub(crate) deadline: u64,
}

/// A token bucket of a client, which pays for retries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) capacity: f64,
    /// The cost of a retry, and of one after a timeout.
    pub(crate) cost: (f64, f64),
    /// What a success at the first attempt returns. A success of a retry returns its cost.
    pub(crate) refund: f64,
}

const SECOND: u64 = 1_000_000;

/// What others do, with the parameters of their source.
pub(crate) const MODELS: &[Model] = &[
    // The defaults of renkei without its budget and its circuit breaker.
    Model {
        name: "no budget",
        attempts: 3,
        backoff: (100_000, 2 * SECOND),
        growth: 2.0,
        has_jitter: true,
        budget: None,
        deadline: 10 * SECOND,
    },
    // Three retries after 100, 200 and 400 ms, as in many tutorials.
    Model {
        name: "3 retries",
        attempts: 4,
        backoff: (100_000, 10 * SECOND),
        growth: 2.0,
        has_jitter: false,
        budget: None,
        deadline: 20 * SECOND,
    },
    // The standard mode of the AWS SDKs (SDKs and Tools reference guide, "Retry behavior"): the retry quota of aws-smithy-runtime.
    Model {
        name: "AWS standard",
        attempts: 3,
        backoff: (SECOND, 20 * SECOND),
        growth: 2.0,
        has_jitter: true,
        budget: Some(Budget { capacity: 500.0, cost: (5.0, 10.0), refund: 1.0 }),
        deadline: 60 * SECOND,
    },
    // The default retry parameters of clients that gapic-generator configures: 100 ms, times 1.3, at most 60 s, for 600 s in all.
    Model {
        name: "gax",
        attempts: u32::MAX,
        backoff: (100_000, 60 * SECOND),
        growth: 1.3,
        has_jitter: true,
        budget: None,
        deadline: 600 * SECOND,
    },
];

struct Call {
    started: u64,
    client: usize,
    attempts: u32,
    paid: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Send,
    Succeed,
    Fail,
    TimeOut,
}

/// When something happens, to which call, and what.
type Event = (u64, usize, Step);

/// Runs all calls of a scenario.
pub(crate) fn simulate(model: &Model, scenario: &Scenario) -> Timeline {
    let mut server = scenario.server();
    let mut timeline = Timeline::new(scenario);
    let mut rng = Rng::with_seed(1);
    let capacity = model.budget.map_or(0.0, |it| it.capacity);
    let mut tokens = vec![capacity; scenario.clients];
    let (mut calls, mut events) = (Vec::new(), BinaryHeap::<Reverse<Event>>::new());
    let mut arrivals = scenario.calls().peekable();
    loop {
        // A call arrives, unless something happens before.
        let before = events.peek().map_or(u64::MAX, |Reverse((at, ..))| *at);
        if let Some((started, client)) = arrivals.next_if(|(started, _)| *started <= before) {
            events.push(Reverse((started, calls.len(), Step::Send)));
            calls.push(Call { started, client, attempts: 0, paid: 0.0 });
        }
        let Some(Reverse((now, number, step))) = events.pop() else { break };
        let call = &mut calls[number];
        let tokens = &mut tokens[call.client];
        match step {
            Step::Send => {
                call.attempts += 1;
                events.push(Reverse(respond(&mut server, now, number)));
            }
            Step::Succeed => {
                let refund = model.budget.map_or(0.0, |it| it.refund);
                let refund = if call.paid > 0.0 { call.paid } else { refund };
                *tokens = (*tokens + refund).min(capacity);
                timeline.succeeded(call.started, now);
            }
            Step::Fail | Step::TimeOut => {
                let wait = model.wait(call.attempts, &mut rng);
                let is_late = now + wait > call.started.saturating_add(model.deadline);
                if call.attempts >= model.attempts || is_late {
                    continue;
                }
                if let Some(budget) = model.budget {
                    let cost = if step == Step::Fail { budget.cost.0 } else { budget.cost.1 };
                    if *tokens < cost {
                        continue;
                    }
                    *tokens -= cost;
                    call.paid = cost;
                }
                events.push(Reverse((now + wait, number, Step::Send)));
            }
        }
    }
    timeline.requests = server.requests;
    timeline
}

fn respond(server: &mut Server, now: u64, number: usize) -> Event {
    match server.receive(now) {
        (at, _) if at > now + ATTEMPT_TIMEOUT => (now + ATTEMPT_TIMEOUT, number, Step::TimeOut),
        (at, true) => (at, number, Step::Succeed),
        (at, false) => (at, number, Step::Fail),
    }
}

impl Model {
    /// Returns the wait after so many attempts.
    fn wait(&self, attempts: u32, rng: &mut Rng) -> u64 {
        let (first, longest) = self.backoff;
        let exponent = i32::try_from(attempts - 1).unwrap_or(i32::MAX);
        let wait = (first as f64 * self.growth.powi(exponent)).min(longest as f64);
        (if self.has_jitter { rng.f64() * wait } else { wait }) as u64
    }
}
