//! Shares while Redis is away, and after it.

use super::*;

fn millis(wait: Duration) -> u128 {
    wait.as_millis()
}

/// What the shared limit returns; debts in milliseconds.
fn level(creation: u64, debts: &[u32]) -> SharedLevel {
    SharedLevel { creation, debts: debts.iter().map(|it| f64::from(*it) * 1e3).collect() }
}

fn share(rates: &[Rate], processes: u32) -> Arc<LocalShare> {
    Arc::new(LocalShare::new(rates, processes))
}

#[tokio::test(start_paused = true)]
async fn a_share_is_the_rate_and_the_burst_by_the_number_of_processes() {
    let rates = [Rate::per_second(100).burst(20), Rate::per_hour(1_000_000).burst(1000)];
    let share = share(&rates, 10);
    let reserve = |cost| share.reserve("a", cost, Duration::from_secs(1));
    let wait = |cost| reserve(cost).map(|(wait, _)| millis(wait));
    // Two of the burst; then a tenth of 100 a second is one in 100 ms.
    assert_eq!([wait(2), wait(1), wait(1), wait(2)], [Ok(0), Ok(100), Ok(200), Ok(400)]);
    tokio::time::advance(Duration::from_secs(3)).await;
    assert_eq!([wait(1), wait(1), wait(1)], [Ok(0), Ok(0), Ok(100)]);
    let (_, last) = reserve(1).unwrap();
    let (_, after) = reserve(1).unwrap();
    last.refund();
    assert_eq!(wait(1), Ok(400), "a reservation after it depends on it");
    after.refund();
    let (_, last) = reserve(1).unwrap();
    last.refund();
    assert_eq!(wait(1), Ok(500));
    assert!(reserve(9).is_ok() && reserve(1).is_err());
}

