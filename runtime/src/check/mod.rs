//! Validation of declared constraints before a request is sent.
//!
//! Takes the JSON of a parameter or body and its constraints; returns violations. It must not know
//! any type: constraints are data, so that nothing here is compiled once per type. Clients that are
//! not configured for checks declare no constraints.

mod constraint;
mod decimal;
mod keyword;
#[cfg(feature = "regex")]
mod pattern;
mod walk;

use serde_json::Value;

pub use self::constraint::{Checked, Constraints};
use crate::error::Violation;

/// The names that tables use. None of them can collide with a user's type.
pub mod words {
    pub use super::constraint::{
        anything, boolean, fitting, item, items, list, names, number, object, of, others, property,
        tagged, text,
    };
    pub use super::keyword::words::*;
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPart {
    /// A path parameter.
    Path(&'static str),
    /// A query parameter.
    Query(&'static str),
    /// A header.
    Header(&'static str),
    /// A cookie.
    Cookie(&'static str),
    /// The body, by its media type.
    Body(&'static str),
}

/// The constraints of each part of an operation's request.
pub type Checks = &'static [(RequestPart, Constraints)];

/// Returns the violations of the constraints by `value`.
pub(crate) fn violations(part: RequestPart, rules: Constraints, value: &Value) -> Vec<Violation> {
    walk::walk(part, rules, value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::words::*;
    use super::*;

    /// Constraints are constants, as in generated code.
    macro_rules! rules {
        ($($rule:expr),*) => {{
            const CONSTRAINTS: Constraints = &[$($rule),*];
            CONSTRAINTS
        }};
    }

    /// Returns the pointers and keywords of the violations.
    fn broken(rules: Constraints, value: &Value) -> Vec<String> {
        let found = violations(RequestPart::Body("application/json"), rules, value);
        found.iter().map(|it| format!("{} {}", it.pointer(), it.keyword())).collect()
    }

    const NOTHING: [String; 0] = [];

    struct Tree;

    impl Checked for Tree {
        fn constraints() -> Constraints {
            const CONSTRAINTS: Constraints = &[
                property("name", &[min_length(1), max_length(3)]),
                property("children", &[max_items(2), items(&[of::<Tree>()])]),
            ];
            CONSTRAINTS
        }
    }

    #[test]
    fn recursive_types_are_checked_completely() {
        let tree =
            json!({"name": "äöü", "children": [{"name": ""}, {"children": [{"name": "long"}]}]});
        let found = broken(rules![of::<Tree>()], &tree);
        assert_eq!(found, ["/children/0/name minLength", "/children/1/children/0/name maxLength"]);
    }

    #[test]
    fn each_constraint_applies_to_its_own_kind() {
        const CONSTRAINTS: Constraints = &[
            minimum("1"),
            exclusive_maximum("3"),
            multiple_of("0.5"),
            min_length(2),
            one_of(&["ab", "abc"]),
            min_items(1),
            unique_items(),
            item(1, &[maximum("1")]),
            min_properties(1),
            max_properties(2),
            names(&[max_length(1)]),
            others(&["a"], &[minimum("7")]),
        ];
        for (value, expected) in [
            (json!(1), vec![]),
            (json!(0.75), vec![" minimum", " multipleOf"]),
            (json!(3), vec![" exclusiveMaximum"]),
            (json!("ab"), vec![]),
            (json!("x"), vec![" minLength", " enum"]),
            (json!([]), vec![" minItems"]),
            (json!([{"a": 1}, 2, {"a": 1}]), vec![" uniqueItems", "/1 maximum"]),
            (json!({}), vec![" minProperties"]),
            (json!({"a": 1, "b~/": 1}), vec!["/b~0~1 maxLength", "/b~0~1 minimum"]),
            (json!(null), vec![]),
            (json!(true), vec![]),
        ] {
            assert_eq!(broken(CONSTRAINTS, &value), expected, "{value}");
        }
    }

    #[test]
    fn a_union_needs_one_valid_member() {
        const CAT: Constraints =
            &[property("lives", &[maximum("9")]), property("name", &[min_length(1)])];
        const DOG: Constraints = &[property("lives", &[maximum("1")])];
        const TAGGED: Constraints = &[tagged("kind", &[(&["cat", "tom"], CAT), (&["1"], DOG)])];
        assert_eq!(broken(TAGGED, &json!({"kind": "tom", "lives": 10})), ["/lives maximum"]);
        assert_eq!(broken(TAGGED, &json!({"kind": 1, "lives": 2})), ["/lives maximum"]);
        assert_eq!(broken(TAGGED, &json!({"kind": "cow", "lives": 99})), NOTHING);
        const FITTING: Constraints = &[fitting(&[
            object(&["name"], CAT),
            object(&[], DOG),
            text(&[max_length(2)]),
            list(&[]),
        ])];
        assert_eq!(broken(FITTING, &json!({"name": "x", "lives": 5})), NOTHING);
        assert_eq!(broken(FITTING, &json!({"name": "", "lives": 10})), ["/lives maximum"]);
        assert_eq!(broken(FITTING, &json!({"lives": 5})), ["/lives maximum"]);
        assert_eq!(broken(FITTING, &json!("abc")), [" maxLength"]);
        assert_eq!(broken(FITTING, &json!([1])), NOTHING);
        assert_eq!(broken(FITTING, &json!(1)), NOTHING);
    }

    struct Either;

    impl Checked for Either {
        fn constraints() -> Constraints {
            const CONSTRAINTS: Constraints = &[fitting(&[
                text(&[min_length(1)]),
                list(&[items(&[of::<Either>()])]),
                list(&[max_items(1), items(&[of::<Either>()])]),
            ])];
            CONSTRAINTS
        }
    }

    struct Circle;

    impl Checked for Circle {
        fn constraints() -> Constraints {
            const CONSTRAINTS: Constraints = &[fitting(&[anything(&[of::<Circle>()])])];
            CONSTRAINTS
        }
    }

    /// Without the cache, each level would check all others twice.
    #[test]
    fn nested_unions_take_linear_time() {
        let nested = (0..90).fold(json!(["x"]), |inner, _| json!([inner]));
        assert_eq!(broken(rules![of::<Either>()], &nested), NOTHING);
        let wrong = (0..90).fold(json!([""]), |inner, _| json!([inner]));
        assert_eq!(broken(rules![of::<Either>()], &wrong).len(), 1);
        // Names are temporary values, which may have the same address.
        const NAMES: Constraints = &[names(&[fitting(&[text(&[max_length(1)])])])];
        let named = json!({"a": 1, "b": 1, "long": 1, "x": 1, "longer": 1});
        assert_eq!(broken(NAMES, &named), ["/long maxLength", "/longer maxLength"]);
        // A union that contains itself adds no constraint.
        assert_eq!(broken(rules![of::<Circle>()], &json!("")), NOTHING);
    }

    #[test]
    fn no_value_is_shown() {
        let found = violations(
            RequestPart::Query("pin"),
            rules![max_length(4), names(&[max_length(1)])],
            &json!("secret"),
        );
        assert_eq!(found.len(), 1);
        assert_eq!(
            found.first().map(ToString::to_string).as_deref(),
            Some("query parameter `pin` has 6 of at most 4 characters (maxLength)")
        );
        let found =
            violations(RequestPart::Body(""), rules![names(&[max_length(1)])], &json!({"ab": 1}));
        assert_eq!(
            found.first().map(ToString::to_string).as_deref(),
            Some("the name of `/ab` of the body has 2 of at most 1 character (maxLength)")
        );
    }

    #[cfg(feature = "regex")]
    #[test]
    fn patterns_match_anywhere() {
        const CONSTRAINTS: Constraints = &[pattern("^[a-z]+$")];
        assert_eq!(broken(CONSTRAINTS, &json!("abc")), NOTHING);
        assert_eq!(broken(CONSTRAINTS, &json!("abc\n")), [" pattern"]);
        // The second lookup is cached.
        assert_eq!(broken(CONSTRAINTS, &json!("ABC")), [" pattern"]);
        assert_eq!(broken(rules![pattern("b")], &json!("abc")), NOTHING);
    }
}
