//! Objects become structs: fields, their presence on the wire, constructors.

use crate::diagnostic::Diagnostic;
use crate::model::{Additional, Docs, Field, ObjectShape, Place, TypeDef, TypeId, WireName};
use crate::plan::context::Context;
use crate::plan::docs;
use crate::plan::ir::{
    AliasItem, Constructor, FieldItem, Ident, Presence, RustType, Setter, StructItem, TypePath,
};
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope, Wanted};

/// How many required fields `new` takes; clippy's own limit for arguments.
pub(crate) const MAX_ARGUMENTS: usize = 7;

/// The name of a component, where a type is one.
pub(crate) fn component(def: &TypeDef) -> Option<String> {
    match &def.place {
        Place::Component(name) => Some(name.clone()),
        _ => None,
    }
}

/// Documentation of an item: the document's, or where it stands.
pub(crate) fn item_docs(def: &TypeDef) -> Vec<String> {
    docs::prose_or(&def.docs, format!("The schema at {}.", docs::code(def.pointer.as_str())))
}

pub(crate) fn alias_item(
    context: &Context<'_>,
    id: TypeId,
    def: &TypeDef,
    path: TypePath,
) -> AliasItem {
    let target = context.nullable(crate::model::TypeRef { id, nullable: false });
    let mut docs = item_docs(def);
    if let Some(bounds) = docs::bounds(&def.constraints, None) {
        docs::note(&mut docs, bounds);
    }
    AliasItem {
        path,
        component: component(def),
        pointer: def.pointer.clone(),
        docs,
        deprecated: def.docs.deprecated,
        target,
    }
}

pub(crate) fn struct_item(
    context: &Context<'_>,
    id: TypeId,
    def: &TypeDef,
    object: &ObjectShape,
    path: TypePath,
    found: &mut Vec<Diagnostic>,
) -> StructItem {
    let mut scope = Scope::default();
    let wanted = object.fields.iter().map(|field| Wanted {
        text: field.name.as_str(),
        ident: identifier::snake(field.name.as_str()),
        given: context.renames.field(id, &field.name),
        span: Some(def.span),
    });
    let idents = scope.claim_all(wanted.collect(), Case::Snake, found);
    let mut fields: Vec<_> = object
        .fields
        .iter()
        .zip(idents)
        .map(|(field, ident)| field_item(context, id, field, ident))
        .collect();
    let rest = match &object.additional {
        Additional::Ignored => None,
        Additional::Kept(ty) => {
            let ident =
                scope.claim_quietly(identifier::snake("additional properties"), Case::Snake);
            Some(rest_item(ident, RustType::Map(Box::new(context.nullable(*ty)))))
        }
    };
    let required = fields.iter().filter(|field| field.presence == Presence::Required).count();
    let constructor = match (context.inputs.contains(id), required) {
        (false, _) => Constructor::None,
        (true, 0..=MAX_ARGUMENTS) => Constructor::New,
        (true, _) => Constructor::Builder,
    };
    let builder = context.names.builder(id).filter(|_| constructor == Constructor::Builder);
    if builder.is_some() {
        name_setters(&mut fields);
    }
    let mut docs = item_docs(def);
    if let Some(bounds) = docs::bounds(&def.constraints, None) {
        docs::note(&mut docs, bounds);
    }
    StructItem {
        path,
        component: component(def),
        pointer: def.pointer.clone(),
        docs,
        deprecated: def.docs.deprecated,
        derives: Vec::new(),
        default: required == 0,
        fields,
        rest,
        constructor,
        builder: builder.cloned(),
        rules: Vec::new(),
    }
}

fn field_item(context: &Context<'_>, owner: TypeId, field: &Field, ident: Ident) -> FieldItem {
    let bare = context.bare(field.ty);
    let boxed = context.boxed(owner, field.ty);
    let inner = if boxed { RustType::Boxed(Box::new(bare.clone())) } else { bare.clone() };
    let presence = presence(context, owner, field);
    let ty = match presence {
        Presence::Required => inner,
        Presence::RequiredNullable | Presence::Optional => RustType::Option(Box::new(inner)),
        Presence::OptionalNullable => RustType::Maybe(Box::new(inner)),
    };
    let method = match presence {
        Presence::Required => ident.clone(),
        _ => Ident(format!("with_{}", ident.plain())),
    };
    FieldItem {
        docs: field_docs(field),
        name: ident,
        wire: field.name.clone(),
        deprecated: field.docs.deprecated,
        ty,
        presence,
        setter: Setter { method, takes: bare, boxed },
        sent: !never_sent(context, owner, field),
    }
}

/// A builder has a setter for required fields too, and one of these may be called `with_…` as the setter of another.
fn name_setters(fields: &mut [FieldItem]) {
    let mut scope = Scope::reserving(&["build"]);
    let (mut required, mut others): (Vec<_>, Vec<_>) =
        fields.iter_mut().partition(|it| it.presence == Presence::Required);
    for field in required.iter_mut().chain(&mut others) {
        field.setter.method = scope.claim_quietly(field.setter.method.clone(), Case::Snake);
    }
}

/// Whether a request that holds the object leaves the property out. The one that tells the members of a union apart is sent
/// nevertheless: without it nobody could read them (OpenAPI 3.0.4, "Discriminator Object").
fn never_sent(context: &Context<'_>, owner: TypeId, field: &Field) -> bool {
    let tag = || context.tags.contains(&(owner, &field.name));
    field.read_only && context.inputs.contains(owner) && !tag()
}

/// What the names of OData's control information begin with. Whatever a converter says, services leave it out of answers where
/// it can be told without it (OData JSON Format 4.01 section 3.1.1).
const ODATA: &str = "@odata.";

fn presence(context: &Context<'_>, owner: TypeId, field: &Field) -> Presence {
    let required = is_required(context, owner, field);
    match (required, context.allows_null(field.ty)) {
        // An optional field of any JSON value may be null as well as absent; `Option` could not tell the two apart.
        (false, false) if context.is_json(field.ty) => Presence::OptionalNullable,
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    }
}

/// Whether an object has to have the property. One that only the other direction carries is not required in this one
/// (OpenAPI 3.0 "Fixed Fields" of the Schema Object, `readOnly` and `writeOnly`).
pub(crate) fn is_required(context: &Context<'_>, owner: TypeId, field: &Field) -> bool {
    let missing_in_requests = never_sent(context, owner, field);
    let may_be_missing = field.write_only || field.name.as_str().starts_with(ODATA);
    let missing_in_answers = may_be_missing && context.outputs.contains(owner);
    field.required && !missing_in_requests && !missing_in_answers
}

fn field_docs(field: &Field) -> Vec<String> {
    let mut lines = docs::prose_or(&field.docs, docs::code(field.name.as_str()));
    let default = field.default.as_ref().map(|literal| literal.0.as_str());
    if let Some(bounds) = docs::bounds(&field.constraints, default) {
        docs::note(&mut lines, bounds);
    }
    match (field.read_only, field.write_only) {
        (true, _) => docs::note(&mut lines, "Only in answers."),
        (_, true) => docs::note(&mut lines, "Only in requests."),
        _ => {}
    }
    lines
}

fn rest_item(ident: Ident, ty: RustType) -> FieldItem {
    let method = Ident(format!("with_{}", ident.plain()));
    FieldItem {
        wire: WireName(String::new()),
        docs: docs::prose_or(&Docs::default(), "Properties that the schema does not name."),
        deprecated: false,
        presence: Presence::Optional,
        setter: Setter { method, takes: ty.clone(), boxed: false },
        sent: true,
        name: ident,
        ty,
    }
}
