//! The collections that contain a position of YAML in block style, by the indentation of its lines.
//!
//! Takes a text that can be malformed; returns what a reader of it would expect at the position.

use super::cursor::{Cursor, Member, Slot, Step};
use super::flow::{self, unquoted};

/// A line of YAML: the marks of list items, then a key and a value, or a scalar.
#[derive(Debug, PartialEq, Eq)]
struct Line<'t> {
    /// The columns of the `-` of items.
    marks: Vec<usize>,
    /// The column of the key or the scalar.
    column: usize,
    key: Option<&'t str>,
    /// What follows the key, or the scalar.
    value: &'t str,
    /// The column of `value`.
    value_column: usize,
}

impl<'t> Line<'t> {
    /// Reads a line; `None` if it has only spaces or a comment.
    fn read(line: &'t str) -> Option<Self> {
        let line = line.trim_end_matches(['\r', '\n']);
        let mut column = line.len() - line.trim_start_matches(' ').len();
        let mut marks = Vec::new();
        while let Some(rest) = line.get(column..)?.strip_prefix('-') {
            if !rest.is_empty() && !rest.starts_with(' ') {
                break;
            }
            marks.push(column);
            column += 1 + rest.len() - rest.trim_start_matches(' ').len();
        }
        let content = line.get(column..)?;
        if content.starts_with('#') || (content.is_empty() && marks.is_empty()) {
            return None;
        }
        let (key, value_column) = match key_length(content) {
            None => (None, column),
            Some(length) => {
                let rest = content.get(length + 1..)?;
                let spaces = rest.len() - rest.trim_start().len();
                (content.get(..length), column + length + 1 + spaces)
            }
        };
        let value = line.get(value_column..)?;
        Some(Self { marks, column, key, value, value_column })
    }

    /// Whether what follows on deeper lines belongs to the key.
    fn opens_block(&self) -> bool {
        let value = self.value.split(" #").next().unwrap_or("").trim();
        value.is_empty() || (value.starts_with(['&', '!']) && !value.contains(' '))
    }

    fn member(&self) -> Option<Member> {
        let value = self.value.split(" #").next().unwrap_or("").trim();
        let key = unquoted(self.key?).to_owned();
        Some(Member { key, value: unquoted(value).to_owned() })
    }
}

/// The length of a key before its colon.
fn key_length(content: &str) -> Option<usize> {
    if let Some(quote) = ['"', '\''].into_iter().find(|it| content.starts_with(*it)) {
        let end = content.get(1..)?.find(quote)? + 2;
        return content.get(end..)?.starts_with(':').then_some(end);
    }
    if content.starts_with(['{', '[', '#', '|', '>']) {
        return None;
    }
    let end = content.find(": ").or_else(|| content.strip_suffix(':').map(str::len))?;
    (!content.get(..end)?.contains(" #")).then_some(end)
}

/// The cursor at an offset.
pub(super) fn cursor(text: &str, offset: usize) -> Option<Cursor> {
    let start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(offset..)?.find('\n').map_or(text.len(), |at| offset + at);
    let before = text.get(start..offset)?;
    let line = text.get(start..end)?.trim_end_matches('\r');
    let read = Line::read(line);
    let column = offset - start;
    if before.trim_start().starts_with('#') || before.contains(" #") {
        return None;
    }
    let here = Here::of(read.as_ref(), before, column);
    let above = Above::read(text.get(..start)?, &here)?;
    if let Some(line) = read.filter(|it| is_in_flow(it, column)) {
        let path = above.path.into_iter().chain(line.key.map(|it| Step::Key(unquoted(it).into())));
        let value = start + line.value_column;
        let cursor = flow::cursor(text.get(value..)?, offset.checked_sub(value)?)?.moved(value);
        return Some(Cursor { path: path.chain(cursor.path).collect(), ..cursor });
    }
    let mut members = above.members;
    members.reverse();
    let below = text.get(end..).and_then(|it| it.strip_prefix('\n')).unwrap_or("");
    members.extend(members_below(below, here.column));
    let token = start + here.token.start..start + here.token.end;
    Some(Cursor { path: above.path, slot: here.slot, token, members, is_flow: false })
}

