//! JSON numbers as decimals, so that comparisons do not round.

pub(super) use std::cmp::Ordering as Order;

/// A number: `digits` times ten to the power of `exponent`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// Parses a JSON number. Returns `None` if it has too many digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}").parse().ok()?;
        let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        Some(Self { digits, exponent })
    }

    /// Returns the digits at a lower exponent.
    fn digits_at(self, exponent: i32) -> Option<i128> {
        let power = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        if self.digits == 0 {
            return Some(0);
        }
        self.digits.checked_mul(10_i128.checked_pow(power)?)
    }

    fn compare(self, other: Self) -> Option<Order> {
        let exponent = self.exponent.min(other.exponent);
        Some(self.digits_at(exponent)?.cmp(&other.digits_at(exponent)?))
    }

    /// Whether it is an integer multiple of `step`. Returns `true` if that cannot be computed.
    pub(super) fn is_multiple_of(self, step: Self) -> bool {
        if step.digits == 0 || self.digits == 0 {
            return true;
        }
        let Some(zeros) = self.exponent.checked_sub(step.exponent) else { return true };
        if zeros < 0 {
            // A step that does not fit is larger than the number.
            let step = step.digits_at(self.exponent);
            return step.is_some_and(|step| self.digits % step == 0);
        }
        // The zeros of the number cancel as many twos and fives of the step.
        let step = without(without(step.digits, 2, zeros), 5, zeros);
        self.digits.checked_rem(step).is_none_or(|rest| rest == 0)
    }
}

/// Removes a prime factor up to `most` times.
fn without(mut number: i128, factor: i128, most: i32) -> i128 {
    let mut left = most;
    while left > 0 && number % factor == 0 {
        number /= factor;
        left -= 1;
    }
    number
}

/// Compares two JSON numbers: exactly, or in double precision if they have too many digits.
pub(super) fn compare(a: &str, b: &str) -> Option<Order> {
    let exact = Decimal::parse(a).zip(Decimal::parse(b)).and_then(|(a, b)| a.compare(b));
    exact.or_else(|| a.parse::<f64>().ok()?.partial_cmp(&b.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_exactly() {
        for (a, b, order) in [
            ("1", "1.0", Order::Equal),
            ("0.1", "0.10000000000000001", Order::Less),
            ("9007199254740993", "9007199254740992.5", Order::Greater),
            ("-2", "-1e0", Order::Less),
            ("18446744073709551615", "18446744073709551616", Order::Less),
            ("1e300", "5", Order::Greater),
            ("0", "-0.0", Order::Equal),
            ("0e400", "1e-400", Order::Less),
        ] {
            assert_eq!(compare(a, b), Some(order), "{a} {b}");
            assert_eq!(compare(b, a), Some(order.reverse()), "{b} {a}");
        }
        assert_eq!(compare("1", "x"), None);
    }

    #[test]
    fn multiples_are_told_exactly() {
        for (number, step, expected) in [
            ("0.3", "0.1", true),
            ("0.35", "0.1", false),
            ("19.99", "0.01", true),
            ("7", "2", false),
            ("-8", "2", true),
            ("1e300", "3", false),
            ("1e300", "4", true),
            ("1e999999999", "3", false),
            ("1e999999999", "2.5", true),
            ("7e999999999", "1e-999999999", true),
            ("7e2", "8", false),
            ("7e3", "8", true),
            ("3e1", "170141183460469231731687303715884105727", false),
            ("-170141183460469231731687303715884105728", "-1", true),
            ("1", "1e300", false),
            ("0", "7", true),
            ("5", "0", true),
        ] {
            let (a, b) = (Decimal::parse(number).unwrap(), Decimal::parse(step).unwrap());
            assert_eq!(a.is_multiple_of(b), expected, "{number} {step}");
        }
    }
}
