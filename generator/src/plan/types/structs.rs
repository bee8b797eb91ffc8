//! Structs and aliases: fields, their presence on the wire, constructors.

use super::{component, constrained_docs};
use crate::config::{MaybeFields, UnknownFields};
use crate::diagnostic::Diagnostic;
use crate::model::{Additional, Docs, Field, ObjectShape, TypeDef, TypeId, TypeRef, WireName};
use crate::plan::context::PlanContext;
use crate::plan::docs;
use crate::plan::graph::constants::ODATA;
use crate::plan::ir::{
    AliasItem, ConstantFieldItem, ConstantValue, Constructor, FieldItem, Ident, Presence, Rule,
    RustType, Setter, StructItem, TypePath,
};
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, NameRequest, Scope};

/// The documentation of a field that the program does not name.
const PRUNED: &str = "Your sources do not name this property, so it is a JSON value; name it, or set `keep.properties: all`, to get its type.";

/// The documentation of the field for undeclared properties.
const UNDECLARED: &str = "Properties that the document does not declare.";

pub(super) fn alias(
    context: &PlanContext<'_>,
    id: TypeId,
    def: &TypeDef,
    path: TypePath,
) -> AliasItem {
    AliasItem {
        path,
        component: component(def),
        pointer: def.pointer.clone(),
        docs: constrained_docs(def),
        deprecated: def.docs.deprecated,
        target: context.nullable(TypeRef { id, nullable: false }),
    }
}

/// Plans the struct of one object schema.
pub(super) struct StructPlanner<'a, 'b> {
    pub(super) context: &'b PlanContext<'a>,
    pub(super) id: TypeId,
    pub(super) def: &'b TypeDef,
}

