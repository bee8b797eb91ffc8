//! What is checked before a request is sent, where the configuration asks for it: the constraints of parameters, bodies
//! and all that they hold.
//!
//! Takes the model and the names of items; gives rules, which `emit` prints as tables. A pattern that cannot be checked is
//! said at its place. It must not know how a client checks.

mod pattern;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    Additional, Constraints, ObjectShape, Shape, StringFormat, TypeDef, TypeId, TypeRef, UnionShape,
};
use crate::plan::context::PlanContext;
use crate::plan::context::discriminator::{shares_tags, tags_choose};
use crate::plan::ir::{Form, FormKind, Rule};
use crate::source::Span;

/// The rules of a client.
pub(crate) struct Checks<'a, 'b> {
    context: &'b PlanContext<'a>,
    /// The items that have rules.
    ruled: BTreeSet<TypeId>,
    found: RefCell<Found>,
}

/// What is found on the way.
#[derive(Default)]
struct Found {
    patterns: bool,
    /// Where patterns are written that cannot be checked.
    unchecked: BTreeSet<Span>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a, 'b> Checks<'a, 'b> {
    /// Finds the items that have rules: those with constraints, and those that hold such items.
    pub(crate) fn of(context: &'b PlanContext<'a>) -> Self {
        let mut checks =
            Self { context, ruled: BTreeSet::new(), found: RefCell::new(Found::default()) };
        let mut open: Vec<TypeId> = context.inputs.ids().collect();
        loop {
            let before = open.len();
            let (ruled, rest): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|id| !checks.item(*id).is_empty());
            checks.ruled.extend(ruled);
            if rest.len() == before {
                return checks;
            }
            open = rest;
        }
    }

    /// Whether a pattern is among the rules.
    pub(crate) fn has_patterns(&self) -> bool {
        self.found.borrow().patterns
    }

    /// What cannot be checked.
    pub(crate) fn diagnostics(self) -> Vec<Diagnostic> {
        self.found.into_inner().diagnostics
    }

    /// The rules of a struct or of an enum of types; none for what no request holds.
    pub(crate) fn item(&self, id: TypeId) -> Vec<Rule> {
        let def = self.context.api.ty(id).filter(|_| self.context.inputs.contains(id));
        let mut rules = Vec::new();
        match def.map(|def| (def, &def.shape)) {
            Some((def, Shape::Object(object))) => {
                self.bounds(&def.constraints, &mut rules);
                self.object(object, &mut rules);
            }
            Some((def, Shape::Union(union))) => {
                self.bounds(&def.constraints, &mut rules);
                self.union(union, &mut rules);
            }
            _ => {}
        }
        rules
    }

    /// The rules of a parameter or body: its own bounds, and those of its type.
    pub(crate) fn value(&self, own: Option<&Constraints>, ty: TypeRef) -> Vec<Rule> {
        let mut rules = self.ty(ty, &mut Vec::new());
        let is_file = |def: &TypeDef| def.shape == Shape::String(StringFormat::Binary);
        let resolved = self.context.resolved(ty);
        if let Some(own) = own.filter(|_| !resolved.is_some_and(|(_, def)| is_file(def))) {
            let mut first = Vec::new();
            self.bounds(own, &mut first);
            first.retain(|rule| !rules.contains(rule));
            rules.splice(0..0, first);
        }
        rules
    }

    /// The rules of a use of a type; `open` are the lists and maps around it.
    fn ty(&self, ty: TypeRef, open: &mut Vec<TypeId>) -> Vec<Rule> {
        let Some(def) = self.context.api.ty(ty.id).filter(|_| !open.contains(&ty.id)) else {
            return Vec::new();
        };
        let replaced = self.context.replacements.get(ty.id).is_some();
        let mut rules = Vec::new();
        match &def.shape {
            // Files are no text.
            Shape::String(StringFormat::Binary) => {}
            Shape::Object(_) | Shape::Union(_) if !replaced => {
                let path = self.context.names.path(ty.id);
                let path = path.filter(|_| self.ruled.contains(&ty.id));
                rules.extend(path.cloned().map(Rule::Of));
            }
            _ => self.bounds(&def.constraints, &mut rules),
        }
        if !replaced {
            open.push(ty.id);
            self.parts(&def.shape, open, &mut rules);
            open.pop();
        }
        rules
    }

    /// The rules of what stands behind an alias, and of the parts of lists and maps.
    fn parts(&self, shape: &Shape, open: &mut Vec<TypeId>, rules: &mut Vec<Rule>) {
        let part = |rules: Vec<Rule>, rule: fn(Vec<Rule>) -> Rule| {
            (!rules.is_empty()).then(|| rule(rules))
        };
        match shape {
            Shape::Alias(of) => rules.extend(self.ty(*of, open)),
            Shape::Array(of) => rules.extend(part(self.ty(*of, open), Rule::Items)),
            Shape::Map(of) => {
                rules.extend(part(self.ty(*of, open), |it| Rule::Others(Vec::new(), it)));
            }
            Shape::Tuple(items) => {
                for (index, item) in items.iter().enumerate() {
                    let item = self.ty(*item, open);
                    rules.extend((!item.is_empty()).then_some(Rule::Item(index, item)));
                }
            }
            _ => {}
        }
    }

    fn object(&self, object: &ObjectShape, rules: &mut Vec<Rule>) {
        // What only answers carry is not the caller's to get right.
        for field in object.fields.iter().filter(|it| !it.read_only) {
            let own = self.value(Some(&field.constraints), field.ty);
            if !own.is_empty() {
                rules.push(Rule::Property(field.name.clone(), own));
            }
        }
        if let Additional::Kept(ty) = &object.additional {
            let others = self.ty(*ty, &mut Vec::new());
            if !others.is_empty() {
                let named = object.fields.iter().map(|it| it.name.clone()).collect();
                rules.push(Rule::Others(named, others));
            }
        }
    }

    fn union(&self, union: &UnionShape, rules: &mut Vec<Rule>) {
        let members: Vec<Vec<Rule>> =
            union.variants.iter().map(|it| self.ty(it.ty, &mut Vec::new())).collect();
        if members.iter().all(Vec::is_empty) {
            return;
        }
        let tag = union
            .discriminator
            .as_ref()
            .filter(|_| tags_choose(self.context, union) && !shares_tags(union));
        let pairs = union.variants.iter().zip(members);
        rules.push(match tag {
            Some(tag) => {
                let ruled = pairs.filter(|(_, rules)| !rules.is_empty());
                let entries = ruled.map(|(variant, rules)| (variant.tags.clone(), rules));
                Rule::Tagged(tag.property.clone(), entries.collect())
            }
            None => {
                let form = |(variant, rules): (&crate::model::Variant, Vec<Rule>)| Form {
                    kind: self.kind(variant.ty),
                    rules,
                };
                Rule::Fitting(pairs.map(form).collect())
            }
        });
    }

    fn kind(&self, ty: TypeRef) -> FormKind {
        let Some((ty, def)) = self.context.resolved(ty) else { return FormKind::Any };
        if self.context.replacements.get(ty.id).is_some() {
            return FormKind::Any;
        }
        match &def.shape {
            Shape::Boolean => FormKind::Boolean,
            Shape::Integer(_) | Shape::Number(_) => FormKind::Number,
            Shape::Enum(shape) if shape.integer => FormKind::Number,
            Shape::Enum(_) | Shape::String(_) => FormKind::Text,
            Shape::Array(_) | Shape::Tuple(_) => FormKind::List,
            Shape::Map(_) => FormKind::Object(Vec::new()),
            Shape::Object(object) => {
                let required = object.fields.iter().filter(|it| it.required && !it.read_only);
                FormKind::Object(required.map(|it| it.name.clone()).collect())
            }
            Shape::Any | Shape::Raw | Shape::Alias(_) | Shape::Union(_) => FormKind::Any,
        }
    }

    /// The constraints themselves, each once.
    fn bounds(&self, constraints: &Constraints, rules: &mut Vec<Rule>) {
        let bound = |it: &Option<(String, bool)>, words: [&'static str; 2]| {
            let (text, exclusive) = it.as_ref()?;
            let [inclusive, strict] = words;
            Some(Rule::Bound(if *exclusive { strict } else { inclusive }, text.clone()))
        };
        let count = |word, count: Option<u64>| count.map(|count| Rule::Count(word, count));
        let one = [
            bound(&constraints.minimum, ["minimum", "exclusive_minimum"]),
            bound(&constraints.maximum, ["maximum", "exclusive_maximum"]),
            count("min_length", constraints.min_length.filter(|it| *it > 0)),
            count("max_length", constraints.max_length),
            count("min_items", constraints.min_items.filter(|it| *it > 0)),
            count("max_items", constraints.max_items),
            constraints.unique_items.then_some(Rule::Unique),
            count("min_properties", constraints.min_properties.filter(|it| *it > 0)),
            count("max_properties", constraints.max_properties),
        ];
        let steps = constraints.multiples.iter();
        let steps = steps.map(|it| Rule::Bound("multiple_of", it.clone()));
        let mut all: Vec<Rule> = one.into_iter().flatten().chain(steps).collect();
        all.extend(constraints.patterns.iter().filter_map(|it| self.pattern(it)));
        if let Some(names) = &constraints.names {
            let mut own: Vec<Rule> = names.values.clone().map(Rule::OneOf).into_iter().collect();
            self.bounds(&names.bounds, &mut own);
            all.extend((!own.is_empty()).then_some(Rule::Names(own)));
        }
        for rule in all {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
    }

    fn pattern(&self, written: &crate::model::Pattern) -> Option<Rule> {
        let mut found = self.found.borrow_mut();
        match pattern::translate(&written.text) {
            Ok(text) => {
                found.patterns = true;
                Some(Rule::Pattern(text))
            }
            Err(why) => {
                if found.unchecked.insert(written.span) {
                    let message = format!("this pattern is not checked by the client: {why}");
                    let diagnostic = Diagnostic::info(code::UNSUPPORTED, message);
                    let help = "values are sent without it; the server may still refuse them";
                    found.diagnostics.push(diagnostic.with_help(help).at(written.span));
                }
                None
            }
        }
    }
}
