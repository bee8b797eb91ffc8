//! Keywords about objects.

use super::super::number::count;
use super::super::problem::{Fit, Problem};
use super::Fitting;
use crate::document::Side;
use crate::document::validate::types::{Answer, always, list, properties};
use crate::source::{Entry, Node};

impl<'a> Fitting<'a> {
    pub(super) fn object(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        if !value.is_object() {
            return Fit::Yes;
        }
        let mut fit = self.required(schema, value).and(|| Fit::unless(size(schema, value)));
        for member in value.members() {
            fit = fit.and(|| self.member(schema, member));
        }
        let is_complete =
            ["unevaluatedProperties", "propertyNames", "dependentSchemas", "dependentRequired"]
                .iter()
                .all(|it| schema.get(it).is_none());
        fit.and(|| if is_complete { Fit::Yes } else { Fit::Unknown })
    }

    fn required(&self, schema: Node<'a>, value: Node<'a>) -> Fit {
        for node in list(schema, "required") {
            let Some(name) = node.as_str().filter(|it| value.entry(it).is_none()) else { continue };
            if self.may_be_absent(name) {
                continue;
            }
            let message = format!("required property `{}` is missing", name.escape_debug());
            return Fit::No(Box::new(Problem::new(value, message).with_keyword(Some(node.span()))));
        }
        Fit::Yes
    }

    /// Whether a required property is not sent in this direction. Any schema that describes the same value may say so.
    fn may_be_absent(&self, name: &str) -> bool {
        let is_marked = |property: Node<'a>| {
            let resolved = self.document.resolve(property).map(|it| it.node);
            let nodes = [Some(property), resolved.ok()];
            let has = |key: &str| {
                nodes
                    .into_iter()
                    .flatten()
                    .any(|it| it.get(key).and_then(Node::as_bool) == Some(true))
            };
            (has("readOnly") && self.side != Side::Response)
                || (has("writeOnly") && self.side != Side::Request)
        };
        let marks = |it: Node<'a>| {
            properties(self.document, it).and_then(|it| it.get(name)).is_some_and(is_marked)
        };
        self.around.iter().any(|it| always(self.document, *it, &marks) != Answer::No)
    }

    fn member(&mut self, schema: Node<'a>, member: Entry<'a>) -> Fit {
        if let Some(property) = properties(self.document, schema).and_then(|it| it.get(member.key))
        {
            return self.fit_inside(property, member.value, member.key);
        }
        // Before 3.1 the keyword has no effect, but it shows what is meant.
        if schema.get("patternProperties").is_some_and(|it| it.members().len() > 0) {
            return Fit::Unknown;
        }
        let Some(others) = schema.entry("additionalProperties") else { return Fit::Yes };
        match others.value.as_bool() {
            Some(true) => Fit::Yes,
            Some(false) => {
                let message = format!(
                    "property `{}` is not defined, and others are not allowed",
                    member.key.escape_debug()
                );
                let problem = Problem::new(member.value, message).at_key(member.key_span);
                Fit::No(Box::new(problem.with_keyword(Some(others.key_span)).inside(member.key)))
            }
            None => self.fit_inside(others.value, member.value, member.key),
        }
    }
}

fn size(schema: Node<'_>, value: Node<'_>) -> Option<Problem> {
    let length = value.members().len();
    let limit = |key: &str| schema.entry(key).and_then(|it| Some((it.key_span, count(it.value)?)));
    let (span, message) = match (limit("minProperties"), limit("maxProperties")) {
        (Some((span, least)), _) if length < least => {
            (span, format!("the object has fewer than {least} properties"))
        }
        (_, Some((span, most))) if length > most => {
            (span, format!("the object has more than {most} properties"))
        }
        _ => return None,
    };
    Some(Problem::new(value, message).with_keyword(Some(span)))
}
