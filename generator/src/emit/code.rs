//! Rust code as text, laid out as prettyplease lays it out.
//!
//! Most of a client is the same few shapes over and over. Parsing and printing them took two thirds of a run, so they are
//! written down as they shall look. What turns out wider than a line goes through prettyplease after all, piece by piece;
//! a test has it print everything once more, and finds no difference.

use proc_macro2::TokenStream;
use quote::quote;

use super::error::Error;
use super::{print, text};

/// How wide prettyplease lets a line become.
const WIDTH: usize = 89;

/// What stands before each function.
pub(super) const INLINE: &str = "#[inline]";

/// How wide a struct's literal in one line may be, without its closing brace.
const LITERAL_WIDTH: usize = 34;

/// How wide a table in one line may be.
const TABLE_WIDTH: usize = 99;

/// One step of indentation.
pub(super) const STEP: usize = 4;

/// Code that is being written.
#[derive(Default)]
pub(super) struct Text {
    out: String,
    indent: usize,
}

impl Text {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// A line.
    pub(super) fn line(&mut self, line: &str) {
        self.start();
        self.out.push_str(line);
        self.out.push_str(print::LINE_END);
    }

    /// `///` lines.
    pub(super) fn docs(&mut self, lines: &[String]) {
        for line in lines {
            self.doc(line);
        }
    }

    /// `///` lines, or else one that is ours.
    pub(super) fn docs_or(&mut self, lines: &[String], otherwise: &str) {
        if lines.is_empty() { self.doc(otherwise) } else { self.docs(lines) }
    }

    /// A `///` line.
    pub(super) fn doc(&mut self, line: &str) {
        self.start();
        self.out.push_str(if line.is_empty() { "///" } else { "/// " });
        text::push_line(&mut self.out, line);
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push_str(print::LINE_END);
    }

    /// The spaces before a line, a step at a time.
    fn start(&mut self) {
        for _ in 0..self.indent / STEP {
            self.out.push_str("    ");
        }
    }

    /// `#[deprecated]`, where it is.
    pub(super) fn deprecated(&mut self, deprecated: bool) {
        if deprecated {
            self.line("#[deprecated]");
        }
    }

    /// Allows a function more arguments than the seven that clippy does.
    pub(super) fn allow_arguments(&mut self, count: usize) {
        if count > 7 {
            self.line("#[allow(clippy::too_many_arguments)]");
        }
    }

    /// A head and what stands in its braces, line by line.
    pub(super) fn block(&mut self, head: &str, tail: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        let start = self.out.len();
        self.indented(inside);
        if self.out.len() == start {
            // The braces close where they open.
            self.out.pop();
            self.out.push_str("}\n");
        } else {
            self.line(&format!("}}{tail}"));
        }
    }

    /// The `impl` of a trait.
    pub(super) fn implementation(&mut self, of: &str, name: &str, inside: impl FnOnce(&mut Self)) {
        self.fitted(|text| {
            let line = format!("impl {of} for {name}");
            if text.fits(&format!("{line} {{")) {
                return text.block(&line, "", inside);
            }
            let line = format!("impl {of}");
            match arguments(of).filter(|_| !text.fits(&line)) {
                None => text.line(&line),
                Some((outer, inner)) => {
                    text.line(&format!("impl {outer}<"));
                    text.indented(|text| text.types(&inner));
                    let line = format!("> for {name}");
                    if text.fits(&format!("{line} {{")) {
                        return text.block(&line, "", inside);
                    }
                    text.line(">");
                }
            }
            text.block(&format!("for {name}"), "", inside);
        });
    }

    /// What stands in a block.
    pub(super) fn indented(&mut self, inside: impl FnOnce(&mut Self)) {
        self.indent += STEP;
        inside(self);
        self.indent -= STEP;
    }

    /// Things by commas: in one line if they fit there, else one in a line.
    pub(super) fn list(&mut self, head: &str, things: &[String], tail: &str) {
        let line = format!("{head}{}{tail}", things.join(", "));
        if self.fits(&line) || things.is_empty() {
            return self.line(&line);
        }
        self.line(head);
        self.indented(|text| things.iter().for_each(|thing| text.line(&format!("{thing},"))));
        self.line(tail);
    }

    /// A type and what stands around it: what it is made of gets lines of its own where it is too wide.
    pub(super) fn typed(&mut self, head: &str, ty: &str, tail: &str) {
        // prettyplease looks no further than to the equals sign behind the type of a constant.
        let behind = tail.find("= ").map_or(0, |at| tail.len() - at - "= ".len());
        self.typed_but(head, ty, tail, behind);
    }

