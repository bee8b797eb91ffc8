//! Unions: their variants, matched by tag, by component and by kind.

use super::walk::{Located, Walk, component_name, target};
use super::{Check, Use};
use crate::model::{Api, Shape, UnionShape, Variant};

impl Walk<'_, '_> {
    pub(super) fn unions(&mut self, base: &UnionShape, head: &UnionShape, place: &Located<'_>) {
        let subject = place.subject;
        let property =
            |it: &UnionShape| it.discriminator.as_ref().map(|it| it.property.to_string());
        if let (Some(before), Some(after)) = (property(base), property(head)) {
            if before != after {
                let message = format!(
                    "the variant of `{subject}` is chosen by `{after}` instead of `{before}`"
                );
                self.add(place, Check::DiscriminatorChanged, message);
            }
        }
        let (base_api, head_api) = (self.schemas.base.api, self.schemas.head.api);
        let pairs = matched((base_api, &base.variants), (head_api, &head.variants));
        for (index, variant) in base.variants.iter().enumerate() {
            let later = pairs.iter().find(|(it, _)| *it == index);
            match later.and_then(|(_, it)| head.variants.get(*it)) {
                Some(later) => self.variants(variant, later, place),
                None => {
                    let (request, response) =
                        (Check::RequestVariantRemoved, Check::ResponseVariantRemoved);
                    let message =
                        format!("`{subject}` cannot be {} any more", shown(base_api, variant));
                    self.add_by(place, request, response, message);
                }
            }
        }
        for (index, variant) in head.variants.iter().enumerate() {
            if !pairs.iter().any(|(_, it)| *it == index) {
                let (request, response) = (Check::RequestVariantAdded, Check::ResponseVariantAdded);
                let message = format!("`{subject}` can be {}", shown(head_api, variant));
                self.add_by(place, request, response, message);
            }
        }
    }

    fn variants(&mut self, before: &Variant, after: &Variant, place: &Located<'_>) {
        let subject = place.subject;
        for tag in before.tags.iter().filter(|it| !after.tags.contains(it)) {
            let (request, response) = (Check::RequestTagRemoved, Check::ResponseTagRemoved);
            let message = format!("the discriminator of `{subject}` cannot be `{tag}` any more");
            self.add_by(place, request, response, message);
        }
        for tag in after.tags.iter().filter(|it| !before.tags.contains(it)) {
            let (request, response) = (Check::RequestTagAdded, Check::ResponseTagAdded);
            let message = format!("the discriminator of `{subject}` can be `{tag}`");
            self.add_by(place, request, response, message);
        }
        self.uses((Use::of(before.ty), Use::of(after.ty)), place);
    }
}

/// Whether two variants are the same.
type VariantRule<'r> = dyn Fn(&Variant, &Variant) -> bool + 'r;

/// The indices of variants that are the same in both versions: with a common tag, else of the same component, else the next
/// one of the same kind.
fn matched(base: (&Api, &[Variant]), head: (&Api, &[Variant])) -> Vec<(usize, usize)> {
    let by_tag = |one: &Variant, two: &Variant| one.tags.iter().any(|tag| two.tags.contains(tag));
    let by_name = |one: &Variant, two: &Variant| {
        let name = name_of(base.0, one);
        name.is_some() && name == name_of(head.0, two)
    };
    // A component with another name and the same properties was renamed.
    let by_kind =
        |one: &Variant, two: &Variant| match (shape_of(base.0, one), shape_of(head.0, two)) {
            (Some(Shape::Object(a)), Some(Shape::Object(b))) => {
                a.fields.iter().map(|it| &it.name).eq(b.fields.iter().map(|it| &it.name))
            }
            (Some(a), Some(b)) => {
                std::mem::discriminant(a) == std::mem::discriminant(b)
                    && name_of(base.0, one).is_none()
                    && name_of(head.0, two).is_none()
            }
            _ => false,
        };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let rules: [&VariantRule<'_>; 3] = [&by_tag, &by_name, &by_kind];
    for rule in rules {
        for (index, one) in base.1.iter().enumerate() {
            if pairs.iter().any(|(it, _)| *it == index) {
                continue;
            }
            let is_free = |at: usize| !pairs.iter().any(|(_, it)| *it == at);
            let mut candidates = head.1.iter().enumerate();
            if let Some((at, _)) = candidates.find(|(at, two)| is_free(*at) && rule(one, two)) {
                pairs.push((index, at));
            }
        }
    }
    pairs
}

fn name_of<'a>(api: &'a Api, variant: &Variant) -> Option<&'a str> {
    component_name(target(api, variant.ty)?.def)
}

fn shape_of<'a>(api: &'a Api, variant: &Variant) -> Option<&'a Shape> {
    Some(&target(api, variant.ty)?.def.shape)
}

fn shown(api: &Api, variant: &Variant) -> String {
    match (name_of(api, variant), shape_of(api, variant)) {
        (Some(name), _) => format!("`{name}`"),
        (None, Some(Shape::String(_) | Shape::Enum(_))) => "a string".to_owned(),
        (None, Some(Shape::Integer(_))) => "an integer".to_owned(),
        (None, Some(Shape::Number(_))) => "a number".to_owned(),
        (None, Some(Shape::Boolean)) => "a boolean".to_owned(),
        (None, Some(Shape::Array(_) | Shape::Tuple(_))) => "an array".to_owned(),
        (None, Some(Shape::Object(_) | Shape::Map(_))) => "another object".to_owned(),
        _ => "another value".to_owned(),
    }
}
