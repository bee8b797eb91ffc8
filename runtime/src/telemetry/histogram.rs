//! Histograms of durations, in memory that does not grow.

use std::time::Duration;

use super::snapshot::DurationSummary;

/// Each power of two has 2⁵ buckets of equal width, so a bucket's middle differs by at most 1/64 from its values.
const PRECISION: u32 = 5;
/// Durations count in nanoseconds. Those of 2⁴² ns (73 min) and more share the last bucket.
const MAX_BITS: u32 = 42;
const ROW: usize = 1 << PRECISION;
const LEN: usize = (MAX_BITS - PRECISION + 1) as usize * ROW;

/// A log-linear histogram: the quantiles of any number of durations with a relative error of at most 1/64 (1.6 %).
///
/// Its 1,216 counters need 10 KB.
#[derive(Clone, Debug)]
pub(crate) struct DurationHistogram {
    counts: Box<[u64]>,
    count: u64,
    total: Duration,
}

impl DurationHistogram {
    pub(crate) fn new() -> Self {
        Self { counts: vec![0; LEN].into_boxed_slice(), count: 0, total: Duration::ZERO }
    }

    pub(crate) fn record(&mut self, duration: Duration) {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        if let Some(count) = self.counts.get_mut(bucket(nanos)) {
            *count += 1;
        }
        self.count += 1;
        self.total = self.total.saturating_add(duration);
    }

    /// Returns a quantile by its nearest rank: the smallest value that at least this part of all values does not exceed.
    pub(super) fn quantile(&self, part: f64) -> Option<Duration> {
        Self::quantile_of([self].into_iter(), part)
    }

    /// Returns a quantile of the durations of several histograms together.
    pub(crate) fn quantile_of<'a>(
        histograms: impl Iterator<Item = &'a Self> + Clone,
        part: f64,
    ) -> Option<Duration> {
        let all: u64 = histograms.clone().map(|it| it.count).sum();
        let rank = ((all as f64 * part).ceil() as u64).max(1);
        let mut seen = 0;
        // First by rows, whose sums need few instructions.
        let row = (0..LEN / ROW).find(|row| {
            let of_row: u64 = histograms.clone().map(|it| it.row(*row).iter().sum::<u64>()).sum();
            let is_here = seen + of_row >= rank;
            seen += if is_here { 0 } else { of_row };
            is_here
        })?;
        let index = (0..ROW).find(|index| {
            seen += histograms.clone().filter_map(|it| it.row(row).get(*index)).sum::<u64>();
            seen >= rank
        })?;
        Some(Duration::from_nanos(middle(row * ROW + index)))
    }

    /// Returns the counters of a power of two.
    fn row(&self, row: usize) -> &[u64] {
        self.counts.chunks_exact(ROW).nth(row).unwrap_or(&[])
    }

    /// Returns the number of durations.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Returns the sum of the durations.
    pub(super) fn total(&self) -> Duration {
        self.total
    }

    /// Returns each bound of the semantic conventions, with how many durations do not exceed it. A duration that differs from a bound
    /// by less than 1/64 may be on its other side.
    pub(super) fn cumulative(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let mut buckets = (0..).map(middle).zip(&self.counts).peekable();
        let mut sum = 0;
        BOUNDS.into_iter().map(move |bound| {
            let nanos = Duration::from_secs_f64(bound).as_nanos();
            while let Some((_, count)) = buckets.next_if(|(it, _)| u128::from(*it) <= nanos) {
                sum += count;
            }
            (bound, sum)
        })
    }

    pub(super) fn summary(&self) -> DurationSummary {
        DurationSummary {
            count: self.count,
            total: self.total,
            p50: self.quantile(0.50),
            p95: self.quantile(0.95),
            p99: self.quantile(0.99),
        }
    }
}

fn bucket(nanos: u64) -> usize {
    let nanos = nanos.min((1 << MAX_BITS) - 1);
    // Values below 2⁵ have a bucket each.
    let shift = nanos.max(1).ilog2().saturating_sub(PRECISION);
    ((shift as usize) << PRECISION) + (nanos >> shift) as usize
}

/// Returns the middle of a bucket.
fn middle(index: usize) -> u64 {
    let octave = (index >> PRECISION).saturating_sub(1);
    let start = (index - (octave << PRECISION)) as u64;
    (start << octave) + ((1 << octave) >> 1)
}

