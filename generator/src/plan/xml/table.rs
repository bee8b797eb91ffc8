//! The tables of types.
//!
//! A recursive type is no special case, because objects refer to each other's tables by name.

use indexmap::IndexMap;

use super::choice::is_scalar;
use super::element_names::{self, RootElement, chain, name};
use crate::model::{
    Additional, Field, ObjectShape, Shape, StringFormat, TypeDef, TypeId, TypeRef, XmlFacts,
    XmlNode,
};
use crate::plan::context::PlanContext;
use crate::plan::ir::{Ident, XmlField, XmlName, XmlPlace, XmlTable, XmlValue};
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope};

/// The deepest nesting of lists, maps and unions without a table. A list can contain itself.
const MAX_NESTING: usize = 16;

/// What cannot be represented, as the subject of a sentence.
pub(super) type Cause = String;

/// The tables under construction.
pub(super) struct Tables<'a, 'b> {
    context: &'b PlanContext<'a>,
    names: Scope,
    /// The constant of each table, defined or not.
    constants: IndexMap<TypeId, Ident>,
    /// The defined tables, in the same order.
    tables: Vec<XmlTable>,
}

impl<'a, 'b> Tables<'a, 'b> {
    pub(super) fn new(context: &'b PlanContext<'a>) -> Self {
        let (names, constants) = (Scope::default(), IndexMap::new());
        Self { context, names, constants, tables: Vec::new() }
    }

    /// Claims a name for a static of the module.
    pub(super) fn claim(&mut self, text: &str) -> Ident {
        self.names.claim_unreported(identifier::constant(text), Case::Snake)
    }

    pub(super) fn finish(self) -> Vec<XmlTable> {
        self.tables
    }

    /// The root element of a type. Adds the tables of everything that it can contain, or none if it cannot be represented.
    pub(super) fn element(&mut self, ty: TypeRef) -> Result<RootElement, Cause> {
        let start = self.constants.len();
        let element = self.root(ty).and_then(|root| self.define().map(|()| root));
        if element.is_err() {
            self.constants.truncate(start);
            self.tables.truncate(start);
        }
        element
    }

    /// Defines the tables that have a constant already.
    fn define(&mut self) -> Result<(), Cause> {
        while let Some((id, constant)) = self.constants.get_index(self.tables.len()) {
            let (id, constant) = (*id, constant.clone());
            let Some(def) = self.context.api.ty(id) else { return Ok(()) };
            let value = match &def.shape {
                Shape::Object(object) => self.object(object)?,
                Shape::Union(union) => self.merged(union)?,
                _ => XmlValue::Free,
            };
            self.tables.push(XmlTable { constant, value });
        }
        Ok(())
    }

    fn root(&mut self, ty: TypeRef) -> Result<RootElement, Cause> {
        let chain = chain(self.context.api, ty);
        let own = element_names::of_type(&chain);
        let facts = element_names::facts(&chain);
        let is_named = own.is_some();
        let local = own.unwrap_or_else(|| "root".to_owned());
        let name = name(&local, facts)?;
        let array = chain.last().and_then(|(_, def)| match &def.shape {
            Shape::Array(of) => Some((*def, *of)),
            _ => None,
        });
        let value = match array {
            // A document has one root, so a list is always wrapped.
            Some((def, of)) => {
                let (item, facts) = self.item(def, of);
                let item = item.or_else(|| element_names::of_type(&self.chain(of)));
                let other = if is_named { local } else { "item".to_owned() };
                let item = name_of(item, &other, facts)?;
                XmlValue::Wrapped(item.clone(), Box::new(self.in_list(of, &item.local, facts, 0)?))
            }
            None => self.value(ty, 0)?,
        };
        Ok(RootElement { name, is_named, value })
    }

    fn chain(&self, ty: TypeRef) -> Vec<(TypeId, &'a TypeDef)> {
        chain(self.context.api, ty)
    }

    pub(super) fn resolved(&self, ty: TypeRef) -> Option<(TypeId, &'a TypeDef)> {
        self.chain(ty).last().copied()
    }

    pub(super) fn value(&mut self, ty: TypeRef, nesting: usize) -> Result<XmlValue, Cause> {
        let Some((id, def)) = self.resolved(ty) else { return Ok(XmlValue::Free) };
        if nesting > MAX_NESTING {
            return Err("an infinitely nested type".to_owned());
        }
        Ok(match &def.shape {
            Shape::Any | Shape::Raw | Shape::Alias(_) => XmlValue::Free,
            Shape::Boolean => XmlValue::Boolean,
            Shape::Integer(_) => XmlValue::Integer,
            Shape::Number(_) => XmlValue::Number,
            Shape::String(StringFormat::DateTime | StringFormat::Date | StringFormat::Uuid) => {
                XmlValue::Token
            }
            Shape::String(_) => XmlValue::Text,
            Shape::Enum(shape) if shape.integer => XmlValue::Integer,
            Shape::Enum(_) => XmlValue::Token,
            Shape::Tuple(_) => return Err("a list of fixed length".to_owned()),
            Shape::Array(of) => {
                let (item, facts) = self.item(def, *of);
                let wrapped = name_of(item, "item", facts)?;
                let value = self.in_list(*of, &wrapped.local, facts, nesting + 1)?;
                XmlValue::Wrapped(wrapped, Box::new(value))
            }
            Shape::Map(of) => XmlValue::Map(Box::new(self.rest(*of, nesting + 1)?)),
            Shape::Object(_) => XmlValue::Table(self.table(id)),
            Shape::Union(union) => match self.scalars(union, nesting + 1)? {
                Some(value) => value,
                None => XmlValue::Table(self.table(id)),
            },
        })
    }

