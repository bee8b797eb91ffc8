//! How the gate closes, opens and paces attempts.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn gate() -> Gate {
    Gate::new(false)
}

/// Closes the gate after a 429 that states the time. Returns whether it was open.
fn closes(gate: &mut Gate, now: Instant, pause: Duration) -> bool {
    gate.close(now, now, Pause::Stated(pause), 60 * SECOND).is_some()
}

fn at(now: Instant, in_flight: usize) -> Arrival {
    Arrival { now, in_flight, until: now + 1000 * SECOND }
}

#[test]
fn one_probe_goes_first() {
    let (mut gate, now) = (gate(), Instant::now());
    assert_eq!(gate.enter(at(now, 0)), GateStep::Pass);
    assert!(closes(&mut gate, now, SECOND) && !closes(&mut gate, now, SECOND / 2));
    assert_eq!(gate.enter(at(now, 0)), GateStep::WaitUntil(now + SECOND));
    let later = now + SECOND;
    assert_eq!(gate.enter(at(later, 0)), GateStep::Probe);
    assert_eq!(gate.enter(at(later, 1)), GateStep::WaitForProbe);
    gate.settle_probe(now, false);
    assert_eq!(gate.enter(at(later, 0)), GateStep::Probe);
    closes(&mut gate, later, SECOND);
    gate.settle_probe(now, false);
    assert_eq!(gate.enter(at(later, 0)), GateStep::WaitUntil(later + SECOND));
    assert_eq!(gate.enter(at(later + SECOND, 0)), GateStep::Probe);
    gate.settle_probe(now, true);
    assert_eq!(gate.enter(at(later + SECOND, 0)), GateStep::Pass);
}

/// Lets attempts take turns, and returns how long the last one waits.
fn last_turn(gate: &mut Gate, now: Instant, turns: usize) -> f64 {
    let mut last = now;
    for _ in 0..turns {
        match gate.enter(at(now, 0)) {
            GateStep::Pass => {}
            GateStep::StartAt(at, _) => last = at,
            step => unreachable!("{step:?}"),
        }
    }
    (last - now).as_secs_f64()
}

#[test]
fn a_busy_upstream_is_entered_at_a_rising_pace() {
    let (mut gate, now) = (gate(), Instant::now());
    (0..100).for_each(|_| gate.count_served(now));
    closes(&mut gate, now, Duration::ZERO);
    assert_eq!(gate.enter(at(now, 0)), GateStep::Probe);
    gate.settle_probe(now, true);
    let took = last_turn(&mut gate, now, 40);
    assert!((0.42..0.52).contains(&took), "from 70 to 100 a second, not {took}");
    // The next hundred are a little faster than what was measured.
    let took = last_turn(&mut gate, now, 100) - took;
    assert!((0.75..0.98).contains(&took), "more than 100 a second, not {took}");
    assert_eq!(gate.enter(at(now + 10 * SECOND, 0)), GateStep::Pass);
    assert!(gate.is_open(), "it has risen, and nobody waits");
}

#[test]
fn a_pace_goes_on_while_attempts_wait_and_falls_once_per_429() {
    let (mut gate, now) = (gate(), Instant::now());
    (0..10).for_each(|_| gate.count_served(now));
    // All of a burst are rejected together.
    (0..90).for_each(|_| assert!(closes(&mut gate, now, SECOND) || !gate.is_open()));
    let later = now + SECOND;
    assert_eq!(gate.enter(at(later, 0)), GateStep::Probe);
    gate.settle_probe(now, true);
    let took = last_turn(&mut gate, later, 60);
    assert!((5.5..8.0).contains(&took), "7 a second, rising; not {took}");
    let GateStep::StartAt(start, turn) = gate.enter(at(later, 0)) else { unreachable!() };
    assert!(gate.confirm(turn, at(start, 0)));
    assert!(!gate.is_open());
    // A 429 voids the turns that were taken.
    (0..10).for_each(|_| gate.count_served(later));
    closes(&mut gate, later, SECOND);
    assert!(!gate.confirm(turn, at(start, 0)));
}

