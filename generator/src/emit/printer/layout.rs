//! Lays a line out that does not fit, by its marks.

use super::{LINE_END, MAX_WIDTH, Mark, MarkKind, Printer, STEP, Style};
use crate::bug::bug;

/// The width of some text in characters.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Replaces the line that was written flat.
pub(super) fn lay_out(printer: &mut Printer) {
    let flat = printer.out.split_off(printer.line_start);
    let mut layout = Layout {
        flat: &flat,
        origin: printer.line_start,
        marks: &printer.marks,
        out: &mut printer.out,
        copied: 0,
        column: 0,
        indent: printer.indent * STEP,
        broken: Vec::new(),
    };
    layout.lines(0, layout.marks.len());
    layout.copy_to(flat.len());
}

struct Layout<'a> {
    /// The line as it was written.
    flat: &'a str,
    /// Where it started, from which marks count.
    origin: usize,
    marks: &'a [Mark],
    out: &'a mut String,
    /// How much of the flat line is printed.
    copied: usize,
    column: usize,
    /// The indentation of the current line.
    indent: usize,
    /// Whether each enclosing group is broken, outermost first.
    broken: Vec<bool>,
}

impl Layout<'_> {
    /// Where a mark is in the flat line.
    fn position(&self, index: usize) -> usize {
        self.marks.get(index).map_or(self.flat.len(), |mark| mark.at - self.origin)
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        let Some(slice) = self.flat.get(from..to) else {
            bug!("a mark of `{}` is out of order", self.flat);
            return "";
        };
        slice
    }

    fn copy_to(&mut self, position: usize) {
        let text = self.flat.get(self.copied..position);
        let Some(text) = text else { return bug!("`{}` is printed out of order", self.flat) };
        self.out.push_str(text);
        self.column += width(text);
        self.copied = position;
    }

    /// Ends the line in place of `flat` bytes, and indents the next.
    fn new_line(&mut self, indent: usize, flat: usize) {
        self.out.push_str(LINE_END);
        (0..indent / STEP).for_each(|_| self.out.push_str("    "));
        self.indent = indent;
        self.column = indent;
        self.copied += flat;
    }

    /// Prints what is between two marks. Lines of the innermost group are line ends if it is broken.
    fn lines(&mut self, mut index: usize, end: usize) {
        let base = self.indent;
        let is_broken = self.broken.last().copied().unwrap_or(false);
        while let Some(mark) = self.marks.get(index).filter(|_| index < end) {
            match mark.kind {
                MarkKind::Open { .. } => {
                    self.copy_to(self.position(index));
                    index = self.group(index, mark);
                }
                MarkKind::Line { flat, dedent } if is_broken => {
                    self.copy_to(self.position(index));
                    let is_outer = dedent || self.is_closed();
                    self.new_line(if is_outer { base } else { base + STEP }, flat);
                }
                MarkKind::Broken { flat, text } if is_broken => {
                    self.copy_to(self.position(index));
                    self.out.push_str(text);
                    self.column += text.len();
                    self.copied += flat;
                }
                MarkKind::Close | MarkKind::Line { .. } | MarkKind::Broken { .. } => {}
            }
            index += 1;
        }
    }

    /// Whether the current line only closes groups. What follows is then indented as they are.
    fn is_closed(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or("").trim_start();
        !line.is_empty() && line.bytes().all(|it| matches!(it, b')' | b']' | b'}' | b'>'))
    }

    /// Prints a group, and returns the mark that ends it.
    fn group(&mut self, open: usize, mark: &Mark) -> usize {
        let MarkKind::Open { style, close, must_break, inner_breaks } = mark.kind else {
            bug!("`{}` has no group at a mark", self.flat);
            return open;
        };
        let (start, end) = (self.position(open), self.position(close));
        let needed = width(self.slice(start, end)) + self.rest(close) + style.reserve();
        if !must_break && self.column + needed <= MAX_WIDTH {
            self.copy_to(end);
            return close;
        }
        match style {
            Style::Fill => self.fill(open + 1, close),
            Style::Hang(_) if !inner_breaks && self.hangs(open, close) => {}
            Style::Result if !inner_breaks && self.moves_brace(close) => {}
            Style::All(_) | Style::Hang(_) | Style::Chain(_) | Style::Result => {
                let is_broken = match style {
                    Style::All(_) => true,
                    Style::Chain(_) if !inner_breaks => true,
                    _ => self.is_long_chain(open, close),
                };
                self.broken.push(is_broken);
                self.lines(open + 1, close);
                self.broken.pop();
            }
        }
        self.copy_to(end);
        close
    }

    /// Breaks a group at its last line, if everything before and after it then fits.
    fn hangs(&mut self, open: usize, close: usize) -> bool {
        let Some((index, flat, count)) = self.last_line(open, close) else {
            bug!("a hanging group of `{}` has no line", self.flat);
            return false;
        };
        let (line, end) = (self.position(index), self.position(close));
        let after = width(self.slice(line + flat, end)) + self.rest(close);
        let before = self.column + width(self.slice(self.copied, line));
        let fits = (count == 1 || before <= MAX_WIDTH) && self.indent + STEP + after <= MAX_WIDTH;
        if fits {
            self.copy_to(line);
            self.new_line(self.indent + STEP, flat);
        }
        fits
    }

    /// Whether a group has several lines, and does not fit up to the last of them.
    fn is_long_chain(&self, open: usize, close: usize) -> bool {
        self.last_line(open, close).is_some_and(|(index, _, count)| {
            let before = self.slice(self.copied, self.position(index));
            count > 1 && self.column + width(before) > MAX_WIDTH
        })
    }

    /// The last of a group's own lines, its flat length, and the number of lines.
    fn last_line(&self, open: usize, close: usize) -> Option<(usize, usize, usize)> {
        let (mut index, mut count, mut last) = (open + 1, 0, None);
        while let Some(mark) = self.marks.get(index).filter(|_| index < close) {
            match mark.kind {
                MarkKind::Open { close, .. } => index = close,
                MarkKind::Line { flat, .. } => {
                    count += 1;
                    last = Some((index, flat));
                }
                MarkKind::Close | MarkKind::Broken { .. } => {}
            }
            index += 1;
        }
        last.map(|(index, flat)| (index, flat, count))
    }

    /// Breaks a group at its last mark, before the brace, if everything before it fits.
    fn moves_brace(&mut self, close: usize) -> bool {
        let Some(last) = close.checked_sub(1) else { return false };
        let line = self.position(last);
        let fits = self.column + width(self.slice(self.copied, line)) <= MAX_WIDTH;
        if fits {
            self.copy_to(line);
            self.new_line(self.indent, " ".len());
        }
        fits
    }

    /// Prints a group with as much in each line as fits.
    fn fill(&mut self, mut index: usize, close: usize) {
        let base = self.indent;
        let first = index;
        while index < close {
            self.copy_to(self.position(index));
            match self.marks.get(index).map(|it| it.kind) {
                Some(MarkKind::Line { flat, dedent: true }) => self.new_line(base, flat),
                Some(MarkKind::Line { flat, .. }) => {
                    let piece = self.slice(self.copied, self.position(index + 1));
                    // A comma follows the last piece, too. rustfmt leaves one column free.
                    let comma = usize::from(!piece.ends_with(','));
                    if index == first || self.column + width(piece) + comma >= MAX_WIDTH {
                        self.new_line(base + STEP, flat);
                    }
                }
                Some(MarkKind::Broken { flat, text }) => {
                    self.out.push_str(text);
                    self.copied += flat;
                }
                _ => {}
            }
            index += 1;
        }
    }

    /// The width of what follows a group up to the next line end, if all further groups are flat.
    fn rest(&self, close: usize) -> usize {
        let from = self.position(close);
        let mut enclosing = self.broken.iter().rev();
        let mut is_broken = enclosing.next().copied().unwrap_or(false);
        let (mut index, mut more) = (close + 1, 0);
        while let Some(mark) = self.marks.get(index) {
            match mark.kind {
                MarkKind::Open { close, .. } => index = close,
                MarkKind::Close => is_broken = enclosing.next().copied().unwrap_or(false),
                MarkKind::Line { .. } if is_broken => break,
                MarkKind::Broken { text, flat } if is_broken => {
                    more += text.len().saturating_sub(flat);
                }
                MarkKind::Line { .. } | MarkKind::Broken { .. } => {}
            }
            index += 1;
        }
        width(self.slice(from, self.position(index))) + more
    }
}
