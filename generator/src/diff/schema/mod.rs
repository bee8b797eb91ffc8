//! Schemas: what a value may be, compared in the direction in which it is sent.
//!
//! A component is compared once in each direction, however many operations use it, and its changes list these operations.

mod limits;
mod object;
mod scalar;
mod union;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::change::{Change, ChangeLocation, Changes};
use super::check::Check;
use super::{ApiVersion, locate};
use crate::model::{Api, Constraints, Place, Shape, TypeDef, TypeId, TypeRef};

/// Who reads the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    /// The server: it may accept more than before.
    Request,
    /// The caller: it may be sent less than before.
    Response,
}

impl Direction {
    /// The check of this direction.
    fn of(self, request: Check, response: Check) -> Check {
        match self {
            Self::Request => request,
            Self::Response => response,
        }
    }
}

/// A use of a type, with the limits that hold only here.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) ty: TypeRef,
    pub(super) constraints: Option<&'a Constraints>,
}

impl Use<'_> {
    pub(super) fn of(ty: TypeRef) -> Self {
        Self { ty, constraints: None }
    }
}

/// A type in both versions.
type Pair = (TypeId, TypeId, Direction);

/// A compared component: its changes, and the components in it.
#[derive(Default)]
struct Compared {
    changes: Vec<Change>,
    parts: Vec<usize>,
}

/// The comparison of all schemas.
pub(super) struct Schemas<'a> {
    base: ApiVersion<'a>,
    head: ApiVersion<'a>,
    known: HashMap<Pair, usize>,
    compared: Vec<Compared>,
    /// Components that are not compared yet.
    waiting: Vec<(usize, Pair)>,
    /// The components that each operation uses.
    uses: Vec<(Option<String>, usize)>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(base: ApiVersion<'a>, head: ApiVersion<'a>) -> Self {
        Self {
            base,
            head,
            known: HashMap::new(),
            compared: Vec::new(),
            waiting: Vec::new(),
            uses: Vec::new(),
        }
    }

    /// Compares the type of a parameter or of a body of `operation`.
    pub(super) fn compare(
        &mut self,
        operation: &str,
        subject: &str,
        (base, head): (Use<'_>, Use<'_>),
        direction: Direction,
        location: ChangeLocation,
    ) {
        self.compare_root(Some(operation.to_owned()), subject, (base, head), direction, location);
    }

    /// Compares what the server sends by itself.
    pub(super) fn webhook(&mut self, name: &str, base: TypeId, head: TypeId) {
        let of = |id| Use::of(TypeRef { id, nullable: false });
        let location = locate::both(
            self.base.api.ty(base).map(|it| it.span),
            self.head.api.ty(head).map(|it| it.span),
        );
        let subject = format!("webhook {name}");
        self.compare_root(None, &subject, (of(base), of(head)), Direction::Response, location);
    }

    fn compare_root(
        &mut self,
        operation: Option<String>,
        subject: &str,
        uses: (Use<'_>, Use<'_>),
        direction: Direction,
        location: ChangeLocation,
    ) {
        let index = self.compared.len();
        self.compared.push(Compared::default());
        self.uses.push((operation, index));
        let mut walk = Walk::new(self, direction);
        walk.uses(uses, &Located { subject, site: Site::Known(location) });
        let done = walk.done;
        if let Some(slot) = self.compared.get_mut(index) {
            *slot = done;
        }
        self.compare_waiting();
    }

    /// The component pair, to be compared once.
    fn component(&mut self, pair: Pair) -> usize {
        if let Some(index) = self.known.get(&pair) {
            return *index;
        }
        let index = self.compared.len();
        self.compared.push(Compared::default());
        self.known.insert(pair, index);
        self.waiting.push((index, pair));
        index
    }

    fn compare_waiting(&mut self) {
        while let Some((index, (base, head, direction))) = self.waiting.pop() {
            let (Some(before), Some(after)) = (self.base.api.ty(base), self.head.api.ty(head))
            else {
                continue;
            };
            let subject = component_name(after).unwrap_or("schema").to_owned();
            let location = locate::both(Some(before.span), Some(after.span));
            let mut walk = Walk::new(self, direction);
            walk.definitions(
                (base, before),
                (head, after),
                &Located { subject: &subject, site: Site::Known(location) },
            );
            let done = walk.done;
            if let Some(slot) = self.compared.get_mut(index) {
                *slot = done;
            }
        }
    }

    /// Adds the changes with the operations that they concern.
    pub(super) fn finish(self, changes: &mut Changes) {
        let mut operations: Vec<BTreeSet<String>> = vec![BTreeSet::new(); self.compared.len()];
        for (operation, root) in &self.uses {
            let Some(operation) = operation else { continue };
            for index in self.reachable(*root) {
                if let Some(all) = operations.get_mut(index) {
                    all.insert(operation.clone());
                }
            }
        }
        for (compared, operations) in self.compared.into_iter().zip(operations) {
            for change in compared.changes {
                changes.push(Change { operations: operations.clone(), ..change });
            }
        }
    }

    fn reachable(&self, root: usize) -> HashSet<usize> {
        let (mut seen, mut open) = (HashSet::new(), vec![root]);
        while let Some(index) = open.pop() {
            if seen.insert(index) {
                open.extend(self.compared.get(index).into_iter().flat_map(|it| &it.parts));
            }
        }
        seen
    }
}

