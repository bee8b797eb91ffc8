//! Line breaks, by samples that rustfmt leaves as they are.

use super::*;

fn printed(write: impl FnOnce(&mut Printer)) -> String {
    let mut out = Printer::new(0);
    out.start();
    write(&mut out);
    out.end();
    out.finish()
}

fn words(out: &mut Printer, list: List, words: &[&str]) {
    out.list(list, words, |out, word| out.text(word));
}

const LONG: &str = "a_name_that_takes_up_half_of_a_line_by_itself_alone";

#[test]
fn short_lines_stay_flat() {
    assert_eq!(printed(|out| words(out, List::ARGUMENTS, &["a", "b"])), "(a, b)\n");
    assert_eq!(printed(|out| words(out, List::FIELDS, &["a", "b: 1"])), "{ a, b: 1 }\n");
    assert_eq!(printed(|out| words(out, List::ARGUMENTS, &[])), "()\n");
}

#[test]
fn a_list_beyond_the_width_of_its_kind_is_vertical() {
    let fields = printed(|out| words(out, List::FIELDS, &["amount", "currency", "note"]));
    assert_eq!(fields, "{\n    amount,\n    currency,\n    note,\n}\n");
    let arguments = printed(|out| words(out, List::ARGUMENTS, &[LONG, LONG]));
    assert_eq!(arguments, format!("(\n    {LONG},\n    {LONG},\n)\n"));
}

#[test]
fn outer_groups_break_before_inner_ones() {
    let text = printed(|out| {
        out.text("fn f");
        words(out, List::PARAMETERS, &["&self", LONG]);
        out.text(" -> Result");
        words(out, List::TYPES, &["A", LONG]);
    });
    assert_eq!(text, format!("fn f(\n    &self,\n    {LONG},\n) -> Result<A, {LONG}>\n"));
}

#[test]
fn an_inner_list_breaks_where_the_outer_is_not_enough() {
    let text = printed(|out| {
        out.list(List::TYPES, ["A", "B"], |out, name| {
            out.text(name);
            words(out, List::TYPES, &[LONG, LONG]);
        });
    });
    let inner = |name| format!("    {name}<\n        {LONG},\n        {LONG},\n    >,\n");
    assert_eq!(text, format!("<\n{}{}>\n", inner("A"), inner("B")));
}

#[test]
fn a_hanging_group_moves_to_the_next_line_if_it_fits_there() {
    let hanging = |ty: &[&str]| {
        printed(|out| {
            out.texts(&["pub ", LONG, ":"]);
            out.group(Style::VALUE, |out| {
                out.soft_line(" ");
                out.text("Vec");
                words(out, List::TYPES, ty);
            });
            out.text(",");
        })
    };
    assert_eq!(hanging(&["A"]), format!("pub {LONG}: Vec<A>,\n"));
    assert_eq!(hanging(&[LONG]), format!("pub {LONG}:\n    Vec<{LONG}>,\n"));
    let wide = hanging(&[LONG, LONG]);
    assert_eq!(wide, format!("pub {LONG}: Vec<\n    {LONG},\n    {LONG},\n>,\n"));
}

#[test]
fn names_fill_their_lines() {
    let names = [LONG, LONG, "short", LONG];
    let text = printed(|out| words(out, List::NAMES, &names));
    assert_eq!(text, format!("{{\n    {LONG},\n    {LONG}, short,\n    {LONG},\n}}\n"));
}

#[test]
fn a_value_in_braces_moves_to_the_next_line_if_its_name_does_not_fit() {
    let text = |name: &str| {
        let mut out = Printer::new(0);
        out.start();
        out.texts(&["const ", name, " ="]);
        out.assigned_block("codegen::Operation", |out| out.line(&["id: 1,"]));
        out.finish()
    };
    assert_eq!(text("A"), "const A = codegen::Operation {\n    id: 1,\n};\n");
    let long = LONG.repeat(2);
    let expected = format!("const {long} =\n    codegen::Operation {{\n        id: 1,\n    }};\n");
    assert_eq!(text(&long), expected);
}

#[test]
fn an_empty_block_closes_at_once() {
    let mut out = Printer::new(1);
    out.block(&["pub struct A"], "", |_| {});
    assert_eq!(out.finish(), "    pub struct A {}\n");
}
