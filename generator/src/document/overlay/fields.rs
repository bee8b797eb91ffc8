//! The fields of an overlay, as data: one table an object.

/// The kind of a field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    String,
    Boolean,
    Object,
    Array,
    Any,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: FieldKind,
    pub(super) is_required: bool,
}

const fn required(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind, is_required: true }
}

const fn optional(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind, is_required: false }
}

/// Overlay Specification 1.1.0, "Overlay Object".
pub(super) const OVERLAY: &[Field] = &[
    required("overlay", FieldKind::String),
    required("info", FieldKind::Object),
    optional("extends", FieldKind::String),
    required("actions", FieldKind::Array),
];

/// Overlay Specification 1.1.0, "Info Object".
pub(super) const INFO: &[Field] = &[
    required("title", FieldKind::String),
    required("version", FieldKind::String),
    optional("description", FieldKind::String),
];

/// Overlay Specification 1.1.0, "Action Object".
pub(super) const ACTION: &[Field] = &[
    required("target", FieldKind::String),
    optional("description", FieldKind::String),
    optional("update", FieldKind::Any),
    optional("copy", FieldKind::String),
    optional("remove", FieldKind::Boolean),
];

impl FieldKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Boolean => "a boolean",
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Any => "a value",
        }
    }
}
