//! Decides which shape a schema has. Each decision has a file of its own.

use super::alias::{is_null, says_nothing};
use super::all_of::AllOfMember;
use super::scalar;
use super::view::{SchemaCursor, SchemaOrReference, TypeKeyword};
use super::{Builder, Job, keywords};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Constraints, Place, Shape, StringFormat, TypeId, WireName};
use crate::source::Node;

/// How many aliases may follow each other.
const MAX_ALIASES: usize = 64;

/// The shape of a schema, with the rest of its type.
pub(super) struct LoweredShape {
    pub(super) shape: Shape,
    pub(super) nullable: bool,
    pub(super) constraints: Constraints,
    pub(super) format: Option<String>,
}

impl LoweredShape {
    fn bare(shape: Shape, nullable: bool) -> Self {
        Self { shape, nullable, constraints: Constraints::default(), format: None }
    }
}

/// A schema with its `allOf` unfolded, as input of the decisions.
pub(super) struct ShapeInput<'a> {
    pub(super) id: TypeId,
    pub(super) at: SchemaCursor<'a>,
    /// Schemas that apply in addition to `at`, as if all were members of an `allOf`.
    pub(super) also: Vec<SchemaCursor<'a>>,
    /// How deep a `format: binary` counts as bytes.
    pub(super) bytes: u8,
    pub(super) parts: Vec<AllOfMember<'a>>,
    pub(super) constraints: Constraints,
    /// The type that all members together have.
    pub(super) kind: Option<TypeKeyword>,
}

impl<'a> Builder<'a> {
    pub(super) fn shape(&mut self, job: &Job<'a>) -> LoweredShape {
        if let Some(made) = job.also.is_empty().then(|| self.alias(job)).flatten() {
            return made;
        }
        let Some(parts) = self.parts(job) else {
            let shape = self.raw(&job.at, "an `allOf` of too many schemas");
            return LoweredShape::bare(shape, false);
        };
        let mut constraints = Constraints::default();
        for part in &parts {
            constraints.narrow(keywords::constraints(&part.at));
        }
        let nullable = match job.also.as_slice() {
            [] => allows_null(job, &parts),
            also => also.iter().chain([&job.at]).all(|it| self.says_null(it)),
        };
        let kind = self.kind(job, &parts);
        let (id, at, also) = (job.id, job.at.clone(), job.also.clone());
        let input = ShapeInput { id, at, also, bytes: job.bytes, parts, constraints, kind };
        let shape = self.decide(&input);
        let format = scalar::format(&input).map(str::to_owned);
        LoweredShape { shape, nullable, constraints: input.constraints, format }
    }

    /// A component that only refers to another, or wraps it without adding anything.
    fn alias(&mut self, job: &Job<'a>) -> Option<LoweredShape> {
        let (at, nullable) = match job.at.schema {
            SchemaOrReference::Reference(_) => (job.at.clone(), false),
            SchemaOrReference::Inline(_) => {
                let only = self.only_child(&job.at)?;
                (only.at, only.nullable)
            }
        };
        if let SchemaOrReference::Inline(_) = at.schema {
            let inner = Job { id: job.id, at, also: Vec::new(), bytes: job.bytes };
            let mut made = self.shape(&inner);
            made.nullable |= nullable;
            made.constraints.narrow(keywords::constraints(&job.at));
            return Some(made);
        }
        if self.is_bare_child(job.id, &at) {
            return None;
        }
        if self.leads_back(job.id, &at) {
            let shape = self.raw(&job.at, "a schema that only refers to itself");
            return Some(LoweredShape::bare(shape, nullable));
        }
        let shape = match self.reference(&at) {
            Some(to) => Shape::Alias(to),
            None => Shape::Raw,
        };
        Some(LoweredShape {
            shape,
            nullable,
            constraints: keywords::constraints(&job.at),
            format: None,
        })
    }

    /// Whether a chain of aliases ends where it began, or has no end in sight.
    fn leads_back(&self, id: TypeId, at: &SchemaCursor<'a>) -> bool {
        let mut at = at.clone();
        for _ in 0..MAX_ALIASES {
            let next = match at.schema {
                SchemaOrReference::Reference(text) => self.target(text),
                SchemaOrReference::Inline(_) => match self.only_child(&at) {
                    Some(only) => {
                        at = only.at;
                        continue;
                    }
                    None => return false,
                },
            };
            match next {
                Some((target, _)) if target == id => return true,
                Some((_, target)) => at = target,
                None => return false,
            }
        }
        true
    }

    fn decide(&mut self, input: &ShapeInput<'a>) -> Shape {
        if input.parts.iter().any(|part| part.view.is_raw()) {
            return Shape::Raw;
        }
        if let Some(shape) = self.enumeration(input) {
            return shape;
        }
        if let Some(shape) = self.inheritance_shape(input) {
            return shape;
        }
        if let Some(shape) = self.union(input) {
            return shape;
        }
        match input.kind {
            None if self.is_file_part(input) => Shape::String(StringFormat::Binary),
            None => Shape::Any,
            Some(TypeKeyword::Boolean) => Shape::Boolean,
            Some(TypeKeyword::String) => Shape::String(scalar::string(input)),
            Some(TypeKeyword::Integer) => match scalar::integer(input) {
                Some(format) => Shape::Integer(format),
                None => self.raw(&input.at, "an integer of more than 128 bits"),
            },
            Some(TypeKeyword::Number) => match scalar::whole_number(input) {
                Some(format) => Shape::Integer(format),
                None => Shape::Number(scalar::number(input)),
            },
            Some(TypeKeyword::Array) => self.array(input),
            Some(TypeKeyword::Object) => self.object(input),
        }
    }

