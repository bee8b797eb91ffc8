//! A client with a bit of everything, which compiles.

use super::*;

/// A client of orders and files.
pub(in crate::emit) fn orders() -> Crate {
    let scheme = |constant, id: &str, kind| SecuritySchemeItem {
        constant: super::id(constant),
        id: id.to_owned(),
        kind,
    };
    let mut plan =
        client(vec![orders_group(), files_group()], [order_types(), other_types()].concat());
    plan.security_schemes = vec![
        scheme("BEARER", "bearer", SchemeKind::Bearer),
        scheme("KEY", "key", SchemeKind::ApiKeyHeader("X-Key".to_owned())),
    ];
    plan
}

fn order() -> RustType {
    item("types", "Order")
}

fn order_types() -> Vec<TypeModule> {
    use Presence::{Optional, OptionalNullable, Required, RequiredNullable};
    let mut order = structure(
        "Order",
        Constructor::New,
        vec![
            field("id", "id", RustType::Uuid, Required),
            field("total", "total", RustType::I64, Required),
            field("currency", "currency", item("types", "Currency"), Required),
            field("r#type", "type", RustType::String, Required),
            field("created_at", "createdAt", RustType::Timestamp, Required),
            field("cancelled_on", "cancelledOn", RustType::Date, RequiredNullable),
            field("note", "note", RustType::String, Optional),
            field("memo", "memo", RustType::String, OptionalNullable),
            field("parent", "parent", RustType::Boxed(boxed(self::order())), Optional),
            field("lines", "lines", RustType::Vec(boxed(item("types", "OrderLine"))), Optional),
        ],
    );
    order.rest = Some(rest());
    order.fields[6].deprecated = true;
    let line = vec![field("sku", "sku", RustType::String, Optional)];
    let page = vec![
        field("data", "data", RustType::Vec(boxed(self::order())), Optional),
        field("meta", "meta", RustType::Boxed(boxed(item("types", "Meta"))), Optional),
    ];
    let meta = vec![field("next", "next", RustType::I64, OptionalNullable)];
    let line = Item::Struct(structure("OrderLine", Constructor::New, line));
    vec![
        module("order", vec![Item::Struct(order), line]),
        module("order_page", vec![Item::Struct(structure("OrderPage", Constructor::None, page))]),
        module("meta", vec![Item::Struct(structure("Meta", Constructor::None, meta))]),
        module(
            "order_list",
            vec![Item::Alias(alias("OrderList", RustType::Vec(boxed(self::order()))))],
        ),
    ]
}

fn wide() -> StructItem {
    let letters = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let texts = letters.iter().map(|name| field(name, name, RustType::String, Presence::Required));
    let others = [
        field("boxed", "boxed", RustType::Boxed(boxed(order())), Presence::Required),
        field("gone", "gone", RustType::Boxed(boxed(order())), Presence::RequiredNullable),
        field("extra", "extra", RustType::Bool, Presence::Optional),
    ];
    let mut wide = structure("Wide", Constructor::Builder, texts.chain(others).collect());
    wide.rest = Some(rest());
    wide
}

fn other_types() -> Vec<TypeModule> {
    let text = |name, presence| vec![field(name, name, RustType::String, presence)];
    let mut option = structure("Option", Constructor::New, text("value", Presence::Optional));
    option.deprecated = true;
    let problem = structure("Problem", Constructor::None, text("title", Presence::Required));
    let currency =
        enumeration("Currency", EnumRepr::String, &[("Jpy", "JPY"), ("Usd", "USD"), ("Empty", "")]);
    let level = enumeration("Level", EnumRepr::Integer, &[("Low", "-1"), ("High", "10")]);
    let event = union(
        "Event",
        Some("kind"),
        vec![
            ("Order", order(), &["order", "order.v2"]),
            ("Wide", RustType::Boxed(boxed(item("types", "Wide"))), &["wide"]),
        ],
    );
    let many = RustType::Vec(boxed(order()));
    let either = union("Either", None, vec![("Text", RustType::String, &[]), ("Many", many, &[])]);
    vec![
        module("wide", vec![Item::Struct(wide())]),
        module("option", vec![Item::Struct(option)]),
        module("problem", vec![Item::Struct(problem)]),
        module("currency", vec![Item::Enum(currency)]),
        module("level", vec![Item::Enum(level)]),
        module("event", vec![Item::Union(event)]),
        module("either", vec![Item::Union(either)]),
    ]
}

