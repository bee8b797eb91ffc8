//! Keywords about arrays.

use super::super::number::count;
use super::super::problem::{Fit, Problem};
use super::Fitting;
use crate::document::Version;
use crate::document::validate::types::{equal, list};
use crate::source::Node;

/// How many items are compared with each other.
const MAX_UNIQUE: usize = 200;

impl<'a> Fitting<'a> {
    pub(super) fn array(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        if !value.is_array() {
            return Fit::Yes;
        }
        let mut fit = Fit::unless(size(schema, value)).and(|| Fit::unless(repeated(schema, value)));
        let has_prefix = self.version() >= Version::V3_1;
        let mut prefix = list(schema, "prefixItems").take(if has_prefix { usize::MAX } else { 0 });
        let items = schema.get("items").filter(|it| !it.is_array());
        for (index, item) in value.items().enumerate() {
            let Some(of_item) = prefix.next().or(items) else { break };
            fit = fit.and(|| self.fit_inside(of_item, item, &index.to_string()));
        }
        let is_complete =
            ["contains", "unevaluatedItems"].iter().all(|it| schema.get(it).is_none());
        fit.and(|| if is_complete { Fit::Yes } else { Fit::Unknown })
    }
}

fn size(schema: Node<'_>, value: Node<'_>) -> Option<Problem> {
    let length = value.items().len();
    let limit = |key: &str| schema.entry(key).and_then(|it| Some((it.key_span, count(it.value)?)));
    let (span, message) = match (limit("minItems"), limit("maxItems")) {
        (Some((span, least)), _) if length < least => {
            (span, format!("the list has fewer than {least} items"))
        }
        (_, Some((span, most))) if length > most => {
            (span, format!("the list has more than {most} items"))
        }
        _ => return None,
    };
    Some(Problem::new(value, message).with_keyword(Some(span)))
}

fn repeated(schema: Node<'_>, value: Node<'_>) -> Option<Problem> {
    let entry = schema.entry("uniqueItems").filter(|it| it.value.as_bool() == Some(true))?;
    let items: Vec<Node<'_>> = value.items().take(MAX_UNIQUE).collect();
    let is_repeated = |index: usize, item: Node<'_>| {
        items.iter().take(index).any(|before| before.id() != item.id() && equal(*before, item))
    };
    let (index, item) =
        items.iter().enumerate().find(|(index, item)| is_repeated(*index, **item))?;
    let problem = Problem::new(*item, "the item is there twice, and `uniqueItems` forbids it");
    Some(problem.with_keyword(Some(entry.key_span)).inside(&index.to_string()))
}