    /// Whether a schema describes a file by saying nothing: the field of a multipart form, or an item of it, in OpenAPI 3.1
    /// ("Considerations for File Uploads").
    fn is_file_part(&self, input: &ShapeInput<'a>) -> bool {
        let def = self.api.ty(input.id);
        let is_item = def.is_some_and(|it| matches!(it.place, Place::Item(_)));
        let is_field = input.bytes == 2 || (input.bytes == 1 && is_item);
        let is_silent = |part: &AllOfMember<'_>| says_nothing(&part.view, part.at.node);
        self.normalised.is_modern && is_field && input.parts.iter().all(is_silent)
    }

    /// The parts' common kind. Where they disagree the later one counts, for it was written to narrow.
    fn kind(&mut self, job: &Job<'a>, parts: &[AllOfMember<'a>]) -> Option<TypeKeyword> {
        let kinds: Vec<TypeKeyword> = parts.iter().filter_map(|part| part.view.implied()).collect();
        let last = kinds.last().copied();
        let numeric =
            |kind: &TypeKeyword| matches!(kind, TypeKeyword::Number | TypeKeyword::Integer);
        if kinds.iter().any(|kind| Some(*kind) != last) && !kinds.iter().all(numeric) {
            let message = "the schemas of this `allOf` have different types; the last one wins";
            let diagnostic = Diagnostic::info(code::UNSUPPORTED, message);
            self.report(diagnostic, job.at.node, &job.at.pointer);
        }
        let required = parts.iter().any(|part| !part.view.required.is_empty());
        last.or(required.then_some(TypeKeyword::Object))
    }

    fn array(&mut self, input: &ShapeInput<'a>) -> Shape {
        if let Some(part) = input.parts.iter().rev().find(|part| part.view.is_tuple()) {
            return self.tuple(input, part);
        }
        let all = input.parts.iter().filter_map(|part| part.at.items(&part.view));
        let place = Place::Item(input.id);
        Shape::Array(match all.collect::<Vec<_>>().split_last() {
            Some((at, before)) => self.type_of_all(before, at, place),
            None => self.any(place, &input.at.pointer.child("items"), input.at.node),
        })
    }

    /// A list of fixed length: normalising has put the schemas of its items into a `oneOf`.
    fn tuple(&mut self, input: &ShapeInput<'a>, part: &AllOfMember<'a>) -> Shape {
        let items = part.at.items(&part.view);
        let members = items.and_then(|at| Some(at.members("oneOf", at.view()?.one_of)));
        let types = members.into_iter().flatten().enumerate().map(|(index, at)| {
            let name = WireName(format!("item {}", index + 1));
            self.type_at(&at, Place::Property(input.id, name))
        });
        Shape::Tuple(types.collect())
    }

    /// Raw JSON, with the reason at its place (C002).
    pub(super) fn raw(&mut self, at: &SchemaCursor<'a>, cause: &str) -> Shape {
        let message = format!("{cause} has no Rust type yet; the value is raw JSON");
        self.report(Diagnostic::info(code::RAW_JSON, message), at.node, &at.pointer);
        Shape::Raw
    }
}

/// Whether null is allowed: by the schema itself, by a member of its `allOf` without a type, or by all members.
fn allows_null(job: &Job<'_>, parts: &[AllOfMember<'_>]) -> bool {
    let says = |part: &AllOfMember<'_>| part.view.data.nullable || lists_null(part.at.node);
    let own = job.at.view().is_some_and(|it| it.data.nullable) || has_null_member(job);
    let silent = |part: &AllOfMember<'_>| {
        !part.referred
            && part.view.kind.is_none()
            && says(part)
            && says_nothing(&part.view, part.at.node)
    };
    let all = !parts.is_empty() && parts.iter().all(|part| says(part) || is_wrapper(part));
    own || lists_null(job.at.node) || parts.iter().any(silent) || (all && parts.iter().any(says))
}

/// A schema with nothing but `allOf` neither allows nor forbids null.
fn is_wrapper(part: &AllOfMember<'_>) -> bool {
    part.view.implied().is_none() && !part.view.all_of.is_empty()
}

fn lists_null(node: Node<'_>) -> bool {
    node.get("enum").is_some_and(|it| it.items().any(Node::is_null))
}

fn has_null_member(job: &Job<'_>) -> bool {
    let Some(view) = job.at.view() else { return false };
    [("oneOf", view.one_of), ("anyOf", view.any_of)]
        .into_iter()
        .any(|(key, typed)| job.at.members(key, typed).iter().any(|at| is_null(at) || is_free(at)))
}

/// `{}`, which allows every value and so null too.
fn is_free(at: &SchemaCursor<'_>) -> bool {
    let is_empty = at.node.is_object() && at.node.members().next().is_none();
    is_empty && at.schema_facts().is_none()
}