/// The upper bounds of the buckets that the semantic conventions advise for `http.client.request.duration`, in seconds.
pub(super) const BOUNDS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// A histogram with the buckets of the semantic conventions.
#[derive(Clone, Debug, Default)]
pub(super) struct BucketHistogram {
    counts: [u64; BOUNDS.len()],
    pub(super) count: u64,
    pub(super) total: Duration,
}

impl BucketHistogram {
    pub(super) fn record(&mut self, duration: Duration) {
        let seconds = duration.as_secs_f64();
        let bounded = self.counts.iter_mut().zip(BOUNDS).find(|(_, bound)| seconds <= *bound);
        if let Some((count, _)) = bounded {
            *count += 1;
        }
        self.count += 1;
        self.total = self.total.saturating_add(duration);
    }

    /// Returns each bound, with how many durations do not exceed it.
    pub(super) fn cumulative(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let counts = self.counts.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        BOUNDS.into_iter().zip(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_contiguous_and_close_to_their_values() {
        let mut last = 0;
        for nanos in (0..100_000).chain((17..42).flat_map(|it| [(1 << it) - 1, 1 << it])) {
            let index = bucket(nanos);
            assert!(index == last || index == last + 1 || nanos >= 100_000, "{nanos}");
            last = index;
            assert!(middle(index).abs_diff(nanos) as f64 <= nanos as f64 / 64.0, "{nanos}");
        }
        assert_eq!(
            (bucket(0), bucket((1 << MAX_BITS) - 1), bucket(u64::MAX)),
            (0, LEN - 1, LEN - 1)
        );
    }

    /// Compares with the exact quantiles of a million values.
    #[track_caller]
    fn check(mut next: impl FnMut(&mut fastrand::Rng) -> f64) {
        let mut random = fastrand::Rng::with_seed(17);
        let mut histogram = DurationHistogram::new();
        let mut values: Vec<u64> = (0..1_000_000).map(|_| next(&mut random) as u64).collect();
        values.iter().for_each(|nanos| histogram.record(Duration::from_nanos(*nanos)));
        for part in [0.5, 0.95, 0.99] {
            let rank = (values.len() as f64 * part).ceil() as usize - 1;
            let exact = *values.select_nth_unstable(rank).1 as f64;
            let estimate = histogram.quantile(part).unwrap().as_nanos() as f64;
            assert!((estimate / exact - 1.0).abs() <= 0.02, "p{part}: {estimate}, exact {exact}");
        }
        let total: u64 = values.iter().sum();
        assert_eq!((histogram.count, histogram.total), (1_000_000, Duration::from_nanos(total)));
    }

    #[test]
    fn quantiles_of_uniform_durations() {
        check(|random| 1e6 + random.f64() * 200e6);
    }

    #[test]
    fn quantiles_of_log_normal_durations() {
        check(|random| {
            let (a, b) = (1.0 - random.f64(), random.f64());
            let normal = (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos();
            20e6 * (1.2 * normal).exp()
        });
    }

    /// A fast path of 50 µs, and 3 % of attempts that take 3 s and more.
    #[test]
    fn quantiles_of_two_modes() {
        check(|random| match random.f64() < 0.03 {
            true => 3e9 - 1e9 * (1.0 - random.f64()).ln(),
            false => 50e3 - 20e3 * (1.0 - random.f64()).ln(),
        });
    }

    #[test]
    fn the_buckets_of_the_conventions_are_close() {
        let mut histogram = DurationHistogram::new();
        for millis in [1, 4, 6, 400, 600, 9_500, 11_000, 70_000] {
            histogram.record(Duration::from_millis(millis));
        }
        let counts: Vec<_> = histogram.cumulative().map(|(_, count)| count).collect();
        assert_eq!(counts, [2, 3, 3, 3, 3, 3, 3, 4, 5, 5, 5, 5, 5, 6]);
    }

    #[test]
    fn bounds_are_inclusive() {
        let mut histogram = BucketHistogram::default();
        for millis in [5, 6, 10_000, 10_001] {
            histogram.record(Duration::from_millis(millis));
        }
        let counts: Vec<_> = histogram.cumulative().map(|(_, count)| count).collect();
        assert_eq!(counts, [1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3]);
        assert_eq!(histogram.count, 4);
    }

    #[test]
    fn no_durations_have_no_quantile() {
        assert_eq!(DurationHistogram::new().summary(), DurationSummary::default());
    }
}