#[test]
fn a_turn_after_the_deadline_is_left_to_others() {
    let (mut gate, now) = (gate(), Instant::now());
    (0..10).for_each(|_| gate.count_served(now));
    closes(&mut gate, now, Duration::ZERO);
    gate.enter(at(now, 0));
    gate.settle_probe(now, true);
    assert_eq!(gate.enter(at(now, 0)), GateStep::Pass);
    let impatient = Arrival { until: now + SECOND / 100, ..at(now, 0) };
    let GateStep::WaitUntil(start) = gate.enter(impatient) else { unreachable!() };
    assert!(matches!(gate.enter(at(now, 0)), GateStep::StartAt(it, _) if it == start));
}

#[test]
fn an_upstream_with_too_little_to_measure_starts_slowly() {
    let (mut gate, now) = (gate(), Instant::now());
    closes(&mut gate, now, Duration::ZERO);
    assert_eq!(gate.enter(at(now, 0)), GateStep::Probe);
    gate.settle_probe(now, true);
    gate.count_served(now);
    assert_eq!(gate.enter(at(now, 1)), GateStep::Pass);
    assert!(matches!(gate.enter(at(now, 2)), GateStep::WaitForChange(_)));
    gate.count_served(now);
    assert_eq!(gate.enter(at(now, 2)), GateStep::Pass);
    assert_eq!(gate.enter(at(now + 2 * SECOND, 99)), GateStep::Pass);
    assert!(gate.is_open());
}

#[test]
fn the_first_attempts_start_slowly() {
    let (mut gate, now) = (Gate::new(true), Instant::now());
    assert_eq!(gate.enter(at(now, 11)), GateStep::Pass);
    let GateStep::WaitForChange(until) = gate.enter(at(now, 12)) else { unreachable!() };
    assert!(until <= now + SECOND / 4);
    gate.count_served(now);
    assert_eq!(gate.enter(at(now, 12)), GateStep::Pass);
    (0..115).for_each(|_| gate.count_served(now));
    assert!(gate.is_open(), "128 at once");

    let mut gate = Gate::new(true);
    gate.enter(at(now, 0));
    assert_eq!(gate.enter(at(until, 99)), GateStep::Pass);
    assert!(gate.is_open(), "it is over after a while");
}

#[test]
fn no_more_are_in_flight_than_the_server_allows() {
    let (mut gate, now) = (gate(), Instant::now());
    let quota = |remaining| Quota { remaining, reset: 30 * SECOND };
    assert_eq!(gate.note_quota(now, quota(300), 256, 60 * SECOND), None);
    assert!(gate.is_open(), "more than can be in flight");
    assert_eq!(gate.note_quota(now, quota(3), 256, 60 * SECOND), None);
    assert_eq!(gate.enter(at(now, 2)), GateStep::Pass);
    assert_eq!(gate.enter(at(now, 3)), GateStep::WaitForChange(now + 30 * SECOND));
    assert_eq!(gate.enter(at(now + 30 * SECOND, 3)), GateStep::Pass);

    assert_eq!(gate.note_quota(now, quota(0), 256, 10 * SECOND), Some(10 * SECOND));
    assert_eq!(gate.note_quota(now, quota(0), 256, 10 * SECOND), None, "it is closed");
    assert_eq!(gate.enter(at(now, 0)), GateStep::WaitUntil(now + 10 * SECOND));
    let later = now + 10 * SECOND;
    assert_eq!(gate.enter(at(later, 0)), GateStep::Probe);
    gate.note_quota(later, quota(2), 256, 10 * SECOND);
    gate.settle_probe(now, true);
    assert_eq!(gate.enter(at(later, 1)), GateStep::Pass);
    (0..10).for_each(|_| gate.count_served(later));
    closes(&mut gate, later, SECOND);
    assert!(gate.pace.is_some());
    gate.note_quota(later, quota(0), 256, SECOND);
    assert!(gate.pace.is_none(), "the quota explains the 429");
    let later = later + SECOND;
    gate.enter(at(later, 0));
    gate.note_quota(later, quota(2), 256, SECOND);
    gate.settle_probe(now, true);
    gate.use_quota();
    assert!(matches!(gate.enter(at(later, 1)), GateStep::WaitForChange(_)));
    assert_eq!(gate.enter(at(later, 0)), GateStep::Pass, "one may always try");
}
