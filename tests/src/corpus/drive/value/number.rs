//! Numbers within bounds.

use fastrand::Rng;
use serde_json::{Value, json};

use super::requirements::Requirements;

/// Beyond this, 64-bit floats cannot tell one integer from the next.
const EXACT: i128 = 9_007_199_254_740_993;

pub(super) fn integer(requirements: &Requirements<'_>, rng: &mut Rng) -> Value {
    let bounds = |keyword: &'static str| requirements.all(keyword).filter_map(whole);
    let low = bounds("minimum").max();
    let low = low.into_iter().chain(bounds("exclusiveMinimum").map(|it| it + 1)).max();
    let high = bounds("maximum").min();
    let high = high.into_iter().chain(bounds("exclusiveMaximum").map(|it| it - 1)).min();
    let step = bounds("multipleOf").filter(|it| *it > 0).max().unwrap_or(1);
    // Without bounds an integer is one of 64 bits.
    let (low, high) = match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low.max(i128::from(i64::MAX))),
        (None, Some(high)) => (high.min(i128::from(i64::MIN)), high),
        (None, None) => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let some = [0, 1, -1, 7, 42, -365, 65_536, 2_147_483_647, EXACT, -EXACT];
    let fitting: Vec<i128> = some
        .iter()
        .map(|it| it * if it % step == 0 { 1 } else { step })
        .filter(|it| (low..=high).contains(it))
        .collect();
    let within = || low.checked_add((step - low.rem_euclid(step)) % step);
    let value = rng.choice(&fitting).copied().or_else(within).unwrap_or(low);
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => json!(value),
        (_, Ok(value)) => json!(value),
        _ => json!(low as f64),
    }
}

/// A bound as an integer: bounds are numbers, and some have a fraction.
fn whole(bound: &Value) -> Option<i128> {
    let exact = bound.as_i64().map(i128::from).or(bound.as_u64().map(i128::from));
    exact.or_else(|| bound.as_f64().filter(|it| it.abs() < 1e30).map(|it| it as i128))
}

pub(super) fn number(requirements: &Requirements<'_>, rng: &mut Rng) -> Value {
    let bounds = |keyword: &'static str| requirements.all(keyword).filter_map(Value::as_f64);
    let low = bounds("minimum").chain(bounds("exclusiveMinimum")).fold(f64::MIN, f64::max);
    let high = bounds("maximum").chain(bounds("exclusiveMaximum")).fold(f64::MAX, f64::min);
    if let Some(step) = bounds("multipleOf").find(|it| *it > 0.0) {
        let first = if low == f64::MIN { 0.0 } else { (low / step).ceil() + 1.0 };
        let value = first * step;
        return if value <= high { shortest(value) } else { shortest((first - 1.0) * step) };
    }
    let some = [0.1, 1.5, -2.25, 42.0, 1e-7, 123_456.789, 0.5, 3.0];
    let fitting: Vec<f64> = some.into_iter().filter(|it| low < *it && *it < high).collect();
    match rng.choice(&fitting) {
        Some(value) => json!(value),
        None if low == f64::MIN => json!(high - 1.0),
        None if high == f64::MAX => json!(low + 1.0),
        None => json!(low + (high - low) / 2.0),
    }
}

/// Multiples such as 3 × 0.01 are written with the digits that people would write.
fn shortest(value: f64) -> Value {
    let text = format!("{value:.6}");
    text.parse::<f64>().map_or(json!(value), |it| json!(it))
}
