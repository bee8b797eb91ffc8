//! Enums: literals of one kind, with names and descriptions from the extensions that generators agree on.

use std::collections::BTreeSet;

use super::alias::{has_enum, is_null};
use super::shape::ShapeInput;
use super::view::{SchemaCursor, SchemaOrReference, TypeKeyword, View};
use super::{Builder, keywords};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    EnumShape, EnumValue, IntegerFormat, NumberFormat, Place, Shape, TypeRef, UnionKind,
    UnionShape, Variant, WireName,
};
use crate::normalise::compact;
use crate::source::{Node, NodeKind};

const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames", "x-enum-names"];
const DESCRIPTIONS: &[&str] = &["x-enum-descriptions", "x-enumDescriptions"];

/// How deep unions and references are looked through for literals.
const MAX_LOOKING: u8 = 8;

impl<'a> Builder<'a> {
    /// The enum that a schema's own `enum` makes, or the plain type where it makes none.
    pub(super) fn enumeration(&mut self, input: &ShapeInput<'a>) -> Option<Shape> {
        let part = input.parts.iter().rev().find(|part| has_enum(part.at.node))?;
        let node = part.at.node;
        let values = self.allowed(input, &part.at)?;
        if values.is_empty() {
            return Some(Shape::Any);
        }
        let all = |test: fn(Node<'a>) -> bool| values.iter().all(|it| test(*it));
        match input.kind {
            Some(TypeKeyword::String) if all(is_scalar) => Some(listed(false, node, &values)),
            None if all(is_string) => Some(listed(false, node, &values)),
            Some(TypeKeyword::Integer | TypeKeyword::Number) | None if all(is_integer) => {
                Some(listed(true, node, &values))
            }
            Some(TypeKeyword::Boolean) | None if all(is_boolean) => Some(Shape::Boolean),
            Some(TypeKeyword::Number) if all(is_number) => {
                Some(Shape::Number(NumberFormat::Double))
            }
            Some(TypeKeyword::Integer) if all(is_number) => Some(Shape::Integer(widest(&values))),
            // The type says what all of these are; that they are few is not checked.
            Some(TypeKeyword::Object) if all(Node::is_object) => None,
            Some(TypeKeyword::Array) if all(Node::is_array) => None,
            None if all(is_whole) => Some(Shape::Integer(widest(&values))),
            None if all(is_number) => Some(Shape::Number(NumberFormat::Double)),
            None if all(is_scalar) => Some(self.mixed(input, node, &values)),
            _ => Some(self.raw(&part.at, "an `enum` of lists or objects")),
        }
    }

    /// The literals of a schema but null; of several lists that hold together, those that are in all.
    fn allowed(
        &mut self,
        input: &ShapeInput<'a>,
        last: &SchemaCursor<'a>,
    ) -> Option<Vec<Node<'a>>> {
        let written = last.node.get("enum")?;
        let values: Vec<Node<'a>> = written.items().filter(|it| !it.is_null()).collect();
        let lists = input.parts.iter().filter(|part| has_enum(part.at.node));
        let mut others = lists.filter(|part| part.at.pointer != last.pointer).peekable();
        if others.peek().is_none() || values.is_empty() {
            return Some(values);
        }
        let others: Vec<Node<'a>> = others.filter_map(|part| part.at.node.get("enum")).collect();
        let same = |a: Node<'_>, b: Node<'_>| is_string(a) == is_string(b) && wire(a) == wire(b);
        let is_in = |value: Node<'a>, list: &Node<'a>| {
            let plain = wire(value).is_none();
            list.items()
                .any(|it| if plain { compact(it) == compact(value) } else { same(it, value) })
        };
        let common: Vec<Node<'a>> = values
            .iter()
            .copied()
            .filter(|it| others.iter().all(|list| is_in(*it, list)))
            .collect();
        if !common.is_empty() {
            return Some(common);
        }
        let message = "no value is in all of the lists of `enum` that hold together here; the last one is taken";
        let diagnostic = Diagnostic::warning(code::MALFORMED, message)
            .with_help("let each list have the values that are meant");
        let earlier = others.iter().map(|list| list.span()).next();
        let diagnostic = earlier
            .map_or(diagnostic.clone(), |span| diagnostic.with_related(span, "an earlier one"));
        self.report(diagnostic, written, &last.pointer.child("enum"));
        Some(values)
    }

