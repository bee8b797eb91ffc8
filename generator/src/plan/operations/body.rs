//! The body of a request in each media type: its argument type and its encoding.

use crate::diagnostic::{Diagnostic, code};
use crate::media::Coding;
use crate::model::{Body, Media, Operation, Shape, StringFormat};
use crate::plan::context::argument;
use crate::plan::docs;
use crate::plan::ir::{BodyItem, BodyKind, Ident, RustType};
use crate::plan::naming::body_media::{choices, is_range, suffix};
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope};
use crate::plan::operations::OperationPlanner;
use crate::plan::xml::XmlBody;

impl OperationPlanner<'_, '_> {
    /// The body in each media type that the caller can choose, the preferred one first.
    pub(super) fn bodies(&mut self, operation: &Operation, scope: &mut Scope) -> Vec<BodyItem> {
        let Some(body) = &operation.body else { return Vec::new() };
        let chosen = choices(self.context.api, body);
        self.report_other_media(operation, body, &chosen);
        let name = scope.claim_unreported(Ident("body".to_owned()), Case::Snake);
        let mut items = Vec::with_capacity(chosen.len());
        for media in chosen {
            let name = match items.is_empty() || body.required {
                true => name.clone(),
                false => {
                    let wanted = identifier::snake(&format!("{} {}", name.plain(), suffix(media)));
                    scope.claim_unreported(wanted, Case::Snake)
                }
            };
            items.push(self.body(operation, body, media, name));
        }
        items
    }

    fn body(&mut self, operation: &Operation, body: &Body, media: &Media, name: Ident) -> BodyItem {
        let (kind, ty) = self.body_type(media);
        if kind == BodyKind::BytesWithType {
            let message =
                format!("a body as {} is an argument of bytes with its content type", media.name);
            self.report(operation, message);
        }
        let mut lines = Vec::new();
        docs::paragraph(&mut lines, body.description.as_deref());
        docs::note(&mut lines, format!("The body as {}.", docs::code(&media.name)));
        let media_type = match kind {
            BodyKind::Multipart => media.essence(),
            BodyKind::Value(codec) if is_range(&media.name) => codec.media_type.to_owned(),
            _ => media.name.clone(),
        };
        let encodings = media.encodings.clone();
        let xml = match self.xml.body(media) {
            XmlBody::Element(path) if kind == BodyKind::Xml => Some(path.clone()),
            _ => None,
        };
        let is_whole = matches!(
            kind,
            BodyKind::Value(_)
                | BodyKind::Form
                | BodyKind::Multipart
                | BodyKind::Xml
                | BodyKind::Text
        );
        let validated = media.ty.zip(self.validation).filter(|_| is_whole);
        let rules = validated.map_or_else(Vec::new, |(ty, validation)| validation.value(None, ty));
        BodyItem {
            name,
            kind,
            media_type,
            ty,
            rules,
            encodings,
            xml,
            content_type: None,
            docs: lines,
        }
    }

    fn body_type(&self, media: &Media) -> (BodyKind, RustType) {
        let shape = media.ty.and_then(|ty| self.context.resolved(ty)).map(|(_, def)| &def.shape);
        let binary = shape == Some(&Shape::String(StringFormat::Binary));
        let fields = matches!(shape, Some(Shape::Object(_) | Shape::Map(_)));
        // The parts of other multipart bodies have names or positions only if the schema declares them.
        let has_parts = match shape {
            Some(Shape::Object(object)) => !object.fields.is_empty(),
            Some(Shape::Array(_) | Shape::Tuple(_)) => true,
            _ => false,
        };
        let value = || match media.ty {
            // The call writes its body at once, so it borrows one: whoever sends it again needs no copy.
            Some(ty) => argument(self.context.nullable(ty), false),
            None => RustType::Ref(Box::new(RustType::Json)),
        };
        match media.format().coding {
            Coding::Value(_) if binary => (BodyKind::Bytes, RustType::Bytes),
            Coding::Value(codec) => (BodyKind::Value(codec), value()),
            Coding::Form => (BodyKind::Form, value()),
            Coding::Multipart if fields && media.essence() == "multipart/form-data" => {
                (BodyKind::Multipart, value())
            }
            Coding::Multipart
                if is_range(&media.name) || media.essence() == "multipart/form-data" =>
            {
                (BodyKind::BytesWithType, RustType::Bytes)
            }
            Coding::Multipart if media.of_item && media.ty.is_some() => {
                (BodyKind::Multipart, argument(self.lines(media), false))
            }
            Coding::Multipart if has_parts => (BodyKind::Multipart, value()),
            Coding::Multipart => (BodyKind::BytesWithType, RustType::Bytes),
            Coding::Xml => match self.xml.body(media) {
                XmlBody::Element(_) => (BodyKind::Xml, value()),
                XmlBody::Text => (BodyKind::Text, RustType::String),
                XmlBody::Bytes => (BodyKind::Bytes, RustType::Bytes),
            },
            Coding::Text | Coding::Bytes if is_range(&media.name) => {
                (BodyKind::BytesWithType, RustType::Bytes)
            }
            Coding::Text | Coding::Events => (BodyKind::Text, RustType::String),
            // A schema of a string describes a file, not a list of values.
            Coding::Lines if matches!(shape, Some(Shape::String(_))) => {
                (BodyKind::Bytes, RustType::Bytes)
            }
            Coding::Lines => (BodyKind::Lines, self.lines(media)),
            Coding::Bytes => (BodyKind::Bytes, RustType::Bytes),
        }
    }

    /// The type of all values. Without `itemSchema`, documents describe either one value or, correctly, the list of all values.
    fn lines(&self, media: &Media) -> RustType {
        let resolved = media.ty.and_then(|ty| self.context.resolved(ty));
        let item = match resolved.map(|(_, def)| &def.shape) {
            Some(Shape::Array(item)) if !media.of_item => Some(*item),
            _ => media.ty,
        };
        RustType::Vec(Box::new(item.map_or(RustType::Json, |ty| self.context.nullable(ty))))
    }

    fn report_other_media(&mut self, operation: &Operation, body: &Body, chosen: &[&Media]) {
        let is_chosen = |media: &Media| chosen.iter().any(|it| it.name == media.name);
        let others: Vec<_> =
            body.media.iter().filter(|it| !is_chosen(it)).map(|it| it.name.as_str()).collect();
        if let (Some(first), false) = (chosen.first(), others.is_empty()) {
            let message = format!(
                "the body is sent as {}; {} is not available",
                first.name,
                others.join(", ")
            );
            self.report(operation, message);
        }
    }

    fn report(&mut self, operation: &Operation, message: String) {
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).at(operation.span);
        self.diagnostics.push(diagnostic.with_pointer(operation.pointer.clone()));
    }
}