/// What is compared: its subject, and where it is written.
struct Located<'p> {
    subject: &'p str,
    site: Site<'p>,
}

/// Where something is written. A property is looked up only if it changed.
#[derive(Clone, Copy)]
enum Site<'p> {
    Known(ChangeLocation),
    /// A property of an object, or the object itself where it has no such property.
    Property {
        name: &'p str,
        base: (&'p TypeDef, bool),
        head: (&'p TypeDef, bool),
    },
}

/// The comparison of one component, or of one body or parameter.
struct Walk<'a, 's> {
    schemas: &'s mut Schemas<'a>,
    direction: Direction,
    done: Compared,
    /// Inline types that contain themselves are compared once.
    seen: HashSet<(TypeId, TypeId)>,
}

/// A type after its aliases, and whether null is allowed.
#[derive(Clone, Copy)]
struct Target<'a> {
    id: TypeId,
    def: &'a TypeDef,
    nullable: bool,
}

/// Keywords that narrow values, and that the model does not contain (JSON Schema 2020-12, core section 10 and validation
/// section 6).
const UNCOMPARED: [&str; 15] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "patternProperties",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentEncoding",
    "contentMediaType",
];

/// How many aliases in a row are followed.
const MAX_ALIASES: usize = 64;

fn target(api: &Api, ty: TypeRef) -> Option<Target<'_>> {
    let (mut ty, mut nullable) = (ty, ty.nullable);
    for _ in 0..MAX_ALIASES {
        let def = api.ty(ty.id)?;
        match &def.shape {
            Shape::Alias(next) => {
                nullable |= next.nullable;
                ty = *next;
            }
            _ => return Some(Target { id: ty.id, def, nullable }),
        }
    }
    None
}

fn component_name(def: &TypeDef) -> Option<&str> {
    match &def.place {
        Place::Component(name) => Some(name),
        _ => None,
    }
}

impl<'a, 's> Walk<'a, 's> {
    fn new(schemas: &'s mut Schemas<'a>, direction: Direction) -> Self {
        Self { schemas, direction, done: Compared::default(), seen: HashSet::new() }
    }

    fn add(&mut self, place: &Located<'_>, check: Check, message: String) {
        self.done.changes.push(Change {
            check,
            subject: place.subject.to_owned(),
            message,
            location: self.location(place.site),
            operations: BTreeSet::new(),
        });
    }

    fn location(&self, site: Site<'_>) -> ChangeLocation {
        let (name, base, head) = match site {
            Site::Known(location) => return location,
            Site::Property { name, base, head } => (name, base, head),
        };
        let find = |version, (def, is_there): (&TypeDef, bool)| match is_there {
            true => locate::keyword(version, def, &["properties", name]),
            false => Some(def.span),
        };
        locate::both(find(self.schemas.base, base), find(self.schemas.head, head))
    }

    /// Adds the check of this direction.
    fn add_by(&mut self, place: &Located<'_>, request: Check, response: Check, message: String) {
        self.add(place, self.direction.of(request, response), message);
    }

