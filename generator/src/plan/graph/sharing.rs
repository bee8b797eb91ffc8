//! Items of equal shape: those whose Rust code differs in names and documentation only.
//!
//! Takes planned items; returns a class for each. Two items are in one class if they are written alike and so is everything
//! that they refer to, however deep. The classes are the coarsest partition with that property, which partition refinement
//! finds also where items contain themselves. Whether two items are equal depends on nothing but these two and their parts.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;

use crate::plan::ir::{
    EnumItem, FieldItem, Item, Rule, RustType, StructItem, TypePath, UnionItem, VariantRules,
};

/// The class of each item. Only items of equal roles can be in one class. Any other item that one refers to is equal only
/// to itself.
pub(crate) fn classes(items: &[(&Item, Role<'_>)]) -> Vec<usize> {
    let paths = items.iter().map(|(item, _)| item.path());
    let index: Index<'_> = paths.enumerate().map(|(at, path)| (path, at)).collect();
    let skeletons = items.iter().map(|(item, role)| Skeleton::of(item, role, &index));
    let skeletons: Vec<Skeleton<'_>> = skeletons.collect();
    let (mut classes, mut count) = number(skeletons.iter().map(|it| &it.text));
    loop {
        let class = |at: &usize| classes.get(*at).copied();
        let keys = skeletons.iter().zip(&classes).map(|(skeleton, own)| {
            (*own, skeleton.parts.iter().map(class).collect::<Vec<Option<usize>>>())
        });
        let (refined, refined_count) = number(keys);
        if refined_count == count {
            return classes;
        }
        (classes, count) = (refined, refined_count);
    }
}

/// What an item is, besides its shape: the tags that select it, if it is a variant of a union with tags.
pub(crate) type Role<'a> = &'a [String];

type Index<'a> = HashMap<&'a TypePath, usize>;

/// Numbers the distinct keys in the order of their first occurrence. Returns the number of each key and their count.
fn number<K: Hash + Eq>(keys: impl Iterator<Item = K>) -> (Vec<usize>, usize) {
    let mut numbers: HashMap<K, usize> = HashMap::new();
    let mut all = Vec::new();
    for key in keys {
        let next = numbers.len();
        all.push(*numbers.entry(key).or_insert(next));
    }
    (all, numbers.len())
}

/// An item without its name and documentation, with a hole for each item of the same set that it refers to.
struct Skeleton<'a> {
    index: &'a Index<'a>,
    text: String,
    /// What the holes stand for, by index.
    parts: Vec<usize>,
}

impl<'a> Skeleton<'a> {
    fn of(item: &Item, role: Role<'_>, index: &'a Index<'a>) -> Self {
        let mut skeleton = Self { index, text: String::new(), parts: Vec::new() };
        skeleton.add(role);
        match item {
            Item::Struct(item) => skeleton.structure(item),
            Item::Enum(item) => skeleton.enumeration(item),
            Item::Union(item) => skeleton.union(item),
            Item::Alias(_) | Item::Shared(_) => skeleton.path(item.path()),
        }
        skeleton
    }

    fn add(&mut self, part: impl std::fmt::Debug) {
        let _ = write!(self.text, "{part:?};");
    }

    /// A struct with a constructor shares with no struct that has none: if a later document separated the two, one of them would
    /// lose it.
    fn structure(&mut self, item: &StructItem) {
        self.add(("struct", item.deprecated, &item.derives, item.default, item.constructor));
        item.fields.iter().for_each(|field| self.field(field));
        self.add(&item.constants);
        self.add("rest");
        item.rest.iter().for_each(|field| self.field(field));
        self.rules(&item.rules);
    }

    fn field(&mut self, field: &FieldItem) {
        let setter = &field.setter;
        self.add((&field.name, &field.wire, field.presence, field.deprecated, field.sent));
        self.add((&setter.method, setter.boxed));
        self.ty(&field.ty);
        self.ty(&setter.takes);
    }

    fn enumeration(&mut self, item: &EnumItem) {
        self.add(("enum", item.deprecated, &item.derives, item.repr, &item.unknown));
        item.variants.iter().for_each(|it| self.add((&it.name, &it.wire)));
    }

    fn union(&mut self, item: &UnionItem) {
        self.add(("union", item.deprecated, &item.derives, &item.tag, &item.default));
        self.add((item.tag_is_text, item.choice, &item.unknown));
        for variant in &item.variants {
            self.add((&variant.name, &variant.tags, variant.from));
            self.ty(&variant.ty);
        }
        self.rules(&item.rules);
    }

    fn path(&mut self, path: &TypePath) {
        match self.index.get(path) {
            Some(part) => {
                self.text.push('#');
                self.parts.push(*part);
            }
            None => self.add(path),
        }
    }

    fn ty(&mut self, ty: &RustType) {
        match ty {
            RustType::Item(path) => self.path(path),
            RustType::Tuple(_) => self.wrapper("tuple", ty),
            RustType::Vec(_) => self.wrapper("vec", ty),
            RustType::Slice(_) => self.wrapper("slice", ty),
            RustType::Map(_) => self.wrapper("map", ty),
            RustType::Option(_) => self.wrapper("option", ty),
            RustType::Maybe(_) => self.wrapper("maybe", ty),
            RustType::Boxed(_) => self.wrapper("box", ty),
            RustType::Numeric(_) => self.wrapper("numeric", ty),
            RustType::Ref(_) => self.wrapper("ref", ty),
            RustType::EventStream(_) => self.wrapper("events", ty),
            RustType::LineStream(_) => self.wrapper("lines", ty),
            plain => self.add(plain),
        }
    }

    fn wrapper(&mut self, name: &str, ty: &RustType) {
        self.text.push_str(name);
        self.text.push('(');
        ty.parts().iter().for_each(|part| self.ty(part));
        self.text.push(')');
    }

    fn rules(&mut self, rules: &[Rule]) {
        self.text.push('[');
        rules.iter().for_each(|rule| self.rule(rule));
        self.text.push(']');
    }

    fn rule(&mut self, rule: &Rule) {
        match rule {
            Rule::Of(path) => self.path(path),
            Rule::Names(rules) => self.nested("names", rules),
            Rule::Property(name, rules) => self.nested(name, rules),
            Rule::Others(names, rules) => self.nested(("others", names), rules),
            Rule::Items(rules) => self.nested("items", rules),
            Rule::Item(at, rules) => self.nested(at, rules),
            Rule::Tagged(tag, arms) => {
                self.add(("tagged", tag));
                arms.iter().for_each(|(tags, rules)| self.nested(tags, rules));
            }
            Rule::Untagged(variants) => {
                self.add(("untagged", variants.len()));
                let variants = variants.iter();
                variants.for_each(|VariantRules { values, rules }| self.nested(values, rules));
            }
            Rule::Keyword(..) | Rule::Pattern(_) | Rule::OneOf(_) => {
                self.add(rule);
            }
        }
    }

    fn nested(&mut self, head: impl std::fmt::Debug, rules: &[Rule]) {
        self.add(head);
        self.rules(rules);
    }
}
