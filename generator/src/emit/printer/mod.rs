//! A small document printer: Rust code as text, with the line breaks that rustfmt would choose.
//!
//! Takes code line by line, each written as if it were short, with marks where it may break. Returns the text. It must
//! not know what the code is about.
//!
//! The model is that of Oppen and Wadler: a *group* is flat or broken, and a broken group breaks at each of its own
//! *lines*. Writing a line costs as much as pushing its text: the text is written flat, and only a line that turns out
//! too wide, or a group beyond the width of its style, is laid out again by its marks (`layout`).

mod layout;
mod style;
#[cfg(test)]
mod tests;

pub(super) use self::style::{List, Style};

/// The width of a line.
pub(super) const MAX_WIDTH: usize = 100;

/// One step of indentation.
const STEP: usize = 4;

/// The end of a line. Pushing a string is cheaper than pushing a character where nothing is optimised.
const LINE_END: &str = "\n";

/// A place in the text of a line.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    kind: MarkKind,
}

#[derive(Clone, Copy, Debug)]
enum MarkKind {
    /// A group begins. `close` is the index of the mark that ends it. It cannot be flat if it must break, and cannot move
    /// to the next line as a whole if a group inside must break.
    Open { style: Style, close: usize, must_break: bool, inner_breaks: bool },
    /// A group ends.
    Close,
    /// A broken group has a line end in place of the next `flat` bytes.
    Line { flat: usize, dedent: bool },
    /// A broken group has this text in place of the next `flat` bytes.
    Broken { flat: usize, text: &'static str },
}

/// Code that is being written.
#[derive(Debug, Default)]
pub(super) struct Printer {
    out: String,
    indent: usize,
    line_start: usize,
    marks: Vec<Mark>,
    open_groups: Vec<usize>,
    must_break: bool,
    /// Whether the current block has an item already, from which the next keeps a distance.
    has_item: bool,
}

impl Printer {
    /// A printer for code that is indented so many steps.
    pub(super) fn new(depth: usize) -> Self {
        Self { indent: depth, ..Self::default() }
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Starts a line.
    pub(super) fn start(&mut self) {
        self.line_start = self.out.len();
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
    }

    /// Ends a line, and lays it out again if it is too wide.
    pub(super) fn end(&mut self) {
        self.fit();
        self.out.push_str(LINE_END);
    }

    fn fit(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        if self.must_break || layout::width(self.written_from(self.line_start)) > MAX_WIDTH {
            layout::lay_out(self);
        }
        self.marks.clear();
        self.open_groups.clear();
        self.must_break = false;
    }

    /// Writes text that does not break.
    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes several pieces of text that do not break.
    pub(super) fn texts(&mut self, texts: &[&str]) {
        texts.iter().for_each(|text| self.out.push_str(text));
    }

    /// A string literal.
    pub(super) fn literal(&mut self, text: &str) {
        super::text::push_literal(&mut self.out, text);
    }

    /// A whole line of some pieces that do not break.
    pub(super) fn line(&mut self, texts: &[&str]) {
        self.start();
        self.texts(texts);
        self.out.push_str(LINE_END);
    }

    /// An empty line before an item, unless it is the first in its block.
    pub(super) fn item(&mut self) {
        if self.has_item {
            self.out.push_str(LINE_END);
        }
        self.has_item = true;
    }

    /// `///` lines.
    pub(super) fn docs(&mut self, lines: &[String]) {
        lines.iter().for_each(|line| self.doc(&[line]));
    }

    /// A `///` line of some pieces.
    pub(super) fn doc(&mut self, texts: &[&str]) {
        self.start();
        self.out.push_str("/// ");
        texts.iter().for_each(|text| super::text::push_line(&mut self.out, text));
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push_str(LINE_END);
    }

    /// Writes a group.
    pub(super) fn group(&mut self, style: Style, inside: impl FnOnce(&mut Self)) {
        self.open_group(style);
        inside(self);
        self.close_group();
    }

    fn open_group(&mut self, style: Style) {
        self.open_groups.push(self.marks.len());
        self.mark(MarkKind::Open { style, close: 0, must_break: false, inner_breaks: false });
    }

    fn close_group(&mut self) {
        let (index, end) = (self.marks.len(), self.out.len());
        self.mark(MarkKind::Close);
        let opened = self.open_groups.pop().and_then(|it| self.marks.get_mut(it));
        let Some(Mark { at, kind: MarkKind::Open { style, close, must_break, .. } }) = opened
        else {
            return crate::bug::bug!("a group is closed that was not opened");
        };
        *close = index;
        if let Style::All(limit) | Style::Hang(limit) | Style::Chain(limit) = *style {
            let content = self.out.get(*at..end);
            *must_break |= end - *at > limit && content.map_or(0, layout::width) > limit;
        }
        if *must_break {
            self.break_enclosing();
        }
    }

    /// What holds a broken group is broken too.
    fn break_enclosing(&mut self) {
        self.must_break = true;
        let parent = self.open_groups.last().and_then(|it| self.marks.get_mut(*it));
        if let Some(Mark { kind: MarkKind::Open { must_break, inner_breaks, .. }, .. }) = parent {
            (*must_break, *inner_breaks) = (true, true);
        }
    }

    fn mark(&mut self, kind: MarkKind) {
        self.marks.push(Mark { at: self.out.len(), kind });
    }

    /// A possible line end, and its text where there is none.
    pub(super) fn soft_line(&mut self, flat: &str) {
        self.mark(MarkKind::Line { flat: flat.len(), dedent: false });
        self.out.push_str(flat);
    }

    /// The same at the end of a group: what follows is indented as the line in which the group began.
    pub(super) fn last_line(&mut self, flat: &str) {
        self.mark(MarkKind::Line { flat: flat.len(), dedent: true });
        self.out.push_str(flat);
    }

    /// Text that depends on whether the group is flat or broken.
    pub(super) fn either(&mut self, flat: &str, broken: &'static str) {
        self.mark(MarkKind::Broken { flat: flat.len(), text: broken });
        self.out.push_str(flat);
    }

    /// Items between delimiters: on one line, or each on a line of its own with a comma.
    pub(super) fn list<T>(
        &mut self,
        list: List,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        let padding = if list.padded { " " } else { "" };
        self.text(list.open);
        let mut items = items.into_iter();
        let (first, second) = (items.next(), items.next());
        if let Some(first) = first {
            // A single item may take up the line.
            let is_single = second.is_none() && !list.padded && list.style != Style::Fill;
            self.open_group(if is_single { Style::All(MAX_WIDTH) } else { list.style });
            self.soft_line(padding);
            each(self, first);
            for item in second.into_iter().chain(items) {
                self.text(",");
                self.soft_line(" ");
                each(self, item);
            }
            self.either("", ",");
            self.last_line(padding);
            self.close_group();
        }
        self.text(list.close);
    }

    /// Lines between braces, after the line that is being written. They close at once if there are none.
    pub(super) fn braces(&mut self, tail: &str, inside: impl FnOnce(&mut Self)) {
        self.text(" {");
        self.content(tail, inside);
    }

    /// The same after the opening brace.
    pub(super) fn content(&mut self, tail: &str, inside: impl FnOnce(&mut Self)) {
        self.end();
        let start = self.out.len();
        self.indented(inside);
        if self.out.len() == start {
            self.out.truncate(start - LINE_END.len());
            self.texts(&["}", tail, LINE_END]);
        } else {
            self.line(&["}", tail]);
        }
    }

    /// A line and what is between its braces.
    pub(super) fn block(&mut self, head: &[&str], tail: &str, inside: impl FnOnce(&mut Self)) {
        self.start();
        self.texts(head);
        self.braces(tail, inside);
    }

    /// A value whose braces hold lines, after the `=` of the line that is being written.
    pub(super) fn assigned_block(&mut self, value: &str, inside: impl FnOnce(&mut Self)) {
        self.fit();
        let line = self.out.rfind('\n').map_or(0, |at| at + LINE_END.len());
        // rustfmt counts the semicolon behind the closing brace here.
        let fits = layout::width(self.written_from(line)) + value.len() + " ".len() + " {;".len()
            <= MAX_WIDTH;
        if fits {
            self.texts(&[" ", value]);
            return self.braces(";", inside);
        }
        self.text(LINE_END);
        self.indented(|out| out.block(&[value], ";", inside));
    }

    /// Lines that are indented one step more.
    pub(super) fn indented(&mut self, inside: impl FnOnce(&mut Self)) {
        let had_item = std::mem::take(&mut self.has_item);
        self.indent += 1;
        inside(self);
        self.indent -= 1;
        self.has_item = had_item;
    }

    fn written_from(&self, start: usize) -> &str {
        let Some(written) = self.out.get(start..) else {
            crate::bug::bug!("a line starts inside a character");
            return "";
        };
        written
    }
}
