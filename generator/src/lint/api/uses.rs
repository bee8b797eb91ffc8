//! In which formats and directions the schemas of components are used.
//!
//! The walk adds each reference between schemas; [`UseGraph::propagate`] then follows them from the bodies and parameters.

use std::collections::HashMap;

use crate::document::{Document, ObjectKind, SchemaRole, Side, Visit};
use crate::source::NodeId;
use crate::text::MediaType;

/// How a schema's values are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum BodyFormat {
    /// A JSON body.
    Json,
    /// A form, of one or several parts.
    Form,
    /// An XML body.
    Xml,
    /// A body of another format.
    Other,
    /// A parameter or header.
    Parameter,
}

/// A set of formats, for requests and for responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::lint) struct Uses {
    requests: u8,
    responses: u8,
}

impl Uses {
    /// The use that the context of a visited schema shows; empty in a component.
    pub(super) fn of(visit: &Visit<'_, '_>) -> Self {
        let format = match (visit.context.media_type, visit.context.parameter) {
            (Some(media_type), _) => format_of(media_type),
            (None, Some(_)) => BodyFormat::Parameter,
            (None, None) => return Self::default(),
        };
        let bit = 1 << format as u8;
        match visit.context.side {
            Side::Request => Self { requests: bit, responses: 0 },
            Side::Response => Self { requests: 0, responses: bit },
            Side::Either => Self { requests: bit, responses: bit },
        }
    }

    /// Whether nothing uses the schema.
    pub(in crate::lint) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Whether a request or response uses the schema in this format.
    pub(in crate::lint) fn includes(self, format: BodyFormat) -> bool {
        (self.requests | self.responses) & (1 << format as u8) != 0
    }

    fn with(self, other: Self) -> Self {
        Self {
            requests: self.requests | other.requests,
            responses: self.responses | other.responses,
        }
    }
}

fn format_of(media_type: &str) -> BodyFormat {
    let media_type = MediaType::parse(media_type);
    let is_stream = media_type.is_events() || media_type.is_json_sequence();
    if media_type.is_json() || media_type.is_any() || is_stream {
        BodyFormat::Json
    } else if media_type.is_form() || media_type.is_multipart() {
        BodyFormat::Form
    } else if media_type.is_xml() {
        BodyFormat::Xml
    } else {
        BodyFormat::Other
    }
}

/// The references between schemas, and the uses of each.
#[derive(Debug, Default)]
pub(super) struct UseGraph {
    uses: HashMap<NodeId, Uses>,
    /// For a component, the targets of the references in it.
    targets: HashMap<NodeId, Vec<NodeId>>,
    /// The component that is being visited and its pointer, inner ones last.
    owners: Vec<(NodeId, String)>,
}

impl UseGraph {
    /// Adds the references of a visited object. Returns the component that contains it.
    pub(super) fn add(&mut self, document: &Document, visit: &Visit<'_, '_>) -> Option<NodeId> {
        let ObjectKind::Schema(role) = visit.object else { return None };
        let pointer = visit.pointer.as_str();
        while self.owners.last().is_some_and(|(_, owner)| !is_below(pointer, owner)) {
            self.owners.pop();
        }
        if role == SchemaRole::Component {
            self.owners.push((visit.node.id(), pointer.to_owned()));
        }
        let owner = self.owners.last().map(|(id, _)| *id);
        if visit.reference().is_some() {
            self.add_reference(document, visit, owner);
        }
        owner
    }

    fn add_reference(&mut self, document: &Document, visit: &Visit<'_, '_>, owner: Option<NodeId>) {
        let Some(at) = visit.node.get("$ref") else { return };
        let Ok(target) = document.lookup(at) else { return };
        let target = target.node.id();
        match owner {
            Some(owner) => self.targets.entry(owner).or_default().push(target),
            None => {
                let uses = self.uses.entry(target).or_default();
                *uses = uses.with(Uses::of(visit));
            }
        }
    }

    /// Extends the uses of each component to those that it references.
    pub(super) fn propagate(&mut self) {
        let mut left: Vec<NodeId> = self.uses.keys().copied().collect();
        while let Some(from) = left.pop() {
            let uses = self.of(from);
            for target in self.targets.get(&from).into_iter().flatten() {
                let before = self.uses.entry(*target).or_default();
                let after = before.with(uses);
                if after != *before {
                    *before = after;
                    left.push(*target);
                }
            }
        }
        self.owners = Vec::new();
    }

    pub(super) fn of(&self, component: NodeId) -> Uses {
        // A component that nothing refers to has no uses.
        self.uses.get(&component).copied().unwrap_or_default()
    }
}

fn is_below(pointer: &str, owner: &str) -> bool {
    pointer.strip_prefix(owner).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