    /// The same, where so many bytes at the end of the line may stand beyond the width.
    fn typed_but(&mut self, head: &str, ty: &str, tail: &str, behind: usize) {
        let line = format!("{head}{ty}{tail}");
        let seen = line.get(..line.len() - behind).unwrap_or(&line);
        match arguments(ty).filter(|_| !self.fits(seen)) {
            None => self.line(&line),
            Some((outer, inner)) => {
                self.line(&format!("{head}{outer}<"));
                self.indented(|text| text.types(&inner));
                self.line(&format!(">{tail}"));
            }
        }
    }

    /// Types, one in a line. prettyplease does not count the comma behind the last.
    fn types(&mut self, types: &[&str]) {
        for (index, ty) in types.iter().enumerate() {
            self.typed_but("", ty, ",", usize::from(index + 1 == types.len()));
        }
    }

    /// A variant of an enum and the type that it holds.
    pub(super) fn variant(&mut self, name: &str, ty: &str) {
        let line = format!("{name}({ty}),");
        if self.fits(&line) {
            return self.line(&line);
        }
        self.line(&format!("{name}("));
        self.indented(|text| text.types(&[ty]));
        self.line("),");
    }

    /// The literal of a struct, and what stands around it: in one line if it is short.
    pub(super) fn literal(&mut self, head: &str, name: &str, fields: &[String], tail: &str) {
        let literal = format!("{name} {{ {} }}", fields.join(", "));
        let line = format!("{head}{literal}{tail}");
        if literal.chars().count() <= LITERAL_WIDTH + 1 && self.fits(&line) {
            return self.line(&line);
        }
        self.block(&format!("{head}{name}"), tail, |text| {
            for field in fields {
                // No comma follows what gives the other fields.
                let comma = if field.starts_with("..") { "" } else { "," };
                text.line(&format!("{field}{comma}"));
            }
        });
    }

    /// A table, `codegen::object!(Order { … });`: a line for each entry. Entries that are names only stand in one line if
    /// they fit. prettyplease does not know how a table is to look, so that this is ours to say.
    pub(super) fn table(&mut self, table: &str, name: &str, entries: &[String]) {
        let line = format!("{table}!({name} {{ {} }});", entries.join(", "));
        if entries.iter().all(|entry| !entry.contains(' ')) && line.len() <= TABLE_WIDTH {
            return self.line(&line);
        }
        self.line(&format!("{table}!({name} {{"));
        self.indented(|text| entries.iter().for_each(|entry| text.line(&format!("{entry},"))));
        self.line("});");
    }