/// Whether the column is within a collection with brackets that begins on the line.
fn is_in_flow(line: &Line<'_>, column: usize) -> bool {
    line.value.starts_with(['{', '[']) && column > line.value_column
}

/// The line of the cursor.
struct Here {
    marks: Vec<usize>,
    column: usize,
    slot: Slot,
    token: std::ops::Range<usize>,
}

impl Here {
    fn of(line: Option<&Line<'_>>, before: &str, column: usize) -> Self {
        let Some(line) = line else {
            return Self { marks: Vec::new(), column, slot: Slot::Key, token: column..column };
        };
        let (marks, of_line) = (line.marks.clone(), line.column);
        let value = line.value.split(" #").next().unwrap_or("").trim_end();
        let end = line.value_column + value.len();
        match line.key {
            Some(key) if column > of_line + key.len() => {
                let token = line.value_column.min(column)..end.max(column);
                let slot = Slot::Value { key: Some(unquoted(key).to_owned()) };
                Self { marks, column: of_line, slot, token }
            }
            Some(key) => {
                let token = of_line..of_line + key.len();
                Self { marks, column: of_line, slot: Slot::Key, token }
            }
            // A list item can be a scalar or the first key of an object.
            None => {
                let start = of_line.min(before.len());
                Self { marks, column: of_line, slot: Slot::Key, token: start..end.max(column) }
            }
        }
    }
}

/// What the lines above the cursor say.
struct Above {
    path: Vec<Step>,
    /// The members above the cursor, the nearest one first.
    members: Vec<Member>,
}

impl Above {
    /// Reads the lines above, up to the root. Returns `None` in a text of several lines.
    fn read(above: &str, here: &Here) -> Option<Self> {
        let mut reader = Reader::new(here);
        for line in above.split('\n').rev().filter_map(Line::read) {
            reader.line(&line)?;
            if reader.is_done() {
                break;
            }
        }
        let Reader { mut path, members, .. } = reader;
        path.reverse();
        Some(Self { path, members })
    }
}

/// Walks from the cursor towards the first line.
struct Reader {
    /// The steps so far, the innermost first.
    path: Vec<Step>,
    members: Vec<Member>,
    /// The column of the collection whose parent is looked for.
    column: usize,
    /// The items above in this list, if the collection is one.
    items: Option<usize>,
    has_left_first: bool,
}

impl Reader {
    fn new(here: &Here) -> Self {
        let mut reader = Self {
            path: Vec::new(),
            members: Vec::new(),
            column: here.column,
            items: None,
            has_left_first: false,
        };
        reader.enter_marks(&here.marks);
        reader
    }

    fn is_done(&self) -> bool {
        self.has_left_first && self.column == 0 && self.items.is_none()
    }

    /// Leaves the items that begin on a line, the innermost first.
    fn enter_marks(&mut self, marks: &[usize]) {
        for column in marks.iter().rev() {
            self.leave_item();
            self.column = *column;
            self.items = Some(0);
            self.has_left_first = true;
        }
    }

    /// The list that was left is an item of another one.
    fn leave_item(&mut self) {
        if let Some(items) = self.items.take() {
            self.path.push(Step::Item(items));
        }
    }