    /// The constant of the table of an object or a union of objects. The table is defined later.
    fn table(&mut self, id: TypeId) -> Ident {
        if let Some(known) = self.constants.get(&id) {
            return known.clone();
        }
        let own = self.context.names.path(id).map_or("object", |it| it.name.plain());
        let constant = self.claim(own);
        self.constants.insert(id, constant.clone());
        constant
    }

    /// The declared name of a list's items, and their XML Object.
    fn item(&self, def: &'a TypeDef, of: TypeRef) -> (Option<String>, Option<&'a XmlFacts>) {
        let own = Some(&def.item_xml).filter(|it| **it != XmlFacts::default());
        let facts = own.or_else(|| element_names::facts(&self.chain(of)));
        (facts.and_then(|it| it.name.clone()), facts)
    }

    /// The value of a list's item, whose element has this name.
    fn in_list(
        &mut self,
        of: TypeRef,
        local: &str,
        facts: Option<&XmlFacts>,
        nesting: usize,
    ) -> Result<XmlValue, Cause> {
        let Some((_, def)) = self.resolved(of) else { return Ok(XmlValue::Free) };
        let Shape::Array(inner) = &def.shape else { return self.value(of, nesting + 1) };
        match self.list(def, *inner, facts, local, nesting + 1)? {
            (_, XmlValue::List(_)) => Err("a list of lists without wrapper elements".to_owned()),
            (_, value) => Ok(value),
        }
    }

    /// A list with the name `key`: the name of its element if it is wrapped, and of its items' elements otherwise.
    fn list(
        &mut self,
        def: &'a TypeDef,
        of: TypeRef,
        facts: Option<&XmlFacts>,
        key: &str,
        nesting: usize,
    ) -> Result<(XmlName, XmlValue), Cause> {
        let wrapped = match facts.and_then(|it| it.node) {
            Some(XmlNode::Attribute | XmlNode::Text | XmlNode::Cdata) => {
                return Err("a list as an attribute or text".to_owned());
            }
            node => node == Some(XmlNode::Element),
        };
        // "If `wrapped` is `false`, [the name] will be ignored."
        let outer = facts.filter(|_| wrapped).and_then(|it| it.name.clone());
        let outer = outer.unwrap_or_else(|| key.to_owned());
        let (item, item_facts) = self.item(def, of);
        let item = name_of(item, &outer, item_facts)?;
        let value = Box::new(self.in_list(of, &item.local, item_facts, nesting)?);
        Ok(match wrapped {
            true => (name(&outer, facts)?, XmlValue::Wrapped(item, value)),
            false => (item, XmlValue::List(value)),
        })
    }

    fn object(&mut self, object: &ObjectShape) -> Result<XmlValue, Cause> {
        let fields = object.fields.iter().map(|it| self.field(it)).collect::<Result<_, _>>()?;
        Ok(match &object.additional {
            Additional::Ignored => XmlValue::Object(fields),
            Additional::Kept(ty) => XmlValue::Open(fields, Box::new(self.rest(*ty, 0)?)),
        })
    }

    /// The value of the elements that no property names.
    pub(super) fn rest(&mut self, ty: TypeRef, nesting: usize) -> Result<XmlValue, Cause> {
        let Some((_, def)) = self.resolved(ty) else { return Ok(XmlValue::Free) };
        let Shape::Array(of) = &def.shape else { return self.value(ty, nesting) };
        let facts = element_names::facts(&self.chain(ty));
        Ok(self.list(def, *of, facts, "item", nesting)?.1)
    }

    pub(super) fn field(&mut self, field: &Field) -> Result<XmlField, Cause> {
        let target = self.chain(field.ty);
        let own = Some(&field.xml).filter(|it| **it != XmlFacts::default());
        let inherited = element_names::facts(&target);
        let key = field.name.as_str();
        if let Some((_, def)) = target.last() {
            if let Shape::Array(of) = &def.shape {
                let (name, value) = self.list(def, *of, own.or(inherited), key, 0)?;
                let is_required = field.required && matches!(value, XmlValue::List(_));
                let (key, place) = (field.name.clone(), XmlPlace::Element);
                return Ok(XmlField { key, name, place, is_required, value });
            }
        }
        let node = own.and_then(|it| it.node).or(inherited.and_then(|it| it.node));
        let place = match node {
            None | Some(XmlNode::Element) => XmlPlace::Element,
            Some(XmlNode::Attribute) => XmlPlace::Attribute,
            Some(XmlNode::Text) => XmlPlace::Text,
            Some(XmlNode::Cdata) => XmlPlace::Cdata,
            Some(XmlNode::Nothing) => {
                return Err(format!("`{key}`, which has no XML node,"));
            }
        };
        let value = self.value(field.ty, 0)?;
        if place != XmlPlace::Element && !is_scalar(&value) {
            return Err(format!("`{key}`, which is not text,"));
        }
        // The `xml.name` of the property's type names the type's own root element only, as most documents with XML expect.
        let local = own.and_then(|it| it.name.as_deref()).unwrap_or(key);
        let name = match place {
            XmlPlace::Text => {
                XmlName { local: key.to_owned(), namespace: String::new(), prefix: String::new() }
            }
            _ => name(local, own.filter(|it| has_namespace(it)).or(inherited))?,
        };
        Ok(XmlField { key: field.name.clone(), name, place, is_required: false, value })
    }
}

fn has_namespace(facts: &XmlFacts) -> bool {
    facts.namespace.is_some() || facts.prefix.is_some()
}

fn name_of(
    own: Option<String>,
    otherwise: &str,
    facts: Option<&XmlFacts>,
) -> Result<XmlName, Cause> {
    name(own.as_deref().unwrap_or(otherwise), facts)
}