impl StructPlanner<'_, '_> {
    pub(super) fn plan(
        &self,
        object: &ObjectShape,
        path: TypePath,
        rules: Vec<Rule>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> StructItem {
        let mut scope = Scope::default();
        let mut fields = self.fields(object, &mut scope, diagnostics);
        let rest = match &object.additional {
            Additional::Ignored if self.keeps_undeclared(object) => {
                let name = scope.claim_unreported(identifier::snake("extra"), Case::Snake);
                let mut rest = rest_field(name, RustType::Map(Box::new(RustType::Json)));
                rest.docs = vec![UNDECLARED.to_owned()];
                Some(rest)
            }
            Additional::Ignored => None,
            Additional::Kept(ty) => {
                let name = identifier::snake("additional properties");
                let name = scope.claim_unreported(name, Case::Snake);
                Some(rest_field(name, RustType::Map(Box::new(self.context.nullable(*ty)))))
            }
        };
        let required = fields.iter().filter(|field| field.presence == Presence::Required).count();
        let constructor = match (self.context.inputs.contains(self.id), required) {
            (false, _) => Constructor::None,
            (true, 0..=Constructor::MAX_ARGUMENTS) => Constructor::New,
            (true, _) => Constructor::Builder,
        };
        let builder = self.context.names.builder(self.id);
        let builder = builder.filter(|_| constructor == Constructor::Builder);
        if builder.is_some() {
            name_setters(&mut fields);
        }
        let constants = self.constants(object);
        StructItem {
            path,
            component: component(self.def),
            pointer: self.def.pointer.clone(),
            docs: self.docs(&constants),
            deprecated: self.def.docs.deprecated,
            derives: Vec::new(),
            default: required == 0,
            in_place: false,
            fields,
            constants,
            keeps_undeclared: rest.is_some() && matches!(object.additional, Additional::Ignored),
            rest,
            constructor,
            builder: builder.cloned(),
            rules,
        }
    }

    /// Whether the type keeps properties that the document does not declare.
    fn keeps_undeclared(&self, object: &ObjectShape) -> bool {
        let (inputs, outputs) = (&self.context.inputs, &self.context.outputs);
        let keeps = match self.context.unknown_fields {
            UnknownFields::Sent => outputs.contains(self.id) && inputs.contains(self.id),
            UnknownFields::Keep => true,
            UnknownFields::Drop => false,
        };
        keeps && !object.closed
    }

    fn fields(
        &self,
        object: &ObjectShape,
        scope: &mut Scope,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<FieldItem> {
        let fields: Vec<&Field> =
            object.fields.iter().filter(|it| self.constant(it).is_none()).collect();
        let requests = fields.iter().map(|field| NameRequest {
            text: field.name.as_str(),
            ident: identifier::snake(field.name.as_str()),
            configured: self.context.renames.field(self.id, &field.name),
            span: Some(self.def.span),
        });
        let names = scope.claim_all(requests.collect(), Case::Snake, diagnostics);
        fields.into_iter().zip(names).map(|(field, name)| self.field(field, name)).collect()
    }

    fn constant(&self, field: &Field) -> Option<&ConstantValue> {
        self.context.constants.get(self.id, &field.name)
    }

    /// The properties that are no fields, because they have one possible value.
    fn constants(&self, object: &ObjectShape) -> Vec<ConstantFieldItem> {
        let mut fields = 0;
        let mut constants = Vec::new();
        for field in &object.fields {
            match self.constant(field).cloned() {
                None => fields += 1,
                Some(value) => {
                    let wire = field.name.clone();
                    constants.push(ConstantFieldItem { wire, after: fields, value });
                }
            }
        }
        constants
    }

    /// The documentation of the struct, with the properties that are no fields.
    fn docs(&self, constants: &[ConstantFieldItem]) -> Vec<String> {
        let mut lines = constrained_docs(self.def);
        let shown = constants.iter().map(|it| match &it.value {
            ConstantValue::String(text) => docs::code(&format!("{}: {text:?}", it.wire)),
            ConstantValue::Integer(digits) => docs::code(&format!("{}: {digits}", it.wire)),
            ConstantValue::Boolean(value) => docs::code(&format!("{}: {value}", it.wire)),
        });
        let shown: Vec<String> = shown.collect();
        if !shown.is_empty() {
            docs::note(&mut lines, format!("Always has {}.", shown.join(" and ")));
        }
        lines
    }

    fn field(&self, field: &Field, name: Ident) -> FieldItem {
        let bare = self.context.bare(field.ty);
        let boxed = self.context.boxed(self.id, field.ty);
        let inner = if boxed { RustType::Boxed(Box::new(bare.clone())) } else { bare.clone() };
        let presence = self.presence(field);
        let ty = match presence {
            Presence::Required => inner,
            Presence::RequiredNullable | Presence::Optional => RustType::Option(Box::new(inner)),
            Presence::OptionalNullable => RustType::Maybe(Box::new(inner)),
        };
        let method = match presence {
            Presence::Required => name.clone(),
            _ => Ident(format!("with_{}", name.plain())),
        };
        let pruned = self.context.is_pruned(field.ty);
        let mut docs = field_docs(field);
        if pruned {
            docs::note(&mut docs, PRUNED);
        }
        FieldItem {
            docs,
            name,
            wire: field.name.clone(),
            deprecated: field.docs.deprecated,
            ty,
            presence,
            setter: Setter { method, takes: taken(bare), boxed },
            sent: !is_never_sent(self.context, self.id, field),
            pruned,
        }
    }

    fn presence(&self, field: &Field) -> Presence {
        let required = is_required(self.context, self.id, field);
        let distinguishes = self.context.maybe == MaybeFields::All
            || self.context.inputs.contains(self.id)
            || !self.context.outputs.contains(self.id);
        match (required, self.context.allows_null(field.ty)) {
            (false, _) if !distinguishes => Presence::Optional,
            // `Option` cannot tell a null of an optional JSON value from an absent one.
            (false, false) if self.context.is_json(field.ty) => Presence::OptionalNullable,
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        }
    }
}

/// Renames the setters of a builder. It has setters for required fields too, and one of these can have the name of
/// another field's `with_…`.
fn name_setters(fields: &mut [FieldItem]) {
    let mut scope = Scope::reserving(&["build"]);
    let (mut required, mut others): (Vec<_>, Vec<_>) =
        fields.iter_mut().partition(|it| it.presence == Presence::Required);
    for field in required.iter_mut().chain(&mut others) {
        field.setter.method = scope.claim_unreported(field.setter.method.clone(), Case::Snake);
    }
}

/// Whether a request that holds the object omits the property. A discriminator is always sent: no server can read a
/// union without it (OpenAPI 3.0.4, "Discriminator Object").
fn is_never_sent(context: &PlanContext<'_>, owner: TypeId, field: &Field) -> bool {
    let is_discriminator = || context.discriminators.contains(&(owner, &field.name));
    field.read_only && context.inputs.contains(owner) && !is_discriminator()
}

/// Whether a value of the object must have the property. A property of one direction is optional in types that both
/// directions use (OpenAPI 3.0 "Fixed Fields" of the Schema Object, `readOnly` and `writeOnly`).
pub(super) fn is_required(context: &PlanContext<'_>, owner: TypeId, field: &Field) -> bool {
    let absent_in_requests = is_never_sent(context, owner, field);
    let may_be_absent = field.write_only || field.name.as_str().starts_with(ODATA);
    let absent_in_responses = may_be_absent && context.outputs.contains(owner);
    field.required && !absent_in_requests && !absent_in_responses
}

/// The type that a setter takes.
fn taken(ty: RustType) -> RustType {
    match ty {
        RustType::Numeric(of) => *of,
        other => other,
    }
}

fn field_docs(field: &Field) -> Vec<String> {
    let mut lines = docs::prose_or(&field.docs, docs::code(field.name.as_str()));
    let default = field.default.as_ref().map(|literal| literal.0.as_str());
    if let Some(bounds) = docs::bounds(&field.constraints, default) {
        docs::note(&mut lines, bounds);
    }
    match (field.read_only, field.write_only) {
        (true, _) => docs::note(&mut lines, "Only in responses."),
        (_, true) => docs::note(&mut lines, "Only in requests."),
        _ => {}
    }
    lines
}

/// The flattened field of additional properties.
fn rest_field(name: Ident, ty: RustType) -> FieldItem {
    FieldItem {
        wire: WireName(String::new()),
        docs: docs::prose_or(
            &Docs::default(),
            "Additional properties, which the schema does not declare.",
        ),
        deprecated: false,
        presence: Presence::Optional,
        setter: Setter {
            method: Ident(format!("with_{}", name.plain())),
            takes: ty.clone(),
            boxed: false,
        },
        sent: true,
        pruned: false,
        name,
        ty,
    }
}