fn orders_group() -> Group {
    let mut get = operation("get_order", "GetOrder", Method::Get, "/v1/orders/{call}");
    get.arguments = vec![Argument::Parameter(parameter("call", Location::Path, RustType::Str))];
    get.response = json(order());
    get.error = problem();
    get.deprecated = true;
    get.example = lines(
        "# async fn example(client: orders_api::Client) -> Result<(), orders_api::Error> {\n\
         let answer = client.orders().get_order(\"1\").await?;\n# Ok(())\n# }",
    );
    let mut delete = operation("r#move", "Move", Method::Delete, "/v1/orders");
    delete.body_setters = vec![body(
        BodyKind::Value(&JSON_CODEC),
        "application/json",
        RustType::Ref(boxed(RustType::Json)),
    )];
    delete.response = json_or_empty(order());
    group("orders", "Orders", vec![create(), list(), get, delete])
}

fn problem() -> ErrorItem {
    ErrorItem {
        ty: item("types", "Problem"),
        decoder: ErrorDecoder::Single(ErrorCodec::Value(&JSON_CODEC)),
        by_status: vec![
            (StatusMatch::Range(4), Some(item("types", "Problem"))),
            (StatusMatch::Default, None),
        ],
    }
}

fn json_or_empty(ty: RustType) -> ResponseItem {
    ResponseItem {
        ty: RustType::Option(boxed(ty)),
        decoder: Decoder::ValueOrEmpty("json_or_empty"),
        by_status: Vec::new(),
    }
}

fn create() -> OperationItem {
    let mut create = operation("create_order", "CreateOrder", Method::Post, "/v1/orders");
    create.arguments = vec![Argument::Body(body(
        BodyKind::Value(&JSON_CODEC),
        "application/json",
        RustType::Ref(boxed(order())),
    ))];
    create.setters = vec![parameter("call", Location::Header, RustType::Str)];
    create.idempotency_header = Some("Idempotency-Key".to_owned());
    create.security =
        SecurityItem::Declared(vec![vec![super::id("BEARER"), super::id("KEY")], vec![]]);
    create.response = ResponseItem {
        ty: item("orders", "CreateOrderResponse"),
        decoder: successes(),
        by_status: vec![(StatusMatch::Exact(201), Some(order()))],
    };
    create.error = ErrorItem {
        ty: item("orders", "CreateOrderError"),
        decoder: errors(),
        by_status: Vec::new(),
    };
    create
}

fn successes() -> Decoder {
    let variant = |name, status, ty: Option<RustType>, decoder| StatusVariant {
        name: id(name),
        status,
        ty,
        decoder,
        docs: Vec::new(),
    };
    Decoder::ByStatus {
        path: path("orders", "CreateOrderResponse"),
        docs: Vec::new(),
        variants: vec![
            variant(
                "Created",
                StatusPattern::Exact(201),
                Some(order()),
                SimpleDecoder::Value(&JSON_CODEC),
            ),
            variant("Accepted", StatusPattern::Range(202, 299), None, SimpleDecoder::Empty),
        ],
    }
}

fn errors() -> ErrorDecoder {
    let variant = |name, status, ty| ErrorVariant {
        name: id(name),
        status,
        ty,
        decoder: ErrorCodec::Value(&JSON_CODEC),
        docs: Vec::new(),
    };
    ErrorDecoder::ByStatus {
        path: path("orders", "CreateOrderError"),
        docs: Vec::new(),
        variants: vec![
            variant("Conflict", StatusPattern::Exact(409), order()),
            variant("Other", StatusPattern::Any, item("types", "Problem")),
        ],
    }
}

