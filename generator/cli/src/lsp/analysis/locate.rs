//! The node at an offset of a file that was read, and the way to it.

use renkei::source::Node;
use renkei::text::{JsonPointer, Span};

/// One node on the way from the root of a file to an offset.
#[derive(Clone, Debug)]
pub(crate) struct Located<'a> {
    /// The node.
    pub(crate) node: Node<'a>,
    /// Where its key is written. Items and the root have none.
    pub(crate) key: Option<Span>,
    /// Whether the offset is in the key.
    pub(crate) is_on_key: bool,
    /// Its pointer in the file.
    pub(crate) pointer: JsonPointer,
}

/// The nodes that contain an offset, the root first. The last one is the smallest.
pub(crate) fn chain(root: Node<'_>, offset: usize) -> Vec<Located<'_>> {
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    let root = Located { node: root, key: None, is_on_key: false, pointer: JsonPointer::root() };
    let mut chain = vec![root];
    while let Some(next) = chain.last().and_then(|it| child(it, offset)) {
        let is_on_key = next.is_on_key;
        chain.push(next);
        if is_on_key {
            break;
        }
    }
    chain
}

fn child<'a>(parent: &Located<'a>, offset: u32) -> Option<Located<'a>> {
    let file = parent.node.span().file;
    if parent.node.is_array() {
        let items = parent.node.items().enumerate();
        let mut before = items.filter(|(_, it)| it.span().start <= offset);
        let (index, node) = before.next_back().filter(|(_, it)| reaches(*it, offset))?;
        let pointer = parent.pointer.child(&index.to_string());
        return Some(Located { node, key: None, is_on_key: false, pointer });
    }
    // A merged member is written at another place.
    let here = parent.node.members().filter(|it| it.key_span.file == file);
    let entry = here.filter(|it| it.key_span.start <= offset).max_by_key(|it| it.key_span.start)?;
    let is_on_key = offset <= entry.key_span.end;
    let is_in_value = entry.value.span().start <= offset && reaches(entry.value, offset);
    (is_on_key || is_in_value).then(|| Located {
        node: entry.value,
        key: Some(entry.key_span),
        is_on_key,
        pointer: parent.pointer.child(entry.key),
    })
}

/// Whether a node ends at or after an offset. In YAML, a collection ends where the next one begins.
fn reaches(node: Node<'_>, offset: u32) -> bool {
    offset <= node.span().end
}

/// The key of the value at a pointer, or the value itself if it has no key.
pub(crate) fn name_span(root: Node<'_>, pointer: &JsonPointer) -> Option<Span> {
    let Some(last) = pointer.last() else { return Some(start_of(root)) };
    let mut parent = pointer.clone();
    parent.pop();
    let parent = root.at(&parent)?;
    match parent.entry(&last) {
        Some(entry) => Some(entry.key_span),
        None => parent.step(&last).map(start_of),
    }
}

/// The first key of an object, or the whole value.
fn start_of(node: Node<'_>) -> Span {
    node.members().next().map_or_else(|| node.span(), |it| it.key_span)
}

#[cfg(test)]
mod tests {
    use renkei::source::read_text;

    use super::*;

    fn check(marked: &str, pointer: &str, is_on_key: bool) {
        let offset = marked.find('¦').unwrap();
        let sources = read_text("a.yaml", &marked.replace('¦', "")).unwrap();
        let chain = chain(sources.tree().root().unwrap(), offset);
        let last = chain.last().unwrap();
        assert_eq!((last.pointer.as_str(), last.is_on_key), (pointer, is_on_key), "{marked}");
    }

    #[test]
    fn the_smallest_node_is_found() {
        check("a: 1\nb¦: {c: 2}\n", "/b", true);
        check("a: 1\nb: {c: ¦2}\n", "/b/c", false);
        check("a: 1\nb: {c¦: 2}\n", "/b/c", true);
        check("a: [1, {d: x¦y}]\n", "/a/1/d", false);
        check("a:\n  - b: 1\n    c: ¦2\n  - d: 3\n", "/a/0/c", false);
        check("{\"a\": {\"b/c\": \"x¦\"}}", "/a/b~1c", false);
        check("a: &x {b: 1}\nc: *¦x\n", "", false);
        check("a: 1 # no¦te\n", "", false);
    }
}