#[tokio::test(start_paused = true)]
async fn all_shares_together_begin_with_no_more_than_the_burst() {
    for (burst, processes, at_once) in [(20, 10, 2), (25, 10, 2), (5, 10, 0), (1, 10, 0)] {
        let share = share(&[Rate::per_second(100).burst(burst)], processes);
        let wait = || share.reserve("a", 1, Duration::from_secs(1)).unwrap().0;
        for _ in 0..at_once {
            assert_eq!(wait(), Duration::ZERO, "{burst}");
        }
        // The rest of a token in 100 ms.
        let missing = 1.0 - (f64::from(burst) / f64::from(processes)).fract();
        assert_eq!(millis(wait()), (missing * 100.0).round() as u128, "{burst}");
    }
    let share = share(&[Rate::per_second(100)], 10);
    let wait = || millis(share.reserve("a", 1, Duration::from_secs(1)).unwrap().0);
    assert_eq!(wait(), 90);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!([wait(), wait()], [0, 100], "after a pause, one token is there");
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_any_length_is_a_duration() {
    let share = share(&[Rate::new(1, Duration::MAX)], u32::MAX);
    let second = Duration::from_secs(1);
    let error = share.reserve("a", 2, second).map(|(wait, _)| wait).unwrap_err();
    assert_eq!(error, Duration::MAX);
}

#[tokio::test(start_paused = true)]
async fn a_share_begins_with_what_was_left() {
    let share = share(&[Rate::per_second(100).burst(20)], 10);
    let wait = |key: &str| millis(share.reserve(key, 1, Duration::from_secs(9)).unwrap().0);
    let later = |time| tokio::time::advance(Duration::from_millis(time));
    // The shared bucket is full in 200 ms if it is empty, and each process has two of its 20 tokens.
    for (key, debt, after, expected) in [
        ("full", 0, 0, [0, 0, 100]),
        ("half", 100, 0, [0, 100, 200]),
        ("empty", 200, 0, [100, 200, 300]),
        ("idle since", 200, 100, [0, 100, 200]),
        ("idle for long", 200, 5_000, [0, 0, 100]),
        // The others have reserved for 50 ms more, so their places end 400 ms from now.
        ("busy", 600, 50, [500, 600, 700]),
        ("busy at its last place", 600, 400, [500, 600, 700]),
        ("busy before", 600, 700, [200, 300, 400]),
    ] {
        share.note_shared(key, level(1, &[debt]));
        later(after).await;
        assert_eq!([wait(key), wait(key), wait(key)], expected, "{key}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_share_still_applies_until_the_other_processes_are_back() {
    let share = share(&[Rate::per_second(100).burst(10)], 10);
    let longest = Duration::from_secs(9);
    let recovering = |longest| {
        share.note_shared("a", level(1, &[0]));
        share.reserve_recovering("a", 1, longest).map(|(wait, _)| millis(wait))
    };
    assert_eq!(recovering(longest), None, "it was never away");
    assert_eq!(share.reserve("a", 1, longest).map(|(wait, _)| millis(wait)), Ok(0));
    assert_eq!(share.recovery_left("a", 1, Duration::ZERO), None, "it is away");
    assert_eq!([recovering(longest), recovering(longest)], [Some(100), Some(200)]);
    assert_eq!(recovering(Duration::from_millis(1)), None, "the shared limit alone decides");
    assert_eq!(share.recovery_left("a", 1, longest), None, "there is a place before its end");
    tokio::time::advance(Duration::from_millis(1_000)).await;
    assert_eq!([recovering(longest), recovering(longest)], [Some(0), Some(100)]);
    tokio::time::advance(Duration::from_millis(1_000)).await;
    assert_eq!(recovering(longest), None);
}

#[tokio::test(start_paused = true)]
async fn a_call_waits_for_the_shared_limit_if_that_comes_earlier() {
    let share = share(&[Rate::per_minute(60).burst(10)], 10);
    let millis = Duration::from_millis;
    assert!(share.reserve("a", 1, millis(500)).is_ok());
    assert_eq!(share.recovery_left("a", 1, millis(9_000)), None, "it is away");
    share.note_shared("a", level(1, &[1_000]));
    for (longest, expected) in [(9_000, Some(2_000)), (2_001, Some(2_000)), (1_000, None)] {
        let left = share.recovery_left("a", 1, millis(longest));
        assert_eq!(left, expected.map(millis), "{longest}");
    }
    tokio::time::advance(millis(1_500)).await;
    assert_eq!(share.recovery_left("a", 1, millis(9_000)), Some(millis(500)));
}

/// The debts that would be sent, in milliseconds.
fn owed(debts: &LocalDebts) -> (u64, [Vec<f64>; 2]) {
    let millis = |of: &[f64]| of.iter().map(|it| (it / 100.0).round() / 10.0).collect();
    (debts.creation, [millis(&debts.debts.unknown), millis(&debts.debts.all)])
}

#[tokio::test(start_paused = true)]
async fn what_was_used_without_the_shared_limit_is_owed_once() {
    // A token is 10 ms of the shared buckets, and 864 ms.
    let rates = [Rate::per_second(100).burst(20), Rate::per_day(100_000).burst(1_000)];
    let share = share(&rates, 10);
    let reserve = |cost| share.reserve("a", cost, Duration::from_secs(9)).unwrap().1;
    let debts = || share.take_debts("a").map(|it| owed(&it));
    assert_eq!(debts(), None);
    share.note_shared("a", level(7, &[50, 400_000]));
    assert_eq!(debts(), None, "it was never away");
    drop(reserve(1));
    let all = vec![15.0, 40_864.0];
    assert_eq!(debts(), Some((7, [vec![10.0, 864.0], all.clone()])));
    // They were not sent, so they are still owed. Half a second later, the first bucket is full.
    tokio::time::advance(Duration::from_millis(500)).await;
    assert_eq!(debts(), Some((7, [vec![0.0, 864.0], vec![0.0, 40_814.0]])));
    reserve(1).refund();
    drop(reserve(2));
    let taken = share.take_debts("a").unwrap();
    assert_eq!(owed(&taken).1[0], [20.0, 2_592.0]);
    assert_eq!(debts(), None, "another call sends them");
    drop(taken);
    share.take_debts("a").unwrap().settle();
    share.note_shared("a", level(7, &[50, 400_000]));
    assert_eq!(debts(), None);
    assert!(share.reserve_recovering("a", 1, Duration::from_secs(9)).is_some());
    assert_eq!(debts(), None, "the shared limit has reserved that");
    // It is lost again, and may have forgotten everything.
    drop(reserve(1));
    let (_, [unknown, all]) = debts().unwrap();
    assert_eq!(unknown, [10.0, 864.0]);
    assert_eq!(all, [40.0, 44_270.0], "five tokens and a half minute less half a second");
}