    /// Code that is rare or has more structure than a form: items, or parts of an `impl` where it is indented.
    pub(super) fn tokens(&mut self, name: &str, tokens: TokenStream) -> Result<(), Error> {
        let tokens = if self.indent > 0 { quote!(impl It { #tokens }) } else { tokens };
        let file = syn::parse2(tokens).map_err(|error| Error::new(name, error))?;
        let text = prettyplease::unparse(&file);
        self.out.push_str(if self.indent > 0 { inside(&text) } else { &text });
        Ok(())
    }

    /// A function: its head up to the parenthesis, its parameters, what follows them, and its body. It is `inline`, so that
    /// it is compiled where it is called, with all that it decodes, and not at all where nobody calls it.
    pub(super) fn function(
        &mut self,
        name: &str,
        parameters: &[String],
        result: &str,
        body: impl FnOnce(&mut Self),
    ) {
        // A generic function is compiled where it is called anyway.
        if !parameters.iter().any(|it| it.contains("impl ")) {
            self.line(INLINE);
        }
        self.fitted(|text| {
            let line = format!("{name}({}){result} {{", parameters.join(", "));
            if text.fits(&line) {
                text.line(&line);
            } else {
                text.line(&format!("{name}("));
                text.indented(|text| text.parameters(parameters));
                match result.strip_prefix(" -> ") {
                    Some(ty) => text.typed(") -> ", ty, " {"),
                    None => text.line(") {"),
                }
            }
            text.indented(body);
            text.line("}");
        });
    }

    /// Parameters, one in a line. prettyplease does not count the comma behind the last.
    fn parameters(&mut self, parameters: &[String]) {
        for (index, parameter) in parameters.iter().enumerate() {
            match parameter.split_once(": ") {
                Some((name, ty)) => {
                    let is_last = index + 1 == parameters.len();
                    self.typed_but(&format!("{name}: "), ty, ",", usize::from(is_last));
                }
                None => self.line(&format!("{parameter},")),
            }
        }
    }

    /// Names by commas, as many in a line as fit: what prettyplease makes of the names of a `use`.
    pub(super) fn names(&mut self, head: &str, names: &[&str], tail: &str) {
        let line = format!("{head}{}{tail}", names.join(", "));
        if self.fits(&line) {
            return self.line(&line);
        }
        self.line(head);
        self.indented(|text| {
            let mut line = String::new();
            for (index, name) in names.iter().enumerate() {
                // The comma behind the last is not counted.
                let comma = if index + 1 == names.len() { "" } else { "," };
                if !line.is_empty() && !text.fits(&format!("{line} {name}{comma}")) {
                    text.line(&std::mem::take(&mut line));
                }
                let space = if line.is_empty() { "" } else { " " };
                line.push_str(&format!("{space}{name}{comma}"));
            }
            text.line(&format!("{line},"));
        });
        self.line(tail);
    }

    /// A piece, an item or a part of an `impl`, which prettyplease lays out if it is too wide.
    pub(super) fn fitted(&mut self, piece: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        piece(self);
        let written = self.out.get(start..).unwrap_or_default();
        if written.split_terminator('\n').any(|line| is_wide(line) && is_breakable(line)) {
            if let Some(fitting) = laid_out(written, self.indent > 0) {
                self.out.truncate(start);
                self.out.push_str(&fitting);
            }
        }
    }

    /// Whether a line of this text fits here.
    pub(super) fn fits(&self, line: &str) -> bool {
        let room = WIDTH.saturating_sub(self.indent);
        line.len() <= room || line.chars().count() <= room
    }
}

fn is_wide(line: &str) -> bool {
    line.len() > WIDTH && line.chars().count() > WIDTH
}

/// Whether prettyplease could lay a wide line out in another way: not a comment, nor a name with nothing in brackets, nor
/// the literal of a constant that begins where the line ends.
fn is_breakable(line: &str) -> bool {
    let code = line.trim_start();
    if code.starts_with("///") {
        return false;
    }
    let is_constant = code.starts_with("const ") || code.starts_with("static ");
    if is_constant && code.ends_with('{') {
        // prettyplease looks no further than to the equals sign.
        let seen = line.find("= ").and_then(|at| line.get(..at + "= ".len()));
        return seen.is_none_or(|seen| is_wide(seen) && seen.contains('<'));
    }
    let is_head = ["pub struct ", "pub enum ", "for "].iter().any(|it| code.starts_with(it));
    // What ends in a bracket has its arguments in the next lines already.
    let ends: &[&str] = if is_head { &[" {"] } else { &[",", "<"] };
    let inside = ends.iter().find_map(|end| code.strip_suffix(end)).unwrap_or(code);
    inside.len() == code.len() || inside.bytes().any(|it| matches!(it, b'<' | b'(' | b'[' | b'{'))
}

/// `Map<K, V>` as `Map` and its arguments.
fn arguments(ty: &str) -> Option<(&str, Vec<&str>)> {
    let (outer, inner) = ty.strip_suffix('>')?.split_once('<')?;
    let mut depth = 0_usize;
    let by_comma = inner.split(|it| {
        match it {
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        it == ',' && depth == 0
    });
    Some((outer, by_comma.map(str::trim_start).collect()))
}

/// The piece as prettyplease lays it out; `None` if it is no Rust, which the check of names rules out.
fn laid_out(piece: &str, in_impl: bool) -> Option<String> {
    if !in_impl {
        return Some(prettyplease::unparse(&syn::parse_file(piece).ok()?));
    }
    let file = syn::parse_file(&format!("impl It {{\n{piece}}}\n")).ok()?;
    Some(inside(&prettyplease::unparse(&file)).to_owned())
}

/// What stands in the block of `impl It`.
fn inside(text: &str) -> &str {
    let inside = text.strip_prefix("impl It {\n").and_then(|text| text.strip_suffix("}\n"));
    inside.unwrap_or_default()
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    if text.chars().all(|it| matches!(it, ' '..='~') && it != '"' && it != '\\') {
        format!("\"{text}\"")
    } else {
        proc_macro2::Literal::string(text).to_string()
    }
}
