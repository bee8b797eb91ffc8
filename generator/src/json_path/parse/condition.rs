//! Parses the condition of a filter, and checks the types of its parts (RFC 9535 sections 2.3.5 and 2.4.3).

use super::scanner::Scanner;
use super::{Parsed, segments, string};
use crate::json_path::query::{
    Comparison, Condition, Literal, Operand, Pattern, Query, QueryOrigin,
};
use crate::json_path::regexp::Regexp;

/// Disjunctions of conjunctions of single conditions.
pub(super) fn condition(scanner: &mut Scanner<'_>) -> Parsed<Condition> {
    let any = list(scanner, "||", |scanner| {
        let all = list(scanner, "&&", single)?;
        Ok(only(all, Condition::And))
    })?;
    Ok(only(any, Condition::Or))
}

fn list(
    scanner: &mut Scanner<'_>,
    separator: &str,
    parse: impl Fn(&mut Scanner<'_>) -> Parsed<Condition>,
) -> Parsed<Vec<Condition>> {
    let mut conditions = vec![parse(scanner)?];
    loop {
        let before = scanner.offset();
        scanner.skip_blanks();
        if !scanner.eat(separator) {
            scanner.go_back(before);
            return Ok(conditions);
        }
        scanner.skip_blanks();
        conditions.push(parse(scanner)?);
    }
}

fn only(mut conditions: Vec<Condition>, of: fn(Vec<Condition>) -> Condition) -> Condition {
    match conditions.pop() {
        Some(condition) if conditions.is_empty() => condition,
        last => {
            conditions.extend(last);
            of(conditions)
        }
    }
}

fn single(scanner: &mut Scanner<'_>) -> Parsed<Condition> {
    if scanner.eat("!") {
        scanner.skip_blanks();
        let condition = if scanner.eat("(") { parenthesised(scanner)? } else { test(scanner)? };
        return Ok(Condition::Not(Box::new(condition)));
    }
    if scanner.eat("(") {
        return parenthesised(scanner);
    }
    let start = scanner.offset();
    let left = expression(scanner)?;
    let before = scanner.offset();
    scanner.skip_blanks();
    let Some(comparison) = comparison(scanner) else {
        scanner.go_back(before);
        return test_of(scanner, start, left);
    };
    scanner.skip_blanks();
    let left = operand_of(scanner, start, left)?;
    let right_start = scanner.offset();
    let right = expression(scanner)?;
    let right = operand_of(scanner, right_start, right)?;
    Ok(Condition::Compare(left, comparison, right))
}

fn parenthesised(scanner: &mut Scanner<'_>) -> Parsed<Condition> {
    scanner.nested(|scanner| {
        scanner.skip_blanks();
        let condition = condition(scanner)?;
        scanner.skip_blanks();
        if scanner.eat(")") { Ok(condition) } else { scanner.fail("expected `)`") }
    })
}

fn comparison(scanner: &mut Scanner<'_>) -> Option<Comparison> {
    let operators = [
        ("==", Comparison::Equal),
        ("!=", Comparison::NotEqual),
        ("<=", Comparison::LessOrEqual),
        (">=", Comparison::GreaterOrEqual),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
    ];
    operators.into_iter().find(|(text, _)| scanner.eat(text)).map(|(_, comparison)| comparison)
}

fn test(scanner: &mut Scanner<'_>) -> Parsed<Condition> {
    let start = scanner.offset();
    let expression = expression(scanner)?;
    test_of(scanner, start, expression)
}

/// What can be a side of a comparison, a test, or an argument.
enum Expression {
    Query(Query),
    Operand(Operand),
    Condition(Condition),
}

fn test_of(scanner: &Scanner<'_>, start: usize, expression: Expression) -> Parsed<Condition> {
    match expression {
        Expression::Query(query) => Ok(Condition::Exists(query)),
        Expression::Condition(condition) => Ok(condition),
        Expression::Operand(_) => scanner.fail_at(start, "a value must be compared"),
    }
}

fn operand_of(scanner: &Scanner<'_>, start: usize, expression: Expression) -> Parsed<Operand> {
    match expression {
        Expression::Operand(operand) => Ok(operand),
        Expression::Query(query) if query.is_singular() => Ok(Operand::Singular(query)),
        Expression::Query(_) => {
            scanner.fail_at(start, "the query can select more than one node, so it has no value")
        }
        Expression::Condition(_) => scanner.fail_at(start, "a condition cannot be compared"),
    }
}

fn expression(scanner: &mut Scanner<'_>) -> Parsed<Expression> {
    let origin = match scanner.peek() {
        Some('$') => QueryOrigin::Root,
        Some('@') => QueryOrigin::Current,
        Some('\'' | '"') => {
            let text = string::string(scanner)?.into();
            return Ok(literal(Literal::String(text)));
        }
        Some('-' | '0'..='9') => return number(scanner),
        _ => return word(scanner),
    };
    scanner.next();
    Ok(Expression::Query(Query { origin, segments: segments(scanner)? }))
}

fn literal(literal: Literal) -> Expression {
    Expression::Operand(Operand::Literal(literal))
}

fn number(scanner: &mut Scanner<'_>) -> Parsed<Expression> {
    let start = scanner.offset();
    scanner.integer()?;
    if scanner.eat(".") {
        digits(scanner)?;
    }
    if scanner.eat("e") || scanner.eat("E") {
        let _has_sign = scanner.eat("-") || scanner.eat("+");
        digits(scanner)?;
    }
    match scanner.since(start).parse() {
        Ok(number) => Ok(literal(Literal::Number(number))),
        Err(_) => scanner.fail_at(start, "expected a number"),
    }
}

fn digits(scanner: &mut Scanner<'_>) -> Parsed<()> {
    let digits = scanner.take_while(|c| c.is_ascii_digit());
    if digits.is_empty() { scanner.fail("expected a digit") } else { Ok(()) }
}

/// A literal that is a word, or a call of a function.
fn word(scanner: &mut Scanner<'_>) -> Parsed<Expression> {
    let start = scanner.offset();
    let word = scanner.take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if scanner.eat("(") {
        return scanner.nested(|scanner| function(scanner, start, word));
    }
    match word {
        "true" => Ok(literal(Literal::Bool(true))),
        "false" => Ok(literal(Literal::Bool(false))),
        "null" => Ok(literal(Literal::Null)),
        "" => scanner.fail_at(start, "expected a value, a query or a function"),
        _ => scanner.fail_at(start, format!("`{word}` is neither a literal nor a function")),
    }
}

/// The arguments of a function, and the call.
fn function(scanner: &mut Scanner<'_>, start: usize, name: &str) -> Parsed<Expression> {
    let expected = match name {
        "length" | "count" | "value" => 1,
        "match" | "search" => 2,
        _ => return scanner.fail_at(start, format!("there is no function `{name}`")),
    };
    let mut arguments = arguments(scanner)?.into_iter();
    if arguments.len() != expected {
        return scanner.fail_at(start, format!("`{name}` has {expected} arguments"));
    }
    let mut next = || arguments.next().unwrap_or((start, literal(Literal::Null)));
    let call = match name {
        "count" => Operand::Count(nodes(scanner, next())?),
        "value" => Operand::Value(nodes(scanner, next())?),
        "length" => Operand::Length(Box::new(value(scanner, next())?)),
        _ => {
            let subject = value(scanner, next())?;
            let pattern = pattern(scanner, next())?;
            let is_whole = name == "match";
            return Ok(Expression::Condition(Condition::Matches { subject, pattern, is_whole }));
        }
    };
    Ok(Expression::Operand(call))
}

/// An argument and its offset.
type Argument = (usize, Expression);

fn arguments(scanner: &mut Scanner<'_>) -> Parsed<Vec<Argument>> {
    let mut arguments = Vec::new();
    scanner.skip_blanks();
    if scanner.eat(")") {
        return Ok(arguments);
    }
    loop {
        scanner.skip_blanks();
        arguments.push((scanner.offset(), expression(scanner)?));
        scanner.skip_blanks();
        if scanner.eat(")") {
            return Ok(arguments);
        }
        if !scanner.eat(",") {
            return scanner.fail("expected `,` or `)`");
        }
    }
}

fn value(scanner: &Scanner<'_>, (start, argument): Argument) -> Parsed<Operand> {
    operand_of(scanner, start, argument)
}

fn nodes(scanner: &Scanner<'_>, (start, argument): Argument) -> Parsed<Query> {
    match argument {
        Expression::Query(query) => Ok(query),
        _ => scanner.fail_at(start, "the argument must be a query"),
    }
}

/// A pattern that is written in the query must be valid; one that is computed matches nothing if it is invalid.
fn pattern(scanner: &Scanner<'_>, (start, argument): Argument) -> Parsed<Pattern> {
    match operand_of(scanner, start, argument)? {
        Operand::Literal(Literal::String(text)) => match Regexp::parse(&text) {
            Ok(regexp) => Ok(Pattern::Fixed(regexp)),
            Err(message) => scanner.fail_at(start, message),
        },
        operand => Ok(Pattern::Computed(operand)),
    }
}
