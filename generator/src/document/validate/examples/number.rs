//! Numbers: limits and multiples, without rounding errors that would be reported as errors of the document.

use crate::source::Node;

/// A number, if it is exact enough to be compared.
pub(super) fn number(node: Node<'_>) -> Option<f64> {
    node.as_number()?.parse().ok().filter(|it: &f64| it.is_finite())
}

/// A count such as `maxLength`.
pub(super) fn count(node: Node<'_>) -> Option<usize> {
    node.as_number()?.parse().ok()
}

/// Whether a number is a multiple of another one, within the precision of a double.
pub(super) fn is_multiple(number: f64, of: f64) -> bool {
    let quotient = number / of;
    if !quotient.is_finite() || of <= 0.0 || quotient.abs() > 1e15 {
        return true;
    }
    (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_multiples_are_exact_enough() {
        let cases = [
            (0.3, 0.1, true),
            (19.99, 0.01, true),
            (1e18, 3.0, true),
            (7.0, 2.0, false),
            (0.35, 0.1, false),
            (1.0, 0.0, true),
        ];
        for (number, of, expected) in cases {
            assert_eq!(is_multiple(number, of), expected, "{number} {of}");
        }
    }
}
