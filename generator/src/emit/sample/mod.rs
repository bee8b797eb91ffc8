//! Plans for tests: small ones part by part, and one client with a bit of everything.

mod orders;

pub(super) use orders::orders;

pub(super) use crate::media::JSON_CODEC;
use crate::plan::ir::*;

pub(super) fn id(text: &str) -> Ident {
    Ident::of(text)
}

pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

pub(super) fn path(module: &str, name: &str) -> TypePath {
    TypePath { module: ModulePath(vec![id(module)]), name: id(name) }
}

pub(super) fn item(module: &str, name: &str) -> RustType {
    RustType::Item(path(module, name))
}

pub(super) fn boxed(ty: RustType) -> Box<RustType> {
    Box::new(ty)
}

pub(super) fn pointer(name: &str) -> JsonPointer {
    JsonPointer::of(&["components", "schemas", name])
}

/// A field. `ty` is the type inside `Option` or `Maybe`.
pub(super) fn field(name: &str, wire: &str, ty: RustType, presence: Presence) -> FieldItem {
    let whole = match presence {
        Presence::Required => ty.clone(),
        Presence::RequiredNullable | Presence::Optional => RustType::Option(boxed(ty.clone())),
        Presence::OptionalNullable => RustType::Maybe(boxed(ty.clone())),
    };
    let (takes, in_box) = match ty {
        RustType::Boxed(of) => (*of, true),
        plain => (plain, false),
    };
    let plain = id(name).plain().to_owned();
    let method =
        if presence == Presence::Required { name.to_owned() } else { format!("with_{plain}") };
    FieldItem {
        name: id(name),
        wire: WireName(wire.to_owned()),
        docs: Vec::new(),
        deprecated: false,
        ty: whole,
        presence,
        setter: Setter { method: id(&method), takes, boxed: in_box },
        sent: true,
        pruned: false,
    }
}

/// The field for undeclared properties.
pub(super) fn rest() -> FieldItem {
    let mut rest = field("rest", "", RustType::Map(boxed(RustType::Json)), Presence::Required);
    rest.setter.method = id("with_rest");
    rest
}

pub(super) fn structure(
    name: &str,
    constructor: Constructor,
    fields: Vec<FieldItem>,
) -> StructItem {
    let required = |field: &FieldItem| field.presence == Presence::Required;
    StructItem {
        rules: Vec::new(),
        path: path("types", name),
        component: Some(name.to_owned()),
        pointer: pointer(name),
        docs: lines(&format!("{name} of the sample.")),
        deprecated: false,
        derives: Vec::new(),
        default: !fields.iter().any(required),
        in_place: true,
        fields,
        constants: Vec::new(),
        rest: None,
        keeps_undeclared: false,
        constructor,
        builder: (constructor == Constructor::Builder).then(|| id(&format!("{name}Builder"))),
    }
}

pub(super) fn enumeration(name: &str, repr: EnumRepr, variants: &[(&str, &str)]) -> EnumItem {
    EnumItem {
        path: path("types", name),
        component: Some(name.to_owned()),
        pointer: pointer(name),
        docs: Vec::new(),
        deprecated: false,
        derives: Vec::new(),
        repr,
        variants: variants
            .iter()
            .map(|(name, wire)| EnumVariant {
                name: id(name),
                wire: (*wire).to_owned(),
                docs: lines("A literal."),
            })
            .collect(),
        unknown: id("Unknown"),
    }
}

pub(super) fn union(
    name: &str,
    tag: Option<&str>,
    variants: Vec<(&str, RustType, &[&str])>,
) -> UnionItem {
    UnionItem {
        rules: Vec::new(),
        path: path("types", name),
        component: Some(name.to_owned()),
        pointer: pointer(name),
        docs: Vec::new(),
        deprecated: false,
        derives: Vec::new(),
        tag: tag.map(|tag| WireName(tag.to_owned())),
        default: None,
        tag_is_text: true,
        choice: Choice::First,
        variants: variants
            .into_iter()
            .map(|(name, ty, tags)| UnionVariant {
                written_tag: None,
                view: None,
                name: id(name),
                ty,
                tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
                docs: lines("A member."),
                from: true,
            })
            .collect(),
        unknown: id("Unknown"),
    }
}

pub(super) fn alias(name: &str, target: RustType) -> AliasItem {
    AliasItem {
        path: path("types", name),
        component: Some(name.to_owned()),
        pointer: pointer(name),
        docs: Vec::new(),
        deprecated: false,
        target,
    }
}