    fn line(&mut self, line: &Line<'_>) -> Option<()> {
        let indent = line.marks.first().copied().unwrap_or(line.column);
        if let Some(items) = &mut self.items {
            if let Some(at) = line.marks.iter().position(|it| *it == self.column) {
                *items += 1;
                // A line can begin items of several lists.
                let outer = line.marks.get(..at).unwrap_or(&[]);
                self.enter_marks(outer);
                return Some(());
            }
            // A list may have the column of its key.
            let is_parent =
                line.column < self.column || (line.column == self.column && line.marks.is_empty());
            return if is_parent { self.parent(line) } else { Some(()) };
        }
        if line.column == self.column {
            if !self.has_left_first {
                self.members.extend(line.member());
            }
            self.enter_marks(&line.marks);
        } else if indent < self.column {
            return self.parent(line);
        }
        Some(())
    }

    /// The line is the key of the collection.
    fn parent(&mut self, line: &Line<'_>) -> Option<()> {
        if line.column > self.column {
            return Some(());
        }
        let key = line.key.filter(|_| line.opens_block())?;
        self.leave_item();
        self.path.push(Step::Key(unquoted(key).to_owned()));
        self.column = line.column;
        self.has_left_first = true;
        self.enter_marks(&line.marks);
        Some(())
    }
}

/// The members of the same collection on the lines below.
fn members_below(below: &str, column: usize) -> Vec<Member> {
    let lines = below.split('\n').filter_map(Line::read);
    let inside = lines.take_while(|it| {
        it.column > column || (it.column == column && it.marks.is_empty() && it.key.is_some())
    });
    inside.filter(|it| it.column == column).filter_map(|it| it.member()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::cursor::Cursor;

    /// The cursor at `¦`: its path, its slot, its token and the other members.
    fn check(marked: &str, expected: &str) {
        let offset = marked.find('¦').unwrap();
        let text = marked.replace('¦', "");
        let shown = Cursor::find(&text, offset).map_or("none".to_owned(), |it| it.shown(&text));
        assert_eq!(shown, expected, "{marked}");
    }

    #[test]
    fn the_collection_and_the_slot_are_found() {
        check("¦", " key `` []");
        check("a: 1\n¦", " key `` [a=1]");
        check("a: 1\nb¦\nc: 3\n", " key `b` [a=1,c=3]");
        check("a:\n  b: 1\n  ¦\n  c: 2\nd: 3\n", "a key `` [b=1,c=2]");
        check("a:\n  b: ¦\n", "a b= `` []");
        check("a:\n  b: 'x¦y' # why\n", "a b= `'xy'` []");
        check("a:\n  b:\n    c: 1\n  d¦: 2\n", "a key `d` [b=]");
        check("a:\n  - b: 1\n    c: 2\n  - ¦\n", "a.1 key `` []");
        check("a:\n  - b: 1\n    ¦c: 2\n  - d: 3\n", "a.0 key `c` [b=1]");
        check("a:\n- b: 1\n- x¦\n", "a.1 key `x` []");
        check("a:\n- - b: 1\n  - c: ¦\n", "a.0.1 c= `` []");
        check("'a/b':\n  \"200\":\n    ¦\n", "a/b.200 key `` []");
        check("a:\r\n  b: 1\r\n  c: x¦\r\n", "a c= `x` [b=1]");
    }

    #[test]
    fn flow_collections_continue_the_path() {
        check("a:\n  b: {c: 1, ¦}\n", "a.b key `` [c=1]");
        check("a:\n  b: [{c: ¦}]\n", "a.b.0 c= `` [c=]");
        check("a:\n  - {b: 1, c¦}\n", "a.0 key `c` [b=1]");
    }

    #[test]
    fn texts_and_comments_have_no_keys() {
        check("a: |\n  text\n  more¦\n", "none");
        check("a:\n  b: >-\n    one: two\n    ¦\n", "none");
        check("a: 1 # note¦\n", "none");
        check("# a¦\n", "none");
        check("a:\n  b: |\n    c: 1\n  ¦\n", "a key `` [b=|]");
    }

    #[test]
    fn comments_and_blank_lines_end_nothing() {
        check("a:\n  b: 1\n\n# x\n  ¦\n", "a key `` [b=1]");
        check("a: &x\n  ¦\n", "a key `` []");
    }
}