fn list() -> OperationItem {
    let mut list = operation("list_orders", "ListOrders", Method::Get, "/v1/orders");
    let at = |style, json| Position { location: Location::Query, style, json, reserved: false };
    let texts = RustType::Ref(boxed(RustType::Map(boxed(RustType::String))));
    let currency = RustType::Ref(boxed(item("types", "Currency")));
    let ids = parameter("ids", Location::Query, RustType::Slice(boxed(RustType::Str)));
    list.setters = vec![
        parameter("limit", Location::Query, RustType::I64),
        ParameterItem { deprecated: true, ..ids },
        ParameterItem {
            position: at(Some((ParameterStyle::DeepObject, true)), false),
            ..parameter("filter", Location::Query, texts)
        },
        ParameterItem {
            position: at(None, true),
            ..parameter("currency", Location::Query, currency)
        },
        parameter("session", Location::Cookie, RustType::Bool),
    ];
    list.response = json(item("types", "OrderPage"));
    list.error = problem();
    let step = |name, presence, boxed| Step { field: id(name), presence, boxed };
    let path = |names: &[&str]| {
        PropertyPath(names.iter().map(|name| WireName((*name).to_owned())).collect())
    };
    list.paging = Some(PagingItem {
        page: item("types", "OrderPage"),
        item: order(),
        xml: None,
        steps: vec![step("data", Presence::Optional, false)],
        items: path(&["data"]),
        next: NextPage::Cursor {
            to: PageTarget::Query(WireName("cursor".to_owned())),
            from: path(&["meta", "next"]),
            more: None,
        },
    });
    list
}

/// A group whose file would be a program, with an operation that is named like the prelude's `Option`.
fn files_group() -> Group {
    let mut upload = operation("upload", "Upload", Method::Put, "/v1/files/{id}");
    let names = ["a", "b", "c", "d", "content_type", "f"];
    let parameters = names.iter().map(|name| parameter(name, Location::Query, RustType::I64));
    upload.arguments = parameters.map(Argument::Parameter).collect();
    upload.arguments.push(Argument::Body(body(
        BodyKind::BytesWithType,
        "multipart/form-data",
        RustType::Bytes,
    )));
    let mut download = operation("download", "Download", Method::Get, "/v1/files");
    download.response =
        ResponseItem { ty: RustType::Bytes, decoder: Decoder::Bytes, by_status: Vec::new() };
    let mut log = operation("option", "Option", Method::Post, "/v1/log");
    log.arguments = vec![Argument::Body(body(BodyKind::Text, "text/plain", RustType::String))];
    log.setters = vec![ParameterItem {
        position: Position {
            location: Location::Header,
            style: Some((ParameterStyle::Simple, true)),
            json: false,
            reserved: false,
        },
        ..parameter("x", Location::Header, RustType::Vec(boxed(RustType::I32)))
    }];
    log.response = json_or_empty(RustType::String);
    let mut form = operation("form", "Form", Method::Post, "/v1/form");
    let texts = RustType::Map(boxed(RustType::String));
    form.arguments =
        vec![Argument::Body(body(BodyKind::Form, "application/x-www-form-urlencoded", texts))];
    let mut note = structure(
        "UploadNote",
        Constructor::New,
        vec![
            field("text", "text", RustType::String, Presence::Required),
            field("either", "either", item("types", "Either"), Presence::Optional),
        ],
    );
    note.path = path("main", "UploadNote");
    note.component = None;
    let mut group = group("main", "Main", vec![upload, download, log, form]);
    group.file_stem = Some("module-main".to_owned());
    group.items = vec![Item::Struct(note)];
    group
}
