//! The API as rules see it after the walk: its paths and operations, and indexes that are computed when a rule first uses them.
//!
//! Takes what was collected during the walk; returns parameters, bodies, responses, security and uses with references
//! followed. It must not know what any rule makes of them.

mod cache;
mod merged;
mod messages;
mod parameters;
mod path_index;
mod properties;
mod uses;

use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

use super::facts::Facts;
use super::segment::{Segment, classify};
use super::subject::Subject;
use crate::document::operations::Operations;
use crate::document::{Document, Visit};
use crate::source::{Node, NodeId};

pub(super) use self::merged::Merged;
pub(super) use self::messages::{Content, Response};
pub(super) use self::parameters::Parameter;
pub(super) use self::properties::{Properties, Property};
pub(super) use self::uses::{BodyFormat, Uses};
pub(super) use crate::document::operations::{Operation as ApiOperation, Path as ApiPath};

use self::cache::Cache;
use self::path_index::PathIndex;
use self::uses::UseGraph;

/// What the walk collects for [`Api`].
#[derive(Debug, Default)]
pub(super) struct Collected<'a> {
    pub(super) operations: Operations<'a>,
    properties: Properties<'a>,
    uses: UseGraph,
}

impl<'a> Collected<'a> {
    /// Adds what a visited object contributes.
    pub(super) fn add(&mut self, document: &'a Document, visit: &Visit<'a, '_>) {
        self.operations.collect(document, visit);
        let owner = self.uses.add(document, visit);
        self.properties.add(visit, owner);
    }
}

/// The API after the walk. It also has all [`Facts`].
pub(super) struct Api<'a, 'f> {
    facts: &'f Facts<'a>,
    collected: Collected<'a>,
    segments: OnceCell<Vec<Segment<'a>>>,
    path_index: OnceCell<PathIndex<'a>>,
    parameters: Cache<(NodeId, Option<NodeId>), [Parameter<'a>]>,
    responses: Cache<NodeId, [Response<'a>]>,
    requests: Cache<NodeId, [Content<'a>]>,
    merged: Cache<NodeId, Merged<'a>>,
}

impl<'a> Deref for Api<'a, '_> {
    type Target = Facts<'a>;

    fn deref(&self) -> &Facts<'a> {
        self.facts
    }
}

impl<'a, 'f> Api<'a, 'f> {
    pub(super) fn new(facts: &'f Facts<'a>, mut collected: Collected<'a>) -> Self {
        collected.uses.propagate();
        Self {
            facts,
            collected,
            segments: OnceCell::new(),
            path_index: OnceCell::new(),
            parameters: Cache::default(),
            responses: Cache::default(),
            requests: Cache::default(),
            merged: Cache::default(),
        }
    }

    /// The paths in source order.
    pub(super) fn paths(&self) -> &[ApiPath<'a>] {
        &self.collected.operations.paths
    }

    /// Every operation in source order, including those of webhooks, callbacks and components.
    pub(super) fn operations(&self) -> &[ApiOperation<'a>] {
        &self.collected.operations.operations
    }

    /// The operations that a client calls.
    pub(super) fn called(&self) -> impl Iterator<Item = &ApiOperation<'a>> {
        self.operations().iter().filter(|it| it.is_called())
    }

    /// The operations of a path that a client calls.
    pub(super) fn called_at(&self, path: &str) -> impl Iterator<Item = &ApiOperation<'a>> {
        self.operations_at(self.path_index().at(path))
    }

    /// The operations of the items of a collection that a client calls: those of `/users/{id}` for `/users`.
    pub(super) fn called_at_items_of(
        &self,
        collection: &str,
    ) -> impl Iterator<Item = &ApiOperation<'a>> {
        self.operations_at(self.path_index().at_items_of(collection))
    }

    /// The operations that a client calls at a path, whatever its parameters are named.
    pub(super) fn called_like(&self, path: &Subject) -> impl Iterator<Item = &ApiOperation<'a>> {
        self.operations_at(self.path_index().like(path))
    }

    /// Whether there is a path of this name.
    pub(super) fn has_path(&self, name: &str) -> bool {
        self.path_index().has_path(name)
    }

    fn path_index(&self) -> &PathIndex<'a> {
        self.path_index.get_or_init(|| PathIndex::new(self.paths(), self.operations()))
    }

    fn operations_at(&self, places: &[usize]) -> impl Iterator<Item = &ApiOperation<'a>> {
        places.iter().filter_map(|place| self.operations().get(*place))
    }

    /// The paths and operations, for validation.
    pub(super) fn collected(&self) -> &Operations<'a> {
        &self.collected.operations
    }

    /// The path segments, each once, with their roles.
    pub(super) fn segments(&self) -> &[Segment<'a>] {
        self.segments.get_or_init(|| classify(self))
    }

    /// Every property of a schema, where it is defined, in source order.
    pub(super) fn properties(&self) -> &[Property<'a>] {
        self.collected.properties.list()
    }

    /// How the bodies are encoded that contain a property, and in which direction they are sent.
    pub(super) fn uses(&self, property: &Property<'a>) -> Uses {
        match property.owner {
            Some(owner) => self.collected.uses.of(owner),
            None => property.uses,
        }
    }

    /// The parameters of an operation and of its path item, where the operation does not replace them. References are followed.
    pub(super) fn parameters(&self, operation: &ApiOperation<'a>) -> Rc<[Parameter<'a>]> {
        let key = (operation.node.id(), operation.path_item.map(Node::id));
        self.parameters.get(key, || parameters::of(self, operation))
    }

    /// The responses of an operation, with references followed.
    pub(super) fn responses(&self, operation: &ApiOperation<'a>) -> Rc<[Response<'a>]> {
        self.responses.get(operation.node.id(), || messages::responses(self, operation))
    }

    /// The request body of an operation, once for each media type. Forms of Swagger 2.0 are parameters.
    pub(super) fn request(&self, operation: &ApiOperation<'a>) -> Rc<[Content<'a>]> {
        self.requests.get(operation.node.id(), || messages::request(self, operation))
    }

    /// The properties of a schema, with references followed and `allOf` merged.
    pub(super) fn merged(&self, schema: Node<'a>) -> Rc<Merged<'a>> {
        self.merged.get(schema.id(), || Rc::new(merged::of(self, schema)))
    }

    /// Whether an operation or the document declares security, which may be an empty list.
    pub(super) fn declares_security(&self, operation: &ApiOperation<'a>) -> bool {
        let document = self.root().and_then(|it| it.get("security"));
        operation.node.get("security").or(document).is_some()
    }
}