    /// Literals of several kinds: a union with one member a kind.
    fn mixed(&mut self, input: &ShapeInput<'a>, node: Node<'a>, literals: &[Node<'a>]) -> Shape {
        let of = |test: fn(Node<'a>) -> bool| -> Vec<EnumValue> {
            let wires: Vec<String> =
                literals.iter().filter(|it| test(**it)).filter_map(|it| wire(*it)).collect();
            values(node).into_iter().filter(|it| wires.contains(&it.wire)).collect()
        };
        let numbers = literals.iter().filter(|it| is_number(**it));
        let number = if numbers.clone().all(|it| is_integer(*it)) {
            Shape::Enum(EnumShape { integer: true, open: false, values: of(is_integer) })
        } else {
            Shape::Number(NumberFormat::Double)
        };
        let string = Shape::Enum(EnumShape { integer: false, open: false, values: of(is_string) });
        let any = |test: fn(Node<'a>) -> bool| literals.iter().any(|it| test(*it));
        let shapes = [
            any(is_string).then_some(("text", string)),
            any(is_number).then_some(("number", number)),
            any(is_boolean).then_some(("boolean", Shape::Boolean)),
        ];
        let pointer = input.at.pointer.child("enum");
        let mut variants = Vec::new();
        for (name, shape) in shapes.into_iter().flatten() {
            let place = Place::Property(input.id, WireName(name.to_owned()));
            let id = self.reserve(place, &pointer, node.span());
            if let Some(def) = self.api.types.get_mut(id.0 as usize) {
                def.shape = shape;
            }
            variants.push(Variant { ty: TypeRef { id, nullable: false }, tags: Vec::new() });
        }
        Shape::Union(UnionShape { kind: UnionKind::OneOf, variants, discriminator: None })
    }

    /// The literals of several schemas that are one enum together: all of them strings, or all of them integers.
    /// A plain string among them makes the enum open, which every enum is for the client.
    pub(super) fn united(&self, members: &[SchemaCursor<'a>]) -> Option<EnumShape> {
        let mut found = Literals::default();
        let all = members.iter().all(|at| self.collect(at, &mut found, MAX_LOOKING));
        let Literals { integer, open, values, .. } = found;
        let shape = EnumShape { integer: integer?, open, values };
        (all && !shape.values.is_empty()).then_some(shape)
    }

    fn collect(&self, used: &SchemaCursor<'a>, found: &mut Literals, depth: u8) -> bool {
        let Some((at, depth)) = self.deref(used).zip(depth.checked_sub(1)) else { return false };
        let Some(view) = at.view() else { return false };
        if is_null(&at) {
            return true;
        }
        if has_enum(at.node) {
            return found.take(&at, &view, matches!(used.schema, SchemaOrReference::Inline(_)));
        }
        let plain = ["format", "pattern"].iter().all(|key| at.node.get(key).is_none());
        match view.implied() {
            Some(TypeKeyword::String) if !view.has_structure() => plain && found.is_plain(false),
            Some(TypeKeyword::Integer) if !view.has_structure() => plain && found.is_plain(true),
            None if view.all_of.is_empty() => {
                let one = at.members("oneOf", view.one_of);
                let any = at.members("anyOf", view.any_of);
                let mut members = one.iter().chain(&any).peekable();
                members.peek().is_some() && members.all(|it| self.collect(it, found, depth))
            }
            _ => false,
        }
    }
}

/// The literals of a union on the way.
#[derive(Default)]
struct Literals {
    /// Whether they are integers; `None` while none was seen.
    integer: Option<bool>,
    /// Whether a plain type beside them says that there are other values.
    open: bool,
    values: Vec<EnumValue>,
    wires: BTreeSet<String>,
}

impl Literals {
    /// Whether literals of this kind fit those before.
    fn is(&mut self, integer: bool) -> bool {
        *self.integer.get_or_insert(integer) == integer
    }

    /// Whether a plain type of this kind fits.
    fn is_plain(&mut self, integer: bool) -> bool {
        self.open = true;
        self.is(integer)
    }

    fn take(&mut self, at: &SchemaCursor<'_>, view: &View<'_>, inline: bool) -> bool {
        let items = at.node.get("enum").into_iter().flat_map(Node::items);
        let literals: Vec<Node<'_>> = items.filter(|it| !it.is_null()).collect();
        let integer = literals.iter().any(|it| is_integer(*it));
        let of_kind = if integer { is_integer } else { is_string };
        let fits = match view.kind {
            None => true,
            Some(TypeKeyword::String) => !integer,
            Some(TypeKeyword::Integer | TypeKeyword::Number) => integer,
            Some(_) => false,
        };
        if !fits || !literals.iter().all(|it| of_kind(*it)) || !self.is(integer) {
            return false;
        }
        self.open |= is_model_as_string(at.node);
        let mut values = values(at.node);
        // A union of constants is how JSON Schema writes an enum with names and descriptions.
        if let ([only], true) = (values.as_mut_slice(), inline) {
            only.name = only.name.take().or_else(|| keywords::text(at.node, "title"));
            only.description =
                only.description.take().or_else(|| keywords::text(at.node, "description"));
        }
        // A union may name thousands of constants one by one.
        let wires = &mut self.wires;
        self.values.extend(values.into_iter().filter(|it| wires.insert(it.wire.clone())));
        true
    }
}

/// The enum of some of the literals that a schema lists.
fn listed(integer: bool, node: Node<'_>, kept: &[Node<'_>]) -> Shape {
    let kept: BTreeSet<String> = kept.iter().filter_map(|it| wire(*it)).collect();
    let mut values = values(node);
    values.retain(|it| kept.contains(&it.wire));
    Shape::Enum(EnumShape { integer, open: is_model_as_string(node), values })
}

/// The distinct literals with their names. Lists of names are parallel to the list of literals, null included.
fn values(node: Node<'_>) -> Vec<EnumValue> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, item) in node.get("enum").into_iter().flat_map(Node::items).enumerate() {
        let Some(wire) = wire(item).filter(|wire| seen.insert(wire.clone())) else { continue };
        let name = beside(node, NAMES, index, &wire).or_else(|| ms_enum(node, "name", &wire));
        let description = beside(node, DESCRIPTIONS, index, &wire);
        let description = description.or_else(|| ms_enum(node, "description", &wire));
        found.push(EnumValue { wire, name, description });
    }
    found
}

/// A literal that can be a tag: a string, an integer or a boolean.
pub(super) fn tag(item: Node<'_>) -> Option<String> {
    (is_string(item) || is_integer(item) || is_boolean(item)).then(|| wire(item)).flatten()
}

fn wire(item: Node<'_>) -> Option<String> {
    match item.kind() {
        NodeKind::String(text) => Some(text.to_string()),
        NodeKind::Number(text) => Some(whole(text).unwrap_or(text).to_owned()),
        NodeKind::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// A name or description by position, or by value where the extension is an object.
fn beside(node: Node<'_>, keys: &[&str], index: usize, wire: &str) -> Option<String> {
    let extension = keys.iter().find_map(|key| node.get(key))?;
    let found =
        if extension.is_array() { extension.items().nth(index) } else { extension.get(wire) };
    found.and_then(Node::as_str).filter(|it| !it.is_empty()).map(str::to_owned)
}

/// The name or description of a value in Azure's `x-ms-enum`.
fn ms_enum(node: Node<'_>, key: &str, wire: &str) -> Option<String> {
    let mut values = node.get("x-ms-enum")?.get("values")?.items();
    let value =
        values.find(|it| it.get("value").and_then(Node::scalar_text).as_deref() == Some(wire))?;
    value.get(key).and_then(Node::as_str).filter(|it| !it.is_empty()).map(str::to_owned)
}

/// Whether Azure's `x-ms-enum` says that a service may send other values too.
fn is_model_as_string(node: Node<'_>) -> bool {
    let value = node.get("x-ms-enum").and_then(|it| it.get("modelAsString"));
    matches!(value.map(|it| it.kind()), Some(NodeKind::Bool(true)))
}

/// The digits of a number that is whole; `1.0` is, and `-0` is 0.
fn whole(text: &str) -> Option<&str> {
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = if digits == "-0" { "0" } else { digits };
    let zero = fraction.bytes().all(|it| it == b'0');
    (zero && digits.parse::<i64>().is_ok()).then_some(digits)
}

/// A type that holds all of some whole numbers.
fn widest(values: &[Node<'_>]) -> IntegerFormat {
    let digits = || values.iter().filter_map(|it| it.as_number());
    if digits().all(|it| it.parse::<i64>().is_ok()) {
        IntegerFormat::Int64
    } else if digits().all(|it| it.parse::<u64>().is_ok()) {
        IntegerFormat::Uint64
    } else if digits().all(|it| it.parse::<i128>().is_ok()) {
        IntegerFormat::Int128
    } else {
        IntegerFormat::Int64
    }
}

fn is_string(node: Node<'_>) -> bool {
    node.as_str().is_some()
}

fn is_scalar(node: Node<'_>) -> bool {
    !node.is_array() && !node.is_object()
}

fn is_number(node: Node<'_>) -> bool {
    node.as_number().is_some()
}

fn is_integer(node: Node<'_>) -> bool {
    node.as_number().is_some_and(|text| whole(text).is_some())
}

/// A whole number of any size that a type can have.
fn is_whole(node: Node<'_>) -> bool {
    node.as_number().is_some_and(|text| text.parse::<i128>().is_ok())
}

fn is_boolean(node: Node<'_>) -> bool {
    node.as_bool().is_some()
}