    /// Compares two uses: whether they are nullable, their limits, and their types.
    fn uses(&mut self, (base, head): (Use<'_>, Use<'_>), place: &Located<'_>) {
        let (Some(before), Some(after)) =
            (target(self.schemas.base.api, base.ty), target(self.schemas.head.api, head.ty))
        else {
            return;
        };
        let subject = place.subject;
        match (before.nullable, after.nullable) {
            (false, true) => {
                let (request, response) =
                    (Check::RequestBecameNullable, Check::ResponseBecameNullable);
                self.add_by(place, request, response, format!("`{subject}` can be null"));
            }
            (true, false) => {
                let (request, response) =
                    (Check::RequestBecameNotNullable, Check::ResponseBecameNotNullable);
                self.add_by(
                    place,
                    request,
                    response,
                    format!("`{subject}` cannot be null any more"),
                );
            }
            _ => {}
        }
        let of_use = (base.constraints, head.constraints);
        if let (Some(_), Some(_)) = (component_name(before.def), component_name(after.def)) {
            let pair = (before.id, after.id, self.direction);
            let index = self.schemas.component(pair);
            self.done.parts.push(index);
            self.limits(of_use.0, of_use.1, place);
            return;
        }
        let (one, two) = (merged(before.def, of_use.0), merged(after.def, of_use.1));
        self.limits(Some(&one), Some(&two), place);
        if self.seen.insert((before.id, after.id)) {
            self.shapes((before.id, before.def), (after.id, after.def), place);
        }
    }

    /// Compares two definitions: their limits and what they are.
    fn definitions(
        &mut self,
        base: (TypeId, &'a TypeDef),
        head: (TypeId, &'a TypeDef),
        place: &Located<'_>,
    ) {
        self.limits(Some(&base.1.constraints), Some(&head.1.constraints), place);
        self.seen.insert((base.0, head.0));
        self.shapes(base, head, place);
    }

    fn shapes(
        &mut self,
        (_, base): (TypeId, &'a TypeDef),
        (_, head): (TypeId, &'a TypeDef),
        place: &Located<'_>,
    ) {
        if base.xml != head.xml || base.item_xml != head.item_xml {
            let message = format!("`{}` looks different in XML", place.subject);
            self.add(place, Check::XmlChanged, message);
        }
        self.uncompared(base, head, place);
        match (&base.shape, &head.shape) {
            (Shape::Object(_) | Shape::Map(_), Shape::Object(_) | Shape::Map(_)) => {
                self.objects(base, head, place);
            }
            (Shape::Union(one), Shape::Union(two)) => self.unions(one, two, place),
            (Shape::Array(one), Shape::Array(two)) => {
                let subject = format!("{}[]", place.subject);
                let place = Located { subject: &subject, site: place.site };
                self.uses((Use::of(*one), Use::of(*two)), &place);
            }
            (Shape::Tuple(one), Shape::Tuple(two)) => self.tuples(one, two, place),
            (Shape::Raw, Shape::Raw) => {}
            _ => self.scalars(base, head, place),
        }
    }

    fn tuples(&mut self, base: &[TypeRef], head: &[TypeRef], place: &Located<'_>) {
        if base.len() != head.len() {
            let message =
                format!("`{}` had {} items, and has {}", place.subject, base.len(), head.len());
            self.add(place, Check::TupleLengthChanged, message);
        }
        for (index, (one, two)) in base.iter().zip(head).enumerate() {
            let subject = format!("{}[{index}]", place.subject);
            let place = Located { subject: &subject, site: place.site };
            self.uses((Use::of(*one), Use::of(*two)), &place);
        }
    }

    /// Compares the keywords that have no effect on the model by their text.
    fn uncompared(&mut self, base: &TypeDef, head: &TypeDef, place: &Located<'_>) {
        let is_raw = matches!((&base.shape, &head.shape), (Shape::Raw, Shape::Raw));
        let text = |version: ApiVersion<'_>, def: &TypeDef| -> Option<Vec<String>> {
            let node = version.document.root()?.at(&def.pointer)?;
            if is_raw {
                return Some(vec![crate::source::compact(node)]);
            }
            let known = UNCOMPARED.iter().filter_map(|key| Some((key, node.get(key)?)));
            Some(
                known
                    .map(|(key, node)| format!("{key}:{}", crate::source::compact(node)))
                    .collect(),
            )
        };
        if text(self.schemas.base, base) != text(self.schemas.head, head) {
            let message = format!("`{}` changed in keywords that are not compared", place.subject);
            self.add(place, Check::UnsupportedSchemaChanged, message);
        }
    }
}

/// The limits of a type with those of its use.
fn merged(def: &TypeDef, of_use: Option<&Constraints>) -> Constraints {
    let mut all = def.constraints.clone();
    if let Some(more) = of_use {
        all.narrow(more.clone());
    }
    all
}
