//! Declared constraints, checked before a request is sent.
//!
//! Takes the JSON of a parameter or body and the rules that generated code states for it; gives what breaks them. It must
//! not know of types: rules are data, so that nothing here is compiled once a type. Clients whose configuration does not ask
//! for checks state no rules.

mod constraint;
mod decimal;
#[cfg(feature = "regex")]
mod pattern;
mod walk;

use serde_json::Value;

pub use self::constraint::{Checked, Constraints};
use crate::error::Violation;

/// The words of tables, and nothing that a type of the user's could be called like.
pub mod words {
    #[cfg(feature = "regex")]
    pub use super::constraint::pattern;
    pub use super::constraint::{
        anything, boolean, exclusive_maximum, exclusive_minimum, fitting, item, items, list,
        max_items, max_length, max_properties, maximum, min_items, min_length, min_properties,
        minimum, multiple_of, names, number, object, of, one_of, others, property, tagged, text,
        unique_items,
    };
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPart {
    /// A parameter in the path, by its name.
    Path(&'static str),
    /// A parameter in the query, by its name.
    Query(&'static str),
    /// A header, by its name.
    Header(&'static str),
    /// A cookie, by its name.
    Cookie(&'static str),
    /// The body, by its media type.
    Body(&'static str),
}

/// The rules of each part of an operation's request that has any.
pub type Checks = &'static [(RequestPart, Constraints)];

/// What in `value` breaks the rules.
pub(crate) fn violations(part: RequestPart, rules: Constraints, value: &Value) -> Vec<Violation> {
    walk::walk(part, rules, value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::words::*;
    use super::*;

    /// Constraints live in constants, as those of generated code.
    macro_rules! rules {
        ($($rule:expr),*) => {{
            const CONSTRAINTS: Constraints = &[$($rule),*];
            CONSTRAINTS
        }};
    }

    /// The pointers and keywords of what breaks the rules.
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
    fn types_that_lead_to_themselves_are_checked_to_the_end() {
        let tree =
            json!({"name": "äöü", "children": [{"name": ""}, {"children": [{"name": "long"}]}]});
        let found = broken(rules![of::<Tree>()], &tree);
        assert_eq!(found, ["/children/0/name minLength", "/children/1/children/0/name maxLength"]);
    }

    #[test]
    fn each_constraint_speaks_of_its_own_kind() {
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
    fn a_union_asks_for_the_rules_of_one_form() {
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

    /// Without memory, each level would ask all the others twice.
    #[test]
    fn unions_within_unions_take_no_time() {
        let nested = (0..90).fold(json!(["x"]), |inner, _| json!([inner]));
        assert_eq!(broken(rules![of::<Either>()], &nested), NOTHING);
        let wrong = (0..90).fold(json!([""]), |inner, _| json!([inner]));
        assert_eq!(broken(rules![of::<Either>()], &wrong).len(), 1);
        // Names are values for a moment only, in one place after the other.
        const NAMES: Constraints = &[names(&[fitting(&[text(&[max_length(1)])])])];
        let named = json!({"a": 1, "b": 1, "long": 1, "x": 1, "longer": 1});
        assert_eq!(broken(NAMES, &named), ["/long maxLength", "/longer maxLength"]);
        // A union that is a member of itself says nothing by that.
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
    fn patterns_are_searched_for() {
        const CONSTRAINTS: Constraints = &[pattern("^[a-z]+$")];
        assert_eq!(broken(CONSTRAINTS, &json!("abc")), NOTHING);
        assert_eq!(broken(CONSTRAINTS, &json!("abc\n")), [" pattern"]);
        // Asked again, it is known.
        assert_eq!(broken(CONSTRAINTS, &json!("ABC")), [" pattern"]);
        assert_eq!(broken(rules![pattern("b")], &json!("abc")), NOTHING);
    }
}