pub(super) fn module(name: &str, items: Vec<Item>) -> TypeModule {
    TypeModule { module: id(name), file_stem: None, imports_runtime: true, items }
}

pub(super) fn parameter(name: &str, location: Location, ty: RustType) -> ParameterItem {
    ParameterItem {
        rules: Vec::new(),
        name: id(name),
        wire: WireName(id(name).plain().to_owned()),
        position: Position { location, style: None, json: false, reserved: false },
        ty,
        docs: Vec::new(),
        deprecated: false,
    }
}

pub(super) fn body(kind: BodyKind, media_type: &str, ty: RustType) -> BodyItem {
    let media_type = media_type.to_owned();
    BodyItem {
        name: id("body"),
        kind,
        media_type,
        ty,
        rules: Vec::new(),
        encodings: Vec::new(),
        xml: None,
        content_type: (kind == BodyKind::BytesWithType).then(|| id("content_type_")),
        docs: Vec::new(),
    }
}

/// A minimal operation, to which tests add what they are about.
pub(super) fn operation(
    method: &str,
    request: &str,
    http_method: Method,
    path: &str,
) -> OperationItem {
    OperationItem {
        id: request.to_owned(),
        declared_id: true,
        method: id(method),
        request: id(request),
        constant: id(&id(method).plain().to_uppercase()),
        path: path.to_owned(),
        tag: Some("orders".to_owned()),
        pointer: JsonPointer::of(&["paths", path, &http_method.as_str().to_lowercase()]),
        docs: Vec::new(),
        example: Vec::new(),
        request_docs: Vec::new(),
        deprecated: false,
        accept: "application/json".to_owned(),
        statuses: Vec::new(),
        redirects: false,
        repeatable: http_method.is_idempotent(),
        http_method,
        idempotency_header: None,
        envelope: None,
        security: SecurityItem::Undeclared,
        servers: Vec::new(),
        retry: Retry::default(),
        variable: id("call"),
        checks: Vec::new(),
        arguments: Vec::new(),
        constants: Vec::new(),
        setters: Vec::new(),
        alternatives: Vec::new(),
        body_setters: Vec::new(),
        response: ResponseItem {
            ty: RustType::Unit,
            decoder: Decoder::Empty,
            by_status: vec![(StatusMatch::Exact(204), None)],
        },
        error: ErrorItem {
            ty: RustType::Never,
            decoder: ErrorDecoder::None,
            by_status: Vec::new(),
        },
        headers: None,
        streams: Vec::new(),
        paging: None,
        long_running: None,
        confirm: None,
    }
}

pub(super) fn json(ty: RustType) -> ResponseItem {
    ResponseItem {
        ty: ty.clone(),
        decoder: Decoder::Value(&JSON_CODEC),
        by_status: vec![(StatusMatch::Exact(200), Some(ty))],
    }
}

pub(super) fn group(module: &str, handle: &str, operations: Vec<OperationItem>) -> Group {
    Group {
        module: id(module),
        file_stem: None,
        feature: module.to_owned(),
        handle: id(handle),
        docs: Vec::new(),
        operations,
        items: Vec::new(),
        shared: Vec::new(),
        headers: Vec::new(),
    }
}

/// A client without operations and types, unless given.
pub(super) fn client(groups: Vec<Group>, types: Vec<TypeModule>) -> Crate {
    Crate {
        name: "orders-api".to_owned(),
        version: "1.2.0".to_owned(),
        types_only: false,
        title: "Orders".to_owned(),
        api_version: "1.2.0".to_owned(),
        docs: lines("Orders and customers."),
        base_url: Some("https://api.example.com".to_owned()),
        servers: Servers::default(),
        reexports: vec!["Auth", "Error"],
        allowed_lints: AllowedLints { as_crate: vec!["unknown_lints"], as_part: vec!["dead_code"] },
        own_servers: Vec::new(),
        user_agent: "orders-api/1.2.0".to_owned(),
        idempotency_header: "Idempotency-Key".to_owned(),
        slo: None,
        groups,
        types,
        shared: Vec::new(),
        security_schemes: Vec::new(),
        dependencies: Vec::new(),
        xml: None,
        has_webhooks: false,
        runtime_features: Vec::new(),
        examples: Vec::new(),
    }
}
