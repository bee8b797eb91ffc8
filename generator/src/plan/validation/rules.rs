//! The rules of parameters, bodies and everything that they contain.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    Additional, Constraint, Constraints, ObjectShape, Pattern, Shape, StringFormat, TypeDef,
    TypeId, TypeRef, UnionShape, Variant,
};
use crate::plan::context::PlanContext;
use crate::plan::context::discriminator::{shares_tags, tags_choose};
use crate::plan::ir::{Rule, VariantRules, VariantValues};
use crate::plan::naming::identifier;
use crate::plan::validation::pattern::translate;
use crate::text::Span;

/// The rules of a client.
pub(crate) struct Validation<'a, 'b> {
    context: &'b PlanContext<'a>,
    /// The items that have rules.
    validated: BTreeSet<TypeId>,
    patterns: RefCell<Patterns>,
}

/// The patterns that occur in the rules.
#[derive(Default)]
struct Patterns {
    /// Whether any pattern is validated.
    any: bool,
    /// The locations of patterns that cannot be validated.
    unsupported: BTreeSet<Span>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a, 'b> Validation<'a, 'b> {
    /// Finds the items that have rules: those with constraints, and those that contain such items.
    pub(crate) fn new(context: &'b PlanContext<'a>) -> Self {
        let patterns = RefCell::new(Patterns::default());
        let mut validation = Self { context, validated: BTreeSet::new(), patterns };
        let mut open: Vec<TypeId> = context.inputs.ids().collect();
        loop {
            let before = open.len();
            let (validated, rest): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|id| !validation.item(*id).is_empty());
            validation.validated.extend(validated);
            if rest.len() == before {
                return validation;
            }
            open = rest;
        }
    }

    /// Whether the rules contain a pattern.
    pub(crate) fn has_patterns(&self) -> bool {
        self.patterns.borrow().any
    }

    /// The constraints that cannot be validated.
    pub(crate) fn diagnostics(self) -> Vec<Diagnostic> {
        self.patterns.into_inner().diagnostics
    }

    /// The rules of a struct or a union. A type that no request contains has none.
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

    /// The rules of a parameter, body or property: its own constraints, and those of its type.
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

    /// The rules of a use of a type. `open` lists the arrays and maps around it.
    fn ty(&self, ty: TypeRef, open: &mut Vec<TypeId>) -> Vec<Rule> {
        let Some(def) = self.context.api.ty(ty.id).filter(|_| !open.contains(&ty.id)) else {
            return Vec::new();
        };
        let replaced = self.context.replacements.get(ty.id).is_some();
        let mut rules = Vec::new();
        match &def.shape {
            // The constraints of strings do not apply to files.
            Shape::String(StringFormat::Binary) => {}
            Shape::Object(_) | Shape::Union(_) if !replaced => {
                let path = self.context.names.path(ty.id);
                let path = path.filter(|_| self.validated.contains(&ty.id));
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

    /// The rules of the target of an alias, and of the contents of arrays and maps.
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
        // The caller does not send read-only properties.
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
                let validated = pairs.filter(|(_, rules)| !rules.is_empty());
                let entries = validated.map(|(variant, rules)| (variant.tags.clone(), rules));
                Rule::Tagged(tag.property.clone(), entries.collect())
            }
            None => {
                let variant_rules = |(variant, rules): (&Variant, Vec<Rule>)| VariantRules {
                    values: self.values(variant.ty),
                    rules,
                };
                Rule::Untagged(pairs.map(variant_rules).collect())
            }
        });
    }

    /// The values of a variant of a union without a tag.
    fn values(&self, ty: TypeRef) -> VariantValues {
        let Some((ty, def)) = self.context.resolved(ty) else { return VariantValues::Any };
        if self.context.replacements.get(ty.id).is_some() {
            return VariantValues::Any;
        }
        match &def.shape {
            Shape::Boolean => VariantValues::Boolean,
            Shape::Integer(_) | Shape::Number(_) => VariantValues::Number,
            Shape::Enum(shape) if shape.integer => VariantValues::Number,
            Shape::Enum(_) | Shape::String(_) => VariantValues::String,
            Shape::Array(_) | Shape::Tuple(_) => VariantValues::Array,
            Shape::Map(_) => VariantValues::Object(Vec::new()),
            Shape::Object(object) => {
                let required = object.fields.iter().filter(|it| it.required && !it.read_only);
                VariantValues::Object(required.map(|it| it.name.clone()).collect())
            }
            Shape::Any | Shape::Raw | Shape::Alias(_) | Shape::Union(_) => VariantValues::Any,
        }
    }

    /// Adds the constraints, each once.
    fn bounds(&self, constraints: &Constraints, rules: &mut Vec<Rule>) {
        let keywords = constraints.keywords().iter().filter(|it| !it.is_trivial());
        let mut all: Vec<Rule> = keywords.map(keyword).collect();
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

    fn pattern(&self, pattern: &Pattern) -> Option<Rule> {
        let mut patterns = self.patterns.borrow_mut();
        match translate(&pattern.text) {
            Ok(text) => {
                patterns.any = true;
                Some(Rule::Pattern(text))
            }
            Err(reason) => {
                if patterns.unsupported.insert(pattern.span) {
                    let message = format!("the client does not validate this pattern: {reason}");
                    let diagnostic = Diagnostic::info(code::UNSUPPORTED, message);
                    let help = "rewrite the pattern without it, or let the server validate it";
                    patterns.diagnostics.push(diagnostic.with_help(help).at(pattern.span));
                }
                None
            }
        }
    }
}

/// The runtime has a function for each keyword, with the keyword's name.
fn keyword(constraint: &Constraint) -> Rule {
    let function = identifier::snake(constraint.name());
    Rule::Keyword(function, constraint.argument.clone())
}
