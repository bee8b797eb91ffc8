//! Envelopes: responses whose body contains their status.

use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    Api, EnumShape, Envelope, EnvelopeUse, Operation, PropertyPath, Response, Shape, StatusMatch,
    StringFormat, TypeRef,
};
use crate::plan::context::PlanContext;
use crate::plan::options::Options;

/// The most nested unions on the way to a property.
const MAX_UNIONS: usize = 8;

/// The envelope of the whole API: the configured one, or the document's.
pub(crate) fn of_api(api: &Api, options: &Options) -> Option<Envelope> {
    options.envelope.clone().or_else(|| api.envelope.clone())
}

/// The envelope of an operation's responses.
pub(crate) fn of(
    context: &PlanContext<'_>,
    operation: &Operation,
    of_api: Option<&Envelope>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Envelope> {
    match &operation.envelope {
        EnvelopeUse::Off => None,
        EnvelopeUse::Inherited => {
            of_api.filter(|it| it.everywhere || is_declared(context, operation, it)).cloned()
        }
        EnvelopeUse::Own(envelope) => {
            let misfit = types_at(context, operation, &envelope.status)
                .into_iter()
                .any(|ty| !holds_status(context, ty, envelope, true));
            if misfit {
                let message = format!(
                    "`x-renkei-envelope` names `{}`, which holds no status in the response",
                    envelope.status
                );
                let diagnostic = Diagnostic::warning(code::MALFORMED, message).with_help(
                    "name a number or a string, and list the values of success in `success`",
                );
                diagnostics
                    .push(diagnostic.at(envelope.span).with_pointer(operation.pointer.clone()));
            }
            (!misfit).then(|| envelope.clone())
        }
    }
}

/// Reports an envelope of the whole API that applies to no operation, which is usually misspelt.
pub(crate) fn check_used(
    context: &PlanContext<'_>,
    options: &Options,
    of_api: Option<&Envelope>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(envelope) = of_api.filter(|it| !it.everywhere) else { return };
    if context.api.operations.iter().any(|it| is_declared(context, it, envelope)) {
        return;
    }
    let code = if options.envelope.is_some() { code::CONFIG } else { code::MALFORMED };
    let message = format!(
        "no response declares a status at `{}`, so the envelope is not used",
        envelope.status
    );
    let help = "name properties that the response schemas declare, or set `operations: all`";
    diagnostics.push(Diagnostic::warning(code, message).at(envelope.span).with_help(help));
}

/// Whether a success of the operation declares all properties of the envelope.
fn is_declared(context: &PlanContext<'_>, operation: &Operation, envelope: &Envelope) -> bool {
    let status = types_at(context, operation, &envelope.status);
    let message = |it| !types_at(context, operation, it).is_empty();
    status.into_iter().any(|ty| holds_status(context, ty, envelope, false))
        && envelope.message.as_ref().is_none_or(message)
}

/// Whether a type can hold an HTTP status. A string can, but usually holds another kind of status, such as `paid`.
fn holds_status(
    context: &PlanContext<'_>,
    ty: TypeRef,
    envelope: &Envelope,
    declared: bool,
) -> bool {
    let Some((_, def)) = context.resolved(ty) else { return false };
    match &def.shape {
        Shape::Integer(_) | Shape::Number(_) | Shape::Any | Shape::Raw => true,
        // Numbers that are no HTTP statuses, such as the states of an order, must not make a success fail.
        Shape::Enum(shape @ EnumShape { integer: true, .. }) => {
            !envelope.success.is_empty() || has_success(shape)
        }
        Shape::String(StringFormat::Plain) | Shape::Enum(_) => {
            declared || !envelope.success.is_empty()
        }
        Shape::Boolean => !envelope.success.is_empty(),
        Shape::Union(_) => declared,
        _ => false,
    }
}

/// Whether one of the values is an HTTP status of success.
fn has_success(shape: &EnumShape) -> bool {
    let number = |text: &str| text.parse::<u16>().is_ok_and(|it| (200..=299).contains(&it));
    shape.values.iter().any(|value| number(&value.wire))
}

/// The declared types at a path in the JSON successes of an operation.
fn types_at(context: &PlanContext<'_>, operation: &Operation, path: &PropertyPath) -> Vec<TypeRef> {
    let success =
        |it: &&Response| matches!(it.status, StatusMatch::Exact(200..=299) | StatusMatch::Range(2));
    // `default` is a success only if no other success is declared.
    let some = operation.responses.iter().any(|it| success(&it));
    let good = operation
        .responses
        .iter()
        .filter(|it| if some { success(it) } else { it.status == StatusMatch::Default });
    let json = good.flat_map(|it| &it.media).filter(|it| it.format().is_json);
    let mut level: Vec<TypeRef> = json.filter_map(|it| it.ty).collect();
    for name in &path.0 {
        let mut below = Vec::new();
        let mut unions = 0;
        while !level.is_empty() && unions < MAX_UNIONS {
            let mut members = Vec::new();
            for (_, def) in level.iter().filter_map(|ty| context.resolved(*ty)) {
                match &def.shape {
                    Shape::Object(object) => {
                        let field = object.fields.iter().find(|it| it.name == *name);
                        below.extend(field.map(|it| it.ty));
                    }
                    Shape::Union(union) => members.extend(union.variants.iter().map(|it| it.ty)),
                    _ => {}
                }
            }
            level = members;
            unions += 1;
        }
        level = below;
    }
    level
}
