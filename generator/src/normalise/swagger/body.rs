//! The body of a request, from the parameter in `body` or those in `formData`.

use super::Rewriter;
use super::list::{ListedParameter, ParameterRole};
use super::media::{DeclaredMediaType, MediaTypes};
use crate::normalise::context::ObjectBuilder;
use crate::source::{Node, NodeId};
use crate::text::JsonPointer;

/// The parameters that describe the body of one operation.
pub(super) enum BodySource<'a> {
    Nothing,
    Body(ListedParameter<'a>),
    Form(Vec<ListedParameter<'a>>),
}

impl<'a> Rewriter<'a> {
    /// `requestBody` of an operation, from its own parameters and those of its path item. `new` is the operation's
    /// pointer in the rewritten tree.
    pub(super) fn request_body(
        &mut self,
        operation: Node<'a>,
        own: &[ListedParameter<'a>],
        inherited: &[ListedParameter<'a>],
        new: &JsonPointer,
    ) -> Option<NodeId> {
        let new = new.child("requestBody");
        let consumes = self.consumed(operation);
        match self.made(own, inherited) {
            BodySource::Nothing => None,
            BodySource::Body(body) => {
                let written = body.written.clone();
                let work = |it: &mut Self| it.whole_body(body.node, consumes, &new);
                Some(self.at(written, work))
            }
            BodySource::Form(fields) => {
                Some(self.form(operation, &fields, consumes.as_ref(), &new))
            }
        }
    }

    /// An operation's own body or form overrides that of its path item. Fields of forms are merged by name.
    fn made(
        &self,
        own: &[ListedParameter<'a>],
        inherited: &[ListedParameter<'a>],
    ) -> BodySource<'a> {
        let inherited: Vec<ListedParameter<'a>> =
            inherited.iter().filter(|it| it.role() != ParameterRole::Parameter).cloned().collect();
        let (body, mut fields) = self.split(own);
        if let Some(body) = body {
            return BodySource::Body(body);
        }
        let (body, more) = self.split(&inherited);
        if let Some(body) = body.filter(|_| fields.is_empty()) {
            return BodySource::Body(body);
        }
        for field in more {
            if fields.iter().all(|it| it.name() != field.name()) {
                fields.push(field);
            }
        }
        if fields.is_empty() { BodySource::Nothing } else { BodySource::Form(fields) }
    }

    /// Splits parameters into the body and the fields of a form. There is one body and no form with it ("Parameter Object"
    /// of 2.0), so the first body wins, and of two fields with one name the first.
    fn split(
        &self,
        listed: &[ListedParameter<'a>],
    ) -> (Option<ListedParameter<'a>>, Vec<ListedParameter<'a>>) {
        let of = |role: ParameterRole| listed.iter().filter(move |it| it.role() == role);
        let body = of(ParameterRole::Body).next().cloned();
        let mut fields: Vec<ListedParameter<'a>> = Vec::new();
        for field in of(ParameterRole::Field).filter(|_| body.is_none()) {
            if field.name().is_none() || fields.iter().all(|it| it.name() != field.name()) {
                fields.push(field.clone());
            }
        }
        (body, fields)
    }

    /// A parameter in the body, which is at the current location.
    fn whole_body(
        &mut self,
        node: Node<'a>,
        consumes: Option<MediaTypes<'a>>,
        new: &JsonPointer,
    ) -> NodeId {
        self.moved(new.clone());
        let mut result = ObjectBuilder::new(node.span());
        for entry in node.members() {
            if matches!(entry.key, "description" | "required") || entry.key.starts_with("x-") {
                self.keep(entry, &mut result);
            }
        }
        let schema = node.get("schema");
        let json = || vec![DeclaredMediaType { name: "application/json", span: node.span() }];
        let content = self.content(node, &consumes.unwrap_or_else(json), schema, new);
        result.put("content", content);
        result.finish(&mut self.cx)
    }

    /// `content` with one schema for all media types. The current location is its owner.
    pub(super) fn content(
        &mut self,
        owner: Node<'a>,
        types: &[DeclaredMediaType<'a>],
        schema: Option<Node<'a>>,
        new: &JsonPointer,
    ) -> NodeId {
        let mut content = ObjectBuilder::new(owner.span());
        let value = schema.map(|it| self.cx.copy(it));
        for media in types {
            let new = new.child("content").child(media.name);
            self.made_from_here(new.clone());
            let schema_place = self.cx.path.child("schema");
            self.pointer_map.add(new.child("schema"), schema_place);
            let mut object = ObjectBuilder::new(owner.span());
            if let Some(value) = value {
                object.put("schema", value);
            }
            let object = object.finish(&mut self.cx);
            content.push(media.name, media.span, object);
        }
        content.finish(&mut self.cx)
    }
}
