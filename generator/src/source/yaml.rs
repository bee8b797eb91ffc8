//! Parses YAML 1.2 (core schema) into the tree, from the events of `granit-parser`.
//!
//! Aliases share the anchored node. An alias inside its own anchor is refused, and the size that all
//! aliases would expand to is capped, so that no document can cost more than its length allows.

mod repair;

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{
    Event, Options as ParserOptions, Parser, ScalarStyle, ScanError, Span as YamlSpan, Tag,
};

use super::json::Members;
use super::tree::{MAX_DEPTH, MAX_EXPANDED_NODES, Member, NodeId, NodeKind, Tree};
use super::{ParseError, number};
use crate::text::{FileId, Span, offset};

/// How many deviations from YAML are repaired in one file. Each costs another read of the file.
const MAX_REPAIRS: usize = 32;

/// Parses the only document of a file; a second one is an error.
pub(super) fn parse(file: FileId, text: &str) -> Result<Tree, ParseError> {
    let mut options = granit_parser::options! {
        simple_key_max_lookahead: 64 * 1024,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    options.set_emit_comments(false);
    let mut text = Cow::Borrowed(text);
    let mut deviations = Vec::new();
    loop {
        let failed = match read_events(file, &text, &options)? {
            Ok(mut tree) => {
                deviations.into_iter().for_each(|it| tree.note_deviation(it));
                return Ok(tree);
            }
            Err(error) => error,
        };
        match repair::repaired(file, &text, &failed).filter(|_| deviations.len() < MAX_REPAIRS) {
            Some((repaired, deviation)) => {
                text = Cow::Owned(repaired);
                deviations.push(deviation);
            }
            None => return Err(scan_error(&failed, &text)),
        }
    }
}

/// Builds the tree of a text. The inner error is one of the parser.
fn read_events(
    file: FileId,
    text: &str,
    options: &ParserOptions,
) -> Result<Result<Tree, ScanError>, ParseError> {
    let mut builder = Builder::new(file);
    for event in Parser::new_from_str_with_options(text, options.clone()) {
        match event {
            Ok((event, span)) => builder.event(event, span)?,
            Err(error) => return Ok(Err(error)),
        }
    }
    builder.finish().map(Ok)
}

fn scan_error(error: &ScanError, text: &str) -> ParseError {
    let at = error.marker().byte_offset().unwrap_or(text.len());
    let error = ParseError::new(at, error.info().to_string());
    if text.get(..at).is_some_and(|before| before.ends_with('\t')) {
        return error.with_help("YAML does not indent with tabs; use spaces");
    }
    error
}

/// A node under construction.
enum OpenNode {
    Sequence { items: Vec<NodeId> },
    Mapping { members: Members, key: Option<(Box<str>, Span)>, merges: Vec<NodeId> },
}

struct Frame {
    open: OpenNode,
    anchor: usize,
    start: Span,
    size: usize,
}

struct Builder {
    file: FileId,
    tree: Tree,
    stack: Vec<Frame>,
    anchors: HashMap<usize, (NodeId, usize)>,
    root: Option<NodeId>,
    documents: usize,
    expanded: usize,
}

impl Builder {
    fn new(file: FileId) -> Self {
        Self {
            file,
            tree: Tree::default(),
            stack: Vec::new(),
            anchors: HashMap::new(),
            root: None,
            documents: 0,
            expanded: 0,
        }
    }

    fn event(&mut self, event: Event<'_>, span: YamlSpan) -> Result<(), ParseError> {
        let span = self.span(span);
        match event {
            Event::DocumentStart(..) => self.start_document(span),
            Event::Scalar(text, style, anchor, tag) => {
                // Keys are always strings: `200:` and `"200":` are the same status.
                if self.key_slot().is_some() {
                    self.anchor_key(&text, anchor, span);
                }
                if let Some(slot) = self.key_slot() {
                    *slot = Some((text.into(), span));
                    return Ok(());
                }
                let kind = scalar(&text, style, tag.as_deref());
                let id = self.tree.add(kind, span);
                self.complete(id, anchor, 1, span)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(OpenNode::Sequence { items: Vec::new() }, anchor, span)
            }
            Event::MappingStart(_, anchor, _) => {
                let open = OpenNode::Mapping {
                    members: Members::default(),
                    key: None,
                    merges: Vec::new(),
                };
                self.open(open, anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Ok(()),
        }
    }

    fn start_document(&mut self, span: Span) -> Result<(), ParseError> {
        self.documents += 1;
        if self.documents > 1 {
            let error = ParseError::new(span.start as usize, "a second YAML document in one file");
            return Err(error.with_help("put each document into a file of its own"));
        }
        Ok(())
    }

    /// Records the string that an anchor before a key names.
    fn anchor_key(&mut self, text: &str, anchor: usize, span: Span) {
        if anchor != 0 {
            let id = self.tree.add(NodeKind::String(text.into()), span);
            self.anchors.insert(anchor, (id, 1));
        }
    }

    /// The slot for a key if the innermost open node is a mapping that expects one.
    fn key_slot(&mut self) -> Option<&mut Option<(Box<str>, Span)>> {
        match self.stack.last_mut().map(|frame| &mut frame.open) {
            Some(OpenNode::Mapping { key, .. }) if key.is_none() => Some(key),
            _ => None,
        }
    }

    fn open(&mut self, open: OpenNode, anchor: usize, start: Span) -> Result<(), ParseError> {
        if self.key_slot().is_some() {
            return Err(complex_key(start));
        }
        if self.stack.len() == MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            return Err(ParseError::new(start.start as usize, message));
        }
        self.stack.push(Frame { open, anchor, start, size: 1 });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), ParseError> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let span = Span::new(self.file, frame.start.start, end.end.max(frame.start.end));
        let kind = match frame.open {
            OpenNode::Sequence { items } => NodeKind::Array(items),
            OpenNode::Mapping { mut members, merges, .. } => {
                self.merge(&mut members, &merges);
                members.finish()
            }
        };
        let id = self.tree.add(kind, span);
        self.complete(id, frame.anchor, frame.size, span)
    }

    /// Applies the merge key `<<` (yaml.org/type/merge): adds missing keys, earlier sources first.
    fn merge(&self, members: &mut Members, merges: &[NodeId]) {
        for id in merges {
            let node = self.tree.node(*id);
            let sources: Vec<_> = if node.is_array() { node.items().collect() } else { vec![node] };
            for entry in sources.iter().flat_map(|source| source.members()) {
                if !members.contains(entry.key) {
                    let (key, key_span) = (entry.key.into(), entry.key_span);
                    members.push(Member { key, key_span, value: entry.value.id() });
                }
            }
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), ParseError> {
        let Some((id, size)) = self.anchors.get(&anchor).copied() else {
            let error =
                ParseError::new(span.start as usize, "this alias stands inside the node it names");
            return Err(error.with_help("use `$ref` for recursive schemas"));
        };
        let text = self.tree.node(id).scalar_text();
        if let Some(slot) = self.key_slot() {
            let text = text.ok_or_else(|| complex_key(span))?;
            *slot = Some((text.into(), span));
            return Ok(());
        }
        self.complete(id, 0, size, span)
    }

    /// Adds a finished node to its parent, and records its anchor.
    fn complete(
        &mut self,
        id: NodeId,
        anchor: usize,
        size: usize,
        span: Span,
    ) -> Result<(), ParseError> {
        self.expanded = self.expanded.saturating_add(size);
        if self.expanded > MAX_EXPANDED_NODES {
            let error = ParseError::new(
                span.start as usize,
                "the aliases of this document expand to too much",
            );
            return Err(error.with_help("use `$ref` in place of YAML aliases"));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (id, size));
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(id);
            return Ok(());
        };
        frame.size = frame.size.saturating_add(size);
        match &mut frame.open {
            OpenNode::Sequence { items } => items.push(id),
            OpenNode::Mapping { members, key, merges } => match key.take() {
                Some((key, _)) if &*key == "<<" => merges.push(id),
                Some((key, key_span)) => {
                    members.add(Member { key, key_span, value: id }, &mut self.tree);
                }
                None => {}
            },
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Tree, ParseError> {
        let root = self.root.ok_or_else(|| ParseError::new(0, "the file is empty"))?;
        self.tree.set_root(root);
        self.tree.set_expanded(self.expanded);
        Ok(self.tree)
    }

    fn span(&self, span: YamlSpan) -> Span {
        // The parser reads a `str`, so all its positions have offsets.
        let start = span.start.byte_offset().unwrap_or_default();
        let end = span.end.byte_offset().unwrap_or(start);
        Span::new(self.file, offset(start), offset(end))
    }
}

/// A scalar's value by the core schema (YAML 1.2.2 section 10.3); dates are never resolved.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> NodeKind {
    let quoted = style != ScalarStyle::Plain;
    match tag.and_then(Tag::core_suffix) {
        Some("str") => return NodeKind::String(text.into()),
        Some("int" | "float") => {
            let number = number::from_yaml(text).map(|json| NodeKind::Number(json.into()));
            return number.unwrap_or_else(|| NodeKind::String(text.into()));
        }
        _ if quoted => return NodeKind::String(text.into()),
        _ => {}
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        "true" | "True" | "TRUE" => NodeKind::Bool(true),
        "false" | "False" | "FALSE" => NodeKind::Bool(false),
        _ => number::from_yaml(text)
            .map_or_else(|| NodeKind::String(text.into()), |json| NodeKind::Number(json.into())),
    }
}

fn complex_key(span: Span) -> ParseError {
    ParseError::new(span.start as usize, "a mapping or sequence as a key")
}

#[cfg(test)]
mod tests {
    use super::super::tree::Node;
    use super::*;

    fn print(node: Node<'_>) -> String {
        match node.kind() {
            NodeKind::Null => "null".into(),
            NodeKind::Bool(value) => value.to_string(),
            NodeKind::Number(text) => text.to_string(),
            NodeKind::String(text) => format!("{text:?}"),
            NodeKind::Array(_) => {
                format!("[{}]", node.items().map(print).collect::<Vec<_>>().join(","))
            }
            NodeKind::Object(_) => {
                let members = node.members().map(|it| format!("{}:{}", it.key, print(it.value)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }

    fn check(text: &str, expected: &str) {
        let printed = match parse(FileId(0), text) {
            Ok(tree) => print(tree.root().unwrap()),
            Err(error) => format!("{}: {}", error.at.start, error.message),
        };
        assert_eq!(printed, expected, "{text:.60}");
    }

    #[test]
    fn values_follow_the_core_schema() {
        check(
            "200: yes\non: 2024-04-31\nn: 0x10\ne:\n",
            r#"{200:"yes",on:"2024-04-31",n:16,e:null}"#,
        );
        check("a: !!str 12\nb: '12'\nc: !!int '12'", r#"{a:"12",b:"12",c:12}"#);
        check("max: 9223372036854775808", "{max:9223372036854775808}");
        check("a: |\n  x\n  y\nb: >-\n  x\n  y", r#"{a:"x\ny\n",b:"x y"}"#);
    }

    #[test]
    fn aliases_and_merge_keys_are_resolved() {
        check("base: &b {x: 1, y: 2}\nd:\n  <<: *b\n  y: 3", "{base:{x:1,y:2},d:{y:3,x:1}}");
        check("a: &a [1]\nb: *a", "{a:[1],b:[1]}");
        check("&a a: 1\nb: *a", r#"{a:1,b:"a"}"#);
        check("a: &a 200\n*a : 1", "{a:200,200:1}");
        check("a: &a [1]\n*a : 1", "10: a mapping or sequence as a key");
        check("a: &a [*a]", "7: this alias stands inside the node it names");
    }

    #[test]
    fn what_other_parsers_accept_is_read_and_noted() {
        let notes = |text: &str| -> Vec<_> {
            let tree = parse(FileId(0), text).unwrap();
            tree.deviations().iter().map(|it| (it.span.start, it.message)).collect()
        };
        let continued = "a: 'one\ntwo'\nb: \"three\nfour\nfive\"\n";
        check(continued, r#"{a:"one two",b:"three four five"}"#);
        assert_eq!(notes(continued).len(), 3);
        let comment = "a: 'x'# note\nb: \"y\"#\n";
        check(comment, r#"{a:"x",b:"y"}"#);
        assert_eq!(
            notes(comment),
            [
                (6, "a comment without a space before it"),
                (19, "a comment without a space before it")
            ]
        );
        check("a: 'x'y", "6: invalid trailing content after single-quoted scalar");
    }

    #[test]
    fn bombs_are_refused() {
        let mut text = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for level in 1..12 {
            let inner = vec![format!("*a{}", level - 1); 10].join(",");
            text.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
        }
        let error = parse(FileId(0), &text).unwrap_err();
        assert_eq!(error.message, "the aliases of this document expand to too much");
        assert!(parse(FileId(0), &"[".repeat(10_000)).is_err());
    }

    #[test]
    fn other_layouts_have_a_place() {
        check("a: 1\n---\nb: 2", "5: a second YAML document in one file");
        check("", "0: the file is empty");
    }

    #[test]
    fn places_are_exact() {
        let text = "paths:\n  /users:\n    get: {}\n";
        let tree = parse(FileId(0), text).unwrap();
        let entry = tree.root().unwrap().get("paths").unwrap().entry("/users").unwrap();
        assert_eq!(&text[entry.key_span.start as usize..entry.key_span.end as usize], "/users");
    }
}
